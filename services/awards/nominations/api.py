"""HTTP of nominations: propose, withdraw, refuse. What is read stands in `reading.py`."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import Field

from services.awards.edge import YearNumber, facts_of, person_of
from services.awards.ids import claim_id
from services.awards.initiatives.decider import InitiativeRefused
from services.awards.nominations.commands import ProposeNomination, RefusalReason, RefuseNomination, WithdrawNomination
from services.awards.nominations.merits import Merits, Rating
from services.awards.nominations.nomination import NominationDenied
from services.awards.rules.pack import SubjectKind, Title
from services.awards.subjects.decider import SubjectRefused
from services.awards.windows.decider import WindowRefused
from services.chassis.event_store.keys import SubjectGone
from services.chassis.http.body import Body
from services.chassis.http.edge import Accepted, Edge, Reader, Writer
from services.chassis.http.replies import Created, created
from services.chassis.text.types import Name, Reason, Words

Count = Annotated[int, Field(ge=0, le=100_000)]


class MeritsBody(Body):
    """Những điều đơn vị xác nhận về đối tượng; điều không nêu thì không đáp ứng tiêu chuẩn nào."""

    on_hold: bool | None = None
    takes_part: bool | None = None
    rating: Rating | None = None
    months_worked: Annotated[int, Field(ge=0, le=12)] | None = None
    productive_work: bool | None = None
    exemplary_conduct: bool | None = None
    topic_accepted: bool | None = None
    united: bool | None = None
    members: Count | None = None
    members_ldtt: Count | None = None
    members_disciplined: Count | None = None

    def merits(self) -> Merits:
        """The same, in the domain's words."""
        return Merits(**self.model_dump())


class MoreFavourable(Body):
    """Áp dụng bộ quy định có lợi hơn theo điều khoản chuyển tiếp, kèm lý do."""

    pack_id: Annotated[str, Field(min_length=1, max_length=60, examples=["vn-2026-10-01"])]
    because: Reason


class Proposal(Body):
    """Đơn vị đề nghị tặng danh hiệu cho một đối tượng."""

    unit_id: UUID
    subject_id: UUID
    subject_kind: SubjectKind
    title: Title
    year: YearNumber
    merits: MeritsBody
    achievements: Words | None = None
    initiative_id: UUID | None = None
    more_favourable: MoreFavourable | None = None


class Explained(Body):
    """Lý do."""

    reason: Reason


class Refusal(Body):
    """Lý do không tặng danh hiệu, căn cứ nếu có."""

    reason_code: RefusalReason
    reason: Reason
    citation: Name | None = None


def routes(edge: Edge) -> APIRouter:
    """The routes that act on nominations."""
    router = APIRouter(tags=["nominations"])
    proposing = edge.problems(NominationDenied, WindowRefused, SubjectRefused, InitiativeRefused, SubjectGone)
    refusals = edge.problems(NominationDenied, SubjectGone)

    @router.post("/nominations", status_code=201, summary="Đề nghị tặng danh hiệu", responses=proposing)
    async def propose(body: Proposal, writer: Annotated[Writer, Depends(edge.writer)]) -> Created:
        writer.require_for(ProposeNomination)
        nomination_id = writer.new_id("nomination")
        accepted = await writer.send(
            ProposeNomination(
                ward_code=writer.ward_code,
                at=writer.at,
                by_unit=writer.own_unit(),
                nomination_id=nomination_id,
                unit_id=body.unit_id,
                subject_id=body.subject_id,
                subject_kind=body.subject_kind,
                title=body.title,
                year=body.year,
                merits=body.merits.merits(),
                achievements=body.achievements,
                initiative_id=body.initiative_id,
                under_pack=body.more_favourable.pack_id if body.more_favourable else None,
                because=body.more_favourable.because if body.more_favourable else None,
            )
        )
        return created(accepted, nomination_id)

    @router.post("/nominations/{nomination_id}:withdraw", summary="Rút hồ sơ đề nghị", responses=refusals)
    async def withdraw(
        nomination_id: UUID,
        body: Explained,
        writer: Annotated[Writer, Depends(edge.writer)],
        reader: Annotated[Reader, Depends(edge.reader)],
    ) -> Accepted:
        writer.require_for(WithdrawNomination)
        reader.require_for(WithdrawNomination)
        facts = (await facts_of(reader, [nomination_id], writer.ward_code))[nomination_id]
        return await writer.send(
            WithdrawNomination(
                ward_code=writer.ward_code,
                at=writer.at,
                by_unit=writer.own_unit(),
                nomination_id=nomination_id,
                claim_id=claim_id(facts["subject_id"], facts["title"], facts["year"]),
                person_id=person_of(facts),
                initiative_id=facts["initiative_id"],
                reason=body.reason,
            )
        )

    @router.post("/nominations/{nomination_id}:refuse", summary="Không tặng danh hiệu", responses=refusals)
    async def refuse(
        nomination_id: UUID,
        body: Refusal,
        writer: Annotated[Writer, Depends(edge.writer)],
        reader: Annotated[Reader, Depends(edge.reader)],
    ) -> Accepted:
        writer.require_for(RefuseNomination)
        reader.require_for(RefuseNomination)
        facts = (await facts_of(reader, [nomination_id], writer.ward_code))[nomination_id]
        return await writer.send(
            RefuseNomination(
                ward_code=writer.ward_code,
                at=writer.at,
                nomination_id=nomination_id,
                person_id=person_of(facts),
                initiative_id=facts["initiative_id"],
                reason_code=body.reason_code,
                reason=body.reason,
                citation=body.citation,
            )
        )

    return router
