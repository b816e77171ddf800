"""Ward: registered once under its code. A code is never reused; a successor names the codes it took over.

Pure: no I/O, no clock, no new ids. Everything variable arrives in the command.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, assert_never

from services.chassis.decider import DomainError, Handles, Refusal, StreamRef, StreamType
from services.submissions.ids import ward_id
from services.submissions.wards.commands import Command, RegisterWard
from services.submissions.wards.events import Event, WardRegistered


class WardRefused(DomainError):
    """What a ward refuses."""

    refusals: ClassVar[Mapping[str, Refusal]] = {
        "ward.already-registered": Refusal("Mã đơn vị hành chính {code} đã được đăng ký. Hãy kiểm tra lại mã."),
        "ward.own-predecessor": Refusal(
            "Đơn vị hành chính không thể là tiền thân của chính mình. Hãy bỏ mã {code} khỏi danh sách tiền thân.",
            422,
        ),
    }


@dataclass(frozen=True, slots=True)
class Unregistered:
    """Nobody has entered this ward."""


@dataclass(frozen=True, slots=True)
class Registered:
    """The ward uses the system."""

    code: str


State = Unregistered | Registered


def evolve(state: State, event: Event) -> State:
    """The ward after this event."""
    match event:
        case WardRegistered():
            return Registered(event.code)
        case _:
            assert_never(event)


WARD: StreamType[State] = StreamType("ward", Unregistered(), evolve)


def ward_of(ward_code: str) -> StreamRef[State]:
    """The stream of a ward that must be registered: the condition of everything that happens in it."""
    return WARD.read(ward_id(ward_code))


def found_ward(ward_code: str) -> StreamRef[State]:
    """The stream of a ward that may not be registered, for a decision that says so in its own words."""
    return WARD.if_any(ward_id(ward_code))


def decide(command: Command, state: State) -> list[Event]:
    """What happens on this command."""
    match command:
        case RegisterWard():
            return register(command, state)
        case _:
            assert_never(command)


def register(command: RegisterWard, state: State) -> list[Event]:
    """Enter the ward, once."""
    match state:
        case Registered():
            raise WardRefused("ward.already-registered", code=command.ward_code)
        case Unregistered():
            if command.ward_code in command.predecessors:
                raise WardRefused("ward.own-predecessor", code=command.ward_code)
            return [
                WardRegistered(
                    code=command.ward_code,
                    name=command.name,
                    kind=command.kind,
                    valid_from=command.valid_from,
                    predecessors=tuple(dict.fromkeys(command.predecessors)),
                )
            ]
        case _:
            assert_never(state)


HANDLES = (
    Handles(
        RegisterWard,
        lambda c: (WARD.new(ward_id(c.ward_code)),),
        decide,
        roles=frozenset({"operator", "city-officer"}),
    ),
)
