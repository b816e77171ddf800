"""What a report can be: one frozen shape per status, folded from its events."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import assert_never
from uuid import UUID

from services.chassis.calendar import start_of_day
from services.chassis.decider import StreamType
from services.chassis.erasure.words import UNWRITTEN, Written
from services.submissions.reports.events import (
    Event,
    Owed,
    PaperReceiptRecorded,
    ReportAcceptanceWithdrawn,
    ReportAccepted,
    ReportDeadlineExtended,
    ReportExtensionWithdrawn,
    ReportLocked,
    ReportMissed,
    ReportRecalled,
    ReportReleased,
    ReportRequested,
    ReportRestored,
    ReportReturned,
    ReportReturnWithdrawn,
    ReportSendingWithdrawn,
    ReportSubmitted,
    ReportWordsErased,
)


@dataclass(frozen=True, slots=True)
class Deadline:
    """Two of its faces: from when on it is late, and from when on nothing is taken."""

    due_at: datetime
    locks_at: datetime


@dataclass(frozen=True, slots=True)
class Terms:
    """What is owed, under which plan, and until when; and how the words about it stand.

    `extended` are the deadlines that extensions replaced, the last one last: it holds again when that extension is withdrawn.
    """

    owed: Owed
    plan_id: UUID
    owed_from: date
    due_at: datetime
    locks_at: datetime
    words: Written = UNWRITTEN
    extended: tuple[Deadline, ...] = ()

    @property
    def words_id(self) -> UUID:
        """What seals the next words about the report."""
        return self.words.words_id(self.owed.report_id)


@dataclass(frozen=True, slots=True)
class Sent:
    """How often it was sent, when the first and the last sending arrived (for paper: the start of the day of receipt), and who made
    the last one: `by_office` on paper or for the unit. `before` is the return that the last sending answered.
    """

    attempt: int
    first_at: datetime
    by: str | None
    at: datetime
    on_paper: bool
    by_office: bool
    before: Returned | None


@dataclass(frozen=True, slots=True)
class NotOwed:
    """Nobody asked for this report."""


@dataclass(frozen=True, slots=True)
class Due:
    """Owed, nothing sent (chờ nộp)."""

    terms: Terms


@dataclass(frozen=True, slots=True)
class Missed:
    """The deadline passed with nothing sent; late but open (trễ – còn mở)."""

    terms: Terms


@dataclass(frozen=True, slots=True)
class Submitted:
    """Sent and under review (chờ tiếp nhận)."""

    terms: Terms
    sent: Sent


@dataclass(frozen=True, slots=True)
class Returned:
    """Given back to be mended (bị trả lại)."""

    terms: Terms
    sent: Sent
    at: datetime


@dataclass(frozen=True, slots=True)
class Accepted:
    """Taken (đã tiếp nhận)."""

    terms: Terms
    sent: Sent


@dataclass(frozen=True, slots=True)
class Locked:
    """Locked (đã khóa sổ): nothing is taken any more; `returned` when it had been sent and given back."""

    terms: Terms
    returned: Returned | None


@dataclass(frozen=True, slots=True)
class Released:
    """Owed no more: the unit ended (không phải nộp)."""

    terms: Terms


State = NotOwed | Due | Missed | Submitted | Returned | Accepted | Locked | Released
Open = Due | Missed | Returned | Locked
"""Owed and not under review: what a sending can answer."""


def evolve(state: State, event: Event) -> State:
    """The report after this event."""
    before = UNWRITTEN if isinstance(state, NotOwed) else state.terms.words
    match event:
        case ReportWordsErased():
            return _worded(_after(state, event), before.erased())
        case (
            ReportReturned()
            | PaperReceiptRecorded()
            | ReportAcceptanceWithdrawn()
            | ReportReturnWithdrawn()
            | ReportSendingWithdrawn()
            | ReportDeadlineExtended()
            | ReportExtensionWithdrawn()
        ):
            return _worded(_after(state, event), before.more())
        case _:
            return _worded(_after(state, event), before)


def _worded(state: State, words: Written) -> State:
    assert not isinstance(state, NotOwed)
    return state if state.terms.words == words else replace(state, terms=replace(state.terms, words=words))


def _after(state: State, event: Event) -> State:
    match event:
        case ReportRequested() | ReportRestored():
            extended = state.terms.extended if isinstance(state, Released) else ()
            which = (event.owed, event.plan_id, event.owed_from, event.due_at, event.locks_at)
            return Due(Terms(*which, extended=extended))
        case ReportSubmitted():
            return _sent(state, event.attempt, event.at, event.sent_by, on_paper=False, by_office=event.by_office)
        case PaperReceiptRecorded():
            at = start_of_day(event.received_on)
            return _sent(state, event.attempt, at, event.recorded_by, on_paper=True, by_office=True)
        case ReportReturned():
            assert isinstance(state, Submitted)
            return Returned(state.terms, state.sent, event.at)
        case ReportReturnWithdrawn():
            assert isinstance(state, Returned | Locked)
            before = given_back(state)
            assert before is not None
            return Submitted(state.terms, before.sent)
        case ReportSendingWithdrawn() | ReportRecalled():
            assert isinstance(state, Submitted)
            # what was missing or locked before is recorded so again by the scheduler, which tells whoever has to know
            return replace(state.sent.before, terms=state.terms) if state.sent.before else Due(state.terms)
        case ReportAccepted():
            assert isinstance(state, Submitted)
            return Accepted(state.terms, state.sent)
        case ReportAcceptanceWithdrawn():
            assert isinstance(state, Accepted)
            return Submitted(state.terms, state.sent)
        case ReportDeadlineExtended():
            return _extended(state, event)
        case ReportExtensionWithdrawn():
            assert not isinstance(state, NotOwed | Released)
            terms = replace(
                state.terms, due_at=event.due_at, locks_at=event.locks_at, extended=state.terms.extended[:-1]
            )
            return replace(state, terms=terms)
        case ReportMissed():
            assert isinstance(state, Due)
            return Missed(state.terms)
        case ReportLocked():
            assert isinstance(state, Due | Missed | Returned)
            return Locked(state.terms, state if isinstance(state, Returned) else None)
        case ReportReleased():
            assert isinstance(state, Due | Missed | Locked)
            return Released(state.terms)
        case ReportWordsErased():
            return state
        case _:
            assert_never(event)


def _sent(state: State, attempt: int, at: datetime, by: str | None, *, on_paper: bool, by_office: bool) -> State:
    assert isinstance(state, Due | Missed | Returned | Locked)
    before = given_back(state)
    first = first_arrival(before.sent if before else None, at)
    return Submitted(state.terms, Sent(attempt, first, by, at, on_paper, by_office, before))


def first_arrival(before: Sent | None, at: datetime) -> datetime:
    """By which timeliness is judged: paper may have come before what was sent earlier."""
    return min(before.first_at, at) if before else at


def given_back(state: Open) -> Returned | None:
    """The return that waits to be answered; None when nothing was ever sent."""
    match state:
        case Returned():
            return state
        case Locked():
            return state.returned
        case Due() | Missed():
            return None
        case _:
            assert_never(state)


def sent_before(state: Open) -> Sent | None:
    """The sendings so far; None when nothing was ever sent."""
    before = given_back(state)
    return before.sent if before else None


def _extended(state: State, event: ReportDeadlineExtended) -> State:
    assert isinstance(state, Due | Missed | Returned | Locked | Submitted | Accepted)
    replaced = Deadline(state.terms.due_at, state.terms.locks_at)
    extended = (*state.terms.extended, replaced)
    terms = replace(state.terms, due_at=event.due_at, locks_at=event.locks_at, extended=extended)
    match state:
        case Due() | Returned() | Submitted() | Accepted():
            return replace(state, terms=terms)
        case Locked(returned=Returned() as returned):
            return replace(returned, terms=terms)
        case Missed() | Locked():
            # the missing stays on record until the scheduler, or a sending, says otherwise under the new deadline
            return Due(terms) if event.due_at > state.terms.due_at else Missed(terms)
        case _:
            assert_never(state)


REPORT: StreamType[State] = StreamType("report", NotOwed(), evolve)
