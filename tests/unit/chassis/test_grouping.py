"""Grouping: what has queued goes together, and nobody waits for ever."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import pytest

from services.chassis.errors import Overloaded, Unavailable
from services.chassis.event_store.grouping import Group


def grouping(
    call: Callable[[Sequence[int]], Awaitable[Sequence[int | Exception]]],
    *,
    most: int = 10,
    capacity: int = 100,
    patience: float = 30,
) -> Group[int, int]:
    """A group of numbers; each weighs itself, a call at most 100."""
    return Group(call, most=most, weight=int, heaviest=100, capacity=capacity, patience=patience)


async def test_what_has_queued_goes_together_up_to_its_number_and_weight() -> None:
    calls: list[list[int]] = []

    async def call(numbers: Sequence[int]) -> Sequence[int | Exception]:
        calls.append(list(numbers))
        return [number * 2 for number in numbers]

    group = grouping(call, most=3)
    assert await asyncio.gather(*map(group.ask, (1, 2, 3, 4, 60, 60))) == [2, 4, 6, 8, 120, 120]
    await group.close()
    assert calls == [[1, 2, 3], [4, 60], [60]]


async def test_an_answer_that_does_not_come_in_time_is_told_and_the_others_still_get_theirs() -> None:
    answered = asyncio.Event()

    async def call(numbers: Sequence[int]) -> Sequence[int | Exception]:
        await answered.wait()
        return list(numbers)

    group = grouping(call, patience=0.01)
    with pytest.raises(Unavailable):
        await group.ask(1)
    answered.set()
    assert await group.ask(2) == 2
    await group.close()


async def test_one_failure_is_one_caller_s_and_a_failed_call_is_everybody_s() -> None:
    async def call(numbers: Sequence[int]) -> Sequence[int | Exception]:
        if 9 in numbers:
            raise OSError("the line is dead")
        return [ValueError("odd") if number % 2 else number for number in numbers]

    group = grouping(call, most=2)
    first = await asyncio.gather(group.ask(1), group.ask(2), return_exceptions=True)
    second = await asyncio.gather(group.ask(9), group.ask(4), return_exceptions=True)
    await group.close()
    assert [type(one) for one in (*first, *second)] == [ValueError, int, OSError, OSError]


async def test_beyond_its_capacity_it_says_so_at_once() -> None:
    answered = asyncio.Event()

    async def call(numbers: Sequence[int]) -> Sequence[int | Exception]:
        await answered.wait()
        return list(numbers)

    group = grouping(call, most=1, capacity=2)
    asked = [asyncio.create_task(group.ask(number)) for number in range(3)]
    with pytest.raises(Overloaded):
        await asked[2]  # the first two are in their places
    answered.set()
    assert await asyncio.gather(*asked[:2]) == [0, 1]
    await group.close()
