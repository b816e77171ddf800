"""Plan: drafted, checked, signed, numbered, issued; then amended by documents, until another plan stands in its place or it is revoked.

Number and day come after the signature, and the number is taken in the ward's register in the same append. Each step before the issue
can be taken back with a reason; what was issued is changed by another document alone. That document goes the same steps with the same
commands, while the plan stays in force as it is.

Pure: no I/O, no clock, no new ids. Everything variable arrives in the command.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar, Final, TypeVar, assert_never
from uuid import UUID

from services.chassis import words
from services.chassis.calendar import local_date, start_of_day
from services.chassis.decider import DomainError, Handles, Refusal, StreamRef, StreamType
from services.chassis.identity.mandates import MandateGranted
from services.chassis.text.letters import folded
from services.submissions.deadlines import first_late_instant
from services.submissions.delegations.decider import DELEGATION, DelegationRefused, signs_for_committee
from services.submissions.delegations.decider import State as DelegationState
from services.submissions.ids import plan_task_id
from services.submissions.library.decider import LIBRARY_DOCUMENT, entered
from services.submissions.library.decider import State as DocumentState
from services.submissions.mandates.decider import HOLDER, Holder
from services.submissions.numbers.decider import DOCUMENT_NUMBER, Taken, is_free, number_of
from services.submissions.numbers.decider import State as NumberState
from services.submissions.numbers.events import DocumentNumberTaken, DocumentNumberVoided
from services.submissions.people.decider import PERSON, known
from services.submissions.people.decider import State as PersonState
from services.submissions.plans.commands import (
    AmendPlan,
    CheckPlan,
    DraftPlan,
    IssuePlan,
    NumberPlan,
    RestorePlan,
    RevisePlan,
    RevokePlan,
    SignPlan,
    SignPlanInPlace,
    SupersedePlan,
    TakeBackCheck,
    TakeBackNumber,
    TakeBackSignature,
    TakeBackSupersession,
    WithdrawDraft,
)
from services.submissions.plans.events import (
    Content,
    Event,
    IssuedObligation,
    LibraryBasis,
    Obligation,
    PlanAmended,
    PlanAmendmentDrafted,
    PlanChecked,
    PlanCheckTakenBack,
    PlanDrafted,
    PlanDraftWithdrawn,
    PlanIssued,
    PlanNumbered,
    PlanNumberTakenBack,
    PlanReceiptReleased,
    PlanRestored,
    PlanRevised,
    PlanRevoked,
    PlanSentTo,
    PlanSignatureTakenBack,
    PlanSigned,
    PlanSuperseded,
    PlanSupersessionTakenBack,
    PlanTask,
    PlanTaskAssigned,
    PlanTaskDropped,
)
from services.submissions.refusals import NOT_FOUND
from services.submissions.wards.decider import Registered, ward_of
from services.submissions.wards.decider import State as WardState


class PlanRefused(DomainError):
    """What a plan refuses."""

    refusals: ClassVar[Mapping[str, Refusal]] = {
        "plan.already-drafted": Refusal("Dự thảo kế hoạch này đã được lập."),
        "not-found": NOT_FOUND,
        "plan.not-checked": Refusal("Kế hoạch còn là dự thảo. Hãy kiểm tra dự thảo trước."),
        "plan.checked": Refusal("Kế hoạch đã kiểm tra và đang chờ ký. Muốn sửa dự thảo, hãy hủy kiểm tra trước."),
        "plan.signed": Refusal("Kế hoạch đã ký và đang chờ số. Muốn sửa, hãy đề nghị người ký hủy chữ ký trước."),
        "plan.signed-by-another": Refusal(
            "Kế hoạch này do người khác ký nên đồng chí không hủy chữ ký được. Hãy đề nghị người ký hoặc Chủ tịch hủy.",
            403,
        ),
        "plan.numbered": Refusal("Kế hoạch đã có số và ngày, đang chờ ban hành. Muốn sửa, hãy thu hồi số trước."),
        "plan.already-issued": Refusal("Kế hoạch đã ban hành, không thể sửa. Hãy ban hành văn bản điều chỉnh."),
        "plan.superseded": Refusal(
            "Kế hoạch này đã được kế hoạch khác thay thế nên không thay đổi được nữa. Ghi nhầm thì hủy thay thế trước."
        ),
        "plan.withdrawn": Refusal("Dự thảo này đã rút. Hãy lập dự thảo mới."),
        "plan.revoked": Refusal(
            "Kế hoạch này đã thu hồi nên không thay đổi được nữa. Thu hồi nhầm thì khôi phục; nếu không, hãy lập kế hoạch khác."
        ),
        "plan.amendment-signed": Refusal(
            "Văn bản điều chỉnh đã ký. Muốn sửa, hãy hủy chữ ký trước; đã có số thì thu hồi số rồi hủy chữ ký."
        ),
        "plan.amendment-changes-nothing": Refusal(
            "Văn bản này không thay đổi gì so với kế hoạch đang có hiệu lực. Hãy sửa nội dung cần điều chỉnh."
        ),
        "plan.being-amended": Refusal(
            "Kế hoạch đang có văn bản điều chỉnh chưa ban hành. Hãy ban hành hoặc rút văn bản điều chỉnh trước."
        ),
        "plan.reports-sent": Refusal(
            "Đã có {sent} báo cáo gửi theo kế hoạch này nên không thu hồi được. Hãy lập văn bản điều chỉnh, hoặc ban hành kế hoạch "
            "khác thay thế kế hoạch này."
        ),
        "plan.not-superseded": Refusal("Kế hoạch này không bị kế hoạch khác thay thế nên không có gì để hủy."),
        "plan.not-revoked": Refusal("Kế hoạch này không bị thu hồi nên không có gì để khôi phục."),
        "plan.deadline-passed": Refusal(
            "Hạn nộp “{name}” đã qua nên không khôi phục được: đơn vị sẽ thành nộp trễ. Hãy lập kế hoạch khác."
        ),
        "plan.movements-launched": Refusal(
            "Đã phát động {going} phong trào theo kế hoạch này nên không thu hồi được. Hãy rút phong trào trước, hoặc ban hành kế "
            "hoạch khác thay thế kế hoạch này."
        ),
        "plan.signer-not-holder": Refusal(
            "Người giữ quyền Chủ tịch mà đồng chí đang dùng là cá nhân khác. Hãy chọn đúng người giữ quyền; nếu tên người giữ ghi "
            "sai, hãy đề nghị cấp đã giao quyền sửa ở Giao quyền.",
            422,
        ),
        "plan.number-taken": Refusal(
            "Số {number}/{symbol} năm {year} đã cấp cho văn bản khác. Hãy lấy số tiếp theo trong sổ văn bản đi."
        ),
        "plan.obligation-twice": Refusal("Chế độ báo cáo “{name}” bị lặp. Hãy giữ lại một dòng.", 422),
        "plan.task-twice": Refusal("Nhiệm vụ số {code} của phụ lục bị lặp. Hãy giữ lại một dòng.", 422),
        "plan.recipient-twice": Refusal("Nơi nhận “{name}” bị lặp. Hãy giữ lại một dòng.", 422),
        "plan.locks-before-due": Refusal(
            "Ngày khóa sổ của “{name}” không thể trước hạn nộp. Hãy ghi ngày khóa sổ muộn hơn.", 422
        ),
        "plan.ward-not-living": Refusal(
            "{name} không hoạt động vào ngày {day} nên không có văn bản ngày đó. Hãy kiểm tra lại ngày.", 422
        ),
        "plan.issued-in-the-future": Refusal("Ngày văn bản không thể sau ngày hôm nay. Hãy kiểm tra lại ngày.", 422),
        "plan.day-of-other-year": Refusal(
            "Kế hoạch năm {year} mang ngày {day} là không hợp lý. Hãy ghi ngày trong năm {year} hoặc năm trước đó.", 422
        ),
        "plan.before-delegation": Refusal(
            "Người ký thay Chủ tịch được ký từ ngày {since}; ngày văn bản không thể trước ngày đó.", 422
        ),
        "plan.due-before-issue": Refusal(
            "Hạn nộp của “{name}” phải sau ngày ban hành {issued_on}. Hãy hủy chữ ký và kiểm tra, sửa dự thảo rồi ký lại.",
            422,
        ),
        "plan.amended-before-issue": Refusal(
            "Ngày văn bản điều chỉnh không thể trước ngày ban hành kế hoạch ({issued_on}).", 422
        ),
        "plan.supersedes-itself": Refusal("Kế hoạch không thay thế chính mình. Hãy chọn kế hoạch khác.", 422),
        "plan.successor-not-issued": Refusal(
            "Kế hoạch thay thế chưa ban hành, đã bị thay thế hoặc đã thu hồi. Hãy chọn kế hoạch đang có hiệu lực."
        ),
        "plan.successor-older": Refusal(
            "Kế hoạch thay thế ban hành trước kế hoạch này ({issued_on}). Hãy chọn kế hoạch ban hành sau.", 422
        ),
    }


@dataclass(frozen=True, slots=True)
class Unwritten:
    """Nobody has drafted this plan."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Written, but without number and day."""

    year: int
    content: Content


