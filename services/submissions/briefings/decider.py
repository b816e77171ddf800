"""Briefing: recorded once it was held; who attended is a stream per person, told to the person and mended by their unit.

Pure: no I/O, no clock, no new ids. Everything variable arrives in the command.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final, assert_never
from uuid import UUID

from services.chassis import words
from services.chassis.calendar import local_date
from services.chassis.decider import DomainError, Handles, Refusal, StreamRef, StreamType
from services.chassis.identity.mandates import MandateGranted, on_behalf, reaches
from services.submissions.briefings.commands import (
    CorrectBriefing,
    RecordAttendance,
    RecordBriefing,
    WithdrawAttendance,
    WithdrawBriefing,
)
from services.submissions.briefings.events import (
    AttendanceEvent,
    AttendanceRecorded,
    AttendanceWithdrawn,
    BriefingCorrected,
    BriefingRecorded,
    BriefingWithdrawn,
    Content,
    Event,
)
from services.submissions.ids import attendance_id
from services.submissions.library.decider import LIBRARY_DOCUMENT, entered
from services.submissions.library.decider import State as DocumentState
from services.submissions.people.decider import PERSON, known
from services.submissions.people.decider import State as PersonState
from services.submissions.people.memberships import on
from services.submissions.refusals import NOT_FOUND


class BriefingRefused(DomainError):
    """What a briefing refuses."""

    refusals: ClassVar[Mapping[str, Refusal]] = {
        "briefing.already-recorded": Refusal("Hội nghị, lớp tập huấn này đã được ghi."),
        "briefing.in-the-future": Refusal("Ngày tổ chức không thể sau ngày hôm nay. Ghi khi đã tổ chức.", 422),
        "briefing.withdrawn": Refusal("Hội nghị, lớp tập huấn này đã rút vì ghi nhầm."),
        "attendance.no-unit": Refusal(
            "Có người được chọn không ở đơn vị nào vào ngày {held_on}. Bỏ người đó, hoặc sửa quá trình của người đó trước.",
            422,
        ),
        "not-found": NOT_FOUND,
    }


@dataclass(frozen=True, slots=True)
class Unrecorded:
    """Nobody has recorded it."""


@dataclass(frozen=True, slots=True)
class Held:
    """It was held."""

    content: Content


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """It was recorded by mistake."""


State = Unrecorded | Held | Withdrawn


def evolve(state: State, event: Event) -> State:
    """The briefing after this event."""
    match event:
        case BriefingRecorded() | BriefingCorrected():
            return Held(event.content)
        case BriefingWithdrawn():
            return Withdrawn()
        case _:
            assert_never(event)


@dataclass(frozen=True, slots=True)
class Away:
    """Nobody says that they were there."""


@dataclass(frozen=True, slots=True)
class Attended:
    """They were there."""

    told: AttendanceRecorded


Attendance = Away | Attended


def evolve_attendance(state: Attendance, event: AttendanceEvent) -> Attendance:
    """The attendance after this event."""
    match event:
        case AttendanceRecorded():
            return Attended(event)
        case AttendanceWithdrawn():
            return Away()
        case _:
            assert_never(event)


BRIEFING: Final[StreamType[State]] = StreamType("briefing", Unrecorded(), evolve)
ATTENDANCE: Final[StreamType[Attendance]] = StreamType("attendance", Away(), evolve_attendance)


def held(state: State) -> Held:
    """A briefing that was held. Raises BriefingRefused."""
    match state:
        case Held():
            return state
        case Withdrawn():
            raise BriefingRefused("briefing.withdrawn")
        case Unrecorded():
            raise BriefingRefused("not-found")
        case _:
            assert_never(state)


def content_of(command: RecordBriefing | CorrectBriefing, documents: Iterable[DocumentState]) -> Content:
    """What the command says, of a day that has come, about documents of the library."""
    if command.held_on > local_date(command.at):
        raise BriefingRefused("briefing.in-the-future")
    for document in documents:
        entered(document)
    return Content(
        kind=command.kind,
        subject=command.subject,
        held_on=command.held_on,
        documents=command.documents,
        minutes_number=command.minutes_number,
    )


def decide_record(command: RecordBriefing, state: State, *documents: DocumentState) -> list[Event]:
    """Record it, once."""
    if not isinstance(state, Unrecorded):
        raise BriefingRefused("briefing.already-recorded")
    return [BriefingRecorded(briefing_id=command.briefing_id, content=content_of(command, documents))]


def decide_correct(command: CorrectBriefing, state: State, *documents: DocumentState) -> list[Event]:
    """Write it right; the same again is nothing. What it named already stays named, also after it was taken out of the library."""
    briefing = held(state)
    named = zip(command.documents, documents, strict=True)
    right = content_of(command, [document for key, document in named if key not in briefing.content.documents])
    return [] if right == briefing.content else [BriefingCorrected(briefing_id=command.briefing_id, content=right)]


def decide_withdraw(command: WithdrawBriefing, state: State) -> list[Event]:
    """Take it back; a second time, nothing happens."""
    if isinstance(state, Withdrawn):
        return []
    held(state)
    return [BriefingWithdrawn(briefing_id=command.briefing_id, reason=command.reason)]


def decide_attend(
    command: RecordAttendance, briefing: State, *states: Any, by: MandateGranted | None
) -> dict[StreamRef[Any], Sequence[AttendanceEvent]]:
    """Say who was there: anybody in the office, of the own unit its head; who is said to have been there already stays so."""
    content = held(briefing).content
    count = len(command.people)
    attendances: Sequence[Attendance] = states[:count]
    persons: Sequence[PersonState] = states[count:]
    said: dict[StreamRef[Any], Sequence[AttendanceEvent]] = {}
    for person_id, attendance, person in zip(command.people, attendances, persons, strict=True):
        membership = on(known(person).memberships, content.held_on)
        if membership is None or membership.unit_id is None:
            raise BriefingRefused("attendance.no-unit", held_on=words.day(content.held_on))
        if not reaches(by, membership.unit_id):
            raise BriefingRefused("not-found")
        if isinstance(attendance, Attended):
            continue
        attended = attendance_id(command.briefing_id, person_id)
        said[ATTENDANCE.new(attended)] = [
            AttendanceRecorded(
                attendance_id=attended,
                briefing_id=command.briefing_id,
                person_id=person_id,
                unit_id=membership.unit_id,
                kind=content.kind,
                subject=content.subject,
                held_on=content.held_on,
                by_office=bool(on_behalf(by)),
            )
        ]
    return said


def decide_not_attend(
    command: WithdrawAttendance, state: Attendance, *, by: MandateGranted | None
) -> list[AttendanceEvent]:
    """Say that somebody was not there; a second time, nothing happens."""
    if isinstance(state, Away):
        return []
    told = state.told
    if not reaches(by, told.unit_id):
        raise BriefingRefused("not-found")
    return [
        AttendanceWithdrawn(
            attendance_id=command.attendance_id,
            briefing_id=told.briefing_id,
            person_id=told.person_id,
            unit_id=told.unit_id,
            reason=command.reason,
        )
    ]


def _documents(documents: Iterable[UUID]) -> tuple[StreamRef[Any], ...]:
    return tuple(LIBRARY_DOCUMENT.read(each) for each in documents)


def _attend_streams(command: RecordAttendance) -> tuple[StreamRef[Any], ...]:
    attendances = (ATTENDANCE.new(attendance_id(command.briefing_id, each)) for each in command.people)
    persons = (PERSON.read(each) for each in command.people)
    return BRIEFING.read(command.briefing_id), *attendances, *persons


CLERK: Final = frozenset({"clerk"})
TELLERS: Final = frozenset({"clerk", "unit-head"})

HANDLES: tuple[Handles[Any], ...] = (
    Handles(
        RecordBriefing,
        lambda c: (BRIEFING.new(c.briefing_id), *_documents(c.documents)),
        decide_record,
        roles=CLERK,
    ),
    Handles(
        CorrectBriefing,
        lambda c: (BRIEFING.at(c.briefing_id), *_documents(c.documents)),
        decide_correct,
        roles=CLERK,
    ),
    Handles(WithdrawBriefing, lambda c: (BRIEFING.at(c.briefing_id),), decide_withdraw, roles=CLERK),
    Handles(RecordAttendance, _attend_streams, decide_attend, roles=TELLERS, by_whom=True),
    Handles(
        WithdrawAttendance,
        lambda c: (ATTENDANCE.at(c.attendance_id),),
        decide_not_attend,
        roles=TELLERS,
        by_whom=True,
    ),
)
