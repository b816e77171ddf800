"""Session: called with the roster of its day, opened with a quorum, stops voting when too few are left. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any, Final, assert_never
from uuid import UUID

from services.awards.councils.commands import (
    CallOffSession,
    CallSession,
    CloseSession,
    OpenSession,
    RecordArrival,
    RecordDeparture,
    ReopenSession,
    Seated,
    SittingCommand,
)
from services.awards.councils.council import COUNCIL, Formed
from services.awards.councils.council import State as CouncilState
from services.awards.councils.events import (
    MemberArrived,
    MemberLeft,
    SessionCalled,
    SessionCalledOff,
    SessionClosed,
    SessionEvent,
    SessionOpened,
    SessionReopened,
    VoteCancelled,
    VoteClosed,
    VoteInterrupted,
    VoteOpened,
)
from services.awards.councils.refusals import CouncilRefused
from services.awards.ids import council_id
from services.awards.law.pack import Law
from services.awards.law.votes import presence_needed
from services.chassis import words
from services.chassis.calendar import local_date
from services.chassis.decider import Handles, StreamRef, StreamType
from services.chassis.identity.mandates import MandateGranted


@dataclass(frozen=True, slots=True)
class NotCalled:
    """No such session."""


@dataclass(frozen=True, slots=True)
class Called:
    """Called, not opened."""

    year: int
    held_on: date
    roster: tuple[Seated, ...]


@dataclass(frozen=True, slots=True)
class Sitting:
    """In session; `voting` are the nominations on which ballots may be cast, `attended` who was there while each could be voted on."""

    year: int
    held_on: date
    roster: tuple[Seated, ...]
    quorum: int
    present: frozenset[str]
    voting: frozenset[UUID]
    attended: Mapping[UUID, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Over:
    """Closed, as it was `before`; or never held."""

    before: Sitting | None = None


State = NotCalled | Called | Sitting | Over


def evolve(state: State, event: SessionEvent) -> State:
    """The session after an event."""
    match event, state:
        case SessionCalled(), _:
            return Called(event.year, event.held_on, event.roster)
        case SessionOpened(), Called():
            present, roster = frozenset(event.present), event.roster or state.roster
            return Sitting(state.year, state.held_on, roster, event.quorum, present, frozenset(), {})
        case MemberArrived(), Sitting():
            return _attending(replace(state, present=state.present | {event.member_id}))
        case MemberLeft(), Sitting():
            return replace(state, present=state.present - {event.member_id})
        case VoteOpened(), Sitting():
            return _attending(replace(state, voting=state.voting | {event.nomination_id}))
        case ((VoteInterrupted() | VoteClosed()), Sitting()):
            return replace(state, voting=state.voting - {event.nomination_id})
        case VoteCancelled(), Sitting():
            attended = {one: there for one, there in state.attended.items() if one != event.nomination_id}
            return replace(state, voting=state.voting - {event.nomination_id}, attended=attended)
        case SessionClosed(), Sitting():
            return Over(state)
        case SessionReopened(), Over(before=Sitting() as before):
            return before
        case SessionClosed() | SessionCalledOff(), _:
            return Over()
        case _:
            return state


def _attending(state: Sitting) -> Sitting:
    voting = {one: state.attended.get(one, frozenset()) | state.present for one in state.voting}
    return replace(state, attended={**state.attended, **voting})


SESSION: Final[StreamType[State]] = StreamType("session", NotCalled(), evolve)

RUNNING: Final = frozenset({"chair", "secretary"})
"""Seats from which a session is run and its record is kept."""


def runs(roster: Sequence[Seated], by: MandateGranted | None) -> None:
    """Refuse an act of the session to who does not sit in it as chair or secretary: the role alone, a clerk may grant."""
    if by is not None and not any(seat.member_id == by.principal and seat.seat in RUNNING for seat in roster):
        raise CouncilRefused("session.no-seat")


def chairs(roster: Sequence[Seated], by: MandateGranted | None) -> bool:
    """Whether who acts sits in the session as its chair; the system itself may always."""
    return by is None or any(seat.member_id == by.principal and seat.seat == "chair" for seat in roster)


def call(
    command: CallSession, state: State, council: CouncilState, *, by: MandateGranted | None
) -> Sequence[SessionEvent]:
    """Call who is a member on the day of the session; a day that is over would seat who has left since."""
    if not isinstance(state, NotCalled):
        raise CouncilRefused("session.already-called")
    _not_over(command.held_on, command.at)
    roster = council.on(command.held_on) if isinstance(council, Formed) else ()
    if not roster:
        raise CouncilRefused("council.none-on-day", day=words.day(command.held_on))
    runs(roster, by)
    return [
        SessionCalled(
            session_id=command.session_id,
            council_id=command.council_id,
            year=command.year,
            held_on=command.held_on,
            roster=roster,
            begins_at=command.begins_at,
            room=command.room,
        )
    ]


def _not_over(held_on: date, at: datetime) -> None:
    if held_on < local_date(at):
        raise CouncilRefused("session.in-the-past", day=words.day(held_on))


def on_its_day(held_on: date, at: datetime) -> None:
    """Refuse to open a session on any other day than its own: its roster and its rules are of that day."""
    _not_over(held_on, at)
    if local_date(at) < held_on:
        raise CouncilRefused("session.too-early", day=words.day(held_on))


def before_its_end(held_on: date, at: datetime) -> None:
    """Refuse to open a vote, to vote, to come or to go after the session's day: it would be of a day before it."""
    if local_date(at) > held_on:
        raise CouncilRefused("session.day-over", day=words.day(held_on))


