"""Bloc (Khối thi đua): wards that compete with each other, each for a dated time, under one head per year.

Pure: no I/O, no clock, no new ids. A bloc's stream is keyed by its code; the code never changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, ClassVar, Final, assert_never

from services.blocs.document import Document
from services.blocs.membership.commands import (
    AdmitMember,
    AppointHead,
    Command,
    CorrectBloc,
    CorrectStay,
    Elsewhere,
    EstablishBloc,
    HandOverHead,
    Life,
    MemberCommand,
    ReleaseMember,
    TakeBackHandOver,
    WithdrawAdmission,
)
from services.blocs.membership.events import (
    AdmissionWithdrawn,
    BlocCorrected,
    BlocEstablished,
    Days,
    Event,
    HandOverTakenBack,
    HeadAppointed,
    HeadHandedOver,
    MemberAdmitted,
    MemberReleased,
    StayCorrected,
    StaysStated,
)
from services.chassis import words
from services.chassis.decider import CITY, DomainError, Handles, Refusal, StreamRef, StreamType


@dataclass(frozen=True, slots=True)
class Membership:
    """One stay of a ward in the bloc; both days belong to it, no last day means that it is still a member.

    `document`: on which it joined; `left_by`: on which it left.
    """

    ward: str
    from_day: date
    last_day: date | None = None
    document: Document | None = field(default=None, compare=False)
    left_by: Document | None = field(default=None, compare=False)

    @property
    def days(self) -> Days:
        """When it is."""
        return Days(self.from_day, self.last_day)

    def covers(self, day: date) -> bool:
        """Whether the ward is a member on this day."""
        return self.from_day <= day and (self.last_day is None or day <= self.last_day)


@dataclass(frozen=True, slots=True)
class Headship:
    """Who heads the bloc in a year, since when and by which document, and who stands in; `before`: who handed over."""

    year: int
    head_ward: str
    deputy_ward: str | None
    since: date
    before: Headship | None = None
    document: Document | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class NotEstablished:
    """No bloc has this code yet."""


@dataclass(frozen=True, slots=True)
class Established:
    """A bloc with everyone who is or was a member, and one headship per year; `first_year` as far as it is known.

    `document`: on which name and first year rest.
    """

    name: str
    members: tuple[Membership, ...] = ()
    heads: tuple[Headship, ...] = ()
    first_year: int | None = None
    document: Document | None = field(default=None, compare=False)

    def stay(self, ward: str, day: date) -> Membership | None:
        """The stay of this ward that covers this day."""
        return next((stay for stay in self.members if stay.ward == ward and stay.covers(day)), None)

    def headship(self, year: int) -> Headship | None:
        """Who heads the bloc in this year."""
        return next((head for head in self.heads if head.year == year), None)


State = NotEstablished | Established


class BlocRefused(DomainError):
    """A bloc says no."""

    refusals: ClassVar = {
        "bloc.already-established": Refusal("Mã khối thi đua này đã được dùng cho khối “{name}”."),
        "bloc.code-unfit": Refusal("Mã khối thi đua phải bắt đầu bằng chữ cái và khác “city”.", 422),
        "bloc.not-established": Refusal("Không tìm thấy khối thi đua này.", 404),
        "bloc.already-member": Refusal("Đơn vị này đã là thành viên của khối trong thời gian đó."),
        "bloc.member-elsewhere": Refusal(
            "Đơn vị này là thành viên của {bloc} từ ngày {from_day}{until}. Mỗi ngày một xã, phường chỉ ở một khối: cho rời khối đó "
            "hoặc sửa ngày ở khối đó trước."
        ),
        "bloc.no-stay": Refusal(
            "Không có lần tham gia nào của đơn vị này từ ngày {day}. Tải lại trang để xem các lần tham gia hiện nay."
        ),
        "bloc.same-days": Refusal("Các ngày giống điều đã ghi; không có gì để sửa.", 422),
        "bloc.last-before-first": Refusal("Ngày cuối cùng không được trước ngày bắt đầu là thành viên ({day}).", 422),
        "bloc.not-left": Refusal("Đơn vị chưa rời khối. Dùng “Cho rời khối” để ghi ngày cuối cùng.", 422),
        "bloc.headed-then": Refusal(
            "Đơn vị này là Khối trưởng năm {year} từ ngày {since} đến hết ngày {last}. Ghi những ngày gồm cả thời gian đó, hoặc bàn giao "
            "Khối trưởng trước."
        ),
        "bloc.not-member": Refusal("Đơn vị được chọn không phải là thành viên của khối vào ngày {day}."),
        "bloc.other-document": Refusal(
            "Việc này đã được ghi theo văn bản {number} ký ngày {day}. Không ghi lại việc đó theo văn bản khác."
        ),
        "bloc.nothing-corrected": Refusal("Tên và năm giống điều đã ghi; không có gì để sửa.", 422),
        "bloc.heads": Refusal(
            "Đơn vị này là Khối trưởng năm {year}. Hãy bàn giao Khối trưởng cho thành viên khác trước, rồi ghi rời khối."
        ),
        "bloc.head-already-appointed": Refusal(
            "Khối đã có Khối trưởng năm {year}; nếu thay đổi, đề nghị thực hiện bàn giao Khối trưởng."
        ),
        "bloc.no-head": Refusal("Khối chưa có Khối trưởng năm {year} để bàn giao."),
        "bloc.deputy-is-head": Refusal("Khối phó phải là thành viên khác với Khối trưởng.", 422),
        "bloc.day-outside-year": Refusal("Ngày {day} không thuộc năm {year}.", 422),
        "bloc.already-head": Refusal("Đơn vị này đang là Khối trưởng năm {year} từ ngày {since}. Chọn đơn vị khác."),
        "bloc.not-handed-over": Refusal("Năm {year} chưa bàn giao Khối trưởng nên không có gì để hủy."),
        "bloc.head-left": Refusal(
            "Đơn vị bàn giao không còn là thành viên của khối đến hết năm {year} nên không trở lại làm Khối trưởng được. "
            "Bàn giao cho thành viên khác."
        ),
        "bloc.hand-over-too-early": Refusal("Ngày bàn giao phải sau ngày Khối trưởng hiện tại nhận nhiệm vụ."),
        "bloc.unknown-ward": Refusal("Không có xã, phường nào có mã {code}. Chọn xã, phường trong danh sách.", 422),
        "bloc.ward-not-begun": Refusal("Xã, phường này chỉ có từ ngày {day}. Ghi từ ngày đó trở đi.", 422),
        "bloc.ward-ended": Refusal(
            "Xã, phường này không còn từ ngày {day}. Đơn vị nhận lại mã hoặc địa bàn của nó là đơn vị khác: chọn đơn vị đó "
            "trong danh sách.",
            422,
        ),
    }


def decide(command: Command, state: State) -> list[Event]:
    """What happens to the bloc, or why not."""
    match command:
        case EstablishBloc():
            return establish(command, state)
        case CorrectBloc():
            return correct(command, _established(state))
        case AdmitMember():
            return admit(command, _established(state))
        case ReleaseMember():
            return release(command, _established(state))
        case CorrectStay():
            return correct_stay(command, _established(state))
        case WithdrawAdmission():
            return withdraw_admission(command, _established(state))
        case AppointHead():
            return appoint_head(command, _established(state))
        case HandOverHead():
            return hand_over_head(command, _established(state))
        case TakeBackHandOver():
            return take_back_hand_over(command, _established(state))
        case _:
            assert_never(command)


def evolve(state: State, event: Event) -> State:
    """The bloc after this event; a member or head recorded before its bloc starts a bloc without a name."""
    if isinstance(event, BlocEstablished):
        return Established(event.name, first_year=event.first_year, document=event.document)
    bloc = state if isinstance(state, Established) else Established("")
    match event:
        case BlocCorrected():
            return replace(bloc, name=event.name, first_year=event.first_year, document=event.document)
        case MemberAdmitted():
            stay = Membership(event.member_ward, event.from_day, document=event.document)
            return replace(bloc, members=(*bloc.members, stay))
        case MemberReleased():
            return replace(bloc, members=tuple(_ended(stay, event) for stay in bloc.members))
        case StayCorrected():
            return replace(bloc, members=tuple(_restated(stay, event) for stay in bloc.members))
        case AdmissionWithdrawn():
            gone = (event.member_ward, event.was_from_day)
            return replace(bloc, members=tuple(stay for stay in bloc.members if (stay.ward, stay.from_day) != gone))
        case HeadAppointed():
            head = Headship(event.year, event.head_ward, event.deputy_ward, event.from_day, document=event.document)
            return replace(bloc, heads=(*bloc.heads, head))
        case HeadHandedOver():
            return replace(bloc, heads=tuple(_handed_over(head, event) for head in bloc.heads))
        case HandOverTakenBack():
            return replace(bloc, heads=tuple(_taken_back(head, event) for head in bloc.heads))
        case _:
            assert_never(event)


def establish(command: EstablishBloc, state: State) -> list[Event]:
    """A new bloc; the same again changes nothing, another name or year under the same code is refused.

    The code stands where a ward's code stands elsewhere: one that could be a ward's, or the city's, would mix their rows.
    """
    if command.ward_code == CITY or not command.ward_code[:1].isalpha():
        raise BlocRefused("bloc.code-unfit")
    match state:
        case NotEstablished():
            return [BlocEstablished(command.ward_code, command.name, command.first_year, command.document)]
        case Established(name=name, first_year=first_year) if (name, first_year) == (command.name, command.first_year):
            return again(state.document, command.document)
        case Established(name=name):
            raise BlocRefused("bloc.already-established", name=name)
        case _:
            assert_never(state)


def again(recorded: Document | None, document: Document) -> list[Event]:
    """The same on the same document changes nothing; another document for it is refused, or it would be lost."""
    if recorded is not None and not recorded.same_as(document):
        raise BlocRefused("bloc.other-document", number=recorded.number, day=words.day(recorded.signed_on))
    return []


def correct(command: CorrectBloc, bloc: Established) -> list[Event]:
    """Another name or first year; what corrects nothing is refused, or its document would be lost. Members and heads keep their days."""
    if (bloc.name, bloc.first_year) == (command.name, command.first_year):
        raise BlocRefused("bloc.nothing-corrected")
    return [BlocCorrected(command.ward_code, command.name, command.first_year, command.document)]


def admit(command: AdmitMember, bloc: Established) -> list[Event]:
    """A ward joins from a day on, one on which it exists; its stays never overlap."""
    stays = [stay for stay in bloc.members if stay.ward == command.member_ward]
    if same := next((stay for stay in stays if (stay.from_day, stay.last_day) == (command.from_day, None)), None):
        return again(same.document, command.document)
    if any(stay.last_day is None or stay.last_day >= command.from_day for stay in stays):
        raise BlocRefused("bloc.already-member")
    _exists(command.wards, command.member_ward, command.from_day)
    return [MemberAdmitted(command.ward_code, command.member_ward, command.from_day, command.document)]


def release(command: ReleaseMember, bloc: Established) -> list[Event]:
    """A ward leaves that heads no year after that day; what it did while it was a member stays in the standings.

    A deputy may leave: from the day after, the bloc has none until the head is handed over.
    """
    stay = _member(bloc, command.member_ward, command.last_day)
    if stay.last_day == command.last_day:
        return again(stay.left_by, command.document)
    for head in bloc.heads:
        if head.head_ward == command.member_ward and command.last_day < date(head.year, 12, 31):
            raise BlocRefused("bloc.heads", year=head.year)
    return [MemberReleased(command.ward_code, command.member_ward, command.last_day, command.document)]


def correct_stay(command: CorrectStay, bloc: Established) -> list[Event]:
    """Other days of a stay, on the first of which the ward exists; a year that it heads stays within them.

    Its days in the bloc are what standings count by, so they follow. Without a last day a leaving recorded by mistake is none.
    """
    stay = _recorded(bloc, command.member_ward, command.was_from)
    right = Days(command.from_day, command.last_day)
    if right == stay.days:
        raise BlocRefused("bloc.same-days")
    if right.last_day is not None and right.last_day < right.from_day:
        raise BlocRefused("bloc.last-before-first", day=words.day(right.from_day))
    if right.last_day is not None and stay.last_day is None:
        raise BlocRefused("bloc.not-left")
    others = (one for one in bloc.members if one.ward == stay.ward and one is not stay)
    if any(one.days.overlaps(right) for one in others):
        raise BlocRefused("bloc.already-member")
    _exists(command.wards, command.member_ward, right.from_day)
    _heads_within(bloc, stay, right)
    return [
        StayCorrected(
            command.ward_code,
            command.member_ward,
            stay.from_day,
            stay.last_day,
            right.from_day,
            right.last_day,
            command.document,
        )
    ]


def withdraw_admission(command: WithdrawAdmission, bloc: Established) -> list[Event]:
    """The ward never had this stay; one in which it heads a year stands."""
    stay = _recorded(bloc, command.member_ward, command.was_from)
    _heads_within(bloc, stay, None)
    return [AdmissionWithdrawn(command.ward_code, command.member_ward, stay.from_day, stay.last_day, command.document)]


def appoint_head(command: AppointHead, bloc: Established) -> list[Event]:
    """One head per year, a member of that day; the deputy is another member."""
    if command.from_day.year != command.year:
        raise BlocRefused("bloc.day-outside-year", day=words.day(command.from_day), year=command.year)
    wanted = Headship(command.year, command.head_ward, command.deputy_ward, command.from_day)
    present = bloc.headship(command.year)
    if present is not None and present == wanted:
        return again(present.document, command.document)
    if present is not None:
        raise BlocRefused("bloc.head-already-appointed", year=command.year)
    if command.deputy_ward == command.head_ward:
        raise BlocRefused("bloc.deputy-is-head")
    for ward in filter(None, (command.head_ward, command.deputy_ward)):
        _member(bloc, ward, command.from_day)
        _exists(command.wards, ward, command.from_day)
    return [
        HeadAppointed(
            command.ward_code,
            command.year,
            command.head_ward,
            command.deputy_ward,
            command.from_day,
            command.document,
        )
    ]


def hand_over_head(command: HandOverHead, bloc: Established) -> list[Event]:
    """The head of a year passes to another member, on a day of that year and after the present head began; and who stands in is said."""
    present = bloc.headship(command.year)
    if present is None:
        raise BlocRefused("bloc.no-head", year=command.year)
    if present.head_ward == command.to_ward:
        if (present.since, present.deputy_ward) == (command.on_day, command.deputy_ward):
            return again(present.document, command.document)
        raise BlocRefused("bloc.already-head", year=command.year, since=words.day(present.since))
    if command.on_day.year != command.year:
        raise BlocRefused("bloc.day-outside-year", day=words.day(command.on_day), year=command.year)
    if command.on_day <= present.since:
        raise BlocRefused("bloc.hand-over-too-early")
    if command.deputy_ward == command.to_ward:
        raise BlocRefused("bloc.deputy-is-head")
    for ward in filter(None, (command.to_ward, command.deputy_ward)):
        _member(bloc, ward, command.on_day)
        _exists(command.wards, ward, command.on_day)
    return [
        HeadHandedOver(
            command.ward_code,
            command.year,
            present.head_ward,
            command.to_ward,
            command.on_day,
            command.document,
            deputy_named=True,
            deputy_ward=command.deputy_ward,
        )
    ]


def take_back_hand_over(command: TakeBackHandOver, bloc: Established) -> list[Event]:
    """The last hand-over of a year never was; whoever handed over must still be a member at the year's end, as any head."""
    present = bloc.headship(command.year)
    if present is None or present.before is None:
        raise BlocRefused("bloc.not-handed-over", year=command.year)
    before = present.before
    if bloc.stay(before.head_ward, date(command.year, 12, 31)) is None:
        raise BlocRefused("bloc.head-left", year=command.year)
    return [
        HandOverTakenBack(
            command.ward_code, command.year, present.head_ward, before.head_ward, present.since, before.since
        )
    ]


