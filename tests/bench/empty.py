"""The empty routes: FastAPI with nothing behind it, on the settings that the services' APIs are served with."""

import sys
from decimal import Decimal
from typing import Annotated
from uuid import UUID

import uvicorn
import uvloop
from fastapi import Depends, FastAPI, Header
from pydantic import BaseModel

from services.chassis import garbage

app = FastAPI(openapi_url=None)


class Figure(BaseModel):
    """As in the real body."""

    indicator: str
    value: Decimal


class Content(BaseModel):
    """The real body, in FastAPI's own way."""

    document_number: str | None = None
    figures: tuple[Figure, ...] = ()


class Reply(BaseModel):
    """The fields of the real answer."""

    stream_id: str
    version: int
    position: int
    token: str


async def caller(authorization: Annotated[str, Header()], idempotency_key: Annotated[str, Header()]) -> str:
    """Who asks: believed."""
    return authorization + idempotency_key


@app.get("/empty")
async def empty() -> dict[str, str]:
    """Nothing."""
    return {}


@app.post("/reports/{report_id}:submit")
async def taken(report_id: UUID, body: Content, who: Annotated[str, Depends(caller)]) -> Reply:
    """Reads what the real one reads, and does nothing with it."""
    return Reply(stream_id=f"report-{report_id}", version=len(body.figures), position=len(who), token="")


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
