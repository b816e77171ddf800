"""The peer: `eventsourcing` on the same PostgreSQL, 64 threads, one event of 600 bytes a command.

Its application loads an aggregate and saves it with one new event; its recorder alone stores a ready event. Both exist
with and without its database functions. What it does not do: command keys, a hash chain, mandates, dense positions.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Lock
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import StoredEvent

Cost = Callable[[], float]
"""Tells the seconds of processor time used so far."""
Sped = tuple[float, float]
"""Done a second, and microseconds of processor time for one."""

TEXT = "x" * 420
"""With the rest of what it stores of an event: 600 bytes."""


class Paper(Aggregate):
    """Something that can be sent."""

    @event("Sent")
    def send(self, text: str) -> None:
        """One event."""
        self.text = text


def application(url: str, *, functions: bool, connections: int) -> Application[UUID]:
    """An application of the peer on this database; tables are made at the first start."""
    return Application(env=environment(url, functions=functions, connections=connections))


def environment(url: str, *, functions: bool, connections: int) -> dict[str, str]:
    """The settings by which the peer finds its database."""
    parts = urlsplit(url)
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": parts.path.lstrip("/"),
        "POSTGRES_HOST": str(parts.hostname),
        "POSTGRES_PORT": str(parts.port),
        "POSTGRES_USER": str(parts.username),
        "POSTGRES_PASSWORD": "",
        "POSTGRES_POOL_SIZE": str(connections),
        "POSTGRES_MAX_OVERFLOW": "0",
        "POSTGRES_MAX_WAITING": "64",
        "POSTGRES_ENABLE_DB_FUNCTIONS": "y" if functions else "n",
    }


def made(app: Application[UUID], number: int) -> list[UUID]:
    """So many aggregates of one event each."""
    papers = [Paper() for _ in range(number)]
    for start in range(0, number, 500):
        app.save(*papers[start : start + 500])
    return [paper.id for paper in papers]


def load_and_save(app: Application[UUID], ids: Iterator[UUID], seconds: float, callers: int, cost: Cost) -> Sped:
    """Commands a second: each loads one aggregate and saves it with one new event."""
    taking = Lock()

    def one() -> bool:
        with taking:
            which = next(ids, None)
        if which is None:
            return False
        paper: Paper = app.repository.get(which)
        paper.send(text=TEXT)
        app.save(paper)
        return True

    return _flood(one, seconds, callers, cost)


def record_only(app: Application[UUID], seconds: float, callers: int, cost: Cost) -> Sped:
    """Events a second by its recorder alone: nothing is loaded and nothing decided."""
    state = b"x" * 600

    def one() -> bool:
        app.recorder.insert_events([StoredEvent(uuid4(), 1, "tests:Paper.Sent", state)])
        return True

    return _flood(one, seconds, callers, cost)


def _flood(one: Callable[[], bool], seconds: float, callers: int, cost: Cost) -> Sped:
    done = count()
    before = cost()
    began = time.perf_counter()
    until = began + seconds

    def caller() -> None:
        while time.perf_counter() < until and one():
            next(done)

    with ThreadPoolExecutor(callers) as pool:
        for future in [pool.submit(caller) for _ in range(callers)]:
            future.result()
    number = next(done)
    return number / (time.perf_counter() - began), (cost() - before) / max(number, 1) * 1e6
