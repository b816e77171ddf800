"""Window: opened by an accepted year report, closed when that acceptance is withdrawn. Pure.

A unit owes one year report per year, so one report holds the window open; another one does not touch it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, assert_never
from uuid import UUID

from services.awards.ids import window_id
from services.awards.refusal import AwardsRefused
from services.awards.windows.commands import CloseWindow, Command, OpenWindow
from services.awards.windows.events import Event, WindowClosed, WindowOpened
from services.chassis.decider import Handles, Refusal, StreamRef, StreamType


class WindowRefused(AwardsRefused):
    """Why a unit may not propose yet."""

    refusals: ClassVar[Mapping[str, Refusal]] = {
        "window.not-open": Refusal(
            "Đơn vị chưa được đề nghị khen thưởng năm {year}: báo cáo năm của đơn vị chưa được tiếp nhận đạt yêu cầu."
        ),
    }


@dataclass(frozen=True, slots=True)
class Shut:
    """No accepted report."""


@dataclass(frozen=True, slots=True)
class Open:
    """The unit may propose; `report_id` is why."""

    report_id: UUID


State = Shut | Open


def evolve(state: State, event: Event) -> State:
    """The window after an event."""
    match event:
        case WindowOpened():
            return Open(event.report_id)
        case WindowClosed():
            return Shut()
        case _:
            assert_never(event)


def decide(command: Command, state: State) -> list[Event]:
    """The events of a command; repeated news is nothing new."""
    key = window_id(command.unit_id, command.year)
    match command:
        case OpenWindow():
            if isinstance(state, Open):
                return []
            return [
                WindowOpened(window_id=key, unit_id=command.unit_id, year=command.year, report_id=command.report_id)
            ]
        case CloseWindow():
            if state != Open(command.report_id):
                return []
            return [
                WindowClosed(window_id=key, unit_id=command.unit_id, year=command.year, report_id=command.report_id)
            ]
        case _:
            assert_never(command)


def opened(state: State, year: int) -> Open:
    """The window if it is open."""
    match state:
        case Open():
            return state
        case Shut():
            raise WindowRefused("window.not-open", year=year)
        case _:
            assert_never(state)


WINDOW: Final[StreamType[State]] = StreamType("window", Shut(), evolve)


def window_of(unit_id: UUID, year: int) -> StreamRef[State]:
    """The window that a proposal rests on; while nobody opened it, it is shut."""
    return WINDOW.if_any(window_id(unit_id, year))


HANDLES: Final[tuple[Handles[Any], ...]] = (
    Handles(OpenWindow, lambda c: (WINDOW.new(window_id(c.unit_id, c.year)),), decide),
    Handles(CloseWindow, lambda c: (WINDOW.new(window_id(c.unit_id, c.year)),), decide),
)
