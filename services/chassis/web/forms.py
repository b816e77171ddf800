"""Forms: what a browser posts, as bounded and clean as JSON is, and the routes of pages that take it.

Every form carries the CSRF token of whoever it was made for, and an idempotency key made when it was rendered: a double press, a
reload or a retry after silence is one act.
"""

from __future__ import annotations

import base64
import hmac
import json
import secrets
import unicodedata
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import nullcontext
from typing import Any, Final, TypeVar
from urllib.parse import parse_qsl

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.responses import Response

from services.chassis.errors import Forbidden
from services.chassis.http.bodies import Bodies
from services.chassis.http.refusals import BadRequest, TooMany
from services.chassis.http.request import BoundedRequest, asks, working
from services.chassis.text.letters import FORBIDDEN, clean

FORM: Final = "application/x-www-form-urlencoded"
MULTIPART: Final = "multipart/form-data"
LARGEST: Final = 512 * 1024
"""Bytes of a form."""
MOST_FIELDS: Final = 1000
BESIDE: Final = 16 * 1024
"""Bytes of what a form says beside its file."""
HEAVY: Final = Bodies(places=2, each=1)
"""Forms that bring files whole: each may weigh as much as a file, and there is little memory."""
MOST_FILES: Final = 10
"""Files of one form."""
MOST_NAME: Final = 200
"""Letters of a file's name."""
CSRF: Final = "_csrf"
KEY: Final = "_key"
TICKET: Final = "_draft"
OURS: Final = frozenset({CSRF, KEY, TICKET})


class Form(dict[str, list[str]]):
    """The fields of a form, each with its values in order; text in NFC, ends trimmed."""

    unfit: frozenset[str] = frozenset()
    """The fields out of whose text control characters were taken: whoever pasted them looks again before it is sent."""

    def text(self, name: str) -> str:
        """The one value of a field, "" without it."""
        values = self.get(name, [])
        return values[0].strip() if values else ""

    def but(self, others: Mapping[str, list[str]]) -> Form:
        """The form with these fields in place of its own."""
        made = Form({**self, **others})
        made.unfit = self.unfit
        return made


