"""Restore: a copy into empty databases, compared with its manifests before anybody may write there.

What is in the databases now is never overwritten: a broken store is evidence, and is set aside by renaming it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import asyncpg

from deploy.backup import fence, manifest
from deploy.backup.copying import COPY
from deploy.backup.manifest import FactsManifest, KeysManifest
from deploy.backup.programs import as_administrator, called, database_of
from deploy.local import databases
from deploy.local.addresses import Databases

FULL = """
SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
"""


class RestoreRefused(Exception):
    """This cannot be restored, or came out different; the text says what and what to do."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What stands in the databases now, equal to what the manifests promised; nobody may write there yet."""

    facts: FactsManifest
    keys: KeysManifest


async def restore(service: str, urls: Databases, folder: Path, *, administrator: str) -> Restored:
    """Restores both databases of a service, closed to its writers. Raises RestoreRefused."""
    facts, keys = checked(service, folder)
    server = await asyncpg.connect(as_administrator(urls.facts, administrator, "postgres"))
    try:
        await databases.create_groups(server)
        await databases.create_logins(server, service)
        for url in (urls.facts, urls.keys):
            await databases.create_database(server, database_of(url), service)
            await empty(as_administrator(url, administrator), database_of(url))
        await fence.close(server, service, urls)
    finally:
        await server.close()
    for url, name in ((urls.facts, "facts"), (urls.keys, "keys")):
        target = f"--dbname={as_administrator(url, administrator)}"
        options = ["--exit-on-error", "--single-transaction", "--no-password", target]
        await called("pg_restore", [*options, folder / name / COPY])
    await compare(as_administrator(urls.facts, administrator), as_administrator(urls.keys, administrator), facts, keys)
    return Restored(facts, keys)


def checked(service: str, folder: Path) -> tuple[FactsManifest, KeysManifest]:
    """The manifests, when they are of this service, of each other, and fit their files."""
    try:
        facts, keys = manifest.read_facts(folder), manifest.read_keys(folder)
    except (OSError, ValueError, TypeError) as error:
        raise RestoreRefused(f"{folder} holds no complete copy: {error}") from error
    if {facts.service, keys.service} != {service}:
        raise RestoreRefused(f"{folder} is a copy of {facts.service}, not of {service}")
    if (keys.facts_head, keys.facts_hash) != (facts.head, facts.hash):
        raise RestoreRefused("the keys are of another copy than the facts: erased people could come back")
    for name, promised in (("facts", facts.sum), ("keys", keys.sum)):
        if manifest.sum_of(folder / name / COPY) != promised:
            raise RestoreRefused(f"the copy of the {name} is not the file that its manifest was written for")
    return facts, keys


async def empty(url: str, database: str) -> None:
    """Raises RestoreRefused when anything is in the database."""
    connection = await asyncpg.connect(url)
    try:
        if await connection.fetchval(FULL):
            raise RestoreRefused(
                f"the database {database} is not empty; set it aside first: "
                f"ALTER DATABASE {database} RENAME TO {database}_before_restore"
            )
    finally:
        await connection.close()


async def compare(facts_url: str, keys_url: str, facts: FactsManifest, keys: KeysManifest) -> None:
    """Raises RestoreRefused, naming what differs from the manifests."""
    connection = await asyncpg.connect(facts_url)
    try:
        await connection.execute("ANALYZE")
        found = await manifest.facts_of(connection)
    finally:
        await connection.close()
    promised = {name: getattr(facts, name) for name in found}
    connection = await asyncpg.connect(keys_url)
    try:
        found |= {f"keys {name}": value for name, value in (await manifest.keys_of(connection)).items()}
    finally:
        await connection.close()
    promised |= {f"keys {name}": getattr(keys, name) for name in ("subjects", "destroyed", "secrets", "digest")}
    different = [
        f"{name} is {found[name]}, promised {promised[name]}" for name in found if found[name] != promised[name]
    ]
    if different:
        raise RestoreRefused(f"what was restored is not what was copied: {'; '.join(different)}")
