"""Rates: how often somebody may ask one process, and how much at once, so that who floods it does not slow down the others.

Each person has a rate of their own, whatever address they come from; who is not known shares that of an address. Services of ours are
not counted. Who asks faster waits for their turn. Who would wait too long is refused, and hears so after as long a wait: a refusal that is
answered at once is asked again at once. Kept in memory, for a bounded number of askers: whoever is forgotten may ask anew.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil
from random import random
from typing import Final

from services.chassis.http.refusals import TooMany

AT_ONCE: Final = 1.0
"""Seconds' worth of requests that may come at once: a page asks for several things."""
PATIENCE: Final = 3.0
"""Seconds for which a request waits for its turn, and a refusal at most: less than a process that stops gives to what it has begun."""
WAITING: Final = 1000
"""Requests of a process that wait, half of the connections that it keeps; beyond them a refusal is told at once."""
EACH: Final = 3
"""Requests of one asker that are worked on at once: the others have half of the connections to the database."""
KEPT: Final = 20_000
"""Askers that are remembered, those who asked last."""
SERVICE: Final = "service:"
"""How the issuer names a service of ours."""


class Rate:
    """The generic cell rate algorithm: of each asker only the moment at which all they asked would be paid for.

    `a_second` is requests a second, 0 for no bound.
    """

    def __init__(self, a_second: float, now: Callable[[], float] = time.monotonic) -> None:
        self._a_second = a_second
        self._now = now
        self._paid: OrderedDict[str, float] = OrderedDict()

    def take(self, asker: str) -> float:
        """Counts one request; the seconds until its turn. Raises TooMany, and does not count it."""
        if not self._a_second:
            return 0.0
        now = self._now()
        paid = max(self._paid.get(asker, now), now) + 1 / self._a_second
        ahead = max(paid - now - AT_ONCE, 0.0)
        if ahead > PATIENCE:
            raise TooMany("rate.exceeded", retry_after=ceil(ahead))
        self._paid[asker] = paid
        self._paid.move_to_end(asker)
        if len(self._paid) > KEPT:
            self._paid.popitem(last=False)
        return ahead


class Rates:
    """The rates of one process: requests a second of a person, and of the strangers of an address."""

    def __init__(
        self,
        sender: float,
        stranger: float,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._bounds = sender, stranger
        self._sender, self._stranger = Rate(sender, now), Rate(stranger, now)
        self._sleep = sleep
        self._waiting = 0
        self._working: dict[str, Turns] = {}

    async def take(self, sender: str, address: str) -> None:
        """Counts a request of a person, or with `sender` "" of an address, and waits for its turn. Raises TooMany."""
        if sender.startswith(SERVICE):
            return
        try:
            if seconds := self._sender.take(sender) if sender else self._stranger.take(subscriber(address)):
                with self._place():
                    await self._sleep(seconds)
        except TooMany:
            with suppress(TooMany), self._place():
                await self._sleep(PATIENCE / 2 * (1 + random()))  # noqa: S311 - not all of them at the same moment
            raise

    @contextmanager
    def _place(self) -> Iterator[None]:
        """A place among those who wait. Raises TooMany."""
        if self._waiting >= WAITING:
            raise TooMany("rate.exceeded")
        self._waiting += 1
        try:
            yield
        finally:
            self._waiting -= 1

    @asynccontextmanager
    async def working(self, sender: str, address: str) -> AsyncIterator[None]:
        """The work on a request of a person, or of an address, after those that came before. Raises TooMany after having waited in vain."""
        if not self._bounds[not sender] or sender.startswith(SERVICE):
            yield
            return
        asker = sender or subscriber(address)
        turns = self._working.setdefault(asker, Turns())
        turns.asked += 1
        try:
            if turns.free.locked():
                with self._place():
                    try:
                        async with asyncio.timeout(PATIENCE):
                            await turns.free.acquire()
                    except TimeoutError:
                        raise TooMany("rate.exceeded") from None
            else:
                await turns.free.acquire()
            try:
                yield
            finally:
                turns.free.release()
        finally:
            turns.asked -= 1
            if not turns.asked:
                del self._working[asker]


@dataclass(slots=True)
class Turns:
    """What is worked on for one asker: the places that are free, and how many have one or wait for it."""

    free: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(EACH))
    asked: int = 0


def subscriber(address: str) -> str:
    """Who shares an address: of IPv6 the /64, which one subscriber has whole."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((known, 64), strict=False)) if isinstance(known, IPv6Address) else address
