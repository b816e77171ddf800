"""Ward: begins on a day under an official code, is renamed, and goes over into others on a day. A code is no identity.

Each ward that goes over into another does so on a day on which the other exists and before that one's own end. So every ward leads, on
any day, to itself or to those that took it over; days only rise on the way there, so there is no circle.
Pure: no I/O, no clock, no new ids. Everything variable arrives in the command.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, assert_never

from services.chassis.calendar import local_date
from services.chassis.decider import Handles, StreamRef, StreamType
from services.chassis.text.letters import folded
from services.chassis.words import day as said
from services.submissions.ids import ward_code_id, ward_id
from services.submissions.wards import catalogue
from services.submissions.wards.commands import (
    Command,
    CorrectWardDay,
    EndWard,
    RegisterWard,
    RenameWard,
    Which,
    WithdrawWardDay,
)
from services.submissions.wards.events import (
    CodeEvent,
    Event,
    WardCodeFreed,
    WardCodeTaken,
    WardDaysCorrected,
    WardEnded,
    WardRegistered,
    WardRenamed,
    WardTookOver,
    WardWithdrawn,
)
from services.submissions.wards.refusals import WardRefused
from thidua_contracts.codes import WardKind


@dataclass(frozen=True, slots=True)
class Unregistered:
    """Nobody has entered this ward, or it was withdrawn before it began."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """The ward lives from `began_on` to the day before `ended_on`; `took_over` says which wards it took over, and when."""

    ward: str
    code: str
    name: str
    kind: WardKind
    began_on: date
    named_on: date
    renamed_on: date | None = None
    """The first day on which it was called otherwise."""
    ended_on: date | None = None
    successors: tuple[str, ...] = ()
    took_over: Mapping[str, date] = field(default_factory=dict)

    def lives(self, day: date) -> bool:
        """Whether it exists on this day."""
        return self.began_on <= day and (self.ended_on is None or day < self.ended_on)


State = Unregistered | Registered


def evolve(state: State, event: Event) -> State:
    """The ward after this event."""
    match event:
        case WardRegistered():
            return Registered(
                ward=event.ward,
                code=event.code,
                name=event.name,
                kind=event.kind,
                began_on=event.valid_from,
                named_on=event.valid_from,
                took_over=dict.fromkeys(event.predecessors, event.valid_from),
            )
        case WardWithdrawn():
            return Unregistered()
        case WardRenamed() | WardEnded() | WardTookOver() | WardDaysCorrected():
            assert isinstance(state, Registered)
            return _goes_on(state, event)
        case _:
            assert_never(event)


def _goes_on(state: Registered, event: WardRenamed | WardEnded | WardTookOver | WardDaysCorrected) -> Registered:
    match event:
        case WardRenamed():
            first = state.renamed_on or event.valid_from
            return replace(state, name=event.name, kind=event.kind, named_on=event.valid_from, renamed_on=first)
        case WardEnded():
            successors = tuple(dict.fromkeys((*state.successors, *event.successors)))
            return replace(state, ended_on=event.ended_on, successors=successors)
        case WardTookOver():
            rest = {ward: on for ward, on in state.took_over.items() if ward != event.predecessor}
            return replace(state, took_over=rest if event.on is None else {**rest, event.predecessor: event.on})
        case WardDaysCorrected():
            moved = {ward: event.valid_from if on == state.began_on else on for ward, on in state.took_over.items()}
            return replace(
                state,
                began_on=event.valid_from,
                named_on=event.valid_from if state.renamed_on is None else state.named_on,
                ended_on=event.ended_on,
                successors=state.successors if event.ended_on is not None else (),
                took_over=moved,
            )
        case _:
            assert_never(event)


@dataclass(frozen=True, slots=True)
class Holders:
    """Who has had an official code, first to last."""

    wards: tuple[str, ...] = ()


def evolve_code(state: Holders, event: CodeEvent) -> Holders:
    """The holders after this event."""
    rest = tuple(ward for ward in state.wards if ward != event.ward)
    match event:
        case WardCodeTaken():
            return Holders((*rest, event.ward))
        case WardCodeFreed():
            return Holders(rest)
        case _:
            assert_never(event)


WARD: StreamType[State] = StreamType("ward", Unregistered(), evolve)
CODE: StreamType[Holders] = StreamType("ward-code", Holders(), evolve_code)

Decided = dict[StreamRef[Any], list[Event | CodeEvent]]


def ward_of(ward_code: str) -> StreamRef[State]:
    """The stream of a ward that must be registered: the condition of everything that happens in it."""
    return WARD.read(ward_id(ward_code))


def found_ward(ward_code: str) -> StreamRef[State]:
    """The stream of a ward that may not be registered, for a decision that says so in its own words."""
    return WARD.if_any(ward_id(ward_code))


def code_of(ward: str) -> str:
    """The official code under which a ward was registered, from its key."""
    return ward.partition("@")[0]


def another(ward: str) -> StreamRef[State]:
    """The stream of a ward that a command names beside its own."""
    return WARD.new(ward_id(ward)).of(ward)


def holders_of(code: str) -> StreamRef[Holders]:
    """The stream of an official code; it is its first holder's."""
    return CODE.new(ward_code_id(code)).of(code)


