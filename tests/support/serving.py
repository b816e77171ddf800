"""An ASGI app on a real socket of this process, and a local issuer whose keys are made for the test."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn

from services.chassis.http.connections import Connection


@asynccontextmanager
async def served(app: Any) -> AsyncIterator[str]:
    """The app's base URL; it is stopped at the end."""
    # with its protocol named: asyncio sends without delay only then, and a delayed body costs 40 ms a request
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(app, http=Connection, log_config=None, access_log=False, lifespan="on", server_header=False)
    )
    task = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        async with asyncio.timeout(10):
            while not server.started:
                await asyncio.sleep(0.01)
                if task.done():
                    task.result()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await asyncio.wait({task}, timeout=10)
        listening.close()
