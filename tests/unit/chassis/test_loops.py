"""A loop that finds nothing to do rests."""

import asyncio
import time
from collections import Counter
from datetime import timedelta
from itertools import chain, repeat

import pytest

from services.chassis.clock import StoreClock
from services.chassis.loops import IDLE, REST, Loop, Pace, forever, rest

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


async def test_a_loop_at_rest_looks_again_when_its_clock_ticks_and_then_as_often_as_after_work() -> None:
    clock = StoreClock()
    pace = Pace((0.001, LONG), clock, pause=LONG)
    pace.look()
    resting = asyncio.create_task(pace.nothing())
    await asyncio.sleep(0)
    await clock.poll(Store())  # type: ignore[arg-type]
    await asyncio.wait_for(resting, 10)
    pace.look()
    await asyncio.wait_for(pace.nothing(), 10)
    assert pace.pause < LONG


class Store:
    """One that has grown."""

    async def fetchrow(self, _query: str) -> tuple[timedelta, int]:
        return timedelta(), 7
