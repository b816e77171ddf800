"""Group commit: one task per process turns what has queued into one call of `store.append_batch`.

Positions are dense and in commit order because the function takes the append lock before its first snapshot; one fsync
serves many commands; the lock is never held across a client round trip. A connection lost around COMMIT is settled by
asking, under the same lock, which keys are stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, cast
from uuid import UUID

import asyncpg

from services.chassis.errors import Refused, Unavailable
from services.chassis.event_store.connection import LOST, Connection
from services.chassis.event_store.grouping import Group

Verdict = Literal["done", "known", "reused", "conflict", "ward"]

APPEND = """
SELECT outcome, stream_id, stream_version, position, refusal FROM store.append_batch(
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
"""
SETTLE = "SELECT n, body_hash, stream_id, stream_version, position, refusal FROM store.settle($1, $2)"


class Unstorable(Refused):
    """The database refuses this very text or value; nothing of it was stored."""

    code = "event.unstorable"
    status = 422


@dataclass(slots=True)
class NewEvent:
    """An event ready to be stored; `data` and `metadata` are JSON texts, `published` what `publishing.kept` made of it."""

    stream_id: str
    event_id: UUID
    event_type: str
    schema_version: int
    ward_code: str
    data: str
    metadata: str
    published: str | None = None


@dataclass(slots=True)
class Append:
    """All or nothing: the events of one command, the versions it rests on, and its key.

    `stream_id` is the stream that the reply names. Versions in `conditions` are numbers, 0 for a stream without events;
    an append without events stores its key alone.
    """

    actor: str
    key: str
    body_hash: bytes
    stream_id: str
    events: tuple[NewEvent, ...]
    conditions: tuple[tuple[str, int], ...]
    refusal: str | None = None

    @property
    def weight(self) -> int:
        return sum(len(event.data) + len(event.metadata) + len(event.published or "") for event in self.events)


@dataclass(slots=True)
class Outcome:
    """What became of an append; on `conflict`, the stream whose version was another and that version."""

    verdict: Verdict
    stream_id: str
    version: int
    position: int
    refusal: str | None


class Appender:
    """The writer task of a process; `append` returns when the events are durable."""

    def __init__(self, dsn: str, *, epoch: int, most: int = 256, capacity: int = 4096, patience: float = 15) -> None:
        self._epoch = epoch
        # longer than a caller's patience: the call that hangs is then settled, not forgotten
        self._connection = Connection(dsn, bound=patience * 2)
        self._group = Group(
            self._write, most=most, weight=lambda a: a.weight, heaviest=1_000_000, capacity=capacity, patience=patience
        )

    async def append(self, append: Append) -> Outcome:
        """The outcome, durable; `Overloaded`, `Unavailable` (ask again with the same key) or `Unstorable`."""
        return await self._group.ask(append)

    async def close(self) -> None:
        await self._group.close()
        await self._connection.close()

    async def _write(self, appends: Sequence[Append]) -> Sequence[Outcome | Exception]:
        try:
            return list(await self._call(appends))
        except (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError, UnicodeError) as error:
            if len(appends) == 1:
                return [Unstorable(type(error).__name__)]
            # one bad text fails all: each one alone, so that only the guilty one is refused
            return [answer for append in appends for answer in await self._write([append])]
        except (*LOST, asyncpg.PostgresError):
            return await self._settle_then_retry(appends)

    async def _settle_then_retry(self, appends: Sequence[Append]) -> Sequence[Outcome | Exception]:
        answers: dict[int, Outcome | Exception] = {}
        try:
            answers.update(await self._settle(appends))
            unknown = [number for number in range(len(appends)) if number not in answers]
            if unknown:
                answers.update(zip(unknown, await self._call([appends[number] for number in unknown]), strict=True))
        except (*LOST, asyncpg.PostgresError):
            pass  # each append without an answer is answered below: not known, the same key will tell
        return [answers.get(number, Unavailable()) for number in range(len(appends))]

    async def _settle(self, appends: Sequence[Append]) -> dict[int, Outcome]:
        rows = await self._connection.call(
            lambda connection: connection.fetch(SETTLE, [a.actor for a in appends], [a.key for a in appends])
        )
        return {
            row["n"] - 1: Outcome(
                # stored by the call whose answer was lost, or long before it: the caller gets the same reply
                "known" if row["body_hash"] == appends[row["n"] - 1].body_hash else "reused",
                row["stream_id"],
                row["stream_version"],
                row["position"],
                row["refusal"],
            )
            for row in rows
        }

    async def _call(self, appends: Sequence[Append]) -> Sequence[Outcome]:
        arguments = _columns(self._epoch, appends)
        rows = await self._connection.call(lambda connection: connection.fetch(APPEND, *arguments))
        return [Outcome(cast(Verdict, row[0]), row[1], row[2] or 0, row[3] or 0, row[4]) for row in rows]


def _columns(epoch: int, appends: Sequence[Append]) -> tuple[object, ...]:
    """The arguments of `store.append_batch`: streams numbered from 1, conditions and events in append order."""
    numbers: dict[str, int] = {}

    def stream(stream_id: str) -> int:
        return numbers.setdefault(stream_id, len(numbers) + 1)

    first: dict[tuple[str, str], int] = {}
    same = [first.setdefault((append.actor, append.key), number) for number, append in enumerate(appends, 1)]
    of = [stream(append.stream_id) for append in appends]
    conditions = [
        (number, stream(stream_id), version)
        for number, append in enumerate(appends, 1)
        for stream_id, version in append.conditions
    ]
    events = [(stream(event.stream_id), event) for append in appends for event in append.events]
    return (
        epoch,
        [append.actor for append in appends],
        [append.key for append in appends],
        [append.body_hash for append in appends],
        same,
        of,
        [len(append.events) for append in appends],
        [append.refusal for append in appends],
        [condition[0] for condition in conditions],
        [condition[1] for condition in conditions],
        [condition[2] for condition in conditions],
        list(numbers),
        [number for number, _ in events],
        [event.event_id for _, event in events],
        [event.event_type for _, event in events],
        [event.schema_version for _, event in events],
        [event.ward_code for _, event in events],
        [event.data for _, event in events],
        [event.metadata for _, event in events],
        [event.published for _, event in events],
    )
