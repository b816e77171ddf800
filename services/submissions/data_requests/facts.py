"""What is stored of requests about personal data, what others are told of them, and how a timeline says it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from services.chassis.calendar import end_of_day
from services.chassis.kit.facts import Fact
from services.chassis.kit.fields import lower
from services.chassis.words import day
from services.submissions.data_requests import events
from services.submissions.fields import because
from thidua_contracts.submissions.data_request_answer_taken_back_v1 import DataRequestAnswerTakenBack
from thidua_contracts.submissions.data_request_answered_v1 import DataRequestAnswered
from thidua_contracts.submissions.data_request_extended_v1 import DataRequestExtended
from thidua_contracts.submissions.data_request_received_v1 import DataRequestReceived
from thidua_contracts.submissions.data_request_reopened_v1 import DataRequestReopened
from thidua_contracts.submissions.data_request_restored_v1 import DataRequestRestored
from thidua_contracts.submissions.data_request_settled_v1 import DataRequestSettled
from thidua_contracts.submissions.data_request_withdrawn_v1 import DataRequestWithdrawn


def _whose(event: Any) -> dict[str, str]:
    return {"request_id": str(event.request_id), "subject_id": str(event.person_id)}


def received(event: events.DataRequestReceived) -> DataRequestReceived:
    """Somebody has to answer it."""
    return DataRequestReceived(**_whose(event), received_on=event.received_on, due_at=end_of_day(event.answer_by))


def answered(event: events.DataRequestAnswered) -> DataRequestAnswered:
    """Somebody has to settle it."""
    return DataRequestAnswered(**_whose(event), due_at=end_of_day(event.finish_by))


def taken_back(event: events.DataRequestAnswerTakenBack) -> DataRequestAnswerTakenBack:
    """It waits for its answer again."""
    return DataRequestAnswerTakenBack(request_id=str(event.request_id), due_at=end_of_day(event.answer_by))


def extended(event: events.DataRequestExtended) -> DataRequestExtended:
    """There is more time."""
    return DataRequestExtended(**_whose(event), due_at=end_of_day(event.finish_by))


def settled(event: events.DataRequestSettled) -> DataRequestSettled:
    """Nobody has to do anything any more."""
    return DataRequestSettled(**_whose(event), settled_on=event.settled_on)


def reopened(event: events.DataRequestReopened) -> DataRequestReopened:
    """Somebody has to settle it again."""
    return DataRequestReopened(**_whose(event), due_at=end_of_day(event.finish_by))


def withdrawn(event: events.DataRequestWithdrawn) -> DataRequestWithdrawn:
    """Nobody has to do anything any more."""
    return DataRequestWithdrawn(request_id=str(event.request_id))


def restored(event: events.DataRequestRestored) -> DataRequestReceived | DataRequestRestored:
    """Somebody has to answer it, or to settle it, after all."""
    if not event.answered:
        due_at = end_of_day(event.answer_by)
        return DataRequestReceived(**_whose(event), received_on=event.received_on, due_at=due_at)
    return DataRequestRestored(**_whose(event), due_at=end_of_day(event.finish_by))


RESTORED: Final = because("Khôi phục yêu cầu")


def _by(event: Any) -> str:
    return f", văn bản số {event.document_number}" if event.document_number else ""


def _received(event: events.DataRequestReceived) -> str:
    of = f" ({about(event.data)})" if event.data else ""
    return f"Nhận yêu cầu ngày {day(event.received_on)}{_by(event)}: {lower(events.KINDS.get(event.kind, event.kind))}{of}."


def about(data: Sequence[str]) -> str:
    """ "họ và tên; địa chỉ"."""
    return "; ".join(lower(events.DATA.get(one, one)) for one in data)


def _restored(event: events.DataRequestRestored) -> str:
    until = (
        f"giải quyết chậm nhất {day(event.finish_by)}"
        if event.answered
        else f"phản hồi chậm nhất {day(event.answer_by)}, giải quyết chậm nhất {day(event.finish_by)}"
    )
    return f"{RESTORED(event)} Hạn vẫn tính từ ngày nhận: {until}."


def _answered(event: events.DataRequestAnswered) -> str:
    return f"Phản hồi người yêu cầu ngày {day(event.answered_on)}{_by(event)}."


def _extended(event: events.DataRequestExtended) -> str:
    why = lower(events.DELAYS.get(event.delay, event.delay))
    return f"Kéo dài thời hạn giải quyết đến hết ngày {day(event.finish_by)}: {why}."


def _settled(event: events.DataRequestSettled) -> str:
    outcome = events.OUTCOMES.get(event.outcome, event.outcome)
    why = f": {lower(events.GROUNDS.get(event.ground, event.ground))}" if event.ground else ""
    return f"Giải quyết xong ngày {day(event.settled_on)}{_by(event)}. {outcome}{why}."


FACTS: Final = (
    Fact(
        "data-request-received",
        2,
        events.DataRequestReceived,
        received,
        _received,
        lifts=(lambda shape: shape | {"data": []},),
    ),
    Fact("data-request-answered", 1, events.DataRequestAnswered, answered, _answered),
    Fact(
        "data-request-answer-taken-back", 1, events.DataRequestAnswerTakenBack, taken_back, because("Hủy ghi phản hồi")
    ),
    Fact("data-request-extended", 1, events.DataRequestExtended, extended, _extended),
    Fact("data-request-settled", 1, events.DataRequestSettled, settled, _settled),
    Fact("data-request-reopened", 1, events.DataRequestReopened, reopened, because("Mở lại yêu cầu")),
    Fact("data-request-withdrawn", 1, events.DataRequestWithdrawn, withdrawn, because("Rút yêu cầu")),
    Fact("data-request-restored", 1, events.DataRequestRestored, restored, _restored),
)
