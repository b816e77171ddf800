"""Unit: registered in a ward, known by an id, called and classed by day, until it ends or others go on in its place. An end acts
from its day; a code stays one unit's.

Pure: no I/O, no clock, no new ids. Everything variable arrives in the command.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar, assert_never
from uuid import UUID

from services.chassis import words
from services.chassis.calendar import local_date
from services.chassis.decider import DomainError, Handles, Refusal, StreamRef, StreamType
from services.submissions.ids import unit_code_id
from services.submissions.refusals import NOT_FOUND
from services.submissions.units.commands import (
    DECIDED,
    CallOffUnitChange,
    ChangeUnit,
    ChangeUnitCode,
    CloseUnit,
    Command,
    CorrectRegistration,
    CorrectUnitEnd,
    CorrectUnitProfile,
    MakeUnitChange,
    RegisterUnit,
    ReopenUnit,
    SucceedUnit,
    WithdrawRegistration,
)
from services.submissions.units.events import (
    CodeEvent,
    Event,
    Profile,
    UnitChangeCalledOff,
    UnitChanged,
    UnitChangePlanned,
    UnitClosed,
    UnitCodeChanged,
    UnitCodeFreed,
    UnitCodeTaken,
    UnitEndCorrected,
    UnitProfilesCorrected,
    UnitRegistered,
    UnitRegistrationCorrected,
    UnitReopened,
    UnitSucceeded,
    UnitWithdrawn,
)
from services.submissions.wards.decider import Registered, ward_of
from services.submissions.wards.decider import State as WardState
from thidua_contracts.codes import UnitKind


class UnitRefused(DomainError):
    """What a unit refuses."""

    refusals: ClassVar[Mapping[str, Refusal]] = {
        "unit.already-registered": Refusal("Đơn vị này đã được đăng ký."),
        "not-found": NOT_FOUND,
        "unit.code-taken": Refusal("Mã {code} đã thuộc về một đơn vị khác. Hãy chọn mã khác: mã không dùng lại."),
        "unit.code-not-later": Refusal(
            "Mã mới phải có hiệu lực sau ngày {valid_from}, là ngày mã hiện tại có hiệu lực.", 422
        ),
        "unit.code-from-another-day": Refusal(
            "Đơn vị đã mang mã {code} từ ngày {valid_from}. Muốn đổi mã, hãy ghi một mã khác.", 422
        ),
        "unit.closed": Refusal(
            "Đơn vị kết thúc hoạt động từ ngày {closed_on}: từ ngày đó không ghi thêm được gì cho đơn vị."
        ),
        "unit.end-recorded": Refusal(
            "Đã ghi đơn vị kết thúc hoạt động từ ngày {closed_on}. Muốn đổi, dùng “Sửa ngày kết thúc” hoặc “Hủy kết thúc”."
        ),
        "unit.nothing-corrected": Refusal("Nội dung sửa giống nội dung đã ghi; không có gì để sửa.", 422),
        "unit.not-ending": Refusal("Đơn vị không có ngày kết thúc hoạt động nào để sửa hoặc hủy."),
        "unit.closed-before-it-began": Refusal(
            "Ngày kết thúc hoạt động không thể trước ngày {valid_from}, là ngày đơn vị bắt đầu hoạt động.", 422
        ),
        "unit.nothing-changed": Refusal(
            "Đơn vị đã có tên, loại, cấp trên và diện ưu tiên như vậy từ ngày {valid_from}. Sửa điều cần thay đổi.", 422
        ),
        "unit.change-not-later": Refusal(
            "Ngày này phải sau ngày {valid_from}, là ngày ghi gần nhất. Ghi nhầm lần đó thì dùng “Sửa”.", 422
        ),
        "unit.change-to-come": Refusal(
            "Lần ghi đã có hiệu lực không dời được đến ngày sau hôm nay. Thay đổi sắp tới thì ghi bằng “Đổi tên, loại, cấp trên”.",
            422,
        ),
        "unit.change-coming": Refusal(
            "Đã ghi một thay đổi từ ngày {valid_from}. Hủy thay đổi đó trước, hoặc ghi một ngày trước ngày đó và không sau hôm nay.",
            422,
        ),
        "unit.no-document": Refusal(
            "Ghi số văn bản làm căn cứ. Không có văn bản vì ghi nhầm thì chọn lý do ghi nhầm.", 422
        ),
        "unit.no-change-coming": Refusal("Đơn vị không có thay đổi nào sắp tới để hủy."),
        "unit.out-of-order": Refusal(
            "Ngày đúng phải nằm giữa lần ghi trước và lần ghi sau: {between}. Sửa hai lần ghi ấy trước nếu chúng sai.",
            422,
        ),
        "unit.no-such-profile": Refusal(
            "Không có lần ghi nào từ ngày {recorded_from}. Tải lại trang để xem các lần ghi hiện nay."
        ),
        "unit.parent-below": Refusal(
            "Đơn vị cấp trên không thể là chính đơn vị này, hoặc là đơn vị đang thuộc một đơn vị khác. Chọn đơn vị khác.",
            422,
        ),
        "unit.ward-ended": Refusal(
            "{name} kết thúc từ ngày {ended_on}. Đăng ký đơn vị ở phường, xã kế tiếp, hoặc ghi ngày trước đó.", 422
        ),
        "unit.withdrawn": Refusal("Đăng ký đơn vị này đã hủy vì ghi nhầm. Chọn đơn vị khác."),
        "unit.rests-on": Refusal(
            "Không hủy đăng ký được vì đơn vị đang có {what}. Đơn vị không còn hoạt động thì dùng “Kết thúc hoạt động”."
        ),
        "unit.codes-moved": Refusal("Mã của đơn vị vừa được thay đổi. Tải lại trang rồi làm lại."),
        "unit.own-successor": Refusal("Đơn vị không thể tự kế thừa. Bỏ đơn vị này khỏi danh sách.", 422),
    }


@dataclass(frozen=True, slots=True)
class Unregistered:
    """Nobody has entered this unit."""


@dataclass(frozen=True, slots=True)
class Active:
    """The unit exists until `closed_on`, if that is known; its codes, each with its first day, are in the order of these.

    `profiles` tell how it is called and classed, in the order of their days; `coming` what it is to be called, by which document;
    `forgone` what it was to be called had it not ended before.
    """

    unit_id: UUID
    began_on: date
    codes: tuple[tuple[date, str], ...]
    closed_on: date | None = None
    profiles: tuple[Profile, ...] = ()
    coming: UnitChangePlanned | None = None
    forgone: UnitChangePlanned | None = None


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The unit was registered by mistake."""


