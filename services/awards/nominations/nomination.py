"""Nomination and claim: their states, and how they fold. History is fact: nothing is refused here. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import ClassVar, Final, assert_never
from uuid import UUID

from services.awards.deeds.events import (
    DeedProposed,
    OfDeed,
    OpinionAsked,
    OpinionGiven,
    OpinionReleased,
    OpinionTakenBack,
)
from services.awards.holds.decider import Holds
from services.awards.law.judge import HOLD
from services.awards.law.pack import Pack
from services.awards.nominations.commands import OF_WARD, RefusalReason
from services.awards.nominations.events import (
    AppraisalTakenBack,
    AwardAnnulled,
    AwardAnnulmentWithdrawn,
    AwardCorrected,
    AwardCorrectionWithdrawn,
    AwardDecided,
    AwardRecovered,
    AwardRepaid,
    AwardRestored,
    AwardWithdrawn,
    ClaimEvent,
    ClaimReleased,
    ClaimTaken,
    Event,
    Later,
    NominationAppraised,
    NominationCompleted,
    NominationForwarded,
    NominationProposed,
    NominationRecalled,
    NominationRefusalWithdrawn,
    NominationRefused,
    NominationReturned,
    NominationReturnTakenBack,
    NominationTabled,
    NominationUntabled,
    NominationVoted,
    NominationWithdrawn,
    OfAppraisal,
    OfAward,
    OfCouncil,
    Put,
    RecoveryTakenBack,
    RefusalWithdrawn,
    RepaymentTakenBack,
)
from services.awards.nominations.merits import Lacking
from services.awards.refusal import NOT_FOUND, AwardsRefused
from services.chassis import words
from services.chassis.decider import Refusal, StreamType


class NominationDenied(AwardsRefused):
    """Why a nomination, or a step of it, is not taken."""

    refusals: ClassVar[Mapping[str, Refusal]] = {
        **NOT_FOUND,
        "nomination.already-proposed": Refusal("Hồ sơ đề nghị này đã được lập."),
        "nomination.duplicate": Refusal(
            "Đối tượng này đã có hồ sơ đề nghị danh hiệu {title} năm {year}; mỗi đối tượng chỉ lập một hồ sơ cho một danh "
            "hiệu trong năm."
        ),
        "nomination.on-hold": Refusal(
            "Đối tượng đang tạm dừng xét tặng, {cases} việc chưa có kết quả. Có kết quả thì văn phòng ghi lại, sau đó làm tiếp."
        ),
        "nomination.collective-is-unit": Refusal("Hồ sơ tập thể phải đề nghị cho chính đơn vị lập hồ sơ.", 422),
        "nomination.members-too-many": Refusal(
            "Số thành viên được nêu nhiều hơn số thành viên của tập thể; hãy kiểm tra lại các con số.", 422
        ),
        "nomination.no-rules": Refusal("Không có quy định khen thưởng nào có hiệu lực vào ngày {day}.", 422),
        "nomination.pack-not-allowed": Refusal(
            "Hồ sơ nhận ngày {day} không được áp dụng bộ quy định {pack}; chỉ quy định có lợi hơn mà luật chuyển tiếp cho "
            "phép mới được chọn, và phải ghi rõ lý do.",
            422,
        ),
        "nomination.not-eligible": Refusal("Chưa đủ điều kiện xét tặng danh hiệu {title}: {missing}.", 422),
        "nomination.under-vote": Refusal("Hồ sơ đã được đưa ra Hội đồng, đơn vị không rút được nữa."),
        "nomination.closed": Refusal("Hồ sơ này đã kết thúc, không thay đổi được nữa."),
        "nomination.appraised": Refusal("Hồ sơ này đã được thẩm định; muốn trả lại thì rút ghi nhận thẩm định trước."),
        "nomination.not-appraised": Refusal("Hồ sơ này chưa được ghi là đã thẩm định."),
        "nomination.returned": Refusal(
            "Hồ sơ này đang trả lại đơn vị bổ sung; chờ đơn vị gửi lại hoặc hủy việc trả lại."
        ),
        "nomination.not-returned": Refusal("Hồ sơ này không ở bước trả lại đơn vị bổ sung."),
        "nomination.not-proposed": Refusal("Hồ sơ này không ở bước chờ Hội đồng xét."),
        "nomination.not-tabled": Refusal("Hồ sơ này chưa được đưa ra biểu quyết trong phiên họp này."),
        "nomination.vote-running": Refusal("Hội đồng đang biểu quyết hồ sơ này; hãy chờ kết quả."),
        "nomination.not-passed": Refusal(
            "Hồ sơ này chưa được Hội đồng thông qua ({yes}/{members} phiếu đồng ý, cần {needed})."
        ),
        "nomination.not-voted": Refusal("Hội đồng chưa biểu quyết hồ sơ này."),
        "nomination.awaits-opinions": Refusal(
            "Còn {missing} thành viên Thường trực Hội đồng chưa cho ý kiến; đủ ý kiến, hoặc hết ngày {day}, thì ký được."
        ),
        "nomination.sudden": Refusal(
            "Hồ sơ khen thưởng đột xuất không thẩm định, không đưa ra phiên họp Hội đồng; Chủ tịch quyết định sau khi có ý kiến "
            "Thường trực."
        ),
        "nomination.was-passed": Refusal("Hội đồng đã thông qua hồ sơ này. Chọn lý do khác.", 422),
        "nomination.no-hold": Refusal("Đối tượng không có việc nào đang tạm dừng xét tặng. Chọn lý do khác.", 422),
        "nomination.not-refused": Refusal("Hồ sơ này không do Chủ tịch Ủy ban nhân dân phường ghi không tặng."),
        "nomination.claimed-since": Refusal(
            "Đối tượng đã có hồ sơ khác cho danh hiệu này trong năm, nên không rút ghi nhận không tặng được."
        ),
        "nomination.not-forwarded": Refusal("Hồ sơ này chưa được trình lên cấp có thẩm quyền."),
        "nomination.not-annulled": Refusal("Danh hiệu này không bị hủy bỏ nên không có gì phải thu hồi."),
        "nomination.recovered": Refusal("Hiện vật của danh hiệu này đã được ghi là đã thu hồi."),
        "nomination.not-recovered": Refusal("Chưa ghi thu hồi hiện vật của danh hiệu này."),
        "nomination.nothing-to-recover": Refusal(
            "Danh hiệu này không có hiện vật để thu hồi; tiền thưởng đã chi do Tài chính – Kế toán thu ở trang “Chi tiền thưởng”."
        ),
        "nomination.not-owed": Refusal("Danh hiệu này không có hiện vật nào phải trao lại."),
        "nomination.repaid": Refusal("Hiện vật của danh hiệu này đã được ghi là đã trao lại."),
        "nomination.repaid-since": Refusal(
            "Hiện vật của danh hiệu này đã được ghi là đã trao lại. Rút ghi nhận trao lại trước, rồi rút ghi nhận thu hồi."
        ),
        "nomination.not-repaid": Refusal("Chưa ghi trao lại hiện vật của danh hiệu này."),
        "nomination.repaid-too-early": Refusal("Ngày trao lại phải từ ngày {day} đến hôm nay.", 422),
        "nomination.recovered-too-early": Refusal("Ngày thu hồi phải từ ngày hủy bỏ ({day}) đến hôm nay.", 422),
        "nomination.other-facts": Refusal(
            "Thông tin của hồ sơ đã khác so với danh sách; hãy tải lại rồi thực hiện lại."
        ),
    }


class NotEligible(NominationDenied):
    """What the law asks and is not fulfilled."""

    def __init__(self, lacking: tuple[Lacking, ...], /, *, title: str) -> None:
        super().__init__("nomination.not-eligible", title=title, missing="; ".join(one.rule for one in lacking))
        self.lacking = lacking


@dataclass(frozen=True, slots=True)
class Absent:
    """Nobody proposed it."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """Waits for the council; `appraised`: the ward's office has looked through it."""

    item: NominationProposed
    appraised: bool = False


