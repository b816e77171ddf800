"""Record of a subject: ratings, leave and discipline by document, each entered once and taken back when it was a mistake. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, ClassVar, Final, assert_never
from uuid import UUID

from services.awards.ids import record_id
from services.awards.records.commands import (
    EndDiscipline,
    Entering,
    RecordDiscipline,
    RecordLeave,
    RecordRating,
    WithdrawEntry,
)
from services.awards.records.events import (
    DisciplineEnded,
    DisciplineRecorded,
    Entry,
    EntryWithdrawn,
    Event,
    LeaveRecorded,
    RatingRecorded,
)
from services.awards.refusal import NOT_FOUND, AwardsRefused
from services.awards.subjects.decider import PERSON, UNIT, Erased, NotCopied, PersonState, SubjectRefused, UnitState
from services.chassis import words
from services.chassis.calendar import local_date
from services.chassis.decider import Handles, Refusal, StreamRef, StreamType


class RecordRefused(AwardsRefused):
    """Why an entry is not taken or not taken back."""

    refusals: ClassVar[Mapping[str, Refusal]] = {
        **NOT_FOUND,
        "record.in-future": Refusal("Ngày này không được sau hôm nay.", 422),
        "record.ends-first": Refusal("Ngày kết thúc không được trước ngày bắt đầu ({day}).", 422),
        "record.rated": Refusal("Năm {year} đã ghi xếp loại. Ghi nhầm thì rút dòng đã ghi rồi ghi lại."),
        "record.leave-overlaps": Refusal(
            "Đã ghi nghỉ từ ngày {first} đến ngày {last}; một ngày chỉ ghi một lần. Ghi nhầm thì rút dòng đã ghi."
        ),
        "record.not-standing": Refusal("Dòng này đã rút. Tải lại trang để xem những dòng còn lại."),
        "record.not-lasting": Refusal(
            "Kỷ luật này đã ghi ngày hết hiệu lực. Ghi nhầm thì rút dòng đã ghi rồi ghi lại."
        ),
    }


@dataclass(frozen=True, slots=True)
class Record:
    """What stands of a subject, by entry, and which entries were taken back."""

    subject_id: UUID | None = None
    entries: Mapping[UUID, Entry] = field(default_factory=dict)
    withdrawn: frozenset[UUID] = frozenset()


def evolve(state: Record, event: Event) -> Record:
    """The record after an event."""
    match event:
        case RatingRecorded() | LeaveRecorded() | DisciplineRecorded():
            return replace(state, subject_id=event.subject_id, entries={**state.entries, event.entry_id: event})
        case DisciplineEnded():
            ended = state.entries[event.entry_id]
            assert isinstance(ended, DisciplineRecorded)
            return replace(state, entries={**state.entries, event.entry_id: replace(ended, last=event.last)})
        case EntryWithdrawn():
            still = {key: entry for key, entry in state.entries.items() if key != event.entry_id}
            return replace(state, entries=still, withdrawn=state.withdrawn | {event.entry_id})
        case _:
            assert_never(event)


RECORD: Final[StreamType[Record]] = StreamType("record", Record(), evolve)


def of(ward_code: str, subject_id: UUID) -> StreamRef[Record]:
    """The record of a subject, on which a decision rests, also on there being none."""
    return RECORD.if_any(record_id(ward_code, subject_id))


def enter(command: Entering, state: Record, person: PersonState, unit: UnitState) -> list[Event]:
    """Enter what a document says of a subject that is known here."""
    if isinstance(person, Erased):
        raise SubjectRefused("nomination.subject-erased")
    of_person = not isinstance(person, NotCopied)
    if not of_person and (isinstance(unit, NotCopied) or not isinstance(command, RecordRating)):
        raise RecordRefused("not-found")
    if command.entry_id in state.entries or command.entry_id in state.withdrawn:
        return []
    today = local_date(command.at)
    whose: dict[str, Any] = {
        "record_id": record_id(command.ward_code, command.subject_id),
        "entry_id": command.entry_id,
        "subject_id": command.subject_id,
        "by_document": command.document_number,
    }
    match command:
        case RecordRating():
            _come(command.rated_on, today)
            if any(isinstance(one, RatingRecorded) and one.year == command.year for one in state.entries.values()):
                raise RecordRefused("record.rated", year=command.year)
            return [RatingRecorded(**whose, year=command.year, rating=command.rating, rated_on=command.rated_on)]
        case RecordLeave():
            _in_order(command.first, command.last)
            _not_twice(command, state)
            return [LeaveRecorded(**whose, leave=command.leave, first=command.first, last=command.last)]
        case RecordDiscipline():
            _come(command.first, today)
            _in_order(command.first, command.last)
            return [DisciplineRecorded(**whose, discipline=command.discipline, first=command.first, last=command.last)]
        case _:
            assert_never(command)


def _come(day: date, today: date) -> None:
    if day > today:
        raise RecordRefused("record.in-future")


def _in_order(first: date, last: date | None) -> None:
    if last is not None and last < first:
        raise RecordRefused("record.ends-first", day=words.day(first))


def _not_twice(command: RecordLeave, state: Record) -> None:
    for one in state.entries.values():
        if isinstance(one, LeaveRecorded) and one.first <= command.last and command.first <= one.last:
            raise RecordRefused("record.leave-overlaps", first=words.day(one.first), last=words.day(one.last))


def end(command: EndDiscipline, state: Record) -> list[Event]:
    """Enter the last day of a discipline that lasts."""
    entry = state.entries.get(command.entry_id)
    if not isinstance(entry, DisciplineRecorded):
        raise RecordRefused("record.not-standing")
    if entry.last is not None:
        raise RecordRefused("record.not-lasting")
    _in_order(entry.first, command.last)
    return [
        DisciplineEnded(
            record_id=command.record_id,
            entry_id=command.entry_id,
            subject_id=entry.subject_id,
            last=command.last,
            by_document=command.document_number,
        )
    ]


def withdraw(command: WithdrawEntry, state: Record) -> list[Event]:
    """Take an entry back; proposals that rested on it keep what they were answered."""
    entry = state.entries.get(command.entry_id)
    if entry is None:
        raise RecordRefused("record.not-standing")
    return [
        EntryWithdrawn(
            record_id=command.record_id,
            entry_id=command.entry_id,
            subject_id=entry.subject_id,
            mistake=command.mistake,
        )
    ]


def _streams(command: Entering) -> Sequence[StreamRef[Any]]:
    return (
        RECORD.new(record_id(command.ward_code, command.subject_id)),
        PERSON.if_any(command.subject_id),
        UNIT.if_any(command.subject_id),
    )


OFFICE: Final = frozenset({"clerk", "chairman"})
HANDLES: Final[tuple[Handles[Any], ...]] = (
    Handles(RecordRating, _streams, enter, roles=OFFICE),
    Handles(RecordLeave, _streams, enter, roles=OFFICE),
    Handles(RecordDiscipline, _streams, enter, roles=OFFICE),
    Handles(EndDiscipline, lambda c: (RECORD.at(c.record_id),), end, roles=OFFICE),
    Handles(WithdrawEntry, lambda c: (RECORD.at(c.record_id),), withdraw, roles=OFFICE),
)