State = Unregistered | Active | Withdrawn


def evolve(state: State, event: Event) -> State:
    """The unit after this event."""
    match event:
        case UnitRegistered():
            return Active(
                event.unit_id, event.valid_from, ((event.valid_from, event.code),), profiles=(profile_of(event),)
            )
        case UnitRegistrationCorrected():
            assert isinstance(state, Active)
            began = event.profiles[0].valid_from
            codes = ((began, event.code), *state.codes[1:])
            return replace(state, began_on=began, codes=codes, profiles=event.profiles)
        case UnitWithdrawn():
            return Withdrawn()
        case UnitChanged():
            assert isinstance(state, Active)
            made = state.coming is not None and state.coming.profile == event.profile
            back = state.forgone is not None and state.forgone.profile == event.profile
            return replace(
                state,
                profiles=(*state.profiles, event.profile),
                coming=None if made else state.coming,
                forgone=None if back else state.forgone,
            )
        case UnitChangePlanned():
            assert isinstance(state, Active)
            return replace(state, coming=event, forgone=None)
        case UnitChangeCalledOff():
            assert isinstance(state, Active)
            by_hand = event.document_number is not None or event.reason is not None
            return replace(state, coming=None, forgone=None if by_hand else state.coming)
        case UnitProfilesCorrected():
            assert isinstance(state, Active)
            return replace(state, profiles=event.profiles)
        case UnitCodeChanged():
            assert isinstance(state, Active)
            return replace(state, codes=(*state.codes, (event.valid_from, event.code)))
        case UnitClosed() | UnitSucceeded() | UnitEndCorrected():
            assert isinstance(state, Active)
            return replace(state, closed_on=event.closed_on)
        case UnitReopened():
            assert isinstance(state, Active)
            return replace(state, closed_on=None)
        case _:
            assert_never(event)


def kind_on(unit: Active, day: date) -> UnitKind:
    """What kind of unit it is on a day of its life."""
    return next((one.kind for one in reversed(unit.profiles) if one.valid_from <= day), unit.profiles[0].kind)