@dataclass(frozen=True, slots=True)
class Checked:
    """In order; waits for its signature."""

    year: int
    content: Content


@dataclass(frozen=True, slots=True)
class Signed:
    """Signed; waits for number and day."""

    year: int
    content: Content
    signature: PlanSigned


@dataclass(frozen=True, slots=True)
class Numbered:
    """With number and day; waits to be sent out."""

    year: int
    content: Content
    signature: PlanSigned
    paper: PlanNumbered


@dataclass(frozen=True, slots=True)
class Amending:
    """A document that is to change an issued plan, at its step."""

    amendment_id: UUID
    reason: str
    bases: tuple[LibraryBasis, ...]
    paper: Checked | Signed | Numbered


BLANK: Final = Content(title="")


@dataclass(frozen=True, slots=True)
class Issued:
    """In force; `sent` says which units are to confirm that they have it, `amending` what is to change it."""

    year: int
    issued_on: date
    content: Content = BLANK
    sent: tuple[PlanSentTo, ...] = ()
    amending: Amending | None = None
    number: int = 0
    symbol: str = ""
    obligations: tuple[IssuedObligation, ...] = ()

    @property
    def recipients(self) -> tuple[str, ...]:
        """To whom it is sent."""
        return self.content.recipients

    @property
    def tasks(self) -> tuple[PlanTask, ...]:
        """What units have to do under it."""
        return self.content.tasks

    def task(self, plan_id: UUID, task_id: UUID) -> PlanTask | None:
        """The task of this id."""
        return next((task for task in self.tasks if plan_task_id(plan_id, task.code) == task_id), None)


