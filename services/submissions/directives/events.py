"""Events of a directive, and of each unit's reading of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from services.submissions.library.events import Instead
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
    """It was sent by mistake, or its document was withdrawn from the library: it holds no longer, for whoever has read it either.

    `instead` is the document that stands in the place of a withdrawn one.
    """

    directive_id: UUID
    reason: str
    document_withdrawn: bool = False
    instead: Instead | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectiveRestored:
    """That it was recalled was a mistake: it holds as before; `ended_on` is the end of its document, where one is recorded."""

    directive_id: UUID
    reason: str
    document_id: UUID
    read_by: date
    units: tuple[UUID, ...]
    ended_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectiveDeadlineMoved:
    """Its last day to read is another one, sooner or later than `was`."""

    directive_id: UUID
    was: date
    read_by: date


Event = DirectiveDistributed | DirectiveDeadlineMoved | DirectiveRecalled | DirectiveRestored


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
    """The unit need not read it: it is no more, or, in what earlier builds stored, the directive was recalled."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingRecalled:
    """The directive of a unit that was asked, whether it has read or not, was recalled; why, as the directive says."""

    reading_id: UUID
    directive_id: UUID
    unit_id: UUID
    title: str
    number: str
    document_withdrawn: bool
    reason: str
    instead: Instead | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingRestored:
    """The directive holds again; `already_read` says whether the unit had read it."""

    reading_id: UUID
    directive_id: UUID
    unit_id: UUID
    title: str
    number: str
    read_by: date
    already_read: bool


ReadingEvent = (
    ReadingAsked
    | ReadingDeadlineMoved
    | ReadingConfirmed
    | ReadingTakenBack
    | ReadingReleased
    | ReadingRecalled
    | ReadingRestored
)