def known(state: State) -> Registered:
    """The ward, if it is registered."""
    match state:
        case Registered():
            return state
        case Unregistered():
            raise WardRefused("not-found")
        case _:
            assert_never(state)


def decide_register(command: RegisterWard, state: State, code: Holders, *taken_over: State) -> Decided:
    """Enter the ward; whoever goes over into it ends on its first day."""
    if isinstance(state, Registered):
        raise _already(state)
    if command.ward_code in command.predecessors:
        raise WardRefused("ward.own-predecessor", code=command.ward_code)
    if (code.wards[-1:] or (command.code,)) != ((command.holder or command.code),):
        raise WardRefused("ward.code-moved", code=command.code)
    before = dict(zip(command.taken_over, taken_over, strict=True))
    if command.holder is not None:
        _passes(command, known(before[command.holder]))
    registered = WardRegistered(
        ward=command.ward_code,
        code=command.code,
        name=command.name,
        kind=command.kind,
        valid_from=command.valid_from,
        predecessors=tuple(before),
        document_number=command.document_number,
        source=_source(command),
    )
    decided: Decided = {
        WARD.new(ward_id(command.ward_code)): [registered],
        holders_of(command.code): [WardCodeTaken(code=command.code, ward=command.ward_code)],
    }
    for ward, one in before.items():
        if isinstance(one, Unregistered):
            raise WardRefused("ward.predecessor-unknown", code=ward)
        _goes_over(one, command.valid_from)
        ended = WardEnded(
            ward=ward,
            ended_on=command.valid_from,
            successors=(command.ward_code,),
            document_number=command.document_number,
        )
        decided[another(ward)] = [ended]
    return decided


def _already(ward: Registered) -> WardRefused:
    return WardRefused("ward.already-registered", code=ward.code, name=ward.name, valid_from=said(ward.began_on))


def _passes(command: RegisterWard, holder: Registered) -> None:
    """Refuse unless the code passes from its holder: later, and to another ward."""
    same = (folded(holder.name), holder.kind) == (folded(command.name), command.kind)
    if holder.began_on == command.valid_from or (same and command.taken_over == (holder.ward,)):
        raise _already(holder)
    if holder.began_on > command.valid_from:
        raise WardRefused("ward.code-held", code=command.code, name=holder.name, valid_from=said(holder.began_on))
    if holder.ended_on is not None and holder.ended_on < command.valid_from:
        raise WardRefused("ward.code-closed", code=command.code, name=holder.name, ended_on=said(holder.ended_on))


def _source(command: RegisterWard) -> str:
    """Which list knows this code and name. Refuses what no list knows and nobody calls a sample."""
    if command.sample:
        return catalogue.SAMPLE
    listed = catalogue.listed(command.code, command.valid_from)
    if listed is None:
        raise WardRefused("ward.code-unknown", code=command.code, day=said(command.valid_from))
    if not listed.means(command.name, command.kind):
        raise WardRefused("ward.not-as-listed", code=command.code, day=said(command.valid_from), name=listed.name)
    return listed.source