@dataclass(frozen=True, slots=True)
class Superseded:
    """Another plan stands in its place; `issued` is what it was."""

    issued: Issued


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Given up before it was issued."""


@dataclass(frozen=True, slots=True)
class Revoked:
    """Taken back after it was issued by mistake; `issued` is what it was."""

    issued: Issued


State = Unwritten | Draft | Checked | Signed | Numbered | Issued | Superseded | Withdrawn | Revoked
Written = Draft | Checked | Signed | Numbered
S = TypeVar("S", Draft, Checked, Signed, Numbered, Issued)
Step = PlanDraftWithdrawn | PlanSigned | PlanSignatureTakenBack | PlanNumbered | PlanNumberTakenBack
"""What happens to a plan before it is issued, and afterwards to what is to change it."""


def evolve(state: State, event: Event) -> State:
    """The plan after this event."""
    if isinstance(state, Issued) and state.amending is not None and isinstance(event, Step):
        paper = evolve(state.amending.paper, event)
        if isinstance(paper, Checked | Signed | Numbered):
            return replace(state, amending=replace(state.amending, paper=paper))
        return replace(state, amending=None)
    match event:
        case PlanDrafted():
            return Draft(event.year, event.content)
        case PlanRevised():
            return Draft(_written(state).year, event.content)
        case PlanDraftWithdrawn():
            return Withdrawn()
        case PlanChecked():
            return Checked(event.year, _written(state).content)
        case PlanCheckTakenBack():
            return Draft(_written(state).year, _written(state).content)
        case PlanSigned():
            return Signed(event.year, _written(state).content, event)
        case PlanSignatureTakenBack():
            return Checked(event.year, _written(state).content)
        case PlanNumbered():
            assert isinstance(state, Signed)
            return Numbered(event.year, state.content, state.signature, event)
        case PlanNumberTakenBack():
            assert isinstance(state, Numbered)
            return Signed(event.year, state.content, state.signature)
        case PlanIssued():
            return Issued(
                event.year,
                event.issued_on,
                replace(_written(state).content, recipients=event.recipients),
                number=event.number,
                symbol=event.symbol,
                obligations=event.obligations,
            )
        case PlanAmendmentDrafted():
            assert isinstance(state, Issued)
            paper = Checked(event.year, event.content)
            return replace(state, amending=Amending(event.amendment_id, event.reason, event.library_bases, paper))
        case PlanAmended():
            assert isinstance(state, Issued)
            return replace(state, content=_amended(event), amending=None)
        case PlanSentTo():
            assert isinstance(state, Issued)
            return replace(state, sent=(*(one for one in state.sent if one.unit_id != event.unit_id), event))
        case PlanSuperseded():
            assert isinstance(state, Issued)
            return Superseded(state)
        case PlanSupersessionTakenBack():
            assert isinstance(state, Superseded)
            return state.issued
        case PlanRevoked():
            assert isinstance(state, Issued)
            return Revoked(state)
        case PlanRestored():
            assert isinstance(state, Revoked)
            return state.issued
        case PlanTaskAssigned() | PlanTaskDropped() | PlanReceiptReleased():
            return state
        case _:
            assert_never(event)


def _amended(event: PlanAmended) -> Content:
    """What the plan says since; its reports stay as they were issued."""
    return Content(
        title=event.title,
        purposes=event.purposes,
        requirements=event.requirements,
        documents=tuple(basis.document_id for basis in event.library_bases),
        legal_bases=event.legal_bases,
        recipients=event.recipients,
        tasks=event.tasks,
        budget=event.budget,
    )


def _written(state: State) -> Written:
    assert isinstance(state, Written)
    return state


PLAN: StreamType[State] = StreamType("plan", Unwritten(), evolve)

Decided = dict[StreamRef[Any], Sequence[Any]]
UNNAMED: Final = Holder()


def standing(state: State, step: type[S]) -> S:
    """The plan, while it stands at this step, or what is to change it. Raises PlanRefused, which says where it stands."""
    if isinstance(state, step):
        return state
    if isinstance(state, Issued) and state.amending is not None and step is not Draft:
        return standing(state.amending.paper, step)
    match state:
        case Unwritten():
            raise PlanRefused("not-found")
        case Draft():
            raise PlanRefused("plan.not-checked")
        case Checked():
            raise PlanRefused("plan.checked")
        case Signed():
            raise PlanRefused("plan.signed")
        case Numbered():
            raise PlanRefused("plan.numbered")
        case Issued():
            raise PlanRefused("plan.already-issued")
        case Superseded():
            raise PlanRefused("plan.superseded")
        case Withdrawn():
            raise PlanRefused("plan.withdrawn")
        case Revoked():
            raise PlanRefused("plan.revoked")
        case _:
            assert_never(state)


def settled(state: State) -> Issued:
    """The issued plan that nothing is about to change. Raises PlanRefused."""
    issued = standing(state, Issued)
    if issued.amending is not None:
        raise PlanRefused("plan.being-amended")
    return issued


SEPARATORS: Final = " ;,"


def listed(recipients: Iterable[str]) -> tuple[str, ...]:
    """The recipients without what parted them where they were typed: "Tổ dân phố số 1;" is that group."""
    return tuple(named for line in recipients if (named := line.strip(SEPARATORS)))


def tidy(content: Content) -> Content:
    """The content with its recipients as they are listed."""
    return replace(content, recipients=listed(content.recipients))


def decide_draft(command: DraftPlan, state: State, _ward: WardState, *documents: DocumentState) -> list[Event]:
    """Write a draft, once."""
    if not isinstance(state, Unwritten):
        raise PlanRefused("plan.already-drafted")
    content = tidy(command.content)
    check(content)
    return [PlanDrafted(plan_id=command.plan_id, year=command.year, content=content, library_bases=told(documents))]


def decide_revise(command: RevisePlan, state: State, *documents: DocumentState) -> list[Event]:
    """Write the draft anew; the same again is nothing."""
    content = tidy(command.content)
    if standing(state, Draft).content == content:
        return []
    check(content)
    return [PlanRevised(plan_id=command.plan_id, content=content, library_bases=told(documents))]


def told(documents: Iterable[DocumentState]) -> tuple[LibraryBasis, ...]:
    """The bases as the library tells them now. One that has ended is a basis all the same, and said to have ended; one that was
    withdrawn from the library is none.
    """
    return tuple(
        LibraryBasis(
            document_id=document.document_id,
            title=document.entry.title,
            number=document.entry.number,
            issued_on=document.entry.issued_on,
        )
        for document in map(entered, documents)
    )


def check(content: Content) -> None:
    """Each obligation once, by id and by name, and none locked before it is due; each task once."""
    seen: set[object] = set()
    for obligation in content.obligations:
        marks = {obligation.obligation_id, folded(obligation.name)}
        if seen & marks:
            raise PlanRefused("plan.obligation-twice", name=obligation.name)
        seen |= marks
        if first_late_instant(obligation.locks) < first_late_instant(obligation.due):
            raise PlanRefused("plan.locks-before-due", name=obligation.name)
    check_annex(content.recipients, content.tasks)


def check_annex(recipients: Iterable[str], tasks: Iterable[PlanTask]) -> None:
    """Each recipient once, for each has one receipt; each place of the annex once."""
    known: set[str] = set()
    for recipient in recipients:
        if folded(recipient) in known:
            raise PlanRefused("plan.recipient-twice", name=recipient)
        known.add(folded(recipient))
    check_tasks(tasks)


def check_tasks(tasks: Iterable[PlanTask]) -> None:
    """Each place of the annex once."""
    seen: set[str] = set()
    for task in tasks:
        if folded(task.code) in seen:
            raise PlanRefused("plan.task-twice", code=task.code)
        seen.add(folded(task.code))


def decide_withdraw(command: WithdrawDraft, state: State) -> list[Event]:
    """Give a draft up, checked or not, or what is to change an issued plan; a second time, nothing happens."""
    if isinstance(state, Withdrawn):
        return []
    if isinstance(state, Issued) and state.amending is not None:
        standing(state, Checked)
    elif not isinstance(state, Checked):
        standing(state, Draft)
    return [PlanDraftWithdrawn(plan_id=command.plan_id, reason=command.reason, amendment=isinstance(state, Issued))]


def decide_check(command: CheckPlan, state: State) -> list[Event]:
    """Find the draft in order; a second time, nothing happens."""
    if isinstance(state, Checked):
        return []
    draft = standing(state, Draft)
    return [PlanChecked(plan_id=command.plan_id, year=draft.year, title=draft.content.title)]


def decide_take_back_check(command: TakeBackCheck, state: State) -> list[Event]:
    """Make it a draft again; what is to change an issued plan has no check of its own."""
    if isinstance(state, Issued):
        raise PlanRefused("plan.already-issued")
    standing(state, Checked)
    return [PlanCheckTakenBack(plan_id=command.plan_id, reason=command.reason)]


def decide_sign(command: SignPlan, state: State, signer: PersonState, holder: Holder = UNNAMED) -> list[Event]:
    """Sign what was checked, in the name of whoever is registered as holding the mandate; where nobody is, of any registered person."""
    checked = standing(state, Checked)
    known(signer)
    if holder.person_id not in (None, command.signer_id):
        raise PlanRefused("plan.signer-not-holder")
    return [
        PlanSigned(
            plan_id=command.plan_id,
            year=checked.year,
            signer_id=command.signer_id,
            signer_title=command.signer_title,
            authority=command.authority,
        )
    ]


def decide_sign_in_place(
    command: SignPlanInPlace,
    state: State,
    delegation: DelegationState,
    signer: PersonState,
    *,
    by: MandateGranted | None,
) -> list[Event]:
    """Sign what was checked in the chairman's place (KT.), in the name of whom the delegation names."""
    checked = standing(state, Checked)
    held, manner = signs_for_committee(delegation, local_date(command.at), by)
    if held.person_id != command.signer_id:
        raise DelegationRefused("not-found")
    known(signer)
    authority, title = manner.heading(held.position)
    return [
        PlanSigned(
            plan_id=command.plan_id,
            year=checked.year,
            signer_id=held.person_id,
            signer_title=title,
            authority=authority,
            delegated_from=held.valid_from,
            signed_by=by.principal if by else None,
        )
    ]


