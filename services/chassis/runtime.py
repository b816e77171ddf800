"""Runtime: one process of one service, composed from its settings; opened once, closed once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import uuid5

import asyncpg

from services.chassis.clock import StoreClock
from services.chassis.commands import derived
from services.chassis.erasure.ending_keys import DestroyKey
from services.chassis.event_envelope import EventEnvelope
from services.chassis.event_store.append import Appender
from services.chassis.event_store.handler import CommandHandler
from services.chassis.event_store.keys import KeyStore
from services.chassis.event_store.load import Loader
from services.chassis.files.objects import Objects
from services.chassis.loops import Loop
from services.chassis.pool import held, open_pool
from services.chassis.readers import checkpoint
from services.chassis.readers.definition import Issue, ProcessManager, Reader
from services.chassis.readers.failures import ReaderStopped
from services.chassis.readers.processor import Act, Processor
from services.chassis.service import Service
from services.chassis.settings import Role, Settings

EPOCH = "SELECT max(epoch) FROM store.epoch"
MAY_WRITE = "SELECT has_database_privilege($1, current_database(), 'CONNECT')"


@dataclass(slots=True, kw_only=True)
class Runtime:
    """What a process's roles work with."""

    service: Service
    settings: Settings
    clock: StoreClock
    keys: KeyStore
    handler: CommandHandler
    projector: asyncpg.Pool
    api: asyncpg.Pool
    objects: Objects | None = None
    """Where evidence files lie."""
    loops: list[Loop] = field(default_factory=list)

    def loop(self, name: str, **how: Any) -> Loop:
        """A new loop, shown by health from now on."""
        loop = Loop(name, **how)
        self.loops.append(loop)
        return loop

    def dsn(self, role: Role) -> str:
        """The database of this service for one of its login roles."""
        return self.settings.dsn(role)

    def act(self, manager: str) -> Act:
        """How a process manager's commands are done: keys and time from the cause, the system as the actor."""

        async def act(do: Issue, cause: EventEnvelope[Any]) -> None:
            if isinstance(do.command, DestroyKey):
                await self.keys.destroy(do.command.subject_id)
                return
            issued = derived(
                do.command,
                actor=f"system:{self.service.name}.{manager}",
                key=str(uuid5(cause.event_id, f"{manager}\n{do.target}")),
                cause=cause.event_id,
                correlation_id=cause.correlation_id,
                trace=cause.traceparent,
            )
            await self.handler.handle(issued)

        return act

    async def processor(self, reader: Reader, *, remote: bool, beat: Callable[[], None] = lambda: None) -> Processor:
        """A reader at its live version, `beat` for each of its commands that is done.

        Raises `ReaderStopped` when its tables have another shape than this release.
        """
        async with held(self.projector) as connection:
            version, shape = await checkpoint.live_version(connection, reader.name)
        if shape != reader.version:
            raise ReaderStopped(
                f"{reader.name} has tables of shape {shape}, this release needs {reader.version}: "
                f"run `thidua projections rebuild {self.service.name} {reader.name}`"
            )
        act = self.act(reader.name) if isinstance(reader, ProcessManager) else None
        return Processor(reader, version, self.projector, remote=remote, act=act, beat=beat)


def renewing(
    make: Callable[[], Awaitable[Processor]],
) -> tuple[Callable[[], Awaitable[Processor]], Callable[[], None]]:
    """A processor that is made when first needed and again after `renew`, for instance at a rebuilt version."""
    kept: list[Processor] = []

    async def current() -> Processor:
        if not kept:
            kept.append(await make())
        return kept[0]

    return current, kept.clear


@asynccontextmanager
async def opened(service: Service, settings: Settings) -> AsyncIterator[Runtime]:
    """A runtime, its clock polled once and its tasks started; closed within a few seconds whatever hangs."""
    writer = settings.dsn("writer")
    keys_pool = await open_pool(settings.keys_dsn("writer"), most=2)
    projector = await open_pool(settings.dsn("projector"), most=4, planned_once=True)
    api = await open_pool(settings.dsn("api"), most=6)
    clock = StoreClock()
    await clock.poll(projector)
    if not await projector.fetchval(MAY_WRITE, unquote(urlsplit(writer).username or "")):
        projector.terminate()
        raise ReaderStopped(
            f"{service.name} was restored and waits for `thidua recover {service.name}`: nothing may write"
        )
    epoch: int = await projector.fetchval(EPOCH)
    loader, appender, keys = Loader(writer), Appender(writer, epoch=epoch), KeyStore(keys_pool)
    others = AsyncExitStack()
    agree = await others.enter_async_context(service.agreeing(settings)) if service.agreeing else None
    handler = CommandHandler(
        handles=service.handles,
        publishing=service.publishing,
        loader=loader,
        appender=appender,
        keys=keys,
        epoch=epoch,
        unit_roles=service.unit_roles,
        agree=agree,
    )
    runtime = Runtime(
        service=service, settings=settings, clock=clock, keys=keys, handler=handler, projector=projector, api=api
    )
    if settings.files_url is not None:
        runtime.objects = Objects(f"{settings.files_url.rstrip('/')}/{service.name}")
    polling = asyncio.create_task(clock.run(projector, runtime.loop("clock").beat), name="clock")
    try:
        yield runtime
    finally:
        polling.cancel()
        for closing in (
            appender.close(),
            loader.close(),
            projector.close(),
            api.close(),
            keys_pool.close(),
            others.aclose(),
        ):
            try:
                async with asyncio.timeout(5):
                    await closing
            except TimeoutError:
                pass  # the process ends now: what is durable is durable, and the rest was never acknowledged
        for pool in (projector, api, keys_pool):
            pool.terminate()
