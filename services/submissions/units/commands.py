"""Commands of a unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from thidua_contracts.codes import UnitKind


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterUnit:
    """Enter a unit with its first code."""

    ward_code: str
    at: datetime
    unit_id: UUID
    code: str
    name: str
    kind: UnitKind
    valid_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeUnitCode:
    """Give the unit another code from a day on."""

    ward_code: str
    at: datetime
    unit_id: UUID
    code: str
    valid_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseUnit:
    """End the unit; `closed_on` is the first day on which it is no more."""

    ward_code: str
    at: datetime
    unit_id: UUID
    closed_on: date


Command = RegisterUnit | ChangeUnitCode | CloseUnit
