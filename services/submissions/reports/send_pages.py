"""Sending a report: form, check page, sent. Each has an address of its own, so that Back and Forward go through them.

What was understood travels in the address: figures, the number of a document and ids of files, nothing of a person. A report that is not
awaited has no form: its page says what became of it.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any, Final
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.chassis import words
from services.chassis.files.refusals import FileRefused
from services.chassis.kit.attached import Attached, attached, taken
from services.chassis.kit.forms import FILES
from services.chassis.web.forms import Form, check_csrf, form, takes_files
from services.chassis.web.inputs import UNFIT, FieldError, Unclear, id_of, number_of
from services.chassis.web.keeping import draft_of
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import SCRIPT, Web
from services.submissions.reports import outliers, query, wording
from services.submissions.reports.api import with_files
from services.submissions.reports.commands import EVIDENCE, SubmitReport
from services.submissions.reports.decider import SENDERS
from services.submissions.reports.events import Figure
from services.submissions.reports.figures import INDICATORS, judge, label
from services.submissions.reports.pages import LIST, found, returned, sendable
from services.submissions.reports.refusals import ReportRefused

NUMBER: Final = "so-van-ban"
SURE: Final = "da-xem"
UNSURE: Final[FieldError] = {
    "field": SURE,
    "sentence": "Có số khác hẳn cùng kỳ năm trước. Nếu đúng, đánh dấu đã xem lại rồi gửi.",
}
TYPED: Final = (*INDICATORS, NUMBER)
WHOLE: Final = "Ghi số nguyên, không có dấu phẩy, ví dụ 20."
"""How a count is written: "1,000" is a thousand to some and one to others."""
BEFORE: Final = """
SELECT h.figures::text AS figures, t.year, t.period FROM tracking t
JOIN report_history h ON h.ward_code = t.ward_code AND h.report_id = t.report_id AND h.event = 'submitted'
    AND NOT EXISTS (SELECT FROM report_history w WHERE w.ward_code = h.ward_code AND w.report_id = h.report_id
                    AND w.event IN ('sending-withdrawn', 'recalled') AND w.attempt = h.attempt AND w.stream_version > h.stream_version)
