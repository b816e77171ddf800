"""StreamLocks: commands on one stream queue in process before their load, so that sixty at once do not conflict with each other."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence


class StreamLocks:
    """One lock per stream id, kept only while somebody holds or waits for it."""

    def __init__(self) -> None:
        self._locks: dict[str, tuple[asyncio.Lock, int]] = {}

    def of(self, stream_ids: Sequence[str]) -> Turn:
        """The turn on these streams, for the length of an `async with`; one that is named twice is waited for once."""
        return Turn(self._locks, sorted(set(stream_ids)))


class Turn:
    """Waits for each stream in sorted order, so that two commands on the same streams never wait for each other."""

    __slots__ = ("_locks", "_stream_ids", "_taken")

    def __init__(self, locks: dict[str, tuple[asyncio.Lock, int]], stream_ids: list[str]) -> None:
        self._locks = locks
        self._stream_ids = stream_ids
        self._taken = 0

    async def __aenter__(self) -> None:
        try:
            for stream_id in self._stream_ids:
                lock, users = self._locks.get(stream_id) or (asyncio.Lock(), 0)
                self._locks[stream_id] = (lock, users + 1)
                try:
                    await lock.acquire()
                except BaseException:
                    self._left(stream_id)
                    raise
                self._taken += 1
        except BaseException:
            self._release()
            raise

    async def __aexit__(self, *error: object) -> None:
        self._release()

    def _release(self) -> None:
        for stream_id in self._stream_ids[: self._taken]:
            self._locks[stream_id][0].release()
            self._left(stream_id)

    def _left(self, stream_id: str) -> None:
        lock, users = self._locks[stream_id]
        if users == 1:
            del self._locks[stream_id]
        else:
            self._locks[stream_id] = (lock, users - 1)
