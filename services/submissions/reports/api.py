"""HTTP of reports: the sending of one. What is read stands in `reading.py`, what the office does in `acts.py`."""

from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import Field

from services.chassis.http.body import Body
from services.chassis.http.edge import Accepted, Edge, Writer
from services.chassis.text.types import DocumentNumber
from services.submissions.edge import Word
from services.submissions.reports.commands import SubmitReport
from services.submissions.reports.events import Figure
from services.submissions.reports.refusals import ReportRefused


class FigureBody(Body):
    """Một số liệu của báo cáo."""

    indicator: Word
    value: Annotated[Decimal, Field(max_digits=18, decimal_places=4)]


class Content(Body):
    """Số liệu và số văn bản báo cáo của đơn vị. Không nhận lời văn: lời văn ở trong văn bản của đơn vị."""

    document_number: DocumentNumber | None = None
    figures: Annotated[tuple[FigureBody, ...], Field(max_length=200)] = ()


def routes(edge: Edge) -> APIRouter:
    """The route that sends a report."""
    router = APIRouter(tags=["reports"])

    @router.post("/reports/{report_id}:submit", summary="Nộp báo cáo", responses=edge.problems(ReportRefused))
    async def submit(report_id: UUID, body: Content, writer: Annotated[Writer, Depends(edge.writer)]) -> Accepted:
        writer.require_for(SubmitReport)
        return await writer.send(
            SubmitReport(
                ward_code=writer.ward_code,
                at=writer.at,
                report_id=report_id,
                document_number=body.document_number,
                figures=tuple(Figure(indicator=figure.indicator, value=figure.value) for figure in body.figures),
            )
        )

    return router
