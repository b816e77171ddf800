"""Ended tokens: whoever signs out ends their token in every service, so that a copy of the cookie is worth nothing.

A service remembers the digests of ended tokens until they would have expired; each of its processes reads what is new once a second,
so that an ended token is good for a second more at most. While the database is away a process goes on with what it knows.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final

import asyncpg
import httpx

from services.chassis.clock import real_now
from services.chassis.errors import Unavailable
from services.chassis.event_store.connection import LOST
from services.chassis.identity.tokens import digest_of
from services.chassis.loops import backoff
from services.chassis.pool import held

log = logging.getLogger("thidua.session")

LOOK_EVERY: Final = 1.0
END: Final = "/internal/tokens:end"
"""Where a service is told: the token that comes with the request is ended."""
PATIENCE: Final = 3.0

NOTE: Final = "INSERT INTO web.ended_tokens (digest, expires_at) VALUES ($1, $2) ON CONFLICT DO NOTHING"
CURRENT: Final = "SELECT digest FROM web.ended_tokens WHERE expires_at > clock_timestamp()"


class EndedTokens:
    """The ended tokens of one service, as one of its processes knows them."""

    def __init__(self, pool: asyncpg.Pool, now: Callable[[], float] = time.monotonic) -> None:
        self._pool = pool
        self._now = now
        self._known: frozenset[bytes] = frozenset()
        self._read_at = float("-inf")
        self._reading = asyncio.Lock()

    async def has(self, digest: bytes) -> bool:
        """Whether its token was ended."""
        if self._now() - self._read_at >= LOOK_EVERY and not self._reading.locked():
            async with self._reading:
                await self._read()
        return digest in self._known

    async def end(self, token: str, expires_at: float) -> None:
        """Ends a token that was found good, here; `expires_at` in Unix seconds. Raises Unavailable."""
        try:
            async with held(self._pool) as connection:
                await connection.execute(NOTE, digest_of(token), datetime.fromtimestamp(expires_at, UTC))
        except LOST as error:
            raise Unavailable from error
        self._known |= {digest_of(token)}

    async def _read(self) -> None:
        try:
            async with held(self._pool) as connection:
                self._known = frozenset(row["digest"] for row in await connection.fetch(CURRENT))
        except (*LOST, Unavailable) as error:
            log.warning("ended tokens not read: %s", type(error).__name__)
        self._read_at = self._now()


class Telling:
    """Tells the other services of an ended token, each until it has confirmed or the token has expired."""

    def __init__(self, client: httpx.AsyncClient, peers: Mapping[str, str]) -> None:
        self._client = client
        self._peers = peers
        self._tasks: set[asyncio.Task[None]] = set()

    async def tell(self, token: str, expires_at: float) -> None:
        """Returns when all have confirmed, or after some seconds; who has not is told on."""
        telling = [asyncio.create_task(self._until(name, token, expires_at)) for name in self._peers]
        self._tasks.update(telling)
        for task in telling:
            task.add_done_callback(self._tasks.discard)
        if telling:
            await asyncio.wait(telling, timeout=PATIENCE)

    async def close(self) -> None:
        """Gives up those that have not confirmed."""
        for task in tuple(self._tasks):
            task.cancel()
            log.warning("stopped before every service was told of a sign-out")
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _until(self, name: str, token: str, expires_at: float) -> None:
        pauses = backoff(most=30)
        while real_now().timestamp() < expires_at:
            try:
                answer = await self._client.post(
                    f"{self._peers[name]}{END}", headers={"Authorization": f"Bearer {token}"}, timeout=PATIENCE
                )
            except httpx.HTTPError as error:
                log.warning("%s was not told of a sign-out: %s", name, type(error).__name__)
            else:
                # 401: it is ended there already
                if answer.status_code in (httpx.codes.OK, httpx.codes.UNAUTHORIZED):
                    return
                log.warning("%s was not told of a sign-out: HTTP %s", name, answer.status_code)
            await asyncio.sleep(next(pauses))
