"""Report: a unit owes it by a date, sends it, has it accepted or gets it back; late but open, then locked.

Pure: no I/O, no clock, no new ids. Everything variable arrives in the command. Lateness is judged by the time of
arrival (`at`), never by whether the scheduler was quicker.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, assert_never

from services.chassis import words
from services.chassis.calendar import local_date, start_of_day
from services.chassis.decider import Handles
from services.chassis.identity.mandates import MandateGranted, on_behalf, reaches
from services.submissions.deadlines import first_late_instant
from services.submissions.reports.commands import (
    AcceptReport,
    CallOffReport,
    Command,
    EraseReportWords,
    ExtendDeadline,
    LockReport,
    MarkMissed,
    RecallReport,
    RecordPaperReceipt,
    ReleaseReport,
    RequestReport,
    RestoreReport,
    ReturnReport,
    SubmitReport,
    WithdrawAcceptance,
    WithdrawExtension,
    WithdrawReturn,
    WithdrawSending,
)
from services.submissions.reports.events import (
    Event,
    GivenBack,
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
from services.submissions.reports.figures import judge_all
from services.submissions.reports.refusals import ReportRefused
from services.submissions.reports.state import (
    REPORT,
    Accepted,
    Due,
    Locked,
    Missed,
    NotOwed,
    Open,
    Released,
    Returned,
    Sent,
    State,
    Submitted,
    first_arrival,
    sent_before,
)


def decide(command: Command, state: State, *, by: MandateGranted | None = None) -> list[Event]:
    """What happens on this command, sent under the mandate `by`."""
    match command:
        case RequestReport():
            return request(command, state)
        case SubmitReport():
            return submit(command, state, by)
        case AcceptReport():
            return accept(command, state, by)
        case ReturnReport():
            return give_back(command, state)
        case WithdrawAcceptance():
            return withdraw_acceptance(command, state)
        case WithdrawReturn():
            return withdraw_return(command, state)
        case RecordPaperReceipt():
            return record_paper(command, state, by)
        case WithdrawSending():
            return withdraw_sending(command, state)
        case RecallReport():
            return recall(command, state, by)
        case ExtendDeadline():
            return extend(command, state)
        case WithdrawExtension():
            return withdraw_extension(command, state)
        case EraseReportWords():
            return erase_words(command, state)
        case MarkMissed():
            return mark_missed(command, state)
        case LockReport():
            return lock(command, state)
        case ReleaseReport():
            return release(command, state)
        case CallOffReport():
            return call_off(command, state)
        case RestoreReport():
            return restore(state)
        case _:
            assert_never(command)


def request(command: RequestReport, state: State) -> list[Event]:
    """The unit owes it, once: plan and registration may both say so."""
    if not isinstance(state, NotOwed):
        return []
    owed = Owed(
        report_id=command.report_id,
        unit_id=command.unit_id,
        obligation_id=command.obligation_id,
        year=command.year,
        period=command.period,
    )
    return [
        ReportRequested(
            owed=owed,
            plan_id=command.plan_id,
            owed_from=command.owed_from,
            due_at=command.due_at,
            locks_at=command.locks_at,
            report_name=command.report_name,
            plan_number=command.plan_number,
        )
    ]


def awaited(state: State, by: MandateGranted | None = None) -> Open:
    """The report if a sending can answer it; another unit's report is not there."""
    match state:
        case NotOwed():
            raise ReportRefused("not-found")
        case Released():
            raise ReportRefused("not-found" if by and by.unit_id else "report.released")
        case _ if not reaches(by, state.terms.owed.unit_id):
            raise ReportRefused("not-found")
        case Submitted():
            raise ReportRefused("report.already-submitted")
        case Accepted():
            raise ReportRefused("report.already-accepted")
        case Due() | Missed() | Returned() | Locked():
            return state
        case _:
            assert_never(state)


def submit(command: SubmitReport, state: State, by: MandateGranted | None) -> list[Event]:
    """Send it: in time, late but open, or refused because locked; what arrived before the lock counts even after it."""
    report = awaited(state, by)
    not_locked(report, command.at)
    judge_all(command.figures)
    before = sent_before(report)
    return [
        ReportSubmitted(
            owed=report.terms.owed,
            attempt=before.attempt + 1 if before else 1,
            at=command.at,
            due_at=report.terms.due_at,
            on_time=first_arrival(before, command.at) < report.terms.due_at,
            document_number=command.document_number,
            figures=command.figures,
            evidence=command.evidence,
            sent_by=by.principal if by else None,
            by_office=on_behalf(by),
        )
    ]


