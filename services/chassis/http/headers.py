"""Headers and query of a request, read once, in one pass, and refused when they are ambiguous."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from fastapi import Request

from services.chassis.errors import Refused
from services.chassis.http.refusals import BadRequest, Unauthenticated

VISIBLE: Final = re.compile(r"[!-~]{8,128}", re.ASCII)
"""An idempotency key."""

ETAG: Final = re.compile(r'"(\d{1,9})"', re.ASCII)
"""The version of a stream, as an ETag."""


def read(request: Request, wanted: tuple[bytes, ...]) -> dict[bytes, str]:
    """The wanted headers. Raises when one is there twice: two readers could take different ones."""
    found: dict[bytes, str] = {}
    for name, value in request.scope["headers"]:
        if name in wanted:
            if name in found:
                raise _twice(name)
            found[name] = value.decode("latin-1")
    return found


def _twice(name: bytes) -> Refused:
    if name == b"authorization":
        return Unauthenticated()
    codes = {b"idempotency-key": "idempotency-key.invalid", b"if-match": "if-match.invalid"}
    return BadRequest(codes.get(name, "mandate.header"))


def idempotency_key(text: str | None) -> str:
    """The key of a write. Raises BadRequest."""
    if not text:
        raise BadRequest("idempotency-key.missing")
    if not VISIBLE.fullmatch(text):
        raise BadRequest("idempotency-key.invalid")
    return text


def seen_version(text: str | None) -> int | None:
    """The version in `If-Match: "7"`, the ETag that a reader was given; None without it. Raises BadRequest."""
    if text is None:
        return None
    found = ETAG.fullmatch(text)
    if found is None:
        raise BadRequest("if-match.invalid")
    return int(found[1])


def mandate_id(headers: Mapping[bytes, str]) -> UUID | None:
    """The mandate named in X-Mandate. Raises BadRequest."""
    text = headers.get(b"x-mandate")
    if text is None:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise BadRequest("mandate.header") from None


def without_after(query: bytes) -> bytes:
    """What a query asks for beside freshness, in one form whatever the order of its names."""
    if not query:
        return b""
    pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    return urlencode(sorted(pair for pair in pairs if pair[0] != "after")).encode()


def after(query: bytes) -> str | None:
    """The read-your-writes token in a query."""
    if b"after=" not in query:
        return None
    pairs: Iterable[tuple[str, str]] = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    return next((value for name, value in pairs if name == "after"), None)
