"""`thidua migrate`: brings a service's databases to this release; what needs a rebuild is said, never done by itself."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from services.chassis.migrate import KEYS, STORE, migrate_database, migrate_readers
from services.chassis.service import Service


@dataclass(frozen=True, slots=True)
class Migrated:
    """What was applied to a service's databases, which readers got tables, and which need `thidua projections rebuild`."""

    applied: tuple[str, ...]
    readers: tuple[str, ...]
    stale: tuple[str, ...]


def service_of(name: str) -> Service:
    """The declaration of a service, from its composition root."""
    service: Service = import_module(f"services.{name}.app").SERVICE
    return service


async def migrate(service: str, database_url: str, keys_database_url: str) -> Migrated:
    """Migrates one service as the owner of its databases; run again, it changes nothing."""
    return await migrate_declared(service_of(service), database_url, keys_database_url)


async def migrate_declared(service: Service, database_url: str, keys_database_url: str) -> Migrated:
    """The same for a declaration at hand."""
    folders = [STORE, *([service.migrations] if service.migrations else [])]
    applied = await migrate_database(database_url, folders)
    applied += await migrate_database(keys_database_url, [KEYS])
    readers, stale = await migrate_readers(database_url, service.readers)
    return Migrated(tuple(applied), tuple(readers), tuple(stale))
