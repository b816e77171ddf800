"""Paging by key: a page begins after the last row of the one before, so that rows may come and go in between.

A cursor is opaque to clients: the key's columns as JSON texts in base64url. It names a place, not a right: what a reader may not
see stays invisible behind any cursor.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Protocol, TypeVar, cast
from uuid import UUID

from fastapi import Query

from services.chassis.http.refusals import BadRequest
from services.chassis.text.letters import UNSTORABLE

K = TypeVar("K", bound=tuple[Any, ...])

MOST: Final = 200
USUAL: Final = 50


class Row(Protocol):
    """A row of the database, or a dict."""

    def keys(self) -> Iterable[str]:
        """The names of its columns."""
        ...

    def __getitem__(self, column: str, /) -> Any:
        """One value."""
        ...


@dataclass(frozen=True, slots=True)
class PageQuery:
    """Which page is wanted: at most `limit` rows, after the row whose key columns are `after_key` (texts)."""

    limit: int
    after_key: list[str] | None

    def place(self, first: K, *columns: Callable[[str], Any]) -> K:
        """The key after which the page begins: `first` without a cursor, otherwise each column as it is read from its text.

        Raises BadRequest for the cursor of another list: too few columns, too many, or texts that a column refuses with ValueError.
        """
        if self.after_key is None:
            return first
        try:
            return cast(K, tuple(read(text) for read, text in zip(columns, self.after_key, strict=True)))
        except (ValueError, OverflowError):
            raise BadRequest("cursor.invalid") from None

    def after(self) -> tuple[str, UUID]:
        """The ward and id after which the page begins. Raises BadRequest."""
        return self.place(("", UUID(int=0)), str, UUID)

    def after_id(self) -> UUID:
        """The id after which the page begins. Raises BadRequest."""
        return self.place((UUID(int=0),), UUID)[0]

    def reply(self, rows: Sequence[Row], *, key: Sequence[str]) -> dict[str, Any]:
        """The page as a reply; `rows` were fetched with LIMIT `limit` (one more does no harm) and ordered by `key`.

        `next` is there when the page is full; the page after it may then be empty.
        """
        page = [dict(row) for row in rows[: self.limit]]
        full = len(page) == self.limit
        return {"items": page, "next": cursor([str(page[-1][column]) for column in key]) if full else None}


def number(text: str) -> int:
    """A column of at most 64 bits. Raises ValueError."""
    if len(text) > 19 or not -(2**63) <= (value := int(text)) < 2**63:
        raise ValueError("no number of a row")
    return value


def cursor(key: Sequence[str]) -> str:
    """The cursor after a row."""
    text = json.dumps(list(key), ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def key_of(text: str) -> list[str]:
    """The key in a cursor. Raises BadRequest."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        parsed = json.loads(raw.decode())
        if isinstance(parsed, list) and parsed and all(_keeps(column) for column in parsed):
            return parsed
    except (ValueError, binascii.Error, RecursionError):
        pass
    raise BadRequest("cursor.invalid")


def _keeps(column: object) -> bool:
    """Whether a row may have this in its key, also one from before a letter was forbidden."""
    return isinstance(column, str) and not UNSTORABLE.search(column)


async def page_query(
    limit: Annotated[int, Query(ge=1, le=MOST, description="Số dòng mỗi trang.")] = USUAL,
    cursor: Annotated[
        str | None,
        Query(
            max_length=2000, json_schema_extra={"pattern": "^[A-Za-z0-9_-]+$"}, description="Dấu trang của trang trước."
        ),
    ] = None,
) -> PageQuery:
    """The dependency of lists."""
    return PageQuery(limit, None if cursor is None else key_of(cursor))