def record_paper(command: RecordPaperReceipt, state: State, by: MandateGranted | None) -> list[Event]:
    """Record paper that came between the obligation and today; it counts from the day of receipt."""
    report = awaited(state)
    if command.received_on > local_date(command.at):
        raise ReportRefused("report.receipt-in-the-future")
    if command.received_on < report.terms.owed_from:
        raise ReportRefused("report.receipt-before-obligation", owed_from=words.day(report.terms.owed_from))
    received_at = start_of_day(command.received_on)
    not_locked(report, received_at)
    before = sent_before(report)
    return [
        PaperReceiptRecorded(
            owed=report.terms.owed,
            attempt=before.attempt + 1 if before else 1,
            received_on=command.received_on,
            document_number=command.document_number,
            words_id=report.terms.words_id,
            reason=command.reason,
            due_at=report.terms.due_at,
            on_time=first_arrival(before, received_at) < report.terms.due_at,
            recorded_by=by.principal if by else None,
        )
    ]


def not_locked(report: Open, at: datetime) -> None:
    """What arrives from `locks_at` on is refused, whether or not the scheduler has recorded the lock yet."""
    if at >= report.terms.locks_at:
        raise ReportRefused("report.locked", locks_at=words.moment(report.terms.locks_at))


def accept(command: AcceptReport, state: State, by: MandateGranted | None) -> list[Event]:
    """Take what somebody else sent or recorded; a second time, nothing happens."""
    match state:
        case Submitted(sent=Sent(by=str() as sender)) if by is not None and by.principal == sender:
            raise ReportRefused("report.own-sending")
        case Submitted():
            return [ReportAccepted(owed=state.terms.owed, attempt=state.sent.attempt, at=command.at)]
        case Accepted():
            return []
        case _:
            raise ReportRefused("report.not-under-review")


def give_back(command: ReturnReport, state: State) -> list[Event]:
    """Give it back while the unit can still send it again."""
    match state:
        case Submitted(terms=terms) if command.at >= terms.locks_at:
            raise ReportRefused("report.returned-after-lock", locks_at=words.moment(terms.locks_at))
        case Submitted(terms=terms):
            return [
                ReportReturned(
                    owed=terms.owed,
                    attempt=state.sent.attempt,
                    at=command.at,
                    words_id=terms.words_id,
                    reason=command.reason,
                )
            ]
        case _:
            raise ReportRefused("report.not-under-review")


def withdraw_acceptance(command: WithdrawAcceptance, state: State) -> list[Event]:
    """Correct a wrong acceptance: the report is under review again, history shows both."""
    if not isinstance(state, Accepted):
        raise ReportRefused("report.not-accepted")
    return [
        ReportAcceptanceWithdrawn(
            owed=state.terms.owed,
            attempt=state.sent.attempt,
            at=command.at,
            words_id=state.terms.words_id,
            reason=command.reason,
        )
    ]


def withdraw_return(command: WithdrawReturn, state: State) -> list[Event]:
    """Correct a wrong return while the unit has not sent it again: under review as before, also when it was locked meanwhile."""
    match state:
        case Returned(terms=terms, sent=sent) | Locked(terms=terms, returned=Returned(sent=sent)):
            return [
                ReportReturnWithdrawn(
                    owed=terms.owed,
                    attempt=sent.attempt,
                    at=command.at,
                    words_id=terms.words_id,
                    reason=command.reason,
                )
            ]
        case _:
            raise ReportRefused("report.not-returned")


def withdraw_sending(command: WithdrawSending, state: State) -> list[Event]:
    """Correct what the office recorded for the unit, on paper or not: the report waits as it did before."""
    match state:
        case Accepted():
            raise ReportRefused("report.sending-accepted")
        case Submitted(sent=Sent(by_office=False)):
            raise ReportRefused("report.sent-by-unit")
        case Submitted(terms=terms, sent=sent):
            return [
                ReportSendingWithdrawn(
                    owed=terms.owed,
                    attempt=sent.attempt,
                    at=command.at,
                    due_at=terms.due_at,
                    locks_at=terms.locks_at,
                    before=_told(sent.before) if sent.before else None,
                    on_time=on_time(sent.before.sent if sent.before else None, terms.due_at),
                    words_id=terms.words_id,
                    reason=command.reason,
                )
            ]
        case _:
            raise ReportRefused("report.no-sending")


