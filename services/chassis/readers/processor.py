"""Processor: records of one source, or of several, applied in one transaction with their checkpoints.

The compare-and-set comes first: a zombie changes nothing. A failure that is not transient rolls the batch back, and the batch
is taken again record by record under savepoints: only the guilty stream is parked, in order, with everything behind it.
A process manager's commands are done before the transaction that moves the checkpoint, those of one round at once; their derived
keys make a repeat harmless.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar, cast

import asyncpg

from services.chassis import metrics
from services.chassis.decider import DomainError
from services.chassis.event_envelope import EventEnvelope
from services.chassis.event_store.connection import closed_is_lost
from services.chassis.pool import held
from services.chassis.readers import checkpoint
from services.chassis.readers import inbox as inboxes
from services.chassis.readers.definition import Issue, ProcessManager, Reader
from services.chassis.readers.failures import TRANSIENT, WAITING, Poisoned, ReaderStopped
from services.chassis.readers.inbox import Inbox, Verdict
from services.chassis.readers.lookups import Asking
from services.chassis.readers.record import Record
from services.chassis.readers.rounds import rounds
from services.chassis.readers.statement_batch import StatementBatch
from services.chassis.scheduler.timers import keep
from services.chassis.telemetry import span
from thidua_contracts.envelope import UnfitData

Act = Callable[[Issue, EventEnvelope[Any]], Awaitable[None]]
Of = TypeVar("Of")
Made = TypeVar("Made")
Place = tuple[str, int]
"""Source and offset of a record."""
Aside = tuple[str, str] | None
"""Why a record must be put aside, as reason and error; None when its commands are done."""

COMMANDS: Final = 256
"""Commands of a reader that are waited for at once: as many as an append takes, and far fewer than the store's queues hold."""
PREPARED: Final = 1024
"""Commands of a round after which its next records wait: a batch of plans asks for a hundred thousand."""
SIDE_BY_SIDE: Final = 64
"""Records whose commands are found at the same time."""

