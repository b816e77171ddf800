"""A loop that finds nothing to do rests."""

import asyncio
import time
from collections import Counter
from itertools import chain, repeat

import pytest

from services.chassis.loops import IDLE, REST, Loop, forever, rest

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


@pytest.mark.parametrize(("took", "rests"), [(0.001, IDLE[0]), (0.1, 0.1), (3.0, REST)])
def test_it_rests_as_long_as_the_batch_took_within_bounds(took: float, rests: float) -> None:
    assert rest(time.monotonic() - took) == pytest.approx(rests, abs=0.02)


def test_the_least_is_the_callers() -> None:
    assert rest(time.monotonic(), 0.03) == 0.03
