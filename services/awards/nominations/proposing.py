"""The form of a proposal: first unit, title and year, then whom, and of the facts those that the law asks for that title."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Final

from services.awards import naming
from services.awards.law.judge import transition
from services.awards.law.pack import PROPOSED, Pack
from services.awards.law.reading import read_law
from services.awards.law.rows import KINDS, SubjectKind
from services.awards.nominations import query
from services.awards.nominations.merits import Merits, always, asked
from services.awards.options import CHOOSING, found_people
from services.awards.subjects.query import unit_names
from services.chassis.calendar import local_date
from services.chassis.kit.doing import Shape
from services.chassis.kit.options import Asking, Option, narrowed
from services.chassis.web.inputs import id_of

FIRST: Final = ("unit_id", "title", "year")
THEN: Final = frozenset(
    {"subject_id", "subject_kind", "merits", "achievements", "evidence", "initiative_id", "more_favourable"}
)
FACTS: Final = frozenset(fact.name for fact in dataclasses.fields(Merits))
UNITS: Final = """
SELECT u.unit_id::text AS value, u.name AS label, string_agg(DISTINCT w.year::text, ', ' ORDER BY w.year::text) AS years
FROM award_units u JOIN unit_windows w ON w.ward_code = u.ward_code AND w.unit_id = u.unit_id
WHERE w.open AND ($1::uuid IS NULL OR u.unit_id = $1) GROUP BY u.unit_id, u.name LIMIT 5000
"""
INITIATIVES: Final = """
SELECT initiative_id::text AS value, name AS label, document_number AS hint FROM initiatives
WHERE (used_by = '{}' AND NOT withdrawn AND ($1::uuid IS NULL OR $1 = ANY (authors))) OR initiative_id::text = ANY ($2::text[]) LIMIT 5000
"""


async def units(asking: Asking) -> list[Option]:
    """The units that may propose, with the years; a unit's own mandate is offered that unit alone."""
    reader = asking.visitor.reader()
    async with reader.rows() as connection:
        rows = await connection.fetch(UNITS, reader.own_unit())
    return narrowed([Option(row["value"], row["label"], f"năm {row['years']}") for row in rows], asking)


async def titles(asking: Asking) -> list[Option]:
    """The titles of the law of the day of receipt."""
    pack = _pack(asking)
    return narrowed(
        [Option(rule.title, rule.name) for rule in pack.titles if rule.title in PROPOSED] if pack else [], asking
    )


async def subjects(asking: Asking) -> list[Option]:
    """Whom this title honours: the unit itself, or its people and households by a part of the name."""
    kinds, unit = _kinds(asking), id_of(asking.form.text("unit_id"))
    if unit is None:
        return []
    if kinds == ("collective",):
        async with asking.visitor.reader().rows() as connection:
            known = await unit_names(connection, {unit})
        return [Option(str(unit), known.get(unit, "Đơn vị này"))]
    return await found_people(asking, unit_id=str(unit), kinds=[kind for kind in kinds if kind != "collective"])


async def initiatives(asking: Asking) -> list[Option]:
    """Initiatives that support no nomination yet; of the chosen subject, once there is one."""
    async with asking.visitor.reader().rows() as connection:
        rows = await connection.fetch(INITIATIVES, id_of(asking.form.text("subject_id")), list(asking.keys))
    return narrowed([Option(row["value"], row["label"], row["hint"]) for row in rows], asking)


async def favourable(asking: Asking) -> list[Option]:
    """Later rules that the law lets a dossier of today follow."""
    pack, today = _pack(asking), local_date(asking.visitor.at)
    later = transition(read_law(), pack.place, today, today) if pack else None
    return narrowed([Option(later[0].id, later[0].name)] if later else [], asking)


async def shape(asking: Asking) -> Shape:
    """What is asked for what is chosen so far."""
    pack, form = _pack(asking), asking.form
    if pack is None or not all(form.text(name) for name in FIRST):
        return Shape(without=THEN, whole=False)
    kinds = _kinds(asking)
    kind = await _kind(asking, kinds)
    chosen = read_law().named(form.text("more_favourable-pack_id")) or pack
    wanted = asked(chosen, form.text("title"), (kind,) if kind else kinds)
    left_out = {f"merits-{fact}" for fact in FACTS - wanted}
    left_out |= set() if "initiative" in wanted else {"initiative_id"}
    left_out |= set() if await favourable(asking) else {"more_favourable"}
    sure = always(chosen, form.text("title"), (kind,) if kind else kinds)
    subject, year = id_of(form.text("subject_id")), form.text("year")
    notes: tuple[str, ...] = ()
    if "rating" in wanted and subject is not None and len(year) == 4 and year.isdecimal():
        async with asking.visitor.reader().rows() as connection:
            if await query.rated(connection, asking.visitor.mandate.ward_code, subject, int(year)):
                left_out.add("merits-rating")
                notes = (f"Xếp loại năm {year} đã ghi trong sổ theo dõi, xét theo sổ nên không phải nêu.",)
    return Shape(
        without=frozenset(left_out),
        given={"subject_kind": kind} if kind else {},
        needed=frozenset(f"merits-{fact}" for fact in sure),
        depends=frozenset(f"merits-{fact}" for fact in wanted - sure),
        notes=notes,
    )


async def completing(asking: Asking) -> Shape:
    """Of the facts, those that the rules of the dossier's day of receipt ask for its title."""
    row = asking.record
    assert row is not None
    if (pack := read_law().named(row["pack_id"])) is None:
        return Shape()
    of = (pack, row["title"], (row["subject_kind"],))
    wanted, sure = asked(*of), always(*of)
    return Shape(
        without=frozenset(f"merits-{fact}" for fact in FACTS - wanted),
        needed=frozenset(f"merits-{fact}" for fact in sure),
        depends=frozenset(f"merits-{fact}" for fact in wanted - sure),
    )


async def _kind(asking: Asking, kinds: Sequence[SubjectKind]) -> SubjectKind | None:
    """The kind of the subject: that of a unit itself, or as the owner of people says, whichever the title honours; None when it
    has to be asked."""
    subject = id_of(asking.form.text("subject_id"))
    if subject is None or kinds == ("collective",):
        return kinds[0] if len(kinds) == 1 else None
    said = await naming.kind_of(asking.web, asking.visitor, subject, CHOOSING)
    return next((kind for kind in KINDS if kind == said), None)


def _kinds(asking: Asking) -> tuple[SubjectKind, ...]:
    pack = _pack(asking)
    rule = pack.title(asking.form.text("title")) if pack else None
    return rule.subjects if rule else ()


def _pack(asking: Asking) -> Pack | None:
    return read_law().on(local_date(asking.visitor.at), asking.visitor.mandate.ward_code)