def profile_of(said: UnitRegistered | RegisterUnit | CorrectRegistration | ChangeUnit | CorrectUnitProfile) -> Profile:
    """The profile that a command or event speaks of."""
    return Profile(
        valid_from=said.valid_from,
        name=said.name,
        kind=said.kind,
        parent_id=said.parent_id,
        priorities=said.priorities,
    )


@dataclass(frozen=True, slots=True)
class Free:
    """No unit has this code."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The code belongs to this unit."""

    unit_id: UUID


CodeState = Free | Taken


def evolve_code(state: CodeState, event: CodeEvent) -> CodeState:
    """The code after this event."""
    match event:
        case UnitCodeTaken():
            return Taken(event.unit_id)
        case UnitCodeFreed():
            return Free()
        case _:
            assert_never(event)


UNIT: StreamType[State] = StreamType("unit", Unregistered(), evolve)
UNIT_CODE: StreamType[CodeState] = StreamType("unit-code", Free(), evolve_code)

Decided = dict[StreamRef[Any], list[Event | CodeEvent]]


def known(state: State) -> Active:
    """The unit if it was ever entered."""
    match state:
        case Active():
            return state
        case Unregistered():
            raise UnitRefused("not-found")
        case Withdrawn():
            raise UnitRefused("unit.withdrawn")
        case _:
            assert_never(state)


def active(state: State, on: date) -> Active:
    """The unit if it has not ended by this day, the one from which a fact counts; what everything that needs a living unit asks."""
    unit = known(state)
    if unit.closed_on is not None and on >= unit.closed_on:
        raise UnitRefused("unit.closed", closed_on=words.day(unit.closed_on))
    return unit


def decide_register(
    command: RegisterUnit, state: State, code: CodeState, ward: WardState, parent: State | None = None
) -> Decided:
    """Enter a unit of a ward that has not ended by the unit's first day, and take its code."""
    _within(ward, command.valid_from)
    _above(command, parent)
    if not isinstance(state, Unregistered):
        raise UnitRefused("unit.already-registered")
    registered = UnitRegistered(
        unit_id=command.unit_id,
        code=command.code,
        name=command.name,
        kind=command.kind,
        valid_from=command.valid_from,
        parent_id=command.parent_id,
        priorities=command.priorities,
    )
    return {UNIT.new(command.unit_id): [registered], **take(command, code)}


def _within(ward: WardState, day: date) -> None:
    if isinstance(ward, Registered) and ward.ended_on is not None and ward.ended_on <= day:
        raise UnitRefused("unit.ward-ended", name=ward.name, ended_on=words.day(ward.ended_on))


def decide_registration(command: CorrectRegistration, state: State, ward: WardState, *others: Any) -> Decided:
    """Write anew what was mistyped, before anything later that was recorded; a mistyped code is free again.

    `others` are the code that it was, the code that is right where that is another, and the parent where there is one.
    """
    unit = known(state)
    (_, first), *later = unit.codes
    if command.was != first:
        raise UnitRefused("unit.codes-moved")
    right = profile_of(command)
    if (command.code, right) == (first, unit.profiles[0]):
        return {}
    after = min([each.valid_from for each in _dated(unit)[1:2]] + [day for day, _ in later[:1]], default=date.max)
    if command.valid_from >= after:
        raise UnitRefused("unit.out-of-order", between=f"trước ngày {words.day(after)}")
    if unit.closed_on is not None:
        _not_before_it_began(command.valid_from, unit.closed_on)
    _within(ward, command.valid_from)
    was, now = (unit_code_id(command.ward_code, each) for each in (command.was, command.code))
    _above(command, others[-1] if len(others) > len({was, now}) else None)
    profiles = (right, *unit.profiles[1:])
    corrected = UnitRegistrationCorrected(unit_id=command.unit_id, code=command.code, profiles=profiles)
    decided: Decided = {UNIT.at(command.unit_id): [corrected]}
    if was != now:
        decided |= take(command, others[1])
        if was not in {unit_code_id(command.ward_code, each) for _, each in later}:
            decided[UNIT_CODE.new(was)] = [UnitCodeFreed(code=first, unit_id=command.unit_id)]
    return decided


