"""Rates: how often somebody may ask one process, so that who floods it does not slow down the others.

Each person has a rate of their own, whatever address they come from; who is not known shares that of an address. Services of ours are
not counted. Kept in memory, for a bounded number of askers: whoever is forgotten may ask anew.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil
from typing import Final

from services.chassis.http.refusals import TooMany

AT_ONCE: Final = 10.0
"""Seconds' worth of requests that may come at once: a page asks for several things, an import for hundreds."""
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

    def take(self, asker: str) -> None:
        """Counts one request. Raises TooMany, and does not count it."""
        if not self._a_second:
            return
        now = self._now()
        paid = max(self._paid.get(asker, now), now) + 1 / self._a_second
        if (ahead := paid - now - AT_ONCE) > 0:
            raise TooMany("rate.exceeded", retry_after=ceil(ahead))
        self._paid[asker] = paid
        self._paid.move_to_end(asker)
        if len(self._paid) > KEPT:
            self._paid.popitem(last=False)


class Rates:
    """The rates of one process."""

    def __init__(self, sender: Rate, stranger: Rate) -> None:
        self._sender = sender
        self._stranger = stranger

    def take(self, sender: str, address: str) -> None:
        """Counts a request of a person, or with `sender` "" of an address. Raises TooMany."""
        if not sender:
            self._stranger.take(subscriber(address))
        elif not sender.startswith(SERVICE):
            self._sender.take(sender)


def subscriber(address: str) -> str:
    """Who shares an address: of IPv6 the /64, which one subscriber has whole."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((known, 64), strict=False)) if isinstance(known, IPv6Address) else address
