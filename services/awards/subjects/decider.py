"""Copied unit and person: what submissions told, recorded once per change; a person belongs to a unit by day. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Final, assert_never
from uuid import UUID

from services.awards.refusal import NOT_FOUND, AwardsRefused
from services.awards.subjects.commands import CopyMemberships, CopyPerson, CopyUnit, EraseSubject
from services.awards.subjects.events import (
    MembershipsCopied,
    PersonCopied,
    PersonEvent,
    SubjectErased,
    UnitCopied,
    UnitEvent,
)
from services.chassis.decider import Handles, Refusal, StreamType


class SubjectRefused(AwardsRefused):
    """Why a subject cannot be used."""

    refusals: ClassVar[Mapping[str, Refusal]] = {
        "nomination.subject-erased": Refusal(
            "Dữ liệu cá nhân của đối tượng này đã được xóa theo yêu cầu; không lập được hồ sơ mới."
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
    """Somebody's memberships, in whatever order they were told; each lasts until the day of the next."""

    memberships: tuple[PersonCopied, ...]

    def on(self, day: date) -> PersonCopied | None:
        """The membership of a day; None before the first."""
        begun = (each for each in self.memberships if _first_day(each) <= day)
        return max(begun, key=_first_day, default=None)


def _first_day(membership: PersonCopied) -> date:
    return membership.member_from or date.min


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
        case PersonCopied() | MembershipsCopied(), Erased():
            return state
        case MembershipsCopied(), _:
            return Person(event.memberships)
        case PersonCopied(), Person(memberships=before):
            return Person((*before, event))
        case PersonCopied(), _:
            return Person((event,))
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
    """Record the membership if it is new; after an erasure nothing is copied any more."""
    copied = PersonCopied(
        person_id=command.person_id,
        unit_id=command.unit_id,
        direct_worker=command.direct_worker,
        member_from=command.member_from,
    )
    known = isinstance(state, Person) and copied in state.memberships
    return [] if known or isinstance(state, Erased) else [copied]


def copy_memberships(command: CopyMemberships, state: PersonState) -> list[PersonEvent]:
    """Record what was corrected if it is new; after an erasure nothing is copied any more."""
    known = state == Person(command.memberships)
    if known or isinstance(state, Erased):
        return []
    return [MembershipsCopied(person_id=command.person_id, memberships=command.memberships)]


def erase(command: EraseSubject, state: PersonState) -> list[PersonEvent]:
    """Erase once, also somebody of whom nothing else is known: every service acknowledges."""
    return [] if isinstance(state, Erased) else [SubjectErased(person_id=command.person_id, erased_at=command.at)]


def member(state: PersonState, unit_id: UUID, day: date) -> PersonCopied:
    """The person's membership of this day, which is one of this unit."""
    match state:
        case Person():
            membership = state.on(day)
            if membership is None or membership.unit_id != unit_id:
                raise SubjectRefused("not-found")
            return membership
        case NotCopied():
            raise SubjectRefused("not-found")
        case Erased():
            raise SubjectRefused("nomination.subject-erased")
        case _:
            assert_never(state)


HANDLES: Final[tuple[Handles[Any], ...]] = (
    Handles(CopyUnit, lambda c: (UNIT.new(c.unit_id),), copy_unit),
    Handles(CopyPerson, lambda c: (PERSON.new(c.person_id),), copy_person),
    Handles(CopyMemberships, lambda c: (PERSON.new(c.person_id),), copy_memberships),
    Handles(EraseSubject, lambda c: (PERSON.new(c.person_id),), erase),
)
