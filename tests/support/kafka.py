"""Topics of a test's own on the session's broker."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import uuid4

from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from deploy.local.kafka import Kafka
from thidua_contracts.topics import Topic


async def fresh_topic(
    kafka: Kafka, name: str, partitions: int = 12, settings: Mapping[str, str] | None = None
) -> Topic:
    """A new topic with a name of its own."""
    topic = Topic(f"{name}-{uuid4().hex[:8]}", owner="submissions", readers=(), partitions=partitions)
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka.bootstrap)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(topic.name, partitions, 1, topic_configs=dict(settings or {}))])
    finally:
        await admin.close()
    return topic
