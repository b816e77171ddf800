"""Sink: reads whatever is sent to a port and does nothing: what a flood of bodies costs the machine, whoever takes them.

`python -m tests.bench.sink PORT`, until it is stopped.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Final

import uvloop

AT_ONCE: Final = 64 * 1024


async def taken(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    """Reads until the sender has gone."""
    while await reader.read(AT_ONCE):
        pass


async def serve(port: int) -> None:
    """Takes connections until it is cancelled."""
    async with await asyncio.start_server(taken, "127.0.0.1", port, limit=AT_ONCE) as server:
        await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