def _goes_over(ward: Registered, day: date) -> None:
    """Refuse unless the ward can go over into another on this day."""
    if ward.ended_on is not None and ward.ended_on != day:
        raise WardRefused("ward.predecessor-ended", name=ward.name, ended_on=said(ward.ended_on))
    last = max((ward.began_on, *ward.took_over.values()))
    if last >= day:
        raise WardRefused("ward.predecessor-later", name=ward.name, day=said(last))


def decide_rename(command: RenameWard, state: State) -> list[Event]:
    """Another name or kind from a day on; the same again is nothing."""
    ward = known(state)
    if (ward.name, ward.kind) == (command.name, command.kind):
        if ward.named_on == command.valid_from:
            return []
        raise WardRefused("ward.already-named", valid_from=said(ward.named_on))
    if ward.ended_on is not None and ward.ended_on <= command.valid_from:
        raise WardRefused("ward.ended", name=ward.name, ended_on=said(ward.ended_on))
    if command.valid_from <= (last := max(ward.began_on, ward.named_on)):
        raise WardRefused("ward.rename-not-later", valid_from=said(last))
    return [
        WardRenamed(
            ward=ward.ward,
            name=command.name,
            kind=command.kind,
            valid_from=command.valid_from,
            document_number=command.document_number,
        )
    ]


def decide_end(command: EndWard, state: State, *successors: State) -> Decided:
    """The ward goes over into wards that exist; the same again is nothing."""
    ward = known(state)
    if (ward.ended_on, ward.successors) == (command.ended_on, command.successors):
        return {}
    if ward.ended_on is not None:
        raise WardRefused("ward.end-recorded", ended_on=said(ward.ended_on))
    if command.ward_code in command.successors:
        raise WardRefused("ward.own-successor")
    _goes_over(ward, command.ended_on)
    document = command.document_number
    ended = WardEnded(
        ward=ward.ward, ended_on=command.ended_on, successors=command.successors, document_number=document
    )
    decided: Decided = {WARD.at(ward_id(ward.ward)): [ended]}
    for key, one in zip(command.successors, successors, strict=True):
        if isinstance(one, Unregistered):
            raise WardRefused("ward.successor-unknown", code=key)
        if not one.lives(command.ended_on):
            raise WardRefused("ward.successor-not-living", name=one.name, day=said(command.ended_on))
        decided[another(key)] = [
            WardTookOver(ward=key, predecessor=ward.ward, on=command.ended_on, document_number=document)
        ]
    return decided


@dataclass(frozen=True, slots=True)
class Change:
    """All that happened with one ward on one day: who began, who ended, who existed and took over."""

    day: date
    began: tuple[Registered, ...]
    ended: tuple[Registered, ...]
    took_over: tuple[Registered, ...]


def _change(ward: Registered, which: Which, others: tuple[State, ...]) -> Change:
    """The change that the ward's first or last day belongs to. Refuses when `others` are not all whom it concerned."""
    day = ward.began_on if which == "begin" else ward.ended_on
    if day is None:
        raise WardRefused("ward.no-end")
    every = (ward, *(one for one in others if isinstance(one, Registered)))
    ended = tuple(one for one in every if one.ended_on == day)
    named = {successor for one in ended for successor in one.successors}
    named |= {before for one in every for before, on in one.took_over.items() if on == day}
    here = {one.ward for one in every}
    # a ward of an old store names predecessors whose end nobody recorded: they stay as they are
    if not named <= here or len(every) != len(others) + 1:
        raise WardRefused("ward.changed-meanwhile")
    return Change(
        day,
        tuple(one for one in every if one.began_on == day),
        ended,
        tuple(one for one in every if one.began_on < day and day in one.took_over.values()),
    )


