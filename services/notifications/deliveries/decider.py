"""Delivery: intended once, attempted until the message is taken or the schedule ends. Sent at least once, shown once.

Pure: no I/O, no clock, no new ids. A sender that died between sending and recording leaves an attempt without an outcome;
the next attempt after it carries the same Message-ID, so that a mail reader shows one message.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, assert_never

from services.chassis.decider import DomainError, Handles, Refusal, StreamType
from services.notifications.deliveries.commands import (
    BeginAttempt,
    Command,
    IntendDelivery,
    RecordFailure,
    RecordSuccess,
)
from services.notifications.deliveries.events import (
    AttemptFailed,
    DeliveryAttempted,
    DeliveryFailed,
    DeliveryIntended,
    DeliverySucceeded,
    Event,
    Message,
)
from services.notifications.deliveries.schedule import AGAIN_AFTER, UNSETTLED_FOR


@dataclass(frozen=True, slots=True)
class NotIntended:
    """Nobody is to be told."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """To be sent from `next_at` on (None: at once), after so many failed attempts."""

    message: Message
    attempts: int
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class Attempting:
    """Handed to a sender; not known whether it arrived."""

    message: Message
    attempt: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Settled:
    """Taken, or failed for good."""


State = NotIntended | Waiting | Attempting | Settled


class DeliveryRefused(DomainError):
    """A delivery says no; only senders are told."""

    refusals: ClassVar[Mapping[str, Refusal]] = {
        "delivery.not-due": Refusal("Thông báo này chưa đến lúc gửi hoặc đang được gửi."),
        "delivery.not-attempted": Refusal("Thông báo này không ở lần gửi đã nêu."),
        "delivery.settled": Refusal("Việc gửi thông báo này đã kết thúc."),
    }


def decide(command: Command, state: State) -> list[Event]:
    """What happens to the delivery, or why not."""
    match command:
        case IntendDelivery():
            return intend(command, state)
        case BeginAttempt():
            return begin(command, state)
        case RecordSuccess():
            return succeed(command, state)
        case RecordFailure():
            return fail(command, state)
        case _:
            assert_never(command)


def evolve(state: State, event: Event) -> State:
    """The delivery after this event."""
    match event:
        case DeliveryIntended():
            return Waiting(event.message, 0, None)
        case DeliveryAttempted():
            return (
                Attempting(state.message, event.attempt, event.at) if isinstance(state, Waiting | Attempting) else state
            )
        case AttemptFailed():
            return (
                Waiting(state.message, event.attempt, event.next_at)
                if isinstance(state, Waiting | Attempting)
                else state
            )
        case DeliverySucceeded() | DeliveryFailed():
            return Settled()
        case _:
            assert_never(event)


def intend(command: IntendDelivery, state: State) -> list[Event]:
    """Once."""
    match state:
        case NotIntended():
            return [DeliveryIntended(command.intent_id, command.notice_id, command.message)]
        case Waiting() | Attempting() | Settled():
            return []
        case _:
            assert_never(state)


def begin(command: BeginAttempt, state: State) -> list[Event]:
    """The next attempt, when it is due, or when the one before was cut off."""
    match state:
        case Waiting(attempts=before, next_at=next_at):
            due = next_at is None or command.at >= next_at
        case Attempting(attempt=before, since=since):
            due = command.at >= since + UNSETTLED_FOR
        case NotIntended() | Settled():
            raise DeliveryRefused("delivery.settled")
        case _:
            assert_never(state)
    if not due or command.attempt != before + 1:
        raise DeliveryRefused("delivery.not-due")
    return [DeliveryAttempted(command.intent_id, command.attempt, command.at)]


def succeed(command: RecordSuccess, state: State) -> list[Event]:
    """Taken: also when a later attempt has begun meanwhile, for the message is there."""
    match state:
        case Attempting(message=message) | Waiting(message=message):
            return [
                DeliverySucceeded(
                    command.intent_id,
                    command.attempt,
                    command.at,
                    command.message_id,
                    message.recipient.recipient_id,
                    message.channel,
                    message.template,
                )
            ]
        case NotIntended() | Settled():
            return []
        case _:
            assert_never(state)


def fail(command: RecordFailure, state: State) -> list[Event]:
    """Not taken: again by the schedule, unless it is exhausted or trying again cannot help."""
    match state:
        case Attempting(attempt=attempt, message=message) if attempt == command.attempt:
            if command.permanent or attempt > len(AGAIN_AFTER):
                return [
                    DeliveryFailed(
                        command.intent_id,
                        attempt,
                        command.at,
                        command.reason_code,
                        message.recipient.recipient_id,
                        message.channel,
                        message.template,
                    )
                ]
            next_at = command.at + AGAIN_AFTER[attempt - 1]
            return [AttemptFailed(command.intent_id, attempt, command.reason_code, next_at)]
        case NotIntended() | Waiting() | Attempting() | Settled():
            raise DeliveryRefused("delivery.not-attempted")
        case _:
            assert_never(state)


DELIVERY: StreamType[State] = StreamType("delivery", NotIntended(), evolve)

HANDLES: tuple[Handles[Command], ...] = (
    Handles(IntendDelivery, lambda c: (DELIVERY.new(c.intent_id),), decide),
    Handles(BeginAttempt, lambda c: (DELIVERY.at(c.intent_id),), decide),
    Handles(RecordSuccess, lambda c: (DELIVERY.at(c.intent_id),), decide),
    Handles(RecordFailure, lambda c: (DELIVERY.at(c.intent_id),), decide),
)
