"""Council: formed once per ward, changed from dated days on; who was a member on a day. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, assert_never
from uuid import UUID

from services.awards.councils.commands import ChangeCouncil, CouncilCommand, FormCouncil, Seated, TakeBackCouncilChange
from services.awards.councils.events import CouncilChanged, CouncilChangeTakenBack, CouncilEvent, CouncilFormed
from services.awards.councils.refusals import CouncilRefused
from services.chassis import words
from services.chassis.calendar import local_date
from services.chassis.decider import Handles, StreamType


@dataclass(frozen=True, slots=True)
class NotFormed:
    """The ward has no council yet."""


@dataclass(frozen=True, slots=True)
class Formed:
    """The compositions, each from its day on, oldest first."""

    compositions: tuple[tuple[date, tuple[Seated, ...]], ...]

    def on(self, day: date) -> tuple[Seated, ...]:
        """The members on a day; nobody before the council was formed."""
        return next((seats for since, seats in reversed(self.compositions) if since <= day), ())


State = NotFormed | Formed


def evolve(state: State, event: CouncilEvent) -> State:
    """The council after an event."""
    match event:
        case CouncilFormed():
            return Formed(((event.signed_on, event.seats),))
        case CouncilChanged():
            before = state.compositions if isinstance(state, Formed) else ()
            seats = before[-1][1] if before else ()
            return Formed((*before, (event.valid_from, _changed(seats, event.left, event.came))))
        case CouncilChangeTakenBack():
            if isinstance(state, NotFormed):
                return state
            return Formed(tuple(one for one in state.compositions if one[0] != event.valid_from))
        case _:
            assert_never(event)


COUNCIL: Final[StreamType[State]] = StreamType("council", NotFormed(), evolve)


def decide(command: CouncilCommand, state: State) -> Sequence[CouncilEvent]:
    """The events of a command."""
    match command:
        case FormCouncil():
            return form(command, state)
        case ChangeCouncil():
            return change(command, state)
        case TakeBackCouncilChange():
            return take_back(command, state)
        case _:
            assert_never(command)


def form(command: FormCouncil, state: State) -> Sequence[CouncilEvent]:
    """The first composition, by a decision that is signed: it holds from the day of its signature on."""
    if isinstance(state, Formed):
        raise CouncilRefused("council.already-formed")
    if command.signed_on > local_date(command.at):
        raise CouncilRefused("council.in-future")
    _fit(command.seats)
    _known(command.seats, command.known)
    return [
        CouncilFormed(
            council_id=command.council_id,
            document_number=command.document_number,
            signed_on=command.signed_on,
            seats=command.seats,
        )
    ]


def change(command: ChangeCouncil, state: State) -> Sequence[CouncilEvent]:
    """A later composition; the council stays complete."""
    if isinstance(state, NotFormed):
        raise CouncilRefused("not-found")
    since, seats = state.compositions[-1]
    if command.valid_from <= since:
        raise CouncilRefused("council.dates", day=words.day(since))
    if not set(command.leave) <= {seat.member_id for seat in seats}:
        raise CouncilRefused("council.not-a-member")
    after = _changed(seats, command.leave, command.come)
    if Counter(after) == Counter(seats):
        raise CouncilRefused("council.nothing-changed")
    _fit(after)
    _known(command.come, command.known)
    return [
        CouncilChanged(
            council_id=command.council_id,
            document_number=command.document_number,
            valid_from=command.valid_from,
            left=command.leave,
            came=command.come,
        )
    ]


def take_back(command: TakeBackCouncilChange, state: State) -> Sequence[CouncilEvent]:
    """The last change never was, until its day is over and while no session rests on it: later ones are of later days."""
    if isinstance(state, NotFormed):
        raise CouncilRefused("not-found")
    *before, (valid_from, _) = state.compositions
    if not before or valid_from < local_date(command.at):
        raise CouncilRefused("council.no-coming-change")
    if valid_from == local_date(command.at) and command.met:
        raise CouncilRefused("council.session-called")
    return [
        CouncilChangeTakenBack(
            council_id=command.council_id,
            valid_from=valid_from,
            seats=before[-1][1],
        )
    ]


def _changed(seats: tuple[Seated, ...], left: tuple[str, ...], came: tuple[Seated, ...]) -> tuple[Seated, ...]:
    return (*(seat for seat in seats if seat.member_id not in left), *came)


def _fit(seats: tuple[Seated, ...]) -> None:
    people = [seat.person_id for seat in seats if seat.person_id is not None]
    if len({seat.member_id for seat in seats}) < len(seats) or len(set(people)) < len(people):
        raise CouncilRefused("council.seated-twice")
    held = Counter(seat.seat for seat in seats)
    if held["chair"] != 1:
        raise CouncilRefused("council.no-chair")
    if held["secretary"] < 1:
        raise CouncilRefused("council.no-secretary")


def _known(seats: tuple[Seated, ...], known: frozenset[UUID]) -> None:
    """Refuses somebody whom the ward does not know: they could be nobody's candidate, and their seat would have no name."""
    if not known.issuperset(seat.person_id for seat in seats if seat.person_id is not None):
        raise CouncilRefused("council.unknown-person")


CHAIRMAN: Final = frozenset({"chairman"})

HANDLES: Final[tuple[Handles[Any], ...]] = (
    Handles(FormCouncil, lambda c: (COUNCIL.new(c.council_id),), decide, roles=CHAIRMAN),
    Handles(ChangeCouncil, lambda c: (COUNCIL.at(c.council_id),), decide, roles=CHAIRMAN),
    Handles(TakeBackCouncilChange, lambda c: (COUNCIL.at(c.council_id),), decide, roles=CHAIRMAN),
)
