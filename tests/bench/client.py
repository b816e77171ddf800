"""Load over HTTP from a process of its own: keep-alive connections on bare sockets, so that it costs little itself.

`python -m tests.bench.client JOB`: JOB is a JSON file; the result goes to standard output as JSON. Closed loop: each
connection sends its next request when the answer is there. Open loop (`rate`): requests arrive at fixed times whatever the
server does, and latency counts from the time a request was meant to be sent.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import uvloop


@dataclass(slots=True)
class Load:
    """The requests still to send, and what became of those that were sent."""

    method: str
    path: str
    headers: str
    body: str
    tokens: list[str]
    things: list[tuple[str, int]]
    """Ids, each with the number of the token of who may do it."""
    until: float = 0.0
    sent: int = 0
    statuses: dict[int, int] = field(default_factory=dict)
    latencies: list[float] = field(default_factory=list)
    accepted: list[tuple[str, float, float]] = field(default_factory=list)
    """Id, time it was meant to be sent, time of the answer (Unix seconds)."""
    idle: deque[Talk] = field(default_factory=deque)
    due: deque[tuple[int, float]] = field(default_factory=deque)
    closed: bool = True
    broken: int = 0

    def request(self, number: int) -> bytes:
        """The bytes of the request about the thing of this number."""
        which, who = self.things[number]
        token = f"Authorization: Bearer {self.tokens[who]}\r\n" if self.tokens else ""
        head = (
            f"{self.method} {self.path.replace('{id}', which)} HTTP/1.1\r\nHost: bench\r\n{self.headers}{token}"
            f"Idempotency-Key: bench-{which}\r\nContent-Length: {len(self.body)}\r\n\r\n{self.body}"
        )
        return head.encode()

    def next(self) -> int | None:
        """The number of the next thing, or None when there is none or the time is over."""
        if self.sent >= len(self.things) or time.time() >= self.until:
            return None
        self.sent += 1
        return self.sent - 1

    def answered(self, talk: Talk, status: int) -> None:
        """Counts an answer and lets the connection go on."""
        now = time.time()
        self.statuses[status] = self.statuses.get(status, 0) + 1
        self.latencies.append(now - talk.meant)
        if status < 300:
            self.accepted.append((self.things[talk.number][0], talk.meant, now))
        if self.closed:
            if (number := self.next()) is not None:
                talk.send(number, now)
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
        self.number = 0
        self.meant = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's own is none by class

    def connection_lost(self, error: Exception | None) -> None:
        self._load.broken += 1

    def send(self, number: int, meant: float) -> None:
        """Sends the request about the thing of this number."""
        self.number, self.meant = number, meant
        self._transport.write(self._load.request(number))

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
    load = Load(*(job[name] for name in ("method", "path", "headers", "body", "tokens", "things")))
    load.closed = job["rate"] is None
    loop = asyncio.get_running_loop()
    talks = []
    for _ in range(job["connections"]):
        _, talk = await loop.create_connection(lambda: Talk(load), "127.0.0.1", job["port"])
        talks.append(talk)
    began, used = time.time(), time.process_time()
    load.until = began + job["seconds"]
    load.idle.extend(talks)
    if load.closed:
        for _ in range(len(talks)):
            if (number := load.next()) is not None:
                load.idle.popleft().send(number, time.time())
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


async def _arrivals(load: Load, rate: float, began: float) -> None:
    """Hands requests to idle connections at their times; those that find none wait, and their latency grows."""
    number = 0
    while True:
        now = time.time()
        while (meant := began + number / rate) <= now and meant < load.until and number < len(load.things):
            if load.idle:
                load.idle.popleft().send(number, meant)
            else:
                load.due.append((number, meant))
            number += 1
        if meant >= load.until or number >= len(load.things):
            return
        await asyncio.sleep(min(max(meant - time.time(), 0.0005), 0.01))


if __name__ == "__main__":
    print(json.dumps(uvloop.run(flood(json.loads(Path(sys.argv[1]).read_text())))))
