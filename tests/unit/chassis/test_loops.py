"""A loop that finds nothing to do rests."""

import asyncio
from collections import Counter
from itertools import chain, repeat

import pytest

from services.chassis.loops import Loop, forever

LONG = 3600.0


@pytest.mark.parametrize("idle", [(LONG, LONG), (LONG, 2 * LONG)], ids=["always as long", "longer and longer"])
async def test_a_step_that_did_nothing_is_followed_by_a_pause_and_one_that_did_something_is_not(
    idle: tuple[float, float],
) -> None:
    outcomes, asked = chain([True, True, False], repeat(False)), Counter[bool]()

    async def step() -> bool:
        done = next(outcomes)
        asked[done] += 1
        return done

    running = asyncio.create_task(forever(Loop("tried"), step, renew=lambda: None, idle=idle))
    for _ in range(50):
        await asyncio.sleep(0)
    running.cancel()
    assert asked == {True: 2, False: 1}
