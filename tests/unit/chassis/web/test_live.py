"""A live stream while the database is away: what failed is rendered again, and nothing old is called fresh."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from typing import Any, cast

import pytest
from fastapi import Request

from services.chassis.clock import real_now
from services.chassis.errors import Unavailable
from services.chassis.http.refusals import TooMany
from services.chassis.web import live
from services.chassis.web.live import Live
from services.chassis.web.visitor import Visitor
from tests.support.eventually import eventually
from tests.unit.chassis.test_assembly import edge_of


class Away:
    """A pool whose database does not answer."""

    async def fetch(self, *_: Any) -> Sequence[Any]:
        raise ConnectionRefusedError


async def test_who_comes_while_the_last_one_leaves_is_told_of_changes_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The poller of those who left takes a moment to end: the database finishes its query first."""
    monkeypatch.setattr(live, "BEAT", 0.01)
    polls: list[str] = []
    asked, ending = asyncio.Event(), asyncio.Event()

    class Slow:
        async def fetch(self, *_: Any) -> Sequence[Any]:
            polls.append("")
            if len(polls) == 1:
                asked.set()
                try:
                    await asyncio.Event().wait()
                except asyncio.CancelledError:
                    await ending.wait()
                    raise
            return []

    edge = edge_of()
    edge.pool = Slow()  # type: ignore[assignment]
    board = Live(edge)

    async def render() -> str:
        return "<p>38 xã, phường</p>"

    async def come() -> AsyncGenerator[str]:
        request = Request({"type": "http", "path": "/", "headers": [], "query_string": b""})
        anybody = Visitor(edge, request, real_now(), None, "", ())
        answer = await board.stream(anybody, ("standings",), "board", render)
        return cast(AsyncGenerator[str], answer.body_iterator)

    first = await come()
    await anext(first)
    await asked.wait()
    await first.aclose()
    second = await come()
    assert [await anext(second) for _ in range(2)]
    ending.set()
    await eventually(lambda: len(polls) > 1, True)
    await second.aclose()


async def test_a_rendering_that_failed_is_tried_again_and_an_outage_is_not_fresh(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(live, "BEAT", 0.01)
    edge = edge_of()
    edge.pool = Away()  # type: ignore[assignment]
    rendered = iter((Unavailable(), "<p>38 xã, phường</p>"))

    async def render() -> str:
        told = next(rendered, "<p>38 xã, phường</p>")
        if isinstance(told, Exception):
            raise told
        return told

    request = Request({"type": "http", "path": "/", "headers": [], "query_string": b""})
    anybody = Visitor(edge, request, real_now(), None, "", ())
    answer = await Live(edge).stream(anybody, ("standings",), "board", render)
    events = aiter(answer.body_iterator)
    said = [str(await anext(events)) for _ in range(5)]
    assert said[0].startswith("retry:")
    assert said[1].startswith(": not known")
    assert said[2].startswith("event: fragment") and "38 xã, phường" in said[2]
    assert not any("event: fresh" in one for one in said)


async def test_one_visitor_follows_so_many_pages_and_others_are_not_concerned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "EACH", 2)
    edge = edge_of()
    edge.pool = Away()  # type: ignore[assignment]
    board = Live(edge)

    async def render() -> str:
        return "<p>38 xã, phường</p>"

    async def come(principal: str) -> AsyncGenerator[str]:
        request = Request({"type": "http", "path": "/", "headers": [], "query_string": b""})
        visitor = Visitor(edge, request, real_now(), None, principal, ())
        answer = await board.stream(visitor, ("standings",), "board", render)
        events = cast(AsyncGenerator[str], answer.body_iterator)
        await anext(events)
        return events

    open_here = [await come("clerk-1"), await come("clerk-1")]
    with pytest.raises(TooMany, match=r"streams\.too-many"):
        await come("clerk-1")
    open_here.append(await come("clerk-2"))
    await open_here.pop(0).aclose()
    open_here.append(await come("clerk-1"))
    for events in open_here:
        await events.aclose()
