"""HEAD: what GET would say, without its body; for every address at once, because FastAPI asks it of each route.

The app sees a GET and is stopped at its first piece of body, so that a stream ends as well.
"""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Head:
    """ASGI middleware, the outermost: what is inside answers and is measured as for GET."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return
        ended = False

        async def heading(message: Message) -> None:
            nonlocal ended
            if message["type"] == "http.response.start":
                await send(message)
            elif not ended:
                ended = True
                await send({"type": "http.response.body"})
                if message.get("more_body", False):
                    answering.cancel()

        answering = asyncio.ensure_future(self._app({**scope, "method": "GET"}, receive, heading))
        try:
            await answering
        except asyncio.CancelledError:
            if not ended:  # it is we who are stopped, not what was answered
                raise
