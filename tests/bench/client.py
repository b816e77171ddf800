"""Load over HTTP from a process of its own: keep-alive connections on bare sockets, so that it costs little itself.

`python -m tests.bench.client JOB.json`: JOB.json is read, and the result is written to JOB.result beside it, as JSON. Closed
loop: each connection sends its next request when the answer is there. Open loop (`rate`): requests arrive at fixed times whatever
the server does, and latency counts from the time a request was meant to be sent. Where a thing has several steps, the next one is
asked for `pause` seconds after the answer to the one before, and steps of all kinds are mixed.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import uvloop

Step = tuple[int, int]
"""A thing by its number, and which of the steps is done with it."""


@dataclass(slots=True)
class Load:
    """The requests still to send, and what became of those that were sent."""

    method: str
    headers: str
    steps: list[tuple[str, str]]
    """What is done with each thing, in order: path and body."""
    tokens: list[str]
    things: list[tuple[str, int]]
    """Ids, each with the number of the token of who may do it."""
    pause: float = 0.0
    until: float = 0.0
    begun: int = 0
    waiting: deque[tuple[Step, float]] = field(default_factory=deque)
    """The next steps of things, each with the time from which on it may be done."""
    chance: random.Random = field(default_factory=lambda: random.Random(1))
    statuses: dict[int, int] = field(default_factory=dict)
    latencies: list[float] = field(default_factory=list)
    accepted: list[tuple[str, float, float]] = field(default_factory=list)
    """Id, time it was meant to be sent, time of the answer (Unix seconds)."""
    idle: deque[Talk] = field(default_factory=deque)
    due: deque[tuple[Step, float]] = field(default_factory=deque)
    closed: bool = True
    broken: int = 0

    def request(self, what: Step) -> bytes:
        """The bytes of the request for this step."""
        (which, who), (path, body) = self.things[what[0]], self.steps[what[1]]
        token = f"Authorization: Bearer {self.tokens[who]}\r\n" if self.tokens else ""
        head = (
            f"{self.method} {path.replace('{id}', which)} HTTP/1.1\r\nHost: bench\r\n{self.headers}{token}"
            f"Idempotency-Key: bench-{which}-{what[1]}\r\nContent-Length: {len(body)}\r\n\r\n{body}"
        )
        return head.encode()

    def next(self, now: float) -> Step | None:
        """What is to be done at this time, or None when there is nothing or the time is over."""
        if now >= self.until:
            return None
        begin = self.begun < len(self.things)
        if self.waiting and self.waiting[0][1] <= now and not (begin and self.chance.random() * len(self.steps) < 1):
            return self.waiting.popleft()[0]
        if not begin:
            return None
        self.begun += 1
        return self.begun - 1, 0

    def answered(self, talk: Talk, status: int) -> None:
        """Counts an answer and lets the connection go on."""
        now = time.time()
        self.statuses[status] = self.statuses.get(status, 0) + 1
        self.latencies.append(now - talk.meant)
        number, step = talk.what
        if status < 300:
            self.accepted.append((self.things[number][0], talk.meant, now))
            if step + 1 < len(self.steps):
                self.waiting.append(((number, step + 1), now + self.pause))
        if self.closed:
            if (what := self.next(now)) is not None:
                talk.send(what, now)
            else:
                self.idle.append(talk)
        elif self.due:
            talk.send(*self.due.popleft())
        else:
            self.idle.append(talk)


class Talk(asyncio.Protocol):
    """One connection: a request, its answer, the next request."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._read = b""
        self._transport: asyncio.Transport
        self.what: Step = (0, 0)
        self.meant = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's own is none by class

    def connection_lost(self, error: Exception | None) -> None:
        self._load.broken += 1

    def send(self, what: Step, meant: float) -> None:
        """Sends the request for this step."""
        self.what, self.meant = what, meant
        self._transport.write(self._load.request(what))

    def data_received(self, data: bytes) -> None:
        self._read += data
        head, end, rest = self._read.partition(b"\r\n\r\n")
        if not end:
            return
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0] or b"0")
        if len(rest) < length:
            return
        self._read = b""
        self._load.answered(self, int(head[9:12]))

    def close(self) -> None:
        """Ends the connection."""
        self._transport.abort()


