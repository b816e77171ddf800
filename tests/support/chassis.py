"""A runtime of the notes service on a real database of its own."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from deploy.local.postgres import Postgres
from services.chassis import process
from services.chassis.broker import Broker
from services.chassis.commands import Actor, CommandEnvelope
from services.chassis.runtime import Runtime, opened
from services.chassis.service import Service
from services.chassis.settings import Settings
from tests.support import notes, stack

WARD = "03386"
LOCAL_ISSUER = "http://127.0.0.1:1/issuer"
AT = datetime(2024, 3, 1, 2, 0, tzinfo=UTC)


def issued(
    command: Any, *, key: str | None = None, actor: str = "system:tests", body: bytes | None = None
) -> CommandEnvelope:
    """A command of the system itself."""
    body_hash = hashlib.sha256(body if body is not None else repr(command).encode()).digest()
    return CommandEnvelope(command, Actor(actor), key or str(uuid4()), body_hash, uuid4())


def kafka_of(runtime: Runtime) -> Broker:
    """The broker that a runtime's settings name."""
    broker = runtime.settings.broker
    assert broker is not None
    return broker


def write(note_id: UUID, text: str = "đã kiểm tra", *, ward: str = WARD, about: UUID | None = None) -> notes.WriteNote:
    return notes.WriteNote(note_id, ward, about or uuid4(), text, AT)


async def write_notes(runtime: Runtime, *ids: UUID, text: str = "đã kiểm tra") -> None:
    """Each of these notes is written once more."""
    for note in ids:
        await runtime.handler.handle(issued(write(note, text)))


@asynccontextmanager
async def running(
    postgres: Postgres, name: str, service: Service = notes.SERVICE, **settings: Any
) -> AsyncIterator[Runtime]:
    """Fresh databases called `name`, migrated, and a runtime on them, whose one or two people may ask as often as they like."""
    url, keys_url = await stack.migrated_databases(postgres, service, name)
    given = {"DATABASE_URL": url, "KEYS_DATABASE_URL": keys_url, "sender_rate": 0, "stranger_rate": 0, **settings}
    async with opened(service, Settings(**given)) as runtime:
        yield runtime


@asynccontextmanager
async def at_work(runtime: Runtime, *roles: str) -> AsyncIterator[None]:
    """The runtime does what a process of these roles does, until the end of the block."""
    async with AsyncExitStack() as stack:
        tasks = [asyncio.ensure_future(job) for job in await process.work(runtime, roles, stack)]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
