from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from uuid import UUID

import pytest

from services.chassis.erasure.words import Written
from services.chassis.identity.mandates import MandateGranted
from services.submissions.deadlines import DuePhrase, Reading
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
from services.submissions.reports.decider import HANDLES, decide
from services.submissions.reports.events import (
    Event,
    Figure,
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
from services.submissions.reports.state import REPORT, Accepted, Due, Missed, Returned, Submitted
from tests.support.given import Scenario, decider
from thidua_contracts.codes import ReportPeriod

R, U, OTHER, OBLIGATION, PLAN_ID = (UUID(int=n) for n in (100, 1, 2, 31, 20))
W = "03386"
DUE = datetime(2024, 5, 14, 17, tzinfo=UTC)
LOCKS = datetime(2024, 5, 31, 17, tzinfo=UTC)
EARLY = datetime(2024, 5, 10, 3, tzinfo=UTC)
LAST = DUE - timedelta(microseconds=1)
LATE = datetime(2024, 5, 20, 3, tzinfo=UTC)
TICK = timedelta(microseconds=1)

owed = Owed(report_id=R, unit_id=U, obligation_id=OBLIGATION, year=2024, period=ReportPeriod.HALF_YEAR)
request = RequestReport(
    ward_code=W, at=EARLY, report_id=R, plan_id=PLAN_ID, unit_id=U, obligation_id=OBLIGATION, year=2024,
    period=ReportPeriod.HALF_YEAR, owed_from=date(2024, 2, 20), due_at=DUE, locks_at=LOCKS,
)  # fmt: skip
WORDS = Written().words_id(R)
requested = ReportRequested(owed=owed, plan_id=PLAN_ID, owed_from=date(2024, 2, 20), due_at=DUE, locks_at=LOCKS)
figures = (
    Figure(indicator="phong-trao-tham-gia", value=Decimal(3)),
    Figure(indicator="guong-nguoi-tot-viec-tot", value=Decimal(0)),
    Figure(indicator="households", value=Decimal("120.5")),
)
submit = SubmitReport(ward_code=W, at=EARLY, report_id=R, document_number="05/BC-TDP8", figures=figures)
submitted = ReportSubmitted(
    owed=owed, attempt=1, at=EARLY, due_at=DUE, on_time=True, document_number="05/BC-TDP8", figures=figures
)
late = replace(submitted, at=LATE, on_time=False)
accept = AcceptReport(ward_code=W, at=LATE, report_id=R)
accepted = ReportAccepted(owed=owed, attempt=1, at=LATE)
give_back = ReturnReport(ward_code=W, at=LATE, report_id=R, reason="Thiếu biểu số 2")
returned = ReportReturned(owed=owed, attempt=1, at=LATE, words_id=WORDS, reason="Thiếu biểu số 2")
withdraw = WithdrawAcceptance(ward_code=W, at=LATE, report_id=R, reason="Tiếp nhận nhầm")
withdrawn = ReportAcceptanceWithdrawn(owed=owed, attempt=1, at=LATE, words_id=WORDS, reason="Tiếp nhận nhầm")
paper = RecordPaperReceipt(
    ward_code=W, at=LATE, report_id=R, received_on=date(2024, 5, 14), document_number="07/CV-ĐEN", reason="Mất mạng"
)
on_paper = PaperReceiptRecorded(
    owed=owed, attempt=1, received_on=date(2024, 5, 14), document_number="07/CV-ĐEN", words_id=WORDS, reason="Mất mạng",
    due_at=DUE, on_time=True,
)  # fmt: skip
extend = ExtendDeadline(
    ward_code=W, at=LATE, report_id=R, due=DuePhrase(date(2024, 5, 31), Reading.THROUGH), locks=DuePhrase(date(2024, 6, 16)),
    document_number="80/UBND-VP", document_date=date(2024, 5, 16), reason="Mưa lũ",
)  # fmt: skip
NEW_DUE, NEW_LOCKS = datetime(2024, 5, 31, 17, tzinfo=UTC), datetime(2024, 6, 15, 17, tzinfo=UTC)
extended = ReportDeadlineExtended(
    owed=owed, due_at=NEW_DUE, locks_at=NEW_LOCKS, document_number="80/UBND-VP", document_date=date(2024, 5, 16),
    words_id=WORDS, reason="Mưa lũ",
)  # fmt: skip
extended_sent = replace(extended, on_time=True)
withdraw_extension = WithdrawExtension(
    ward_code=W, at=LATE, report_id=R, document_number="81/UBND-VP", reason="Gia hạn nhầm đơn vị"
)
unextended = ReportExtensionWithdrawn(
    owed=owed, at=LATE, due_at=DUE, locks_at=LOCKS, document_number="81/UBND-VP", words_id=WORDS,
    reason="Gia hạn nhầm đơn vị", on_time=None,
)  # fmt: skip
withdraw_return = WithdrawReturn(ward_code=W, at=LATE, report_id=R, reason="Trả lại nhầm")
unreturned = ReportReturnWithdrawn(owed=owed, attempt=1, at=LATE, words_id=WORDS, reason="Trả lại nhầm")
withdraw_sending = WithdrawSending(ward_code=W, at=LATE, report_id=R, reason="Ghi nhầm đơn vị")
unsent = ReportSendingWithdrawn(
    owed=owed, attempt=1, at=LATE, due_at=DUE, locks_at=LOCKS, before=None, on_time=None, words_id=WORDS,
    reason="Ghi nhầm đơn vị",
)  # fmt: skip
recall = RecallReport(ward_code=W, at=LATE, report_id=R)
recalled = ReportRecalled(owed=owed, attempt=1, at=LATE, due_at=DUE, locks_at=LOCKS, before=None, on_time=None)
for_the_unit = replace(submitted, by_office=True)
erase_words = EraseReportWords(ward_code=W, at=LATE, report_id=R, document_number="3/ĐN")
words_erased = ReportWordsErased(owed=owed, at=LATE, words_id=WORDS, document_number="3/ĐN")
mark_missed = MarkMissed(ward_code=W, at=DUE + timedelta(seconds=60), report_id=R)
missed = ReportMissed(owed=owed, due_at=DUE)
lock = LockReport(ward_code=W, at=LOCKS, report_id=R)
locked = ReportLocked(owed=owed, locks_at=LOCKS, missing=True)
locked_unsent_again = replace(locked, missing=False)
release = ReleaseReport(ward_code=W, at=EARLY, report_id=R, closed_on=date(2024, 5, 14))
released = ReportReleased(owed=owed, closed_on=date(2024, 5, 14))
call_off = CallOffReport(ward_code=W, at=EARLY, report_id=R)
restore = RestoreReport(ward_code=W, at=EARLY, report_id=R)
restored = ReportRestored(
    owed=owed,
    plan_id=requested.plan_id,
    owed_from=requested.owed_from,
    due_at=requested.due_at,
    locks_at=requested.locks_at,
)

report = decider(REPORT, decide)
CLERK = MandateGranted(UUID(int=9), W, "clerk-1", "clerk", None, date(2024, 1, 1), None)
HEAD = replace(CLERK, principal="head-1", role="unit-head", unit_id=U)


def by(who: MandateGranted) -> Scenario:
    """Decides what this person asks."""
    return decider(REPORT, partial(decide, by=who))


due = report.given(requested)

OPEN: list[tuple[Event, ...]] = [
    (requested,),
    (requested, missed),
    (requested, submitted, returned),
    (requested, missed, locked),
    (requested, submitted, returned, locked_unsent_again),
]
NOT_UNDER_REVIEW = [*OPEN, (requested, released)]


# --- owing it ---------------------------------------------------------------------------------------------------------


def test_a_report_is_requested_once_whoever_says_so_first() -> None:
    report.when(request).then(requested)
    due.when(request).then_nothing()


def test_a_unit_that_ended_before_the_deadline_owes_nothing() -> None:
    due.when(release).then(released)
    report.given(requested, released).when(submit).then_refused("report.released")


def test_a_unit_that_was_there_on_the_last_day_owes_its_report() -> None:
    due.when(replace(release, closed_on=date(2024, 5, 15))).then_nothing()


def test_what_was_sent_before_the_unit_ended_stays() -> None:
    report.given(requested, submitted).when(release).then_nothing()
    report.given(requested, submitted, returned).when(release).then_nothing()
    report.given(requested, submitted, returned, locked_unsent_again).when(release).then_nothing()


def test_an_end_before_the_deadline_counts_also_when_it_is_recorded_after_it() -> None:
    report.given(requested, missed).when(release).then(released)
    report.given(requested, missed, locked).when(release).then(released)


def test_what_a_revoked_plan_asked_for_is_called_off_late_or_not_and_what_was_sent_stays() -> None:
    off = ReportReleased(owed=owed, closed_on=EARLY.date(), plan_revoked=True)
    due.when(call_off).then(off)
    report.given(requested, missed).when(call_off).then(off)
    report.given(requested, missed, locked).when(call_off).then(off)
    report.given(requested, submitted).when(call_off).then_nothing()
    report.given(requested, off).when(call_off).then_nothing()


def test_what_a_unit_was_released_from_is_owed_again_on_the_terms_that_held() -> None:
    report.given(requested, released).when(restore).then(restored)
    report.given(requested, extended, released).when(restore).then(
        replace(restored, due_at=NEW_DUE, locks_at=NEW_LOCKS)
    )
    assert REPORT.fold([requested, missed, released, restored]) == REPORT.fold([requested])
    for history in [*OPEN, (requested, submitted), (requested, submitted, accepted)]:
        report.given(*history).when(restore).then_nothing()


# --- sending ----------------------------------------------------------------------------------------------------------


def test_a_report_is_sent_in_time_until_the_last_microsecond() -> None:
    due.when(submit).then(submitted)
    due.when(replace(submit, at=LAST)).then(replace(submitted, at=LAST))
    due.when(replace(submit, at=DUE)).then(replace(submitted, at=DUE, on_time=False))


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ((), "report.figure-missing"),
        (figures[:1], "report.figure-missing"),
        (figures[2:], "report.figure-missing"),
        ((*figures, figures[0]), "report.figure-twice"),
        ((*figures, replace(figures[0], indicator=figures[0].indicator.upper())), "report.figure-twice"),
        ((*figures, figures[2]), "report.figure-twice"),
        ((replace(figures[0], value=Decimal(-3)), *figures[1:]), "report.figure-not-a-count"),
        ((replace(figures[0], value=Decimal("0.5")), *figures[1:]), "report.figure-not-a-count"),
        ((replace(figures[0], value=Decimal(10**9)), *figures[1:]), "report.figure-not-a-count"),
        ((*figures[:2], replace(figures[2], value=Decimal("-0.1"))), "report.figure-out-of-range"),
        ((*figures[:2], replace(figures[2], value=Decimal(10**9))), "report.figure-out-of-range"),
    ],
)
def test_a_report_is_sent_with_each_count_once_and_none_below_nothing(sent: tuple[Figure, ...], code: str) -> None:
    due.when(replace(submit, figures=sent)).then_refused(code)


