"""The rules of a delivery: intended once, attempted by the schedule, settled once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from services.notifications.deliveries.commands import BeginAttempt, IntendDelivery, RecordFailure, RecordSuccess
from services.notifications.deliveries.decider import DELIVERY, HANDLES, decide
from services.notifications.deliveries.events import (
    AttemptFailed,
    DeliveryAttempted,
    DeliveryFailed,
    DeliveryIntended,
    DeliverySucceeded,
    Message,
    Recipient,
)
from services.notifications.deliveries.schedule import AGAIN_AFTER, UNSETTLED_FOR
from tests.support.given import decider
from thidua_contracts.codes import DeliveryChannel

delivery = decider(DELIVERY, decide)

ID, NOTICE = UUID("0b7b1f0e-9df7-5b43-8f57-6f3d8e9c2a10"), UUID("5c1a4a2e-7f0b-5d0d-9c44-1f0b2a9d8e77")
AT = datetime(2024, 5, 7, 1, tzinfo=UTC)
WARD = "03386"
MESSAGE = Message(Recipient("u-1", "clerk"), DeliveryChannel.EMAIL, "report-missed-clerk", {"year": "2024"}, "report")

intend = IntendDelivery(WARD, AT, ID, NOTICE, MESSAGE)
intended = DeliveryIntended(ID, NOTICE, MESSAGE)
begin = BeginAttempt(WARD, AT, ID, 1)
begun = DeliveryAttempted(ID, 1, AT)
success = RecordSuccess(WARD, AT, ID, 1, "<m@thidua.local>")
succeeded = DeliverySucceeded(ID, 1, AT, "<m@thidua.local>", "u-1", DeliveryChannel.EMAIL, "report-missed-clerk")
failure = RecordFailure(WARD, AT, ID, 1, "smtp.451", False)
failed_once = AttemptFailed(ID, 1, "smtp.451", AT + AGAIN_AFTER[0])


def failed(attempt: int, reason: str) -> DeliveryFailed:
    return DeliveryFailed(ID, attempt, AT, reason, "u-1", DeliveryChannel.EMAIL, "report-missed-clerk")


def test_a_recipient_is_told_once_however_often_it_is_intended() -> None:
    delivery.given().when(intend).then(intended)
    delivery.given(intended).when(intend).then_nothing()
    delivery.given(intended, begun).when(intend).then_nothing()
    delivery.given(intended, begun, succeeded).when(intend).then_nothing()


def test_an_attempt_is_recorded_before_the_message_leaves() -> None:
    delivery.given(intended).when(begin).then(begun)


def test_two_senders_do_not_begin_the_same_attempt() -> None:
    delivery.given(intended, begun).when(begin).then_refused("delivery.not-due")
    delivery.given(intended, begun).when(replace(begin, attempt=2)).then_refused("delivery.not-due")


def test_attempts_are_counted_without_a_gap() -> None:
    delivery.given(intended).when(replace(begin, attempt=2)).then_refused("delivery.not-due")


def test_a_message_that_was_taken_is_settled() -> None:
    delivery.given(intended, begun).when(success).then(succeeded)
    delivery.given(intended, begun, succeeded).when(success).then_nothing()
    delivery.given(intended, begun, succeeded).when(replace(begin, attempt=2)).then_refused("delivery.settled")


def test_what_was_never_intended_is_not_sent() -> None:
    delivery.given().when(begin).then_refused("delivery.settled")
    delivery.given().when(success).then_nothing()


def test_a_failed_attempt_is_tried_again_after_a_pause() -> None:
    delivery.given(intended, begun).when(failure).then(failed_once)
    too_early = replace(begin, attempt=2, at=AT + AGAIN_AFTER[0] - timedelta(seconds=1))
    delivery.given(intended, begun, failed_once).when(too_early).then_refused("delivery.not-due")
    in_time = replace(begin, attempt=2, at=AT + AGAIN_AFTER[0])
    delivery.given(intended, begun, failed_once).when(in_time).then(DeliveryAttempted(ID, 2, in_time.at))


def test_the_pauses_grow_and_end() -> None:
    assert list(AGAIN_AFTER) == sorted(AGAIN_AFTER)
    history: list[object] = [intended]
    for attempt, pause in enumerate(AGAIN_AFTER, start=1):
        history.append(DeliveryAttempted(ID, attempt, AT))
        again = AttemptFailed(ID, attempt, "smtp.451", AT + pause)
        delivery.given(*history).when(replace(failure, attempt=attempt)).then(again)
        history.append(again)
    last = len(AGAIN_AFTER) + 1
    history.append(DeliveryAttempted(ID, last, AT))
    delivery.given(*history).when(replace(failure, attempt=last)).then(failed(last, "smtp.451"))


def test_a_permanent_failure_is_not_tried_again() -> None:
    refused = replace(failure, reason_code="smtp.550", permanent=True)
    delivery.given(intended, begun).when(refused).then(failed(1, "smtp.550"))


def test_only_the_attempt_under_way_fails() -> None:
    delivery.given(intended).when(failure).then_refused("delivery.not-attempted")
    delivery.given(intended, begun).when(replace(failure, attempt=2)).then_refused("delivery.not-attempted")
    delivery.given(intended, begun, succeeded).when(failure).then_refused("delivery.not-attempted")
    delivery.given().when(failure).then_refused("delivery.not-attempted")


def test_an_attempt_that_was_cut_off_is_followed_by_another() -> None:
    after = replace(begin, attempt=2, at=AT + UNSETTLED_FOR)
    delivery.given(intended, begun).when(after).then(DeliveryAttempted(ID, 2, after.at))
    cut_off = (intended, begun, DeliveryAttempted(ID, 2, after.at))
    delivery.given(*cut_off).when(success).then(succeeded)


def test_a_success_that_is_told_late_still_counts() -> None:
    delivery.given(intended, begun, failed_once).when(success).then(succeeded)


def test_history_is_never_refused() -> None:
    assert DELIVERY.fold([begun, failed_once]) == DELIVERY.initial_state


def test_a_command_names_its_delivery() -> None:
    assert {ref.stream_id for case in HANDLES for ref in case.streams(begin)} == {f"delivery-{ID}"}
