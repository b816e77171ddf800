"""By itself: a member takes what the others cannot take with it, until nothing waits for it and it stands where they stand.

What failed in the common transaction, what it acts on, and what it has missed: that is read again from Kafka by a consumer without a group,
from the checkpoint on. Nobody waits for it meanwhile. One partition that fails does not keep its others.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping, Sequence
from typing import Final

from aiokafka import ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError

from services.chassis.broker import Broker
from services.chassis.event_store.connection import LOST
from services.chassis.loops import IDLE, backoff
from services.chassis.readers import parking
from services.chassis.readers.checkpoint import Fenced
from services.chassis.readers.failures import TRANSIENT, ReaderStopped, SourceStopped
from services.chassis.readers.filling import SILENCE, ungrouped
from services.chassis.readers.record import Record
from services.chassis.readers.remote import record_of, source_name
from services.chassis.signatures import Trust
from services.chassis.subscriptions.member import Member, Runs

log = logging.getLogger("thidua.subscriptions")

BATCH: Final = 500
"""Records of a transaction."""


async def by_itself(member: Member, handed: Mapping[TopicPartition, int], broker: Broker, trust: Trust) -> None:
    """Returns when it has taken everything up to `handed`, or must not go on."""
    delays = backoff()
    try:
        while not member.stopped:
            try:
                if not await _step(member, handed, broker, trust):
                    return
                delays = backoff()
            except Fenced:
                member.fenced()
                await asyncio.sleep(IDLE[0])
            except (*TRANSIENT, KafkaError) as error:
                member.loop.waiting(error)
                await asyncio.sleep(next(delays))
            except ReaderStopped as stop:
                member.stop(str(stop))
            except Exception as error:
                # a defect of ours: seen by health and in the log, and tried again, because the checkpoint has not moved
                log.exception("%s: unexpected failure", member.loop.name)
                member.loop.waiting(error)
                member.renew()
                await asyncio.sleep(next(delays))
    finally:
        member.alone = None


async def _step(member: Member, handed: Mapping[TopicPartition, int], broker: Broker, trust: Trust) -> bool:
    """Does the next thing; False when there is nothing."""
    if member.lost(handed):
        await member.locate(handed.keys())
    while member.healing:
        stream_id = min(member.healing)
        await parking.heal(await member.current(), stream_id, parking.remote_records)
        member.healing.discard(stream_id)
    if member.missing(handed):
        await _fetch(member, handed, broker, trust)
    elif runs := member.runs(member.waiting, max(BATCH // max(len(member.waiting), 1), 1)):
        await _take(member, runs)
    else:
        member.waiting.clear()
        return False
    return True


async def _take(member: Member, runs: Runs) -> None:
    """Takes the partitions together, round by round; after a failure one after the other, and the first failure is told at the end."""
    processor = await member.current()
    try:
        for each in processor.rounds(runs):
            member.took(await processor.take_together(list(each.values())), each)
        return
    except (*LOST, Fenced):
        raise
    except Exception as error:  # taken by itself, each tells what is wrong with it
        log.debug("%s: one by one after %s", member.loop.name, type(error).__name__)
    failed: Exception | None = None
    for partition, records in runs.items():
        for run in member.runs({partition: records}).values():
            try:
                member.took(await processor.take(run[0].source, run[0].expected, run), {partition: run})
            except SourceStopped as stop:
                member.end(partition, str(stop))
            except (*LOST, Fenced, ReaderStopped):
                raise
            except Exception as error:
                failed = failed or error
    if failed is not None:
        raise failed


async def _fetch(member: Member, handed: Mapping[TopicPartition, int], broker: Broker, trust: Trust) -> None:
    """Reads what it has missed, from where it stands in each partition to what waits for it or comes next."""
    client_id = f"{member.subscription.name}.missed"
    async with ungrouped(broker, client_id=client_id) as consumer:
        partitions = member.missing(handed)
        consumer.assign(partitions)
        for partition, start in (await consumer.beginning_offsets(list(partitions))).items():
            if (place := member.at.get(partition)) is None:
                return  # assigned anew meanwhile
            if place.next < start:
                member.end(partition, f"begins at {start}: the records from {place.next} on are gone")
            consumer.seek(partition, max(place.next - 1, start))
        silent = time.monotonic()
        while missing := member.missing(handed) & partitions:
            at = {partition: member.at[partition] for partition in missing}
            got = await consumer.getmany(*missing, timeout_ms=500, max_records=BATCH)
            if got:
                silent = time.monotonic()
            elif time.monotonic() - silent > SILENCE:
                raise TimeoutError
            fetched = {
                partition: parsed(partition, raws, at[partition].reach, trust) for partition, raws in got.items()
            }
            if runs := member.runs(fetched):
                await _take(member, runs)
            for partition, place in at.items():
                if member.at.get(partition) is place:
                    place.reach = max(place.reach, await consumer.position(partition))


def parsed(partition: TopicPartition, raws: Sequence[ConsumerRecord], expected: int, trust: Trust) -> list[Record]:
    """What was fetched, from one record before the next that is expected on."""
    source = source_name(partition.topic, partition.partition)
    records: list[Record] = []
    for raw in raws:
        if raw.offset >= expected - 1:
            gap = max(raw.offset - expected, 0)
            records.append(record_of(source, raw.offset, tuple(raw.headers), raw.key, raw.value, gap=gap, trust=trust))
            expected = max(raw.offset + 1, expected)
    return records
