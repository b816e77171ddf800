"""Queries of subjects: what units are called, which people a ward knows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from uuid import UUID

import asyncpg

UNITS: Final = "SELECT unit_id, name FROM award_units WHERE unit_id = ANY ($1::uuid[])"

PEOPLE: Final = "SELECT DISTINCT person_id FROM award_members WHERE ward_code = $1 AND person_id = ANY ($2::uuid[])"


async def unit_names(connection: asyncpg.Connection, units: Iterable[UUID]) -> dict[UUID, str]:
    """The names of units; those that may not be read are absent."""
    rows = await connection.fetch(UNITS, list(set(units)))
    return {row["unit_id"]: row["name"] for row in rows}


async def people_of(connection: asyncpg.Connection, ward_code: str, people: Iterable[UUID]) -> frozenset[UUID]:
    """Which of these people and households are the ward's; whoever was erased is nobody's any more."""
    rows = await connection.fetch(PEOPLE, ward_code, list(set(people)))
    return frozenset(row["person_id"] for row in rows)
