"""Events of a unit (cơ quan, đơn vị, đoàn thể, tổ dân phố, bản) and of a unit code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from thidua_contracts.codes import UnitKind, UnitPriority


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """How a unit is called and classed from a day on, until the day of the next; `parent_id` is the unit above it."""

    valid_from: date
    name: str
    kind: UnitKind
    parent_id: UUID | None
    priorities: tuple[UnitPriority, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRegistered:
    """A unit of the ward was entered; its first code holds from `valid_from` on."""

    unit_id: UUID
    code: str
    name: str
    kind: UnitKind
    valid_from: date
    parent_id: UUID | None
    priorities: tuple[UnitPriority, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRegistrationCorrected:
    """The registration was mistyped: this is the first code, from the day of the first of `profiles`, which replace all."""

    unit_id: UUID
    code: str
    profiles: tuple[Profile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitWithdrawn:
    """The unit was registered by mistake; `closed_on` is the day on which it would have begun, so it never was."""

    unit_id: UUID
    closed_on: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitChanged:
    """The unit has another name, kind, parent or priorities from a day on, says this document."""

    unit_id: UUID
    profile: Profile
    document_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitChangePlanned:
    """The unit will have another name, kind, parent or priorities from a coming day on, says this document."""

    unit_id: UUID
    profile: Profile
    document_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitChangeCalledOff:
    """The change that was to come does not: says this document, or it was a slip; without either the unit ends before it.

    Earlier builds stored no reason.
    """

    unit_id: UUID
    document_number: str | None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitProfilesCorrected:
    """What was recorded of names and kinds was wrong, says this document: these, oldest first, take the place of all."""

    unit_id: UUID
    profiles: tuple[Profile, ...]
    document_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitSucceeded:
    """The unit ends on `closed_on` and these units go on in its place (sáp nhập, chia tách), says this document."""

    unit_id: UUID
    closed_on: date
    successors: tuple[UUID, ...]
    document_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCodeChanged:
    """The unit has another code from `valid_from` on; its id and its history stay."""

    unit_id: UUID
    code: str
    valid_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitClosed:
    """The unit ended; `closed_on` is the first day on which it is no more."""

    unit_id: UUID
    closed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitEndCorrected:
    """The unit ends on another day than was recorded, says this document, or the day was a slip; earlier builds stored no reason."""

    unit_id: UUID
    closed_on: date
    document_number: str | None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitReopened:
    """The unit does not end, says this document, or its end was a slip: as if it had not been recorded; earlier builds stored no reason."""

    unit_id: UUID
    document_number: str | None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCodeTaken:
    """A code of the ward belongs to this unit, for ever unless it was mistyped."""

    code: str
    unit_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCodeFreed:
    """The code was mistyped: it is no unit's."""

    code: str
    unit_id: UUID


Event = (
    UnitRegistered
    | UnitRegistrationCorrected
    | UnitWithdrawn
    | UnitChanged
    | UnitChangePlanned
    | UnitChangeCalledOff
    | UnitProfilesCorrected
    | UnitCodeChanged
    | UnitClosed
    | UnitSucceeded
    | UnitEndCorrected
    | UnitReopened
)
CodeEvent = UnitCodeTaken | UnitCodeFreed
