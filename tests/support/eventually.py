"""eventually: a probe with a deadline that can say what it last saw; never a sleep and a hope."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from inspect import isawaitable
from typing import Any, TypeVar, overload

T = TypeVar("T")


@overload
async def eventually(probe: Callable[[], Awaitable[T]], expected: T, *, within: float = 20) -> None: ...
@overload
async def eventually(probe: Callable[[], T], expected: T, *, within: float = 20) -> None: ...
async def eventually(probe: Callable[[], Any], expected: Any, *, within: float = 20) -> None:
    """Asks, or only looks, until the answer is `expected`; after `within` seconds fails with the last answer."""
    deadline = time.monotonic() + within
    while (seen := await answer if isawaitable(answer := probe()) else answer) != expected:
        assert time.monotonic() < deadline, f"after {within} s still {seen!r}, not {expected!r}"
        await asyncio.sleep(0.05)