def _established(state: State) -> Established:
    match state:
        case Established():
            return state
        case NotEstablished():
            raise BlocRefused("bloc.not-established")
        case _:
            assert_never(state)


def _member(bloc: Established, ward: str, day: date) -> Membership:
    stay = bloc.stay(ward, day)
    if stay is None:
        raise BlocRefused("bloc.not-member", day=words.day(day))
    return stay


def _recorded(bloc: Established, ward: str, from_day: date) -> Membership:
    stay = next((stay for stay in bloc.members if (stay.ward, stay.from_day) == (ward, from_day)), None)
    if stay is None:
        raise BlocRefused("bloc.no-stay", day=words.day(from_day))
    return stay


def _headed(bloc: Established) -> Iterator[tuple[Headship, date]]:
    """Every headship of the bloc with its last day, also those that were handed over."""
    for head in bloc.heads:
        held: Headship | None = head
        last = date(head.year, 12, 31)
        while held is not None:
            yield held, last
            last, held = held.since - timedelta(days=1), held.before


def _heads_within(bloc: Established, stay: Membership, right: Days | None) -> None:
    """Refuses days without some on which the ward, by this stay, heads the bloc."""
    for head, last in _headed(bloc):
        kept = right is not None and right.holds(Days(head.since, last))
        if head.head_ward == stay.ward and stay.covers(head.since) and not kept:
            raise BlocRefused("bloc.headed-then", year=head.year, since=words.day(head.since), last=words.day(last))


