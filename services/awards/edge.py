"""What the routes of every capability share: bounded texts, who may read, facts looked up for commands."""

from collections.abc import Sequence
from typing import Annotated, Final
from uuid import UUID

import asyncpg
from fastapi import Query
from pydantic import Field, StringConstraints

from services.awards.nominations import query
from services.chassis.errors import NotFound
from services.chassis.http.edge import Reader
from thidua_contracts.codes import UNIT_ROLES

OF_COUNCIL: Final = frozenset({"clerk", "chairman", "council-member", "council-secretary", "city-officer"})
"""Roles that may read the council's papers and who voted how."""

READERS: Final = OF_COUNCIL | UNIT_ROLES | {"bloc-secretary"}
"""Roles that may read nominations and decisions; a unit head reads the own unit's nominations."""

YearNumber = Annotated[int, Field(ge=2000, le=2100, examples=[2024])]
Symbol = Annotated[
    str, StringConstraints(min_length=2, max_length=40, pattern=r"^[^\s/]+$"), Field(examples=["QĐ-UBND", "TTr-UBND"])
]
Number = Annotated[int, Field(ge=1, le=99_999, examples=[105])]

OfYear = Annotated[int | None, Query(alias="year", ge=2000, le=2100, description="Năm thi đua.")]


async def facts_of(reader: Reader, nominations: Sequence[UUID], ward_code: str) -> dict[UUID, asyncpg.Record]:
    """What a command about these nominations of a ward has to name. Raises NotFound when one may not be read."""
    async with reader.rows() as connection:
        found = await query.facts(connection, nominations)
    for nomination_id in nominations:
        if nomination_id not in found or found[nomination_id]["ward_code"] != ward_code:
            raise NotFound(str(nomination_id))
    return found


def person_of(facts: asyncpg.Record) -> UUID | None:
    """The person or household of a nomination; None for a collective."""
    person_id: UUID = facts["subject_id"]
    return None if facts["subject_kind"] == "collective" else person_id
