"""Kept: a file that somebody has sent, until it is entered or left; one row per author and file, outside the event store.

As a draft is (`web/drafts.py`): sealed with its author's key, bound to its row, given to its author alone. The file itself is
deleted once it is entered, the row seven days after it was last touched.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from services.chassis.errors import Unavailable
from services.chassis.event_store.connection import LOST
from services.chassis.event_store.keys import KeyStore
from services.chassis.kit.sheets.refusals import SheetRefused
from services.chassis.pool import held
from services.chassis.web.drafts import AS_AUTHOR

MOST: Final = 10
"""Files of one author; the oldest goes for a new one."""
SILENT: Final = 15
"""Seconds after which whoever entered a file is taken to be gone: somebody else may go on."""

READ: Final = """
SELECT file, said, done, coalesce(beat_at > clock_timestamp() - make_interval(secs => $3), false) AS running
FROM web.sheets WHERE author = $1 AND sheet = $2
"""
WRITE: Final = "INSERT INTO web.sheets (author, sheet, file, said, saved_at) VALUES ($1, $2, $3, $4, $5)"
SAY: Final = """
UPDATE web.sheets SET said = $3, saved_at = $4, file = CASE WHEN $5 THEN file ELSE ''::bytea END, beat_at = NULL
WHERE author = $1 AND sheet = $2
"""
TAKE: Final = """
UPDATE web.sheets SET beat_at = clock_timestamp()
WHERE author = $1 AND sheet = $2 AND (beat_at IS NULL OR beat_at <= clock_timestamp() - make_interval(secs => $3))
"""
BEAT: Final = "UPDATE web.sheets SET beat_at = clock_timestamp(), done = $3 WHERE author = $1 AND sheet = $2"
LEAVE: Final = "UPDATE web.sheets SET beat_at = NULL WHERE author = $1 AND sheet = $2"
CROWDED_OUT: Final = """
DELETE FROM web.sheets WHERE author = $1 AND sheet IN (
    SELECT s.sheet FROM web.sheets s WHERE s.author = $1 ORDER BY s.saved_at DESC OFFSET $2
)
"""
DROP: Final = "DELETE FROM web.sheets WHERE author = $1 AND sheet = $2"


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept file, what is said of it as JSON, how many of its commands were settled, and whether somebody is entering it."""

    file: bytes
    said: bytes
    done: int
    running: bool


class Sheets:
    """The kept files of one service, over the API's pool and the keys database. Everything raises Unavailable."""

    def __init__(self, pool: asyncpg.Pool, keys: KeyStore) -> None:
        self._pool = pool
        self._keys = keys

    async def of(self, author: UUID, sheet: UUID) -> Kept:
        """A file of this author. Raises SheetRefused when there is none."""
        key = (await self._keys.get([author])).get(author)
        async with self._as(author) as connection:
            row = await connection.fetchrow(READ, author, sheet, SILENT)
        if row is None or key is None:
            raise SheetRefused("sheet.gone")
        try:
            file = _opened(row["file"], key, author, sheet, b"file") if row["file"] else b""
            return Kept(file, _opened(row["said"], key, author, sheet, b"said"), row["done"], row["running"])
        except InvalidTag:  # sealed with a key that a restore did not bring back: as good as deleted
            raise SheetRefused("sheet.gone") from None

    async def add(self, author: UUID, sheet: UUID, file: bytes, said: bytes, at: datetime) -> None:
        """Keeps a file. Raises SubjectGone for an author who was erased."""
        key = (await self._keys.ensure([author]))[author]
        sealed = (_sealed(file, key, author, sheet, b"file"), _sealed(said, key, author, sheet, b"said"))
        async with self._as(author) as connection:
            await connection.execute(WRITE, author, sheet, *sealed, at)
            await connection.execute(CROWDED_OUT, author, MOST)

    async def say(self, author: UUID, sheet: UUID, said: bytes, at: datetime, *, keep: bool = True) -> None:
        """Says something else of a file, which nobody enters any more; without `keep` the file itself goes."""
        key = (await self._keys.ensure([author]))[author]
        async with self._as(author) as connection:
            await connection.execute(SAY, author, sheet, _sealed(said, key, author, sheet, b"said"), at, keep)

    async def take(self, author: UUID, sheet: UUID) -> bool:
        """Whether whoever asks may enter the file now: nobody else does."""
        async with self._as(author) as connection:
            taken: str = await connection.execute(TAKE, author, sheet, SILENT)
        return taken == "UPDATE 1"

    async def beat(self, author: UUID, sheet: UUID, done: int) -> None:
        """Says how many commands are settled."""
        async with self._as(author) as connection:
            await connection.execute(BEAT, author, sheet, done)

    async def leave(self, author: UUID, sheet: UUID) -> None:
        """Nobody enters the file any more; what was settled stays."""
        async with self._as(author) as connection:
            await connection.execute(LEAVE, author, sheet)

    async def drop(self, author: UUID, sheet: UUID) -> None:
        """Deletes a file and all that is said of it."""
        async with self._as(author) as connection:
            await connection.execute(DROP, author, sheet)

    @asynccontextmanager
    async def _as(self, author: UUID) -> AsyncIterator[asyncpg.Connection]:
        try:
            async with held(self._pool) as connection, connection.transaction():
                await connection.execute(AS_AUTHOR, author)
                yield connection
        except LOST as error:
            raise Unavailable from error


def _sealed(plain: bytes, key: bytes, author: UUID, sheet: UUID, which: bytes) -> bytes:
    nonce = os.urandom(12)
    return nonce + AESGCM(key).encrypt(nonce, plain, author.bytes + sheet.bytes + which)


def _opened(sealed: bytes, key: bytes, author: UUID, sheet: UUID, which: bytes) -> bytes:
    return AESGCM(key).decrypt(sealed[:12], sealed[12:], author.bytes + sheet.bytes + which)
