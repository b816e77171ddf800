"""Three classes of failure: transient blocks and is tried again, poison parks its stream, too much poison stops the reader."""

from __future__ import annotations

from collections import deque

import asyncpg

from services.chassis.decider import NotYetKnown
from services.chassis.errors import NotYetArrived, Overloaded, Unavailable, WrongVersion
from services.chassis.event_store.connection import LOST

TRANSIENT = (
    *LOST,
    asyncpg.TransactionRollbackError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
    asyncpg.LockNotAvailableError,
    asyncpg.PostgresIOError,
    asyncpg.InvalidCachedStatementError,
    asyncpg.ReadOnlySQLTransactionError,
    Unavailable,
    Overloaded,
    WrongVersion,
)
"""Nothing is wrong with the record: the database, its plan, the queue or the crowd on a stream is. Never a reason to park."""

WAITING = (NotYetKnown, NotYetArrived)
"""The record is sound but early: its stream waits, the others flow, and it is tried again by itself."""


class ReaderStopped(Exception):
    """A reader that must not go on: too much poison, two histories, another topic, an unknown stored type."""


class SourceStopped(ReaderStopped):
    """One source that must not be read on; the reader's other sources go on."""


class Poisoned:
    """Stops a bad deploy: more than 20 newly parked streams and more than 5 % of the last 10,000 events failing at first."""

    STREAMS = 20
    SHARE = 0.05
    WINDOW = 10_000

    def __init__(self) -> None:
        self._batches: deque[tuple[int, int]] = deque()
        self._events = 0
        self._parked = 0

    def count(self, events: int, newly_parked: int) -> None:
        """Counts a batch; `ReaderStopped` when it is too much."""
        self._batches.append((events, newly_parked))
        self._events += events
        self._parked += newly_parked
        while self._events - self._batches[0][0] >= self.WINDOW:
            old_events, old_parked = self._batches.popleft()
            self._events -= old_events
            self._parked -= old_parked
        if self._parked > self.STREAMS and self._parked > self.SHARE * self._events:
            raise ReaderStopped(f"too much poison: {self._parked} streams parked in the last {self._events} events")
