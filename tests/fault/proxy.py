"""A TCP proxy before PostgreSQL that cuts a connection right after an append was sent: it commits, and nobody is told.

It knows an append by the name under which asyncpg prepared it. The request is passed on whole; the client is cut off at once,
the server is left to finish, so that what was sent is committed.
"""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

APPEND = re.compile(rb"P....(__asyncpg_stmt_[0-9a-f]+__)\x00[^\x00]*store\.append_batch", re.DOTALL)


@dataclass(slots=True)
class Proxy:
    """One listening port; `chance` is per append, `cuts` counts."""

    to_port: int
    chance: float = 0.0
    cuts: int = 0
    port: int = 0
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until either side ends or it is cut."""
        try:
            there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self.to_port)
        except OSError:
            writer.transport.abort()
            return
        back = asyncio.create_task(pump(there_reader, writer))
        self._tasks.add(back)
        back.add_done_callback(self._tasks.discard)
        prepared: bytes | None = None
        with suppress(OSError):
            while chunk := await reader.read(1 << 20):
                if found := APPEND.search(chunk):
                    prepared = found[1]
                there_writer.write(chunk)
                await there_writer.drain()
                bound = prepared is not None and b"\x00" + prepared + b"\x00" in chunk and not APPEND.search(chunk)
                if bound and random.random() < self.chance:
                    self.cuts += 1
                    back.cancel()
                    writer.transport.abort()
                    await asyncio.wait({asyncio.create_task(there_reader.read())}, timeout=0.5)
                    break
        there_writer.close()
        writer.close()


async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Passes on what comes, and the end of it."""
    with suppress(OSError):
        while chunk := await reader.read(1 << 20):
            writer.write(chunk)
            await writer.drain()
    with suppress(OSError, RuntimeError):
        writer.close()


@asynccontextmanager
async def proxied(to_port: int) -> AsyncIterator[Proxy]:
    """A proxy to a port of this machine."""
    proxy = Proxy(to_port)
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        server.close()
        for task in list(proxy._tasks):
            task.cancel()
