"""Variants: the chassis with one guard taken out. The harness must fail on each of them, or it is blind.

Applied inside a child before it runs, or to the database of a row before anything is appended.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import asyncpg

from services.chassis import runtime
from services.chassis.event_store import append
from services.chassis.pool import held
from services.chassis.readers import checkpoint, inbox, joint, local_store, processor
from services.chassis.readers.inbox import Inbox, Verdict
from services.chassis.readers.processor import Processor, Taken
from services.chassis.relay import relay


def checkpoint_before_acknowledgement() -> None:
    """The relay moves its checkpoint, then sends."""
    waiting_for = relay.Relay._waiting_for

    async def moving_first(self: relay.Relay, connection: asyncpg.Connection, asked: Any, meanwhile: Any = None) -> Any:
        messages = (asked.cr_frame.f_locals if hasattr(asked, "cr_frame") else {}).get("messages")
        if messages:
            await connection.execute("UPDATE reading.relay SET next = greatest(next, $1)", messages[-1].position + 1)
        return await waiting_for(self, connection, asked, meanwhile)

    relay.Relay._waiting_for = moving_first  # type: ignore[method-assign]
    relay.MOVE = "UPDATE reading.relay SET next = greatest(next, $2) WHERE $1::bigint > 0"


def no_leader() -> None:
    """Every relay believes that it leads, and sets the checkpoint to where it is."""
    relay.TAKE_LEAD = "SELECT $1::bigint > 0"
    relay.MOVE = "UPDATE reading.relay SET next = $2 WHERE $1::bigint > 0"


def no_compare_and_set() -> None:
    """A reader sets its checkpoint, whatever it is now."""
    checkpoint.MOVE = checkpoint.MOVE.replace("AND c.next = m.from_", "")
    checkpoint.MOVE_FREE = checkpoint.MOVE_FREE.replace("AND c.next = m.from_", "").replace("SKIP LOCKED", "")


def checkpoint_in_a_transaction_of_its_own() -> None:
    """The checkpoint moves first and for itself; the rows follow in another transaction."""
    transaction = Processor._transaction
    move = checkpoint.move

    async def two(self: Processor, runs: Any, **how: Any) -> Taken:
        async with held(self.pool) as connection:
            await move(connection, self.reader.name, self.version, [processor.move_of(run) for run in runs])
        return await transaction(self, runs, **how)

    async def moved_already(*_: Any) -> None:
        return None

    moving = joint._move

    async def moving_before(_: asyncpg.Connection, shares: Any) -> None:
        async with held(shares[0][0].pool) as connection:
            await moving(connection, shares)

    Processor._transaction = two  # type: ignore[method-assign]
    checkpoint.move = moved_already  # type: ignore[assignment]
    joint._move = moving_before  # type: ignore[assignment]


def skipped_poison() -> None:
    """What cannot be applied is counted as seen and passed over."""

    async def skip(self: Inbox, connection: asyncpg.Connection, record: Any, reason: str, error: str) -> None:
        self.note(record)

    inbox.Inbox.park = skip  # type: ignore[method-assign]


def no_parking_order() -> None:
    """Only the poisoned record is put aside; what comes behind it in its stream is applied."""
    judge = Inbox.judge

    def passing(self: Inbox, record: Any, *, redrive: bool = False) -> Verdict:
        verdict = judge(self, record, redrive=redrive)
        return Verdict.APPLY if verdict is Verdict.BEHIND else verdict

    Inbox.judge = passing  # type: ignore[method-assign]


def no_hole_check() -> None:
    """A record is applied although the one before it was never seen."""
    judge = Inbox.judge

    def passing(self: Inbox, record: Any, *, redrive: bool = False) -> Verdict:
        verdict = judge(self, record, redrive=redrive)
        return Verdict.APPLY if verdict in (Verdict.HOLE, Verdict.BEHIND) else verdict

    Inbox.judge = passing  # type: ignore[method-assign]


def no_duplicate_check() -> None:
    """What was seen before is applied again."""
    judge = Inbox.judge

    def passing(self: Inbox, record: Any, *, redrive: bool = False) -> Verdict:
        verdict = judge(self, record, redrive=redrive)
        return Verdict.APPLY if verdict is Verdict.DUPLICATE else verdict

    Inbox.judge = passing  # type: ignore[method-assign]
    inbox.SAVE = inbox.SAVE.rstrip() + "\nON CONFLICT DO NOTHING\n"


def invented_keys() -> None:
    """A process manager's commands get a new key each time."""
    runtime.uuid5 = lambda *_: uuid4()  # type: ignore[attr-defined]


