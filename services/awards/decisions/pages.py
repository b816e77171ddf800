"""Pages of decisions: the list that anybody may read, one decision, and the golden register for those whose work it is."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Final
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from services.awards import naming, searching
from services.awards.decisions import facts, later, letter, paper, public, query, wording
from services.awards.decisions.acts import FORWARD, OF_DECISION, RECORD, SIGN
from services.awards.decisions.corrected import reading
from services.awards.decisions.papers import DECISION, LETTER
from services.awards.decisions.reading import BEGINNING
from services.awards.edge import OF_COUNCIL, READERS
from services.awards.law.reading import read_law
from services.awards.naming import Names
from services.awards.nominations.commands import REASONS
from services.awards.nominations.nomination import NOMINATION
from services.awards.nominations.wording import heading, money, pack_name
from services.awards.subjects.query import unit_names
from services.awards.wards.query import ward_names
from services.chassis.documents.files import Kind, Printed, reply
from services.chassis.documents.standard import standard
from services.chassis.errors import NotFound
from services.chassis.http.paging import MOST, PageQuery, number, page_query
from services.chassis.kit.doing import offered
from services.chassis.kit.history import Line, actors, by_name, timeline
from services.chassis.web.forms import Form, check_csrf, form, same_origin
from services.chassis.web.inputs import FieldError, search_errors, year_of
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web

PURPOSE: Final = "decision"
SAID: Final = {act.name: act.done for act in (SIGN, RECORD, *OF_DECISION)}
PLACE: Final = ("ward_code", "decided_on", "decision_id", "register_number")


def pages(web: Web) -> APIRouter:
    """Pages below `/awards/pages/decisions` and `/awards/pages/register`."""
    router = web.router()
    templates = web.templates(__file__)

    @router.get("/decisions")
    async def listed(
        visitor: Annotated[Visitor, Depends(web.visitor)], page: Annotated[PageQuery, Depends(page_query)]
    ) -> Response:
        async with public.rows(web.edge) as connection:
            before = page.place(public.BEGINNING, date.fromisoformat, UUID)
            rows = await public.decisions(connection, before=before, limit=page.limit)
        reply = page.reply(rows, key=("signed_on", "decision_id"))
        return await _listed(visitor, reply["items"], reply["next"], "")

    @router.post("/decisions")
    async def searched(
        visitor: Annotated[Visitor, Depends(web.visitor)], fields: Annotated[Form, Depends(form)]
    ) -> Response:
        same_origin(visitor.request)
        asked = fields.text("tim")
        field_errors = search_errors("tim", asked, "Ghi số quyết định, tên đơn vị hoặc danh hiệu cần tìm.")
        sought = "" if field_errors else asked
        async with public.rows(web.edge) as connection:
            rows = await public.decisions(connection, before=public.BEGINNING, limit=MOST + 1, asked=sought)
        return await _listed(visitor, rows[:MOST], None, asked, cut=len(rows) > MOST, field_errors=field_errors)

    async def _listed(
        visitor: Visitor,
        rows: list[dict[str, Any]],
        next_: str | None,
        asked: str,
        *,
        cut: bool = False,
        field_errors: Sequence[FieldError] = (),
    ) -> Response:
        return templates.show(
            "decisions.html",
            visitor,
            status=422 if field_errors else 200,
            field_errors=field_errors,
            decisions=rows,
            words=wording,
            asked=asked,
            cut=cut,
            next=next_,
            acts=[act for act in (SIGN, FORWARD, RECORD) if act.done_by(web, visitor)],
            here_at={FORWARD.name: "/awards/pages/letters"},
            register=visitor.holds(*(READERS - {"bloc-secretary"})),
            fresh_at=await visitor.fresh_at(),
        )

    @router.get("/decisions/{decision_id}")
    async def one(decision_id: UUID, visitor: Annotated[Visitor, Depends(web.visitor)]) -> Response:
        async with public.rows(web.edge) as connection:
            told = await public.decision(connection, decision_id)
        if told is None:
            raise NotFound("decision")
        inside = await _inside(visitor, decision_id)
        return templates.show(
            "decision.html",
            visitor,
            decision=told,
            said=await web.said(visitor, SAID),
            words=wording,
            counted=wording.counted(told["lines"]),
            state=wording.state(told["lines"], withdrawn=told["withdrawn"]),
            may=offered(OF_DECISION, web, visitor, inside) if inside else (),
            lines=await _past(decision_id, visitor) if inside else [],
            pack_name=pack_name(inside["pack_id"], read_law()) if inside else "",
            inside=inside,
            printed=inside is not None and paper.made_here(inside),
            money=money,
            title=naming.title,
            of_council=visitor.holds(*OF_COUNCIL),
            fresh_at=await visitor.fresh_at(),
        )

    @router.get("/decisions/{decision_id}/paper.{kind}")
    async def file(decision_id: UUID, kind: Kind, visitor: Annotated[Visitor, Depends(web.member)]) -> Response:
        reader = visitor.reader()
        reader.require(*READERS)
        async with reader.rows() as connection:
            found = await query.decision(connection, decision_id)
            units = await unit_names(connection, naming.units(found["lines"])) if found else {}
            wards = await ward_names(connection)
        if found is None or not paper.made_here(found):
            raise NotFound("decision")
        names = Names(units, await naming.people(web, visitor, naming.persons(found["lines"]), PURPOSE))
        ward = wards.on(found["ward_code"], found["day_as_signed"])
        signer = (await actors(DECISION.at(decision_id).stream_id, web, visitor)).get(1, "")
        said = paper.says(found, ward, names, read_law(), signer)
        return await reply(Printed(paper.TITLE, said, standard()), kind)

    @router.get("/decisions/{decision_id}/papers/{place}/paper.{kind}")
    async def later_file(
        decision_id: UUID, place: int, kind: Kind, visitor: Annotated[Visitor, Depends(web.member)]
    ) -> Response:
        reader = visitor.reader()
        reader.require(*READERS)
        async with reader.rows() as connection:
            found = await query.decision(connection, decision_id)
            papers = later.documents(await query.later(connection, decision_id))
            units = await unit_names(connection, naming.units(found["lines"])) if found else {}
            wards = await ward_names(connection)
        if found is None or not paper.made_here(found) or not 0 < place <= len(papers):
            raise NotFound("decision")
        document = papers[place - 1]
        named = {one["nomination_id"] for one in document["lines"]}
        people = naming.persons(line for line in found["lines"] if line["nomination_id"] in named)
        names = Names(units, await naming.people(web, visitor, people, PURPOSE))
        ward = wards.on(found["ward_code"], document["effective_on"])
        first = document["lines"][0]
        acted = await actors(NOMINATION.at(first["nomination_id"]).stream_id, web, visitor)
        said = later.says(document, found, ward, names, read_law(), acted.get(first["stream_version"], ""))
        return await reply(Printed(paper.TITLE, said, standard()), kind)

    @router.get("/letters/{forwarding_id}/paper.{kind}")
    async def letter_file(
        forwarding_id: UUID, kind: Kind, visitor: Annotated[Visitor, Depends(web.member)]
    ) -> Response:
        reader = visitor.reader()
        reader.require(*OF_COUNCIL)
        async with reader.rows() as connection:
            found = await query.letter(connection, forwarding_id)
            units = await unit_names(connection, naming.units(found["lines"])) if found else {}
            wards = await ward_names(connection)
        if found is None:
            raise NotFound("letter")
        names = Names(units, await naming.people(web, visitor, naming.persons(found["lines"]), PURPOSE))
        ward = wards.on(found["ward_code"], found["signed_on"])
        signer = (await actors(LETTER.at(forwarding_id).stream_id, web, visitor)).get(1, "")
        return await reply(Printed(letter.TITLE, letter.says(found, ward, names, signer), standard()), kind)

    async def _inside(visitor: Visitor, decision_id: UUID) -> dict[str, Any] | None:
        """The decision with people and money, for whoever may read it under a mandate; None for anybody else."""
        if not visitor.holds(*READERS):
            return None
        reader = visitor.reader()
        async with reader.rows() as connection:
            found = await query.decision(connection, decision_id)
            refused = await query.refused(connection, decision_id) if visitor.holds(*OF_COUNCIL) else []
            units = await unit_names(connection, naming.units([*found["lines"], *refused])) if found else {}
            resting = await query.rested(connection, found["ward_code"], found["lines"], read_law()) if found else {}
            mended = await _mended(connection, found["lines"], found["ward_code"]) if found else {}
            papers = later.documents(await query.later(connection, decision_id))
        if found is None:
            return None
        known = await naming.people(web, visitor, naming.persons([*found["lines"], *refused]), PURPOSE)
        names = Names(units, known, reading(mended))
        states = Counter(line["state"] for line in found["lines"])
        return {
            **found,
            "refused": [
                (one["nomination_id"], heading(one, names), REASONS.get(one["refused_for"], "đang cập nhật"))
                for one in refused
            ],
            "standing": states["standing"],
            "annulled": states["annulled"],
            "papers": [
                {"place": place, "what": f"{later.TITLES[one['event']]} số {one['document_number']}"}
                for place, one in enumerate(papers, start=1)
                if not one["withdrawn"]
            ],
            "corrected": sum(bool(line["corrected_by"]) for line in found["lines"]),
            "paid": sum(line["payable"] for line in found["lines"] if line["state"] == "standing"),
            "lines": [
                {
                    **_line(line, names, mended.get(line["nomination_id"], ())),
                    "rested": line["state"] == "standing" and line["nomination_id"] in resting,
                }
                for line in found["lines"]
            ],
        }

    async def _past(decision_id: UUID, visitor: Visitor) -> list[Line]:
        """What was done to the decision by later papers."""
        edge = web.edge
        assert edge.registry is not None and edge.keys is not None
        async with visitor.reader().rows() as connection:
            stream = DECISION.at(decision_id).stream_id
            told = {fact.name: fact for fact in facts.DECISIONS}
            lines = await timeline(connection, [stream], edge.registry, edge.keys, told, edge.role_words, {})
        return await by_name(lines, web, visitor)

    @router.get("/register")
    async def register(
        visitor: Annotated[Visitor, Depends(web.member)],
        page: Annotated[PageQuery, Depends(page_query)],
        year: Annotated[int | None, Query(ge=2000, le=2100)] = None,
    ) -> Response:
        return await _register(visitor, page, year, "")

    @router.post("/register")
    async def register_searched(
        visitor: Annotated[Visitor, Depends(web.member)], fields: Annotated[Form, Depends(form)]
    ) -> Response:
        assert visitor.session is not None
        check_csrf(visitor.request, fields, visitor.session.csrf)
        return await _register(visitor, PageQuery(MOST, None), year_of(fields.text("nam")), fields.text("tim"))

    async def _register(visitor: Visitor, page: PageQuery, year: int | None, asked: str) -> Response:
        reader = visitor.reader()
        reader.require(*READERS)

        async def lines(after: tuple[str, date, UUID, int]) -> list[dict[str, Any]]:
            async with reader.rows() as connection:
                found = await query.register(connection, ward_code=None, year=year, title=None, after=after, limit=MOST)
                rows = [dict(row) for row in found]
                mended = await _mended(connection, rows)
                units = await unit_names(connection, naming.units(rows))
                wards = await ward_names(connection)
            names = Names(units, await naming.people(web, visitor, naming.persons(rows), PURPOSE), reading(mended))
            of_each = [
                wards.listed(row["ward_code"], row["decided_on"]) if naming.of_city(visitor) else "" for row in rows
            ]
            return [
                _line(row, names, mended.get(row["nomination_id"], ()), ward)
                for row, ward in zip(rows, of_each, strict=True)
            ]

        place = page.place(BEGINNING, str, date.fromisoformat, UUID, number)
        field_errors = search_errors("tim", asked, "Ghi họ tên, đơn vị hoặc số quyết định cần tìm.")
        found = await searching.found(lines, place, PLACE, "" if field_errors else asked)
        return templates.show(
            "register.html",
            visitor,
            status=422 if field_errors else 200,
            field_errors=field_errors,
            lines=found.rows,
            year=year,
            asked=asked,
            money=money,
            title=naming.title,
            cut=found.cut,
            next=found.next,
            of_council=visitor.holds(*OF_COUNCIL),
            fresh_at=await visitor.fresh_at(),
        )

    return router


async def _mended(
    connection: asyncpg.Connection, lines: Sequence[Mapping[str, Any]], ward_code: str = ""
) -> dict[UUID, list[dict[str, Any]]]:
    """The corrections of the lines that have any; of one ward, or of each line's own."""
    some = [line for line in lines if line["corrected_by"]]
    wards = (ward_code or line["ward_code"] for line in some)
    return await query.corrections(connection, wards, (line["nomination_id"] for line in some))


def _line(
    line: Mapping[str, Any], names: Names, corrections: Sequence[Mapping[str, Any]], ward: str = ""
) -> dict[str, Any]:
    """A line as it reads now. Words about somebody whose name this visitor may not know are left out."""
    told = corrections if names.tells(line) else [{**one, "written": None, "reads": None} for one in corrections]
    subject, unit = names.subject(line), names.place(line)
    papers = [line.get("document_number", ""), line["annulled_by"] or "", *line["corrected_by"]]
    numbers = " ".join(map(searching.number_key, papers))
    return {
        **line,
        "subject": subject,
        "unit": unit,
        "ward": ward,
        "unsure": wording.unsure(line),
        "tag": wording.line_state(line),
        "corrections": told,
        "notes": wording.notes({**line, "corrections": told}),
        "all": f"{subject} {unit} {ward} Quyết định số {numbers} {naming.title(line['title'])}",
    }
