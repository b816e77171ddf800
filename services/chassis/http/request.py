"""The request as routes get it: its body bounded while it streams, clean, and parsed once.

A body of more than 1 MiB is a 413 before it is in memory; another media type than JSON is a 415.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from typing import Any, Final

from fastapi.routing import APIRoute
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import Receive, Scope

from services.chassis.http.body import Body, Raw
from services.chassis.http.field_errors import field_error
from services.chassis.http.problems import of_refused, problem
from services.chassis.http.refusals import BadRequest
from services.chassis.text.arriving import NotUtf8, clean_json
from services.chassis.text.letters import UnfitText

# json.dumps would make an encoder for each body
_canonical: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
UNFIT: Final = field_error({"type": "text_unfit", "loc": ("body",)})
LARGEST: Final = 1024 * 1024
"""Bytes of a request body."""


class BoundedRequest(Request):
    """A request whose body is bounded and clean."""

    _clean: bytes = b""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        super().__init__(scope, receive)
        self._media_type = self.headers.get("content-type")
        # judged here; FastAPI would parse it once more, with the mail parser, on every request
        self._headers = Headers(raw=[header for header in self.headers.raw if header[0] != b"content-type"])

    async def body(self) -> bytes:
        """The whole body. Raises BadRequest (413) as soon as it is known to be too large."""
        if not hasattr(self, "_body"):
            declared = self.headers.get("content-length")
            if declared is not None and declared.isdecimal() and int(declared) > LARGEST:
                raise BadRequest("body.too-large", 413)
            chunks: list[bytes] = []
            size = 0
            async for chunk in self.stream():
                size += len(chunk)
                if size > LARGEST:
                    raise BadRequest("body.too-large", 413)
                chunks.append(chunk)
            self._body = b"".join(chunks)
        return self._body

    async def clean(self) -> None:
        """Reads the body. Raises BadRequest, NotUtf8 or UnfitText."""
        body = await self.body()
        if body:
            if not _is_json(self._media_type):
                raise BadRequest("media-type.unsupported", 415)
            self._clean = clean_json(body)

    async def json(self) -> Raw:
        """The clean JSON text, for `Body` to parse."""
        return Raw(self._clean)

    def canonical(self) -> bytes:
        """The body in a form that does not depend on spaces or the order of fields; only after it was found valid."""
        if not self._clean:
            return b""
        return _canonical(json.loads(self._clean)).encode()


class Route(APIRoute):
    """A route that reads its body through `BoundedRequest`; a body that is not a `Body` is a mistake of ours."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, endpoint, **options | {"strict_content_type": False})
        self._begins = path.partition("{")[0]
        field = self.body_field
        if field is not None:
            annotation = field.field_info.annotation
            if not (isinstance(annotation, type) and issubclass(annotation, Body)):
                raise TypeError(f"{path}: the body of a request is one subclass of Body")

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether it is this route's address; most are told apart by how they begin, without their pattern."""
        if not scope["path"].startswith(self._begins):
            return Match.NONE, {}
        return super().matches(scope)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Checks what FastAPI does not."""
        inner = super().get_route_handler()
        reads_body = self.body_field is not None

        async def handle(request: Request) -> Response:
            bounded = BoundedRequest(request.scope, request.receive)
            if reads_body:
                try:
                    await bounded.clean()
                except BadRequest as refused:
                    return of_refused(refused)
                except NotUtf8:
                    return problem(400, "body.not-json")
                except UnfitText:
                    return problem(422, "body.invalid", errors=[UNFIT])
            return await inner(bounded)

        return handle


def _is_json(content_type: str | None) -> bool:
    if content_type is None:
        return False
    media, _, parameters = content_type.partition(";")
    if media.strip().lower() != "application/json":
        return False
    charset = parameters.strip().lower().removeprefix("charset=").strip('"')
    return charset in ("", "utf-8", "utf8")