@dataclass(frozen=True, slots=True)
class Returned:
    """Lies with its unit to be completed."""

    item: NominationProposed


@dataclass(frozen=True, slots=True)
class Consulting:
    """A sudden deed that waits for the ward's chairman; who of the council was `asked`, and what they have said (`given`)."""

    item: DeedProposed
    asked: Mapping[str, OpinionAsked] = field(default_factory=dict)
    given: Mapping[str, OpinionGiven] = field(default_factory=dict)

    @property
    def awaited(self) -> tuple[OpinionAsked, ...]:
        """Those who were asked and have not answered."""
        return tuple(one for member, one in self.asked.items() if member not in self.given)


@dataclass(frozen=True, slots=True)
class Tabled:
    """The council's vote on it has begun; `earlier_session`: where another vote on it had stopped; `appraised`: as it had been."""

    item: NominationProposed
    session_id: UUID
    earlier_session: UUID | None = None
    appraised: bool = False


@dataclass(frozen=True, slots=True)
class Voted:
    """The council has voted; waits for the decision or the letter."""

    item: NominationProposed
    vote: NominationVoted


@dataclass(frozen=True, slots=True)
class Forwarded:
    """Lies with the level above; `before` is where it lay in the ward."""

    item: NominationProposed
    letter: NominationForwarded
    before: Voted | None = None