def test_counts_go_from_nothing_to_below_a_milliard_and_may_be_written_with_decimals() -> None:
    for value in (Decimal("0"), Decimal("3.0"), Decimal(10**9 - 1)):
        sent = (replace(figures[0], value=value), *figures[1:])
        due.when(replace(submit, figures=sent)).then(replace(submitted, figures=sent))


def test_a_report_that_was_sent_says_so_before_its_figures_are_judged() -> None:
    report.given(requested, submitted).when(replace(submit, figures=())).then_refused("report.already-submitted")


def test_a_late_report_is_taken_while_it_is_open() -> None:
    report.given(requested, missed).when(replace(submit, at=LATE)).then(late)


def test_what_arrived_in_time_is_in_time_even_when_the_scheduler_was_quicker() -> None:
    report.given(requested, missed).when(replace(submit, at=LAST)).then(replace(submitted, at=LAST))


def test_nothing_is_taken_from_the_lock_on_even_when_the_scheduler_sleeps() -> None:
    last = LOCKS - TICK
    due.when(replace(submit, at=last)).then(replace(submitted, at=last, on_time=False))
    refused = due.when(replace(submit, at=LOCKS)).then_refused("report.locked")
    assert "00:00 ngày 01/06/2024" in refused.sentence


def test_what_arrived_before_the_lock_is_taken_even_when_the_scheduler_was_quicker() -> None:
    last = LOCKS - TICK
    report.given(requested, missed, locked).when(replace(submit, at=last)).then(
        replace(submitted, at=last, on_time=False)
    )
    report.given(requested, missed, locked).when(replace(submit, at=LOCKS)).then_refused("report.locked")


