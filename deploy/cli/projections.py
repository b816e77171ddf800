"""`thidua projections`: what readers there are, how far behind they are, and rebuilding a read model."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import asyncpg
import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from deploy.cli.deployment import AsJson, Deployment, Home, ServiceName, Who, deployment, run
from deploy.cli.progress import Lag, ReaderState, lags_of, states_of
from deploy.cli.shown import table
from deploy.cli.stepping import step_over
from deploy.local.addresses import HOME
from services.chassis.readers.rebuild import Rebuilt, Tell, forget_left, rebuild

RETIRED = "DROP SCHEMA IF EXISTS retired CASCADE"
FORGOTTEN = "INSERT INTO reading.operations (who, what, detail) VALUES ($1, 'forget-retired', '{}')"

Only = Annotated[str | None, typer.Argument(metavar="[SERVICE]", help="Only this service; all by default.")]

commands = typer.Typer(no_args_is_help=True, help="Read models and process managers: list, lag, rebuild, step over.")


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(commands, name="projections")


@commands.command(name="list")
def list_command(service: Only = None, as_json: AsJson = False, home: Home = HOME) -> None:
    """Show every reader: what it reads, which version is live, what it needs."""
    states = run(all_states(deployment(home), service))
    if as_json:
        typer.echo(json.dumps([asdict(state) | {"needs": state.needs} for state in states], indent=2))
        return
    headers = ("service", "reader", "kind", "fed by", "version", "shape", "parked", "needs")
    table(headers, [(*_named(state), state.parked_streams, state.needs) for state in states])


def _named(state: ReaderState) -> tuple[object, ...]:
    shape = state.shape if state.shape == state.declared_shape else f"{state.shape} → {state.declared_shape}"
    return state.service, state.reader, state.kind, ", ".join(state.fed_by), state.version or "-", shape


@commands.command(name="lag")
def lag_command(
    service: Only = None,
    reader: Annotated[str | None, typer.Option(help="Only this reader.")] = None,
    every: Annotated[bool, typer.Option("--every", help="Sources without lag too.")] = False,
    as_json: AsJson = False,
    home: Home = HOME,
) -> None:
    """Show how many events and seconds each reader is behind."""
    lags = run(all_lags(deployment(home), service, reader))
    if as_json:
        typer.echo(json.dumps([asdict(lag) for lag in lags], indent=2))
        return
    shown = [lag for lag in lags if every or lag.events]
    if not shown:
        typer.echo(f"No reader is behind ({len(lags)} sources looked at).")
        return
    headers = ("service", "reader", "source", "next", "events behind", "seconds behind")
    table(headers, [(g.service, g.reader, g.source, g.next, g.events, f"{g.seconds:,.1f}") for g in shown])


@commands.command(name="rebuild")
def rebuild_command(
    service: ServiceName,
    reader: Annotated[str, typer.Argument(metavar="READER", help="Its name, as `thidua projections list` shows it.")],
    *,
    who: Who,
    even_parked: Annotated[
        bool, typer.Option("--even-parked", help="Switch although more streams would be parked than are now.")
    ] = False,
    as_json: AsJson = False,
    home: Home = HOME,
) -> None:
    """Fill a read model anew beside the live one, then switch. Commands and queries go on meanwhile."""
    where, console = deployment(home), Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as display:
        task = display.add_task("starting", total=None)

        def tell(what: str, records: int) -> None:
            display.update(task, description=f"{what}: {records} records")

        done = run(rebuild_one(where, service, reader, who=who, even_parked=even_parked, tell=tell))
    if as_json:
        typer.echo(json.dumps(asdict(done), indent=2))
        return
    typer.echo(
        f"{service} {done.reader}: version {done.version} (shape {done.shape}) is live, {done.records} records in "
        f"{done.seconds:.1f} s. The model before it is kept in schema `retired` until the next rebuild."
    )
    for stream in done.parked:
        typer.echo(f"newly parked: {stream}")


@commands.command(name="forget-retired")
def forget_command(service: ServiceName, *, who: Who, home: Home = HOME) -> None:
    """Drop the model that the last rebuild replaced, or a killed one left: it may hold personal data that was erased since."""
    run(forget_retired(deployment(home), service, who))
    typer.echo(f"{service}: nothing retired is kept any more.")


@commands.command(name="step-over")
def step_over_command(
    service: ServiceName,
    reader: Annotated[str, typer.Argument(metavar="READER", help="Its name, as `thidua projections list` shows it.")],
    *,
    why: Annotated[str, typer.Option(help="The reason; kept for ever.")],
    who: Annotated[str, typer.Option(help="Who decided it; kept for ever.")],
    home: Home = HOME,
) -> None:
    """Let a reader go on where Kafka deleted records before it had read them: from each partition's first record that is left."""
    if len(why.strip()) < 10 or not who.strip():
        raise typer.BadParameter("--why needs a sentence, and --who a name: they are kept for ever")
    steps = run(step_over(deployment(home), service, reader, who=who, why=why))
    for step in steps:
        typer.echo(f"{service} {reader} stands in {step.source} at {step.start} instead of {step.was}.")
    typer.echo(
        "Restart its worker, then replay the owner's facts." if steps else "Nothing that it has not read was deleted."
    )


async def all_states(where: Deployment, only: str | None = None) -> list[ReaderState]:
    """The readers of all services, or of one."""
    return [state for service in where.services(only) for state in await states_of(where, service)]


async def all_lags(where: Deployment, only: str | None = None, reader: str | None = None) -> list[Lag]:
    """The lag of the readers of all services, or of one."""
    return [lag for service in where.services(only) for lag in await lags_of(where, service, reader)]


async def rebuild_one(
    where: Deployment, service: str, reader: str, *, who: str, even_parked: bool = False, tell: Tell
) -> Rebuilt:
    """Rebuilds one read model."""
    return await rebuild(
        where.service(service), reader, where.settings(service), who=who, even_parked=even_parked, tell=tell
    )


async def forget_retired(where: Deployment, service: str, who: str) -> None:
    """Drops the retired model of a service's database, and what a killed rebuild left there."""
    connection = await asyncpg.connect(where.urls(service).facts)
    try:
        async with connection.transaction():
            await connection.execute("SET LOCAL client_min_messages = warning")
            await connection.execute(RETIRED)
            await forget_left(connection)
            await connection.execute(FORGOTTEN, who)
    finally:
        await connection.close()
