"""Pages of reports: the unit's own list, and one report with its past in sentences."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.chassis.errors import NotFound
from services.chassis.web.forms import Form, form
from services.chassis.web.inputs import FieldError
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web
from services.submissions.reports import query, wording
from services.submissions.reports.acts import ACTS, offered
from services.submissions.reports.commands import AcceptReport
from services.submissions.reports.reading import READERS
from services.submissions.reports.refusals import ReportRefused

OWN: Final = """
SELECT t.ward_code, t.report_id, t.plan_id, t.obligation_id, t.unit_id, t.year, t.period, t.state, t.due_at, t.locks_at,
       t.attempt, t.channel, t.sent_at, t.on_time, t.accepted_at, t.version
FROM tracking t WHERE t.unit_id = $1 ORDER BY t.due_at DESC LIMIT 100
"""
DONE: Final = {
    "sent": "Đã gửi báo cáo. Văn phòng – Thống kê sẽ xem và báo kết quả.",
    "accepted": "Đã tiếp nhận báo cáo. Đơn vị được báo ngay.",
    **{act.word: act.done for act in ACTS.values()},
}
LIST: Final = "/submissions/pages/reports"


async def found(visitor: Visitor, report_id: UUID) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A report and its past, as far as the visitor may read it. Raises NotFound, Forbidden."""
    reader = visitor.reader()
    reader.require(*READERS)
    async with reader.rows() as connection:
        report = await query.one(connection, report_id, reader.own_unit())
        if report is None:
            raise NotFound("report")
        return report, await query.history(connection, report_id, effective=None, known_at=None)


def sendable(report: Mapping[str, Any]) -> bool:
    """Whether the unit has to send it, for the first time or again."""
    return report["state"] in ("due", "missed", "returned")


def returned(report: Mapping[str, Any], past: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The line of the history that says why the report was given back, as long as it is."""
    lines = [line for line in past if line["event"] == "returned"]
    return lines[-1] if lines and report["state"] == "returned" else None


def pages(web: Web) -> APIRouter:
    """Pages below `/submissions/pages/reports`."""
    router = web.router()
    templates = web.templates(__file__)

    @router.get("/reports")
    async def own(visitor: Annotated[Visitor, Depends(web.member)]) -> Response:
        reader = visitor.reader()
        reader.require("unit-head")
        async with reader.rows() as connection:
            rows = await connection.fetch(OWN, reader.own_unit())
        return templates.show("reports.html", visitor, reports=rows, words=wording, fresh_at=await visitor.fresh_at())

    @router.get("/reports/{report_id}")
    async def one(report_id: UUID, visitor: Annotated[Visitor, Depends(web.member)]) -> Response:
        return await _one(visitor, report_id)

    async def _one(
        visitor: Visitor, report_id: UUID, field_errors: list[FieldError] | None = None, status: int = 200
    ) -> Response:
        report, past = await found(visitor, report_id)
        return templates.show(
            "report.html",
            visitor,
            status=status,
            report=report,
            words=wording,
            kind=wording.kind(report, visitor.at),
            word=wording.word(report, visitor.at),
            lines=[wording.line(line, report["unit_name"] or "Đơn vị") for line in reversed(past)],
            figures=next((line["figures"] for line in reversed(past) if line["event"] == "submitted"), []),
            returned=returned(report, past),
            acts=offered(report, visitor),
            can_send=sendable(report) and visitor.holds("unit-head") and visitor.at < report["locks_at"],
            can_accept=report["state"] == "submitted" and visitor.holds("clerk"),
            said=DONE.get(visitor.request.query_params.get("done", ""), ""),
            field_errors=field_errors or [],
            fresh_at=await visitor.fresh_at(),
        )

    @router.post("/reports/{report_id}/accept")
    async def accept(
        report_id: UUID, visitor: Annotated[Visitor, Depends(web.member)], fields: Annotated[Form, Depends(form)]
    ) -> Response:
        writer = visitor.writer(fields)
        try:
            done = await writer.send(AcceptReport(ward_code=writer.ward_code, at=writer.at, report_id=report_id))
        except ReportRefused as refused:
            return await _one(visitor, report_id, [{"field": "", "sentence": refused.sentence}], refused.refusal.status)
        return web.go(f"{LIST}/{report_id}", done, done="accepted")

    return router
