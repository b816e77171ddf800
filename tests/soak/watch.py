"""Watch: looks at every process, every folder and every reader of a running stack, again and again, from a thread of its own."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
import psutil  # type: ignore[import-untyped]  # ships no types

from tests.bench.lag import Lag, looking
from tests.bench.whole import Whole
from tests.soak.slopes import Sample

MB = 2**20
SIZES = "SELECT datname, pg_database_size(datname) AS bytes FROM pg_database WHERE datname = ANY ($1::text[])"
LOG_AHEAD = "SELECT sum(size)::float8 FROM pg_ls_waldir()"


@dataclass(slots=True)
class Watch:
    """What was seen so far."""

    whole: Whole
    every: float
    samples: list[Sample] = field(default_factory=list)
    failure: BaseException | None = None
    _over: threading.Event = field(default_factory=threading.Event)

    def between(self, began: float, ended: float) -> list[Sample]:
        """The samples of a stretch (Unix seconds). Raises what ended the watch before its time."""
        if self.failure is not None:
            raise self.failure
        found = [sample for sample in self.samples if began <= sample.at <= ended]
        assert found, "the watch saw nothing of this stretch"
        return found

    def run(self) -> None:
        """Looks until it is over."""
        try:
            asyncio.run(self._look())
        except BaseException as failure:  # told by `between`, in the thread that asks
            self.failure = failure

    def end(self) -> None:
        """No more looks."""
        self._over.set()

    async def _look(self) -> None:
        on = self.whole.on
        async with looking(on, self.whole.urls) as lag:
            superuser = await asyncpg.connect(on.postgres.url())
            try:
                while not self._over.is_set():
                    self.samples.append(await self._sample(lag, superuser))
                    await asyncio.to_thread(self._over.wait, self.every)
            finally:
                await superuser.close()

    async def _sample(self, lag: Lag, superuser: asyncpg.Connection) -> Sample:
        return Sample(
            time.time(),
            {name: resident(name, pid) for name, pid in self.whole.pids().items()},
            await self._disk(superuser),
            await lag.behind(),
            await lag.stored(),
        )

    async def _disk(self, superuser: asyncpg.Connection) -> dict[str, float]:
        on, of = self.whole.on, dict[str, str]()
        for service, urls in self.whole.urls.items():
            of |= {urls.name: service, f"{urls.name}_keys": service}
        disk = dict.fromkeys(self.whole.urls, 0.0)
        for row in await superuser.fetch(SIZES, list(of)):
            disk[of[row["datname"]]] += row["bytes"] / MB
        disk["write-ahead log"] = await superuser.fetchval(LOG_AHEAD) / MB
        disk["kafka"] = folder(on.home / "kafka")
        disk["spans and logs"] = folder(on.home / "spans") + folder(on.home / "logs")
        return disk


def resident(name: str, pid: int) -> float:
    """MB of a process; of PostgreSQL what its processes do not share, added up."""
    process = psutil.Process(pid)
    if name != "postgresql":
        return float(process.memory_info().rss / MB)
    total = 0
    for each in (process, *process.children()):
        try:
            memory = each.memory_info()
        except psutil.NoSuchProcess:
            continue
        total += memory.rss - memory.shared
    return total / MB


def folder(path: Path) -> float:
    """MB that the files of a folder take up; files that vanish meanwhile count nothing."""
    total = 0
    for file in path.rglob("*"):
        try:
            total += file.lstat().st_blocks * 512
        except FileNotFoundError:
            continue
    return total / MB


@contextmanager
def watching(whole: Whole, every: float) -> Iterator[Watch]:
    """Looks at the stack every so many seconds."""
    watch = Watch(whole, every)
    looking_on = threading.Thread(target=watch.run, name="watch")
    looking_on.start()
    try:
        yield watch
    finally:
        watch.end()
        looking_on.join()
