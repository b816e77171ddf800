"""Mandate (quyền hạn được giao): who may act in which role, in which ward and unit, from which day to which day.

A token says who somebody is; a mandate says what they may do, and its version is a condition of every append made under
it. A mandate id is granted once. A relief is recorded even before its grant has arrived, and wins over it: a grant that
comes late only delays, a relief that comes late would forge. Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Final, assert_never
from uuid import UUID

from services.chassis.calendar import local_date
from services.chassis.decider import DomainError, Handles, Refusal, StreamType
from services.chassis.errors import Forbidden
from services.chassis.event_registry import EventRegistry, EventType


@dataclass(frozen=True, slots=True)
class GrantMandate:
    """Gives a person a role; `principal` is the opaque `sub` of the issuer, `valid_to` the last day, included."""

    ward_code: str
    at: datetime
    mandate_id: UUID
    principal: str
    role: str
    valid_from: date
    valid_to: date | None = None
    unit_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class RelieveMandate:
    """Ends a mandate at once (thôi giao quyền)."""

    ward_code: str
    at: datetime
    mandate_id: UUID


Command = GrantMandate | RelieveMandate


@dataclass(frozen=True, slots=True)
class MandateGranted:
    """A person holds a role."""

    mandate_id: UUID
    ward_code: str
    principal: str
    role: str
    unit_id: UUID | None
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class MandateRelieved:
    """A mandate ended before its day; whose and which it was is absent in older records and while the grant has not arrived."""

    mandate_id: UUID
    ward_code: str
    relieved_at: datetime
    principal: str | None = None
    role: str | None = None
    unit_id: UUID | None = None


Event = MandateGranted | MandateRelieved


@dataclass(frozen=True, slots=True)
class Unknown:
    """Neither granted nor relieved."""


@dataclass(frozen=True, slots=True)
class Granted:
    """Granted; whether it holds at some moment is also a matter of its days."""

    grant: MandateGranted


@dataclass(frozen=True, slots=True)
class Relieved:
    """Relieved, for ever; `grant` is None while the grant has not arrived."""

    relieved_at: datetime
    grant: MandateGranted | None


State = Unknown | Granted | Relieved


class MandateRefused(DomainError):
    """Why a mandate is not granted or relieved."""

    refusals: ClassVar[Mapping[str, Refusal]] = {
        "mandate.already-granted": Refusal("Quyền hạn này đã được giao với nội dung khác; hãy giao một quyền hạn mới."),
        "mandate.term-reversed": Refusal("Ngày hết hạn của quyền hạn đứng trước ngày bắt đầu.", 422),
    }


def evolve(state: State, event: Event) -> State:
    """The state after an event."""
    match event, state:
        case MandateGranted(), Relieved():
            return Relieved(state.relieved_at, event)
        case MandateGranted(), _:
            return Granted(event)
        case MandateRelieved(), Granted():
            return Relieved(event.relieved_at, state.grant)
        case MandateRelieved(), Unknown():
            return Relieved(event.relieved_at, None)
        case MandateRelieved(), Relieved():
            return state
        case _:
            assert_never(event)


def decide(command: Command, state: State) -> Sequence[Event]:
    """The events of a command."""
    match command:
        case GrantMandate():
            return grant(command, state)
        case RelieveMandate():
            return relieve(command, state)
        case _:
            assert_never(command)


def grant(command: GrantMandate, state: State) -> Sequence[Event]:
    """Grants once; the same grant again is nothing new; after a relief it is recorded and changes nothing."""
    granted = MandateGranted(
        command.mandate_id,
        command.ward_code,
        command.principal,
        command.role,
        command.unit_id,
        command.valid_from,
        command.valid_to,
    )
    if command.valid_to is not None and command.valid_to < command.valid_from:
        raise MandateRefused("mandate.term-reversed")
    match state:
        case Unknown() | Relieved(grant=None):
            return [granted]
        case Granted(grant=before) | Relieved(grant=before) if before == granted:
            return []
        case Granted() | Relieved():
            raise MandateRefused("mandate.already-granted")
        case _:
            assert_never(state)


def relieve(command: RelieveMandate, state: State) -> Sequence[Event]:
    """Relieves what was granted, or what will be granted."""
    match state:
        case Granted(grant=ended):
            what = (ended.principal, ended.role, ended.unit_id)
            return [MandateRelieved(command.mandate_id, command.ward_code, command.at, *what)]
        case Unknown():
            return [MandateRelieved(command.mandate_id, command.ward_code, command.at)]
        case Relieved():
            return []
        case _:
            assert_never(state)


MANDATE: Final[StreamType[State]] = StreamType("mandate", Unknown(), evolve)


def lift_relieved(shape: dict[str, Any]) -> dict[str, Any]:
    """Version 1 did not say whose mandate it was."""
    return shape | {"principal": None, "role": None, "unit_id": None}


REGISTRY: Final = EventRegistry(
    EventType("mandate-granted", 1, MandateGranted),
    EventType("mandate-relieved", 2, MandateRelieved),
    upcasters={("mandate-relieved", 1): lift_relieved},
)


def handles(*granters: str) -> tuple[Handles[Any], ...]:
    """The commands: for persons of these roles in the service that owns mandates, otherwise for the system alone.

    The owner relieves what it has granted; a copy also relieves what has not arrived yet.
    """
    roles = frozenset(granters)
    find = MANDATE.at if roles else MANDATE.new
    return (
        Handles(GrantMandate, lambda command: (MANDATE.new(command.mandate_id),), decide, roles),
        Handles(RelieveMandate, lambda command: (find(command.mandate_id),), decide, roles),
    )


HANDLES: Final = handles()
"""For services that keep a copy."""


def reaches(by: MandateGranted | None, unit_id: UUID) -> bool:
    """Whether who acts may act for this unit: a mandate that names a unit reaches that one alone, the system itself every one."""
    return by is None or by.unit_id in (None, unit_id)


def on_behalf(by: MandateGranted | None) -> bool:
    """Whether who acts for a unit does not belong to it: their mandate names none, and they are not the system itself."""
    return by is not None and by.unit_id is None


def held(state: State, principal: str, at: datetime) -> MandateGranted:
    """The mandate under which `principal` acts at this moment. Raises Forbidden with the reason; deny by default."""
    match state:
        case Relieved(grant=MandateGranted(principal=owner)) if owner == principal:
            raise Forbidden("mandate.relieved")
        case Granted(grant=granted) if granted.principal == principal:
            if not granted.valid_from <= local_date(at):
                raise Forbidden("mandate.unknown")
            if granted.valid_to is not None and granted.valid_to < local_date(at):
                raise Forbidden("mandate.expired")
            return granted
        case _:
            # somebody else's mandate, or one that is not here: the two are never told apart
            raise Forbidden("mandate.unknown")
