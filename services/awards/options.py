"""What the forms of awards offer to choose among. Who a person is, the owner is asked under the visitor's token."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from services.awards import naming
from services.awards.subjects.query import unit_names
from services.chassis.kit.options import Asking, Find, Option, listed

CHOOSING: Final = "choice"

wards: Final[Find] = listed(
    """
    SELECT DISTINCT ON (ward_code) ward_code AS value, name AS label FROM ward_names WHERE valid_from <= $1::date
    ORDER BY ward_code, valid_from DESC LIMIT 5000
    """
)


async def people(asking: Asking) -> list[Option]:
    """People and households of the ward by a part of the name, each with the own unit beside it."""
    return await found_people(asking)


async def found_people(asking: Asking, **limits: Any) -> list[Option]:
    """Whoever is chosen already, or whom the owner finds; `limits` are the owner's: a unit, a kind."""
    if asking.keys:
        known = await naming.people(asking.web, asking.visitor, asking.ids, CHOOSING)
        return [Option(str(one), known[one]) for one in asking.ids if one in known]
    body = {"name": asking.words, "limit": asking.limit, **limits}
    hits = await naming.owner(asking.web, asking.visitor, "/submissions/people:search", body)
    async with asking.visitor.reader().rows() as connection:
        units = await unit_names(connection, {UUID(hit["unit_id"]) for hit in hits})
    told_apart = "unit_id" not in limits
    return [
        Option(hit["person_id"], hit["full_name"], units.get(UUID(hit["unit_id"]), "") if told_apart else "")
        for hit in hits
    ]