WHERE t.ward_code = $1 AND t.unit_id = $2 AND t.period = $3 AND t.year = $4 - 1
ORDER BY h.stream_version DESC LIMIT 1
"""
"""The same period of last year, as it was last sent: half a year is not compared with a whole one."""


def pages(web: Web) -> APIRouter:
    """Pages below `/submissions/pages/reports/{report_id}/send`."""
    router = web.router()
    templates = web.templates(__file__)

    @router.get("/reports/{report_id}/send")
    async def compose(report_id: UUID, visitor: Annotated[Visitor, Depends(web.member)]) -> Response:
        return await _compose(visitor, report_id, _from_address(visitor), [])

    @router.post("/reports/{report_id}/send/check")
    @takes_files
    async def to_check(
        report_id: UUID, visitor: Annotated[Visitor, Depends(web.member)], fields: Annotated[Form, Depends(form)]
    ) -> Response:
        assert visitor.session is not None
        check_csrf(visitor.request, fields, visitor.session.csrf)
        fields, unfit = await taken(visitor, [EVIDENCE.name], fields)
        if unfit or fields.text(FILES):
            return await _compose(visitor, report_id, fields, unfit, 422 if unfit else 200)
        figures, field_errors = understood(fields)
        if field_errors:
            return await _compose(visitor, report_id, fields, field_errors)
        return web.go(f"{_address(report_id)}/check?{carried(figures, fields)}")  # Back meets no form that was posted

    @router.get("/reports/{report_id}/send/check")
    async def check(report_id: UUID, visitor: Annotated[Visitor, Depends(web.member)]) -> Response:
        fields = _from_address(visitor)
        figures, field_errors = understood(fields)
        if field_errors:
            return await _compose(visitor, report_id, fields, field_errors)
        unsure = [UNSURE] if SURE in visitor.request.query_params else []
        return await _check(visitor, report_id, fields, figures, unsure)

    @router.post("/reports/{report_id}/send")
    async def send(
        report_id: UUID, visitor: Annotated[Visitor, Depends(web.member)], fields: Annotated[Form, Depends(form)]
    ) -> Response:
        writer = visitor.writer(fields)
        figures, field_errors = understood(fields)
        if field_errors:
            return await _compose(visitor, report_id, fields, field_errors)
        if not fields.text(SURE) and await _questions(visitor, report_id, figures):
            if SCRIPT not in visitor.request.headers:
                return web.go(f"{_address(report_id)}/check?{carried(figures, fields)}&{SURE}=")
            return await _check(visitor, report_id, fields, figures, [UNSURE])
        try:
            async with with_files(web.edge, writer, visitor.reader(), report_id, files_of(fields)) as evidence:
                command = SubmitReport(
                    ward_code=writer.ward_code,
                    at=writer.at,
                    report_id=report_id,
                    document_number=fields.text(NUMBER) or None,
                    figures=tuple(Figure(indicator=word, value=value) for word, value in figures.items()),
                    evidence=evidence,
                )
                done = await writer.send(command)
        except (ReportRefused, FileRefused) as refused:
            fault = {"field": EVIDENCE.name if isinstance(refused, FileRefused) else "", "sentence": refused.sentence}
            return await _compose(visitor, report_id, fields, [fault], refused.refusal.status)
        return web.go(f"{LIST}/{report_id}", done, done="sent")

    async def _compose(
        visitor: Visitor, report_id: UUID, fields: Form, field_errors: list[FieldError], status: int | None = None
    ) -> Response:
        visitor.reader().require(*SENDERS)
        report, past = await found(visitor, report_id)
        if not sendable(report) or visitor.at >= report["locks_at"]:
            return templates.show(
                "not_awaited.html",
                visitor,
                status=status or (409 if field_errors else 200),
                report=report,
                words=wording,
                kind=wording.kind(report, visitor.at),
                sentences=wording.not_awaited(report, visitor.at),
            )
        last, source = await _before(visitor, report)
        sent = query.mended(past)
        if not fields and sent is not None:
            fields = Form({NUMBER: [sent["document_number"] or ""], EVIDENCE.name: EVIDENCE.typed(sent["evidence"])})
            fields |= {figure["indicator"]: [_typed(figure["value"])] for figure in sent["figures"]}
        if (
            visitor.request.method == "GET"
            and EVIDENCE.name in (draft := await draft_of(web, visitor, f"{_address(report_id)}/check")).groups
        ):
            fields |= {EVIDENCE.name: list(draft.groups[EVIDENCE.name].fields.get(EVIDENCE.name, []))}
        return templates.show(
            "compose.html",
            visitor,
            indicators=INDICATORS,
            status=status or (422 if field_errors else 200),
            report=report,
            words=wording,
            fields=fields,
            field_errors=field_errors,
            evidence=EVIDENCE,
            files=await _files(visitor, report, past, fields),
            last={word: shown(value) for word, value in last.items()},
            source=source,
            returned=returned(report, past),
            faces=wording.three_faces(report, visitor.at),
        )

    async def _check(
        visitor: Visitor,
        report_id: UUID,
        fields: Form,
        figures: Mapping[str, Decimal],
        field_errors: list[FieldError] | None = None,
    ) -> Response:
        visitor.reader().require(*SENDERS)
        report, past = await found(visitor, report_id)
        if not sendable(report) or visitor.at >= report["locks_at"]:
            return await _compose(visitor, report_id, fields, [])
        last, source = await _before(visitor, report)
        return templates.show(
            "check.html",
            visitor,
            indicators=INDICATORS,
            status=422 if field_errors else 200,
            report=report,
            words=wording,
            fields=fields,
            figures={word: shown(value) for word, value in figures.items()},
            typed=TYPED,
            sure=SURE,
            evidence=EVIDENCE,
            files=await _files(visitor, report, past, fields),
            field_errors=field_errors or [],
            last={word: shown(value) for word, value in last.items()},
            source=source,
            questions=_asked(last, figures),
            returned=returned(report, past),
            edit=f"{_address(report_id)}?{carried(figures, fields)}",
            faces=wording.three_faces(report, visitor.at),
        )

    async def _files(
        visitor: Visitor, report: Mapping[str, Any], past: Sequence[Mapping[str, Any]], fields: Form
    ) -> Attached:
        already = list(dict.fromkeys(ref for line in past for ref in line["evidence"]))
        return await attached(
            visitor,
            report["ward_code"],
            EVIDENCE,
            fields.get(EVIDENCE.name, []),
            already,
            f"{LIST}/{report['report_id']}/files",
        )

    async def _before(visitor: Visitor, report: Mapping[str, Any]) -> tuple[dict[str, Decimal], str]:
        """The figures of the same period of last year, and which report they are of."""
        which = (report["ward_code"], report["unit_id"], report["period"], report["year"])
        async with visitor.reader().rows() as connection:
            row = await connection.fetchrow(BEFORE, *which)
        if row is None:
            return {}, ""
        figures = {figure["indicator"]: Decimal(figure["value"]) for figure in query.figures(row["figures"])}
        return figures, wording.name(dict(row))

    async def _questions(visitor: Visitor, report_id: UUID, figures: Mapping[str, Decimal]) -> dict[str, str]:
        report, _ = await found(visitor, report_id)
        last, _ = await _before(visitor, report)
        return _asked(last, figures)

    return router


def _asked(last: Mapping[str, Decimal], figures: Mapping[str, Decimal]) -> dict[str, str]:
    """What is asked about the figures, by their word."""
    asked = {word: outliers.question(last[word], value) for word, value in figures.items() if word in last}
    return {word: question for word, question in asked.items() if question}


def understood(fields: Form) -> tuple[dict[str, Decimal], list[FieldError]]:
    """The figures of a form, and what in it has to be mended."""
    figures: dict[str, Decimal] = {}
    field_errors: list[FieldError] = []
    for word in INDICATORS:
        typed = fields.text(word)
        try:
            if word in fields.unfit:
                raise Unclear(UNFIT)
            if not typed:
                raise ReportRefused("report.figure-missing", indicator=label(word))
            figures[word] = number_of(typed, label(word), WHOLE)
            if "," in typed and figures[word] == figures[word].to_integral_value():
                raise Unclear(f"Mục “{label(word)}”: chưa rõ “{typed}” là bao nhiêu. {WHOLE}")
            judge(Figure(indicator=word, value=figures[word]))
        except (Unclear, ReportRefused) as unfit:
            field_errors.append({"field": word, "sentence": unfit.sentence})
    if NUMBER in fields.unfit:
        field_errors.append({"field": NUMBER, "sentence": UNFIT})
    elif len(fields.text(NUMBER)) > 100:
        field_errors.append({"field": NUMBER, "sentence": "Số văn bản dài quá 100 ký tự. Ghi số và ký hiệu."})
    return figures, field_errors


def _from_address(visitor: Visitor) -> Form:
    asked = visitor.request.query_params
    typed = Form({word: [asked[word]] for word in TYPED if word in asked})
    return Form(typed | {EVIDENCE.name: asked.getlist(EVIDENCE.name)}) if typed else typed


def files_of(fields: Form) -> list[UUID]:
    """The ids of the files that a form names."""
    return [found for text in fields.get(EVIDENCE.name, [])[: EVIDENCE.most] if (found := id_of(text)) is not None]


def carried(figures: Mapping[str, Decimal], fields: Form) -> str:
    """The figures that were understood, not as they were typed, the number of the document, which is short, and ids of files."""
    typed = [(word, _typed(value)) for word, value in figures.items()]
    files = [(EVIDENCE.name, str(each)) for each in files_of(fields)]
    return urlencode([*typed, (NUMBER, fields.text(NUMBER)), *files])


def _address(report_id: UUID) -> str:
    return f"{LIST}/{report_id}/send"


def shown(value: Decimal) -> str:
    return words.number(Decimal(f"{value.normalize():f}"))


def _typed(value: Any) -> str:
    return f"{Decimal(str(value)).normalize():f}".replace(".", ",")