def _exists(wards: Sequence[Life], ward: str, day: date) -> None:
    """Refuses a ward that there is not on this day; one that begins later is taken from its day on."""
    life = next((one for one in wards if one.ward == ward), None)
    if life is None:
        raise BlocRefused("bloc.unknown-ward", code=ward.partition("@")[0])
    if day < life.began_on:
        raise BlocRefused("bloc.ward-not-begun", day=words.day(life.began_on))
    if life.ended_on is not None and day >= life.ended_on:
        raise BlocRefused("bloc.ward-ended", day=words.day(life.ended_on))


def _ended(stay: Membership, event: MemberReleased) -> Membership:
    mine = stay.ward == event.member_ward and stay.covers(event.last_day)
    return replace(stay, last_day=event.last_day, left_by=event.document) if mine else stay


def _restated(stay: Membership, event: StayCorrected) -> Membership:
    if (stay.ward, stay.from_day) != (event.member_ward, event.was_from_day):
        return stay
    left_by = stay.left_by if event.last_day == event.was_last_day else event.document
    return Membership(stay.ward, event.from_day, event.last_day, event.document, left_by)


def _handed_over(head: Headship, event: HeadHandedOver) -> Headship:
    """Who is deputy from then on is as the hand-over says; where it says nothing, the deputy stays unless it becomes head."""
    if head.year != event.year:
        return head
    stays = None if head.deputy_ward == event.to_ward else head.deputy_ward
    deputy = event.deputy_ward if event.deputy_named else stays
    return Headship(event.year, event.to_ward, deputy, event.on_day, before=head, document=event.document)


