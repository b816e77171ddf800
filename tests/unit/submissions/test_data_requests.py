from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from services.submissions.data_requests import facts
from services.submissions.data_requests.capability import shows
from services.submissions.data_requests.commands import (
    AnswerDataRequest,
    ExtendDataRequest,
    ReceiveDataRequest,
    ReopenDataRequest,
    RestoreDataRequest,
    SettleDataRequest,
    TakeBackDataAnswer,
    WithdrawDataRequest,
)
from services.submissions.data_requests.decider import (
    DATA_REQUEST,
    HANDLES,
    decide_answer,
    decide_extend,
    decide_receive,
    decide_reopen,
    decide_restore,
    decide_settle,
    decide_take_back_answer,
    decide_withdraw,
)
from services.submissions.data_requests.events import (
    DataRequestAnswered,
    DataRequestAnswerTakenBack,
    DataRequestExtended,
    DataRequestReceived,
    DataRequestReopened,
    DataRequestRestored,
    DataRequestSettled,
    DataRequestWithdrawn,
)
from services.submissions.data_requests.rules import ROWS, limits_on, workdays
from services.submissions.people.decider import PERSON
from tests.support.given import decider
from tests.unit.submissions import test_people

WARD, R, P = "03386", UUID(int=71), test_people.P
NOW = datetime(2026, 3, 31, 3, tzinfo=UTC)
FRIDAY, TUESDAY = date(2026, 3, 6), date(2026, 3, 10)
receive = ReceiveDataRequest(
    ward_code=WARD, at=NOW, request_id=R, person_id=P, kind="restrict", asker="self", received_on=FRIDAY, with_others=False
)  # fmt: skip
received = DataRequestReceived(
    request_id=R, person_id=P, kind="restrict", asker="self", received_on=FRIDAY, with_others=False,
    document_number=None, answer_by=TUESDAY, finish_by=date(2026, 3, 21),
)  # fmt: skip
answer = AnswerDataRequest(ward_code=WARD, at=NOW, request_id=R, answered_on=TUESDAY, document_number="27/UBND-VHXH")
answered = DataRequestAnswered(
    request_id=R, person_id=P, answered_on=TUESDAY, document_number="27/UBND-VHXH", finish_by=date(2026, 3, 21)
)
take_back = TakeBackDataAnswer(ward_code=WARD, at=NOW, request_id=R, reason="slip")
taken_back = DataRequestAnswerTakenBack(request_id=R, reason="slip", answer_by=TUESDAY)
IN_TIME = datetime(2026, 3, 21, 16, 59, tzinfo=UTC)
"""The last minute of the day by which it is settled, in Vietnam."""
extend = ExtendDataRequest(ward_code=WARD, at=IN_TIME, request_id=R, finish_by=date(2026, 4, 5), delay="complex")
extended = DataRequestExtended(request_id=R, person_id=P, delay="complex", finish_by=date(2026, 4, 5))
settle = SettleDataRequest(
    ward_code=WARD, at=NOW, request_id=R, outcome="refused", ground="archive", settled_on=date(2026, 3, 20)
)
settled = DataRequestSettled(
    request_id=R, person_id=P, kind="restrict", outcome="refused", ground="archive", settled_on=date(2026, 3, 20),
    document_number=None,
)  # fmt: skip
reopen = ReopenDataRequest(ward_code=WARD, at=NOW, request_id=R, reason="content")
reopened = DataRequestReopened(request_id=R, person_id=P, reason="content", finish_by=date(2026, 3, 21))
withdraw = WithdrawDataRequest(ward_code=WARD, at=NOW, request_id=R, reason="asker")
withdrawn = DataRequestWithdrawn(request_id=R, reason="asker")
restore = RestoreDataRequest(ward_code=WARD, at=NOW, request_id=R, reason="slip")
restored = DataRequestRestored(
    request_id=R, person_id=P, reason="slip", received_on=FRIDAY, answered=False, answer_by=TUESDAY,
    finish_by=date(2026, 3, 21),
)  # fmt: skip
GOLDEN = [received, answered, taken_back, extended, settled, reopened, withdrawn, restored]

KNOWN = PERSON.fold([test_people.registered])
receiving = decider(DATA_REQUEST, decide_receive).beside(KNOWN)


