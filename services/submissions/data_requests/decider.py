"""Request about personal data: received, answered within the days of the law, extended once, settled; each step is taken back.

The days are those of the rule that held when it was received (`rules.toml`) and stay with the request.

Pure: no I/O, no clock, no new ids. Everything variable arrives in the command.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar, Final, TypeVar, assert_never
from uuid import UUID

from services.chassis import words
from services.chassis.calendar import local_date
from services.chassis.decider import DomainError, Handles, Refusal, StreamRef, StreamType
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
from services.submissions.data_requests.events import (
    DataRequestAnswered,
    DataRequestAnswerTakenBack,
    DataRequestExtended,
    DataRequestReceived,
    DataRequestReopened,
    DataRequestRestored,
    DataRequestSettled,
    DataRequestWithdrawn,
    Event,
)
from services.submissions.data_requests.rules import ROWS, Limits, days, limits_on
from services.submissions.people.decider import PERSON, known
from services.submissions.people.decider import State as PersonState
from services.submissions.refusals import NOT_FOUND


class DataRequestRefused(DomainError):
    """What a request about personal data refuses."""

    refusals: ClassVar[Mapping[str, Refusal]] = {
        "data-request.before-the-law": Refusal(
            "Hạn giải quyết chỉ tính được cho yêu cầu nhận từ ngày {holds_from}. Hãy kiểm tra lại ngày nhận.", 422
        ),
        "data-request.in-the-future": Refusal("Ngày này không thể sau ngày hôm nay. Hãy kiểm tra lại ngày.", 422),
        "data-request.before-received": Refusal(
            "Ngày này không thể trước ngày nhận yêu cầu ({received_on}). Hãy kiểm tra lại ngày.", 422
        ),
        "data-request.not-answered": Refusal("Yêu cầu chưa được phản hồi. Ghi phản hồi cho người yêu cầu trước."),
        "data-request.answered": Refusal("Yêu cầu đã được phản hồi ngày {answered_on}."),
        "data-request.extended": Refusal("Yêu cầu đã được kéo dài một lần; pháp luật không cho kéo dài thêm."),
        "data-request.extension-late": Refusal(
            "Hạn giải quyết đã hết ngày {finish_by}; chỉ kéo dài được khi còn trong hạn. Hãy giải quyết rồi ghi kết quả."
        ),
        "data-request.no-extension": Refusal("Theo {citation}, hạn giải quyết không kéo dài được."),
        "data-request.extension-too-long": Refusal(
            "Hạn mới phải sau ngày {finish_by} và không quá ngày {latest} ({days} ngày kể từ hạn cũ).", 422
        ),
        "data-request.no-ground": Refusal(
            "Chọn căn cứ: yêu cầu không được thực hiện, hoặc chỉ được thực hiện một phần.", 422
        ),
        "data-request.ground-needless": Refusal(
            "Yêu cầu đã được thực hiện thì không có căn cứ từ chối. Bỏ chọn căn cứ.", 422
        ),
        "data-request.settled": Refusal(
            "Yêu cầu đã giải quyết xong ngày {settled_on}. Muốn thay đổi, hãy dùng “Mở lại yêu cầu” trước."
        ),
        "data-request.not-settled": Refusal("Yêu cầu chưa giải quyết xong nên không có gì để mở lại."),
        "data-request.withdrawn": Refusal("Yêu cầu này đã rút. Nếu còn cần giải quyết, hãy dùng “Khôi phục”."),
        "data-request.not-withdrawn": Refusal("Yêu cầu này chưa rút nên không có gì để khôi phục."),
        "data-request.data-not-named": Refusal("Chọn ít nhất một loại dữ liệu cần chỉnh sửa.", 422),
        "not-found": NOT_FOUND,
    }


@dataclass(frozen=True, slots=True)
class Absent:
    """Nobody has asked."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose data, what is asked, when it came, and until when it is answered and settled."""

    request_id: UUID
    person_id: UUID
    kind: str
    asker: str
    received_on: date
    with_others: bool
    document_number: str | None
    answer_by: date
    finish_by: date
    extended: bool = False
    data: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Received:
    """Nobody has answered."""

    of: Asked


@dataclass(frozen=True, slots=True)
class Answered:
    """The asker knows until when it is settled."""

    of: Asked
    answered_on: date


