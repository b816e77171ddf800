"""Load: people who write notes, keep asking with the same key until they are answered, and remember every answer.

What was acknowledged must be stored; what was asked twice must be done once. Arrivals are open-loop: a slow answer does not slow
the others down.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import httpx

from tests.fault.services import SICK

WARDS = [f"033{number:02}" for number in range(60, 84)]
"""Twenty-four wards: their keys lie on all but few of the twelve partitions."""


class Refused(AssertionError):
    """An API gave an answer that a sound command must never get."""


@dataclass(slots=True)
class Acknowledged:
    """What one command was answered."""

    key: str
    note_id: UUID
    stream_id: str
    version: int
    position: int


@dataclass(slots=True)
class Load:
    """A stream of commands to some APIs, `rate` a second; `stop` waits until every command has its answer."""

    apis: Sequence[str]
    token: str
    rate: float
    seed: int
    sick: float = 0.0
    strikes: float = 0.0
    most: int | None = None
    """How many commands may be unanswered: while it is so many, nobody comes, or a long outage would drown the load itself."""
    acknowledged: list[Acknowledged] = field(default_factory=list)
    retries: int = 0
    refusals: list[str] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)
    gap: float = 0.0
    """The longest time without any acknowledgement, in seconds."""
    _last: float = 0.0
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _running: asyncio.Task[None] | None = None
    _stopping: bool = False
    _deadline: float = 0.0
    _notes: list[tuple[UUID, str, str]] = field(default_factory=list)
    _busy: set[UUID] = field(default_factory=set)

    def start(self) -> None:
        """Begins."""
        self._stopping = False
        self._last = time.monotonic()
        self._running = asyncio.create_task(self._arrive())

    async def stop(self, within: float = 60) -> None:
        """No new commands; returns when all are answered. `Refused` when one cannot be."""
        self._stopping, self._deadline = True, time.monotonic() + within
        if self._running is not None:
            await self._running
        open_ones = [task for task in self._tasks if not task.done()]
        for task in open_ones:
            task.cancel()
        if open_ones:
            raise Refused(f"{len(open_ones)} commands were never answered")
        self._refused()

    def abandon(self) -> None:
        """Ends at once and asks for no answers: the row has failed already."""
        for task in (self._running, *self._tasks):
            if task is not None:
                task.cancel()

    def _refused(self) -> None:
        if self.refusals:
            raise Refused(f"{len(self.refusals)} commands were refused, for instance {self.refusals[0]}")

    async def until(self, condition: Callable[[], bool], within: float = 60) -> None:
        """Waits for something that the load itself shows."""
        deadline = time.monotonic() + within
        while not condition():
            self._refused()
            assert time.monotonic() < deadline, f"after {within} s only {len(self.acknowledged)} acknowledged"
            await asyncio.sleep(0.02)

    async def acknowledge(self, more: int, within: float = 120) -> None:
        """Waits for so many more acknowledgements."""
        enough = len(self.acknowledged) + more
        await self.until(lambda: len(self.acknowledged) >= enough, within)

    async def _arrive(self) -> None:
        chance = random.Random(self.seed)
        async with httpx.AsyncClient(timeout=5, limits=httpx.Limits(max_connections=200), trust_env=False) as client:
            begun, number = time.monotonic(), 0
            while not self._stopping:
                number += 1
                await asyncio.sleep(max(0.0, begun + number / self.rate - time.monotonic()))
                if self.most is not None and len(self._tasks) >= self.most:
                    continue
                task = asyncio.create_task(self._write(client, chance))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            while self._tasks and time.monotonic() < self._deadline:
                await asyncio.wait(set(self._tasks), timeout=0.2)

    def _choose(self, chance: random.Random) -> tuple[UUID, str, str]:
        free = [note for note in self._notes if note[0] not in self._busy]
        if free and chance.random() < 0.7:
            return chance.choice(free)
        note = (uuid4(), chance.choice(WARDS), SICK if chance.random() < self.sick else str(uuid4()))
        self._notes.append(note)
        del self._notes[:-200]  # an hour of them would be looked through for each command
        return note

    async def _write(self, client: httpx.AsyncClient, chance: random.Random) -> None:
        note_id, ward, about = note = self._choose(chance)
        strike = note in self._notes[:-20] and chance.random() < self.strikes
        if strike:
            self._notes.remove(note)  # nobody writes to it any more
        self._busy.add(note_id)
        key, asked, turn = str(uuid4()), time.monotonic(), chance.randrange(len(self.apis))
        body = {"ward": ward, "about": about, "text": "đã kiểm tra"}
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": key}
        pause = 0.05
        try:
            while True:
                path = f"/submissions/notes/{note_id}:{'strike' if strike else 'write'}"
                answer = await self._ask(client, self.apis[turn % len(self.apis)] + path, body, headers)
                if answer is not None:
                    self._remember(key, note_id, answer, time.monotonic() - asked)
                    return
                turn += 1
                self.retries += 1
                await asyncio.sleep(pause)
                pause = min(2 * pause, 1.0)
        except Refused as refused:
            self.refusals.append(str(refused))
        finally:
            self._busy.discard(note_id)

    async def _ask(
        self, client: httpx.AsyncClient, url: str, body: dict[str, Any], headers: dict[str, str]
    ) -> dict[str, Any] | None:
        """The answer, or None when nobody knows what became of the request."""
        try:
            answer = await client.post(url, json=body, headers=headers)
        except httpx.TransportError:
            return None
        if answer.status_code == 200:
            return dict(answer.json())
        if answer.status_code == 503 or (answer.status_code == 409 and "version-conflict" in answer.text):
            return None
        raise Refused(f"{answer.status_code} {answer.text[:300]}")

    def _remember(self, key: str, note_id: UUID, answer: dict[str, Any], seconds: float) -> None:
        now = time.monotonic()
        self.gap, self._last = max(self.gap, now - self._last), now
        self.latencies.append(seconds)
        self.acknowledged.append(Acknowledged(key, note_id, answer["stream_id"], answer["version"], answer["position"]))