def test_a_request_gets_the_days_of_the_law_of_its_day() -> None:
    receiving.when(receive).then(received)
    longer = replace(received, with_others=True, finish_by=date(2026, 3, 26))
    receiving.when(replace(receive, with_others=True)).then(longer)
    before = date(2024, 5, 3)
    under_13 = replace(received, received_on=before, answer_by=date(2024, 5, 6), finish_by=date(2024, 5, 6))
    receiving.when(replace(receive, received_on=before)).then(under_13)
    told = receiving.when(replace(receive, received_on=date(2023, 6, 30))).then_refused("data-request.before-the-law")
    assert told.facts["holds_from"] == "01/07/2023"
    receiving.when(replace(receive, received_on=date(2026, 4, 1))).then_refused("data-request.in-the-future")


def test_a_request_recorded_twice_is_one_and_each_act_names_its_streams() -> None:
    receiving.given(received).beside(KNOWN).when(receive).then_nothing()
    of = {handles.command: handles.streams for handles in HANDLES}
    own, person = of[ReceiveDataRequest](receive)
    assert own.may_be_absent and person.only_read
    assert all(
        of[type(one)](one) == (DATA_REQUEST.at(R),)
        for one in (answer, take_back, extend, settle, reopen, withdraw, restore)
    )


def test_nobody_unknown_and_nobody_erased_asks() -> None:
    gone = PERSON.fold([test_people.registered, test_people.erased])
    decider(DATA_REQUEST, decide_receive).beside(gone).when(receive).then_refused("person.erased")
    decider(DATA_REQUEST, decide_receive).beside(PERSON.initial_state).when(receive).then_refused("not-found")


@pytest.mark.parametrize(
    ("after", "count", "day"),
    [
        (date(2026, 3, 2), 2, date(2026, 3, 4)),  # Monday
        (date(2026, 3, 5), 2, date(2026, 3, 9)),  # Thursday
        (FRIDAY, 2, TUESDAY),
        (date(2026, 3, 7), 2, TUESDAY),  # Saturday
        (date(2026, 3, 8), 2, TUESDAY),  # Sunday
    ],
)
def test_saturdays_and_sundays_are_no_working_days(after: date, count: int, day: date) -> None:
    assert workdays(after, count) == day


def test_an_answer_comes_once_and_is_taken_back() -> None:
    answering = decider(DATA_REQUEST, decide_answer)
    answering.given(received).when(answer).then(answered)
    answering.given(received, answered).when(answer).then_refused("data-request.answered")
    answering.given(received, answered, taken_back).when(answer).then(answered)
    answering.given(received).when(replace(answer, answered_on=date(2026, 3, 5))).then_refused(
        "data-request.before-received"
    )
    answering.given(received).when(replace(answer, answered_on=date(2026, 4, 1))).then_refused(
        "data-request.in-the-future"
    )
    taking_back = decider(DATA_REQUEST, decide_take_back_answer)
    taking_back.given(received, answered).when(take_back).then(taken_back)
    taking_back.given(received).when(take_back).then_refused("data-request.not-answered")


def test_more_time_is_taken_once_and_no_more_than_the_law_gives() -> None:
    extending = decider(DATA_REQUEST, decide_extend)
    extending.given(received, answered).when(extend).then(extended)
    late = replace(extend, at=datetime(2026, 3, 21, 17, tzinfo=UTC))
    assert (
        "21/03/2026"
        in extending.given(received, answered).when(late).then_refused("data-request.extension-late").sentence
    )
    too_long = replace(extend, finish_by=date(2026, 4, 6))
    extending.given(received, answered).when(too_long).then_refused("data-request.extension-too-long")
    shorter = replace(extend, finish_by=received.finish_by)
    extending.given(received, answered).when(shorter).then_refused("data-request.extension-too-long")
    extending.given(received, answered, extended).when(extend).then_refused("data-request.extended")
    extending.given(received).when(extend).then_refused("data-request.not-answered")
    old = replace(received, received_on=date(2024, 5, 3))
    extending.given(old, answered).when(extend).then_refused("data-request.no-extension")
    # what was granted once stays with the request, also after it was settled and reopened
    extending.given(received, answered, extended, settled, reopened).when(extend).then_refused("data-request.extended")


