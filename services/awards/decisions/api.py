"""HTTP of decisions: the ward's, letters to the level above, and what the city decided. What is read stands in `reading.py`."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import Field

from services.awards.decisions.commands import ForwardNominations, Line, RecordCityDecision, RefusedLine, SignDecision
from services.awards.decisions.refusals import DecisionRefused
from services.awards.edge import Number, OfWard, Symbol, facts_of, person_of
from services.awards.nominations.commands import RefusalReason
from services.awards.nominations.nomination import NominationDenied
from services.chassis.http.body import Body
from services.chassis.http.edge import Edge, Reader, Writer
from services.chassis.http.replies import Created, created
from services.chassis.text.types import DocumentNumber, Name, Reason

MOST = 300
"""Nominations in one list: one transaction writes them all."""

Listed = Annotated[tuple[UUID, ...], Field(min_length=1, max_length=MOST)]


class Paper(Body):
    """Số, ký hiệu, ngày ký và danh sách hồ sơ, theo thứ tự số sổ vàng."""

    number: Number
    symbol: Symbol
    signed_on: date
    nominations: Listed


class Letter(Paper):
    """Tờ trình lên cấp có thẩm quyền."""

    recipient: Name


class TurnedDown(Body):
    """Một hồ sơ cấp trên không quyết định tặng."""

    nomination_id: UUID
    reason_code: RefusalReason = "refused-by-city"
    reason: Reason


class CityDecision(Body):
    """Quyết định của Chủ tịch Ủy ban nhân dân thành phố về các hồ sơ đã trình."""

    document_number: DocumentNumber
    signed_on: date
    signer_position: Name
    awarded: Annotated[tuple[UUID, ...], Field(max_length=MOST)] = ()
    refused: Annotated[tuple[TurnedDown, ...], Field(max_length=MOST)] = ()


def line(nomination_id: UUID, facts: Mapping[UUID, Any]) -> Line:
    """A line of a list, with what was looked up about it."""
    found = facts[nomination_id]
    return Line(
        nomination_id=nomination_id,
        subject_id=found["subject_id"],
        year=found["year"],
        person_id=person_of(found),
        initiative_id=found["initiative_id"],
    )


def routes(edge: Edge) -> APIRouter:
    """The routes that decide."""
    router = APIRouter(tags=["decisions"])
    refusals = edge.problems(DecisionRefused, NominationDenied)

    @router.post("/decisions", status_code=201, summary="Ký quyết định khen thưởng của phường", responses=refusals)
    async def sign(
        body: Paper, writer: Annotated[Writer, Depends(edge.writer)], reader: Annotated[Reader, Depends(edge.reader)]
    ) -> Created:
        writer.require_for(SignDecision)
        reader.require_for(SignDecision)
        decision_id = writer.new_id("decision")
        facts = await facts_of(reader, body.nominations, writer.ward_code)
        accepted = await writer.send(
            SignDecision(
                ward_code=writer.ward_code,
                at=writer.at,
                decision_id=decision_id,
                number=body.number,
                symbol=body.symbol,
                signed_on=body.signed_on,
                lines=tuple(line(nomination_id, facts) for nomination_id in body.nominations),
            )
        )
        return created(accepted, decision_id)

    @router.post("/letters", status_code=201, summary="Trình cấp có thẩm quyền", responses=refusals)
    async def forward(
        body: Letter, writer: Annotated[Writer, Depends(edge.writer)], reader: Annotated[Reader, Depends(edge.reader)]
    ) -> Created:
        writer.require_for(ForwardNominations)
        reader.require_for(ForwardNominations)
        forwarding_id = writer.new_id("letter")
        facts = await facts_of(reader, body.nominations, writer.ward_code)
        accepted = await writer.send(
            ForwardNominations(
                ward_code=writer.ward_code,
                at=writer.at,
                forwarding_id=forwarding_id,
                number=body.number,
                symbol=body.symbol,
                signed_on=body.signed_on,
                recipient=body.recipient,
                lines=tuple(line(nomination_id, facts) for nomination_id in body.nominations),
            )
        )
        return created(accepted, forwarding_id)

    @router.post("/city-decisions", status_code=201, summary="Ghi nhận quyết định của thành phố", responses=refusals)
    async def record(
        body: CityDecision,
        writer: Annotated[Writer, Depends(edge.writer)],
        reader: Annotated[Reader, Depends(edge.reader)],
        ward: OfWard = None,
    ) -> Created:
        writer.require_for(RecordCityDecision)
        reader.require_for(RecordCityDecision)
        ward_code = ward or writer.ward_code
        decision_id = writer.new_id("decision")
        ids = [*body.awarded, *(each.nomination_id for each in body.refused)]
        facts = await facts_of(reader, ids, ward_code)
        accepted = await writer.send(
            RecordCityDecision(
                ward_code=ward_code,
                at=writer.at,
                decision_id=decision_id,
                document_number=body.document_number,
                signed_on=body.signed_on,
                signer_position=body.signer_position,
                awarded=tuple(line(nomination_id, facts) for nomination_id in body.awarded),
                refused=tuple(
                    RefusedLine(line=line(each.nomination_id, facts), reason_code=each.reason_code, reason=each.reason)
                    for each in body.refused
                ),
            )
        )
        return created(accepted, decision_id)

    return router
