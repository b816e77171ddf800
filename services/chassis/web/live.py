"""Live: fragments that follow a read model. Each API process polls checkpoints once for all who look, and fans out in memory.

A fragment is rendered once per key however many look at it; the key holds the wards it was read for, so that nobody gets what
another ward's reader was shown. A stream sends only what has changed, with the time up to which it is known.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Sequence
from typing import Final

from fastapi import Request
from starlette.responses import StreamingResponse

from services.chassis.event_store.connection import LOST
from services.chassis.http.edge import Edge

LOOK_EVERY: Final = 0.2
BEAT: Final = 2.0
"""Seconds after which a quiet stream says that it is still there."""
MOST: Final = 500
"""Streams of one process; whoever comes later is asked to come back."""
PROGRESS: Final = """
SELECT checkpoint.reader, checkpoint.source, checkpoint.next
FROM reading.readers AS live
JOIN reading.checkpoint AS checkpoint ON checkpoint.reader = live.reader AND checkpoint.version = live.version
ORDER BY 1, 2
"""

Render = Callable[[], Awaitable[str]]


class Live:
    """The streams of one process."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._moved = asyncio.Condition()
        self._seen: dict[str, tuple[tuple[str, int], ...]] = {}
        self._polling: asyncio.Task[None] | None = None
        self._listeners = 0
        self._rendered: dict[Hashable, tuple[object, asyncio.Task[str]]] = {}

    async def stream(
        self, request: Request, readers: Sequence[str], key: Hashable, render: Render
    ) -> StreamingResponse:
        """The stream of one fragment that shows these readers' tables; `key` names it together with its wards."""
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        if self._listeners >= MOST:
            return StreamingResponse(iter(["retry: 15000\n\n"]), headers=headers, media_type="text/event-stream")
        events = self._events(request, tuple(readers), key, render)
        return StreamingResponse(events, headers=headers, media_type="text/event-stream")

    async def _events(
        self, request: Request, readers: tuple[str, ...], key: Hashable, render: Render
    ) -> AsyncIterator[str]:
        self._listeners += 1
        if self._polling is None or self._polling.done():
            self._polling = asyncio.create_task(self._poll(), name="live")
        shown = request.headers.get("last-event-id", "")
        try:
            yield "retry: 1000\n\n"
            while True:
                at = self._at(readers)
                html = await self._once(key, at, render)
                digest = hashlib.sha256(html.encode()).hexdigest()[:16]
                now = self._edge.clock.now().isoformat()
                if digest != shown:
                    shown = digest
                    lines = "".join(f"data: {line}\n" for line in html.splitlines())
                    yield f"event: fragment\nid: {digest}\n{lines}\n"
                yield f"event: fresh\ndata: {now}\n\n"
                await self._change(readers, at)
        finally:
            self._listeners -= 1
            if self._listeners == 0 and self._polling is not None:
                self._polling.cancel()
                self._rendered.clear()

    def _at(self, readers: tuple[str, ...]) -> object:
        return tuple(self._seen.get(reader) for reader in readers)

    async def _once(self, key: Hashable, at: object, render: Render) -> str:
        kept = self._rendered.get(key)
        if kept is None or kept[0] != at:
            kept = (at, asyncio.ensure_future(render()))
            self._rendered[key] = kept
        return await asyncio.shield(kept[1])

    async def _change(self, readers: tuple[str, ...], at: object) -> None:
        """Returns when one of the readers has moved on, or after a beat."""
        try:
            async with asyncio.timeout(BEAT), self._moved:
                await self._moved.wait_for(lambda: self._at(readers) != at)
        except TimeoutError:
            return

    async def _poll(self) -> None:
        while True:
            try:
                rows = await self._edge.pool.fetch(PROGRESS)
            except LOST:
                rows = []  # the streams go on with their beat; pages say how old their figures are
            seen: dict[str, tuple[tuple[str, int], ...]] = {}
            for reader, source, position in rows:
                seen[reader] = (*seen.get(reader, ()), (source, position))
            if rows and seen != self._seen:
                async with self._moved:
                    self._seen = seen
                    self._moved.notify_all()
            await asyncio.sleep(LOOK_EVERY)
