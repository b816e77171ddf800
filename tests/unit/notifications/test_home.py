"""The home page after an act elsewhere: it looks again by itself, a few times and further and further apart."""

from __future__ import annotations

from starlette.requests import Request

from services.chassis.clock import real_now
from services.notifications.tasks.pages import FIRST_LOOK, again


def asking(ago: float | None) -> Request:
    """Somebody who opens the home page so many seconds after an act of theirs."""
    at = int((real_now().timestamp() - (ago or 0)) * 1000)
    cookie = b"" if ago is None else f"thidua-wrote=submissions:41.{at}".encode()
    return Request(
        {"type": "http", "scheme": "http", "path": "/", "headers": [(b"cookie", cookie)], "server": ("t", 80)}
    )


def test_the_home_page_looks_again_after_an_act_and_only_then() -> None:
    assert again(asking(None)) == again(asking(60)) == 0
    assert FIRST_LOOK <= again(asking(0)) < 2 * FIRST_LOOK
    assert 2900 < again(asking(3)) < 4500, "each wait is as long as all before it: five looks, then it rests"
