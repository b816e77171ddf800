"""Pages of the council: its sessions, and the board of one that moves while it sits."""

import time
from datetime import date
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.awards import naming
from services.awards.councils import agenda, minutes, paper, query, wording
from services.awards.councils.acts import DONE, PAST
from services.awards.councils.commands import MOST_HOUR, MOST_ROOM, CallSession
from services.awards.councils.past import SESSION_SAYS
from services.awards.councils.refusals import CouncilRefused
from services.awards.councils.session import SECRETARY, SESSION
from services.awards.councils.voting import BALLOT
from services.awards.edge import OF_COUNCIL
from services.awards.ids import ballot_id, council_id
from services.awards.wards.query import ward_names
from services.chassis.calendar import local_date
from services.chassis.documents.files import Kind, Printed, reply
from services.chassis.documents.standard import standard
from services.chassis.errors import NotFound
from services.chassis.http.paging import MOST
from services.chassis.kit.history import Line, by_name, timeline
from services.chassis.text.ordering import sort_key
from services.chassis.web.forms import Form, form
from services.chassis.web.inputs import FieldError, at_most, needed_day, year_of
from services.chassis.web.live import Live
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web

LIST: Final = "/awards/pages/sessions"
SHOWN: Final = ("session-board", "dossiers")
"""The read models behind the board."""
NAMES_KEPT: Final = 60.0
"""Seconds for which a stream does not ask for a name again: as long as a name may be shown after its person was erased."""
YEARS: Final = range(2000, 2101)