def decide_correct(command: CorrectWardDay, state: State, *others: State) -> Decided:
    """The change happens on another day; the same again is nothing."""
    change, day = _change(known(state), command.which, others), command.day
    if day == change.day:
        return {}
    decided: Decided = {}
    for one in change.began:
        later = [on for on in one.took_over.values() if on != change.day]
        ends = [on for on in (one.ended_on, one.renamed_on) if on is not None]
        if min(ends, default=date.max) <= day or min(later, default=day) < day:
            raise WardRefused("ward.day-does-not-fit", name=one.name)
        decided[another(one.ward)] = [_days(one, day, one.ended_on, command.document_number)]
    for one in change.ended:
        if max((one.began_on, *one.took_over.values())) >= day:
            raise WardRefused("ward.day-does-not-fit", name=one.name)
        decided[another(one.ward)] = [_days(one, one.began_on, day, command.document_number)]
    for one in change.took_over:
        if not one.lives(day):
            raise WardRefused("ward.day-does-not-fit", name=one.name)
        decided[another(one.ward)] = _taken(one, change.day, day, command.document_number)
    return decided


def decide_withdraw(command: WithdrawWardDay, state: State, *rest: Any) -> Decided:
    """What is to happen on a coming day does not."""
    change = _change(known(state), command.which, rest[: len(command.others)])
    if change.day <= local_date(command.at):
        raise WardRefused("ward.day-has-come", day=said(change.day))
    decided: Decided = {}
    for one in change.began:
        if one.ended_on is not None or one.renamed_on is not None or set(one.took_over.values()) - {change.day}:
            raise WardRefused("ward.day-does-not-fit", name=one.name)
        decided[another(one.ward)] = [WardWithdrawn(ward=one.ward, document_number=command.document_number)]
        decided[holders_of(one.code)] = [WardCodeFreed(code=one.code, ward=one.ward)]
    for one in change.ended:
        decided[another(one.ward)] = [_days(one, one.began_on, None, command.document_number)]
    for one in change.took_over:
        decided[another(one.ward)] = _taken(one, change.day, None, command.document_number)
    return decided


def _days(ward: Registered, begin: date, end: date | None, document: str) -> Event:
    return WardDaysCorrected(ward=ward.ward, valid_from=begin, ended_on=end, document_number=document)


def _taken(ward: Registered, was: date, on: date | None, document: str) -> list[Event | CodeEvent]:
    return [
        WardTookOver(ward=ward.ward, predecessor=before, on=on, document_number=document)
        for before, day in ward.took_over.items()
        if day == was
    ]


KEEPERS = frozenset({"operator", "city-officer"})


def _register_streams(command: RegisterWard) -> tuple[StreamRef[Any], ...]:
    before = (another(ward) for ward in command.taken_over)
    return WARD.new(ward_id(command.ward_code)), holders_of(command.code), *before


def _withdraw_streams(command: WithdrawWardDay) -> tuple[StreamRef[Any], ...]:
    codes = dict.fromkeys(code_of(ward) for ward in (command.ward_code, *command.others))
    return *_changed(command), *map(holders_of, codes)


def _changed(command: CorrectWardDay | WithdrawWardDay) -> tuple[StreamRef[Any], ...]:
    return WARD.at(ward_id(command.ward_code)), *map(another, command.others)


HANDLES: tuple[Handles[Any], ...] = (
    Handles(RegisterWard, _register_streams, decide_register, roles=KEEPERS),
    Handles(RenameWard, lambda c: (WARD.at(ward_id(c.ward_code)),), decide_rename, roles=KEEPERS),
    Handles(EndWard, lambda c: (WARD.at(ward_id(c.ward_code)), *map(another, c.successors)), decide_end, roles=KEEPERS),
    Handles(CorrectWardDay, _changed, decide_correct, roles=KEEPERS),
    Handles(WithdrawWardDay, _withdraw_streams, decide_withdraw, roles=KEEPERS),
)

__all__ = ["CODE", "HANDLES", "WARD", "Command", "Registered", "State", "Unregistered", "WardRefused", "ward_of"]
