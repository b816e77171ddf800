"""Slow bodies and many connections, on real sockets: memory stays, others are answered, each bound fails its test when it goes."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any, cast
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi import APIRouter, Depends, Request
from starlette.responses import JSONResponse

from deploy.local import issuer
from services.chassis.errors import Forbidden
from services.chassis.http import bodies, connections
from services.chassis.http.app import assembled
from services.chassis.http.bodies import EACH, PLACES
from services.chassis.http.body import Body
from services.chassis.http.request import LARGEST, asks
from services.chassis.web.forms import FORM
from tests.support.serving import served
from tests.unit.chassis.test_assembly import edge_of
from tests.unit.chassis.web.test_sign_in import ISSUER, back, browser

WHOLE = b'{"text": "a"}'
WITHHELD = LARGEST - 1
MANY = 160
"""Connections that once ended an API."""


class Text(Body):
    text: str


async def asker(request: Request) -> str:
    if "x-who" not in request.headers:
        raise Forbidden("mandate.role")
    return await asks(request.scope, request.headers["x-who"])


router = APIRouter()


@router.post("/texts")
async def write(body: Text, who: Annotated[str, Depends(asker)]) -> dict[str, str]:
    return {"who": who}


def application() -> Any:
    return assembled(edge_of(), [router])


class Caller:
    """One connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def says(
        self, body: bytes, *, who: str = "clerk", length: int | None = None, path: str = "/notes/texts", **more: str
    ) -> None:
        """A request with this much of its body."""
        said = {"host": "a", "content-type": "application/json", "x-who": who} | more
        said["content-length"] = str(len(body) if length is None else length)
        lines = [f"{name.replace('_', '-')}: {value}" for name, value in said.items() if value]
        self.writer.write("\r\n".join((f"POST {path} HTTP/1.1", *lines, "", "")).encode() + body)
        await self.writer.drain()

    async def hears(self) -> tuple[int, str]:
        """Status and code of the answer; (0, "") when the connection is closed without one."""
        async with asyncio.timeout(20):
            try:
                head = await self.reader.readuntil(b"\r\n\r\n")
            except (asyncio.IncompleteReadError, ConnectionResetError):
                return 0, ""
            length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
            answer = json.loads(await self.reader.readexactly(int(length.partition(b":")[2])))
            return int(head.split(b" ", 2)[1]), answer.get("code", "")

    async def closed(self) -> bool:
        """Waits until the other side has closed."""
        async with asyncio.timeout(20):
            try:
                return await self.reader.read() == b""
            except ConnectionResetError:
                return True


@asynccontextmanager
async def called(url: str) -> AsyncIterator[Any]:
    """Opens connections, closed at the end."""
    callers: list[Caller] = []

    async def call() -> Caller:
        there = urlsplit(url)
        callers.append(Caller(*await asyncio.open_connection(there.hostname, there.port)))
        return callers[-1]

    try:
        yield call
    finally:
        for caller in callers:
            caller.writer.transport.abort()


@pytest.fixture
async def call() -> AsyncIterator[Any]:
    async with served(application()) as url, called(url) as call:
        yield call


async def heard(call: Any, body: bytes = WHOLE, **how: Any) -> tuple[int, str]:
    caller = await call()
    await caller.says(body, **how)
    answer: tuple[int, str] = await caller.hears()
    return answer


async def withholding(call: Any, who: str) -> Caller:
    """Somebody whose body is being waited for."""
    caller: Caller = await call()
    await caller.says(b"{", who=who, length=len(WHOLE))
    return caller


async def full(call: Any, code: tuple[int, str], **how: Any) -> None:
    """Waits until a further body that does not come whole is refused with this code."""
    async with asyncio.timeout(20):
        while True:
            caller = await call()
            await caller.says(b"{", length=len(WHOLE), **how)
            try:
                async with asyncio.timeout(0.2):
                    assert await caller.hears() == code
                    return
            except TimeoutError:
                await asyncio.sleep(0)


async def test_who_is_not_known_is_answered_before_the_body_comes(call: Any) -> None:
    assert await heard(call, b"", who="", length=WITHHELD) == (403, "mandate.role")


async def test_a_person_has_few_bodies_on_their_way_and_others_are_not_concerned(call: Any) -> None:
    waiting = [await withholding(call, "slow") for _ in range(EACH)]
    await full(call, (429, "body.too-many"), who="slow")
    assert await heard(call, who="other") == (200, "")
    await waiting[0].writer.drain()
    waiting[0].writer.write(WHOLE[1:])
    assert await waiting[0].hears() == (200, "")
    assert await heard(call, who="slow") == (200, "")


async def test_a_process_has_few_bodies_on_their_way_and_takes_those_that_come_whole(call: Any) -> None:
    for number in range(PLACES):
        await withholding(call, f"slow {number}")
    await full(call, (503, "overloaded"), who="late")
    assert await heard(call, who="other") == (200, "")