def recall(command: RecallReport, state: State, by: MandateGranted | None) -> list[Event]:
    """Take back what the unit itself sent while nobody accepted or returned it and it can be sent again."""
    match state:
        case NotOwed():
            raise ReportRefused("not-found")
        case _ if not reaches(by, state.terms.owed.unit_id):
            raise ReportRefused("not-found")
        case Accepted():
            raise ReportRefused("report.already-accepted")
        case Submitted(sent=Sent(by_office=True)):
            raise ReportRefused("report.sent-by-office")
        case Submitted(terms=terms) if command.at >= terms.locks_at:
            raise ReportRefused("report.recalled-after-lock", locks_at=words.moment(terms.locks_at))
        case Submitted(terms=terms, sent=sent):
            return [
                ReportRecalled(
                    owed=terms.owed,
                    attempt=sent.attempt,
                    at=command.at,
                    due_at=terms.due_at,
                    locks_at=terms.locks_at,
                    before=_told(sent.before) if sent.before else None,
                    on_time=on_time(sent.before.sent if sent.before else None, terms.due_at),
                )
            ]
        case _:
            raise ReportRefused("report.nothing-to-recall")


def _told(before: Returned) -> GivenBack:
    sent = before.sent
    return GivenBack(
        attempt=sent.attempt,
        at=sent.at,
        first_at=sent.first_at,
        on_paper=sent.on_paper,
        by_office=sent.by_office,
        returned_at=before.at,
    )


def on_time(sent: Sent | None, due_at: datetime) -> bool | None:
    """How what was sent is judged by a deadline; None where nothing was sent."""
    return None if sent is None else sent.first_at < due_at


def sent_so_far(report: Open | Submitted | Accepted) -> Sent | None:
    """What was sent of it, whatever became of it; None when nothing was."""
    return report.sent if isinstance(report, Submitted | Accepted) else sent_before(report)


def extend(command: ExtendDeadline, state: State) -> list[Event]:
    """Move the deadline later; also for a locked report, and for one that was sent: it is judged by the deadline that now holds."""
    report = state if isinstance(state, Submitted | Accepted) else awaited(state)
    due_at, locks_at = first_late_instant(command.due), first_late_instant(command.locks)
    terms = report.terms
    moved = (
        due_at >= terms.due_at and locks_at >= terms.locks_at and (due_at, locks_at) != (terms.due_at, terms.locks_at)
    )
    if not moved or locks_at < due_at or locks_at <= command.at:
        raise ReportRefused("report.extension-not-later")
    if command.document_date > local_date(command.at):
        raise ReportRefused("report.extension-document-in-the-future")
    return [
        ReportDeadlineExtended(
            owed=terms.owed,
            due_at=due_at,
            locks_at=locks_at,
            document_number=command.document_number,
            document_date=command.document_date,
            words_id=terms.words_id,
            reason=command.reason,
            on_time=on_time(sent_so_far(report), due_at),
        )
    ]


def withdraw_extension(command: WithdrawExtension, state: State) -> list[Event]:
    """Correct the last extension: the deadline before it holds, also for what was sent; what was taken stays taken."""
    match state:
        case NotOwed():
            raise ReportRefused("not-found")
        case Released():
            raise ReportRefused("report.released")
        case _ if not state.terms.extended:
            raise ReportRefused("report.not-extended")
        case Due() | Missed() | Returned() | Locked() if command.at >= state.terms.locks_at:
            raise ReportRefused("report.extension-over", locks_at=words.moment(state.terms.locks_at))
    terms, before = state.terms, state.terms.extended[-1]
    return [
        ReportExtensionWithdrawn(
            owed=terms.owed,
            at=command.at,
            due_at=before.due_at,
            locks_at=before.locks_at,
            document_number=command.document_number,
            words_id=terms.words_id,
            reason=command.reason,
            on_time=on_time(sent_so_far(state), before.due_at),
        )
    ]


def erase_words(command: EraseReportWords, state: State) -> list[Event]:
    """Erase what was written about it so far, whoever wrote it; the facts stay."""
    if isinstance(state, NotOwed):
        raise ReportRefused("not-found")
    if not state.terms.words.any:
        raise ReportRefused("report.no-words")
    return [
        ReportWordsErased(
            owed=state.terms.owed,
            at=command.at,
            words_id=state.terms.words_id,
            document_number=command.document_number,
        )
    ]


