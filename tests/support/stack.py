"""Real servers for tests: one PostgreSQL and one Kafka per test session, in a folder of its own, stopped by pid.

A session that was itself killed cannot stop its servers: the next session finds their folder and does it.
"""

import hashlib
import json
import os
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import asyncpg

import services.chassis
from deploy.cli.migrate import migrate_declared
from deploy.local import databases, processes
from deploy.local import postgres as postgres_place
from deploy.local.kafka import Kafka
from deploy.local.postgres import Postgres
from services.chassis.service import Service

PREFIX = "thidua-tests-"
WITH_ROLES: set[tuple[Path, str]] = set()
"""The services whose roles a session's server already has."""
MODELS: set[tuple[Path, str]] = set()
"""The migrated databases that a session's server copies."""


@contextmanager
def session_home() -> Iterator[Path]:
    """A folder for one test session's servers, open to the account PostgreSQL runs under, deleted at the end."""
    stop_orphans()
    home = Path(tempfile.mkdtemp(prefix=PREFIX))
    home.chmod(0o755)
    (home / "owner.json").write_text(json.dumps({"pid": os.getpid(), "started": processes.started_at(os.getpid())}))
    try:
        yield home
    finally:
        stop_all(home)
        erase(home)


def stop_orphans() -> None:
    """Stop the servers of sessions that are gone, by the pids they recorded."""
    for home in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        owner = home / "owner.json"
        if not owner.exists() or home.stat().st_uid != os.geteuid():
            continue
        entry = json.loads(owner.read_text() or "{}")
        if entry and not processes.is_alive(processes.Running("pytest", entry["pid"], entry["started"])):
            stop_all(home)
            erase(home)


def stop_all(home: Path) -> None:
    """Stop whatever a folder's records still name, SIGSTOPped ones too."""
    for record in sorted((home / "pids").glob("*.json")):
        running = processes.recorded(home, record.stem)
        if running is not None:
            processes.send(running, signal.SIGCONT)
            processes.stop(home, running, signal.SIGINT if record.stem == "postgres" else signal.SIGTERM, 10)


def erase(home: Path) -> None:
    """Delete a session's folder and its data."""
    postgres_place.erase(home)
    shutil.rmtree(home, ignore_errors=True)


def start_postgres(home: Path, **settings: str) -> Postgres:
    """A real PostgreSQL in this folder, ready."""
    return Postgres(home, settings=settings).start()


def start_kafka(home: Path) -> Kafka:
    """A real broker in this folder, ready."""
    return Kafka(home).start()


async def fresh_database(postgres: Postgres, name: str) -> str:
    """Create an empty database owned by the superuser, replacing one of that name, and return its URL."""
    connection = await asyncpg.connect(postgres.url())
    try:
        await databases.ddl(connection, "DROP DATABASE IF EXISTS %I WITH (FORCE)", name)
        await databases.ddl(connection, "CREATE DATABASE %I", name)
    finally:
        await connection.close()
    return postgres.url(name)


async def fresh_service_databases(postgres: Postgres, service: str, name: str) -> tuple[str, str]:
    """Empty databases `name` and `name`_keys as provisioning makes them for a service; their URLs as its owner."""
    connection = await asyncpg.connect(postgres.url())
    try:
        if (
            postgres.home,
            service,
        ) not in WITH_ROLES:  # roles belong to the whole server, and cost half of what follows
            await databases.create_groups(connection)
            await databases.create_logins(connection, service)
            WITH_ROLES.add((postgres.home, service))
        for database in (name, f"{name}_keys"):
            await databases.ddl(connection, "DROP DATABASE IF EXISTS %I WITH (FORCE)", database)
            await databases.create_database(connection, database, service)
    finally:
        await connection.close()
    return postgres.url(name, service), postgres.url(f"{name}_keys", service)


async def migrated_databases(postgres: Postgres, service: Service, name: str) -> tuple[str, str]:
    """The same as a migration leaves them: copies of what was migrated once in this session, which takes a tenth of the time."""
    shape = repr(
        (service.name, service.migrations, [(reader.name, reader.version, reader.sql) for reader in service.readers])
    )
    model = f"model_{hashlib.sha256(shape.encode()).hexdigest()[:12]}"
    if (postgres.home, model) not in MODELS:
        await migrate_declared(service, *await fresh_service_databases(postgres, service.name, model))
        MODELS.add((postgres.home, model))
    connection = await asyncpg.connect(postgres.url())
    try:
        for end in ("", "_keys"):
            await databases.ddl(connection, "DROP DATABASE IF EXISTS %I WITH (FORCE)", name + end)
            copied = "CREATE DATABASE %I OWNER %I TEMPLATE %I STRATEGY FILE_COPY"
            await databases.ddl(connection, copied, name + end, service.name, model + end)
            await databases.create_database(connection, name + end, service.name)  # what it grants is not copied
    finally:
        await connection.close()
    return postgres.url(name, service.name), postgres.url(f"{name}_keys", service.name)


@asynccontextmanager
async def only_tables(postgres: Postgres, service: str, name: str, tables: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection to a database `name` with a read model's tables, what every reader keeps, and nothing else."""
    await fresh_service_databases(postgres, service, name)
    connection = await asyncpg.connect(postgres.url(name))
    try:
        await connection.execute(
            (Path(services.chassis.__file__).parent / "migrations" / "0002_reading.sql").read_text()
        )
        await connection.execute(tables)
        yield connection
    finally:
        await connection.close()
