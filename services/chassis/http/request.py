"""The request as routes get it: its body bounded (`bodies.py`), clean, and parsed once.

A body is read after it is known who asks. One of more than 1 MiB is a 413 before it is in memory; another media type than JSON, or a
compressed body, is a 415; a name that an object has twice is a 400, because two readers could take different ones.
"""

from __future__ import annotations

import json
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any, Final, TypeVar

from pydantic import ValidationError
from starlette.requests import Request
from starlette.types import Scope

from services.chassis.errors import Refused
from services.chassis.http.bodies import Bodies
from services.chassis.http.body import Body
from services.chassis.http.rates import Rates
from services.chassis.http.refusals import BadRequest
from services.chassis.text.arriving import clean_json

B = TypeVar("B", bound=Body)


def _unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = dict(pairs)
    if len(names) != len(pairs):
        raise BadRequest("body.repeated-name")
    return names


# json.dumps and json.loads would make one of their own for each body
_parsed: Final = json.JSONDecoder(object_pairs_hook=_unrepeated).decode
_canonical: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
LARGEST: Final = 1024 * 1024
"""Bytes of a request body."""
SMALL: Final = 16 * 1024
"""Bytes of the body of an internal request."""
BODIES: Final = Bodies()
"""Those that this process reads."""
SENDER: Final = "thidua.sender"
"""Where a request's scope says who asks, once that is known."""


RATES: Final = "rates"
"""The app's state of this name bounds how often somebody may ask, where there are bounds."""


async def asks(scope: Scope, sender: str) -> str:
    """Notes who asks, "" for who is not known, before the body is read; the first time it is counted and waits for its turn.

    Raises TooMany when they ask too often.
    """
    counted = SENDER in scope
    scope[SENDER] = sender
    if not counted and (rates := _rates(scope)) is not None:
        await rates.take(sender, _address(scope))
    return sender


def working(scope: Scope) -> AbstractAsyncContextManager[None]:
    """The work on a request, where there are bounds: few at once of one person, or of the strangers of an address."""
    rates = _rates(scope)
    return rates.working(scope.get(SENDER, ""), _address(scope)) if rates is not None else nullcontext()


def _address(scope: Scope) -> str:
    return str((scope.get("client") or ("",))[0])


def _rates(scope: Scope) -> Rates | None:
    app = scope.get("app")
    return getattr(app.state, RATES, None) if app is not None else None


class BoundedRequest(Request):
    """A request whose body is bounded and clean."""

    largest: int = LARGEST
    """Bytes of its body."""
    bodies: Bodies = BODIES
    """The places in which it is read."""
    _clean: bytes | None = None
    _parsed: Any = None
    _refused: Refused | None = None

    async def body(self) -> bytes:
        """The whole body. Raises Refused, each time it is asked for again."""
        if self._refused is not None:
            raise self._refused
        if not hasattr(self, "_body"):
            try:
                self._body = await self._read()
            except Refused as refused:
                self._refused = refused
                raise
        return self._body

    async def _read(self) -> bytes:
        if self.headers.get("content-encoding", "identity").strip().lower() != "identity":
            raise BadRequest("content-encoding.unsupported", 415)
        declared = self.headers.get("content-length")
        if declared is not None and declared.isdecimal() and int(declared) > self.largest:
            raise BadRequest("body.too-large", 413)
        return await self.bodies.read(self.receive, most=self.largest, sender=self.scope.get(SENDER, ""))

    async def clean(self) -> None:
        """Reads the body. Raises Refused, NotUtf8 or UnfitText."""
        body = await self.body()
        if body:
            if not _is_json(self.headers.get("content-type")):
                raise BadRequest("media-type.unsupported", 415)
            self._clean = clean_json(body)
            try:
                self._parsed = _parsed(self._clean.decode())
            except (ValueError, RecursionError):
                raise BadRequest("body.not-json") from None

    def validated(self, model: type[B]) -> B:
        """The clean body as this model. Raises ValidationError."""
        if self._clean is None:
            raise ValidationError.from_exception_data(model.__name__, [{"type": "missing", "loc": (), "input": None}])
        return model.model_validate_json(self._clean, strict=True)

    def canonical(self) -> bytes:
        """The body in a form that does not depend on spaces or the order of fields; only after it was found valid."""
        return _canonical(self._parsed).encode() if self._clean else b""


class SmallRequest(BoundedRequest):
    """A request of another service of ours."""

    largest = SMALL


def _is_json(content_type: str | None) -> bool:
    if content_type is None:
        return False
    media, _, parameters = content_type.partition(";")
    if media.strip().lower() != "application/json":
        return False
    charset = parameters.strip().lower().removeprefix("charset=").strip('"')
    return charset in ("", "utf-8", "utf8")