def test_a_returned_report_is_sent_again_and_keeps_the_timeliness_of_its_first_sending() -> None:
    again = replace(submit, at=LATE)
    report.given(requested, submitted, returned).when(again).then(replace(submitted, attempt=2, at=LATE, on_time=True))
    report.given(requested, missed, late, returned).when(again).then(replace(late, attempt=2))


def test_attempts_are_counted() -> None:
    second = replace(submitted, attempt=2, at=LATE)
    returned_again = replace(returned, attempt=2)
    history = (requested, submitted, returned, second, returned_again)
    report.given(*history).when(replace(submit, at=LATE)).then(replace(submitted, attempt=3, at=LATE))


def test_a_locked_report_that_had_been_returned_goes_on_counting() -> None:
    history = (requested, submitted, returned, locked_unsent_again)
    last = LOCKS - TICK
    report.given(*history).when(replace(submit, at=last)).then(replace(submitted, attempt=2, at=last))


def test_a_report_under_review_or_accepted_is_not_sent_again() -> None:
    report.given(requested, submitted).when(submit).then_refused("report.already-submitted")
    report.given(requested, submitted, accepted).when(submit).then_refused("report.already-accepted")


def test_a_unit_head_sends_only_the_own_unit_s_report() -> None:
    due.by(HEAD).when(submit).then(replace(submitted, sent_by=HEAD.principal))
    for history in [*OPEN, (requested, submitted), (requested, submitted, accepted), (requested, released)]:
        report.given(*history).by(replace(HEAD, unit_id=OTHER)).when(submit).then_refused("not-found")