async def test_a_place_is_free_again_when_its_sender_goes(call: Any) -> None:
    waiting = [await withholding(call, "slow") for _ in range(EACH)]
    await full(call, (429, "body.too-many"), who="slow")
    for caller in waiting:
        caller.writer.transport.abort()
    again = await withholding(call, "slow")
    async with asyncio.timeout(20):
        while True:
            try:
                async with asyncio.timeout(0.2):
                    assert await again.hears() == (429, "body.too-many")
                    again = await withholding(call, "slow")
            except TimeoutError:
                break
    again.writer.write(WHOLE[1:])
    assert await again.hears() == (200, "")


async def test_a_body_has_its_time(call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "READ_WITHIN", 0.05)
    assert await heard(call, b"{", length=len(WHOLE)) == (408, "body.too-slow")
    assert await heard(call, b"", length=len(WHOLE)) == (408, "body.too-slow")


@pytest.mark.parametrize(
    "said", [b"FOO / HTTP/1.1\r\nhost: a\r\n\r\n", b"\x16\x03\x01\x02\x00\x01", b"GET / HTTP/1.1\r\nx y: z\r\n\r\n"]
)
async def test_what_is_no_request_is_told_as_every_refusal(call: Any, said: bytes) -> None:
    caller = await call()
    caller.writer.write(said)
    assert await caller.hears() == (400, "request.unreadable") and await caller.closed()


async def test_headers_have_their_time(call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEADERS_WITHIN", 0.05)
    silent, slow = await call(), await call()
    slow.writer.write(b"POST /notes/texts HTTP/1.1\r\nhost: a\r\n")
    assert await silent.closed() and await slow.closed()


async def test_what_nobody_reads_any_more_ends_with_its_connection(call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "READ_WITHIN", 0.05)
    monkeypatch.setattr(connections, "LINGERING", 0.0)
    caller = await call()
    await caller.says(b"", who="", length=WITHHELD)
    assert await caller.hears() == (403, "mandate.role")

    async def trickling() -> None:
        while True:
            caller.writer.write(b" ")
            await asyncio.sleep(0.01)

    task = asyncio.create_task(trickling())
    try:
        assert await caller.closed()
    finally:
        task.cancel()


async def test_a_process_keeps_so_many_connections(call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "MOST", 2)
    kept = [await call() for _ in range(2)]
    assert await heard(call) == (0, "")
    await kept[0].says(WHOLE)
    assert await kept[0].hears() == (200, "")


@asynccontextmanager
async def pages(folder: Path) -> AsyncIterator[tuple[Any, dict[str, str]]]:
    """Connections to pages, and what a script that posts a form of theirs says; its cookie is of somebody who has signed in."""
    good = JSONResponse({"access_token": issuer.mint(folder, ISSUER, "clerk-1")})
    async with browser(folder, lambda: good) as at:
        await back(at)
        cookies = "; ".join(f"{name}={value}" for name, value in at.cookies.items())
        app = cast(httpx.ASGITransport, at._transport).app
        async with served(app) as url, called(url) as call:
            form = {"path": "/session/theme", "content-type": FORM, "hx-request": "form", "who": ""}
            yield call, form | {"cookie": cookies}


async def test_a_form_is_bounded_as_a_body_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with pages(tmp_path) as (call, form):
        assert await heard(call, b"", **form, length=LARGEST) == (413, "body.too-large")
        assert await heard(call, b"a=1", **form, content_encoding="gzip") == (415, "content-encoding.unsupported")
        for _ in range(EACH):
            await (await call()).says(b"a", **form, length=2)
        await full(call, (429, "body.too-many"), **form)
        await (await call()).says(b"a", **form | {"cookie": ""}, length=2)  # nobody has a form on the way yet
        monkeypatch.setattr(bodies, "READ_WITHIN", 0.05)
        assert await heard(call, b"a", **form | {"cookie": ""}, length=2) == (408, "body.too-slow")


SERVER = """
import asyncio
from tests.support.serving import served
from tests.unit.chassis.test_under_attack import application

async def main():
    async with served(application()) as url:
        print(url, flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


async def test_who_withholds_the_last_byte_on_many_connections_holds_little_memory() -> None:
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", SERVER, stdout=asyncio.subprocess.PIPE)
    try:
        assert process.stdout is not None
        url = (await process.stdout.readline()).decode().strip()
        async with called(url) as call:
            assert await heard(call) == (200, "")
            before = resident(process.pid)

            async def attack(number: int) -> None:
                caller = await call()
                caller.writer.transport.set_write_buffer_limits(0)
                try:
                    async with asyncio.timeout(2):
                        await caller.says(b" " * WITHHELD, who=f"slow {number}", length=LARGEST)
                except (TimeoutError, ConnectionError):
                    return  # it reads no more of it

            await asyncio.gather(*map(attack, range(MANY)))
            assert await heard(call, who="other") == (200, "")
            grown = resident(process.pid) - before
            assert grown < 64, f"{grown} MiB for {MANY} bodies of 1 MiB"
    finally:
        process.kill()
        await process.wait()


def resident(pid: int) -> int:
    """MiB of memory that a process holds."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * 4096 // 1024**2
