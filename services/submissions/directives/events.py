"""Events of a directive, and of each unit's reading of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from thidua_contracts.codes import Category

PURPOSES: Final = {"directive": "Quán triệt, thực hiện", "guidance": "Hướng dẫn của phường, xã"}

TO: Final = {"all": "Mọi đơn vị, kể cả đơn vị thành lập sau này", "chosen": "Các đơn vị được chọn"}
"""Whom it goes to is said: leaving the units empty never means everybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectiveDistributed:
    """A document of the library goes to units (none named: to all, also those of later days), to be read by a day.

    `title` and `number` are the document's as the library told them; `categories` are the people whom the units are to tell.
    """

    directive_id: UUID
    document_id: UUID
    title: str
    number: str
    purpose: str
    distributed_on: date
    read_by: date
    units: tuple[UUID, ...]
    categories: tuple[Category, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectiveRecalled:
    """It was sent by mistake, or holds no more: nobody has to read it any longer."""

    directive_id: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectiveDeadlineMoved:
    """Its last day to read is another one, sooner or later than `was`."""

    directive_id: UUID
    was: date
    read_by: date


Event = DirectiveDistributed | DirectiveDeadlineMoved | DirectiveRecalled


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingAsked:
    """A unit is to read it by a day."""

    reading_id: UUID
    directive_id: UUID
    unit_id: UUID
    title: str
    number: str
    read_by: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingConfirmed:
    """The unit has read it and told those whom it concerns; `by_office` when the ward's office says so for the unit."""

    reading_id: UUID
    directive_id: UUID
    unit_id: UUID
    title: str
    read_on: date
    on_time: bool
    by_office: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingTakenBack:
    """It was not read: the unit is to read it again by its day."""

    reading_id: UUID
    directive_id: UUID
    unit_id: UUID
    title: str
    number: str
    read_by: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingReleased:
    """The unit need not read it: the directive was recalled, or the unit is no more."""

    reading_id: UUID
    directive_id: UUID
    unit_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingDeadlineMoved:
    """The unit has until another day, as its directive has; `already_read` says whether it has read it already."""

    reading_id: UUID
    directive_id: UUID
    unit_id: UUID
    title: str
    number: str
    read_by: date
    already_read: bool


ReadingEvent = ReadingAsked | ReadingDeadlineMoved | ReadingConfirmed | ReadingTakenBack | ReadingReleased