def mark_missed(command: MarkMissed, state: State) -> list[Event]:
    """Record that nothing was sent; an extension that was quicker leaves nothing to record."""
    match state:
        case Due(terms=terms) if command.at >= terms.due_at:
            return [ReportMissed(owed=terms.owed, due_at=terms.due_at)]
        case _:
            return []


def lock(command: LockReport, state: State) -> list[Event]:
    """Lock what was not sent, or not sent again; what is under review stays there."""
    match state:
        case Due(terms=terms) | Missed(terms=terms) | Returned(terms=terms) if command.at >= terms.locks_at:
            return [ReportLocked(owed=terms.owed, locks_at=terms.locks_at, missing=not isinstance(state, Returned))]
        case _:
            return []


def release(command: ReleaseReport, state: State) -> list[Event]:
    """A unit that ended before the deadline owes nothing, whenever its end was recorded; what was sent stays."""
    match state:
        case Due(terms=terms) | Missed(terms=terms) | Locked(terms=terms, returned=None) if (
            start_of_day(command.closed_on) < terms.due_at
        ):
            return [ReportReleased(owed=terms.owed, closed_on=command.closed_on)]
        case _:
            return []


def call_off(command: CallOffReport, state: State) -> list[Event]:
    """Of a plan that was revoked nothing is owed, late or not; what was sent in that moment stays."""
    match state:
        case Due(terms=terms) | Missed(terms=terms) | Locked(terms=terms, returned=None):
            day = local_date(command.at)
            return [ReportReleased(owed=terms.owed, closed_on=day, plan_revoked=True)]
        case _:
            return []


def restore(state: State) -> list[Event]:
    """What a unit was released from is owed again, on the terms that held."""
    if not isinstance(state, Released):
        return []
    terms = state.terms
    return [
        ReportRestored(
            owed=terms.owed,
            plan_id=terms.plan_id,
            owed_from=terms.owed_from,
            due_at=terms.due_at,
            locks_at=terms.locks_at,
        )
    ]


CLERK = frozenset({"clerk"})
SENDERS = frozenset({"unit-head", "clerk"})
OFFICE = frozenset({"clerk", "chairman"})

HANDLES: tuple[Handles[Any], ...] = (
    Handles(RequestReport, lambda c: (REPORT.new(c.report_id),), decide),
    Handles(SubmitReport, lambda c: (REPORT.at(c.report_id),), decide, roles=SENDERS, by_whom=True),
    Handles(AcceptReport, lambda c: (REPORT.at(c.report_id),), decide, roles=OFFICE, by_whom=True),
    Handles(ReturnReport, lambda c: (REPORT.at(c.report_id),), decide, roles=CLERK),
    Handles(WithdrawAcceptance, lambda c: (REPORT.at(c.report_id),), decide, roles=OFFICE),
    Handles(WithdrawReturn, lambda c: (REPORT.at(c.report_id),), decide, roles=CLERK),
    Handles(RecordPaperReceipt, lambda c: (REPORT.at(c.report_id),), decide, roles=CLERK, by_whom=True),
    Handles(WithdrawSending, lambda c: (REPORT.at(c.report_id),), decide, roles=CLERK),
    Handles(RecallReport, lambda c: (REPORT.at(c.report_id),), decide, roles=frozenset({"unit-head"}), by_whom=True),
    Handles(ExtendDeadline, lambda c: (REPORT.at(c.report_id),), decide, roles=OFFICE),
    Handles(WithdrawExtension, lambda c: (REPORT.at(c.report_id),), decide, roles=OFFICE),
    Handles(
        EraseReportWords,
        lambda c: (REPORT.at(c.report_id),),
        decide,
        roles=frozenset({"chairman", "city-officer"}),
    ),
    Handles(MarkMissed, lambda c: (REPORT.at(c.report_id),), decide),
    Handles(LockReport, lambda c: (REPORT.at(c.report_id),), decide),
    Handles(ReleaseReport, lambda c: (REPORT.at(c.report_id),), decide),
    Handles(CallOffReport, lambda c: (REPORT.at(c.report_id),), decide),
    Handles(RestoreReport, lambda c: (REPORT.at(c.report_id),), decide),
)
