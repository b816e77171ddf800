"""`thidua backup`, `thidua restore`, `thidua recover`: one service, its facts and its keys."""

from __future__ import annotations

import json
from collections.abc import Coroutine
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, TypeVar

import asyncpg
import typer

from deploy.backup import fence
from deploy.backup.copying import BackupRefused, Copied, backup
from deploy.backup.programs import ProgramFailed, as_administrator
from deploy.backup.recovering import Recovered, RecoverRefused, recover
from deploy.backup.restoring import Restored, RestoreRefused, restore
from deploy.cli.deployment import AsJson, Deployment, Home, ServiceName, deployment, run
from deploy.cli.shown import console
from deploy.cli.verify import tell as tell_verdicts
from deploy.cli.verify import verify_all
from deploy.local.addresses import HOME
from deploy.local.places import StackError
from deploy.verify.findings import Verdict
from deploy.verify.log import Unreachable

T = TypeVar("T")
Administrator = Annotated[
    str, typer.Option("--as", help="A superuser of the server; a password comes from PGPASSWORD or PGPASSFILE.")
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(name="backup")(backup_command)
    app.command(name="restore")(restore_command)
    app.command(name="recover")(recover_command)


def backup_command(
    service: ServiceName,
    to: Annotated[Path, typer.Option(help="A folder without a copy; facts and keys get a folder each in it.")],
    administrator: Administrator = "postgres",
    as_json: AsJson = False,
    home: Home = HOME,
) -> None:
    """Copy the facts and the keys of a service while it works, each with a manifest."""
    copied = _run(backup_service(deployment(home), service, to, administrator=administrator))
    if as_json:
        typer.echo(json.dumps({"facts": asdict(copied.facts), "keys": asdict(copied.keys)}, indent=2))
        return
    facts, keys = copied.facts, copied.keys
    typer.echo(
        f"{service}: {facts.counts['events']} events to position {facts.head} (hash {facts.hash[:12]}…, epoch {facts.epoch}) "
        f"in {to / 'facts'}; {keys.subjects} keys, {keys.destroyed} of them destroyed, in {to / 'keys'}."
    )
    typer.echo("Keep the two folders apart: whoever has both can read names.")


def restore_command(
    service: ServiceName,
    source: Annotated[Path, typer.Option("--from", help="The folder of the copy.")],
    administrator: Administrator = "postgres",
    as_json: AsJson = False,
    home: Home = HOME,
) -> None:
    """Restore a service into empty databases and verify it. Exit code 1 when published facts are missing: recover is next."""
    where = deployment(home)
    restored, verdict = _run(restore_service(where, service, source, administrator=administrator))
    if as_json:
        told = {"facts": asdict(restored.facts), "keys": asdict(restored.keys), "verdict": verdict.facts()}
        typer.echo(json.dumps(told, indent=2))
    else:
        facts = restored.facts
        typer.echo(
            f"{service}: restored to position {facts.head} of {facts.made_at}, as its manifests say: chain, "
            f"{facts.counts['events']} events, {facts.counts['commands']} commands, {restored.keys.subjects} keys."
        )
        tell_verdicts(console(), [verdict])
        typer.echo(_next(service, verdict))
    if verdict.differs:
        raise typer.Exit(1)


def recover_command(
    service: ServiceName,
    *,
    who: Annotated[str, typer.Option(help="Who decided it; kept for ever.")],
    why: Annotated[str, typer.Option(help="The reason; kept for ever.")],
    to: Annotated[Path, typer.Option(help="The folder for the list of lost facts.")] = Path(),
    as_json: AsJson = False,
    home: Home = HOME,
) -> None:
    """After a restore to an earlier time: name each lost fact, open a new epoch, let the writers in again."""
    if len(why.strip()) < 10 or not who.strip():
        raise typer.BadParameter("--why needs a sentence, and --who a name")
    done = _run(recover_service(deployment(home), service, who=who, why=why, folder=to))
    if as_json:
        typer.echo(json.dumps(asdict(done), indent=2, default=str))
        return
    for line in told(done):
        typer.echo(line)


async def backup_service(where: Deployment, service: str, folder: Path, *, administrator: str = "postgres") -> Copied:
    """Copies one service."""
    return await backup(where.service(service).name, where.urls(service), folder, administrator=administrator)


async def restore_service(
    where: Deployment, service: str, folder: Path, *, administrator: str = "postgres"
) -> tuple[Restored, Verdict]:
    """Restores one service and verifies it whole; when nothing is lost its writers are let in again."""
    urls = where.urls(service)
    restored = await restore(where.service(service).name, urls, folder, administrator=administrator)
    (verdict,) = await verify_all(where, [service], patience=None)
    if not verdict.differs:
        connection = await asyncpg.connect(as_administrator(urls.facts, administrator))
        try:
            await fence.reopen(connection, service, urls)
        finally:
            await connection.close()
    return restored, verdict


async def recover_service(where: Deployment, service: str, *, who: str, why: str, folder: Path) -> Recovered:
    """Recovers one service."""
    return await recover(where.service(service), where.urls(service), where.broker(), who=who, why=why, folder=folder)


def told(done: Recovered) -> list[str]:
    """What was done, and what people do next."""
    if not done.lost:
        return [
            f"{done.service}: every published fact is stored; epoch {done.epoch} goes on. Start its processes.",
        ]
    return [
        f"{done.service}: epoch {done.epoch} is open, from position {done.head + 1} on; the relay goes on at {done.relay}.",
        f"{len(done.lost)} published facts are no longer stored; they are listed in {done.file}:",
        *(f"  {lost}" for lost in done.lost),
        "Now: start every process of this service again (one of the old epoch is refused by the store), then settle each fact: "
        "record it again from its paper, and where a reader shows a stream as disputed, `thidua parked accept` or `discard`.",
    ]


def _next(service: str, verdict: Verdict) -> str:
    if not verdict.differs:
        return "Nothing published is missing. Start its processes."
    if len(verdict.lost) == len(verdict.differs):
        return (
            f"{len(verdict.lost)} published facts are later than this copy. Nothing may write here until: "
            f"thidua recover {service} --who … --why …"
        )
    return "The findings are more than a restore to an earlier time explains. Nothing may write here: restore another copy."


def _run(doing: Coroutine[Any, Any, T]) -> T:
    """As `run`, with the refusals of this module."""
    try:
        return run(doing)
    except (BackupRefused, RestoreRefused, RecoverRefused, ProgramFailed, Unreachable) as refused:
        raise StackError(f"Refused: {refused}.") from refused