def on_the_same_day(held_on: date, at: datetime) -> None:
    """Refuse to go on with a closed session on another day than its own: roster and rules would be of another."""
    if local_date(at) != held_on:
        raise CouncilRefused("session.reopened-late", day=words.day(held_on))


def decide(command: SittingCommand, state: State, *, by: MandateGranted | None) -> Sequence[SessionEvent]:
    """The events of a command to a session that is called or sits."""
    match command:
        case CallOffSession():
            return call_off(command, state, by)
        case RecordArrival():
            return arrive(command, sitting(state), by)
        case RecordDeparture():
            return leave(command, sitting(state), by)
        case CloseSession():
            return close(command, run_by(by, state))
        case ReopenSession():
            return reopen(command, state, by)
        case _:
            assert_never(command)


def open_(
    command: OpenSession, state: State, council: CouncilState, *, rules: Law, by: MandateGranted | None
) -> Sequence[SessionEvent]:
    """Open on its day, with a quorum of who sits in the council on that day, whoever was called."""
    match state:
        case Called():
            roster = (council.on(state.held_on) if isinstance(council, Formed) else ()) or state.roster
            runs(roster, by)
            on_its_day(state.held_on, command.at)
            present = frozenset(command.present)
            if not present <= {seat.member_id for seat in roster}:
                raise CouncilRefused("session.stranger")
            pack = rules.on(state.held_on, command.ward_code)
            if pack is None or (quorum := pack.quorum()) is None:
                raise CouncilRefused("session.no-rules", day=words.day(state.held_on))
            members, needed = len(roster), presence_needed(quorum, len(roster))
            if len(present) < needed:
                raise CouncilRefused(
                    "session.no-quorum", source=quorum.source, present=len(present), members=members, quorum=needed
                )
            opened = [
                SessionOpened(
                    session_id=command.session_id,
                    year=state.year,
                    held_on=state.held_on,
                    members=members,
                    present=tuple(sorted(present)),
                    quorum=needed,
                    quorum_citation=quorum.source.citation,
                    quorum_confirmed=quorum.source.confirmed,
                    pack_id=pack.id,
                    pack_hash=pack.hash,
                    roster=roster,
                )
            ]
            # an entry about each: so each is told, and may say otherwise
            named = sorted(present - {by.principal}) if by else sorted(present)
            return [*opened, *(MemberArrived(session_id=command.session_id, member_id=member) for member in named)]
        case NotCalled():
            raise CouncilRefused("not-found")
        case Sitting() | Over():
            raise CouncilRefused("session.already-opened")
        case _:
            assert_never(state)


def call_off(command: CallOffSession, state: State, by: MandateGranted | None) -> Sequence[SessionEvent]:
    """Let a session that was called not be held."""
    match state:
        case Called():
            runs(state.roster, by)
            return [SessionCalledOff(session_id=command.session_id, reason=command.reason)]
        case NotCalled():
            raise CouncilRefused("not-found")
        case Sitting() | Over():
            raise CouncilRefused("session.already-opened")
        case _:
            assert_never(state)