def decide_take_back_signature(command: TakeBackSignature, state: State, *, by: MandateGranted | None) -> list[Event]:
    """Take the signature back: the chairman every one, whoever signs in the chairman's place the own; content and form stay checked."""
    signed = standing(state, Signed)
    if by is not None and by.role not in CHAIRMAN and by.principal != signed.signature.signed_by:
        raise PlanRefused("plan.signed-by-another")
    return [PlanSignatureTakenBack(plan_id=command.plan_id, year=signed.year, reason=command.reason)]


def decide_number(command: NumberPlan, state: State, number: NumberState, ward: WardState) -> Decided:
    """Give number and day: of the plan's year or the one before, for what changes it from its issue on; when its signer could sign,
    and before any report is over.
    """
    signed = standing(state, Signed)
    not_to_come(command.issued_on, command)
    if isinstance(state, Issued):
        if command.issued_on < state.issued_on:
            raise PlanRefused("plan.amended-before-issue", issued_on=words.day(state.issued_on))
    elif command.issued_on.year not in (signed.year - 1, signed.year):
        raise PlanRefused("plan.day-of-other-year", day=words.day(command.issued_on), year=signed.year)
    since = signed.signature.delegated_from
    if since is not None and command.issued_on < since:
        raise PlanRefused("plan.before-delegation", since=words.day(since))
    of_its_ward(command.issued_on, ward)
    for obligation in signed.content.obligations:
        if first_late_instant(obligation.due) <= start_of_day(command.issued_on):
            raise PlanRefused("plan.due-before-issue", name=obligation.name, issued_on=words.day(command.issued_on))
    amending = state.amending if isinstance(state, Issued) else None
    subject = f"Điều chỉnh: {signed.content.title}"[:500] if amending else signed.content.title
    taken = take(number, command, paper_id(command.plan_id, state), subject)
    numbered = PlanNumbered(
        plan_id=command.plan_id,
        year=signed.year,
        number=command.number,
        symbol=command.symbol,
        issued_on=command.issued_on,
    )
    return {PLAN.at(command.plan_id): [numbered], _number(command): [taken]}