REASONS = {Verdict.HOLE: "hole", Verdict.BEHIND: "behind", Verdict.DISPUTED: "disputed"}


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a batch: counts, and the parked streams that a record of it may have healed."""

    records: int
    duplicates: int
    parked: int
    unknown: int
    healing: frozenset[str]


NOTHING: Final = Taken(0, 0, 0, 0, frozenset())


def describe(error: BaseException) -> str:
    """An error in words that never quote a payload: class, code, SQLSTATE or field names."""
    if isinstance(error, DomainError):
        return f"{type(error).__name__} {error.code}"
    if isinstance(error, asyncpg.PostgresError):
        return f"{type(error).__name__} {error.sqlstate}"
    if isinstance(error, UnfitData):
        return f"UnfitData {error.reason}"
    return type(error).__name__


@dataclass(frozen=True, slots=True)
class Reaction:
    """What a process manager does about one event."""

    recorded: EventEnvelope[Any]
    todo: Sequence[Issue]


class HealedMeanwhile(Exception):
    """A record that was to be parked behind its stream may be applied now, and its commands are not done."""


class Processor:
    """One reader at one version, for records of any of its sources."""

    def __init__(
        self,
        reader: Reader,
        version: int,
        pool: asyncpg.Pool,
        *,
        remote: bool,
        act: Act | None = None,
        beat: Callable[[], None] = lambda: None,
    ) -> None:
        self.reader = reader
        self.version = version
        self.pool = pool
        self.remote = remote
        self._wanted = reader.wanted
        self._act = act
        self._beat = beat
        self._side_by_side = 1  # grows while records ask for little
        self._free = asyncio.Semaphore(COMMANDS)
        self._poisoned = Poisoned()
        if isinstance(reader, ProcessManager) and act is None:
            raise ValueError(f"{reader.name} acts: it is never rebuilt")

    async def take(self, source: str, old: int, records: Sequence[Record]) -> Taken:
        """Applies records whose offsets run on from `old`; `Fenced`, `ReaderStopped` or a transient error otherwise."""
        if not _run_on(records, old):
            raise ReaderStopped(f"{source}: offsets do not run on from {old}")
        total = NOTHING
        for each in self.rounds({source: records}):
            try:
                total = _sum(total, await self.take_together([each[source]]))
            except (*TRANSIENT, checkpoint.Fenced, ReaderStopped):
                raise
            except Exception:
                total = _sum(total, await self._take_carefully(each[source]))
        return total

    def rounds(self, runs: Mapping[Of, Sequence[Record]]) -> Iterator[dict[Of, Sequence[Record]]]:
        """The runs of a batch, cut into what may be taken together."""
        return rounds(runs, self.reader)

    async def take_together(self, runs: Sequence[Sequence[Record]]) -> Taken:
        """Takes one round: its commands at once, then its rows and all its checkpoints in one transaction.

        Whatever it raises, nothing was moved, and a command that was done is recognised by its key: `take` each run then, and it
        tells what is wrong with which.
        """
        if not all(_run_on(run, run[0].expected) for run in runs):
            raise ReaderStopped("offsets do not run on")
        return await self._round(runs, careful=False)

    async def _take_carefully(self, run: Sequence[Record]) -> Taken:
        """Something in this run is poison, or was healed meanwhile: what is acted on by itself, the rest under savepoints."""
        total = NOTHING
        start = 0
        for number, record in enumerate(run):
            if self._acts_on(record):
                total = _sum(total, await self._settled(run[start:number]))
                total = _sum(total, await self._settled([record]))
                start = number + 1
        return _sum(total, await self._settled(run[start:]))

    async def _settled(self, run: Sequence[Record]) -> Taken:
        while run:
            try:
                return await self._round([run], careful=True)
            except HealedMeanwhile:  # between the verdict and the transaction: once more, with its commands
                continue
        return NOTHING

    async def _round(self, runs: Sequence[Sequence[Record]], *, careful: bool) -> Taken:
        with metrics.batch(self.reader.name):
            return await self._transaction(runs, careful=careful, acted=await self.act_on(runs))

    def _acts_on(self, record: Record) -> bool:
        return record.event_class in self.reader.react

    def concerned(self, runs: Sequence[Sequence[Record]]) -> list[Record]:
        """Of a topic, every record: it tells what is missing. The local store is dense: what nobody wants is only passed."""
        return [record for run in runs for record in run if self.remote or record.event_class in self._wanted]

    async def _transaction(
        self,
        runs: Sequence[Sequence[Record]],
        *,
        careful: bool,
        acted: Mapping[Place, Aside],
    ) -> Taken:
        inbox = Inbox(self.reader.name, self.version, self.remote)
        total, moves = sum(map(len, runs)), [move_of(run) for run in runs]
        records = self.concerned(runs)
        if not records:
            async with held(self.pool) as connection:
                await checkpoint.move(connection, self.reader.name, self.version, moves)
            return replace(NOTHING, records=total)
        async with held(self.pool) as connection, connection.transaction():
            await checkpoint.move(connection, self.reader.name, self.version, moves)
            await inboxes.load(connection, [inbox], records)
            unknown = await self.write(connection, inbox, records, careful=careful, acted=acted)
            await inboxes.save(connection, [inbox])
            self.count(inbox, records)
        return taken_of(inbox, total, unknown)

    async def write(
        self,
        connection: asyncpg.Connection,
        inbox: Inbox,
        records: Sequence[Record],
        *,
        careful: bool = False,
        acted: Mapping[Place, Aside],
    ) -> int:
        """Changes the reader's tables by records that concern it, in the caller's transaction; how many are of unknown types."""
        # a careful batch has to know which record a statement failed for: it waits for each
        statements = None if careful else StatementBatch(connection)
        for record in records:
            await self._one(connection, inbox, record, statements, acted)
        if statements is not None:
            await statements.flush()
        return sum(record.event_class is None and record.unreadable is None for record in records)

    def count(self, inbox: Inbox, records: Sequence[Record]) -> None:
        """Counts what was written before it is committed; `ReaderStopped` when too much of it was parked."""
        self._poisoned.count(len(records), len(inbox.newly_parked))

    async def _one(
        self,
        connection: asyncpg.Connection,
        inbox: Inbox,
        record: Record,
        statements: StatementBatch | None,
        acted: Mapping[Place, Aside],
    ) -> None:
        match inbox.judge(record):
            case Verdict.APPLY if self._acts_on(record) and _place(record) not in acted:
                raise HealedMeanwhile
            case Verdict.APPLY if (aside := acted.get(_place(record))) is not None:
                await inbox.park(connection, record, *aside)
            case Verdict.APPLY:
                try:
                    if statements is None:
                        await self.apply(connection, record, careful=True)
                    else:
                        statements.stream_id = record.stream_id
                        await self.apply(cast(asyncpg.Connection, statements), record, careful=False)
                except (*TRANSIENT, ReaderStopped):
                    raise
                except Exception as error:
                    if statements is not None:
                        raise
                    await inbox.park(connection, record, "poison", describe(error))
                else:
                    inbox.note(record)
            case Verdict.DUPLICATE:
                inbox.duplicates += 1
            case Verdict.UNREADABLE:
                await inbox.park(connection, record, "forged" if record.forged else "poison", record.unreadable or "")
            case verdict:
                await inbox.park(
                    connection, record, REASONS[verdict], f"after version {inbox.last.get(record.stream_id, 0)}"
                )

    async def apply(self, connection: asyncpg.Connection, record: Record, *, careful: bool) -> None:
        """Changes the reader's tables, and its timers, by one record, under a savepoint when `careful`."""
        if record.event_class is None:
            return
        apply, schedule = self.reader.apply.get(record.event_class), self.reader.schedule.get(record.event_class)
        if apply is None and schedule is None:
            return
        recorded = record.decode()
        with closed_is_lost():
            async with connection.transaction() if careful else nullcontext():
                if apply is not None:
                    await apply(connection, recorded)
                if schedule is not None:
                    await keep(connection, schedule(recorded))

    async def act_on(self, runs: Sequence[Sequence[Record]]) -> dict[Place, Aside]:
        """Does the commands of one round, where they may be done now; of which records, and why one must be put aside."""
        acting = [record for run in runs for record in run if self._acts_on(record)]
        return await self._act_on(acting) if acting else {}

    async def _act_on(self, records: Sequence[Record]) -> dict[Place, Aside]:
        acted: dict[Place, Aside] = {}
        inbox = Inbox(self.reader.name, self.version, self.remote)
        async with held(self.pool) as connection:
            await inboxes.load(connection, [inbox], records)
        left = deque(record for record in records if inbox.judge(record) is Verdict.APPLY)
        while left:
            reactions = await self._prepared(left, acted)
            performed = await _all_of([self.perform(reaction) for reaction in reactions.values()])
            for place, failure in zip(reactions, performed, strict=True):
                if failure is not None and not isinstance(failure, WAITING):
                    raise failure
                acted[place] = ("waiting", describe(failure)) if failure else None
        return acted

    async def _prepared(self, left: deque[Record], acted: dict[Place, Aside]) -> dict[Place, Reaction | None]:
        """What the next records ask for, as many as `PREPARED` allows; poison goes to `acted`."""
        reactions: dict[Place, Reaction | None] = {}
        commands = 0
        async with held(self.pool) as connection:
            while left and commands < PREPARED:
                records = [left.popleft() for _ in range(min(self._side_by_side, len(left)))]
                before = commands
                for record, reaction in zip(records, await self._reactions(connection, records), strict=True):
                    if isinstance(reaction, Exception):
                        acted[_place(record)] = ("poison", describe(reaction))
                    else:
                        reactions[_place(record)] = reaction
                        commands += len(reaction.todo) if reaction else 0
                little = commands - before < COMMANDS
                self._side_by_side = min(self._side_by_side * 4, SIDE_BY_SIDE) if little else 1
        return reactions

    async def _reactions(
        self, connection: asyncpg.Connection, records: Sequence[Record]
    ) -> list[Reaction | Exception | None]:
        """What each of these asks for, found side by side; one after the other when that failed, so that only the guilty one fails."""
        if len(records) > 1:
            async with asyncio.TaskGroup() as group:
                asking = cast(asyncpg.Connection, Asking(connection, group))
                found = await _all_of([self.reaction(asking, record) for record in records])
            if not any(isinstance(each, Exception) for each in found):
                return found
        return [await self._reaction(connection, record) for record in records]

    async def _reaction(self, connection: asyncpg.Connection, record: Record) -> Reaction | Exception | None:
        try:
            return await self.reaction(connection, record)
        except TRANSIENT:
            raise
        except Exception as error:
            return error

    async def reaction(self, connection: asyncpg.Connection, record: Record) -> Reaction | None:
        """The commands that a record asks for, from the memory as it is now; none at or below the manager's start."""
        react = self.reader.react.get(record.event_class) if record.event_class else None
        if react is None:
            return None
        if isinstance(self.reader, ProcessManager) and record.position <= self.reader.starts.get(record.contract, 0):
            return None
        recorded = record.decode()
        with closed_is_lost():
            return Reaction(recorded, await react(connection, recorded))

    async def perform(self, reaction: Reaction | None) -> None:
        """Does the commands of one event; repeated after a crash, each is recognised by its key."""
        if reaction is None or not reaction.todo or self._act is None:
            return
        told = reaction.recorded
        with span(f"react {self.reader.name}", parent=told.traceparent, attributes={"thidua.reader": self.reader.name}):
            for error in await _all_of([self._in_turn(self._act, do, told) for do in reaction.todo]):
                if error is not None:
                    raise error

    async def _in_turn(self, act: Act, do: Issue, told: EventEnvelope[Any]) -> None:
        async with self._free:
            await act(do, told)
        self._beat()