def pages(web: Web) -> APIRouter:
    """Pages below `/awards/pages/sessions`."""
    router = web.router()
    templates = web.templates(__file__)
    live = Live(web.edge)

    @router.get("/sessions")
    async def listed(visitor: Annotated[Visitor, Depends(web.member)]) -> Response:
        return await _listed(visitor, Form(), [], 200)

    @router.post("/sessions")
    async def call(
        visitor: Annotated[Visitor, Depends(web.member)], fields: Annotated[Form, Depends(form)]
    ) -> Response:
        writer = visitor.writer(fields)
        writer.require(*SECRETARY)
        field_errors: list[FieldError] = []
        held_on = needed_day(fields, "ngay-hop", "Ngày họp", field_errors, _example(visitor))
        year = year_of(fields.text("nam"))
        if year not in YEARS:
            field_errors.append({"field": "nam", "sentence": "Ghi năm thi đua bằng bốn chữ số, ví dụ 2024."})
        begins_at = at_most(fields, "gio-hop", field_errors, MOST_HOUR)
        room = at_most(fields, "noi-hop", field_errors, MOST_ROOM)
        if field_errors or held_on is None or year is None:
            return await _listed(visitor, fields, field_errors, 422)
        session_id = writer.new_id("session")
        command = CallSession(
            ward_code=writer.ward_code,
            at=writer.at,
            session_id=session_id,
            council_id=council_id(writer.ward_code),
            year=year,
            held_on=held_on,
            begins_at=begins_at or None,
            room=room or None,
        )
        try:
            accepted = await writer.send(command)
        except CouncilRefused as refused:
            fault = {"field": "ngay-hop", "sentence": refused.sentence}
            return await _listed(visitor, fields, [fault], refused.refusal.status)
        return web.go(f"{LIST}/{session_id}", accepted, done="called")

    async def _listed(visitor: Visitor, fields: Form, field_errors: list[FieldError], status: int) -> Response:
        reader = visitor.reader()
        reader.require(*OF_COUNCIL)
        async with reader.rows() as connection:
            found = await query.sessions(connection, ward_code=None, year=None, after=("", UUID(int=0)), limit=None)
            wards = await ward_names(connection)
            seated = await query.runs(connection, visitor.mandate.ward_code, visitor.principal, local_date(visitor.at))
        rows = [dict(row) for row in found]
        days: dict[tuple[str, date], list[UUID]] = {}
        for row in sorted(rows, key=lambda row: (row["called_at"], row["session_id"])):
            days.setdefault((row["ward_code"], row["held_on"]), []).append(row["session_id"])
        newest = sorted(rows, key=lambda row: (row["held_on"], row["called_at"]), reverse=True)
        return templates.show(
            "sessions.html",
            visitor,
            status=status,
            sessions=[
                {
                    **row,
                    "title": wording.sitting(row, days[row["ward_code"], row["held_on"]]),
                    "since": wording.since(row),
                    "ward": wards.listed(row["ward_code"], row["held_on"]) if naming.of_city(visitor) else "",
                }
                for row in newest[:MOST]
            ],
            cut=len(newest) > MOST,
            states=wording.STATES,
            runs=visitor.holds(*SECRETARY),
            can_call=visitor.holds(*SECRETARY) and seated,
            fields=fields,
            field_errors=field_errors,
            year=local_date(visitor.at).year,
            example=_example(visitor),
            fresh_at=await visitor.fresh_at(),
        )

    @router.get("/sessions/{session_id}")
    async def board(session_id: UUID, visitor: Annotated[Visitor, Depends(web.member)]) -> Response:
        it = await agenda.session(web, visitor, session_id)
        return templates.show(
            "session.html",
            visitor,
            **agenda.shown(it, visitor),
            lines=await _past(visitor, it),
            invites=it.board["state"] == "called" and visitor.holds(*SECRETARY),
            said=await web.said(visitor, DONE) or (PAST if "past" in visitor.request.query_params else ""),
            fresh_at=await visitor.fresh_at(),
        )

    async def _past(visitor: Visitor, it: agenda.Session) -> list[Line]:
        """What happened to a session, newest first, as far as members may read it: of ballots only whose opinion was written."""
        edge = web.edge
        assert edge.registry is not None and edge.keys is not None
        session_id = it.board["session_id"]
        streams = [SESSION.at(session_id).stream_id]
        for vote in it.board["votes"]:
            streams += [BALLOT.at(ballot_id(vote["nomination_id"], member)).stream_id for member in it.called]
        names = it.called | {str(one): it.what(one) for one in it.facts} | {str(session_id): it.title}
        async with visitor.reader().rows() as connection:
            lines = await timeline(connection, streams, edge.registry, edge.keys, SESSION_SAYS, edge.role_words, names)
        return await by_name(lines, web, visitor)

    @router.get("/sessions/{session_id}/paper.{kind}")
    async def invitation(session_id: UUID, kind: Kind, visitor: Annotated[Visitor, Depends(web.member)]) -> Response:
        it = await agenda.session(web, visitor, session_id)
        said = paper.says(it.ward, it.board, list(it.called.values()))
        return await reply(Printed(paper.TITLE, said, standard()), kind)

    @router.get("/sessions/{session_id}/minutes/paper.{kind}")
    async def recorded(session_id: UUID, kind: Kind, visitor: Annotated[Visitor, Depends(web.member)]) -> Response:
        it = (await agenda.session(web, visitor, session_id)).as_voted
        if it.board["state"] != "closed":
            raise NotFound("minutes")
        votes = [
            (it.what(one), vote, it.rule(one), agenda.ballots(it, vote))
            for vote in it.board["votes"]
            if (one := vote["nomination_id"]) in it.facts
        ]
        sits = {
            one["seat"]: it.names.subjects.get(one["person_id"], "") for one in it.board["roster"] if one["person_id"]
        }
        said = minutes.says(
            it.ward,
            it.board,
            it.called,
            sorted(votes, key=lambda vote: sort_key(vote[0])),
            quorum=it.quorum,
            chair=sits.get("chair", ""),
            secretary=sits.get("secretary", ""),
        )
        return await reply(Printed(minutes.TITLE, said, standard()), kind)

    @router.get("/sessions/{session_id}/stream")
    async def stream(session_id: UUID, visitor: Annotated[Visitor, Depends(web.member)]) -> Response:
        known: dict[UUID, str] = {}
        asked = time.monotonic()
        await agenda.session(web, visitor, session_id, known)  # refused before the stream begins

        async def render() -> str:
            nonlocal asked
            if time.monotonic() - asked > NAMES_KEPT:
                known.clear()
                asked = time.monotonic()
            it = await agenda.session(web, visitor, session_id, known)
            return templates.text("_board.html", visitor, **agenda.shown(it, visitor))

        # what a visitor may press depends on who it is: nobody gets another's board
        key = ("session", session_id, visitor.principal, visitor.mandate.id)
        return await live.stream(visitor, SHOWN, key, render)

    return router


def _example(visitor: Visitor) -> str:
    """A day on which a council may meet, as it is typed."""
    return f"17/12/{local_date(visitor.at).year}"