def forgotten_keys() -> None:
    """Neither the command's key nor an id derived from it is stored with its events."""
    columns = append._columns

    def forgetting(epoch: int, appends: Any) -> tuple[object, ...]:
        values = list(columns(epoch, appends))
        values[2] = [str(uuid4()) for _ in appends]
        values[4] = list(range(1, len(appends) + 1))
        values[13] = [uuid4() for each in appends for _ in each.events]
        return tuple(values)

    append._columns = forgetting


def gaps_are_nothing() -> None:
    """A reader of the local store goes on from the last position it saw: the naive tail."""
    take = Processor.take

    async def naive(self: Processor, source: str, old: int, records: Any) -> Taken:
        if source != local_store.SOURCE:
            return await take(self, source, old, records)
        return await self._transaction([records], careful=False, acted={})

    step = local_store.LocalStore.step

    async def stepping(self: local_store.LocalStore) -> Taken | None:
        self.next = None
        taken = await step(self)
        self.next = None
        return taken

    checkpoint.MOVE = checkpoint.MOVE.replace("c.next = m.from_", "c.next <= m.from_")
    checkpoint.MOVE_FREE = checkpoint.MOVE_FREE.replace("c.next = m.from_", "c.next <= m.from_")
    local_store.check_dense = lambda *_: None
    Processor.take = naive  # type: ignore[method-assign]
    local_store.LocalStore.step = stepping  # type: ignore[method-assign]


VARIANTS: dict[str, Callable[[], None]] = {
    variant.__name__: variant
    for variant in (
        checkpoint_before_acknowledgement,
        no_leader,
        no_compare_and_set,
        checkpoint_in_a_transaction_of_its_own,
        skipped_poison,
        no_parking_order,
        no_hole_check,
        no_duplicate_check,
        invented_keys,
        forgotten_keys,
        gaps_are_nothing,
    )
}

FUNCTION = "SELECT pg_get_functiondef('store.append_batch'::regproc)"
LOCK = "PERFORM pg_advisory_xact_lock(7210451);"
NEXT = "v_pos := v_pos + 1;"
INSERT = "INSERT INTO store.events"


async def slow_commits(owner: asyncpg.Connection) -> None:
    """Not a guard taken out: appends take up to 50 ms, so that two of them overlap often."""
    function = await owner.fetchval(FUNCTION)
    await owner.execute(function.replace(INSERT, f"PERFORM pg_sleep(random() * 0.05);\n    {INSERT}", 1))


async def positions_from_a_sequence(owner: asyncpg.Connection) -> None:
    """Positions are drawn at insert and seen at commit: `bigserial`, no lock."""
    function = await owner.fetchval(FUNCTION)
    assert LOCK in function and NEXT in function
    await owner.execute("CREATE SEQUENCE store.naive; GRANT USAGE ON SEQUENCE store.naive TO thidua_append")
    await owner.execute(function.replace(LOCK, "", 1).replace(NEXT, "v_pos := nextval('store.naive');"))


async def acknowledged_before_durable(superuser: asyncpg.Connection) -> None:
    """PostgreSQL answers COMMIT before the write-ahead log is written; `laid_out` takes it back for the next row."""
    await superuser.execute("ALTER SYSTEM SET synchronous_commit = off")
    await superuser.execute("ALTER SYSTEM SET wal_writer_delay = '5s'")
    await superuser.execute("ALTER SYSTEM SET bgwriter_lru_maxpages = 0")  # it would write the log for its pages
    await superuser.execute("SELECT pg_reload_conf()")
