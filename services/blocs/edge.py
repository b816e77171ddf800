"""What the addresses of blocs have in common: the form of a bloc's code, of a ward's code, of a year and a document."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final

import asyncpg
from fastapi import Path
from pydantic import StringConstraints

from services.blocs.fields import BLOC, WARD
from services.chassis.decider import CITY
from services.chassis.errors import NotFound
from services.chassis.http.edge import Reader
from services.chassis.text.types import Text

MEMBER_IN: Final = """
SELECT EXISTS (
    SELECT FROM bloc_members
    WHERE ward_code = $1 AND member_ward = $2 AND from_day <= make_date($3, 12, 31)
      AND coalesce(last_day >= make_date($3, 1, 1), true))
"""
Title = Annotated[Text, StringConstraints(max_length=300)]

READERS: Final = frozenset({"city-officer", "bloc-secretary", "chairman", "clerk"})
"""Roles that read who is in a bloc, and its criteria."""
WATCHERS: Final = READERS | {"council-member", "council-secretary", "operator"}
"""Roles that look at its standings."""

BlocPath = Annotated[str, Path(pattern=BLOC, min_length=3, max_length=40, description="Mã khối thi đua.")]
WardPath = Annotated[str, Path(pattern=WARD, description="Mã đơn vị hành chính cấp xã.")]
DayPath = Annotated[date, Path(description="Một ngày, như 2025-01-31.")]
YearPath = Annotated[int, Path(ge=2000, le=2100, description="Năm thi đua.")]


def readable(reader: Reader, bloc_code: str, roles: frozenset[str]) -> None:
    """Raises Forbidden for another role, NotFound for a bloc that the mandate may not read, as for one that does not exist."""
    if not reader.reads(bloc_code, roles):
        raise NotFound(bloc_code)


async def readable_in(connection: asyncpg.Connection, reader: Reader, bloc_code: str, year: int) -> None:
    """Raises NotFound for a year of a bloc in which the ward of the mandate was not a member."""
    own = reader.mandate.ward_code
    if own not in (CITY, bloc_code) and not await member_in(connection, bloc_code, own, year):
        raise NotFound(bloc_code)


async def member_in(connection: asyncpg.Connection, bloc_code: str, ward_code: str, year: int) -> bool:
    """Whether a ward was a member on any day of a year."""
    return bool(await connection.fetchval(MEMBER_IN, bloc_code, ward_code, year))
