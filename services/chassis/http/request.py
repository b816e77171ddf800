"""The request as routes get it: its body bounded while it streams, clean, and parsed once.

A body of more than 1 MiB is a 413 before it is in memory; another media type than JSON is a 415.
"""

from __future__ import annotations

import json
from typing import Final, TypeVar

from pydantic import ValidationError
from pydantic_core import from_json
from starlette.requests import Request

from services.chassis.http.body import Body
from services.chassis.http.refusals import BadRequest
from services.chassis.text.arriving import clean_json

B = TypeVar("B", bound=Body)

# json.dumps would make an encoder for each body
_canonical: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
LARGEST: Final = 1024 * 1024
"""Bytes of a request body."""


class BoundedRequest(Request):
    """A request whose body is bounded and clean."""

    _clean: bytes | None = None

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
            if not _is_json(self.headers.get("content-type")):
                raise BadRequest("media-type.unsupported", 415)
            self._clean = clean_json(body)

    def validated(self, model: type[B]) -> B:
        """The clean body as this model. Raises ValidationError."""
        if self._clean is None:
            raise ValidationError.from_exception_data(model.__name__, [{"type": "missing", "loc": (), "input": None}])
        return model.model_validate_json(self._clean, strict=True)

    def canonical(self) -> bytes:
        """The body in a form that does not depend on spaces or the order of fields; only after it was found valid."""
        if not self._clean:
            return b""
        return _canonical(from_json(self._clean)).encode()


def _is_json(content_type: str | None) -> bool:
    if content_type is None:
        return False
    media, _, parameters = content_type.partition(";")
    if media.strip().lower() != "application/json":
        return False
    charset = parameters.strip().lower().removeprefix("charset=").strip('"')
    return charset in ("", "utf-8", "utf8")
