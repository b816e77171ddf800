"""The job that creates the topics of `thidua_contracts.topics`: the only way a topic comes into being."""

from collections.abc import Iterable

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import (
    TopicAlreadyExistsError,
    UnknownTopicOrPartitionError,
    for_code,
)

from services.chassis.broker import Broker
from thidua_contracts.topics import TOPICS, Topic


class WrongTopic(Exception):
    """A topic exists with another number of partitions than the contract says; nothing may be built on it."""


async def create_topics(broker: Broker, topics: Iterable[Topic] = TOPICS, replication_factor: int = 1) -> list[str]:
    """Create the topics that are missing and return their names; existing ones are checked, never changed.

    Raises WrongTopic when an existing topic has another number of partitions: keys would lie elsewhere.
    """
    admin = AIOKafkaAdminClient(**broker.options())
    await admin.start()
    try:
        wanted = {topic.name: topic for topic in topics}
        found = {entry["topic"]: entry for entry in await admin.describe_topics(list(wanted))}
        missing = [name for name in wanted if found[name]["error_code"] == UnknownTopicOrPartitionError.errno]
        for name, topic in wanted.items():
            count = len(found[name]["partitions"])
            if name not in missing and count != topic.partitions:
                raise WrongTopic(f"{name}: {count} partitions, the contract says {topic.partitions}")
        if missing:
            answer = await admin.create_topics(
                [declaration(wanted[name], replication_factor) for name in missing], timeout_ms=30_000
            )
            for name, code, *_ in answer.topic_errors:
                if code not in (0, TopicAlreadyExistsError.errno):
                    raise for_code(code)(name)
        return missing
    finally:
        await admin.close()


def declaration(topic: Topic, replication_factor: int) -> NewTopic:
    """What the broker is told about a topic; writes need two copies wherever there are three."""
    return NewTopic(
        topic.name,
        num_partitions=topic.partitions,
        replication_factor=replication_factor,
        topic_configs={
            "retention.ms": str(topic.retention_ms),
            "retention.bytes": str(topic.retention_bytes),
            "min.insync.replicas": str(max(1, replication_factor - 1)),
        },
    )
