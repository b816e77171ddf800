"""HTTP of reports: what is done with one. What is read stands in `reading.py`."""

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import Field

from services.chassis.http.body import Body
from services.chassis.http.edge import Accepted, Edge, Writer
from services.chassis.text.types import DocumentNumber, Reason
from services.submissions.edge import Phrase, Word
from services.submissions.reports.commands import (
    AcceptReport,
    ExtendDeadline,
    RecordPaperReceipt,
    ReturnReport,
    SubmitReport,
    WithdrawAcceptance,
)
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


class Explained(Body):
    """Lý do. Không ghi dữ liệu cá nhân."""

    reason: Reason


class PaperReceipt(Body):
    """Bản giấy đã nhận: ngày nhận, số văn bản, lý do ghi nhận sau. Không ghi dữ liệu cá nhân."""

    received_on: date
    document_number: DocumentNumber
    reason: Reason


class Extension(Body):
    """Hạn mới theo văn bản gia hạn."""

    due: Phrase
    locks: Phrase
    document_number: DocumentNumber
    document_date: date
    reason: Reason


def routes(edge: Edge) -> APIRouter:
    """The routes that act on one report."""
    router = APIRouter(tags=["reports"])
    refusals = edge.problems(ReportRefused)

    @router.post("/reports/{report_id}:submit", summary="Nộp báo cáo", responses=refusals)
    async def submit(report_id: UUID, body: Content, writer: Annotated[Writer, Depends(edge.writer)]) -> Accepted:
        writer.require_for(SubmitReport)
        return await writer.send(
            SubmitReport(
                ward_code=writer.ward_code,
                at=writer.at,
                by_unit=writer.own_unit(),
                report_id=report_id,
                document_number=body.document_number,
                figures=tuple(Figure(indicator=figure.indicator, value=figure.value) for figure in body.figures),
            )
        )

    @router.post("/reports/{report_id}:accept", summary="Tiếp nhận báo cáo", responses=refusals)
    async def accept(report_id: UUID, writer: Annotated[Writer, Depends(edge.writer)]) -> Accepted:
        writer.require_for(AcceptReport)
        return await writer.send(AcceptReport(ward_code=writer.ward_code, at=writer.at, report_id=report_id))

    @router.post("/reports/{report_id}:return", summary="Trả lại báo cáo", responses=refusals)
    async def give_back(report_id: UUID, body: Explained, writer: Annotated[Writer, Depends(edge.writer)]) -> Accepted:
        writer.require_for(ReturnReport)
        return await writer.send(
            ReturnReport(ward_code=writer.ward_code, at=writer.at, report_id=report_id, reason=body.reason)
        )

    @router.post("/reports/{report_id}:withdraw-acceptance", summary="Hủy tiếp nhận nhầm", responses=refusals)
    async def withdraw(report_id: UUID, body: Explained, writer: Annotated[Writer, Depends(edge.writer)]) -> Accepted:
        writer.require_for(WithdrawAcceptance)
        return await writer.send(
            WithdrawAcceptance(ward_code=writer.ward_code, at=writer.at, report_id=report_id, reason=body.reason)
        )

    @router.post("/reports/{report_id}:record-paper-receipt", summary="Ghi nhận bản giấy", responses=refusals)
    async def paper(report_id: UUID, body: PaperReceipt, writer: Annotated[Writer, Depends(edge.writer)]) -> Accepted:
        writer.require_for(RecordPaperReceipt)
        return await writer.send(
            RecordPaperReceipt(
                ward_code=writer.ward_code,
                at=writer.at,
                report_id=report_id,
                received_on=body.received_on,
                document_number=body.document_number,
                reason=body.reason,
            )
        )

    @router.post("/reports/{report_id}:extend-deadline", summary="Gia hạn nộp báo cáo", responses=refusals)
    async def extend(report_id: UUID, body: Extension, writer: Annotated[Writer, Depends(edge.writer)]) -> Accepted:
        writer.require_for(ExtendDeadline)
        return await writer.send(
            ExtendDeadline(
                ward_code=writer.ward_code,
                at=writer.at,
                report_id=report_id,
                due=body.due.meant(),
                locks=body.locks.meant(),
                document_number=body.document_number,
                document_date=body.document_date,
                reason=body.reason,
            )
        )

    return router