class FormRequest(BoundedRequest):
    """A request whose body, if any, is a form."""

    largest = LARGEST
    files_most: int = 0
    """Bytes of the files that the form may bring, 0 for none."""
    files: Sequence[tuple[str, str, bytes]] = ()
    """The files that it brought: field, name, content."""
    _form_of: Form | None = None
    shown: Form | None = None
    """The form as the page shows it, its draft and all, where the page knows of drafts by itself."""

    async def fields(self) -> Form:
        """The form. Raises BadRequest."""
        if self._form_of is None and self.files_most and self._media == MULTIPART:
            self.bodies = HEAVY
            self.files = await self._parts(self.files_most, MOST_FILES)
        if self._form_of is None:
            body = await self.body()
            if body and self._media != FORM:
                raise BadRequest("media-type.unsupported", 415)
            if body.count(b"&") >= MOST_FIELDS:
                raise BadRequest("form.too-long", 413)
            try:
                pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict")
            except UnicodeDecodeError:
                raise BadRequest("form.not-utf8", 422) from None
            self._form_of = _cleaned(pairs)
        return self._form_of

    async def upload(self, most: int) -> tuple[Form, str, bytes]:
        """The form that brings one file of at most `most` bytes, the file's name and its bytes; no file is b"". Raises BadRequest."""
        if self._media != MULTIPART:
            await self.body()
            raise BadRequest("media-type.unsupported", 415)
        files = await self._parts(most, 1)
        _, name, file = files[0] if files else ("", "", b"")
        assert self._form_of is not None
        return self._form_of, name, file

    @property
    def _media(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    async def _parts(self, most: int, files_most: int) -> list[tuple[str, str, bytes]]:
        """The files of a form in parts; its fields are read with them. Raises BadRequest."""
        self.largest = most + BESIDE
        body = await self.body()

        async def whole() -> AsyncGenerator[bytes, None]:
            yield body

        files, pairs = [], []
        try:
            parts = await MultiPartParser(self.headers, whole(), max_files=files_most, max_fields=MOST_FIELDS).parse()
            for field, value in parts.multi_items():
                if isinstance(value, str):
                    pairs.append((field, value))
                else:
                    name = clean(FORBIDDEN.sub("", value.filename or ""))[:MOST_NAME]
                    files.append((clean(FORBIDDEN.sub("", field)), name, await value.read()))
        except (MultiPartException, ValueError):
            raise BadRequest("form.unreadable") from None
        self._form_of = _cleaned(pairs)
        return files

    def with_fields(self, fields: Form) -> Form:
        """The form, with these fields in place of what was sent: files that it brought are known by their ids from now on."""
        self._form_of, self.files = fields, ()
        return fields

    @property
    def taken(self) -> Form:
        """The form, as far as it was read."""
        return self._form_of or Form()

    def canonical(self) -> bytes:
        """The fields without what is made anew with each rendering, for telling a repeated form from another one."""
        fields = {name: values for name, values in self.taken.items() if name not in OURS}
        return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


async def form(request: Request) -> Form:
    """The dependency of pages that take a form. Raises BadRequest."""
    assert isinstance(request, FormRequest)
    return await request.fields()


def check_csrf(request: Request, fields: Form, expected: str) -> None:
    """Raises Forbidden for a form that whoever is signed in did not get from us."""
    given = request.headers.get("x-csrf-token") or fields.text(CSRF)
    if not given:
        raise Forbidden("form.unsigned")
    if not is_token(given, expected):
        raise Forbidden("form.foreign")
    same_origin(request)


def is_token(given: str, expected: str) -> bool:
    """Whether this is the CSRF token, as a page carries it (`masked`) or plain."""
    return any(hmac.compare_digest(each.encode(), expected.encode()) for each in (given, unmasked(given)))


def masked(token: str) -> str:
    """The token as it stands in one page: other letters each time, so that the size of compressed pages tells nothing of it (BREACH)."""
    mask = secrets.token_bytes(len(token.encode()))
    return base64.urlsafe_b64encode(mask + _mixed(mask, token.encode())).decode()


def unmasked(text: str) -> str:
    """The token that a page carried; "" for what no page of ours did."""
    try:
        whole = base64.b64decode(text, altchars=b"-_", validate=True)
        half = len(whole) // 2
        return _mixed(whole[:half], whole[half:]).decode() if len(whole) % 2 == 0 else ""
    except ValueError:
        return ""


def _mixed(mask: bytes, token: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(mask, token, strict=True))


def same_origin(request: Request) -> None:
    """Raises Forbidden for a form that another site has sent; a browser names the sender of every POST."""
    origin = request.headers.get("origin")
    if origin is not None and origin.partition("://")[2] != request.headers.get("host"):
        raise Forbidden("form.elsewhere")


E = TypeVar("E", bound=Callable[..., Any])
Answer = Callable[[Request, Exception], Response]
Finish = Callable[[FormRequest, Response], Awaitable[Response]]
Known = Callable[[Request], str]


def takes_files(endpoint: E) -> E:
    """Marks an endpoint of a page whose form may bring files."""
    endpoint.takes_files = True  # type: ignore[attr-defined]
    return endpoint


def page_route(failed: Answer, finish: Finish, known: Known, files_most: int = 0) -> type[APIRoute]:
    """The kind of route that pages have: its request is a FormRequest, what goes wrong is a page made by `failed`.

    Every answer goes through `finish`, which keeps and restores drafts. `known` tells who sends a form before it is read. A form that
    `takes_files` may bring as many bytes of them as one file has at most.
    """

    class PageRoute(APIRoute):
        def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
            super().__init__(path, endpoint, **options | {"include_in_schema": False, "response_model": None})
            if self.body_field is not None:
                raise TypeError(f"{path}: a page takes its form through `Depends(form)`")

        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            inner = super().get_route_handler()

            async def handle(request: Request) -> Response:
                taken = FormRequest(request.scope, request.receive)
                taken.files_most = files_most if getattr(self.endpoint, "takes_files", False) else 0
                try:
                    sender, posts = known(request), request.method == "POST"
                    if sender or posts:
                        await asks(request.scope, sender)
                    async with nullcontext() if posts else working(request.scope):  # a form's body may take its time
                        answer = await inner(taken)
                except TooMany as error:
                    return failed(taken, error)  # a flood's form is neither read nor kept as a draft
                except Exception as error:  # shown as a page, told to the log by type and place as everywhere
                    answer = failed(taken, error)
                try:
                    return await finish(taken, answer)
                except Exception as error:
                    return failed(taken, error)

            return handle

    return PageRoute


def _cleaned(pairs: Sequence[tuple[str, str]]) -> Form:
    """The fields, without the control characters that nobody sees; which had some is told."""
    form, unfit = Form(), set()
    for name, value in pairs:
        name, kept = clean(FORBIDDEN.sub("", name)), FORBIDDEN.sub("", value)
        if kept != value:
            unfit.add(name)
        form.setdefault(name, []).append(_line_ends(clean(kept)))
    form.unfit = frozenset(unfit)
    return form


def _line_ends(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