def taken_of(inbox: Inbox, records: int, unknown: int) -> Taken:
    """What became of a batch that was written."""
    return Taken(records, inbox.duplicates, len(inbox.newly_parked), unknown, frozenset(inbox.healing))


def _run_on(records: Sequence[Record], first: int) -> bool:
    for record in records:
        if record.expected != first:
            return False
        first = record.offset + 1
    return True


def move_of(run: Sequence[Record]) -> checkpoint.Move:
    """From where the first record was expected to behind the last one."""
    first, last = run[0], run[-1]
    return checkpoint.Move(first.source, first.expected, last.offset + 1, last.event_id, last.recorded_at)


def _place(record: Record) -> Place:
    return record.source, record.offset


async def _all_of(doing: Sequence[Awaitable[Made]]) -> list[Made | Exception]:
    """Lets all of them finish; what each came to, or how it failed."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(_quiet(each)) for each in doing]
    return [task.result() for task in tasks]


async def _quiet(doing: Awaitable[Made]) -> Made | Exception:
    try:
        return await doing
    except Exception as error:
        return error


def _sum(left: Taken, right: Taken) -> Taken:
    return Taken(
        left.records + right.records,
        left.duplicates + right.duplicates,
        left.parked + right.parked,
        left.unknown + right.unknown,
        left.healing | right.healing,
    )
