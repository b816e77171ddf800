"""`thidua provision` and `thidua topics`: what a deployment's servers must have before the first migration."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated
from urllib.parse import unquote, urlsplit

import typer

from deploy.backup.programs import as_administrator
from deploy.cli.deployment import Deployment, Home, deployment, run
from deploy.kafka.grants import apply_grants, declared
from deploy.kafka.topics import create_topics
from deploy.local import databases
from deploy.local.addresses import HOME
from deploy.local.certificates import Authority
from deploy.local.places import StackError
from services.chassis.signatures import UnfitKey, new_key

Administrator = Annotated[
    str, typer.Option("--as", help="A superuser of the server; a password comes from PGPASSWORD or PGPASSFILE.")
]
Copies = Annotated[int, typer.Option(min=1, help="Copies of each partition; three in a city.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(name="provision")(provision_command)
    app.command(name="topics")(topics_command)
    app.command(name="signing-key")(signing_key_command)
    app.command(name="certificates")(certificates_command)


def provision_command(administrator: Administrator = "postgres", home: Home = HOME) -> None:
    """Create databases, logins and their rights. Safe to run again.

    The owner's password is in the databases' URLs, those of the other logins in …_DATABASE_PASSWORDS.
    """
    done = run(provision(deployment(home), administrator))
    typer.echo(f"Databases and logins are there: {', '.join(done)}.")


def topics_command(copies: Copies = 1, home: Home = HOME) -> None:
    """Create the topics of the contracts and the grants of acls.json that are missing. What is there is checked and never changed."""
    broker = deployment(home).broker()
    made = run(create_topics(broker, replication_factor=copies))
    typer.echo(f"Created: {', '.join(made)}." if made else "All topics are there.")
    if broker.protocol == "PLAINTEXT":
        typer.echo("No grants: this broker asks nobody who they are.")
        return
    granted = run(apply_grants(broker, declared()))
    typer.echo(f"Grants added: {len(granted.added)}." if granted.added else "All grants are there.")
    for grant in granted.beside:
        typer.echo(f"Not in acls.json: {grant}.")


def certificates_command(
    folder: Annotated[Path, typer.Argument(help="An empty folder, for instance deploy/secrets.")],
) -> None:
    """Make an authority and the servers' certificates for a trial of compose.yaml, valid for 90 days. A city's authority issues its own."""
    if folder.exists() and any(folder.iterdir()):
        raise StackError(f"{folder} is not empty: nothing is written over.")
    authority = Authority(folder)
    authority.signed("broker", ["kafka", "127.0.0.1"])
    authority.signed("postgres", ["postgres"])
    typer.echo(
        f"Written: {', '.join(sorted(path.name for path in folder.iterdir()))}. The authority's key was not kept."
    )


def signing_key_command(
    key_id: Annotated[str, typer.Argument(metavar="SERVICE/LABEL", help="Its id, for instance submissions/2026.")],
) -> None:
    """Make a key with which a service's relay signs: the first line is its secret, the second what every reader is told."""
    try:
        secret, public = new_key(key_id)
    except UnfitKey as unfit:
        raise StackError(f"{unfit}.") from unfit
    typer.echo(f"THIDUA_SIGNING_KEY={secret}")
    typer.echo(f"THIDUA_TRUSTED_KEYS={json.dumps({key_id: public})}")


async def provision(where: Deployment, administrator: str) -> list[str]:
    """Provisions each service on the server of its facts."""
    for service, urls in where.databases.items():
        owner = urlsplit(urls.facts).password
        passwords: dict[str, str] = dict(urls.passwords.items())
        if owner:
            passwords[databases.OWNER] = unquote(owner)
        if len(set(passwords.values())) < len(passwords):
            raise StackError(f"Two logins of {service} have the same password: whoever has the one is the other.")
        admin_url = as_administrator(urls.facts, administrator, "postgres")
        await databases.provision(admin_url, [service], {service: passwords})
    return list(where.databases)