def decide_withdrawal(command: WithdrawRegistration, state: State, *_: CodeState) -> Decided:
    """Take a registration back on which nothing rests; its codes are free again. A second time, nothing happens."""
    if isinstance(state, Withdrawn):
        return {}
    unit = known(state)
    if unit.closed_on is not None:
        raise UnitRefused("unit.end-recorded", closed_on=words.day(unit.closed_on))
    if command.rests:
        raise UnitRefused("unit.rests-on", what=", ".join(command.rests))
    if set(command.codes) != {each for _, each in unit.codes}:
        raise UnitRefused("unit.codes-moved")
    withdrawn = UnitWithdrawn(unit_id=command.unit_id, closed_on=unit.began_on, reason=command.reason)
    freed: Decided = {
        UNIT_CODE.new(unit_code_id(command.ward_code, each)): [UnitCodeFreed(code=each, unit_id=command.unit_id)]
        for each in command.codes
    }
    return {UNIT.at(command.unit_id): [withdrawn], **freed}


def decide_code(command: ChangeUnitCode, state: State, code: CodeState) -> Decided:
    """Change the code; nothing happens when the unit has it from this day on already."""
    unit = active(state, command.valid_from)
    code_from, now = unit.codes[-1]
    if now == command.code:
        if code_from == command.valid_from:
            return {}
        raise UnitRefused("unit.code-from-another-day", code=now, valid_from=words.day(code_from))
    if command.valid_from <= code_from:
        raise UnitRefused("unit.code-not-later", valid_from=words.day(code_from))
    changed = UnitCodeChanged(unit_id=command.unit_id, code=command.code, valid_from=command.valid_from)
    return {UNIT.at(command.unit_id): [changed], **take(command, code)}


def take(command: RegisterUnit | CorrectRegistration | ChangeUnitCode, code: CodeState) -> Decided:
    """The code becomes this unit's; a unit may go back to a code of its own."""
    match code:
        case Free():
            taken = UnitCodeTaken(code=command.code, unit_id=command.unit_id)
            return {UNIT_CODE.new(unit_code_id(command.ward_code, command.code)): [taken]}
        case Taken(unit_id=owner) if owner == command.unit_id:
            return {}
        case Taken():
            raise UnitRefused("unit.code-taken", code=command.code)
        case _:
            assert_never(code)


def _above(command: RegisterUnit | CorrectRegistration | ChangeUnit | CorrectUnitProfile, parent: State | None) -> None:
    """The parent lives and has none itself from that day on: so nothing is ever above itself."""
    if command.parent_id == command.unit_id:
        raise UnitRefused("unit.parent-below")
    if parent is None:
        return
    above = active(parent, command.valid_from)
    told = _dated(above)
    until = [*(each.valid_from for each in told[1:]), date.max]
    if any(each.parent_id is not None and ended > command.valid_from for each, ended in zip(told, until, strict=True)):
        raise UnitRefused("unit.parent-below")


def decide_change(command: ChangeUnit, state: State, parent: State | None = None) -> list[Event]:
    """Call or class the unit anew from a day on, which may be to come: then it is planned; the same again is nothing."""
    unit = active(state, command.valid_from)
    last, new = unit.profiles[-1], profile_of(command)
    planned = UnitChangePlanned(unit_id=command.unit_id, profile=new, document_number=command.document_number)
    if new == last or planned == unit.coming:
        return []
    if replace(new, valid_from=last.valid_from) == last:
        raise UnitRefused("unit.nothing-changed", valid_from=words.day(last.valid_from))
    if new.valid_from <= last.valid_from:
        raise UnitRefused("unit.change-not-later", valid_from=words.day(last.valid_from))
    _before_what_comes(unit, new, local_date(command.at))
    _above(command, parent)
    if new.valid_from > local_date(command.at):
        return [planned]
    return [UnitChanged(unit_id=command.unit_id, profile=new, document_number=command.document_number)]


def _dated(unit: Active) -> tuple[Profile, ...]:
    return unit.profiles if unit.coming is None else (*unit.profiles, unit.coming.profile)


def _before_what_comes(unit: Active, profile: Profile, until: date) -> None:
    """Refuse what would stand after `until`, or at or after a change that is planned: that one is called off first."""
    if unit.coming is not None and (profile.valid_from > until or profile.valid_from >= unit.coming.profile.valid_from):
        raise UnitRefused("unit.change-coming", valid_from=words.day(unit.coming.profile.valid_from))


def decide_make(command: MakeUnitChange, state: State) -> list[Event]:
    """Make the change whose day has come; what was called off meanwhile does not come."""
    if not isinstance(state, Active) or state.coming is None:
        return []
    if state.coming.profile.valid_from > local_date(command.at):
        return []
    return [
        UnitChanged(unit_id=command.unit_id, profile=state.coming.profile, document_number=state.coming.document_number)
    ]


