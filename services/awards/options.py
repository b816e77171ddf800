"""What the forms of awards offer to choose among. Who a person is, the owner is asked under the visitor's token."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from services.awards import naming
from services.awards.subjects.query import unit_names
from services.chassis.kit.options import Asking, Find, Option, listed
from services.chassis.text.ordering import matches, sort_key
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web

CHOOSING: Final = "choice"
UNITS: Final = "SELECT unit_id::text AS value, name AS label FROM award_units LIMIT 5000"

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


async def subjects(asking: Asking) -> list[Option]:
    """Units, people and households of the ward by a part of the name."""
    async with asking.visitor.reader().rows() as connection:
        units = [Option(row["value"], row["label"], "đơn vị") for row in await connection.fetch(UNITS)]
    if asking.keys:
        return [*(one for one in units if one.value in asking.keys), *await found_people(asking)]
    fit = [one for one in units if not asking.words or matches(one.label, asking.words)]
    return [*await found_people(asking), *sorted(fit, key=lambda one: sort_key(one.label))][: asking.limit]


async def named_subjects(web: Web, visitor: Visitor, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows with the names of their subjects, as far as this visitor may know them."""
    ids = list(dict.fromkeys(row["subject_id"] for row in rows))
    async with visitor.reader().rows() as connection:
        units = await unit_names(connection, ids)
    people = await naming.people(web, visitor, [one for one in ids if one not in units], CHOOSING)
    known = {**people, **units}
    return [{**row, "who": known.get(row["subject_id"], naming.UNNAMED["individual"])} for row in rows]
