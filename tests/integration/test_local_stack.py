"""The embedded servers: they start, keep what they acknowledged, survive kill -9 and refuse a second owner."""

import http.server
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from deploy.local import jars, places, processes
from deploy.local.kafka import Kafka
from deploy.local.places import StackError
from deploy.local.postgres import Postgres, is_reachable
from deploy.local.processes import Account
from tests.support import stack


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder of its own for a test that kills its servers."""
    with stack.session_home() as folder:
        yield folder


async def test_a_fresh_database_is_empty_and_understands_vietnamese_case(postgres: Postgres) -> None:
    connection = await asyncpg.connect(await stack.fresh_database(postgres, "local_stack_fresh"))
    assert await connection.fetchval("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0
    assert await connection.fetchval("SELECT lower('PHƯỜNG QUYẾT THẮNG')") == "phường quyết thắng"
    await connection.close()


async def test_postgres_keeps_what_it_committed_when_its_postmaster_is_killed(home: Path) -> None:
    postgres = stack.start_postgres(home)
    connection = await asyncpg.connect(postgres.url())
    await connection.execute("CREATE TABLE kept (n int)")
    await connection.execute("INSERT INTO kept VALUES (42)")
    port = postgres.port
    postgres.kill()
    postgres.start()
    assert postgres.port == port
    again = await asyncpg.connect(postgres.url())
    assert await again.fetchval("SELECT n FROM kept") == 42
    await again.close()
    connection.terminate()


def test_a_postmaster_that_is_never_reaped_does_not_block_the_next_start(home: Path) -> None:
    postgres = stack.start_postgres(home)
    zombie = postgres.pid
    os.kill(zombie, signal.SIGKILL)
    # somebody who does not know that it was our child: nobody waits for it, so it stays a zombie
    again = subprocess.run([sys.executable, "-c", START_AND_STOP, str(home)], capture_output=True, text=True)
    assert processes.is_zombie(zombie)
    assert again.returncode == 0, again.stdout + again.stderr
    postgres.kill()


START_AND_STOP = """
import sys
from pathlib import Path
from deploy.local.postgres import Postgres, is_reachable
from deploy.local.processes import Account
Postgres(Path(sys.argv[1])).start().stop()
"""


def test_a_second_postgres_on_the_same_folder_is_refused(home: Path) -> None:
    stack.start_postgres(home)
    with pytest.raises(StackError, match="Another PostgreSQL uses the data folder"):
        Postgres(home).start()


async def test_kafka_keeps_what_it_acknowledged_when_it_is_killed_and_refuses_a_second_broker(home: Path) -> None:
    kafka = stack.start_kafka(home)
    with pytest.raises(StackError, match="Another Kafka uses the data folder"):
        Kafka(home).start()
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka.bootstrap)
    await admin.start()
    await admin.create_topics([NewTopic("kept", num_partitions=1, replication_factor=1)])
    await admin.close()
    producer = AIOKafkaProducer(bootstrap_servers=kafka.bootstrap, enable_idempotence=True, acks="all")
    await producer.start()
    await producer.send_and_wait("kept", b"still here")
    await producer.stop()

    kafka.kill()
    kafka.start()

    consumer = AIOKafkaConsumer(bootstrap_servers=kafka.bootstrap, auto_offset_reset="earliest")
    await consumer.start()
    consumer.assign([TopicPartition("kept", 0)])
    assert (await consumer.getone()).value == b"still here"
    await consumer.stop()


async def test_a_topic_nobody_declared_is_not_created(kafka: Kafka) -> None:
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka.bootstrap)
    await consumer.start()
    assert "undeclared" not in await consumer.topics()
    await consumer.stop()
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka.bootstrap)
    await admin.start()
    assert "undeclared" not in await admin.list_topics()
    await admin.close()


def test_ports_are_remembered_and_below_the_ephemeral_range(tmp_path: Path) -> None:
    first = places.port_for(tmp_path, "gateway")
    assert first < places.FIRST_EPHEMERAL_PORT
    assert places.port_for(tmp_path, "gateway") == first
    assert places.port_for(tmp_path, "kafka") != first


def test_without_a_network_the_missing_jars_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    for variable in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(variable, f"http://127.0.0.1:{places.free_port()}")
    for variable in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(variable, raising=False)
    with pytest.raises(StackError, match=r"Chưa tải được 46 trong 46(?s:.*)ProxyError"):
        jars.ensure_jars()


def test_a_jar_that_differs_from_the_lock_is_refused_and_never_reaches_the_cache(tmp_path: Path) -> None:
    jar = jars.locked()[0]
    repository, cache = tmp_path / "repository", tmp_path / "cache"
    served = repository.joinpath(*jar.group.split("."), jar.artifact, jar.version, jar.file_name)
    served.parent.mkdir(parents=True)
    served.write_bytes(b"cut off, or somebody else's")
    cache.mkdir()
    with http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(http.server.SimpleHTTPRequestHandler, directory=repository)
    ) as server:
        threading.Thread(target=server.serve_forever).start()
        problem = jars.fetch(jar, cache, {"here": f"http://127.0.0.1:{server.server_port}"})
        server.shutdown()
    assert problem is not None and "differs from the lock" in problem
    assert list(cache.iterdir()) == []


def test_a_damaged_jar_in_the_cache_counts_as_missing(tmp_path: Path) -> None:
    jar = jars.locked()[0]
    damaged = tmp_path / jar.file_name
    damaged.write_bytes(b"cut off")
    assert not jars.is_whole(damaged, jar)


def test_a_folder_behind_a_closed_home_is_not_reachable_for_the_database_account(home: Path) -> None:
    nobody = Account(65534, 65534)
    inside = home / "private" / "data"
    inside.mkdir(parents=True)
    assert is_reachable(inside, nobody)
    inside.parent.chmod(0o700)
    assert not is_reachable(inside, nobody)


def test_the_lock_names_every_jar_once_with_a_digest() -> None:
    locked = jars.locked()
    assert len({jar.coordinate for jar in locked}) == len(locked) == 46
    assert all(len(jar.sha256) == 64 for jar in locked)
