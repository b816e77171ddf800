"""Records on a real broker, made of the published examples."""

import json
from collections.abc import Iterable
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from thidua_contracts.publish.__main__ import ROOT

Record = tuple[bytes, bytes, list[tuple[str, bytes]]]


def example(name: str, style: str) -> Record:
    """A committed example as key, value and headers."""
    record = json.loads((ROOT / "examples" / name / f"{style}.json").read_text(encoding="utf-8"))
    headers = [(header, text.encode()) for header, text in record["headers"].items()]
    return record["key"].encode(), json.dumps(record["body"], ensure_ascii=False).encode(), headers


def every_example() -> Iterable[Record]:
    return (example(path.parent.name, path.stem) for path in sorted((ROOT / "examples").glob("*/*.json")))


async def publish(bootstrap: str, topic: str, records: Iterable[Record]) -> None:
    """Create the topic and send the records in order."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(topic, num_partitions=3, replication_factor=1)])
    finally:
        await admin.close()
    async with AIOKafkaProducer(bootstrap_servers=bootstrap, enable_idempotence=True) as producer:
        for key, value, headers in records:
            await producer.send_and_wait(topic, value, key=key, headers=headers)


def with_header(record: Record, **changed: Any) -> Record:
    """The record with other values of some headers (`ce_type=…`)."""
    key, value, headers = record
    return key, value, list((dict(headers) | changed).items())
