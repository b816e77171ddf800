"""Queries of subjects: what units are called."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from uuid import UUID

import asyncpg

UNITS: Final = "SELECT unit_id, name FROM award_units WHERE unit_id = ANY ($1::uuid[])"


async def unit_names(connection: asyncpg.Connection, units: Iterable[UUID]) -> dict[UUID, str]:
    """The names of units; those that may not be read are absent."""
    rows = await connection.fetch(UNITS, list(set(units)))
    return {row["unit_id"]: row["name"] for row in rows}
