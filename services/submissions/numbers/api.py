"""HTTP of the register: the next number of a year, and what other services ask of it. People use its pages and acts (`capability.py`)."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import Field, StringConstraints

from services.chassis.commands import derived
from services.chassis.decider import WARD_CODE
from services.chassis.http.body import Body
from services.chassis.http.consistency import token
from services.chassis.http.edge import MACHINE, Accepted, Edge, Reader
from services.chassis.http.replies import Row
from services.chassis.kit.doing import OfWard
from services.chassis.telemetry import current_traceparent
from services.submissions.edge import OFFICE
from services.submissions.numbers.commands import TakeNumber
from services.submissions.numbers.decider import NumberRefused, refuse
from services.submissions.numbers.projection import next_number


class Taking(Body):
    """Một số văn bản cho một văn bản mà dịch vụ khác sắp ghi nhận.

    `command_id` là lệnh ghi nhận văn bản đó; `about_id` là quyết định hoặc tờ trình có trang nói về văn bản.
    """

    command_id: UUID
    correlation_id: UUID
    ward_code: Annotated[str, StringConstraints(pattern=f"^{WARD_CODE}$")]
    document_id: UUID
    number: Annotated[int, Field(ge=1, le=99_999)]
    symbol: Annotated[str, StringConstraints(min_length=2, max_length=40, pattern=r"^[^\s/]+( \([^\s/()]+\))?$")]
    dated_on: date
    subject: Annotated[str, StringConstraints(min_length=1, max_length=500)]
    kind: Literal["decision", "letter"] | None = None
    about_id: UUID | None = None


class NextNumber(Row):
    """Số tiếp theo của một năm và ký hiệu: sau số lớn nhất đã dùng."""

    number: int


def routes(edge: Edge) -> APIRouter:
    """The route that proposes a number; taking it is what counts."""
    router = APIRouter(tags=["numbers"])

    @router.get("/numbers/next", response_model=NextNumber, summary="Số văn bản tiếp theo")
    async def next_(
        reader: Annotated[Reader, Depends(edge.reader)],
        year: Annotated[int, Query(ge=2000, le=2100, description="Năm của văn bản.")],
        symbol: Annotated[str, Query(min_length=2, max_length=40, description="Ký hiệu, ví dụ QĐ-UBND.")],
        ward: OfWard = None,
    ) -> dict[str, int]:
        reader.require(*OFFICE, "records-clerk")
        async with reader.rows() as connection:
            return {"number": await next_number(connection, ward or reader.mandate.ward_code, year, symbol)}

    return router


def internal(edge: Edge) -> APIRouter:
    """The address where a service takes the number of its document; the same command gets the same answer again."""
    router = APIRouter(tags=["numbers"])

    @router.post("/internal/numbers:take", summary="Lấy số văn bản", responses=edge.problems(NumberRefused))
    async def take(body: Taking, caller: Annotated[str, Depends(edge.machine)]) -> Accepted:
        service = caller.removeprefix(MACHINE)
        command = TakeNumber(
            ward_code=body.ward_code,
            at=edge.clock.now(),
            number=body.number,
            symbol=body.symbol,
            dated_on=body.dated_on,
            document_id=body.document_id,
            service=service,
            subject=body.subject,
            kind=body.kind,
            about_id=body.about_id,
        )
        reply = await edge.handler.handle(
            derived(
                command,
                actor=f"system:{edge.service}.numbers",
                key=f"{service}/{body.command_id}/{body.dated_on.year}/{body.number}/{body.symbol}",
                cause=None,
                correlation_id=body.correlation_id,
                trace=current_traceparent(),
            )
        )
        if reply.refusal is not None:
            raise refuse(body.number, body.symbol, body.dated_on)
        return Accepted(
            stream_id=reply.stream_id,
            version=reply.version,
            position=reply.position,
            token=token(edge.service, reply.position),
        )

    return router
