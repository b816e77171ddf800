"""Events of a ward (phường, xã) and of an official code. A ward is named by its key, never by its code alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from thidua_contracts.codes import WardKind


@dataclass(frozen=True, slots=True, kw_only=True)
class WardRegistered:
    """A ward began; `predecessors` are the wards that it took over by merger or division, `source` is who knows its code."""

    ward: str
    code: str
    name: str
    kind: WardKind
    valid_from: date
    predecessors: tuple[str, ...] = ()
    document_number: str | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WardRenamed:
    """The ward has another name or kind from `valid_from` on; code and history stay."""

    ward: str
    name: str
    kind: WardKind
    valid_from: date
    document_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WardEnded:
    """The ward went over into these `successors`; `ended_on` is the first day on which it is no more.

    A ward that is divided ends once for each ward that takes a part of it, on one day.
    """

    ward: str
    ended_on: date
    successors: tuple[str, ...]
    document_number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WardTookOver:
    """A ward that existed took over another on this day; None when that was taken back."""

    ward: str
    predecessor: str
    on: date | None
    document_number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WardDaysCorrected:
    """The ward's days as this document has them; without `ended_on` the ward does not end."""

    ward: str
    valid_from: date
    ended_on: date | None
    document_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WardWithdrawn:
    """The ward does not begin, says this document: as if it had never been registered."""

    ward: str
    document_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WardCodeTaken:
    """An official code belongs to this ward from its first day on."""

    code: str
    ward: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WardCodeFreed:
    """The ward that was to have this code does not begin."""

    code: str
    ward: str


Event = WardRegistered | WardRenamed | WardEnded | WardTookOver | WardDaysCorrected | WardWithdrawn
CodeEvent = WardCodeTaken | WardCodeFreed
