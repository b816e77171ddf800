"""`thidua verify`: is everything that is stored, published and shown the same thing?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from deploy.cli.deployment import AsJson, Deployment, Home, deployment, run
from deploy.local.addresses import HOME
from deploy.local.places import StackError
from deploy.verify.findings import Verdict
from deploy.verify.log import Log, Unreachable
from deploy.verify.service import verify as verify_service
from deploy.verify.signed import KEY, Checkpoints
from deploy.verify.standing import PATIENCE


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(verify)


def verify(
    service: Annotated[list[str] | None, typer.Option(help="Only this service; may be given again.")] = None,
    full: Annotated[bool, typer.Option(help="Read everything, although there is a signed checkpoint.")] = False,
    sign: Annotated[
        bool, typer.Option(help="Sign a checkpoint where nothing differs: the next run begins there.")
    ] = False,
    checkpoints: Annotated[
        Path | None,
        typer.Option(help="Folder of the signed checkpoints.", show_default="checkpoints in the data folder"),
    ] = None,
    key: Annotated[
        Path | None, typer.Option(help="The key they are signed with.", show_default=f"{KEY} beside them")
    ] = None,
    as_json: AsJson = False,
    home: Home = HOME,
) -> None:
    """Check store, topics and read models against each other: everything, or what came since the signed checkpoint of a service.

    Exit code 1 when anything differs or stands still.
    """
    signed = Checkpoints(checkpoints or home / "checkpoints", key)
    verdicts = run(verify_all(deployment(home), service, checkpoints=signed, full=full, sign=sign))
    if as_json:
        typer.echo(json.dumps([verdict.facts() for verdict in verdicts], ensure_ascii=False, indent=2))
    else:
        tell(Console(), verdicts)
    if any(verdict.findings for verdict in verdicts):
        raise typer.Exit(1)


async def verify_all(
    where: Deployment,
    names: list[str] | None = None,
    *,
    patience: float | None = PATIENCE,
    checkpoints: Checkpoints | None = None,
    full: bool = False,
    sign: bool = False,
) -> list[Verdict]:
    """Verifies these services, or all, one after the other; each topic is read once. Raises StackError without a broker.

    Without `patience` none of their processes runs, as after a restore.
    """
    log = Log(where.broker())
    services = [where.service(name) for name in names] if names else where.services()
    try:
        return [
            await verify_service(
                service,
                urls=where.urls(service.name),
                broker=where.broker(),
                log=log,
                patience=patience,
                checkpoints=checkpoints,
                full=full,
                sign=sign,
            )
            for service in services
        ]
    except Unreachable as unreachable:
        raise StackError(f"Verification could not be done: {unreachable}.") from unreachable


def tell(console: Console, verdicts: list[Verdict]) -> None:
    """Findings first, one a line; then what was compared."""
    for verdict in verdicts:
        for finding in verdict.findings:
            console.print(str(finding), style="red", markup=False, highlight=False, soft_wrap=True)
        named = [lost for lost in verdict.lost if not any(f.where == lost.place for f in verdict.findings)]
        for lost in named:
            console.print(
                f"{verdict.service}: lost, named by recover: {lost}", style="yellow", markup=False, soft_wrap=True
            )
        for line in verdict.limits:
            console.print(f"{verdict.service}: not checked: {line}", style="yellow", markup=False, soft_wrap=True)
        counts = ", ".join(f"{number} {what}" for what, number in verdict.counts.items())
        word = f"{len(verdict.findings)} findings" if verdict.findings else "consistent"
        console.print(f"{verdict.service}: {word}: {counts}", markup=False, highlight=False, soft_wrap=True)
