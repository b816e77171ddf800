"""A live stream while the database is away: what failed is rendered again, and nothing old is called fresh."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from fastapi import Request

from services.chassis.clock import real_now
from services.chassis.errors import Unavailable
from services.chassis.web import live
from services.chassis.web.live import Live
from services.chassis.web.visitor import Visitor
from tests.unit.chassis.test_assembly import edge_of


class Away:
    """A pool whose database does not answer."""

    async def fetch(self, *_: Any) -> Sequence[Any]:
        raise ConnectionRefusedError


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
