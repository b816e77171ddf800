"""Read your writes: a reply carries `<service>:<position>`, and a query given it waits until the read models have it.

Checkpoints are read from the database, so any process can answer. After two seconds the query answers with what is there and
says so in `X-Read-Model: behind`. A token of another service, or above the head, is a 400.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Sequence
from typing import Final

import asyncpg

from services.chassis.errors import Unavailable
from services.chassis.event_store.connection import LOST
from services.chassis.http.refusals import BadRequest

PATIENCE: Final = 2.0
"""Seconds that a query waits."""
LOOK_EVERY: Final = 0.02

TOKEN: Final = re.compile(r"([a-z]{1,40}):([0-9]{1,18})", re.ASCII)

PROGRESS: Final = """
SELECT count(*) AS readers, min(checkpoint.next) AS next,
       coalesce((SELECT max(position) FROM store.events), 0) AS head
FROM reading.readers AS live
JOIN reading.checkpoint AS checkpoint
  ON checkpoint.reader = live.reader AND checkpoint.version = live.version AND checkpoint.source = 'store'
WHERE live.reader = ANY ($1::text[])
"""


def token(service: str, position: int) -> str:
    """The token of a reply."""
    return f"{service}:{position}"


def position_of(text: str, service: str) -> int:
    """The position in a token of this service. Raises BadRequest."""
    match = TOKEN.fullmatch(text)
    if match is None or match[1] != service:
        raise BadRequest("token.foreign")
    return int(match[2])


async def caught_up(pool: asyncpg.Pool, readers: Sequence[str], position: int, *, patience: float = PATIENCE) -> bool:
    """Waits until every one of these own-store readers has applied `position`; False when it gave up.

    Raises BadRequest when the position is above the head of the store, Unavailable.
    """
    give_up = time.monotonic() + patience
    while True:
        try:
            row = await pool.fetchrow(PROGRESS, list(readers))
        except LOST as error:
            raise Unavailable from error
        assert row is not None  # aggregates always give a row
        if row["readers"] == len(readers) and (row["next"] is None or row["next"] > position):
            return True
        if position > row["head"]:
            raise BadRequest("token.ahead")
        if time.monotonic() > give_up:
            return False
        await asyncio.sleep(LOOK_EVERY)
