"""Connections: how long one may take to say what it asks, and how many a process keeps.

uvicorn waits for ever for headers that do not end, and for a body that nobody reads any more. Here a connection is closed when it
has not said its headers, or all of its request, in time; how long an answer takes is not bounded. One connection more than a process
keeps is closed before anything is read from it.
"""

from __future__ import annotations

from asyncio import BaseTransport, TimerHandle
from socket import SO_RCVBUF, SOL_SOCKET
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from services.chassis.http.bodies import READ_WITHIN
from services.chassis.http.problems import problem

HEADERS_WITHIN: Final = 10.0
"""Seconds from a connection, or the first byte of its next request, to the end of the headers."""
LINGERING: Final = 5.0
"""Seconds beyond the time of a body, in which a refusal reaches whoever still sends."""
KEPT: Final = 75
"""Seconds for which a connection without a request is kept: longer than whoever asks keeps it (the gateway a minute, httpx five seconds).
The other way round a request is sent now and then into a connection that is just being closed, and nobody knows whether it was done."""
MOST: Final = 2000
"""Connections of one process."""
RECEIVED: Final = 64 * 1024
"""Bytes of a connection that the kernel keeps before they are read: so much at once is read of a body, and no more."""


class Connection(HttpToolsProtocol):
    """uvicorn's connection with an end."""

    _due: TimerHandle | None = None

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.timeout_keep_alive = KEPT

    def connection_made(self, transport: Any) -> None:
        """Takes it, or closes it when the process has all it keeps."""
        super().connection_made(transport)
        transport.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_RCVBUF, RECEIVED)
        if len(self.connections) > MOST:
            transport.abort()
        else:
            self._within(HEADERS_WITHIN)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forgets it."""
        self._within(None)
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """A request begins."""
        self._within(HEADERS_WITHIN)
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Its body, if any, is on its way."""
        self._within(READ_WITHIN + LINGERING)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """All of it is here."""
        self._within(None)
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Tells what is no request, or of an unknown method, as every refusal is told, and closes."""
        refused = problem(400, "request.unreadable")
        headers = b"".join(name + b": " + value + b"\r\n" for name, value in refused.raw_headers)
        self.transport.write(
            b"HTTP/1.1 400 Bad Request\r\n" + headers + b"connection: close\r\n\r\n" + bytes(refused.body)
        )
        self.transport.close()

    def _within(self, seconds: float | None) -> None:
        if self._due is not None:
            self._due.cancel()
            self._due = None
        if seconds is not None:
            transport: BaseTransport = self.transport
            self._due = self.loop.call_later(seconds, transport.close)
