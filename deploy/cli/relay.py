"""`thidua relay`: is every fact on its way to Kafka, and sending facts again."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Annotated

import asyncpg
import typer
from rich.console import Console
from rich.progress import Progress

from deploy.cli.deployment import AsJson, Deployment, DryRun, Home, ServiceName, Who, deployment, run
from deploy.cli.projections import Only
from deploy.cli.shown import table
from deploy.local.addresses import HOME
from services.chassis.relay.relay import LEADER_LOCK
from services.chassis.relay.replay import Replayed, Source, Tell, replay
from services.chassis.service import Service

STATUS = """
SELECT r.next, coalesce((SELECT max(position) FROM store.events), 0) AS head, store_now() AS now,
       e.recorded_at, e.event_type, e.schema_version
FROM reading.relay r LEFT JOIN store.events e ON e.position = r.next
"""
LEADER = """
SELECT pid FROM pg_locks
WHERE locktype = 'advisory' AND objid = $1 AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""

commands = typer.Typer(no_args_is_help=True, help="The relay from the store to Kafka: status, replay.")


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(commands, name="relay")


@dataclass(frozen=True, slots=True)
class Status:
    """The relay of one service: the next position it sends, the store's head, who leads, why it stands still if it does."""

    service: str
    next: int
    head: int
    seconds: float
    leader_pid: int | None
    stopped: str

    @property
    def behind(self) -> int:
        """Events that are stored and not sent."""
        return self.head + 1 - self.next

    @property
    def well(self) -> bool:
        """A process leads and nothing keeps it."""
        return self.leader_pid is not None and not self.stopped


@commands.command(name="status")
def status_command(service: Only = None, as_json: AsJson = False, home: Home = HOME) -> None:
    """Show each relay's progress. Exit code 1 when one has no leader or has stopped."""
    statuses = run(all_statuses(deployment(home), service))
    if as_json:
        typer.echo(json.dumps([asdict(s) | {"behind": s.behind, "well": s.well} for s in statuses], indent=2))
    else:
        headers = ("service", "next position", "head", "rows behind", "seconds behind", "leader", "state")
        table(headers, [_told(status) for status in statuses])
    if not all(s.well for s in statuses):
        raise typer.Exit(1)


def _told(s: Status) -> tuple[object, ...]:
    state = s.stopped or ("working" if s.leader_pid else "no process leads: is the worker running?")
    return s.service, s.next, s.head, s.behind, f"{s.seconds:,.1f}", s.leader_pid or "-", state


@commands.command(name="replay")
def replay_command(
    service: ServiceName,
    first: Annotated[int, typer.Option("--from", min=1, help="The first position.")],
    *,
    who: Who,
    last: Annotated[int | None, typer.Option("--to", help="The last position; the relay's by default.")] = None,
    types: Annotated[list[str] | None, typer.Option(help="Only these stored types, e.g. report-submitted.")] = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    home: Home = HOME,
) -> None:
    """Send stored events to Kafka once more, with their original ids. Readers recognise what they know."""
    where, console = deployment(home), Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal) as display:
        task = display.add_task("positions", total=None)

        def tell(at: int, end: int) -> None:
            display.update(task, completed=at - first + 1, total=end - first + 1)

        chosen = frozenset(types or ())
        done = run(replay_service(where, service, first, last, chosen, who=who, dry_run=dry_run, tell=tell))
    if as_json:
        typer.echo(json.dumps(asdict(done), indent=2))
        return
    typer.echo(f"{service}: {done.records} records {'would be sent' if dry_run else 'sent'}.")
    for contract, number in done.by_contract.items():
        typer.echo(f"  {number:>8}  {contract}")


async def all_statuses(where: Deployment, only: str | None = None) -> list[Status]:
    """The relays of all services, or of one."""
    return [await status_of(where, service) for service in where.services(only)]


async def status_of(where: Deployment, service: Service) -> Status:
    """The relay of one service, as its database tells it."""
    connection = await asyncpg.connect(where.urls(service.name).facts)
    try:
        row = await connection.fetchrow(STATUS)
        assert row is not None  # reading.relay has exactly one row
        leader: int | None = await connection.fetchval(LEADER, LEADER_LOCK)
    finally:
        await connection.close()
    seconds = (row["now"] - row["recorded_at"]).total_seconds() if row["recorded_at"] else 0.0
    return Status(service.name, row["next"], row["head"], seconds, leader, _stopped(service, row))


def _stopped(service: Service, row: asyncpg.Record) -> str:
    """Why the relay must not go on, or nothing."""
    if row["next"] > row["head"] + 1:
        return "the checkpoint is above the head: restored from an older copy?"
    if row["event_type"] is None:
        return ""
    stored = service.publishing.registry.types.get(row["event_type"])
    if stored is None or row["schema_version"] > stored.version:
        return f"stopped at {row['event_type']} v{row['schema_version']}: this release does not list it"
    return ""


def source_of(where: Deployment, service: Service) -> Source:
    """Where a service's events lie and where they go."""
    dsn = where.urls(service.name).login("relay")
    return Source(service.name, service.publishing, dsn, where.broker(), service.topic.name, where.signer(service.name))


async def replay_service(
    where: Deployment,
    name: str,
    first: int,
    last: int | None,
    types: frozenset[str],
    *,
    who: str,
    dry_run: bool = False,
    tell: Tell = lambda at, end: None,
) -> Replayed:
    """Sends events of one service again."""
    source = source_of(where, where.service(name))
    return await replay(source, first=first, last=last, types=types, who=who, dry_run=dry_run, tell=tell)