@dataclass(frozen=True, slots=True)
class Awarded:
    """Decided; `payable` đồng are paid now, and `before` is where it lay.

    `restored_on`: it was annulled and stands again; `owed`: what it had given back is not paid again yet; `repaid`: it was;
    `recovered_on`: when it was given back.
    """

    item: Put
    award: AwardDecided
    payable: int
    before: Forwarded | None = None
    restored_on: date | None = None
    owed: bool = False
    repaid: bool = False
    recovered_on: date | None = None


@dataclass(frozen=True, slots=True)
class Annulled:
    """Decided and annulled: what it brought is to be given back, or was (`recovered`)."""

    award: Awarded
    annulment: AwardAnnulled
    recovered: bool = False
    recovered_on: date | None = None

    @property
    def item(self) -> Put:
        """What was put forward."""
        return self.award.item


@dataclass(frozen=True, slots=True)
class Closed:
    """Withdrawn or refused; `before` is where it lay when it was refused, by this decision if it lay with the city; `held` says
    that it was refused because of a hold, which is no end.
    """

    item: Put
    before: Proposed | Returned | Consulting | Voted | Forwarded | None = None
    document_number: str | None = None
    held: bool = False


Known = Proposed | Returned | Consulting | Tabled | Voted | Forwarded | Awarded | Annulled | Closed
State = Absent | Known


def evolve(state: State, event: Event) -> State:
    """The nomination after an event."""
    if isinstance(event, NominationProposed):
        return Proposed(event)
    if isinstance(event, DeedProposed):
        return Consulting(event)
    return state if isinstance(state, Absent) else _after(state, event)


def _after(state: Known, event: OfDeed | Later) -> State:
    item = state.item
    match event:
        case OpinionAsked() | OpinionGiven() | OpinionTakenBack() | OpinionReleased():
            return _of_deed(state, event) if isinstance(state, Consulting) else state
        case (
            NominationAppraised()
            | AppraisalTakenBack()
            | NominationReturned()
            | NominationReturnTakenBack()
            | NominationCompleted()
        ):
            return _of_appraisal(state, event)
        case NominationTabled() | NominationUntabled() | NominationVoted() | NominationForwarded():
            return _of_council(state, item, event) if isinstance(item, NominationProposed) else state
        case NominationRecalled() | AwardWithdrawn() | RefusalWithdrawn() | NominationRefusalWithdrawn():
            return (state.before if isinstance(state, Forwarded | Awarded | Closed) else None) or state
        case AwardDecided():
            return Awarded(item, event, event.payable, state if isinstance(state, Forwarded) else None)
        case NominationWithdrawn():
            return Closed(item)
        case NominationRefused():
            before = state if isinstance(state, Proposed | Returned | Consulting | Voted | Forwarded) else None
            return Closed(item, before, event.document_number, held=event.reason_code == "on-hold")
        case (
            AwardCorrected()
            | AwardCorrectionWithdrawn()
            | AwardAnnulled()
            | AwardRestored()
            | AwardAnnulmentWithdrawn()
            | AwardRecovered()
            | RecoveryTakenBack()
            | AwardRepaid()
            | RepaymentTakenBack()
        ):
            return _of_award(state, event)
        case _:
            assert_never(event)


def _of_deed(state: Consulting, event: OfDeed) -> Consulting:
    match event:
        case OpinionAsked():
            return replace(state, asked={**state.asked, event.member_id: event})
        case OpinionGiven():
            return replace(state, given={**state.given, event.member_id: event})
        case OpinionTakenBack():
            return replace(state, given={one: said for one, said in state.given.items() if one != event.member_id})
        case OpinionReleased():
            return state
        case _:
            assert_never(event)


def _of_council(state: Known, item: NominationProposed, event: OfCouncil) -> State:
    match event:
        case NominationTabled():
            earlier = state.session_id if isinstance(state, Tabled) else None
            return Tabled(item, event.session_id, earlier, _appraised(state))
        case NominationUntabled():
            if event.earlier_session:
                return Tabled(item, event.earlier_session, appraised=_appraised(state))
            return Proposed(item, appraised=_appraised(state))
        case NominationVoted():
            return Voted(item, event)
        case NominationForwarded():
            return Forwarded(item, event, state if isinstance(state, Voted) else None)
        case _:
            assert_never(event)


def _appraised(state: Known) -> bool:
    return isinstance(state, Proposed | Tabled) and state.appraised


