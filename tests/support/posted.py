"""Events of others as records on a real topic: what a relay would have sent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from aiokafka import AIOKafkaProducer

from deploy.local.kafka import Kafka
from services.chassis.event_envelope import EventEnvelope
from thidua_contracts.envelope import Envelope, dataschema_of, source_of, to_headers
from thidua_contracts.event import encode
from thidua_contracts.topics import Topic


async def post(kafka: Kafka, topic: Topic, told: Iterable[EventEnvelope[Any]]) -> None:
    """Sends them in this order and waits for each."""
    producer = AIOKafkaProducer(bootstrap_servers=kafka.bootstrap, enable_idempotence=True)
    await producer.start()
    try:
        for recorded in told:
            await producer.send_and_wait(
                topic.name,
                encode(recorded.event),
                key=recorded.ward_code.encode(),
                headers=to_headers(_envelope(recorded)),
            )
    finally:
        await producer.stop()


def _envelope(recorded: EventEnvelope[Any]) -> Envelope:
    return Envelope(
        ce_id=recorded.event_id,
        ce_source=source_of(recorded.ward_code, recorded.source),
        ce_type=recorded.event.type,
        ce_subject=recorded.stream_id,
        ce_time=recorded.recorded_at,
        dataschema=dataschema_of(recorded.event.type),
        partitionkey=recorded.ward_code,
        streamversion=recorded.stream_version,
        previousversion=recorded.stream_version - 1,
        position=recorded.position,
        epoch=1,
        correlationid=str(recorded.correlation_id),
        causationid=str(recorded.circumstances().causation_id or recorded.event_id),
    )