def test_a_report_nobody_asked_for_is_not_found() -> None:
    report.when(submit).then_refused("not-found")
    report.when(paper).then_refused("not-found")
    report.when(extend).then_refused("not-found")


# --- on paper ---------------------------------------------------------------------------------------------------------


def test_paper_counts_from_the_day_it_was_received_and_ends_a_missing() -> None:
    report.given(requested, missed).when(paper).then(on_paper)
    state = REPORT.fold([requested, missed, on_paper])
    assert isinstance(state, Submitted)
    assert state.sent.first_at == datetime(2024, 5, 13, 17, tzinfo=UTC)


def test_paper_that_came_before_what_was_sent_earlier_is_judged_by_its_own_day() -> None:
    report.given(requested, missed, late, returned).when(paper).then(replace(on_paper, attempt=2))
    state = REPORT.fold([requested, missed, late, returned, replace(on_paper, attempt=2)])
    assert isinstance(state, Submitted)
    assert state.sent.first_at == datetime(2024, 5, 13, 17, tzinfo=UTC)


def test_paper_received_after_the_deadline_is_late() -> None:
    day = date(2024, 5, 15)
    due.when(replace(paper, received_on=day)).then(replace(on_paper, received_on=day, on_time=False))


def test_paper_is_never_received_in_the_future() -> None:
    today = date(2024, 5, 20)
    due.when(replace(paper, received_on=today)).then(replace(on_paper, received_on=today, on_time=False))
    due.when(replace(paper, received_on=date(2024, 5, 21))).then_refused("report.receipt-in-the-future")


def test_paper_is_never_received_before_it_was_owed() -> None:
    first = date(2024, 2, 20)
    due.when(replace(paper, received_on=first)).then(replace(on_paper, received_on=first))
    refused = due.when(replace(paper, received_on=date(2024, 2, 19))).then_refused("report.receipt-before-obligation")
    assert "20/02/2024" in refused.sentence


def test_paper_received_before_the_lock_may_be_recorded_after_it() -> None:
    after = replace(paper, at=LOCKS + timedelta(days=3), received_on=date(2024, 5, 31))
    recorded = replace(on_paper, received_on=date(2024, 5, 31), on_time=False)
    report.given(requested, missed, locked).when(after).then(recorded)
    report.given(requested, missed, locked).when(replace(after, received_on=date(2024, 6, 1))).then_refused(
        "report.locked"
    )


def test_a_returned_report_may_come_again_on_paper() -> None:
    second = replace(on_paper, attempt=2, received_on=date(2024, 5, 20), on_time=True)
    report.given(requested, submitted, returned).when(replace(paper, received_on=date(2024, 5, 20))).then(second)


def test_paper_of_a_report_that_is_there_already_is_refused() -> None:
    report.given(requested, submitted).when(paper).then_refused("report.already-submitted")
    report.given(requested, submitted, accepted).when(paper).then_refused("report.already-accepted")


# --- review -----------------------------------------------------------------------------------------------------------


def test_a_report_under_review_is_accepted_and_again_is_nothing() -> None:
    report.given(requested, submitted).when(accept).then(accepted)
    report.given(requested, submitted, accepted).when(accept).then_nothing()


def test_nobody_accepts_what_they_sent_or_recorded_themselves() -> None:
    """Head and clerk in one person, or paper that nobody else has seen: another clerk or the chairman takes it."""
    sent, recorded = replace(submitted, sent_by="clerk-1", by_office=True), replace(on_paper, recorded_by="clerk-1")
    by(CLERK).given(requested).when(submit).then(sent)
    by(CLERK).given(requested).when(paper).then(recorded)
    for event in (sent, recorded):
        by(CLERK).given(requested, event).when(accept).then_refused("report.own-sending")
        by(replace(CLERK, principal="clerk-2")).given(requested, event).when(accept).then(accepted)
        by(CLERK).given(requested, event, accepted).when(accept).then_nothing()
    of_the_head = replace(submitted, sent_by="head-1")
    by(HEAD).given(requested).when(submit).then(of_the_head)
    by(CLERK).given(requested, of_the_head).when(accept).then(accepted)
    by(CLERK).given(requested, submitted).when(accept).then(accepted)  # of an earlier build: nobody knows who sent it