def _of_appraisal(state: Known, event: OfAppraisal) -> State:
    match state, event:
        case Proposed(item=item), NominationAppraised():
            return Proposed(item, appraised=True)
        case Proposed(item=item), NominationReturned():
            return Returned(item)
        case Proposed(item=item), AppraisalTakenBack():
            return Proposed(item)
        case Returned(item=item), NominationReturnTakenBack():
            return Proposed(item)
        case Returned(item=item), NominationCompleted():
            files = (*item.evidence, *event.evidence)
            said = replace(item, merits=event.merits, achievements=event.achievements, answers=event.answers)
            return Proposed(replace(said, evidence=files))
        case _:
            return state


def _of_award(state: Known, event: OfAward) -> State:
    match state, event:
        case Awarded(), AwardAnnulled():
            return Annulled(state, event, recovered=state.owed, recovered_on=state.recovered_on if state.owed else None)
        case Annulled(), AwardRestored():
            again = replace(state.award, payable=event.payable, restored_on=event.restored_on)
            return replace(again, owed=event.owed, repaid=False, recovered_on=state.recovered_on)
        case Annulled(), AwardAnnulmentWithdrawn():
            return replace(state.award, payable=event.payable, owed=event.owed, recovered_on=state.recovered_on)
        case Awarded(), AwardRepaid():
            return replace(state, owed=False, repaid=True)
        case Awarded(), RepaymentTakenBack():
            return replace(state, owed=True, repaid=False)
        case Annulled(), AwardRecovered():
            return replace(state, recovered=True, recovered_on=event.recovered_on)
        case Annulled(), RecoveryTakenBack():
            return replace(state, recovered=False, recovered_on=None)
        case Awarded(), RecoveryTakenBack():
            return replace(state, owed=False, recovered_on=None)
        case _:
            return state


NOMINATION: Final[StreamType[State]] = StreamType("nomination", Absent(), evolve)


@dataclass(frozen=True, slots=True)
class Free:
    """No nomination of this subject for this title and year."""


@dataclass(frozen=True, slots=True)
class Taken:
    """This nomination is the one."""

    nomination_id: UUID


ClaimState = Free | Taken


def evolve_claim(state: ClaimState, event: ClaimEvent) -> ClaimState:
    """The claim after an event."""
    match event:
        case ClaimTaken():
            return Taken(event.nomination_id)
        case ClaimReleased():
            return Free()
        case _:
            assert_never(event)


CLAIM: Final[StreamType[ClaimState]] = StreamType("claim", Free(), evolve_claim)


def passed(state: State) -> tuple[NominationProposed, NominationVoted]:
    """The nomination that the council put through, with its vote: what a decision or a letter needs."""
    match state:
        case Voted(item=item, vote=vote):
            if not vote.passed:
                raise NominationDenied("nomination.not-passed", yes=vote.yes, members=vote.members, needed=vote.needed)
            return item, vote
        case Consulting():
            raise NominationDenied("nomination.sudden")
        case Proposed() | Returned() | Tabled():
            raise NominationDenied("nomination.not-voted")
        case Forwarded() | Awarded() | Annulled() | Closed():
            raise NominationDenied("nomination.closed")
        case Absent():
            raise NominationDenied("not-found")
        case _:
            assert_never(state)


def consulted(state: Consulting, day: date) -> DeedProposed:
    """The deed once all who were asked have answered, or their time is over: what the chairman's signature needs."""
    item, awaited = state.item, state.awaited
    if awaited and item.opinions_by is not None and day <= item.opinions_by:
        raise NominationDenied("nomination.awaits-opinions", missing=len(awaited), day=words.day(item.opinions_by))
    return item


def released(state: State) -> list[OpinionReleased]:
    """Whoever has not answered need not any more."""
    if not isinstance(state, Consulting):
        return []
    nomination_id = state.item.nomination_id
    return [OpinionReleased(nomination_id=nomination_id, member_id=one.member_id) for one in state.awaited]


def reasons(passed_: bool | None, *, held: bool) -> tuple[RefusalReason, ...]:
    """For which reasons the ward's chairman may refuse: what the council did (None: it has not voted) and holds are facts."""
    return tuple(
        code
        for code in OF_WARD
        if not (code == "not-passed" and passed_ is not False) and not (code == "on-hold" and not held)
    )


def not_held(holds: Holds, pack: Pack) -> None:
    """Refuses whoever something is looked into about, by the rule of the day."""
    if holds.open:
        row = pack.row("rule", HOLD)
        raise NominationDenied("nomination.on-hold", source=row.source if row else None, cases=len(holds.open))
