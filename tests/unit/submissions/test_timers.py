"""Timers of reports: who is missing a minute after the deadline, the lock a minute after `locks_at`, never skipped."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from services.chassis.event_envelope import Circumstances, EventEnvelope
from services.chassis.scheduler.timers import AGAIN, Cancel, Entry
from services.submissions.reports.commands import LockReport, MarkMissed
from services.submissions.reports.events import (
    Owed,
    PaperReceiptRecorded,
    ReportDeadlineExtended,
    ReportExtensionWithdrawn,
    ReportRecalled,
    ReportReleased,
    ReportRequested,
    ReportRestored,
    ReportSendingWithdrawn,
    ReportSubmitted,
)
from services.submissions.reports.timers import TIMERS
from thidua_contracts.codes import ReportPeriod

R = UUID(int=100)
DUE = datetime(2024, 5, 14, 17, tzinfo=UTC)
LOCKS = datetime(2024, 5, 31, 17, tzinfo=UTC)
owed = Owed(report_id=R, unit_id=UUID(int=1), obligation_id=UUID(int=31), year=2024, period=ReportPeriod.YEAR)
PAYLOAD = {"report_id": str(R)}


def plan(event: Any) -> list[Any]:
    about = EventEnvelope(
        event, "submissions", uuid4(), f"report-{R}", 1, 1, "03386", DUE, lambda: Circumstances(uuid4())
    )
    return list(TIMERS.plan[type(event)](about))


def test_a_requested_report_is_looked_at_a_minute_after_the_deadline_and_a_minute_after_the_lock() -> None:
    requested = ReportRequested(
        owed=owed, plan_id=UUID(int=20), owed_from=date(2024, 2, 20), due_at=DUE, locks_at=LOCKS
    )
    assert plan(requested) == [
        Entry(f"missed {R}", DUE + timedelta(seconds=60), "mark-missed", "03386", PAYLOAD),
        Entry(f"lock {R}", LOCKS + timedelta(seconds=60), "lock-report", "03386", PAYLOAD),
    ]


def test_an_extension_replaces_both_entries() -> None:
    extended = ReportDeadlineExtended(
        owed=owed,
        due_at=LOCKS,
        locks_at=LOCKS,
        document_number="1",
        document_date=date(2024, 5, 1),
        words_id=R,
        reason="Mưa lũ",
    )
    assert [(entry.key, entry.due_at) for entry in plan(extended)] == [
        (f"missed {R}", LOCKS + timedelta(seconds=60)),
        (f"lock {R}", LOCKS + timedelta(seconds=60)),
    ]


def test_what_is_owed_again_is_looked_at_again_at_times_that_were_fired_before() -> None:
    terms: dict[str, Any] = {"plan_id": UUID(int=20), "owed_from": date(2024, 2, 20), "due_at": DUE, "locks_at": LOCKS}
    requested, restored = (plan(event(owed=owed, **terms)) for event in (ReportRequested, ReportRestored))
    assert [(entry.key, entry.due_at) for entry in requested] == [(entry.key, entry.due_at) for entry in restored]
    assert all(entry.payload.keys() == {"report_id", AGAIN} for entry in restored)


def test_what_was_taken_back_brings_the_deadline_back_also_at_times_that_were_fired_before() -> None:
    terms: dict[str, Any] = {"owed": owed, "at": DUE, "due_at": DUE, "words_id": R, "reason": "nhầm", "on_time": None}
    for again in (
        ReportExtensionWithdrawn(**terms, locks_at=LOCKS, document_number="1"),
        ReportSendingWithdrawn(**terms, locks_at=LOCKS, attempt=1, before=None),
        ReportRecalled(owed=owed, at=DUE, due_at=DUE, locks_at=LOCKS, attempt=1, before=None, on_time=None),
    ):
        entries = plan(again)
        assert [(entry.key, entry.due_at) for entry in entries] == [
            (f"missed {R}", DUE + timedelta(seconds=60)),
            (f"lock {R}", LOCKS + timedelta(seconds=60)),
        ]
        assert all(entry.payload.keys() == {"report_id", AGAIN} for entry in entries)
    over = ReportSendingWithdrawn(**terms, locks_at=DUE, attempt=1, before=None)
    first, then = plan(over)
    assert (first, then.key) == (Cancel(f"missed {R}"), f"lock {R}"), "what is locked is not urged to be sent first"


def test_what_was_sent_is_not_looked_for_but_may_still_be_locked() -> None:
    submitted = ReportSubmitted(
        owed=owed, attempt=1, at=DUE, due_at=DUE, on_time=False, document_number=None, figures=()
    )
    on_paper = PaperReceiptRecorded(
        owed=owed,
        attempt=1,
        received_on=date(2024, 5, 1),
        document_number="1",
        words_id=R,
        reason="x",
        due_at=DUE,
        on_time=True,
    )
    assert plan(submitted) == plan(on_paper) == [Cancel(f"missed {R}")]


def test_what_is_owed_no_more_is_taken_off() -> None:
    assert plan(ReportReleased(owed=owed, closed_on=date(2024, 5, 1))) == [Cancel(f"missed {R}"), Cancel(f"lock {R}")]


def test_closing_is_always_done_however_late_and_by_the_time_of_firing() -> None:
    now = LOCKS + timedelta(days=3)
    built = {name: kind.build(Entry("k", DUE, name, "03386", PAYLOAD), now) for name, kind in TIMERS.fire.items()}
    assert built == {
        "mark-missed": MarkMissed(ward_code="03386", at=now, report_id=R),
        "lock-report": LockReport(ward_code="03386", at=now, report_id=R),
    }
    assert all(kind.skip_after is None for kind in TIMERS.fire.values())
