"""`thidua provision` and `thidua topics`: what a deployment's servers must have before the first migration."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import unquote, urlsplit

import typer

from deploy.backup.programs import as_administrator
from deploy.cli.deployment import Deployment, Home, deployment, run
from deploy.kafka.topics import create_topics
from deploy.local import databases
from deploy.local.addresses import HOME

Administrator = Annotated[
    str, typer.Option("--as", help="A superuser of the server; a password comes from PGPASSWORD or PGPASSFILE.")
]
Copies = Annotated[int, typer.Option(min=1, help="Copies of each partition; three in a city.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(name="provision")(provision_command)
    app.command(name="topics")(topics_command)


def provision_command(administrator: Administrator = "postgres", home: Home = HOME) -> None:
    """Create databases, logins and their rights. Safe to run again; passwords are those in the databases' URLs."""
    done = run(provision(deployment(home), administrator))
    typer.echo(f"Databases and logins are there: {', '.join(done)}.")


def topics_command(copies: Copies = 1, home: Home = HOME) -> None:
    """Create the topics of the contracts that are missing. Existing ones are checked and never changed."""
    made = run(create_topics(deployment(home).broker(), replication_factor=copies))
    typer.echo(f"Created: {', '.join(made)}." if made else "All topics are there.")


async def provision(where: Deployment, administrator: str) -> list[str]:
    """Provisions each service on the server of its facts."""
    for service, urls in where.databases.items():
        password = unquote(urlsplit(urls.facts).password or "")
        admin_url = as_administrator(urls.facts, administrator, "postgres")
        await databases.provision(admin_url, [service], {service: password})
    return list(where.databases)
