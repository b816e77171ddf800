"""HEAD at the edge of an app: a body is neither sent nor waited for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from services.chassis.http.head import Head

ended: list[str] = []


async def page(_: Request) -> Response:
    return PlainTextResponse("một trang")


async def stream(_: Request) -> Response:
    async def beats() -> AsyncIterator[str]:
        try:
            while True:
                yield "beat\n"
                await asyncio.sleep(0)
        finally:
            ended.append("stream")

    return StreamingResponse(beats(), media_type="text/event-stream")


async def broken(_: Request) -> Response:
    raise LookupError


APP: Any = Head(Starlette(routes=[Route("/page", page), Route("/stream", stream), Route("/broken", broken)]))


@pytest.fixture
def client() -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(APP), base_url="http://thidua.example")


async def test_head_has_the_headers_of_get_and_no_body(client: httpx.AsyncClient) -> None:
    head, got = await client.head("/page"), await client.get("/page")
    assert (head.content, got.text) == (b"", "một trang")
    assert head.headers == got.headers


async def test_a_stream_is_ended_by_head(client: httpx.AsyncClient) -> None:
    async with asyncio.timeout(5):
        head = await client.head("/stream")
    assert (head.content, head.headers["content-type"]) == (b"", "text/event-stream; charset=utf-8")
    assert ended == ["stream"]


async def test_what_goes_wrong_goes_wrong_for_head(client: httpx.AsyncClient) -> None:
    with pytest.raises(LookupError):
        await client.head("/broken")


async def test_whoever_stops_a_head_stops_it() -> None:
    async def slow(*_: Any) -> None:
        await asyncio.get_running_loop().create_future()

    task = asyncio.ensure_future(Head(slow)({"type": "http", "method": "HEAD"}, None, None))  # type: ignore[arg-type]
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