def _taken_back(head: Headship, event: HandOverTakenBack) -> Headship:
    return head.before if head.year == event.year and head.before is not None else head


BLOC: StreamType[State] = StreamType("bloc", NotEstablished(), evolve)


@dataclass(frozen=True, slots=True)
class InBlocs:
    """The blocs in which a ward has stays, by code, each with its name and the days."""

    blocs: Mapping[str, tuple[str, tuple[Days, ...]]]


def evolve_stays(state: InBlocs, event: StaysStated) -> InBlocs:
    """Where the ward stays after this event."""
    return InBlocs({**state.blocs, event.bloc_code: (event.bloc_name, event.stays)})


STAYS: Final[StreamType[InBlocs]] = StreamType("stays", InBlocs({}), evolve_stays)
Decided = Mapping[StreamRef[Any], Sequence[Any]]


def decide_member(command: MemberCommand, state: State, ward: InBlocs) -> Decided:
    """What happens to the bloc and is stated of the ward: on no day is it a member of two blocs."""
    events = decide(command, state)
    if not events:
        return {}
    bloc = state
    for event in events:
        bloc = evolve(bloc, event)
    assert isinstance(bloc, Established)
    stays = tuple(stay.days for stay in bloc.members if stay.ward == command.member_ward)
    if isinstance(command, AdmitMember | CorrectStay):
        _in_no_other(Days(command.from_day, _last(command)), _elsewhere(command, ward))
    stated = StaysStated(command.member_ward, command.ward_code, bloc.name, stays)
    return {BLOC.at(command.ward_code): events, _stays_of(command): [stated]}