def arrive(command: RecordArrival, state: Sitting, by: MandateGranted | None) -> Sequence[SessionEvent]:
    """Somebody of the roster comes."""
    _of_attendance(command, state, by)
    if command.member_id not in {seat.member_id for seat in state.roster}:
        raise CouncilRefused("session.stranger")
    if command.member_id in state.present:
        raise CouncilRefused("session.already-present")
    return [MemberArrived(session_id=command.session_id, member_id=command.member_id)]


def leave(command: RecordDeparture, state: Sitting, by: MandateGranted | None) -> Sequence[SessionEvent]:
    """Somebody leaves; when too few stay, every open vote stops."""
    _of_attendance(command, state, by)
    if command.member_id not in state.present:
        raise CouncilRefused("session.not-present")
    left = len(state.present) - 1
    stopped = sorted(state.voting, key=str) if left < state.quorum else []
    return [
        MemberLeft(session_id=command.session_id, member_id=command.member_id),
        *(
            VoteInterrupted(
                session_id=command.session_id, nomination_id=nomination_id, present=left, quorum=state.quorum
            )
            for nomination_id in stopped
        ),
    ]


def _of_attendance(command: RecordArrival | RecordDeparture, state: Sitting, by: MandateGranted | None) -> None:
    """Members say themselves too that they are there or not: or whoever keeps the record could keep them from voting."""
    if by is None or by.principal != command.member_id:
        runs(state.roster, by)
    before_its_end(state.held_on, command.at)


def close(command: CloseSession, state: Sitting) -> Sequence[SessionEvent]:
    """End a session in which nothing is being voted on."""
    if state.voting:
        raise CouncilRefused("session.votes-open")
    return [SessionClosed(session_id=command.session_id)]


def reopen(command: ReopenSession, state: State, by: MandateGranted | None) -> Sequence[SessionEvent]:
    """Let a session that was closed by mistake go on as it was."""
    match state:
        case Over(before=Sitting() as before):
            runs(before.roster, by)
            on_the_same_day(before.held_on, command.at)
            return [SessionReopened(session_id=command.session_id, year=before.year, held_on=before.held_on)]
        case NotCalled():
            raise CouncilRefused("not-found")
        case Called() | Sitting() | Over():
            raise CouncilRefused("session.not-closed")
        case _:
            assert_never(state)


def run_by(by: MandateGranted | None, state: State) -> Sitting:
    """The session while it sits, for an act of who runs it."""
    session = sitting(state)
    runs(session.roster, by)
    return session


def sitting(state: State) -> Sitting:
    """The session while it sits."""
    match state:
        case Sitting():
            return state
        case Called() | Over():
            raise CouncilRefused("session.not-open")
        case NotCalled():
            raise CouncilRefused("not-found")
        case _:
            assert_never(state)


def _opening(command: OpenSession) -> Sequence[StreamRef[Any]]:
    return (SESSION.at(command.session_id), COUNCIL.read(council_id(command.ward_code)))


def _session(command: SittingCommand) -> Sequence[StreamRef[State]]:
    return (SESSION.at(command.session_id),)


SECRETARY: Final = frozenset({"council-secretary", "chairman"})
"""Roles that run a session, each from its seat."""
VOTERS: Final = SECRETARY | {"council-member"}


def handles(rules: Law) -> tuple[Handles[Any], ...]:
    """The commands of sessions under these rules."""
    return (
        Handles(
            CallSession,
            lambda c: (SESSION.new(c.session_id), COUNCIL.read(c.council_id)),
            call,
            roles=SECRETARY,
            by_whom=True,
        ),
        Handles(CallOffSession, _session, decide, roles=SECRETARY, by_whom=True),
        Handles(OpenSession, _opening, partial(open_, rules=rules), roles=SECRETARY, by_whom=True),
        Handles(RecordArrival, _session, decide, roles=VOTERS, by_whom=True),
        Handles(RecordDeparture, _session, decide, roles=VOTERS, by_whom=True),
        Handles(CloseSession, _session, decide, roles=SECRETARY, by_whom=True),
        Handles(ReopenSession, _session, decide, roles=SECRETARY, by_whom=True),
    )
