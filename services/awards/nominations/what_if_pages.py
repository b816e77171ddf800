"""The page *Xét thử*: who among the dossiers that are open would be answered otherwise by the law of another day. It changes nothing."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Final
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from services.awards import naming
from services.awards.deeds.procedure import SUDDEN
from services.awards.holds.telling import open_cases
from services.awards.ids import record_id
from services.awards.law.history import Held
from services.awards.law.pack import Law
from services.awards.law.reading import read_law
from services.awards.naming import Names
from services.awards.nominations import what_if, wording
from services.awards.nominations.recorded import MERIT, Recorded, given
from services.awards.records.decider import Record
from services.awards.records.events import DisciplineRecorded, Entry, LeaveRecorded, RatingRecorded
from services.awards.refusal import marked
from services.awards.subjects.query import unit_names
from services.chassis import words
from services.chassis.calendar import local_date
from services.chassis.http.paging import MOST
from services.chassis.text.ordering import sort_key
from services.chassis.web.inputs import Unclear, day_of
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web

HERE: Final = "/awards/pages/what-if"
LABEL: Final = "Ngày"
PURPOSE: Final = "dossier"
ROLES: Final = frozenset({"clerk", "chairman"})
OPEN: Final = """
SELECT ward_code, nomination_id, unit_id, subject_id, subject_kind, title, year, received_on, initiative_id, merits, answers, pack_id
FROM dossiers WHERE state IN ('proposed', 'tabled', 'voted', 'forwarded') ORDER BY received_on DESC, nomination_id LIMIT $1
"""
MEMBERS: Final = """
SELECT m.person_id, m.unit_id FROM (
    SELECT DISTINCT ON (ward_code, person_id) person_id, unit_id FROM award_members
    WHERE member_from <= $2 ORDER BY ward_code, person_id, member_from DESC
) m WHERE m.unit_id = ANY ($1::uuid[])
"""
ENTRIES: Final = """
SELECT ward_code, entry_id, subject_id, kind, year, first, last, coalesce(said, '') AS said FROM records
WHERE subject_id = ANY ($1::uuid[]) AND withdrawn IS NULL
"""
AWARDS: Final = """
SELECT nomination_id, subject_id, title, year, state, EXISTS (
    SELECT FROM dossiers d WHERE d.ward_code = g.ward_code AND d.nomination_id = g.nomination_id AND d.happened_on IS NOT NULL
) AS sudden FROM golden_register g
WHERE subject_id = ANY ($1::uuid[]) AND state <> 'withdrawn'
"""
Typed = Annotated[str, Query(alias="ngay", max_length=40)]


def pages(web: Web) -> APIRouter:
    """`/awards/pages/what-if`."""
    router = web.router()
    templates = web.templates(__file__)
    rules = read_law()

    @router.get("/what-if")
    async def asked(visitor: Annotated[Visitor, Depends(web.member)], typed: Typed = "") -> Response:
        reader = visitor.reader()
        reader.require(*ROLES)
        today, place = local_date(visitor.at), rules.place_of(visitor.mandate.ward_code)
        try:
            day, wrong = day_of(typed, LABEL) if typed.strip() else today, ""
        except Unclear as unclear:
            day, wrong = today, unclear.sentence
        pack = rules.on(day, visitor.mandate.ward_code)
        if pack is None and not wrong:
            wrong = f"Hệ thống chưa có quy định nào của ngày {words.day(day)}."
        async with reader.rows() as connection:
            found = [_read(row) for row in await connection.fetch(OPEN, MOST + 1)]
            dossiers = found[:MOST]
            facts = await _facts(connection, dossiers, day)
            otherwise: dict[UUID, what_if.Changed] = {}
            better: dict[UUID, what_if.Better] = {}
            if pack is not None and not wrong:
                for one in dossiers:
                    key = one["nomination_id"]
                    if says := what_if.changed(one, what_if.judged(pack, one, day, facts[key])):
                        otherwise[key] = says
                    if law := what_if.better(rules, place, one, today, facts[key]):
                        better[key] = law
            shown = [one for one in dossiers if one["nomination_id"] in {*otherwise, *better}]
            units = await unit_names(connection, naming.units(shown))
        names = Names(units, await naming.people(web, visitor, naming.persons(shown), PURPOSE))
        shown.sort(key=lambda one: (sort_key(names.unit(one["unit_id"])), sort_key(wording.heading(one, names))))
        return templates.show(
            "what_if.html",
            visitor,
            status=422 if wrong else 200,
            field_errors=[{"field": "ngay", "sentence": wrong}] if wrong else [],
            typed=typed if wrong else words.day(day),
            day=day,
            pack=marked(pack.name, pack.source.confirmed) if pack else "",
            days=_days(rules, place, today),
            at=lambda on: f"{HERE}?ngay={words.day(on)}",
            changed=[_line(one, names, otherwise) for one in shown if one["nomination_id"] in otherwise],
            better=[
                _better(one, names, better[one["nomination_id"]]) for one in shown if one["nomination_id"] in better
            ],
            judged=len(dossiers),
            cut=len(found) > MOST,
            fresh_at=await visitor.fresh_at(),
        )

    return router


def _read(row: asyncpg.Record) -> dict[str, Any]:
    return {**row, "merits": json.loads(row["merits"]), "answers": json.loads(row["answers"])}


def _days(rules: Law, place: str, today: date) -> list[tuple[date, str]]:
    """The days that are worth asking about: today, and those on which the law changed last and changes next."""
    pack, later = rules.pack(today, place), rules.next_change(today, place)
    known = [(pack.since, "quy định hiện nay bắt đầu"), (today, "hôm nay")]
    return [*known, *([(later, "quy định đổi tiếp")] if later else [])]


def _line(one: Mapping[str, Any], names: Names, otherwise: Mapping[UUID, what_if.Changed]) -> dict[str, Any]:
    says = otherwise[one["nomination_id"]]
    return {
        **_which(one, names),
        "before": says.before,
        "after": says.after,
        "why": [
            {
                "sentence": why.sentence,
                "said": _said(why),
                "source": why.source,
                "against": ", ".join(f"“{wording.MERITS[name]}”" for name in why.against if name in wording.MERITS),
            }
            for why in says.why
        ],
    }


def _said(why: what_if.Why) -> str:
    """ "khi nhận đáp ứng, nay không đáp ứng"."""
    before = f"khi nhận {why.before}" if why.before else "khi nhận chưa hỏi"
    return f"{before}, {f'nay {why.after}' if why.after else 'nay không hỏi nữa'}"


def _better(one: Mapping[str, Any], names: Names, law: what_if.Better) -> dict[str, Any]:
    return {
        **_which(one, names),
        "before": law.before,
        "after": law.after,
        "pack": marked(law.pack.name, law.pack.source.confirmed),
        "source": marked(law.allowed_by.source.citation, law.allowed_by.confirmed),
    }


def _which(one: Mapping[str, Any], names: Names) -> dict[str, Any]:
    collective = one["subject_kind"] == "collective"
    return {
        "nomination_id": one["nomination_id"],
        "what": wording.heading(one, names),
        "unit": "" if collective else names.unit(one["unit_id"]),
    }


async def _facts(connection: asyncpg.Connection, dossiers: Sequence[Mapping[str, Any]], day: date) -> dict[UUID, Any]:
    """What is known now of the subject of each dossier, with members of its unit as of a day."""
    units = [one["subject_id"] for one in dossiers if one["subject_kind"] == "collective"]
    members: dict[UUID, list[UUID]] = {}
    for row in await connection.fetch(MEMBERS, units, day):
        members.setdefault(row["unit_id"], []).append(row["person_id"])
    subjects = [*(one["subject_id"] for one in dossiers), *(one for of in members.values() for one in of)]
    cases = await open_cases(connection, [one["subject_id"] for one in dossiers])
    records: dict[UUID, Record] = {}
    said: dict[UUID, str] = {}
    for row in await connection.fetch(ENTRIES, subjects):
        before = records.get(row["subject_id"], Record(row["subject_id"]))
        records[row["subject_id"]] = Record(row["subject_id"], {**before.entries, row["entry_id"]: _entry(row)})
        said[row["entry_id"]] = row["said"]
    awards: dict[UUID, tuple[Held, ...]] = {}
    for row in await connection.fetch(AWARDS, subjects):
        kind = SUDDEN if row["sudden"] else MERIT
        held = given(row["title"], row["year"], row["nomination_id"], standing=row["state"] == "standing", kind=kind)
        awards[row["subject_id"]] = (*awards.get(row["subject_id"], ()), held)
    found = {}
    for one in dossiers:
        of = tuple(who for who in members.get(one["subject_id"], ()) if who in records or who in awards)
        recorded = Recorded(records, awards, of, said).of(one["subject_kind"], one["subject_id"])
        open_ = cases.get((one["ward_code"], one["subject_id"]), ())
        found[one["nomination_id"]] = what_if.on_hold(what_if.known(one, recorded), open_)
    return found


def _entry(row: asyncpg.Record) -> Entry:
    """The entry as its event has it; its word stands beside."""
    key: dict[str, Any] = {
        "record_id": record_id(row["ward_code"], row["subject_id"]),
        "entry_id": row["entry_id"],
        "subject_id": row["subject_id"],
        "by_document": "",
    }
    match row["kind"]:
        case "rating":
            return RatingRecorded(**key, year=row["year"], rating=row["said"], rated_on=row["first"])
        case "leave":
            return LeaveRecorded(**key, leave=row["said"], first=row["first"], last=row["last"])
        case _:
            return DisciplineRecorded(**key, discipline=row["said"], first=row["first"], last=row["last"])
