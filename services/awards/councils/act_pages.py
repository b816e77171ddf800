"""Pages of the acts of a session: each says what it means at this moment, and asks anew when that has changed meanwhile."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.responses import RedirectResponse, Response

from services.awards.councils import agenda
from services.awards.councils.acts import ACTS, Act, Asked, awaiting
from services.awards.councils.commands import DECLARED, NOT_HELD
from services.awards.councils.refusals import CouncilRefused
from services.awards.nominations.wording import CHOICES
from services.awards.refusal import AwardsRefused
from services.chassis.errors import NotFound
from services.chassis.kit.forms import READ
from services.chassis.web.forms import Form, form
from services.chassis.web.inputs import FieldError
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import HEADERS, Web

LIST: Final = "/awards/pages/sessions"
CARRIED: Final = ("ho-so", "ghe", "y-kien")
"""What an act is about: in the address of its page, then in its form."""


def pages(web: Web) -> APIRouter:
    """Pages below `/awards/pages/sessions/{session_id}/do`."""
    router = web.router()
    templates = web.templates(__file__)

    @router.get("/sessions/{session_id}/do/{word}")
    async def ask(session_id: UUID, word: str, visitor: Annotated[Visitor, Depends(web.member)]) -> Response:
        act = _act(word, visitor)
        fields = Form({name: [visitor.request.query_params.get(name, "")] for name in CARRIED})
        asked = await _asked(session_id, visitor, act, fields)
        if act.pending is not None and not act.pending(asked):
            return RedirectResponse(f"{LIST}/{session_id}?past=", 303, HEADERS)
        act.allowed(asked, visitor.at)
        return await _ask(visitor, word, act, asked, [], 200)

    @router.post("/sessions/{session_id}/do/{word}")
    async def do(
        session_id: UUID,
        word: str,
        visitor: Annotated[Visitor, Depends(web.member)],
        fields: Annotated[Form, Depends(form)],
    ) -> Response:
        act, writer = _act(word, visitor), visitor.writer(fields)
        asked = await _asked(session_id, visitor, act, fields)
        field_errors: list[FieldError] = []
        command = act.build(writer, asked, field_errors)
        if field_errors:
            return await _ask(visitor, word, act, asked, field_errors, 422)
        shape = act.shape(asked)
        if act.pending is not None and act.pending(asked) and fields.text(READ) != shape.read:
            fault = {"field": "", "sentence": shape.otherwise(fields.text(READ))}
            return await _ask(visitor, word, act, asked, [fault], 409)
        try:
            done = await writer.send(command)
        except AwardsRefused as refused:
            fault = {"field": act.places.get(refused.code, ""), "sentence": refused.sentence}
            return await _ask(visitor, word, act, asked, [fault], refused.refusal.status)
        return web.go(f"{LIST}/{session_id}", done, done=word)

    async def _asked(session_id: UUID, visitor: Visitor, act: Act, fields: Form) -> Asked:
        asked = Asked(await agenda.session(web, visitor, session_id), fields, visitor.principal)
        if not act.for_whom(asked):
            raise CouncilRefused("session.no-seat")
        return asked

    async def _ask(
        visitor: Visitor, word: str, act: Act, asked: Asked, field_errors: list[FieldError], status: int
    ) -> Response:
        shape = act.shape(asked)
        return templates.show(
            "act.html",
            visitor,
            status=status,
            act=act,
            word=word,
            it=asked.it,
            fields=asked.fields,
            carried=[(name, asked.fields.text(name)) for name in CARRIED],
            shape=shape,
            possible=act.possible(asked),
            field_errors=field_errors,
            choices=list(CHOICES.items()),
            reasons=_reasons(act, asked),
            absent=[(place, asked.it.called[member]) for place, member in awaiting(asked)]
            if act.more == "opinion"
            else [],
        )

    def _reasons(act: Act, asked: Asked) -> list[tuple[str, str]]:
        """Why a session is not held; what the chair may say who ends a vote before all who are there have voted, nobody else."""
        if act.more == "not-held":
            return [(word, said.capitalize()) for word, said in NOT_HELD.items()]
        if act.more != "declared":
            return []
        vote = asked.it.vote(asked.nomination_id)
        asks = asked.chairs and vote and vote["missing"]
        return [(word, said.capitalize()) for word, said in DECLARED.items()] if asks else []

    def _act(word: str, visitor: Visitor) -> Act:
        act = ACTS.get(word)
        if act is None:
            raise NotFound("act")
        visitor.reader().require_for(act.command)
        return act

    return router
