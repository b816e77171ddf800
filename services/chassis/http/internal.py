"""What services tell each other directly: a relief, and that a token is ended.

The owner of mandates tells every service of a relief at once, without waiting for Kafka. It does what the copying process manager will
do when the event arrives, under the same actor and key, so that the two paths are one command; the caller is a service by its token.
A token is ended by whoever holds it. No gateway passes these addresses on.
"""

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID, uuid5

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, StringConstraints

from services.chassis.commands import derived
from services.chassis.errors import Forbidden
from services.chassis.http.body import Body
from services.chassis.http.consistency import token
from services.chassis.http.edge import Accepted, Edge
from services.chassis.identity.copying import NAME, target
from services.chassis.identity.ended import EndedTokens
from services.chassis.identity.mandates import RelieveMandate
from services.chassis.telemetry import current_traceparent

OWNERS: Final = frozenset({"service:submissions"})
"""The owner of mandates, as the issuer names it."""


class Relief(Body):
    """A relief as the owner recorded it; `event_id` is the `ce_id` under which Kafka brings the same."""

    event_id: UUID
    correlation_id: UUID
    ward_code: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    relieved_at: datetime


def relief_key(event_id: UUID, mandate_id: UUID) -> str:
    """The command key of the copying process manager for this event."""
    return str(uuid5(event_id, f"{NAME}\n{target(mandate_id)}"))


class Ended(BaseModel):
    """Mã truy cập đã kết thúc ở dịch vụ này."""

    ended: bool = True


def ending(edge: Edge, ended: EndedTokens) -> APIRouter:
    """The address where whoever holds a token ends it, in this service."""
    router = APIRouter(tags=["internal"])

    @router.post("/internal/tokens:end", summary="Kết thúc mã truy cập đang dùng")
    async def end(request: Request, _: Annotated[str, Depends(edge.identify)]) -> Ended:
        token = request.headers["authorization"].partition(" ")[2]
        await ended.end(token, (await edge.verifier.verify(token)).expires_at)
        return Ended()

    return router


def routes(edge: Edge) -> APIRouter:
    """The relief address of a service that keeps a copy of mandates."""
    router = APIRouter(tags=["internal"])

    @router.post("/internal/mandates/{mandate_id}:relieve", summary="Thu hồi quyền hạn ngay lập tức")
    async def relieve(mandate_id: UUID, body: Relief, caller: Annotated[str, Depends(edge.machine)]) -> Accepted:
        if caller not in OWNERS:
            raise Forbidden("mandate.role")
        reply = await edge.handler.handle(
            derived(
                RelieveMandate(body.ward_code, body.relieved_at, mandate_id),
                actor=f"system:{edge.service}.{NAME}",
                key=relief_key(body.event_id, mandate_id),
                cause=body.event_id,
                correlation_id=body.correlation_id,
                trace=current_traceparent(),
            )
        )
        return Accepted(
            stream_id=reply.stream_id,
            version=reply.version,
            position=reply.position,
            token=token(edge.service, reply.position),
        )

    return router