async def flood(job: dict[str, Any]) -> dict[str, Any]:
    """Does a job and tells what came of it."""
    load = Load(*(job[name] for name in ("method", "headers", "steps", "tokens", "things", "pause")))
    load.closed = job["rate"] is None
    loop = asyncio.get_running_loop()
    talks = []
    ready = time.time() + job["after"]
    for _ in range(job["connections"]):
        _, talk = await loop.create_connection(lambda: Talk(load), "127.0.0.1", job["port"])
        talks.append(talk)
    await asyncio.sleep(max(ready - time.time(), 0))
    began, used = time.time(), time.process_time()
    load.until = began + job["seconds"]
    load.idle.extend(talks)
    if load.closed:
        for _ in range(len(talks)):
            if (what := load.next(now := time.time())) is not None:
                load.idle.popleft().send(what, now)
    else:
        await _arrivals(load, job["rate"], began)
    while len(load.idle) < len(talks) and time.time() < load.until + 30 and not load.broken:  # noqa: ASYNC110
        await asyncio.sleep(0.002)
    ended = max((end for _, _, end in load.accepted), default=time.time())
    if load.broken:
        raise SystemExit("a connection was closed by the server")
    for talk in talks:
        talk.close()
    return {
        "began": began,
        "ended": ended,
        "statuses": load.statuses,
        "rate": len(load.accepted) / (ended - began),
        "latencies": load.latencies,
        "accepted": load.accepted if job["tell"] else [],
        "cores": (time.process_time() - used) / (time.time() - began),
    }


async def withhold(job: dict[str, Any]) -> dict[str, Any]:
    """Sends bodies without their last byte, one on each connection, and holds them; tells as `flood` does."""
    load = Load(*(job[name] for name in ("method", "headers", "steps", "tokens", "things")))
    head = load.request((0, 0)).partition(b"Content-Length: ")[0]
    said = head + b"Content-Length: %d\r\n\r\n" % (job["withheld"] + 1)
    body = b" " * job["withheld"]
    statuses: dict[str, int] = {}

    async def one() -> None:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", job["port"])
            writer.write(said + body)
            answer = (await reader.readline())[9:12].decode() or "closed"
            statuses[answer] = statuses.get(answer, 0) + 1
            await reader.read()
        except ConnectionError:
            statuses["closed"] = statuses.get("closed", 0) + 1

    await asyncio.sleep(job["after"])
    began, used = time.time(), time.process_time()
    held = [asyncio.create_task(one()) for _ in range(job["connections"])]
    await asyncio.wait(held, timeout=job["seconds"])
    for task in held:
        task.cancel()
    seconds = time.time() - began
    told = {
        "began": began,
        "ended": began + seconds,
        "statuses": statuses,
        "rate": 0.0,
        "latencies": [],
        "accepted": [],
    }
    return told | {"cores": (time.process_time() - used) / seconds}


async def _arrivals(load: Load, rate: float, began: float) -> None:
    """Hands requests to idle connections at their times; those that find none wait, and their latency grows."""
    number = 0
    while True:
        now = time.time()
        while (meant := began + number / rate) <= now and meant < load.until:
            if (what := load.next(meant)) is None:
                return
            if load.idle:
                load.idle.popleft().send(what, meant)
            else:
                load.due.append((what, meant))
            number += 1
        if meant >= load.until:
            return
        await asyncio.sleep(min(max(meant - time.time(), 0.0005), 0.01))


if __name__ == "__main__":
    job = Path(sys.argv[1])
    # a file, not a pipe: a long result was cut at the pipe's 64 KiB on a busy machine
    told = json.loads(job.read_text())
    job.with_suffix(".result").write_text(json.dumps(uvloop.run((withhold if told["withheld"] else flood)(told))))
