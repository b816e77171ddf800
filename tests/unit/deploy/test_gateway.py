"""What the gateway bounds, tried on the real one before a service that does little: a small Caddyfile's times are made short for it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi import APIRouter, Request

from deploy.local import gateway
from deploy.local.places import free_port
from services.chassis.http.app import assembled
from services.chassis.http.connections import KEPT, MOST
from services.chassis.http.request import LARGEST
from tests.support.provenance import ROOT
from tests.support.serving import served
from tests.unit.chassis.test_assembly import edge_of

MIB = 1024 * 1024
SHORT: Mapping[str, str] = {
    "read_header 10s": "read_header 300ms",
    "read_body 40s": "read_body 300ms",
    "idle 1m": "idle 300ms",
}


class Service:
    """One that says how much it was sent, and whose requests may be held."""

    def __init__(self) -> None:
        self.free, self.two = asyncio.Event(), asyncio.Event()
        self.asked = 0
        self.router = APIRouter()
        self.router.get("/held")(self.held)
        self.router.get("/who")(self.who)
        self.router.post("/taken")(self.taken)

    async def held(self) -> dict[str, int]:
        """Answers when it is let go."""
        self.asked += 1
        if self.asked == 2:
            self.two.set()
        await self.free.wait()
        return {"asked": self.asked}

    async def taken(self, request: Request) -> dict[str, int]:
        """How much it was sent; it answers when it has all of it, so that nobody is cut off while they send."""
        return {"bytes": len(await request.body())}

    async def who(self, request: Request) -> dict[str, str]:
        """From where it is asked."""
        return {"address": request.client.host if request.client else ""}


@asynccontextmanager
async def gate(folder: Path, changed: Mapping[str, str]) -> AsyncIterator[tuple[httpx.AsyncClient, Service]]:
    """A client of the gateway, some words of whose file are changed, and the service behind it."""
    service = Service()
    async with served(assembled(edge_of(), [service.router])) as behind:
        port = free_port()
        file = gateway.write_configuration(folder, port, {"notes": urlsplit(behind).port or 0})
        text = file.read_text()
        for was, shall in changed.items():
            assert was in text
            text = text.replace(was, shall)
        file.write_text(text)
        process = await asyncio.create_subprocess_exec(
            *gateway.command(file), env={"HOME": str(folder)}, stderr=asyncio.subprocess.DEVNULL
        )
        try:
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=20) as client:
                async with asyncio.timeout(20):
                    while True:
                        try:
                            await client.get("/")
                            break
                        except httpx.TransportError:
                            await asyncio.sleep(0.05)
                yield client, service
        finally:
            service.free.set()
            process.kill()
            await process.wait()


async def opened(client: httpx.AsyncClient) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection("127.0.0.1", client.base_url.port)


async def test_headers_and_bodies_have_their_time(tmp_path: Path) -> None:
    async with gate(tmp_path, SHORT) as (client, _), asyncio.timeout(20):
        reader, writer = await opened(client)
        writer.write(b"GET /notes/who HTTP/1.1\r\nhost: 127.0.0.1\r\n")
        assert await reader.read() == b"", "closed before the headers end"
        reader, writer = await opened(client)
        writer.write(b"POST /notes/who HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 9\r\n\r\n{")
        await reader.read()  # answered or not, it is over
        writer.close()


async def test_large_headers_and_bodies_do_not_reach_the_service(tmp_path: Path) -> None:
    async with gate(tmp_path, {}) as (client, _):
        assert (await client.get("/notes/who", headers={"x-large": "a" * 100_000})).status_code == 431
        answers = {
            size: (await client.post("/notes/taken", content=b" " * size)).status_code
            for size in (LARGEST, LARGEST + 1)
        }
        assert answers == {LARGEST: 200, LARGEST + 1: 413}


async def test_a_process_keeps_connections_for_its_watchers_and_neighbours(tmp_path: Path) -> None:
    async with gate(tmp_path, {"max_conns_per_host 1500": "max_conns_per_host 2"}) as (client, service):
        assert MOST > 1500
        held = [asyncio.create_task(client.get("/notes/held")) for _ in range(3)]
        async with asyncio.timeout(20):
            await service.two.wait()
        done, _ = await asyncio.wait(held, timeout=0.2)
        assert not done and service.asked == 2, "the third waits at the gateway"
        service.free.set()
        assert [(await one).status_code for one in held] == [200, 200, 200]


@pytest.mark.parametrize("said", ["203.0.113.9", "203.0.113.9, 127.0.0.1"])
async def test_nobody_says_from_where_they_ask(tmp_path: Path, said: str) -> None:
    async with gate(tmp_path, {}) as (client, _):
        answer: Any = (await client.get("/notes/who", headers={"x-forwarded-for": said})).json()
        assert answer == {"address": "127.0.0.1"}


def test_the_gateway_lets_go_of_an_idle_connection_before_the_process_does() -> None:
    """Else a request that came in that moment would be lost, and nobody would know whether it was done."""
    for text in (gateway.HEAD, (ROOT / "deploy" / "caddy" / "Caddyfile").read_text()):
        [minutes] = re.findall(r"keepalive (\d+)m\n", text)
        assert int(minutes) * 60 < KEPT
