"""HTTP routes of messages: what the reader was told, and the ledger of who was told what, when."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict

from services.chassis.http.edge import Edge, Reader
from services.chassis.http.paging import PageQuery, page_query
from services.notifications.deliveries.templates import letter
from services.notifications.place import AFTER_ALL, place
from thidua_contracts.codes import UNIT_ROLES

OWN: Final = """
SELECT ward_code, intent_id, recipient_id, role, unit_id, channel, template, facts::text AS facts, about, state, attempts,
       intended_at, settled_at, reason_code, message_id
FROM ledger WHERE recipient_id = $1 AND (intended_at, intent_id) < ($2, $3)
ORDER BY intended_at DESC, intent_id DESC LIMIT $4
"""
ALL: Final = """
SELECT ward_code, intent_id, recipient_id, role, unit_id, channel, template, facts::text AS facts, about, state, attempts,
       intended_at, settled_at, reason_code, message_id
FROM ledger
WHERE ward_code = $1 AND ($2::uuid IS NULL OR unit_id = $2) AND ($3::text IS NULL OR about = $3)
  AND (intended_at, intent_id) < ($4, $5)
ORDER BY intended_at DESC, intent_id DESC LIMIT $6
"""
READERS: Final = frozenset({"clerk", "chairman", "council-secretary", "bloc-secretary"}) | UNIT_ROLES
"""Who sees whom else was told what: those who keep a place's papers all of it, a unit's head what the own unit was told."""

STATES: Final = {
    "waiting": "Đang chờ gửi",
    "attempting": "Đang gửi",
    "delivered": "Đã gửi",
    "failed": "Gửi không thành công",
}


class MessageReply(BaseModel):
    """Một thông báo: gửi cho ai, nội dung gì, khi nào, kết quả ra sao."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    intent_id: UUID
    ward_code: str
    recipient_id: str
    role: str | None
    unit_id: UUID | None
    channel: str
    template: str
    about: str
    subject: str
    body: str
    state: str
    state_text: str
    """Tình trạng gửi, bằng lời."""
    attempts: int
    intended_at: datetime
    settled_at: datetime | None
    reason_code: str | None
    message_id: str | None


class MessagePage(BaseModel):
    """Các thông báo, mới nhất trước."""

    items: list[MessageReply]
    next: str | None


def routes(edge: Edge) -> APIRouter:
    """Routes below `/notifications`."""
    router = APIRouter(tags=["Thông báo"])

    @router.get("/messages", response_model=MessagePage, summary="Thông báo gửi cho tôi")
    async def own(
        reader: Annotated[Reader, Depends(edge.reader)], page: Annotated[PageQuery, Depends(page_query)]
    ) -> Any:
        async with reader.rows() as connection:
            rows = await connection.fetch(OWN, reader.principal, *place(page, AFTER_ALL), page.limit)
        return _page(page, rows)

    @router.get("/ledger", response_model=MessagePage, summary="Sổ thông báo: ai đã được thông báo điều gì, khi nào")
    async def ledger(
        reader: Annotated[Reader, Depends(edge.reader)],
        page: Annotated[PageQuery, Depends(page_query)],
        about: Annotated[
            str | None, Query(max_length=200, description="Mã báo cáo, hồ sơ hoặc khen thưởng liên quan.")
        ] = None,
    ) -> Any:
        reader.require(*READERS)
        async with reader.rows() as connection:
            rows = await connection.fetch(
                ALL, reader.mandate.ward_code, reader.own_unit(), about, *place(page, AFTER_ALL), page.limit
            )
        return _page(page, rows)

    return router


def _page(page: PageQuery, rows: Iterable[asyncpg.Record]) -> dict[str, Any]:
    items = []
    for row in rows:
        written = letter(row["template"], json.loads(row["facts"]))
        items.append(
            {
                **row,
                "subject": written.subject,
                "body": written.body,
                "state_text": STATES[row["state"]],
            }
        )
    return page.reply(items, key=("intended_at", "intent_id"))