def decide_call_off(command: CallOffUnitChange, state: State) -> list[Event]:
    """Take a change back that has not come."""
    if known(state).coming is None:
        raise UnitRefused("unit.no-change-coming")
    return [UnitChangeCalledOff(unit_id=command.unit_id, **_grounds(command))]


def _grounds(command: CallOffUnitChange | CorrectUnitEnd | ReopenUnit) -> dict[str, str | None]:
    """Why, and by which document; only a slip needs none."""
    if command.reason == DECIDED and command.document_number is None:
        raise UnitRefused("unit.no-document")
    return {"document_number": command.document_number, "reason": command.reason}


def decide_profile(command: CorrectUnitProfile, state: State, parent: State | None = None) -> list[Event]:
    """Put what is right in the place of what was recorded; the first keeps its day, on which the unit began."""
    unit = active(state, command.valid_from)
    days = [each.valid_from for each in unit.profiles]
    if command.recorded_from not in days:
        raise UnitRefused("unit.no-such-profile", recorded_from=words.day(command.recorded_from))
    place = days.index(command.recorded_from)
    right = profile_of(command)
    if right == unit.profiles[place]:
        raise UnitRefused("unit.nothing-corrected")
    after, before = days[place + 1 : place + 2], days[:place][-1:]
    if (
        (not before and right.valid_from != days[0])
        or any(not (day < right.valid_from) for day in before)
        or any(not (right.valid_from < day) for day in after)
    ):
        between = [f"sau ngày {words.day(day)}" for day in before] or [f"từ đúng ngày {words.day(days[0])}"]
        between += [f"trước ngày {words.day(day)}" for day in after]
        raise UnitRefused("unit.out-of-order", between=", ".join(between))
    _before_what_comes(unit, right, date.max)
    if right.valid_from > max(local_date(command.at), days[0]):
        raise UnitRefused("unit.change-to-come")
    _above(command, parent)
    profiles = (*unit.profiles[:place], right, *unit.profiles[place + 1 :])
    return [UnitProfilesCorrected(unit_id=command.unit_id, profiles=profiles, document_number=command.document_number)]


def decide_succession(command: SucceedUnit, state: State, *successors: State) -> list[Event]:
    """Record the unit's end in favour of living units; what was theirs and its own stays where it was."""
    unit = known(state)
    if unit.closed_on is not None:
        raise UnitRefused("unit.end-recorded", closed_on=words.day(unit.closed_on))
    if command.unit_id in command.successors:
        raise UnitRefused("unit.own-successor")
    _not_before_it_began(unit.began_on, command.closed_on)
    for successor in successors:
        active(successor, command.closed_on)
    return [
        UnitSucceeded(
            unit_id=command.unit_id,
            closed_on=command.closed_on,
            successors=command.successors,
            document_number=command.document_number,
        ),
        *_never_comes(unit, command.closed_on),
    ]


def _never_comes(unit: Active, closed_on: date) -> list[Event]:
    """A change that is to come when the unit is no more does not."""
    if unit.coming is None or unit.coming.profile.valid_from < closed_on:
        return []
    return [UnitChangeCalledOff(unit_id=unit.unit_id, document_number=None)]


def _comes_after_all(unit: Active, command: CorrectUnitEnd | ReopenUnit) -> list[Event]:
    """A change that did not come because the unit was to end before it comes, at once where its day has passed."""
    change = unit.forgone
    if change is None or (isinstance(command, CorrectUnitEnd) and command.closed_on <= change.profile.valid_from):
        return []
    if change.profile.valid_from > local_date(command.at):
        return [change]
    return [UnitChanged(unit_id=unit.unit_id, profile=change.profile, document_number=change.document_number)]


def decide_close(command: CloseUnit, state: State) -> list[Event]:
    """Record the unit's end; the same day again is nothing."""
    unit = known(state)
    if unit.closed_on == command.closed_on:
        return []
    if unit.closed_on is not None:
        raise UnitRefused("unit.end-recorded", closed_on=words.day(unit.closed_on))
    _not_before_it_began(unit.began_on, command.closed_on)
    return [UnitClosed(unit_id=command.unit_id, closed_on=command.closed_on), *_never_comes(unit, command.closed_on)]


