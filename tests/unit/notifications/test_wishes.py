"""What one event asks of one ward is one command; another ward's is its own."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from services.chassis.command_batch import CommandBatch
from services.chassis.readers.definition import Issue
from services.notifications.informing.wishes import joined
from services.notifications.reminders.decider import CancelReminders

AT = datetime(2024, 5, 14, tzinfo=UTC)


def cancel(number: int, ward: str = "03386") -> Issue:
    return Issue(f"remind {number}", CancelReminders(ward, AT, UUID(int=number)))


async def asked(*todo: Issue) -> Any:
    async def react(_: Any, __: Any) -> Any:
        return todo

    nothing: Any = None
    return await joined(react)(nothing, nothing)


async def test_commands_of_a_ward_are_done_together_in_their_order() -> None:
    first, second, elsewhere = cancel(1), cancel(2), cancel(3, "03387")
    assert await asked(first, elsewhere, second) == [
        Issue("together 03386", CommandBatch("03386", AT, (first.command, second.command))),
        elsewhere,
    ]


async def test_one_command_stays_what_it_is_and_none_is_none() -> None:
    assert await asked(cancel(1)) == [cancel(1)]
    assert await asked() == []
