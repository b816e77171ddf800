"""Subject keys: one AES-256 key per subject, in a database of their own, durable before the event that needs them.

A destroyed key is never made again: its row stays. Keys are cached for at most 60 seconds, so an erasure is complete
everywhere within a minute of the key's end.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Mapping
from typing import ClassVar
from uuid import UUID

import asyncpg

from services.chassis.decider import DomainError, Refusal
from services.chassis.errors import Unavailable
from services.chassis.event_store.connection import LOST

ENSURE = """
INSERT INTO keys.subjects (subject_id, key)
SELECT s.id, s.key FROM unnest($1::uuid[], $2::bytea[]) AS s (id, key)
ON CONFLICT (subject_id) DO NOTHING
"""
READ = "SELECT subject_id, key FROM keys.subjects WHERE subject_id = ANY ($1::uuid[])"
DESTROY = """
UPDATE keys.subjects SET key = NULL, destroyed_at = clock_timestamp() WHERE subject_id = $1 AND destroyed_at IS NULL
"""
BURY = """
INSERT INTO keys.subjects (subject_id, key, destroyed_at) VALUES ($1, NULL, clock_timestamp())
ON CONFLICT (subject_id) DO NOTHING
"""
UNSCRUBBED = "SELECT subject_id FROM keys.subjects WHERE destroyed_at IS NOT NULL AND scrubbed_at IS NULL"
SCRUBBED = "UPDATE keys.subjects SET scrubbed_at = clock_timestamp() WHERE subject_id = ANY ($1::uuid[])"
UNSCRUBBED_FOR = """
SELECT coalesce(max(extract(epoch FROM clock_timestamp() - destroyed_at)), 0)::float8 FROM keys.subjects
WHERE destroyed_at IS NOT NULL AND scrubbed_at IS NULL
"""
MAKE_SECRET = "INSERT INTO keys.secrets (name, secret) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING"  # noqa: S105
READ_SECRET = "SELECT secret FROM keys.secrets WHERE name = $1"  # noqa: S105


class SubjectGone(DomainError):
    """Personal data of a subject that was erased cannot be recorded again."""

    refusals: ClassVar[Mapping[str, Refusal]] = {
        "subject.erased": Refusal(
            "Dữ liệu cá nhân của đối tượng này đã được xóa theo yêu cầu; không thể ghi thêm. "
            "Nếu cần, hãy đăng ký lại thành đối tượng mới.",
            status=410,
        )
    }


class KeyStore:
    """Keys by subject, over a small pool of the keys database."""

    def __init__(self, pool: asyncpg.Pool, *, cached_for: float = 60) -> None:
        self._pool = pool
        self._cached_for = cached_for
        self._cache: dict[UUID, tuple[float, bytes]] = {}

    async def ensure(self, subjects: Iterable[UUID]) -> dict[UUID, bytes]:
        """A key for each subject, made where there is none; `SubjectGone` when one was destroyed."""
        wanted = set(subjects)
        keys = self._cached(wanted)
        missing = sorted(wanted - set(keys))
        if missing:
            try:
                await self._pool.execute(ENSURE, missing, [os.urandom(32) for _ in missing])
            except LOST as error:
                raise Unavailable from error
            keys |= await self.get(missing)
        if wanted - set(keys):
            raise SubjectGone("subject.erased")
        return keys

    async def get(self, subjects: Iterable[UUID], *, cached: bool = True) -> dict[UUID, bytes]:
        """The keys that still exist, of these subjects; not `cached`: as of this moment."""
        wanted = set(subjects)
        keys = self._cached(wanted) if cached else {}
        missing = sorted(wanted - set(keys))
        if missing:
            try:
                rows = await self._pool.fetch(READ, missing)
            except LOST as error:
                raise Unavailable from error
            until = time.monotonic() + self._cached_for
            for row in rows:
                if row["key"] is not None:
                    keys[row["subject_id"]] = row["key"]
                    self._cache[row["subject_id"]] = (until, row["key"])
        return keys

    async def destroy(self, subject: UUID) -> None:
        """Ends a subject's key for ever, also when there never was one here; repeating it changes nothing."""
        self._cache.pop(subject, None)
        await self._pool.execute(DESTROY, subject)
        await self._pool.execute(BURY, subject)

    async def unscrubbed(self) -> list[UUID]:
        """The subjects whose key is destroyed and may still stand in a file, see `erasure/scrubbing.py`."""
        return [row["subject_id"] for row in await self._pool.fetch(UNSCRUBBED)]

    async def unscrubbed_for(self) -> float:
        """Seconds since the oldest of them was destroyed; 0 when there is none."""
        return float(await self._pool.fetchval(UNSCRUBBED_FOR))

    async def scrubbed(self, subjects: Iterable[UUID]) -> None:
        """The tables that held something of these subjects were written anew."""
        await self._pool.execute(SCRUBBED, list(subjects))

    async def secret(self, name: str) -> bytes:
        """A secret of the service that is nobody's in particular, made at first use."""
        await self._pool.execute(MAKE_SECRET, name, os.urandom(32))
        secret: bytes = await self._pool.fetchval(READ_SECRET, name)
        return secret

    def _cached(self, subjects: set[UUID]) -> dict[UUID, bytes]:
        now = time.monotonic()
        if len(self._cache) > 50_000:
            self._cache = {subject: entry for subject, entry in self._cache.items() if entry[0] > now}
        return {
            subject: entry[1]
            for subject in subjects
            if (entry := self._cache.get(subject)) is not None and entry[0] > now
        }
