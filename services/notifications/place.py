"""The place in a list that is ordered by time and id, from a page's cursor."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from services.chassis.http.paging import PageQuery

Place = tuple[datetime, UUID]
BEFORE_ALL: Final[Place] = (datetime(1900, 1, 1, tzinfo=UTC), UUID(int=0))
AFTER_ALL: Final[Place] = (datetime(9999, 12, 31, tzinfo=UTC), UUID(int=2**128 - 1))


def place(page: PageQuery, first: Place) -> Place:
    """Where the page begins; `first` without a cursor. Raises BadRequest for texts that are no time and id."""
    return page.place(first, _instant, UUID)


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