def _last(command: AdmitMember | CorrectStay) -> date | None:
    return command.last_day if isinstance(command, CorrectStay) else None


def _elsewhere(command: AdmitMember | CorrectStay, ward: InBlocs) -> list[Elsewhere]:
    """Stays in other blocs: as the ward's own stream states them, of a bloc that it does not name as they were looked up."""
    stated = [
        Elsewhere(code, name, one.from_day, one.last_day) for code, (name, days) in ward.blocs.items() for one in days
    ]
    looked = [one for one in command.elsewhere if one.bloc_code not in ward.blocs]
    return [one for one in (*stated, *looked) if one.bloc_code != command.ward_code]


def _in_no_other(days: Days, elsewhere: Sequence[Elsewhere]) -> None:
    for one in elsewhere:
        if Days(one.from_day, one.last_day).overlaps(days):
            until = f" đến hết ngày {words.day(one.last_day)}" if one.last_day else ""
            raise BlocRefused(
                "bloc.member-elsewhere", bloc=one.bloc_name, from_day=words.day(one.from_day), until=until
            )


def _stays_of(command: MemberCommand) -> StreamRef[InBlocs]:
    """The ward's own stream, which commands about it in every bloc write."""
    return STAYS.new(command.member_ward).of(command.member_ward)


_CITY = frozenset({"city-officer"})

HANDLES: tuple[Handles[Any], ...] = (
    Handles(EstablishBloc, lambda c: (BLOC.new(c.ward_code),), decide, roles=_CITY),
    Handles(CorrectBloc, lambda c: (BLOC.at(c.ward_code),), decide, roles=_CITY),
    Handles(AdmitMember, lambda c: (BLOC.at(c.ward_code), _stays_of(c)), decide_member, roles=_CITY),
    Handles(ReleaseMember, lambda c: (BLOC.at(c.ward_code), _stays_of(c)), decide_member, roles=_CITY),
    Handles(CorrectStay, lambda c: (BLOC.at(c.ward_code), _stays_of(c)), decide_member, roles=_CITY),
    Handles(WithdrawAdmission, lambda c: (BLOC.at(c.ward_code), _stays_of(c)), decide_member, roles=_CITY),
    Handles(AppointHead, lambda c: (BLOC.at(c.ward_code),), decide, roles=_CITY),
    Handles(HandOverHead, lambda c: (BLOC.at(c.ward_code),), decide, roles=_CITY | {"bloc-secretary"}),
    Handles(TakeBackHandOver, lambda c: (BLOC.at(c.ward_code),), decide, roles=_CITY | {"bloc-secretary"}),
)
