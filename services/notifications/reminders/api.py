"""HTTP routes of reminders: the clerk reminds the unit of a report, of a directive, or of registering its aims."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from services.chassis.errors import NotFound
from services.chassis.http.edge import Accepted, Edge, Reader, Writer
from services.notifications.policy import Kind
from services.notifications.reminders.decider import REMINDERS_BY, ReminderRefused, RemindUnit
from services.notifications.reminders.waiting import AIMS, known, waiting_of


def routes(edge: Edge) -> APIRouter:
    """Routes below `/notifications`."""
    router = APIRouter(tags=["Nhắc việc"])

    @router.post(
        "/reports/{report_id}:remind",
        summary="Nhắc đơn vị chưa nộp báo cáo",
        responses=edge.problems(ReminderRefused),
    )
    async def remind(
        report_id: UUID,
        writer: Annotated[Writer, Depends(edge.writer)],
        reader: Annotated[Reader, Depends(edge.reader)],
    ) -> Accepted:
        return await _remind(writer, reader, report_id, [Kind.SUBMIT_REPORT])

    @router.post(
        "/readings/{reading_id}:remind",
        summary="Nhắc đơn vị chưa đọc văn bản",
        responses=edge.problems(ReminderRefused),
    )
    async def remind_of_directive(
        reading_id: UUID,
        writer: Annotated[Writer, Depends(edge.writer)],
        reader: Annotated[Reader, Depends(edge.reader)],
    ) -> Accepted:
        return await _remind(writer, reader, reading_id, [Kind.READ_DIRECTIVE])

    @router.post(
        "/aims/{aims_id}:remind",
        summary="Nhắc đơn vị chưa đăng ký thi đua",
        responses=edge.problems(ReminderRefused),
    )
    async def remind_of_aims(
        aims_id: UUID,
        writer: Annotated[Writer, Depends(edge.writer)],
        reader: Annotated[Reader, Depends(edge.reader)],
    ) -> Accepted:
        return await _remind(writer, reader, aims_id, AIMS)

    return router


async def _remind(writer: Writer, reader: Reader, about: UUID, kinds: Sequence[Kind]) -> Accepted:
    writer.require(*REMINDERS_BY)
    reader.require(*REMINDERS_BY)
    async with reader.rows() as connection:
        if not await known(connection, writer.ward_code, [about], kinds):
            raise NotFound(str(about))
        found = (await waiting_of(connection, writer.ward_code, [about], writer.at, kinds)).get(about)
    waiting = found.waiting if found else None
    return await writer.send(RemindUnit(ward_code=writer.ward_code, at=writer.at, report_id=about, waiting=waiting))