@pytest.mark.parametrize("history", NOT_UNDER_REVIEW)
def test_only_a_report_under_review_is_accepted(history: tuple[Event, ...]) -> None:
    report.given(*history).when(accept).then_refused("report.not-under-review")


def test_a_report_under_review_is_returned_once_with_a_reason() -> None:
    report.given(requested, submitted).when(give_back).then(returned)
    report.given(requested, submitted, returned).when(give_back).then_refused("report.not-under-review")


@pytest.mark.parametrize("history", [(requested,), (requested, missed), (requested, submitted, accepted)])
def test_only_a_report_under_review_is_returned(history: tuple[Event, ...]) -> None:
    report.given(*history).when(give_back).then_refused("report.not-under-review")


def test_a_report_is_not_returned_when_it_could_not_be_sent_again() -> None:
    after = replace(give_back, at=LOCKS)
    refused = report.given(requested, submitted).when(after).then_refused("report.returned-after-lock")
    assert "01/06/2024" in refused.sentence
    report.given(requested, submitted, extended).when(after).then(replace(returned, at=LOCKS))


def test_a_wrong_acceptance_is_undone_by_an_event_of_its_own() -> None:
    report.given(requested, submitted, accepted).when(withdraw).then(withdrawn)
    report.given(requested, submitted, accepted, withdrawn).when(give_back).then(returned)


@pytest.mark.parametrize("history", [(), *NOT_UNDER_REVIEW, (requested, submitted)])
def test_only_an_acceptance_is_undone(history: tuple[Event, ...]) -> None:
    report.given(*history).when(withdraw).then_refused("report.not-accepted")


# --- extension --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("history", [*OPEN, (requested, submitted)])
def test_a_deadline_is_extended_by_a_document(history: tuple[Event, ...]) -> None:
    report.given(*history).when(extend).then(extended_sent if submitted in history else extended)


def test_an_extension_says_how_it_judges_what_was_sent() -> None:
    report.given(requested, missed, late).when(extend).then(extended_sent)
    only_lock = replace(extend, due=DuePhrase(date(2024, 5, 15)))
    report.given(requested, missed, late).when(only_lock).then(replace(extended, due_at=DUE, on_time=False))


def test_what_was_accepted_late_is_judged_by_the_deadline_that_now_holds() -> None:
    history = (requested, missed, submitted, accepted)
    report.given(*history).when(extend).then(extended_sent)
    state = REPORT.fold([*history, extended])
    assert isinstance(state, Accepted) and (state.terms.due_at, state.terms.locks_at) == (NEW_DUE, NEW_LOCKS)


def test_a_released_report_needs_no_extension() -> None:
    report.given(requested, released).when(extend).then_refused("report.released")


def test_an_extension_reopens_what_was_missed_or_locked() -> None:
    for history in ([requested], [requested, missed], [requested, missed, locked]):
        state = REPORT.fold([*history, extended])
        assert isinstance(state, Due) and (state.terms.due_at, state.terms.locks_at) == (NEW_DUE, NEW_LOCKS)


def test_extending_only_the_lock_leaves_the_missing_on_record() -> None:
    only_lock = replace(extended, due_at=DUE)
    for history in ([requested, missed], [requested, missed, locked]):
        state = REPORT.fold([*history, only_lock])
        assert isinstance(state, Missed) and state.terms.locks_at == NEW_LOCKS


def test_an_extension_reopens_what_had_been_returned_before_the_lock() -> None:
    for history in ([requested, submitted, returned], [requested, submitted, returned, locked_unsent_again]):
        state = REPORT.fold([*history, extended])
        assert isinstance(state, Returned) and state.terms.locks_at == NEW_LOCKS


def test_after_an_extension_the_new_deadline_decides() -> None:
    report.given(requested, missed, extended).when(replace(submit, at=LATE)).then(
        replace(late, due_at=NEW_DUE, on_time=True)
    )


