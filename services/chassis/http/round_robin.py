"""Round robin: who begins next, so that a thousand requests of one asker that come at the same moment do not stand before everybody else's.

The event loop hands over all that has come in one round, and each request takes its first steps at once. Here a few begin in each
round, of each asker one after the other; whoever else asks comes in between. Nothing waits while there is room.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from typing import Final

A_ROUND: Final = 4
"""Requests that begin in one round of the event loop."""


class RoundRobin:
    """The requests of one process that have come and not begun, by asker."""

    def __init__(self, a_round: int = A_ROUND) -> None:
        self._a_round = a_round
        self._begun = 0
        self._waiting: OrderedDict[bytes, deque[asyncio.Future[None]]] = OrderedDict()
        self._due = False

    async def turn(self, asker: bytes) -> None:
        """Waits until a request of this asker may begin."""
        loop = asyncio.get_running_loop()
        if not self._due:
            self._due = True
            loop.call_soon(self._round)
        if self._begun < self._a_round and not self._waiting:
            self._begun += 1
            return
        future = loop.create_future()
        self._waiting.setdefault(asker, deque()).append(future)
        await future

    def _round(self) -> None:
        self._begun = 0
        while self._waiting and self._begun < self._a_round:
            asker, queue = self._waiting.popitem(last=False)
            future = queue.popleft()
            if queue:
                self._waiting[asker] = queue  # behind all others
            if not future.done():  # whoever asked may have gone
                future.set_result(None)
                self._begun += 1
        self._due = self._begun > 0
        if self._due:
            asyncio.get_running_loop().call_soon(self._round)
