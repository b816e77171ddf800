"""A connection to Kafka that dies under a request is a lost connection, and its client goes on: decision 15."""

from __future__ import annotations

import asyncio

import pytest
import uvloop
from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaConnectionError
from aiokafka.protocol.metadata import MetadataRequest

from deploy.local.kafka import Kafka
from services.chassis.process import loop_factory


async def dies_under_a_request(bootstrap: str) -> bool:
    """Asks over a connection that has just been cut; whether the client has new metadata afterwards."""
    client = AIOKafkaClient(bootstrap_servers=bootstrap)
    await client.bootstrap()
    try:
        connection = await client._get_conn(client.get_random_node())
        connection._writer.transport.abort()
        await asyncio.sleep(0)  # the transport knows, the client does not yet
        with pytest.raises(KafkaConnectionError):
            await connection.send(MetadataRequest([]))
        async with asyncio.timeout(10):
            return bool(await client.force_metadata_update())
    finally:
        await client.close()


@pytest.mark.parametrize("roles", [("relay",), ("subscribers",), ("api", "subscribers"), ("projections", "relay")])
def test_a_process_that_speaks_to_kafka_survives_it(kafka: Kafka, roles: tuple[str, ...]) -> None:
    with asyncio.Runner(loop_factory=loop_factory(roles)) as runner:
        assert runner.run(dies_under_a_request(kafka.bootstrap))


def test_on_uvloop_it_would_end_a_task_of_the_client_unseen(kafka: Kafka) -> None:
    """When this fails the client has learnt it, and decision 15 may be looked at again."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner, pytest.raises(RuntimeError, match="closed"):
        runner.run(dies_under_a_request(kafka.bootstrap))


@pytest.mark.parametrize("roles", [("api",), ("projections", "scheduler")])
def test_the_others_stay_on_the_faster_loop(roles: tuple[str, ...]) -> None:
    assert loop_factory(roles) is uvloop.new_event_loop