@pytest.mark.parametrize(
    "change",
    [
        {"due": DuePhrase(date(2024, 5, 15)), "locks": DuePhrase(date(2024, 6, 1))},
        {"due": DuePhrase(date(2024, 5, 14))},
        {"locks": DuePhrase(date(2024, 5, 31))},
        {"due": DuePhrase(date(2024, 6, 17))},
        {"at": NEW_LOCKS},
    ],
    ids=["nothing-moves", "due-earlier", "lock-earlier", "locks-before-due", "over-already"],
)
def test_an_extension_moves_the_deadline_later_and_leaves_time(change: dict[str, object]) -> None:
    due.when(replace(extend, **change)).then_refused("report.extension-not-later")  # type: ignore[arg-type]


def test_an_extension_may_move_only_one_of_the_two_faces() -> None:
    assert due.when(replace(extend, due=DuePhrase(date(2024, 5, 15)))).outcome()
    assert due.when(replace(extend, locks=DuePhrase(date(2024, 6, 1)), due=DuePhrase(date(2024, 5, 20)))).outcome()


def test_an_extension_s_document_is_not_of_a_day_to_come() -> None:
    due.when(replace(extend, document_date=date(2024, 5, 21))).then_refused("report.extension-document-in-the-future")


def test_an_extension_that_was_a_mistake_is_taken_back_and_the_deadline_before_it_holds() -> None:
    for history in [(requested,), (requested, missed), (requested, missed, locked)]:
        report.given(*history, extended).when(withdraw_extension).then(unextended)
        state = REPORT.fold([*history, extended, unextended])
        assert isinstance(state, Due) and (state.terms.due_at, state.terms.locks_at) == (DUE, LOCKS)
    again = report.given(requested, extended, unextended)
    again.when(withdraw_extension).then_refused("report.not-extended")
    again.when(extend).then(extended)


def test_what_was_sent_is_judged_again_by_the_deadline_before_and_what_was_taken_stays_taken() -> None:
    in_time, too_late = replace(unextended, on_time=True), replace(unextended, on_time=False)
    report.given(requested, submitted, extended).when(withdraw_extension).then(in_time)
    report.given(requested, missed, late, extended).when(withdraw_extension).then(too_late)
    report.given(requested, extended, late, accepted).when(withdraw_extension).then(too_late)
    report.given(requested, extended, late, returned).when(withdraw_extension).then(too_late)
    after = replace(late, at=LOCKS + timedelta(days=3), due_at=NEW_DUE)  # taken only because the lock had moved
    report.given(requested, missed, locked, extended, after).when(replace(withdraw_extension, at=NEW_LOCKS)).then(
        replace(too_late, at=NEW_LOCKS)
    )
    state = REPORT.fold([requested, extended, late, accepted, too_late])
    assert isinstance(state, Accepted) and state.terms.due_at == DUE


def test_of_two_extensions_the_last_is_taken_back_first() -> None:
    longer = replace(extended, due_at=NEW_LOCKS, locks_at=NEW_LOCKS)
    two = report.given(requested, extended, longer)
    back = replace(unextended, due_at=NEW_DUE, locks_at=NEW_LOCKS)
    two.when(withdraw_extension).then(back)
    report.given(requested, extended, longer, back).when(withdraw_extension).then(unextended)
    report.given(requested, extended, released, replace(restored, due_at=NEW_DUE, locks_at=NEW_LOCKS)).when(
        withdraw_extension
    ).then(unextended)


def test_what_was_missing_under_the_extension_too_stays_missing() -> None:
    state = REPORT.fold([requested, extended, replace(missed, due_at=NEW_DUE), unextended])
    assert isinstance(state, Missed) and state.terms.due_at == DUE


def test_an_extension_that_is_over_changes_nothing_any_more() -> None:
    over = replace(withdraw_extension, at=NEW_LOCKS)
    for history in [(requested, extended), (requested, submitted, returned, extended), (requested, extended, locked)]:
        report.given(*history).when(over).then_refused("report.extension-over")
    report.given(requested, submitted, extended).when(over).then(replace(unextended, at=NEW_LOCKS, on_time=True))


@pytest.mark.parametrize("history", [*OPEN, (requested, submitted), (requested, submitted, accepted)])
def test_what_was_not_extended_has_no_extension_to_take_back(history: tuple[Event, ...]) -> None:
    report.given(*history).when(withdraw_extension).then_refused("report.not-extended")


def test_nobody_takes_back_the_extension_of_what_is_not_owed() -> None:
    report.when(withdraw_extension).then_refused("not-found")
    report.given(requested, extended, released).when(withdraw_extension).then_refused("report.released")


# --- what was a mistake -------------------------------------------------------------------------------------------------


