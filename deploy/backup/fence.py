"""Fence: a restored service writes nothing before somebody has looked at what the restore lost.

The right to connect is taken from the logins that append and that send; every process of the service asks for it at its start
and refuses. Operators go on as the owner.
"""

from __future__ import annotations

import asyncpg

from deploy.backup.programs import database_of
from deploy.local.addresses import Databases
from deploy.local.databases import ddl

WRITING = ("writer", "relay")


async def close(connection: asyncpg.Connection, service: str, urls: Databases) -> None:
    """Takes the right to connect from whoever appends or sends."""
    for role in WRITING:
        for url in (urls.facts, urls.keys):
            await ddl(connection, "REVOKE CONNECT ON DATABASE %I FROM %I", database_of(url), f"{service}_{role}")


async def reopen(connection: asyncpg.Connection, service: str, urls: Databases) -> None:
    """Gives it back."""
    for role in WRITING:
        for url in (urls.facts, urls.keys):
            await ddl(connection, "GRANT CONNECT ON DATABASE %I TO %I", database_of(url), f"{service}_{role}")
