"""The addresses of a process's health and metrics: in an API beside its routes, in a worker on a port of their own."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

import asyncpg
from fastapi import FastAPI
from starlette.responses import JSONResponse, Response

from services.chassis import logs, metrics
from services.chassis.event_store.connection import LOST
from services.chassis.health import Health, examined
from services.chassis.http.head import Head
from services.chassis.measure import Measures

if TYPE_CHECKING:
    from services.chassis.runtime import Runtime

PATIENCE: Final = 2.0
"""Seconds within which the database must answer for the process to be ready."""


async def health_of(runtime: Runtime) -> Health:
    """The health of this process now."""
    return examined(
        runtime.service.name, runtime.loops, ready=await _database(runtime.projector), offset=runtime.clock.offset
    )


def add_health(app: FastAPI, runtime: Runtime) -> None:
    """Health at `/<service>/health`, life alone at `/<service>/alive`, metrics at `/metrics`, which no gateway passes on."""

    async def health() -> Response:
        now = await health_of(runtime)
        return JSONResponse(now.document(), now.status)

    async def alive() -> Response:
        living = all(loop.alive for loop in runtime.loops)
        return JSONResponse({"alive": living}, 200 if living else 503)

    measures = Measures(runtime.projector, runtime.keys, runtime.service.last_heard)

    async def measured() -> Response:
        try:
            async with asyncio.timeout(PATIENCE):
                await measures.take(runtime.loops, runtime.clock.offset)
        except LOST:
            logs.event("metrics.database-away", level=logging.WARNING)
        return Response(metrics.exposition(), media_type="text/plain; version=0.0.4; charset=utf-8")

    name = runtime.service.name
    app.add_api_route(f"/{name}/health", health, include_in_schema=False)
    app.add_api_route(f"/{name}/alive", alive, include_in_schema=False)
    app.add_api_route("/metrics", measured, include_in_schema=False)


def health_app(runtime: Runtime) -> FastAPI:
    """The health page of a worker."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    add_health(app, runtime)
    app.add_middleware(Head)
    return app


async def _database(pool: asyncpg.Pool) -> bool:
    try:
        async with asyncio.timeout(PATIENCE):
            await pool.fetchval("SELECT 1")
    except LOST:
        return False
    return True
