"""Moments: a process kills itself at one exact line, or damages what it sends, so that a fault hits where it hurts most.

Applied inside a child before it runs. `chance` is per occasion. A suicide is SIGKILL: nothing is closed, flushed or caught.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from services.chassis.readers import joint, remote
from services.chassis.readers.processor import Processor
from services.chassis.relay import sending
from services.chassis.relay.messages import Message, Messages
from thidua_contracts.event import contracts

INJECTED = ("x-injected", b"1")
"""Marks a damaged record, so that the oracle knows what verification must call remote; readers ignore it."""


def die(chance: float) -> None:
    """SIGKILL to oneself, sometimes."""
    if random.random() < chance:
        os.kill(os.getpid(), signal.SIGKILL)


def die_around_send(chance: float, sent: bool) -> None:
    """Before a batch is sent, or after it is acknowledged and before the checkpoint moves."""
    send = sending.send

    async def changed(producer: Any, topic: str, messages: Iterable[Message]) -> None:
        if not sent:
            die(chance)
        await send(producer, topic, messages)
        if sent:
            die(chance)

    sending.send = changed


def die_inside_transaction(chance: float) -> None:
    """The checkpoint has moved in an open transaction, the rows have not."""
    write = Processor.write

    async def writing(self: Processor, connection: Any, inbox: Any, records: Any, **how: Any) -> int:
        if records:
            die(chance)
        return await write(self, connection, inbox, records, **how)

    Processor.write = writing  # type: ignore[method-assign]


def slow_batches(seconds: float) -> None:
    """Each batch of a reader takes so long: time to be killed in the middle of many."""
    transaction = Processor._transaction

    async def slowly(self: Processor, runs: Any, **how: Any) -> Any:
        await asyncio.sleep(seconds)
        return await transaction(self, runs, **how)

    move = joint._move

    async def moving(connection: Any, shares: Any) -> None:
        await asyncio.sleep(seconds)
        await move(connection, shares)

    Processor._transaction = slowly  # type: ignore[method-assign]
    joint._move = moving


def die_between_command_and_checkpoint(chance: float) -> None:
    """A process manager's command is durable, its checkpoint has not moved."""
    perform = Processor.perform

    async def performing(self: Processor, reaction: Any) -> None:
        await perform(self, reaction)
        if reaction is not None and reaction.todo:
            die(chance)

    Processor.perform = performing  # type: ignore[method-assign]


def pause_before_checkpoint(seconds: float) -> None:
    """A relay that takes long between acknowledgement and checkpoint: time to stop it there."""
    send = sending.send

    async def changed(producer: Any, topic: str, messages: Iterable[Message]) -> None:
        await send(producer, topic, messages)
        await asyncio.sleep(seconds)

    sending.send = changed


def damage(share: float) -> None:
    """Some records leave with bad bytes, an unreadable header, or a body of another shape."""
    messages_of = Messages.of

    def bad_bytes(message: Message) -> Message:
        return replace(message, body=b"\xff\xfe{not json")

    def bad_header(message: Message) -> Message:
        name = random.choice(["ce_id", "ce_type", "ce_subject", "ce_streamversion"])
        return replace(message, headers=[(n, b"\xff\xfe" if n == name else value) for n, value in message.headers])

    def bad_shape(message: Message) -> Message:
        return replace(message, body=b'{"movement_id": 7}')

    def marked(message: Message) -> Message:
        made = random.choice([bad_bytes, bad_header, bad_shape])(message)
        return replace(made, headers=[*made.headers, INJECTED])

    def damaged(self: Messages, row: Any) -> list[Message]:
        return [marked(message) if random.random() < share else message for message in messages_of(self, row)]

    Messages.of = damaged  # type: ignore[method-assign]


def disorder(duplicates: float, window: int, losses: float) -> None:
    """Some records are sent three times, order is lost within a window, and some are not sent at all."""
    send = sending.send

    async def changed(producer: Any, topic: str, messages: Iterable[Message]) -> None:
        ordered, mixed = list(messages), list[Message]()
        for start in range(0, len(ordered), window):
            part = [message for message in ordered[start : start + window] if random.random() >= losses]
            part += [message for message in part if random.random() < duplicates for _ in range(2)]
            random.shuffle(part)
            mixed += part
        await send(producer, topic, mixed)

    sending.send = changed


def forget_type(ce_type: str) -> None:
    """This release was not built with a contract."""
    known: Mapping[str, Any] = MappingProxyType({name: cls for name, cls in contracts().items() if name != ce_type})
    vars(remote)["contracts"] = lambda: known


MOMENTS: dict[str, Callable[..., None]] = {
    moment.__name__: moment
    for moment in (
        die_around_send,
        die_inside_transaction,
        slow_batches,
        die_between_command_and_checkpoint,
        pause_before_checkpoint,
        damage,
        disorder,
        forget_type,
    )
}
