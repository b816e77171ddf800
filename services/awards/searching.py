"""Searching among rows that name people: a name is known to its owner alone, so no key can be kept and rows are looked through.

Each row has what is looked in under `all`. Pages are fetched one after the other until a page of hits is full.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from services.chassis.http.paging import MOST, PageQuery
from services.chassis.text.ordering import distance, matches, words

K = TypeVar("K", bound=tuple[Any, ...])
PIECE: Final = re.compile(r"\d+|\D+")


def number_key(document_number: str) -> str:
    """A document's number by its figures and letters, each alone and joined with what follows: found however it is written."""
    parts = [part for word in words(document_number) for part in PIECE.findall(word)]
    joined = ["".join(parts[first:]) for first in range(len(parts) - 1)]
    return "".join(f" {part}" for part in (*parts, *joined))


@dataclass(frozen=True, slots=True)
class Found:
    """Rows to show; `cut` when a search found more than a page, `next` the cursor where nothing was searched."""

    rows: list[dict[str, Any]]
    cut: bool
    next: str | None


async def found(
    fetch: Callable[[K], Awaitable[list[dict[str, Any]]]], after: K, key: Sequence[str], asked: str
) -> Found:
    """The page after a place, or with words the first page of rows that have them all; `fetch` gives at most MOST rows."""
    rows = await fetch(after)
    if not asked:
        page = PageQuery(MOST, None).reply(rows, key=key)
        return Found(page["items"], False, page["next"])
    hits = [row for row in rows if matches(row["all"], asked)]
    while len(rows) == MOST and len(hits) <= MOST:
        last = rows[-1]
        rows = await fetch(tuple(last[column] for column in key))  # type: ignore[arg-type]
        hits += [row for row in rows if matches(row["all"], asked)]
    return Found(sorted(hits[:MOST], key=lambda row: distance(row["all"], asked)), len(hits) > MOST, None)