def paper_id(plan_id: UUID, state: State) -> UUID:
    """What has the number: the plan, or what is to change it."""
    return state.amending.amendment_id if isinstance(state, Issued) and state.amending is not None else plan_id


def not_to_come(day: date, command: NumberPlan) -> None:
    """A document's day has come."""
    if day > local_date(command.at):
        raise PlanRefused("plan.issued-in-the-future")


def of_its_ward(day: date, ward: WardState) -> None:
    """The ward exists on a document's day: its people are appointed before it begins, and sign nothing until then."""
    if isinstance(ward, Registered) and not ward.lives(day):
        raise PlanRefused("plan.ward-not-living", name=ward.name, day=words.day(day))


def take(number: NumberState, command: NumberPlan, document_id: UUID, subject: str) -> DocumentNumberTaken:
    """Take the number for this document. Raises PlanRefused when another one has it."""
    day = command.issued_on
    if not is_free(number):
        raise PlanRefused("plan.number-taken", number=command.number, symbol=command.symbol, year=day.year)
    return DocumentNumberTaken(
        year=day.year,
        symbol=command.symbol,
        number=command.number,
        document_id=document_id,
        service="submissions",
        subject=subject,
        dated_on=day,
        kind="plan",
        about_id=command.plan_id,
    )


def _number(command: NumberPlan) -> StreamRef[NumberState]:
    return number_of(command.ward_code, command.number, command.symbol, command.issued_on)


