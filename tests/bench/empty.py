"""The empty route: FastAPI with nothing behind it, on the settings that the services' APIs are served with."""

from __future__ import annotations

import sys

import uvicorn
import uvloop
from fastapi import FastAPI

from services.chassis import garbage

app = FastAPI(openapi_url=None)


@app.get("/empty")
async def empty() -> dict[str, str]:
    """Nothing."""
    return {}


if __name__ == "__main__":
    configuration = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=int(sys.argv[1]),
        log_config=None,
        access_log=False,
        lifespan="on",
        timeout_graceful_shutdown=5,
        server_header=False,
        h11_max_incomplete_event_size=64 * 1024,
    )
    garbage.collect_rarely()
    uvloop.run(uvicorn.Server(configuration).serve())
