"""Own readers: one loop over the local store for all readers of a service.

The next events are read once and given to all that go together, in one transaction with all their checkpoints. One that fails, that
acts on an event, whose checkpoint is held or that stands elsewhere goes on by itself, on a loop of its own: its checkpoint stays where it
is, and the others do not wait for it. When it has caught up it comes back.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field

import asyncpg

from services.chassis.clock import StoreClock
from services.chassis.event_registry import EventRegistry
from services.chassis.event_store.connection import LOST
from services.chassis.event_store.keys import KeyStore
from services.chassis.loops import Loop, Pace, backoff, forever, rest
from services.chassis.pool import held
from services.chassis.readers import local_store
from services.chassis.readers.definition import Reader
from services.chassis.readers.failures import TRANSIENT, ReaderStopped
from services.chassis.readers.joint import NotFree, take_jointly
from services.chassis.readers.local_store import BATCH, SOURCE, LocalStore, place_of, records_from
from services.chassis.readers.processor import Processor
from services.chassis.readers.record import Record

log = logging.getLogger("thidua.readers")


@dataclass(slots=True, eq=False)
class Member:
    """One reader: its progress, and how it is made at its live version."""

    reader: Reader
    loop: Loop
    current: Callable[[], Awaitable[Processor]]
    renew: Callable[[], None]
    alone: asyncio.Task[None] | None = None
    """Its own loop, while it does not go with the others."""
    caught_up: bool = False

    @property
    def free(self) -> bool:
        """Whether it may go with the others: it does not go by itself, or has caught up."""
        return self.alone is None or (self.alone.done() and self.caught_up)

    def acts_on(self, records: Sequence[Record]) -> bool:
        """Whether it issues commands because of one of them."""
        return any(record.event_class in self.reader.react for record in records)


@dataclass(slots=True)
class Store:
    """The local store, and what reading it needs."""

    pool: asyncpg.Pool
    registry: EventRegistry
    keys: KeyStore
    service: str

    async def read(self, first: int, most: int, readers: Collection[Reader]) -> list[Record]:
        """The next events from a position on, with what is in those that one of the readers wants; `ReaderStopped`."""
        wanted = frozenset[type]().union(*(reader.wanted for reader in readers))
        names = [name for name, stored in self.registry.types.items() if stored.cls in wanted]
        async with held(self.pool) as connection:
            records = await records_from(
                connection, first, most, registry=self.registry, keys=self.keys, service=self.service, wanted=names
            )
        local_store.check_dense(records, first)
        return records


@dataclass(slots=True)
class OwnReaders:
    """The readers of one local store; `run` reads for ever."""

    members: Sequence[Member]
    store: Store
    clock: StoreClock | None = None
    together: dict[Member, Processor] = field(default_factory=dict)
    next: int | None = None
    """Where those stand that go together; None when the database has to say."""

    async def run(self) -> None:
        """Reads until it is cancelled."""
        pace, delays = Pace(clock=self.clock), backoff()
        try:
            while True:
                try:
                    began = time.monotonic()
                    pace.look()
                    taken = await self.step()
                    delays = backoff()
                    # what comes meanwhile shares the next transaction
                    await (pace.found(0 if taken == BATCH else rest(began)) if taken else pace.nothing())
                except TRANSIENT as error:
                    self._forget(error)
                    await asyncio.sleep(next(delays))
                except Exception as error:  # a defect of ours: seen by health and in the log, and tried again
                    log.exception("readers: unexpected failure")
                    self._forget(error)
                    await asyncio.sleep(next(delays))
        finally:
            alone = [member.alone for member in self.members if member.alone is not None]
            for task in alone:
                task.cancel()
            await asyncio.gather(*alone, return_exceptions=True)

    async def step(self) -> int:
        """Takes the next events; how many."""
        if self.next is None or any(member.alone is not None and member.free for member in self.members):
            await self._gather()
        if self.next is None:
            return 0
        try:
            records = await self.store.read(self.next, BATCH, [member.reader for member in self.together])
        except ReaderStopped:  # each tells for itself
            for member in list(self.together):
                self._leave(member)
            self.next = None
            return 0
        for member in self.together:
            member.loop.beat()
        if records:
            await self._take(records)
        return len(records)

    def _forget(self, error: BaseException) -> None:
        self.next = None
        for member in self.members:
            if member.alone is None:
                member.loop.waiting(error)
                member.renew()

    def _leave(self, member: Member) -> None:
        self.together.pop(member, None)
        member.caught_up = False
        member.alone = asyncio.create_task(self._by_itself(member), name=member.loop.name)

    async def _take(self, records: list[Record]) -> None:
        for member in list(self.together):
            if member.acts_on(records):
                self._leave(member)  # commands are waited for
        before, self.next = self.next, None  # whatever happens below, the database knows better
        if not self.together:
            return
        try:
            taken = await take_jointly([(processor, [records]) for processor in self.together.values()])
        except LOST:
            raise
        except NotFree as busy:
            if len(busy.readers) < len(self.together):
                self.next = before  # of the others nothing was moved
            for member in [each for each in self.together if each.reader.name in busy.readers]:
                member.loop.fenced()
                member.renew()
                if self.next is not None:
                    self._leave(member)
        except Exception as error:  # taken by itself, each tells what is wrong with it
            log.debug("one by one after %s", type(error).__name__)
            await self._one_by_one(records)
        else:
            for member, its in zip(self.together, taken, strict=True):
                member.loop.took(its, None)
            self.next = records[-1].offset + 1

    async def _one_by_one(self, records: list[Record]) -> None:
        for member, processor in list(self.together.items()):
            try:
                member.loop.took(await processor.take(SOURCE, records[0].offset, records), None)
            except LOST:
                raise
            except Exception as error:
                log.warning("%s goes by itself after %s", member.loop.name, type(error).__name__)
                self._leave(member)
        self.next = records[-1].offset + 1 if self.together else None

    async def _gather(self) -> None:
        """Who does not go by itself, or has caught up, goes together from where the furthest stands; who cannot follow at once leaves."""
        places: dict[Member, tuple[Processor, int]] = {}
        for member in self.members:
            if self.next is not None and member in self.together:
                places[member] = self.together[member], self.next
            elif member.free:
                member.alone = None
                try:
                    processor = await member.current()
                    places[member] = processor, await place_of(processor)
                except TRANSIENT:
                    raise
                except Exception:  # its own loop tells what is wrong with it
                    self._leave(member)
        self.next = max((place for _, place in places.values()), default=None)
        self.together = {}
        for member, (processor, place) in places.items():
            if self.next is None or place == self.next or await self._follows(member, processor, place, self.next):
                self.together[member] = processor
            else:
                self._leave(member)

    async def _follows(self, member: Member, processor: Processor, place: int, to: int) -> bool:
        """Takes what lies between; False where that is far, would be acted on or fails: nobody waits for it."""
        if to - place > BATCH:
            return False
        try:
            records = await self.store.read(place, to - place, [member.reader])
            if member.acts_on(records):
                return False
            member.loop.took(await processor.take(SOURCE, place, records), None)
        except LOST:
            raise
        except Exception:
            return False
        return True

    async def _by_itself(self, member: Member) -> None:
        """Ends when the reader has caught up, or must not go on."""
        stores: dict[Processor, LocalStore] = {}

        async def step() -> bool:
            processor = await member.current()
            if processor not in stores:
                stores.clear()
                stores[processor] = LocalStore(
                    processor, registry=self.store.registry, keys=self.store.keys, service=self.store.service
                )
            taken = await stores[processor].step()
            if taken is not None:
                member.loop.took(taken, None)
            member.caught_up = taken is None or taken.records < BATCH
            return taken is not None

        await forever(member.loop, step, renew=member.renew, until=lambda: member.caught_up)
