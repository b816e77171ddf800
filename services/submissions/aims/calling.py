"""Call for aims: a ward calls on its units to register for a year, moves the day, calls it off, calls again.

One stream per ward and year. Pure: no I/O, no clock, no new ids. Everything variable arrives in the command.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Final, assert_never

from services.chassis import words
from services.chassis.calendar import local_date
from services.chassis.decider import DomainError, Handles, Refusal, StreamType
from services.submissions.aims.commands import CallForAims, CallOffAims, MoveAimsCall
from services.submissions.aims.events import AimsCalled, AimsCalledOff, AimsCallMoved, CallEvent
from services.submissions.ids import aims_call_id
from services.submissions.refusals import NOT_FOUND


class CallRefused(DomainError):
    """What a call for aims refuses."""

    refusals: ClassVar[Mapping[str, Refusal]] = {
        "aims-call.already-called": Refusal(
            "Năm {year} đã mở đợt đăng ký, hạn ngày {due_on}. Mở đợt đó để đổi hạn hoặc hủy đợt."
        ),
        "aims-call.day-passed": Refusal("Hạn đăng ký không thể trước ngày hôm nay. Hãy kiểm tra lại ngày.", 422),
        "aims-call.other-year": Refusal(
            "Hạn đăng ký của năm {year} phải trong năm đó hoặc trong năm liền trước. Hãy kiểm tra lại ngày.", 422
        ),
        "aims-call.called-off": Refusal("Đợt đăng ký này đã hủy. Cần đăng ký thì mở lại đợt của năm đó."),
        "not-found": NOT_FOUND,
    }


@dataclass(frozen=True, slots=True)
class Uncalled:
    """Nobody has called."""


@dataclass(frozen=True, slots=True)
class Called:
    """Units are to register by a day."""

    year: int
    due_on: date


@dataclass(frozen=True, slots=True)
class CalledOff:
    """Nobody has to register."""

    year: int
    due_on: date


State = Uncalled | Called | CalledOff


def evolve(state: State, event: CallEvent) -> State:
    """The call after this event."""
    match event:
        case AimsCalled() | AimsCallMoved():
            return Called(event.year, event.due_on)
        case AimsCalledOff():
            assert isinstance(state, Called)
            return CalledOff(state.year, state.due_on)
        case _:
            assert_never(event)


AIMS_CALL: Final[StreamType[State]] = StreamType("aims-call", Uncalled(), evolve)


def _fits(year: int, due_on: date, today: date) -> None:
    if due_on < today:
        raise CallRefused("aims-call.day-passed")
    if due_on.year not in (year - 1, year):
        raise CallRefused("aims-call.other-year", year=year)


def decide_call(command: CallForAims, state: State) -> list[CallEvent]:
    """Call for a year, once; again after it was called off."""
    if isinstance(state, Called):
        raise CallRefused("aims-call.already-called", year=state.year, due_on=words.day(state.due_on))
    _fits(command.year, command.due_on, local_date(command.at))
    called = aims_call_id(command.ward_code, command.year)
    return [AimsCalled(call_id=called, year=command.year, due_on=command.due_on)]


def decide_move(command: MoveAimsCall, state: State) -> list[CallEvent]:
    """Another day; the one that holds already changes nothing."""
    match state:
        case Called():
            _fits(state.year, command.due_on, local_date(command.at))
            if command.due_on == state.due_on:
                return []
            moved = AimsCallMoved(call_id=command.call_id, year=state.year, was=state.due_on, due_on=command.due_on)
            return [moved]
        case CalledOff():
            raise CallRefused("aims-call.called-off")
        case Uncalled():
            raise CallRefused("not-found")
        case _:
            assert_never(state)


def decide_off(command: CallOffAims, state: State) -> list[CallEvent]:
    """Call it off; a second time, nothing happens."""
    match state:
        case Called():
            return [AimsCalledOff(call_id=command.call_id, year=state.year, reason=command.reason)]
        case CalledOff():
            return []
        case Uncalled():
            raise CallRefused("not-found")
        case _:
            assert_never(state)


CALLERS: Final = frozenset({"clerk", "chairman"})

HANDLES: tuple[Handles[Any], ...] = (
    Handles(CallForAims, lambda c: (AIMS_CALL.new(aims_call_id(c.ward_code, c.year)),), decide_call, roles=CALLERS),
    Handles(MoveAimsCall, lambda c: (AIMS_CALL.at(c.call_id),), decide_move, roles=CALLERS),
    Handles(CallOffAims, lambda c: (AIMS_CALL.at(c.call_id),), decide_off, roles=CALLERS),
)