def test_a_wrong_return_is_undone_while_the_unit_has_not_sent_it_again() -> None:
    history = (requested, submitted, returned)
    report.given(*history).when(withdraw_return).then(unreturned)
    before, after = REPORT.fold([requested, submitted]), REPORT.fold([*history, unreturned])
    assert isinstance(before, Submitted) and isinstance(after, Submitted) and after.sent == before.sent
    report.given(*history, unreturned).when(give_back).then(returned)
    report.given(*history, unreturned).when(accept).then(accepted)
    report.given(*history, unreturned).when(submit).then_refused("report.already-submitted")


def test_a_wrong_return_is_undone_also_when_the_report_was_locked_meanwhile() -> None:
    history = (requested, submitted, returned, locked_unsent_again)
    after = LOCKS + timedelta(days=3)
    report.given(*history).when(replace(withdraw_return, at=after)).then(replace(unreturned, at=after))
    assert isinstance(REPORT.fold([*history, unreturned]), Submitted)


@pytest.mark.parametrize(
    "history",
    [
        (),
        (requested,),
        (requested, missed, locked),
        (requested, submitted),
        (requested, submitted, accepted),
        (requested, submitted, returned, replace(submitted, attempt=2)),
        (requested, submitted, returned, unreturned),
        (requested, released),
    ],
)
def test_only_a_return_that_waits_is_undone(history: tuple[Event, ...]) -> None:
    report.given(*history).when(withdraw_return).then_refused("report.not-returned")


@pytest.mark.parametrize("sent", [on_paper, for_the_unit], ids=["on paper", "for the unit"])
def test_what_the_office_recorded_by_mistake_is_undone_and_the_report_waits_as_before(sent: Event) -> None:
    for history in [(requested,), (requested, missed), (requested, missed, locked)]:
        report.given(*history, sent).when(withdraw_sending).then(unsent)
        state = REPORT.fold([*history, sent, unsent])
        assert isinstance(state, Due)  # missing or locked again as soon as the scheduler looks
        report.given(*history, sent, unsent).when(mark_missed).then(missed)
        report.given(*history, sent, unsent).when(lock).then(locked)
    report.given(requested, sent, unsent).when(submit).then(submitted)  # the first sending, as if nothing had been


def test_what_had_been_given_back_waits_to_be_mended_again() -> None:
    second = replace(on_paper, attempt=2)
    given_back = GivenBack(
        attempt=1, at=LATE, first_at=LATE, on_paper=False, by_office=False, returned_at=LATE
    )  # fmt: skip
    back = replace(unsent, attempt=2, before=given_back, on_time=False)
    for history in [(requested, late, returned), (requested, late, returned, locked_unsent_again)]:
        report.given(*history, second).when(withdraw_sending).then(back)
        state = REPORT.fold([*history, second, back])
        assert isinstance(state, Returned)
        assert (state.sent.attempt, state.sent.first_at) == (1, LATE)  # the paper's earlier day counts no more
    report.given(requested, late, returned, second, back).when(replace(submit, at=LATE)).then(replace(late, attempt=2))


def test_an_extension_in_between_holds_for_what_waits_again() -> None:
    report.given(requested, missed, on_paper, extended_sent).when(withdraw_sending).then(
        replace(unsent, due_at=NEW_DUE, locks_at=NEW_LOCKS)
    )


def test_the_office_takes_back_only_what_the_office_recorded_and_while_it_is_under_review() -> None:
    report.given(requested, submitted).when(withdraw_sending).then_refused("report.sent-by-unit")
    report.given(requested, on_paper, accepted).when(withdraw_sending).then_refused("report.sending-accepted")
    for history in [(), *OPEN, (requested, on_paper, returned), (requested, on_paper, unsent)]:
        report.given(*history).when(withdraw_sending).then_refused("report.no-sending")


# --- taken back by the unit -------------------------------------------------------------------------------------------


def test_a_unit_takes_back_what_it_sent_and_is_judged_by_what_it_sends_then() -> None:
    for history in [(requested,), (requested, missed)]:
        report.given(*history, submitted).by(HEAD).when(recall).then(recalled)
        assert isinstance(REPORT.fold([*history, submitted, recalled]), Due)
    report.given(requested, submitted, recalled).when(replace(submit, at=LATE)).then(late)
    report.given(requested, submitted, recalled).when(mark_missed).then(missed)
    report.given(requested, submitted, recalled).by(HEAD).when(recall).then_refused("report.nothing-to-recall")


def test_what_was_given_back_and_sent_again_waits_to_be_mended_when_it_is_taken_back() -> None:
    second = replace(submitted, attempt=2, at=LATE)
    before = GivenBack(attempt=1, at=EARLY, first_at=EARLY, on_paper=False, by_office=False, returned_at=LATE)
    report.given(requested, submitted, returned, second).by(HEAD).when(recall).then(
        replace(recalled, attempt=2, before=before, on_time=True)
    )


