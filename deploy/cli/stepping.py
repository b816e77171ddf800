"""Stepping over: where Kafka deleted records before a reader had read them, an operator lets it go on behind the loss.

The owner's replay sends what was deleted again, with the original ids: duplicates are dropped, and holes heal.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Final

import asyncpg
from aiokafka import TopicPartition

from deploy.cli.deployment import Deployment
from deploy.cli.progress import consuming
from deploy.local.places import StackError
from services.chassis.readers.remote import source_name

STEP: Final = """
WITH below AS (
    SELECT c.reader, c.version, c.source, c.next AS was, begins.start
    FROM reading.checkpoint c JOIN reading.readers r ON r.reader = c.reader AND r.version = c.version
    JOIN unnest($2::text[], $3::bigint[]) AS begins (source, start) ON begins.source = c.source
    WHERE c.reader = $1 AND c.next < begins.start ORDER BY c.source FOR UPDATE OF c
)
UPDATE reading.checkpoint c SET next = below.start, last_id = NULL FROM below
WHERE c.reader = below.reader AND c.version = below.version AND c.source = below.source
RETURNING c.source, below.was, below.start
"""
DONE: Final = "INSERT INTO reading.operations (who, what, detail) VALUES ($1, 'step-over', $2)"


@dataclass(frozen=True, slots=True)
class Step:
    """A partition whose checkpoint stood below the log's start, and where it stands now."""

    source: str
    was: int
    start: int


async def step_over(where: Deployment, name: str, reader: str, *, who: str, why: str) -> list[Step]:
    """Moves the checkpoints of a reader that lie below the start of their partition; recorded. Raises StackError."""
    service = where.service(name)
    subscription = next((each for each in service.subscriptions if each.reader.name == reader), None)
    if subscription is None:
        raise StackError(f"{name} has no reader {reader} that is fed by Kafka.")
    partitions = [TopicPartition(topic.name, part) for topic in subscription.topics for part in range(topic.partitions)]
    async with consuming(where.broker()) as consumer:
        starts = await consumer.beginning_offsets(partitions)
    sources = [source_name(partition.topic, partition.partition) for partition in partitions]
    connection = await asyncpg.connect(where.urls(name).facts)
    try:
        async with connection.transaction():
            rows = await connection.fetch(STEP, reader, sources, [starts[each] for each in partitions])
            steps = [Step(row["source"], row["was"], row["start"]) for row in rows]
            if steps:
                told = {"reader": reader, "why": why, "steps": [asdict(step) for step in steps]}
                await connection.execute(DONE, who, json.dumps(told, ensure_ascii=False))
    finally:
        await connection.close()
    return steps
