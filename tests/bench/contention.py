"""Contention: sixty commands at once on one stream, in one process and shared by two; every one of them succeeds."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack
from uuid import uuid4

from services.chassis.runtime import Runtime, opened
from tests.bench.figures import Result, Runs, Scale, Target
from tests.bench.ground import Ground, Urls, run
from tests.support import notes
from tests.support.chassis import issued, write

AT_ONCE = 60


def measure(on: Ground, scale: Scale) -> Result:
    """Rounds of sixty in one process, and of thirty and thirty in two."""
    urls = on.database(notes.SERVICE, "bench_contention")
    one = Runs("ours: 60 in one process", "ms")
    two = Runs("ours: 30 and 30 with two handlers", "ms")
    free = Runs("60 on sixty streams", "ms")
    done = run(_rounds(on, urls, scale, one, two, free))
    asked = AT_ONCE * 3 * scale.runs
    return Result(
        "contention",
        "Sixty commands at once on one stream",
        one,
        [free, two],
        [Target("succeeded, of all", done, asked)],
        "One append after the other: each waits for the one before to be durable, so sixty take sixty fsyncs.",
        scale,
        "One stream, sixty commands sent at the same moment; the second figure has two handlers with connections of "
        "their own, whose commands do conflict and are tried again.",
    )


async def _rounds(on: Ground, urls: Urls, scale: Scale, one: Runs, two: Runs, free: Runs) -> int:
    async with AsyncExitStack() as stack:
        left, right = [await stack.enter_async_context(opened(notes.SERVICE, on.settings(urls))) for _ in range(2)]
        done = 0
        await _at_once([left, right], same=False)  # connections are opened at first use
        for _ in range(scale.runs):
            for runs, runtimes, same in ((one, [left], True), (two, [left, right], True), (free, [left], False)):
                began = time.perf_counter()
                done += await _at_once(runtimes, same=same)
                runs.values.append((time.perf_counter() - began) * 1000)
        return done


async def _at_once(runtimes: list[Runtime], *, same: bool) -> int:
    note, about = uuid4(), uuid4()
    commands = [
        runtimes[number % len(runtimes)].handler.handle(
            issued(write(note if same else uuid4(), f"lần {number}", about=about))
        )
        for number in range(AT_ONCE)
    ]
    answers = await asyncio.gather(*commands, return_exceptions=True)
    return sum(not isinstance(answer, BaseException) for answer in answers)
