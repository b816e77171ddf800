"""Bodies: how a request's body is read: bounded in size and time, and few at once, so that whoever withholds the rest holds little memory.

A body that arrives with its request is simply taken. One that keeps others waiting takes a place: each process has few, each sender
fewer, and all who are not known share those of one sender.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from starlette.types import Message, Receive

from services.chassis.errors import Overloaded
from services.chassis.http.refusals import BadRequest, TooMany

READ_WITHIN: Final = 30.0
"""Seconds from the first byte of a body to its last."""
PLACES: Final = 16
"""Bodies that a process waits for at once: 16 MiB at most."""
EACH: Final = 4
"""Of these, bodies of one sender."""


class Bodies:
    """The places of one process, or those that it has for large bodies."""

    def __init__(self, places: int = PLACES, each: int = EACH) -> None:
        self._places, self._each = places, each
        self._reading: Counter[str] = Counter()

    async def read(self, receive: Receive, *, most: int, sender: str) -> bytes:
        """The whole body. Raises BadRequest (413, 408, or 400 when its sender went away), TooMany, Overloaded."""
        try:
            async with asyncio.timeout(READ_WITHIN):
                piece, more = _piece(await receive())
                _bounded(len(piece), most)
                if not more:
                    return piece
                with self._place(sender):
                    pieces = bytearray(piece)
                    while more:
                        piece, more = _piece(await receive())
                        _bounded(len(pieces) + len(piece), most)
                        pieces += piece
                    return bytes(pieces)
        except TimeoutError:
            raise BadRequest("body.too-slow", 408) from None

    @contextmanager
    def _place(self, sender: str) -> Iterator[None]:
        if self._reading[sender] >= self._each:
            raise TooMany("body.too-many")
        if self._reading.total() >= self._places:
            raise Overloaded
        self._reading[sender] += 1
        try:
            yield
        finally:
            self._reading[sender] -= 1
            if not self._reading[sender]:
                del self._reading[sender]


def _piece(message: Message) -> tuple[bytes, bool]:
    if message["type"] == "http.disconnect":
        raise BadRequest("body.cut-off")
    return message.get("body", b""), message.get("more_body", False)


def _bounded(size: int, most: int) -> None:
    if size > most:
        raise BadRequest("body.too-large", 413)
