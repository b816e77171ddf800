"""Things that exist, and whose they are: what a fuzzer aims at, and what must never reach another ward's people."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from random import Random
from typing import Final

import asyncpg

CITY: Final = "city"
UUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
CANARY: Final = re.compile(r"Chim-yến-([0-9a-z-]*[0-9a-z])")
OWN: Final = 0.75
"""Share of things of the own ward among those aimed at; the rest is anybody's."""
EVERY: Final = "SELECT DISTINCT stream_id, ward_code FROM store.events ORDER BY stream_id"


def canary(ward: str) -> str:
    """A text that betrays the ward it was planted in, wherever it turns up."""
    return f"Chim-yến-{ward}"


@dataclass(slots=True)
class Things:
    """Whose each id is, ids by kind of thing, and which other wards a ward's people may read."""

    owners: dict[str, str] = field(default_factory=dict)
    kinds: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    """By kind and ward; under the ward "" those of all."""
    spared: set[str] = field(default_factory=set)
    """Ids that no request may name: by ending the mandates of those who ask, a fuzzer would soon ask in vain."""
    words: dict[str, list[str]] = field(default_factory=dict)
    """Values that a parameter of this name may take besides ids: ward codes, bloc codes, years."""
    readable: dict[str, frozenset[str]] = field(default_factory=dict)
    told: dict[str, set[str]] = field(default_factory=dict)
    """Ids that a ward's people have written into their own rows themselves."""

    def add(self, kind: str, thing: str, ward: str) -> None:
        """A thing of a ward, unless it is known already."""
        if UUID.fullmatch(thing) and thing not in self.owners:
            self.owners[thing] = ward
            for of in (kind, ""):
                for whose in (ward, ""):
                    self.kinds.setdefault((of, whose), []).append(thing)

    async def gather(self, connection: asyncpg.Connection | asyncpg.Pool) -> None:
        """What is recorded in a service's store: a thing per stream."""
        for row in await connection.fetch(EVERY):
            if (match := UUID.search(row["stream_id"])) is not None:
                self.add(row["stream_id"][: match.start()].rstrip("-"), match[0], row["ward_code"])

    def of_others(self, text: str, ward: str) -> list[str]:
        """What in an answer to somebody of this ward belongs to a ward that they may not read."""
        if ward == CITY:
            return []
        mine = {ward, CITY} | self.readable.get(ward, frozenset())
        told = self.told.get(ward, set())
        found = {(thing, self.owners.get(thing, ward)) for thing in UUID.findall(text) if thing not in told}
        found |= {(match[0], match[1]) for match in CANARY.finditer(text)}
        return sorted(f"{thing} of {owner}" for thing, owner in found if owner not in mine)

    def some(self, name: str, ward: str, rng: Random) -> str | None:
        """Something that a parameter of this name could mean: mostly the ward's own, sometimes another's."""
        if name in self.words:
            return rng.choice(self.words[name])
        kind = name.removesuffix("s").removesuffix("_id").replace("_", "-")
        whose = ward if rng.random() < OWN else ""
        ids = self.kinds.get((kind, whose)) or self.kinds.get((kind, "")) or self.kinds.get(("", whose))
        chosen = rng.choice(ids) if ids else None
        return None if chosen in self.spared else chosen
