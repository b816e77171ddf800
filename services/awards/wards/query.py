"""Queries of wards: what they were called on a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import asyncpg

from services.chassis import words

NAMES: Final = "SELECT ward_code, valid_from, name FROM ward_names ORDER BY ward_code, valid_from"
UNNAMED: Final = "Một xã, phường (chưa có tên)"


@dataclass(frozen=True, slots=True)
class WardNames:
    """The names of each ward, oldest first; a code is never shown in place of a name."""

    known: Mapping[str, Sequence[tuple[date, str]]]

    def on(self, ward_code: str, day: date) -> str:
        """The name that held on a day; before the first the first, without any that it has none yet."""
        names = self.known.get(ward_code, ())
        begun = [name for since, name in names if since <= day]
        return begun[-1] if begun else names[0][1] if names else UNNAMED

    def among(self, day: date) -> dict[str, str]:
        """What each ward is called on a day where it stands among the others: those of one name with their codes."""
        return words.apart({ward: self.on(ward, day) for ward in self.known})

    def listed(self, ward_code: str, day: date) -> str:
        """What a ward is called in a list of several wards' rows."""
        return self.among(day).get(ward_code, UNNAMED)


async def ward_names(connection: asyncpg.Connection) -> WardNames:
    """The names of all wards."""
    known: dict[str, list[tuple[date, str]]] = {}
    for row in await connection.fetch(NAMES):
        known.setdefault(row["ward_code"], []).append((row["valid_from"], row["name"]))
    return WardNames(known)