def decide_take_back_number(command: TakeBackNumber, state: State, number: NumberState) -> Decided:
    """Take number and day off; the number is voided, never given again."""
    numbered = standing(state, Numbered)
    if number != Taken(paper_id(command.plan_id, state)):
        raise PlanRefused("not-found")
    return {
        PLAN.at(command.plan_id): [
            PlanNumberTakenBack(plan_id=command.plan_id, year=numbered.year, reason=command.reason)
        ],
        DOCUMENT_NUMBER.at(command.number_id): [DocumentNumberVoided(reason=command.reason)],
    }


def decide_issue(command: IssuePlan, state: State) -> list[Event]:
    """Send it out: the deadlines become absolute, each task is its unit's, each unit that is named is to confirm it. What changes an
    issued plan comes into force.
    """
    numbered = standing(state, Numbered)
    if isinstance(state, Issued):
        return amended(command.plan_id, state, numbered)
    content, signature, paper = numbered.content, numbered.signature, numbered.paper
    issued = PlanIssued(
        plan_id=command.plan_id,
        year=numbered.year,
        number=paper.number,
        symbol=paper.symbol,
        issued_on=paper.issued_on,
        signer_id=signature.signer_id,
        signer_title=signature.signer_title,
        authority=signature.authority,
        title=content.title,
        legal_bases=content.legal_bases,
        recipients=content.recipients,
        obligations=tuple(absolute(obligation) for obligation in content.obligations),
    )
    document = f"{paper.number}/{paper.symbol}"
    return [
        issued,
        *(assigned(command.plan_id, task) for task in content.tasks),
        *(
            PlanSentTo(plan_id=command.plan_id, unit_id=unit, title=content.title, document=document)
            for unit in command.named
        ),
    ]


def absolute(obligation: Obligation) -> IssuedObligation:
    """The obligation with instants for words."""
    return IssuedObligation(
        obligation_id=obligation.obligation_id,
        name=obligation.name,
        period=obligation.period,
        due_at=first_late_instant(obligation.due),
        locks_at=first_late_instant(obligation.locks),
        unit_kinds=obligation.unit_kinds,
    )


def assigned(plan_id: UUID, task: PlanTask) -> PlanTaskAssigned:
    """The task is its unit's."""
    return PlanTaskAssigned(plan_id=plan_id, task_id=plan_task_id(plan_id, task.code), task=task)


