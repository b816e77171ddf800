"""HTTP of reports: the sending of one. What is read stands in `reading.py`, what the office does in `acts.py`."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import Field

from services.chassis.files.reference import FileRef
from services.chassis.files.refusals import FileRefused
from services.chassis.http.body import Body
from services.chassis.http.edge import Accepted, Edge, Reader, Writer
from services.chassis.text.types import DocumentNumber
from services.chassis.web.drafts import author_of
from services.submissions.edge import Word
from services.submissions.reports import query
from services.submissions.reports.commands import EVIDENCE, SubmitReport
from services.submissions.reports.events import Figure
from services.submissions.reports.refusals import ReportRefused


class FigureBody(Body):
    """Một số liệu của báo cáo."""

    indicator: Word
    value: Annotated[Decimal, Field(max_digits=18, decimal_places=4)]


class Content(Body):
    """Số liệu, số văn bản và minh chứng báo cáo của đơn vị. Không nhận lời văn: lời văn ở trong văn bản của đơn vị."""

    document_number: DocumentNumber | None = None
    figures: Annotated[tuple[FigureBody, ...], Field(max_length=200)] = ()
    evidence: Annotated[tuple[UUID, ...], *EVIDENCE.bounds()] = ()
    """Mã các tệp đã gửi qua `/submissions/files`, hoặc đã kèm lần nộp trước."""


def routes(edge: Edge) -> APIRouter:
    """The route that sends a report."""
    router = APIRouter(tags=["reports"])

    @router.post(
        "/reports/{report_id}:submit", summary="Nộp báo cáo", responses=edge.problems(ReportRefused, FileRefused)
    )
    async def submit(
        report_id: UUID,
        body: Content,
        writer: Annotated[Writer, Depends(edge.writer)],
        reader: Annotated[Reader, Depends(edge.reader)],
    ) -> Accepted:
        writer.require_for(SubmitReport)
        reader.require_for(SubmitReport)
        async with with_files(edge, writer, reader, report_id, body.evidence) as evidence:
            return await writer.send(
                SubmitReport(
                    ward_code=writer.ward_code,
                    at=writer.at,
                    report_id=report_id,
                    document_number=body.document_number,
                    figures=tuple(Figure(indicator=figure.indicator, value=figure.value) for figure in body.figures),
                    evidence=evidence,
                )
            )

    return router


@asynccontextmanager
async def with_files(
    edge: Edge, writer: Writer, reader: Reader, report_id: UUID, ids: Sequence[UUID]
) -> AsyncIterator[tuple[FileRef, ...]]:
    """The files of a report, put into evidence for the command that is sent within; those that were sent with it before may stay.

    Raises FileRefused.
    """
    if not ids:
        yield ()
        return
    async with reader.rows() as connection:
        known = await query.one(connection, report_id, reader.own_unit())
        already = await query.evidence(connection, report_id) if known else []
    author = author_of(writer.principal)
    async with edge.files.put(
        author, writer.ward_code, ids, writer.at, kinds=EVIDENCE.kinds, already=already
    ) as evidence:
        yield evidence
