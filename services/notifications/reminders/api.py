"""HTTP routes of reminders: the clerk reminds the unit of a report."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from services.chassis.http.edge import Accepted, Edge, Writer
from services.notifications.reminders.decider import REMINDERS_BY, ReminderRefused, RemindUnit


def routes(edge: Edge) -> APIRouter:
    """Routes below `/notifications`."""
    router = APIRouter(tags=["Nhắc việc"])

    @router.post(
        "/reports/{report_id}:remind",
        summary="Nhắc đơn vị chưa nộp báo cáo",
        responses=edge.problems(ReminderRefused),
    )
    async def remind(report_id: UUID, writer: Annotated[Writer, Depends(edge.writer)]) -> Accepted:
        writer.require(*REMINDERS_BY)
        return await writer.send(RemindUnit(ward_code=writer.ward_code, at=writer.at, report_id=report_id))

    return router