def dropped(plan_id: UUID, task: PlanTask) -> PlanTaskDropped:
    """The task is its unit's no longer."""
    return PlanTaskDropped(plan_id=plan_id, task_id=plan_task_id(plan_id, task.code), unit_id=task.unit_id)


def decide_amend(command: AmendPlan, state: State, *documents: DocumentState) -> list[Event]:
    """Write what is to change it, or write that anew until it is signed; the same again is nothing."""
    issued = standing(state, Issued)
    content = Content(
        title=command.title,
        purposes=command.purposes,
        requirements=command.requirements,
        documents=command.documents,
        legal_bases=command.legal_bases,
        recipients=listed(command.recipients),
        tasks=command.tasks,
        budget=command.budget,
    )
    before = issued.amending
    if before is not None and not isinstance(before.paper, Checked):
        raise PlanRefused("plan.amendment-signed")
    if before is not None and (before.reason, before.paper.content) == (command.reason, content):
        return []
    if content == replace(issued.content, obligations=()):
        raise PlanRefused("plan.amendment-changes-nothing")
    check(content)
    return [
        PlanAmendmentDrafted(
            plan_id=command.plan_id,
            year=issued.year,
            amendment_id=command.amendment_id,
            reason=command.reason,
            content=content,
            library_bases=told(documents),
        )
    ]


def amended(plan_id: UUID, issued: Issued, numbered: Numbered) -> list[Event]:
    """It says what the document says; tasks that are new, other than before, or gone are told one by one."""
    assert issued.amending is not None
    content = numbered.content
    changed = PlanAmended(
        plan_id=plan_id,
        number=numbered.paper.number,
        symbol=numbered.paper.symbol,
        amended_on=numbered.paper.issued_on,
        reason=issued.amending.reason,
        title=content.title,
        purposes=content.purposes,
        requirements=content.requirements,
        legal_bases=content.legal_bases,
        recipients=content.recipients,
        budget=content.budget,
        tasks=content.tasks,
        library_bases=issued.amending.bases,
    )
    return [changed, *retasked(plan_id, issued.tasks, content.tasks)]


def retasked(plan_id: UUID, before: Sequence[PlanTask], after: Sequence[PlanTask]) -> list[Event]:
    """What an amendment means for whoever has tasks: first what is taken away, then what is given."""
    then, now = ({folded(task.code): task for task in tasks} for tasks in (before, after))
    gone = [task for code, task in then.items() if code not in now or now[code].unit_id != task.unit_id]
    given = [task for code, task in now.items() if then.get(code) != task]
    return [*(dropped(plan_id, task) for task in gone), *(assigned(plan_id, task) for task in given)]


def decide_supersede(command: SupersedePlan, state: State, successor: State) -> list[Event]:
    """Let the other plan, issued no earlier, stand in its place: its tasks end, its reports stay owed."""
    if command.by_plan_id == command.plan_id:
        raise PlanRefused("plan.supersedes-itself")
    issued = settled(state)
    if not isinstance(successor, Issued):
        raise PlanRefused("plan.successor-not-issued")
    if successor.issued_on < issued.issued_on:
        raise PlanRefused("plan.successor-older", issued_on=words.day(issued.issued_on))
    superseded = PlanSuperseded(plan_id=command.plan_id, by_plan_id=command.by_plan_id, reason=command.reason)
    return [superseded, *ended(command.plan_id, issued)]


def decide_revoke(command: RevokePlan, state: State) -> list[Event]:
    """Take back what was issued by mistake, while nothing was done under it; a second time, nothing happens."""
    if isinstance(state, Revoked):
        return []
    issued = settled(state)
    if command.sent:
        raise PlanRefused("plan.reports-sent", sent=command.sent)
    if command.going:
        raise PlanRefused("plan.movements-launched", going=command.going)
    revoked = PlanRevoked(plan_id=command.plan_id, year=issued.year, reason=command.reason)
    return [revoked, *ended(command.plan_id, issued)]


def decide_restore(command: RestorePlan, state: State) -> list[Event]:
    """Let it hold again before a deadline of it has passed: its reports, and what was open of tasks and receipts, are asked for again."""
    if not isinstance(state, Revoked):
        raise PlanRefused("plan.not-revoked")
    issued = state.issued
    for obligation in issued.obligations:
        if obligation.due_at <= command.at:
            raise PlanRefused("plan.deadline-passed", name=obligation.name)
    restored = PlanRestored(
        plan_id=command.plan_id,
        year=issued.year,
        number=issued.number,
        symbol=issued.symbol,
        issued_on=issued.issued_on,
        obligations=issued.obligations,
        reason=command.reason,
    )
    return [restored, *again(command, issued)]


