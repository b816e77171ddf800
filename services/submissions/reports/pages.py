"""Pages of reports: the unit's own list, and one report with its past in sentences."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.chassis.erasure.words import GONE
from services.chassis.errors import NotFound
from services.chassis.files.reference import FileRef
from services.chassis.kit.doing import offered
from services.chassis.kit.evidence import shown
from services.chassis.kit.history import with_who
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web
from services.submissions.reports import query, wording
from services.submissions.reports.acts import ACCEPT, DOES, own_sending
from services.submissions.reports.reading import READERS
from services.submissions.reports.state import REPORT

OWN: Final = """
SELECT t.ward_code, t.report_id, t.plan_id, t.obligation_id, t.unit_id, t.year, t.period, t.state, t.due_at, t.locks_at,
       t.attempt, t.channel, t.sent_at, t.on_time, t.accepted_at, t.version, o.name,
       p.number AS plan_number, p.symbol AS plan_symbol, p.year AS plan_year
FROM tracking t
LEFT JOIN obligations o ON o.ward_code = t.ward_code AND o.plan_id = t.plan_id AND o.obligation_id = t.obligation_id
LEFT JOIN plans p ON p.ward_code = t.ward_code AND p.plan_id = t.plan_id
WHERE t.unit_id = $1 ORDER BY t.due_at DESC LIMIT 100
"""
DONE: Final = {
    "sent": "Đã gửi báo cáo. Văn phòng – Thống kê sẽ xem và báo kết quả.",
    **{do.name: do.done for do in DOES},
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


def _sent(past: Sequence[Mapping[str, Any]]) -> Sequence[FileRef]:
    """The files of the last sending that counts."""
    return next((line["evidence"] for line in reversed(query.standing(past)) if line["event"] == "submitted"), ())


def _before(past: Sequence[Mapping[str, Any]]) -> Sequence[FileRef]:
    """The files that only earlier sendings brought."""
    last = set(_sent(past))
    return [ref for line in past for ref in line["evidence"] if ref not in last]


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
        report, past = await found(visitor, report_id)
        noted = any(line["reason"] not in (None, GONE) for line in past)
        standing = query.standing(past)
        unit = report["unit_name"] or "Đơn vị"
        lines = {line["stream_version"]: wording.line(line, unit) for line in reversed(past)}
        acts = offered(DOES, web, visitor, report | {"noted": noted})
        return templates.show(
            "report.html",
            visitor,
            report=report,
            words=wording,
            kind=wording.kind(report, visitor.at),
            word=wording.word(report, visitor.at),
            lines=await with_who(lines, REPORT.at(report_id).stream_id, web, visitor),
            figures=next((line["figures"] for line in reversed(standing) if line["event"] == "submitted"), []),
            document_number=standing[-1]["document_number"] if standing else None,
            files=await shown(web.edge, report["ward_code"], _sent(past)),
            before=await shown(web.edge, report["ward_code"], _before(past)),
            returned=returned(report, past),
            acts=[do for do in acts if do is not ACCEPT],
            can_send=sendable(report) and visitor.holds("unit-head") and visitor.at < report["locks_at"],
            can_accept=ACCEPT in acts,
            own=ACCEPT.done_by(web, visitor) and own_sending(report | {"own_account": visitor.principal}),
            said=await web.said(visitor, DONE),
            fresh_at=await visitor.fresh_at(),
        )

    return router
