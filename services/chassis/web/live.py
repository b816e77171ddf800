"""Live: fragments that follow a read model. Each API process polls checkpoints once for all who look, and fans out in memory.

A fragment is rendered once per key however many look at it; the key holds the wards it was read for, so that nobody gets what
another ward's reader was shown. A stream sends only what has changed, with the time up to which it is known, and ends when its
visitor no longer holds what it began with: the browser comes back and is judged anew.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Sequence
from dataclasses import replace
from typing import Final

import asyncpg
from starlette.responses import StreamingResponse

from services.chassis import logs
from services.chassis.errors import Overloaded, Refused, Unavailable
from services.chassis.event_store.connection import LOST
from services.chassis.http.edge import Edge
from services.chassis.http.refusals import TooMany
from services.chassis.web.freshness import NOWHERE, progress
from services.chassis.web.visitor import Visitor

LOOK_EVERY: Final = 0.2
BEAT: Final = 2.0
"""Seconds after which a quiet stream says that it is still there."""
JUDGED_EVERY: Final = 1.0
"""Seconds for which a stream believes that its visitor may still look: those for which mandates are remembered anyway."""
MOST: Final = 500
"""Streams of one process; whoever comes later is refused, and its page is fetched anew instead."""
EACH: Final = 10
"""Streams of one visitor: as many pages as somebody follows at once."""

Render = Callable[[], Awaitable[str]]


class Live:
    """The streams of one process."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._moved = asyncio.Condition()
        self._progress = NOWHERE
        self._polling: asyncio.Task[None] | None = None
        self._listeners: Counter[Hashable] = Counter()
        self._visitors: Counter[str] = Counter()
        self._rendered: dict[Hashable, tuple[object, asyncio.Task[str]]] = {}

    async def stream(
        self, visitor: Visitor, readers: Sequence[str], key: Hashable, render: Render
    ) -> StreamingResponse:
        """The stream of one fragment that shows these readers' tables; `key` names it together with its wards.

        Raises Overloaded, TooMany.
        """
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        if self._visitors[visitor.principal] >= EACH:
            raise TooMany("streams.too-many")
        if self._listeners.total() >= MOST:
            raise Overloaded
        events = self._events(visitor, tuple(readers), key, render)
        return StreamingResponse(events, headers=headers, media_type="text/event-stream")

    async def _events(
        self, visitor: Visitor, readers: tuple[str, ...], key: Hashable, render: Render
    ) -> AsyncIterator[str]:
        self._listeners[key] += 1
        self._visitors[visitor.principal] += 1
        if self._polling is None or self._polling.done():
            self._polling = asyncio.create_task(self._poll(), name="live")
        shown = visitor.request.headers.get("last-event-id", "")
        judged = time.monotonic()
        try:
            yield "retry: 1000\n\n"
            while True:
                at, complete_at = self._at(readers), self._progress.complete_at(readers)
                try:
                    if time.monotonic() - judged >= JUDGED_EVERY:
                        if not await visitor.still():
                            return
                        judged = time.monotonic()
                    html = await self._once(key, at, render)
                except Unavailable:
                    complete_at = None  # the page keeps what it shows, and says how old that is
                except Refused:
                    return
                else:
                    digest = hashlib.sha256(html.encode()).hexdigest()[:16]
                    if digest != shown:
                        shown = digest
                        lines = "".join(f"data: {line}\n" for line in html.splitlines())
                        yield f"event: fragment\nid: {digest}\n{lines}\n"
                if complete_at is None:
                    yield ": not known\n\n"
                else:
                    yield f"event: fresh\ndata: {complete_at.isoformat()}\n\n"
                await self._change(readers, at)
        finally:
            self._listeners[key] -= 1
            self._visitors[visitor.principal] -= 1
            self._visitors += Counter()  # without those who follow nothing any more
            if not self._listeners[key]:
                del self._listeners[key]
                self._rendered.pop(key, None)
            if not self._listeners and self._polling is not None:
                self._polling.cancel()
                # it takes a moment to end, and whoever comes meanwhile needs one of their own, and no old news
                self._polling, self._progress = None, NOWHERE

    def _at(self, readers: tuple[str, ...]) -> object:
        return tuple(self._progress.places.get(reader) for reader in readers)

    async def _once(self, key: Hashable, at: object, render: Render) -> str:
        """The fragment at this progress; a rendering that failed is not kept."""
        kept = self._rendered.get(key)
        if kept is None or kept[0] != at:
            kept = (at, asyncio.ensure_future(render()))
            self._rendered[key] = kept
        try:
            return await asyncio.shield(kept[1])
        except Exception:
            if self._rendered.get(key) is kept:
                del self._rendered[key]
            raise

    async def _change(self, readers: tuple[str, ...], at: object) -> None:
        """Returns when one of the readers has moved on, or after a beat."""
        try:
            async with asyncio.timeout(BEAT), self._moved:
                await self._moved.wait_for(lambda: self._at(readers) != at)
        except TimeoutError:
            return

    async def _poll(self) -> None:
        failing = False
        while True:
            try:
                now = await progress(self._edge.pool, self._edge.clock.now())
            except (*LOST, asyncpg.PostgresError) as error:
                if not failing:
                    logs.failure("live.progress", error)  # once an outage; the streams go on with their beat
                failing = True
                # the page keeps what it shows, and says how old that is
                self._progress = replace(self._progress, times={})
            else:
                failing = False
                async with self._moved:
                    moved, self._progress = now.places != self._progress.places, now
                    if moved:
                        self._moved.notify_all()
            await asyncio.sleep(LOOK_EVERY)
