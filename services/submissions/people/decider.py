"""Person: registered in a unit, moved between units, erased once. Names are written, never compared.

Pure: no I/O, no clock, no new ids. Everything variable arrives in the command.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, assert_never
from uuid import UUID

from services.chassis import words
from services.chassis.decider import DomainError, Handles, Refusal, StreamType
from services.chassis.identity.mandates import MandateGranted, reaches
from services.submissions.people.commands import (
    ChangePersonAddress,
    CorrectPersonName,
    EraseSubject,
    MovePerson,
    RegisterPerson,
)
from services.submissions.people.events import (
    Event,
    PersonAddressChanged,
    PersonMoved,
    PersonNameCorrected,
    PersonRegistered,
    SubjectErased,
)
from services.submissions.refusals import NOT_FOUND
from services.submissions.units.decider import UNIT, active
from services.submissions.units.decider import State as UnitState


class PersonRefused(DomainError):
    """What a person's stream refuses."""

    refusals: ClassVar[Mapping[str, Refusal]] = {
        "person.already-registered": Refusal("Cá nhân hoặc hộ gia đình này đã được đăng ký."),
        "not-found": NOT_FOUND,
        "person.erased": Refusal("Dữ liệu cá nhân đã được xóa theo yêu cầu, không thể thay đổi."),
        "person.moved-not-later": Refusal(
            "Ngày chuyển đơn vị phải sau ngày {member_from}, là ngày bắt đầu ở đơn vị hiện tại.", 422
        ),
        "person.already-there": Refusal(
            "Người này đã ở đơn vị đó với tư cách đó từ ngày {member_from}. Chọn đơn vị khác, hoặc tư cách khác.", 422
        ),
    }


@dataclass(frozen=True, slots=True)
class Unregistered:
    """Nobody has entered this person."""


@dataclass(frozen=True, slots=True)
class Member:
    """The person belongs to a unit since `member_from`."""

    unit_id: UUID
    member_from: date
    direct_worker: bool


@dataclass(frozen=True, slots=True)
class Gone:
    """The person's data are erased, on this document."""

    document_number: str


State = Unregistered | Member | Gone


def evolve(state: State, event: Event) -> State:
    """The person after this event."""
    match event:
        case PersonRegistered() | PersonMoved():
            return Member(event.unit_id, event.member_from, event.direct_worker)
        case PersonNameCorrected() | PersonAddressChanged():
            return state
        case SubjectErased():
            return Gone(event.document_number)
        case _:
            assert_never(event)


PERSON: StreamType[State] = StreamType("person", Unregistered(), evolve)


def member(state: State, by: MandateGranted | None = None) -> Member:
    """The person if known, not erased and within the unit of the one who asks."""
    match state:
        case Member(unit_id=unit_id) if reaches(by, unit_id):
            return state
        case Member() | Unregistered():
            raise PersonRefused("not-found")
        case Gone():
            raise PersonRefused("person.erased")
        case _:
            assert_never(state)


def decide_register(
    command: RegisterPerson, state: State, unit: UnitState, *, by: MandateGranted | None
) -> list[Event]:
    """Enter a person into a living unit; a unit head only into the own one."""
    active(unit, command.member_from)
    if not reaches(by, command.unit_id):
        raise PersonRefused("not-found")
    if not isinstance(state, Unregistered):
        raise PersonRefused("person.already-registered")
    return [
        PersonRegistered(
            person_id=command.person_id,
            kind=command.kind,
            full_name=command.full_name,
            email=command.email,
            unit_id=command.unit_id,
            member_from=command.member_from,
            direct_worker=command.direct_worker,
        )
    ]


def decide_move(command: MovePerson, state: State, unit: UnitState) -> list[Event]:
    """Change the unit, or whether the person is a direct worker, from a later day on; the same again is nothing."""
    active(unit, command.member_from)
    person = member(state)
    if person == Member(command.unit_id, command.member_from, command.direct_worker):
        return []
    if (person.unit_id, person.direct_worker) == (command.unit_id, command.direct_worker):
        raise PersonRefused("person.already-there", member_from=words.day(person.member_from))
    if command.member_from <= person.member_from:
        raise PersonRefused("person.moved-not-later", member_from=words.day(person.member_from))
    return [
        PersonMoved(
            person_id=command.person_id,
            unit_id=command.unit_id,
            member_from=command.member_from,
            direct_worker=command.direct_worker,
        )
    ]


def decide(
    command: CorrectPersonName | ChangePersonAddress | EraseSubject, state: State, *, by: MandateGranted | None
) -> list[Event]:
    """What concerns the person alone."""
    match command:
        case CorrectPersonName():
            member(state, by)
            return [PersonNameCorrected(person_id=command.person_id, full_name=command.full_name)]
        case ChangePersonAddress():
            member(state, by)
            return [PersonAddressChanged(person_id=command.person_id, email=command.email)]
        case EraseSubject():
            return erase(command, state)
        case _:
            assert_never(command)


def erase(command: EraseSubject, state: State) -> list[Event]:
    """Erase once; on the same document again, nothing happens."""
    if state == Gone(command.document_number):
        return []
    member(state)
    return [SubjectErased(person_id=command.person_id, document_number=command.document_number)]


KEEPERS = frozenset({"clerk", "chairman", "unit-head"})

HANDLES: tuple[Handles[Any], ...] = (
    Handles(
        RegisterPerson,
        lambda c: (PERSON.new(c.person_id), UNIT.read(c.unit_id)),
        decide_register,
        roles=KEEPERS,
        by_whom=True,
    ),
    Handles(
        MovePerson,
        lambda c: (PERSON.at(c.person_id), UNIT.read(c.unit_id)),
        decide_move,
        roles=frozenset({"clerk", "chairman"}),
    ),
    Handles(CorrectPersonName, lambda c: (PERSON.at(c.person_id),), decide, roles=KEEPERS, by_whom=True),
    Handles(ChangePersonAddress, lambda c: (PERSON.at(c.person_id),), decide, roles=KEEPERS, by_whom=True),
    Handles(
        EraseSubject,
        lambda c: (PERSON.at(c.person_id),),
        decide,
        roles=frozenset({"chairman", "city-officer"}),
        by_whom=True,
    ),
)
