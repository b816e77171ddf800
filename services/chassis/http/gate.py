"""Gate: the outermost layer of an API: turns, trace, measures, clean addresses, headers, and the last word on what went wrong.

The span starts a new trace and links to the caller's: a stranger's sampling decision is never ours. An unexpected error is
logged by its type and place alone, because its message may hold what a person typed.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Final

from opentelemetry.trace import SpanKind
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.chassis import logs, metrics, security, telemetry
from services.chassis.http.problems import problem
from services.chassis.http.request import SENDER
from services.chassis.http.round_robin import RoundRobin
from services.chassis.text.arriving import NotUtf8, clean_percent
from services.chassis.text.letters import UnfitText

HEADERS: Final = [
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
]
REFUSALS: Final[Mapping[int, security.What]] = {401: "sign-in.refused", 403: "right.refused"}

PAGE: Final = "problem_page"
"""The app's state of this name makes the page of a problem, where there are pages."""


class Gate:
    """ASGI middleware around a whole API."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._turns = RoundRobin()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        await self._turns.turn(_asker(scope))
        status = 500
        answering = False

        async def sending(message: Message) -> None:
            nonlocal status, answering
            if message["type"] == "http.response.start":
                status, answering = message["status"], True
                given = message.get("headers", ())
                names = {name for name, _ in given}
                message["headers"] = [*given, *[header for header in HEADERS if header[0] not in names]]
            await send(message)

        method = scope["method"] if scope["method"] in metrics.METHODS else "OTHER"
        with telemetry.span(
            method,
            root=True,
            links=_traceparent(scope),
            kind=SpanKind.SERVER,
            attributes={"http.request.method": method},
        ) as span:
            try:
                if _clean(scope):
                    await self._app(scope, receive, sending)
                else:
                    await _problem(scope, 422, "address.invalid")(scope, receive, sending)
            except Exception as error:
                logs.failure("http.unexpected", error)
                if not answering:
                    await _problem(scope, 500, "internal")(scope, receive, sending)
                else:
                    raise
            finally:
                route = getattr(scope.get("route"), "path_format", "unmatched")
                if span.is_recording():
                    span.update_name(f"{method} {route}")
                    span.set_attributes({"http.route": route, "http.response.status_code": status})
                if status in REFUSALS:
                    who = scope.get(SENDER, "")
                    security.record(REFUSALS[status], principal=who, about=f"{method} {route}")
                metrics.request(method, route, status, time.perf_counter() - started)


def _problem(scope: Scope, status: int, code: str) -> Response:
    """A page for a browser, where the app has pages; its address is not repeated there."""
    page = getattr(scope["app"].state, PAGE, None)
    if page is None or not any(name == b"accept" and b"text/html" in value for name, value in scope["headers"]):
        return problem(status, code)
    found: Response = page(Request({**scope, "path": "/", "raw_path": b"/", "query_string": b""}), status, code)
    return found


def _asker(scope: Scope) -> bytes:
    """Who seems to ask, before anything is judged: by token or cookie, else by address."""
    cookie = b""
    for name, value in scope["headers"]:
        if name == b"authorization":
            return bytes(value)
        if name == b"cookie":
            cookie = value
    return cookie or str((scope.get("client") or ("",))[0]).encode()


def _traceparent(scope: Scope) -> tuple[str, ...]:
    for name, value in scope["headers"]:
        if name == b"traceparent":
            return (value.decode("latin-1"),)
    return ()


def _clean(scope: Scope) -> bool:
    """Whether path and query are text we take; what is not in NFC is made so."""
    path: bytes = scope.get("raw_path") or b""
    query: bytes = scope["query_string"]
    if b"%" not in path and b"%" not in query:
        return scope["path"].isascii() and query.isascii()
    try:
        clean_percent(path)
        scope["query_string"] = clean_percent(query)
    except (NotUtf8, UnfitText):
        return False
    return True
