"""Databases and roles: per service one database for facts and one for keys, and a login role per kind of process.

The owner migrates; it owns the tables but appends only through the function like everybody else. What is granted to whom stands in
deploy/postgres, for a city's administrators to read and run; here it is run for the local stack and by `thidua provision`.
Everything here may be run again on what exists.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import asyncpg

from thidua_contracts.topics import TOPICS

SERVICES = tuple(topic.owner for topic in TOPICS)
RIGHTS = Path(__file__).parents[1] / "postgres"
OWNER = ""
"""The owner among the roles of a service: its login has no further name."""
SET = "SELECT set_config($1, $2, false)"


async def provision(
    admin_url: str, services: Iterable[str] = SERVICES, passwords: Mapping[str, Mapping[str, str]] | None = None
) -> None:
    """Create what is missing of every service's databases, roles and limits; `admin_url` names a superuser."""
    connection = await asyncpg.connect(admin_url)
    try:
        await create_groups(connection)
        for service in services:
            await create_logins(connection, service, (passwords or {}).get(service, {}))
            await create_database(connection, service, service)
            await create_database(connection, f"{service}_keys", service)
    finally:
        await connection.close()


async def create_groups(connection: asyncpg.Connection) -> None:
    """The roles that migrations grant rights to; nobody logs in as them."""
    await run(connection, "groups.sql")


async def create_logins(connection: asyncpg.Connection, service: str, passwords: Mapping[str, str] = {}) -> None:
    """The owner of a service's databases and one login per kind of process, with limits; `passwords` by role, `OWNER` too."""
    await run(connection, "logins.sql", service=service, passwords=json.dumps(dict(passwords)))


async def create_database(connection: asyncpg.Connection, database: str, service: str) -> None:
    """A database owned by its service, which no other service's roles may enter."""
    if not await connection.fetchval("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", database):
        await ddl(connection, "CREATE DATABASE %I OWNER %I", database, service)
    await run(connection, "database.sql", service=service, database=database)


async def run(connection: asyncpg.Connection, file: str, **settings: str) -> None:
    """Run one of the files of deploy/postgres, told its names and secrets through settings of the session."""
    for name, value in settings.items():
        await connection.execute(SET, f"thidua.{name}", value)
    await connection.execute((RIGHTS / file).read_text())
    if "passwords" in settings:
        await connection.execute(SET, "thidua.passwords", "{}")


async def ddl(connection: asyncpg.Connection, template: str, *names: str) -> None:
    """Run a statement that takes no parameters; the server itself quotes the names into the template."""
    statement = await connection.fetchval("SELECT format($1, VARIADIC $2::text[])", template, list(names))
    await connection.execute(statement)
