"""Copied unit and person: the last word of submissions, recorded once per change. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, assert_never
from uuid import UUID

from services.awards.refusal import NOT_FOUND, AwardsRefused
from services.awards.subjects.commands import CopyPerson, CopyUnit, EraseSubject
from services.awards.subjects.events import PersonCopied, PersonEvent, SubjectErased, UnitCopied, UnitEvent
from services.chassis.decider import Case, Refusal, StreamType


class SubjectRefused(AwardsRefused):
    """Why a subject cannot be used."""

    refusals: ClassVar[Mapping[str, Refusal]] = {
        "subject.erased": Refusal(
            "Dữ liệu cá nhân của đối tượng này đã được xoá theo yêu cầu; không lập được hồ sơ mới."
        ),
        **NOT_FOUND,
    }


@dataclass(frozen=True, slots=True)
class NotCopied:
    """Submissions has not told us yet."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of a ward."""

    unit: UnitCopied


@dataclass(frozen=True, slots=True)
class Person:
    """A member of a unit; `direct_worker`: người lao động trực tiếp, not a leader."""

    unit_id: UUID
    direct_worker: bool


@dataclass(frozen=True, slots=True)
class Erased:
    """The person's data are gone."""


UnitState = NotCopied | Unit
PersonState = NotCopied | Person | Erased


def evolve_unit(state: UnitState, event: UnitEvent) -> UnitState:
    """The unit after an event."""
    return Unit(event)


def evolve_person(state: PersonState, event: PersonEvent) -> PersonState:
    """The person after an event; erasure is for ever."""
    match event, state:
        case PersonCopied(), Erased():
            return state
        case PersonCopied(), _:
            return Person(event.unit_id, event.direct_worker)
        case SubjectErased(), _:
            return Erased()
        case _:
            assert_never(event)


UNIT: Final[StreamType[UnitState]] = StreamType("unit", NotCopied(), evolve_unit)
PERSON: Final[StreamType[PersonState]] = StreamType("person", NotCopied(), evolve_person)


def copy_unit(command: CopyUnit, state: UnitState) -> list[UnitEvent]:
    """Record the unit if anything about it is new."""
    copied = UnitCopied(unit_id=command.unit_id, name=command.name, kind=command.kind)
    return [] if state == Unit(copied) else [copied]


def copy_person(command: CopyPerson, state: PersonState) -> list[PersonEvent]:
    """Record the person if anything is new; after an erasure nothing is copied any more."""
    if isinstance(state, Erased) or state == Person(command.unit_id, command.direct_worker):
        return []
    return [PersonCopied(person_id=command.person_id, unit_id=command.unit_id, direct_worker=command.direct_worker)]


def erase(command: EraseSubject, state: PersonState) -> list[PersonEvent]:
    """Erase once, also somebody of whom nothing else is known: every service acknowledges."""
    return [] if isinstance(state, Erased) else [SubjectErased(person_id=command.person_id, erased_at=command.at)]


def member(state: PersonState, unit_id: UUID) -> Person:
    """The person as a member of this unit."""
    match state:
        case Person() if state.unit_id == unit_id:
            return state
        case Person() | NotCopied():
            raise SubjectRefused("not-found")
        case Erased():
            raise SubjectRefused("subject.erased")
        case _:
            assert_never(state)


CASES: Final[tuple[Case[Any], ...]] = (
    Case(CopyUnit, lambda c: (UNIT.new(c.unit_id),), copy_unit),
    Case(CopyPerson, lambda c: (PERSON.new(c.person_id),), copy_person),
    Case(EraseSubject, lambda c: (PERSON.new(c.person_id),), erase),
)