def decide_take_back_supersession(command: TakeBackSupersession, state: State) -> list[Event]:
    """Let what was said to be superseded by mistake hold again, with what was open of its tasks and receipts."""
    if not isinstance(state, Superseded):
        raise PlanRefused("plan.not-superseded")
    taken_back = PlanSupersessionTakenBack(plan_id=command.plan_id, reason=command.reason)
    return [taken_back, *again(command, state.issued)]


def again(command: RestorePlan | TakeBackSupersession, issued: Issued) -> list[Event]:
    """What was open when it ended: tasks that nobody had done, units that had not confirmed it."""
    given = (assigned(command.plan_id, task) for task in issued.tasks)
    return [
        *(one for one in given if one.task_id in command.unfinished),
        *(one for one in issued.sent if one.unit_id in command.unconfirmed),
    ]


def ended(plan_id: UUID, issued: Issued) -> list[Event]:
    """Its tasks are nobody's any more, and nobody is to confirm it."""
    released = [PlanReceiptReleased(plan_id=plan_id, unit_id=one.unit_id) for one in issued.sent]
    return [*(dropped(plan_id, task) for task in issued.tasks), *released]


def _library(documents: Iterable[UUID]) -> tuple[StreamRef[Any], ...]:
    return tuple(LIBRARY_DOCUMENT.read(each) for each in dict.fromkeys(documents))


def _signing_streams(command: SignPlan) -> tuple[StreamRef[Any], ...]:
    named = (PLAN.at(command.plan_id), PERSON.read(command.signer_id))
    return named if command.mandate_id is None else (*named, HOLDER.if_any(command.mandate_id))


OFFICE = frozenset({"clerk", "chairman"})
CLERK = frozenset({"clerk"})
NUMBERING = frozenset({"clerk", "records-clerk"})
CHAIRMAN = frozenset({"chairman"})
LEADER = frozenset({"leader"})

HANDLES: tuple[Handles[Any], ...] = (
    Handles(
        DraftPlan,
        lambda c: (PLAN.new(c.plan_id), ward_of(c.ward_code), *_library(c.content.documents)),
        decide_draft,
        roles=OFFICE,
    ),
    Handles(RevisePlan, lambda c: (PLAN.at(c.plan_id), *_library(c.content.documents)), decide_revise, roles=OFFICE),
    Handles(WithdrawDraft, lambda c: (PLAN.at(c.plan_id),), decide_withdraw, roles=OFFICE),
    Handles(CheckPlan, lambda c: (PLAN.at(c.plan_id),), decide_check, roles=CLERK),
    Handles(TakeBackCheck, lambda c: (PLAN.at(c.plan_id),), decide_take_back_check, roles=OFFICE),
    Handles(SignPlan, _signing_streams, decide_sign, roles=CHAIRMAN),
    Handles(
        SignPlanInPlace,
        lambda c: (PLAN.at(c.plan_id), DELEGATION.if_any(c.delegation_id), PERSON.if_any(c.signer_id)),
        decide_sign_in_place,
        roles=LEADER,
        by_whom=True,
    ),
    Handles(
        TakeBackSignature,
        lambda c: (PLAN.at(c.plan_id),),
        decide_take_back_signature,
        roles=CHAIRMAN | LEADER,
        by_whom=True,
    ),
    Handles(
        NumberPlan,
        lambda c: (PLAN.at(c.plan_id), _number(c), ward_of(c.ward_code)),
        decide_number,
        roles=NUMBERING,
    ),
    Handles(
        TakeBackNumber,
        lambda c: (PLAN.at(c.plan_id), DOCUMENT_NUMBER.at(c.number_id)),
        decide_take_back_number,
        roles=NUMBERING,
    ),
    Handles(IssuePlan, lambda c: (PLAN.at(c.plan_id),), decide_issue, roles=CLERK),
    Handles(AmendPlan, lambda c: (PLAN.at(c.plan_id), *_library(c.documents)), decide_amend, roles=OFFICE),
    Handles(SupersedePlan, lambda c: (PLAN.at(c.plan_id), PLAN.if_any(c.by_plan_id)), decide_supersede, roles=OFFICE),
    Handles(TakeBackSupersession, lambda c: (PLAN.at(c.plan_id),), decide_take_back_supersession, roles=OFFICE),
    Handles(RevokePlan, lambda c: (PLAN.at(c.plan_id),), decide_revoke, roles=CHAIRMAN),
    Handles(RestorePlan, lambda c: (PLAN.at(c.plan_id),), decide_restore, roles=CHAIRMAN),
)