def test_a_unit_takes_back_only_its_own_sending_while_nobody_answered_it_and_it_can_be_sent_again() -> None:
    report.given(requested, submitted).by(replace(HEAD, unit_id=OTHER)).when(recall).then_refused("not-found")
    report.given().by(HEAD).when(recall).then_refused("not-found")
    report.given(requested, submitted, accepted).by(HEAD).when(recall).then_refused("report.already-accepted")
    for history in [
        (requested,),
        (requested, submitted, returned),
        (requested, submitted, returned, locked_unsent_again),
    ]:
        report.given(*history).by(HEAD).when(recall).then_refused("report.nothing-to-recall")
    for sent in (for_the_unit, on_paper):
        report.given(requested, sent).by(HEAD).when(recall).then_refused("report.sent-by-office")
    after = replace(recall, at=LOCKS)
    report.given(requested, submitted).by(HEAD).when(after).then_refused("report.recalled-after-lock")
    report.given(requested, submitted).by(HEAD).when(replace(recall, at=LOCKS - TICK)).then(
        replace(recalled, at=LOCKS - TICK)
    )


# --- words about it ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "history",
    [
        (requested, submitted, returned),
        (requested, missed, on_paper),
        (requested, submitted, accepted, withdrawn),
        (requested, extended),
        (requested, submitted, returned, locked_unsent_again),
        (requested, extended, released, restored),
        (requested, extended, unextended),
        (requested, submitted, returned, unreturned),
        (requested, on_paper, unsent),
    ],
)
def test_words_about_a_report_are_erased_once_and_what_is_written_later_has_another_key(
    history: tuple[Event, ...],
) -> None:
    report.given(*history).when(erase_words).then(words_erased)
    report.given(*history, words_erased).when(erase_words).then_refused("report.no-words")
    before, after = REPORT.fold(history), REPORT.fold([*history, words_erased])
    assert type(before) is type(after)
    later = Written(1).words_id(R)
    assert later != WORDS
    again = (requested, submitted, returned, words_erased, replace(submitted, attempt=2))
    report.given(*again).when(give_back).then(replace(returned, attempt=2, words_id=later))
    report.given(*again, replace(returned, attempt=2, words_id=later)).when(erase_words).then(
        replace(words_erased, words_id=later)
    )


def test_a_report_about_which_nothing_was_written_has_nothing_to_erase() -> None:
    report.when(erase_words).then_refused("not-found")
    report.given(requested, submitted, accepted).when(erase_words).then_refused("report.no-words")


# --- the scheduler ----------------------------------------------------------------------------------------------------


def test_a_missing_report_is_recorded_after_the_deadline() -> None:
    due.when(mark_missed).then(missed)


def test_an_extension_that_was_quicker_than_the_scheduler_wins() -> None:
    report.given(requested, extended).when(mark_missed).then_nothing()
    report.given(requested, extended).when(lock).then_nothing()


@pytest.mark.parametrize("history", [(requested, missed), (requested, submitted), (requested, submitted, returned), ()])
def test_only_what_was_never_sent_is_missed(history: tuple[Event, ...]) -> None:
    report.given(*history).when(mark_missed).then_nothing()


def test_locking_records_who_is_missing() -> None:
    due.when(lock).then(locked)
    report.given(requested, missed).when(lock).then(locked)
    report.given(requested, submitted, returned).when(lock).then(locked_unsent_again)


@pytest.mark.parametrize(
    "history",
    [(requested, submitted), (requested, submitted, accepted), (requested, missed, locked), (requested, released)],
)
def test_what_is_under_review_or_done_is_not_locked(history: tuple[Event, ...]) -> None:
    report.given(*history).when(lock).then_nothing()


def test_each_command_names_its_one_report_and_the_system_s_own_are_nobody_else_s() -> None:
    commands: list[Command] = [
        request, submit, accept, give_back, withdraw, paper, extend, withdraw_extension, withdraw_return,
        withdraw_sending, recall, erase_words, mark_missed, lock, release,
            restore, call_off,
    ]  # fmt: skip
    by_command = {case.command: case for case in HANDLES}
    assert set(by_command) == {type(command) for command in commands}
    for command in commands:
        (ref,) = by_command[type(command)].streams(command)
        assert ref == REPORT.at(R)
        assert ref.may_be_absent == isinstance(command, RequestReport)
    systems = {RequestReport, MarkMissed, LockReport, ReleaseReport, CallOffReport, RestoreReport}
    assert {command for command, case in by_command.items() if not case.roles} == systems
