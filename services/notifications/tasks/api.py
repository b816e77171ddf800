"""HTTP routes of tasks: what the reader's role has to do (Việc của tôi)."""

import json
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict

from services.chassis.http.edge import Edge, Reader
from services.chassis.http.paging import PageQuery, page_query
from services.notifications.place import AFTER_ALL, BEFORE_ALL, place
from services.notifications.tasks.events import Kind, Outcome
from services.notifications.tasks.titles import title

OPEN = """
SELECT task_id, kind, about, unit_id, facts::text AS facts, due_at, opened_at, opened_by, closed_at, outcome,
       coalesce(due_at, '9999-12-31T00:00:00Z') AS place_at
FROM tasks
WHERE ward_code = $1 AND role = $2 AND (unit_id IS NULL OR $3::uuid IS NULL OR unit_id = $3) AND closed_at IS NULL
  AND (coalesce(due_at, '9999-12-31T00:00:00Z'), task_id) > ($4, $5)
ORDER BY coalesce(due_at, '9999-12-31T00:00:00Z'), task_id LIMIT $6
"""
CLOSED = """
SELECT task_id, kind, about, unit_id, facts::text AS facts, due_at, opened_at, opened_by, closed_at, outcome,
       closed_at AS place_at
FROM tasks
WHERE ward_code = $1 AND role = $2 AND (unit_id IS NULL OR $3::uuid IS NULL OR unit_id = $3)
  AND closed_at IS NOT NULL AND (closed_at, task_id) < ($4, $5)
ORDER BY closed_at DESC, task_id DESC LIMIT $6
"""


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
                mandate.role,
                mandate.unit_id,
                at,
                task_id,
                page.limit,
            )
        items = [{**row, "title": title(Kind(row["kind"]), json.loads(row["facts"]))} for row in rows]
        return page.reply(items, key=("place_at", "task_id"))

    return router
