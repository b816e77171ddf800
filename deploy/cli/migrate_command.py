"""`thidua migrate`: brings databases to this release, and says which read models then need a rebuild."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console

from deploy.cli.deployment import AsJson, Deployment, Home, deployment, run
from deploy.cli.migrate import Migrated, migrate_declared
from deploy.local.addresses import HOME
from deploy.local.databases import SERVICES


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command(name="migrate")(migrate_command)


def migrate_command(
    service: Annotated[str | None, typer.Argument(help=f"One of: {', '.join(SERVICES)}; all by default.")] = None,
    as_json: AsJson = False,
    home: Home = HOME,
) -> None:
    """Bring the databases to this release. Safe to run again; run it before the new release starts."""
    done = run(migrate_all(deployment(home), service))
    if as_json:
        typer.echo(json.dumps({name: asdict(migrated) for name, migrated in done.items()}, indent=2))
        return
    console = Console()
    for name, migrated in done.items():
        console.print(f"{name}: {_told(migrated)}", highlight=False, soft_wrap=True)
        for reader in migrated.stale:
            console.print(
                f"  {reader} has tables of another shape: thidua projections rebuild {name} {reader}", style="yellow"
            )


async def migrate_all(where: Deployment, only: str | None = None) -> dict[str, Migrated]:
    """Migrates the services one after the other, as the owners of their databases."""
    return {
        service.name: await migrate_declared(service, where.urls(service.name).facts, where.urls(service.name).keys)
        for service in where.services(only)
    }


def _told(migrated: Migrated) -> str:
    done = [*migrated.applied, *(f"tables of {reader}" for reader in migrated.readers)]
    return ", ".join(done) if done else "up to date"