def test_what_is_not_fulfilled_names_its_ground() -> None:
    settling = decider(DATA_REQUEST, decide_settle)
    settling.given(received, answered).when(settle).then(settled)
    settling.given(received, answered).when(replace(settle, ground=None)).then_refused("data-request.no-ground")
    partly = replace(settle, outcome="partly", ground=None)
    settling.given(received, answered).when(partly).then_refused("data-request.no-ground")
    done = replace(settle, outcome="fulfilled")
    settling.given(received, answered).when(done).then_refused("data-request.ground-needless")
    whole = replace(settled, outcome="fulfilled", ground=None)
    settling.given(received, answered).when(replace(done, ground=None)).then(whole)
    settling.given(received).when(settle).then_refused("data-request.not-answered")
    settling.given(received, answered, settled).when(settle).then_refused("data-request.settled")
    early, late = (replace(settle, settled_on=day) for day in (date(2026, 3, 5), date(2026, 4, 1)))
    settling.given(received, answered).when(early).then_refused("data-request.before-received")
    settling.given(received, answered).when(late).then_refused("data-request.in-the-future")


def test_what_was_settled_is_reopened_and_what_was_not_is_withdrawn() -> None:
    reopening, withdrawing = decider(DATA_REQUEST, decide_reopen), decider(DATA_REQUEST, decide_withdraw)
    reopening.given(received, answered, settled).when(reopen).then(reopened)
    reopening.given(received, answered).when(reopen).then_refused("data-request.not-settled")
    reopening.given(received).when(reopen).then_refused("data-request.not-settled")
    withdrawing.given(received).when(withdraw).then(withdrawn)
    withdrawing.given(received, answered).when(withdraw).then(withdrawn)
    withdrawing.given(received, answered, settled).when(withdraw).then_refused("data-request.settled")
    withdrawing.given(received, withdrawn).when(withdraw).then_refused("data-request.withdrawn")
    withdrawing.when(withdraw).then_refused("not-found")


def test_days_that_nobody_confirmed_say_so() -> None:
    newest = limits_on(date(2026, 1, 1))
    assert newest is ROWS[0] and newest.sure("restrict") and not newest.sure("access")
    assert limits_on(date(2025, 12, 31)) is ROWS[1] and not ROWS[1].sure("restrict")
    assert limits_on(date(2023, 6, 30)) is None
    assert shows(DATA_REQUEST.fold([received])).sure
    assert not shows(DATA_REQUEST.fold([replace(received, kind="delete")])).sure


def test_what_was_withdrawn_by_mistake_waits_as_before_until_the_same_days() -> None:
    restoring = decider(DATA_REQUEST, decide_restore)
    restoring.given(received, withdrawn).when(restore).then(restored)
    of_answered = replace(restored, answered=True, finish_by=extended.finish_by)
    restoring.given(received, answered, extended, withdrawn).when(restore).then(of_answered)
    for history in ([received], [received, answered], [received, answered, settled], [received, withdrawn, restored]):
        restoring.given(*history).when(restore).then_refused("data-request.not-withdrawn")
    restoring.when(restore).then_refused("not-found")
    decider(DATA_REQUEST, decide_answer).given(received, withdrawn, restored).when(answer).then(answered)
    decider(DATA_REQUEST, decide_settle).given(received, answered, withdrawn, of_answered).when(settle).then(settled)


def test_others_are_told_what_waits_again_after_a_restoration() -> None:
    assert type(facts.restored(restored)).__name__ == "DataRequestReceived"
    assert type(facts.restored(replace(restored, answered=True))).__name__ == "DataRequestRestored"


def test_what_is_to_be_mended_is_named_and_what_else_is_asked_may_be_about_all() -> None:
    receiving.when(replace(receive, kind="correct")).then_refused("data-request.data-not-named")
    named = ("name", "birth")
    told = replace(received, kind="correct", data=named)
    receiving.when(replace(receive, kind="correct", data=named)).then(told)
    assert shows(DATA_REQUEST.fold([told])).data == named
    [said] = [fact.sentence(told) for fact in facts.FACTS if fact.cls is DataRequestReceived]
    assert said.endswith("chỉnh sửa dữ liệu (họ và tên; ngày sinh).")
