"""`thidua reliefs`: which service has not yet confirmed that a mandate ended; until it does, the mandate may be used there."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime

import asyncpg
import typer

from deploy.cli.deployment import AsJson, Deployment, Home, deployment, run
from deploy.cli.shown import table
from deploy.local.addresses import HOME

OPEN = """
SELECT peer, mandate_id, ward_code, relieved_at, attempts, coalesce(last_error, 'not tried yet') AS last_error
FROM reading.relief WHERE confirmed_at IS NULL ORDER BY recorded_at, peer
"""


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """A relief that a service has not confirmed."""

    service: str
    mandate_id: str
    ward_code: str
    relieved_at: datetime
    attempts: int
    last_error: str


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command(name="reliefs")(reliefs_command)


def reliefs_command(as_json: AsJson = False, home: Home = HOME) -> None:
    """Show services that have not confirmed a relief. Exit code 1 when there is one."""
    found = run(unconfirmed(deployment(home)))
    if as_json:
        typer.echo(json.dumps([asdict(each) for each in found], indent=2, default=str))
    elif not found:
        typer.echo("Every service has confirmed every relief.")
    else:
        headers = ("service", "mandate", "ward", "relieved at", "attempts", "last answer")
        table(headers, [tuple(asdict(each).values()) for each in found])
    if found:
        raise typer.Exit(1)


async def unconfirmed(where: Deployment) -> list[Unconfirmed]:
    """What is open, as submissions' database tells it: it grants and relieves for all."""
    connection = await asyncpg.connect(where.urls("submissions").facts)
    try:
        rows = await connection.fetch(OPEN)
    finally:
        await connection.close()
    return [
        Unconfirmed(
            row["peer"],
            str(row["mandate_id"]),
            row["ward_code"],
            row["relieved_at"],
            row["attempts"],
            row["last_error"],
        )
        for row in rows
    ]
