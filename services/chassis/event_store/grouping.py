"""Grouping: callers hand in single requests, one task takes what has queued and makes one call for all of them.

The queue is bounded: beyond it a caller is told at once instead of waiting for ever. A caller that gives up does not stop
the call: the others in the group still get their answers.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from services.chassis.errors import Overloaded, Unavailable

Request = TypeVar("Request")
Answer = TypeVar("Answer")


class Group(Generic[Request, Answer]):
    """One task and its queue; `call` gets the requests of a group and returns one answer or exception for each."""

    def __init__(
        self,
        call: Callable[[Sequence[Request]], Awaitable[Sequence[Answer | Exception]]],
        *,
        most: int,
        weight: Callable[[Request], int],
        heaviest: int,
        capacity: int,
        patience: float,
    ) -> None:
        self._call = call
        self._most = most
        self._weight = weight
        self._heaviest = heaviest
        self._capacity = capacity
        self._patience = patience
        self._waiting: deque[tuple[Request, asyncio.Future[Answer]]] = deque()
        self._asked: deque[tuple[float, asyncio.Future[Answer]]] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._arrived = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._closing = False

    async def ask(self, request: Request) -> Answer:
        """The answer to one request; `Overloaded` when the queue is full, `Unavailable` after `patience` seconds."""
        if self._task is None:
            self._task = asyncio.create_task(self._work(), name=f"group {self._call.__qualname__}")
        if len(self._waiting) >= self._capacity or self._closing:
            raise Overloaded
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Answer] = loop.create_future()
        self._waiting.append((request, answer))
        self._arrived.set()
        self._note(loop.time() + self._patience, answer)
        return await answer

    async def close(self) -> None:
        """Answers what has queued, then stops."""
        self._closing = True
        self._arrived.set()
        if self._task is not None:
            await self._task

    async def _work(self) -> None:
        while not (self._closing and not self._waiting):
            if not self._waiting:
                self._arrived.clear()
                await self._arrived.wait()
                continue
            group = self._take()
            try:
                answers = await self._call([request for request, _ in group])
            except Exception as error:
                answers = [error] * len(group)
            for (_, future), answer in zip(group, answers, strict=True):
                if future.done():  # the caller gave up
                    continue
                if isinstance(answer, Exception):
                    future.set_exception(answer)
                else:
                    future.set_result(answer)

    def _note(self, until: float, answer: asyncio.Future[Answer]) -> None:
        """Everybody's patience is the same, so it ends in order: one timer for all costs a command nothing."""
        while self._asked and self._asked[0][1].done():
            self._asked.popleft()
        self._asked.append((until, answer))
        if self._timer is None:
            self._timer = answer.get_loop().call_at(until, self._give_up)

    def _give_up(self) -> None:
        """Tells those whose patience has ended, and comes back when the next one's does."""
        self._timer = None
        while self._asked:
            until, answer = self._asked[0]
            if not answer.done():
                if until > answer.get_loop().time():
                    self._timer = answer.get_loop().call_at(until, self._give_up)
                    return
                answer.set_exception(Unavailable())
            self._asked.popleft()

    def _take(self) -> list[tuple[Request, asyncio.Future[Answer]]]:
        group = [self._waiting.popleft()]
        weight = self._weight(group[0][0])
        while self._waiting and len(group) < self._most:
            weight += self._weight(self._waiting[0][0])
            if weight > self._heaviest:
                break
            group.append(self._waiting.popleft())
        return group
