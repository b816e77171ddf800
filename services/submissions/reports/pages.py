"""Pages of reports: the unit's own list, one report with its past in sentences, sending it in two steps."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.chassis.decider import DomainError
from services.chassis.errors import NotFound
from services.chassis.web.forms import KEY, Form, form
from services.chassis.web.inputs import FieldError, Unclear, number_of
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web
from services.submissions.reports import query, wording
from services.submissions.reports.acts import ACTS, offered
from services.submissions.reports.commands import AcceptReport, SubmitReport
from services.submissions.reports.events import Figure
from services.submissions.reports.figures import INDICATORS, judge, label
from services.submissions.reports.reading import READERS
from services.submissions.reports.refusals import ReportRefused

OWN: Final = """
SELECT t.ward_code, t.report_id, t.plan_id, t.obligation_id, t.unit_id, t.year, t.period, t.state, t.due_at, t.locks_at,
       t.attempt, t.channel, t.sent_at, t.on_time, t.accepted_at, t.version
FROM tracking t WHERE t.unit_id = $1 ORDER BY t.due_at DESC LIMIT 100
"""
BEFORE: Final = """
SELECT h.figures::text AS figures, t.year, t.period FROM tracking t
JOIN report_history h ON h.ward_code = t.ward_code AND h.report_id = t.report_id AND h.event = 'submitted'
WHERE t.ward_code = $1 AND t.unit_id = $2 AND t.due_at <= $3 AND t.report_id <> $4
ORDER BY t.due_at DESC, h.stream_version DESC LIMIT 1
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
        reasons = [line["reason"] for line in past if line["event"] == "returned"]
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
            returned=reasons[-1] if reasons and report["state"] == "returned" else "",
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
            return await _one(visitor, report_id, [_fault(refused)], refused.refusal.status)
        return web.go(f"{LIST}/{report_id}", done, done="accepted")

    @router.get("/reports/{report_id}/send")
    async def compose(report_id: UUID, visitor: Annotated[Visitor, Depends(web.member)]) -> Response:
        return await _compose(visitor, report_id, Form(), [])

    @router.post("/reports/{report_id}/send")
    async def send(
        report_id: UUID, visitor: Annotated[Visitor, Depends(web.member)], fields: Annotated[Form, Depends(form)]
    ) -> Response:
        writer = visitor.writer(fields)
        field_errors: list[FieldError] = []
        figures = _figures(fields, field_errors)
        if len(fields.text("so-van-ban")) > 100:
            field_errors.append({"field": "so-van-ban", "sentence": "Số văn bản dài quá 100 ký tự. Ghi số và ký hiệu."})
        if field_errors or fields.text("step") == "edit":
            return await _compose(visitor, report_id, fields, field_errors)
        if fields.text("step") != "send":
            return await _check(visitor, report_id, fields, figures)
        command = SubmitReport(
            ward_code=writer.ward_code,
            at=writer.at,
            by_unit=writer.own_unit(),
            report_id=report_id,
            document_number=fields.text("so-van-ban") or None,
            figures=tuple(Figure(indicator=word, value=value) for word, value in figures.items()),
        )
        try:
            done = await writer.send(command)
        except ReportRefused as refused:
            return await _compose(visitor, report_id, fields, [_fault(refused)], refused.refusal.status)
        return web.go(f"{LIST}/{report_id}", done, done="sent")

    async def _compose(
        visitor: Visitor, report_id: UUID, fields: Form, field_errors: list[FieldError], status: int | None = None
    ) -> Response:
        report, past = await found(visitor, report_id)
        async with visitor.reader().rows() as connection:
            before = await connection.fetchrow(
                BEFORE, report["ward_code"], report["unit_id"], report["due_at"], report_id
            )
        last = {figure["indicator"]: figure["value"] for figure in query.figures(before["figures"])} if before else {}
        source = wording.name(dict(before)) if before else ""
        sent = next((line for line in reversed(past) if line["event"] == "submitted"), None)
        if not fields and sent is not None:
            fields = Form(
                {
                    "so-van-ban": [sent["document_number"] or ""],
                    **{figure["indicator"]: [_typed(figure["value"])] for figure in sent["figures"]},
                }
            )
        reasons = [line["reason"] for line in past if line["event"] == "returned"]
        return templates.show(
            "compose.html",
            visitor,
            indicators=INDICATORS,
            status=status or (422 if field_errors else 200),
            report=report,
            words=wording,
            fields=fields,
            field_errors=field_errors,
            last={word: _typed(value) for word, value in last.items()},
            source=source,
            returned=reasons[-1] if reasons and report["state"] == "returned" else "",
            faces=wording.three_faces(report, visitor.at),
        )

    async def _check(visitor: Visitor, report_id: UUID, fields: Form, figures: Mapping[str, Decimal]) -> Response:
        report, _ = await found(visitor, report_id)
        return templates.show(
            "check.html",
            visitor,
            indicators=INDICATORS,
            report=report,
            words=wording,
            fields=fields,
            key=fields.text(KEY),
            faces=wording.three_faces(report, visitor.at),
        )

    return router


def _figures(fields: Form, field_errors: list[FieldError]) -> dict[str, Decimal]:
    figures: dict[str, Decimal] = {}
    for word in INDICATORS:
        typed = fields.text(word)
        try:
            if not typed:
                raise ReportRefused("report.figure-missing", indicator=label(word))
            figures[word] = number_of(typed)
            judge(Figure(indicator=word, value=figures[word]))
        except (Unclear, ReportRefused) as unfit:
            field_errors.append({"field": word, "sentence": unfit.sentence})
    return figures


def _typed(value: Any) -> str:
    return f"{Decimal(str(value)).normalize():f}".replace(".", ",")


def _fault(refused: DomainError) -> FieldError:
    return {"field": "", "sentence": refused.sentence}