@dataclass(frozen=True, slots=True)
class Settled:
    """Done, or refused on a ground."""

    of: Asked
    answered_on: date
    settled_on: date
    outcome: str
    ground: str | None


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Nobody has to settle it; `was` is how it stood."""

    of: Asked
    was: Received | Answered


State = Absent | Received | Answered | Settled | Withdrawn
S = TypeVar("S", Received, Answered, Settled)


def evolve(state: State, event: Event) -> State:
    """The request after this event."""
    match event:
        case DataRequestReceived():
            return Received(
                Asked(
                    event.request_id,
                    event.person_id,
                    event.kind,
                    event.asker,
                    event.received_on,
                    event.with_others,
                    event.document_number,
                    event.answer_by,
                    event.finish_by,
                    data=event.data,
                )
            )
        case DataRequestAnswered():
            return Answered(_of(state), event.answered_on)
        case DataRequestAnswerTakenBack():
            return Received(_of(state))
        case DataRequestExtended():
            assert isinstance(state, Answered)
            return replace(state, of=replace(state.of, finish_by=event.finish_by, extended=True))
        case DataRequestSettled():
            assert isinstance(state, Answered)
            return Settled(state.of, state.answered_on, event.settled_on, event.outcome, event.ground)
        case DataRequestReopened():
            assert isinstance(state, Settled)
            return Answered(state.of, state.answered_on)
        case DataRequestWithdrawn():
            assert isinstance(state, Received | Answered)
            return Withdrawn(state.of, state)
        case DataRequestRestored():
            assert isinstance(state, Withdrawn)
            return state.was
        case _:
            assert_never(event)


def _of(state: State) -> Asked:
    assert not isinstance(state, Absent)
    return state.of


DATA_REQUEST: Final[StreamType[State]] = StreamType("data-request", Absent(), evolve)
KEEPERS: Final = frozenset({"clerk", "chairman"})


def at(state: State, step: type[S]) -> S:
    """The request, while it stands at this step. Raises DataRequestRefused, which says where it stands."""
    if isinstance(state, step):
        return state
    match state:
        case Absent():
            raise DataRequestRefused("not-found")
        case Withdrawn():
            raise DataRequestRefused("data-request.withdrawn")
        case Settled():
            raise DataRequestRefused("data-request.settled", settled_on=words.day(state.settled_on))
        case Received() if step is Settled:
            raise DataRequestRefused("data-request.not-settled")
        case Received():
            raise DataRequestRefused("data-request.not-answered")
        case Answered() if step is Settled:
            raise DataRequestRefused("data-request.not-settled")
        case Answered():
            raise DataRequestRefused("data-request.answered", answered_on=words.day(state.answered_on))
        case _:
            assert_never(state)


def _limits(received_on: date) -> Limits:
    limits = limits_on(received_on)
    if limits is None:
        raise DataRequestRefused("data-request.before-the-law", holds_from=words.day(ROWS[-1].holds_from))
    return limits


def _come(day: date, command: ReceiveDataRequest | AnswerDataRequest | SettleDataRequest) -> None:
    if day > local_date(command.at):
        raise DataRequestRefused("data-request.in-the-future")


def _since(day: date, of: Asked) -> None:
    if day < of.received_on:
        raise DataRequestRefused("data-request.before-received", received_on=words.day(of.received_on))


def decide_receive(command: ReceiveDataRequest, state: State, person: PersonState) -> list[Event]:
    """Record it, with the days that the law gives."""
    known(person)
    _come(command.received_on, command)
    limits = _limits(command.received_on)
    if command.kind == "correct" and not command.data:
        raise DataRequestRefused("data-request.data-not-named")
    if not isinstance(state, Absent):
        return []
    return [
        DataRequestReceived(
            request_id=command.request_id,
            person_id=command.person_id,
            kind=command.kind,
            asker=command.asker,
            received_on=command.received_on,
            with_others=command.with_others,
            document_number=command.document_number,
            answer_by=limits.answer_by(command.received_on),
            finish_by=limits.finish_by(command.received_on, with_others=command.with_others),
            data=command.data,
        )
    ]


def decide_answer(command: AnswerDataRequest, state: State) -> list[Event]:
    """Record the answer, on a day that has come."""
    of = at(state, Received).of
    _come(command.answered_on, command)
    _since(command.answered_on, of)
    return [
        DataRequestAnswered(
            request_id=of.request_id,
            person_id=of.person_id,
            answered_on=command.answered_on,
            document_number=command.document_number,
            finish_by=of.finish_by,
        )
    ]


def decide_take_back_answer(command: TakeBackDataAnswer, state: State) -> list[Event]:
    """It waits for its answer again."""
    of = at(state, Answered).of
    return [DataRequestAnswerTakenBack(request_id=of.request_id, reason=command.reason, answer_by=of.answer_by)]


def decide_extend(command: ExtendDataRequest, state: State) -> list[Event]:
    """Take more time, once, no more than the law gives, and only in time: what is late is not made timely afterwards."""
    of = at(state, Answered).of
    if of.extended:
        raise DataRequestRefused("data-request.extended")
    limits = _limits(of.received_on)
    if not limits.extension_days:
        raise DataRequestRefused("data-request.no-extension", citation=limits.citation)
    if local_date(command.at) > of.finish_by:
        raise DataRequestRefused("data-request.extension-late", finish_by=words.day(of.finish_by))
    latest = days(of.finish_by, limits.extension_days)
    if not of.finish_by < command.finish_by <= latest:
        raise DataRequestRefused(
            "data-request.extension-too-long",
            finish_by=words.day(of.finish_by),
            latest=words.day(latest),
            days=limits.extension_days,
        )
    return [
        DataRequestExtended(
            request_id=of.request_id, person_id=of.person_id, delay=command.delay, finish_by=command.finish_by
        )
    ]


def decide_settle(command: SettleDataRequest, state: State) -> list[Event]:
    """Record what became of it: whatever is not fulfilled whole names its ground."""
    of = at(state, Answered).of
    _come(command.settled_on, command)
    _since(command.settled_on, of)
    if command.outcome != "fulfilled" and command.ground is None:
        raise DataRequestRefused("data-request.no-ground")
    if command.outcome == "fulfilled" and command.ground is not None:
        raise DataRequestRefused("data-request.ground-needless")
    return [
        DataRequestSettled(
            request_id=of.request_id,
            person_id=of.person_id,
            kind=of.kind,
            outcome=command.outcome,
            ground=command.ground,
            settled_on=command.settled_on,
            document_number=command.document_number,
        )
    ]


def decide_reopen(command: ReopenDataRequest, state: State) -> list[Event]:
    """It waits to be settled again, until the same day."""
    of = at(state, Settled).of
    return [
        DataRequestReopened(
            request_id=of.request_id, person_id=of.person_id, reason=command.reason, finish_by=of.finish_by
        )
    ]


def decide_withdraw(command: WithdrawDataRequest, state: State) -> list[Event]:
    """Nobody has to settle it any more."""
    of = state.of if isinstance(state, Answered) else at(state, Received).of
    return [DataRequestWithdrawn(request_id=of.request_id, reason=command.reason)]


def decide_restore(command: RestoreDataRequest, state: State) -> list[Event]:
    """It waits as it did, and its days count since its receipt as if it had never been withdrawn."""
    match state:
        case Absent():
            raise DataRequestRefused("not-found")
        case Withdrawn(of=of, was=was):
            return [
                DataRequestRestored(
                    request_id=of.request_id,
                    person_id=of.person_id,
                    reason=command.reason,
                    received_on=of.received_on,
                    answered=isinstance(was, Answered),
                    answer_by=of.answer_by,
                    finish_by=of.finish_by,
                )
            ]
        case _:
            raise DataRequestRefused("data-request.not-withdrawn")


def _receiving(command: ReceiveDataRequest) -> tuple[StreamRef[Any], ...]:
    return DATA_REQUEST.new(command.request_id), PERSON.read(command.person_id)


def _own(command: Any) -> tuple[StreamRef[State], ...]:
    of: UUID = command.request_id
    return (DATA_REQUEST.at(of),)


HANDLES: tuple[Handles[Any], ...] = (
    Handles(ReceiveDataRequest, _receiving, decide_receive, roles=KEEPERS),
    Handles(AnswerDataRequest, _own, decide_answer, roles=KEEPERS),
    Handles(TakeBackDataAnswer, _own, decide_take_back_answer, roles=KEEPERS),
    Handles(ExtendDataRequest, _own, decide_extend, roles=KEEPERS),
    Handles(SettleDataRequest, _own, decide_settle, roles=KEEPERS),
    Handles(ReopenDataRequest, _own, decide_reopen, roles=KEEPERS),
    Handles(WithdrawDataRequest, _own, decide_withdraw, roles=KEEPERS),
    Handles(RestoreDataRequest, _own, decide_restore, roles=KEEPERS),
)
