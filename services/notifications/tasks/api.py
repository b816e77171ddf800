"""HTTP routes of tasks: what the reader's role has to do (Việc của tôi)."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict

from services.chassis.http.edge import Edge, Reader
from services.chassis.http.paging import PageQuery, page_query
from services.notifications.place import AFTER_ALL, BEFORE_ALL, place
from services.notifications.policy import Kind
from services.notifications.tasks.query import CLOSED, OPEN, kinds_of, named, title_of


class Outcome(StrEnum):
    """How a task ended: by doing it, or because it is no longer wanted (không còn phải thực hiện)."""

    DONE = "done"
    OVERTAKEN = "overtaken"


class TaskReply(BaseModel):
    """Một việc phải làm hoặc đã làm."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    task_id: UUID
    kind: Kind
    title: str
    about: str
    """Mã báo cáo, hồ sơ… mà việc này liên quan."""
    unit_id: UUID | None
    due_at: datetime | None
    opened_at: datetime
    opened_by: UUID
    """Mã sự kiện đã giao việc."""
    closed_at: datetime | None
    outcome: Outcome | None


class TaskPage(BaseModel):
    """Việc của tôi: việc đang chờ theo thời hạn gần nhất, hoặc việc đã kết thúc, mới nhất trước."""

    items: list[TaskReply]
    next: str | None


def routes(edge: Edge) -> APIRouter:
    """Routes below `/notifications`."""
    router = APIRouter(tags=["Việc của tôi"])

    @router.get("/tasks", response_model=TaskPage, summary="Việc của tôi")
    async def mine(
        reader: Annotated[Reader, Depends(edge.reader)],
        page: Annotated[PageQuery, Depends(page_query)],
        state: Annotated[Literal["open", "closed"], Query(description="Đang chờ hoặc đã kết thúc.")] = "open",
    ) -> Any:
        mandate = reader.mandate
        at, task_id = place(page, BEFORE_ALL if state == "open" else AFTER_ALL)
        async with reader.rows() as connection:
            rows = await connection.fetch(
                OPEN if state == "open" else CLOSED,
                mandate.ward_code,
                kinds_of(mandate.role),
                mandate.unit_id,
                at,
                task_id,
                page.limit,
                reader.principal,
            )
            found = await named(connection, mandate.ward_code, rows)
        items = [{**row, "title": title_of(row)} for row in found]
        return page.reply(items, key=("place_at", "task_id"))

    return router
