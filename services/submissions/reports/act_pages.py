"""Pages of the acts on a report that need words: one form each, with its effect said before the button."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.chassis.errors import NotFound
from services.chassis.web.forms import KEY, Form, form
from services.chassis.web.inputs import FieldError
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web
from services.submissions.reports import wording
from services.submissions.reports.acts import ACTS, Act
from services.submissions.reports.pages import LIST, found
from services.submissions.reports.refusals import ReportRefused


def pages(web: Web) -> APIRouter:
    """Pages below `/submissions/pages/reports/{report_id}/do`."""
    router = web.router()
    templates = web.templates(__file__)

    @router.get("/reports/{report_id}/do/{word}")
    async def ask(report_id: UUID, word: str, visitor: Annotated[Visitor, Depends(web.member)]) -> Response:
        return await _ask(visitor, report_id, _act(word, visitor), Form(), [], 200)

    @router.post("/reports/{report_id}/do/{word}")
    async def do(
        report_id: UUID,
        word: str,
        visitor: Annotated[Visitor, Depends(web.member)],
        fields: Annotated[Form, Depends(form)],
    ) -> Response:
        act, writer = _act(word, visitor), visitor.writer(fields)
        field_errors: list[FieldError] = []
        command = act.build(writer, report_id, fields, field_errors)
        if field_errors:
            return await _ask(visitor, report_id, act, fields, field_errors, 422)
        try:
            done = await writer.send(command)
        except ReportRefused as refused:
            fault = {"field": "", "sentence": refused.sentence}
            return await _ask(visitor, report_id, act, fields, [fault], refused.refusal.status)
        return web.go(f"{LIST}/{report_id}", done, done=act.word)

    async def _ask(
        visitor: Visitor, report_id: UUID, act: Act, fields: Form, field_errors: list[FieldError], status: int
    ) -> Response:
        report, _ = await found(visitor, report_id)
        return templates.show(
            "act.html",
            visitor,
            status=status,
            report=report,
            words=wording,
            act=act,
            fields=fields,
            field_errors=field_errors,
            key=fields.text(KEY) if field_errors and status != 422 else None,
        )

    def _act(word: str, visitor: Visitor) -> Act:
        act = ACTS.get(word)
        if act is None:
            raise NotFound("act")
        visitor.reader().require(*act.roles)
        return act

    return router