def decide_end(command: CorrectUnitEnd | ReopenUnit, state: State) -> list[Event]:
    """Correct the day of an end, or take the end back; what corrects nothing is refused, or its document would be lost."""
    unit = known(state)
    if unit.closed_on is None:
        raise UnitRefused("unit.not-ending")
    match command:
        case CorrectUnitEnd(closed_on=closed_on) if closed_on == unit.closed_on:
            raise UnitRefused("unit.nothing-corrected")
        case CorrectUnitEnd():
            _not_before_it_began(unit.began_on, command.closed_on)
            return [
                UnitEndCorrected(unit_id=command.unit_id, closed_on=command.closed_on, **_grounds(command)),
                *_never_comes(unit, command.closed_on),
                *_comes_after_all(unit, command),
            ]
        case ReopenUnit():
            return [UnitReopened(unit_id=command.unit_id, **_grounds(command)), *_comes_after_all(unit, command)]
        case _:
            assert_never(command)


def _not_before_it_began(began_on: date, closed_on: date) -> None:
    if closed_on < began_on:
        raise UnitRefused("unit.closed-before-it-began", valid_from=words.day(began_on))


KEEPERS = frozenset({"clerk", "chairman", "city-officer"})


def _register_streams(command: RegisterUnit) -> tuple[StreamRef[Any], ...]:
    code = UNIT_CODE.new(unit_code_id(command.ward_code, command.code))
    named = UNIT.new(command.unit_id), code, ward_of(command.ward_code)
    return named if command.parent_id is None else (*named, UNIT.read(command.parent_id))


def _registration_streams(command: CorrectRegistration) -> tuple[StreamRef[Any], ...]:
    codes = dict.fromkeys(unit_code_id(command.ward_code, each) for each in (command.was, command.code))
    named: tuple[StreamRef[Any], ...] = (
        UNIT.at(command.unit_id),
        ward_of(command.ward_code),
        *map(UNIT_CODE.new, codes),
    )
    own = command.parent_id in (None, command.unit_id)
    return named if own or command.parent_id is None else (*named, UNIT.read(command.parent_id))


def _withdrawal_streams(command: WithdrawRegistration) -> tuple[StreamRef[Any], ...]:
    codes = dict.fromkeys(unit_code_id(command.ward_code, each) for each in command.codes)
    return UNIT.at(command.unit_id), *map(UNIT_CODE.new, codes)


def _profile_streams(command: ChangeUnit | CorrectUnitProfile) -> tuple[StreamRef[Any], ...]:
    named = (UNIT.at(command.unit_id),)
    own = command.parent_id in (None, command.unit_id)
    return named if own or command.parent_id is None else (*named, UNIT.read(command.parent_id))


def _succession_streams(command: SucceedUnit) -> tuple[StreamRef[Any], ...]:
    others = (UNIT.read(each) for each in command.successors if each != command.unit_id)
    return UNIT.at(command.unit_id), *others


def _code_streams(command: ChangeUnitCode) -> tuple[StreamRef[Any], ...]:
    return UNIT.at(command.unit_id), UNIT_CODE.new(unit_code_id(command.ward_code, command.code))


HANDLES: tuple[Handles[Any], ...] = (
    Handles(RegisterUnit, _register_streams, decide_register, roles=KEEPERS),
    Handles(ChangeUnitCode, _code_streams, decide_code, roles=KEEPERS),
    Handles(CloseUnit, lambda c: (UNIT.at(c.unit_id),), decide_close, roles=KEEPERS),
    Handles(CorrectUnitEnd, lambda c: (UNIT.at(c.unit_id),), decide_end, roles=KEEPERS),
    Handles(ReopenUnit, lambda c: (UNIT.at(c.unit_id),), decide_end, roles=KEEPERS),
    Handles(ChangeUnit, _profile_streams, decide_change, roles=KEEPERS),
    Handles(CallOffUnitChange, lambda c: (UNIT.at(c.unit_id),), decide_call_off, roles=KEEPERS),
    Handles(MakeUnitChange, lambda c: (UNIT.at(c.unit_id),), decide_make),
    Handles(CorrectUnitProfile, _profile_streams, decide_profile, roles=KEEPERS),
    Handles(CorrectRegistration, _registration_streams, decide_registration, roles=KEEPERS),
    Handles(WithdrawRegistration, _withdrawal_streams, decide_withdrawal, roles=KEEPERS),
    Handles(SucceedUnit, _succession_streams, decide_succession, roles=KEEPERS),
)

__all__ = ["HANDLES", "UNIT", "UNIT_CODE", "Active", "Command", "State", "UnitRefused", "active"]
