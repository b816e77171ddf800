"""Redrive, discard, accept: the service's own code tries a parked stream again, or an operator decides what it is to have."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from deploy.cli.deployment import Deployment
from deploy.cli.parked_rows import ParkedDetail, detail_of, streams_of
from deploy.cli.relay import source_of
from services.chassis.pool import held
from services.chassis.readers import accepting, parking
from services.chassis.readers.processor import Processor
from services.chassis.readers.redrive import Step, rehearse
from services.chassis.relay.replay import replay_stream
from services.chassis.runtime import Runtime, opened

STILL_THERE = """
SELECT count(*) FROM reading.parked p JOIN reading.readers r ON r.reader = p.reader AND r.version = p.version
WHERE p.reader = $1 AND p.stream_id = $2
"""
PATIENCE = 15.0
"""Seconds for a missing record to come over Kafka and to be taken."""


@dataclass(frozen=True, slots=True)
class Redriven:
    """What became of one stream: healed, or still parked and why; in a dry run what would become of it."""

    stream_id: str
    healed: bool
    told: str
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Bench:
    """One reader of one service, opened for an operator."""

    where: Deployment
    runtime: Runtime
    processor: Processor
    records_of: parking.RecordsOf

    @property
    def service(self) -> str:
        """The reader's service."""
        return self.runtime.service.name

    @property
    def reader(self) -> str:
        """The reader's name."""
        return self.processor.reader.name


@asynccontextmanager
async def bench(where: Deployment, service: str, reader: str) -> AsyncIterator[Bench]:
    """Opens a reader as its worker would; LookupError when there is none of this name."""
    declared = where.service(service)
    readers = {each.name: each for each in declared.readers}
    if reader not in readers:
        raise LookupError(f"{service} has no reader {reader}; it has {', '.join(sorted(readers))}")
    remote = any(subscription.reader.name == reader for subscription in declared.subscriptions)
    async with opened(declared, where.settings(service)) as runtime:
        processor = await runtime.processor(readers[reader], remote=remote)
        own = parking.local_records(declared.publishing.registry, runtime.keys, service)
        yield Bench(where, runtime, processor, parking.remote_records if remote else own)


async def redrive(
    where: Deployment, service: str, reader: str, stream_id: str | None, *, who: str, dry_run: bool = False
) -> list[Redriven]:
    """Tries one stream again, or all parked streams of a reader, in the order in which they were parked."""
    wanted = [s.stream_id for s in await streams_of(where, where.service(service), reader)]
    if stream_id is not None:
        wanted = [(await detail_of(where, service, reader, stream_id)).stream_id]
    async with bench(where, service, reader) as opened_bench:
        return [await _one(opened_bench, stream, who=who, dry_run=dry_run) for stream in wanted]


async def _one(on: Bench, stream_id: str, *, who: str, dry_run: bool) -> Redriven:
    detail = await detail_of(on.where, on.service, on.reader, stream_id)
    if detail.hole is not None:
        return await _fetch_missing(on, detail, *detail.hole, who=who, dry_run=dry_run)
    if dry_run:
        steps = await rehearse(on.processor, stream_id, on.records_of)
        would_heal = all(step.would == "apply" for step in steps)
        return Redriven(stream_id, would_heal, "would heal" if would_heal else "would stay parked", tuple(steps))
    healing = await parking.heal(on.processor, stream_id, on.records_of, force=True)
    async with held(on.runtime.projector) as connection:
        about = {"reader": on.reader, "stream": stream_id, "outcome": healing.outcome, "applied": healing.applied}
        await parking.record_operation(connection, who, "redrive", about)
    told = f"{healing.applied} records applied" + (f", then: {healing.detail}" if healing.detail else "")
    return Redriven(stream_id, healing.outcome == "healed", told)


async def _fetch_missing(
    on: Bench, detail: ParkedDetail, first: int, last: int, *, who: str, dry_run: bool
) -> Redriven:
    """Lets the owner send the missing versions again; the live reader then heals the stream by itself."""
    topic = detail.records[0].source.rpartition("/")[0]
    owner = next((service for service in on.where.services() if service.topic.name == topic), None)
    missing = f"versions {first} to {last}" if first < last else f"version {first}"
    if owner is None:
        return Redriven(detail.stream_id, False, f"{missing} never came, and the owner of {topic} is not known here")
    sent = await replay_stream(
        source_of(on.where, owner), detail.stream_id, first=first, last=last, who=who, dry_run=dry_run
    )
    if dry_run:
        return Redriven(
            detail.stream_id, sent.records > 0, f"{owner.name} would send {sent.records} records: {missing}"
        )
    if not sent.records:
        return Redriven(detail.stream_id, False, f"{owner.name} has no published event at {missing}")
    give_up = time.monotonic() + PATIENCE
    while await on.runtime.projector.fetchval(STILL_THERE, on.reader, detail.stream_id):
        if time.monotonic() > give_up:
            told = f"{owner.name} sent {sent.records} records; not taken within {PATIENCE:.0f} s: does the worker run?"
            return Redriven(detail.stream_id, False, told)
        await asyncio.sleep(0.1)
    return Redriven(detail.stream_id, True, f"{owner.name} sent {sent.records} records again: {missing}")


async def discard(where: Deployment, service: str, reader: str, stream_id: str, *, why: str, who: str) -> Redriven:
    """Gives up the first parked record of a stream, or its hole, and tries what lies behind it."""
    async with bench(where, service, reader) as on:
        what = await parking.discard(on.processor, stream_id, why, who)
        healing = await parking.heal(on.processor, stream_id, on.records_of)
    rest = "" if healing.outcome != "still parked" else f"; the stream stays parked: {healing.detail}"
    return Redriven(stream_id, healing.outcome != "still parked", f"discarded {what}{rest}")


async def accept(where: Deployment, service: str, reader: str, stream_id: str, *, why: str, who: str) -> Redriven:
    """Takes the owner's history of a disputed stream instead of what was read, and what lies behind it."""
    async with bench(where, service, reader) as on:
        what = await accepting.accept(on.processor, stream_id, on.records_of, why, who)
        healing = await parking.heal(on.processor, stream_id, on.records_of)
    rest = "" if healing.outcome != "still parked" else f"; the stream stays parked: {healing.detail}"
    return Redriven(stream_id, healing.outcome != "still parked", f"accepted {what}{rest}")
