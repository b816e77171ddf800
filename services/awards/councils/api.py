"""HTTP of the council's sessions and votes. What is read stands in `reading.py`, its members in `capability.py`."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import Field, StringConstraints

from services.awards.councils import query
from services.awards.councils.commands import (
    MOST_HOUR,
    MOST_ROOM,
    CallOffSession,
    CallSession,
    CancelVote,
    CastBallot,
    Choice,
    CloseSession,
    CloseVote,
    Declared,
    MemberId,
    Mode,
    NotHeld,
    OpenSession,
    OpenVote,
    RecordArrival,
    RecordDeparture,
    RecordWrittenOpinion,
    ReopenSession,
    WithdrawWrittenOpinion,
)
from services.awards.councils.refusals import CouncilRefused
from services.awards.councils.session import SESSION
from services.awards.edge import YearNumber, facts_of
from services.awards.ids import council_id
from services.awards.nominations.nomination import NominationDenied
from services.chassis.errors import NotFound
from services.chassis.http.body import Body
from services.chassis.http.edge import Accepted, Edge, Reader, Writer
from services.chassis.http.replies import Created, created
from services.chassis.kit.history import as_shown
from services.chassis.text.types import DocumentNumber

Members = Annotated[tuple[MemberId, ...], Field(max_length=50)]


class Call(Body):
    """Triệu tập phiên họp xét hồ sơ của một năm."""

    year: YearNumber
    held_on: date
    begins_at: Annotated[str | None, StringConstraints(min_length=1, max_length=MOST_HOUR)] = None
    """Giờ họp, để ghi trong giấy mời."""
    room: Annotated[str | None, StringConstraints(min_length=1, max_length=MOST_ROOM)] = None
    """Nơi họp, để ghi trong giấy mời."""


class NotHolding(Body):
    """Hủy triệu tập một phiên họp, và vì sao."""

    reason: NotHeld


class Opening(Body):
    """Khai mạc phiên họp với những thành viên có mặt."""

    present: Members


class Member(Body):
    """Một thành viên."""

    member_id: MemberId


class VoteOn(Body):
    """Hồ sơ được biểu quyết và hình thức biểu quyết."""

    nomination_id: UUID
    mode: Mode = "open"


class Item(Body):
    """Một hồ sơ."""

    nomination_id: UUID


class Closing(Item):
    """Hồ sơ được kiểm phiếu; khi còn người có mặt chưa bỏ phiếu, Chủ tịch Hội đồng nêu lý do."""

    declared: Declared | None = None


class Ballot(Body):
    """Lá phiếu công khai của người đang đăng nhập."""

    nomination_id: UUID
    choice: Choice


class OpinionOf(Body):
    """Thành viên có ý kiến bằng văn bản ghi nhầm, và về hồ sơ nào."""

    nomination_id: UUID
    member_id: MemberId


class Opinion(Body):
    """Ý kiến bằng văn bản của thành viên vắng mặt."""

    nomination_id: UUID
    member_id: MemberId
    choice: Choice
    document_number: DocumentNumber


def routes(edge: Edge) -> APIRouter:
    """The routes that act on the council."""
    router = APIRouter(tags=["councils"])
    refusals = edge.problems(CouncilRefused)
    voting = edge.problems(CouncilRefused, NominationDenied)

    async def roster(session_id: UUID, writer: Writer, reader: Reader) -> tuple[str, ...]:
        """The members of a session in order. Raises NotFound."""
        async with as_shown(edge, reader, SESSION.at(session_id).stream_id) as (connection, _):
            found = await query.roster(connection, session_id)
        if found is None or found[0] != writer.ward_code:
            raise NotFound(str(session_id))
        return found[1]

    @router.post("/sessions", status_code=201, summary="Triệu tập phiên họp", responses=refusals)
    async def call(body: Call, writer: Annotated[Writer, Depends(edge.writer)]) -> Created:
        writer.require_for(CallSession)
        session_id = writer.new_id("session")
        accepted = await writer.send(
            CallSession(
                ward_code=writer.ward_code,
                at=writer.at,
                session_id=session_id,
                council_id=council_id(writer.ward_code),
                year=body.year,
                held_on=body.held_on,
                begins_at=body.begins_at,
                room=body.room,
            )
        )
        return created(accepted, session_id)

    @router.post("/sessions/{session_id}:call-off", summary="Hủy triệu tập phiên họp", responses=refusals)
    async def call_off(session_id: UUID, body: NotHolding, writer: Annotated[Writer, Depends(edge.writer)]) -> Accepted:
        writer.require_for(CallOffSession)
        return await writer.send(
            CallOffSession(ward_code=writer.ward_code, at=writer.at, session_id=session_id, reason=body.reason)
        )

    @router.post("/sessions/{session_id}:open", summary="Khai mạc phiên họp", responses=refusals)
    async def open_(session_id: UUID, body: Opening, writer: Annotated[Writer, Depends(edge.writer)]) -> Accepted:
        writer.require_for(OpenSession)
        return await writer.send(
            OpenSession(ward_code=writer.ward_code, at=writer.at, session_id=session_id, present=body.present)
        )

    @router.post("/sessions/{session_id}:arrive", summary="Thành viên đến sau", responses=refusals)
    async def arrive(session_id: UUID, body: Member, writer: Annotated[Writer, Depends(edge.writer)]) -> Accepted:
        writer.require_for(RecordArrival)
        return await writer.send(
            RecordArrival(ward_code=writer.ward_code, at=writer.at, session_id=session_id, member_id=body.member_id)
        )

    @router.post("/sessions/{session_id}:leave", summary="Thành viên về trước", responses=refusals)
    async def leave(session_id: UUID, body: Member, writer: Annotated[Writer, Depends(edge.writer)]) -> Accepted:
        writer.require_for(RecordDeparture)
        return await writer.send(
            RecordDeparture(ward_code=writer.ward_code, at=writer.at, session_id=session_id, member_id=body.member_id)
        )

    @router.post("/sessions/{session_id}:close", summary="Bế mạc phiên họp", responses=refusals)
    async def close(session_id: UUID, writer: Annotated[Writer, Depends(edge.writer)]) -> Accepted:
        writer.require_for(CloseSession)
        return await writer.send(CloseSession(ward_code=writer.ward_code, at=writer.at, session_id=session_id))

    @router.post("/sessions/{session_id}:reopen", summary="Mở lại phiên họp bế mạc nhầm", responses=refusals)
    async def reopen(session_id: UUID, writer: Annotated[Writer, Depends(edge.writer)]) -> Accepted:
        writer.require_for(ReopenSession)
        return await writer.send(ReopenSession(ward_code=writer.ward_code, at=writer.at, session_id=session_id))

    @router.post("/sessions/{session_id}:cancel-vote", summary="Hủy mở biểu quyết một hồ sơ", responses=voting)
    async def cancel_vote(
        session_id: UUID,
        body: Item,
        writer: Annotated[Writer, Depends(edge.writer)],
        reader: Annotated[Reader, Depends(edge.reader)],
    ) -> Accepted:
        writer.require_for(CancelVote)
        reader.require_for(CancelVote)
        return await writer.send(
            CancelVote(
                ward_code=writer.ward_code,
                at=writer.at,
                session_id=session_id,
                nomination_id=body.nomination_id,
                members=await roster(session_id, writer, reader),
            )
        )

    @router.post(
        "/sessions/{session_id}:withdraw-opinion", summary="Rút ý kiến bằng văn bản ghi nhầm", responses=voting
    )
    async def withdraw_opinion(
        session_id: UUID, body: OpinionOf, writer: Annotated[Writer, Depends(edge.writer)]
    ) -> Accepted:
        writer.require_for(WithdrawWrittenOpinion)
        return await writer.send(
            WithdrawWrittenOpinion(
                ward_code=writer.ward_code,
                at=writer.at,
                session_id=session_id,
                nomination_id=body.nomination_id,
                member_id=body.member_id,
            )
        )

    @router.post("/sessions/{session_id}:open-vote", summary="Bắt đầu biểu quyết một hồ sơ", responses=voting)
    async def open_vote(
        session_id: UUID,
        body: VoteOn,
        writer: Annotated[Writer, Depends(edge.writer)],
        reader: Annotated[Reader, Depends(edge.reader)],
    ) -> Accepted:
        writer.require_for(OpenVote)
        reader.require_for(OpenVote)
        facts = await facts_of(reader, [body.nomination_id], writer.ward_code)
        return await writer.send(
            OpenVote(
                ward_code=writer.ward_code,
                at=writer.at,
                session_id=session_id,
                nomination_id=body.nomination_id,
                mode=body.mode,
                earlier_session=facts[body.nomination_id]["session_id"],
            )
        )

    @router.post("/sessions/{session_id}:vote", summary="Bỏ phiếu công khai", responses=voting)
    async def vote(session_id: UUID, body: Ballot, writer: Annotated[Writer, Depends(edge.writer)]) -> Accepted:
        writer.require_for(CastBallot)
        return await writer.send(
            CastBallot(
                ward_code=writer.ward_code,
                at=writer.at,
                session_id=session_id,
                nomination_id=body.nomination_id,
                member_id=writer.principal,
                choice=body.choice,
            )
        )

    @router.post("/sessions/{session_id}:record-opinion", summary="Ghi nhận ý kiến bằng văn bản", responses=voting)
    async def opinion(session_id: UUID, body: Opinion, writer: Annotated[Writer, Depends(edge.writer)]) -> Accepted:
        writer.require_for(RecordWrittenOpinion)
        return await writer.send(
            RecordWrittenOpinion(
                ward_code=writer.ward_code,
                at=writer.at,
                session_id=session_id,
                nomination_id=body.nomination_id,
                member_id=body.member_id,
                choice=body.choice,
                document_number=body.document_number,
            )
        )

    @router.post("/sessions/{session_id}:close-vote", summary="Kiểm phiếu một hồ sơ", responses=voting)
    async def close_vote(
        session_id: UUID,
        body: Closing,
        writer: Annotated[Writer, Depends(edge.writer)],
        reader: Annotated[Reader, Depends(edge.reader)],
    ) -> Accepted:
        writer.require_for(CloseVote)
        reader.require_for(CloseVote)
        return await writer.send(
            CloseVote(
                ward_code=writer.ward_code,
                at=writer.at,
                session_id=session_id,
                nomination_id=body.nomination_id,
                members=await roster(session_id, writer, reader),
                declared=body.declared,
            )
        )

    return router
