"""`thidua parked`: streams that readers have put aside; look, try again, or give up with a reason."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

import typer

from deploy.cli.deployment import AsJson, Deployment, DryRun, Home, ServiceName, Who, deployment, run
from deploy.cli.parked_rows import ParkedDetail, ParkedStream, detail_of, streams_of
from deploy.cli.projections import Only
from deploy.cli.redriving import Redriven, accept, discard, redrive
from deploy.cli.shown import table
from deploy.local.addresses import HOME

ReaderName = Annotated[str, typer.Argument(metavar="READER", help="The reader's name.")]
StreamId = Annotated[str, typer.Argument(metavar="STREAM", help="The stream, as `thidua parked list` shows it.")]

commands = typer.Typer(no_args_is_help=True, help="Parked streams: list, show, redrive, discard, accept.")


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(commands, name="parked")


@commands.command(name="list")
def list_command(service: Only = None, as_json: AsJson = False, home: Home = HOME) -> None:
    """Show every parked stream. Other streams of the reader flow on."""
    streams = run(all_streams(deployment(home), service))
    if as_json:
        typer.echo(json.dumps([asdict(stream) for stream in streams], indent=2, default=str))
        return
    if not streams:
        typer.echo("No stream is parked.")
        return
    headers = ("service", "reader", "stream", "version", "reason", "error", "records", "attempts", "since")
    table(
        headers,
        [
            (
                s.service,
                s.reader,
                s.stream_id,
                s.stream_version,
                s.reason,
                s.error,
                s.records,
                s.attempts,
                _time(s.since),
            )
            for s in streams
        ],
    )


@commands.command(name="show")
def show_command(
    service: ServiceName, reader: ReaderName, stream: StreamId, as_json: AsJson = False, home: Home = HOME
) -> None:
    """Show the records of one parked stream, without their bodies."""
    detail = run(detail_of(deployment(home), service, reader, stream))
    if as_json:
        typer.echo(json.dumps(asdict(detail) | {"hole": detail.hole}, indent=2, default=str))
        return
    typer.echo(_headline(detail))
    headers = ("version", "after", "contract", "source", "offset", "reason", "error", "bytes", "event id")
    table(
        headers,
        [
            (
                r.stream_version,
                r.previous_version,
                r.contract,
                r.source,
                r.offset,
                r.reason,
                r.error,
                r.bytes,
                r.event_id,
            )
            for r in detail.records
        ],
    )


@commands.command(name="redrive")
def redrive_command(
    service: ServiceName,
    reader: ReaderName,
    stream: Annotated[str | None, typer.Argument(metavar="[STREAM]", help="One stream; else --all.")] = None,
    *,
    who: Who,
    every: Annotated[bool, typer.Option("--all", help="All parked streams of this reader.")] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    home: Home = HOME,
) -> None:
    """Try parked streams again; a missing record is fetched from its owner. Exit code 1 when one stays parked."""
    if (stream is None) != every:
        raise typer.BadParameter("name one STREAM, or say --all")
    done = run(redrive(deployment(home), service, reader, stream, who=who, dry_run=dry_run))
    _tell(done, as_json=as_json)
    if not all(one.healed for one in done):
        raise typer.Exit(1)


@commands.command(name="discard")
def discard_command(
    service: ServiceName,
    reader: ReaderName,
    stream: StreamId,
    *,
    why: Annotated[str, typer.Option(help="The reason; kept for ever.")],
    who: Annotated[str, typer.Option(help="Who decided it; kept for ever.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    home: Home = HOME,
) -> None:
    """Give up the first parked record of a stream, or its hole: this reader will never have it."""
    if len(why.strip()) < 10 or not who.strip():
        raise typer.BadParameter(
            "--why needs a sentence, and --who a name: they are all that will be left of the record"
        )
    where = deployment(home)
    detail = run(detail_of(where, service, reader, stream))
    if dry_run:
        typer.echo(f"Would discard {_first(detail)}.")
        return
    if not yes:
        typer.confirm(f"{service} {reader} will never have {_first(detail)}. Discard?", abort=True)
    _tell([run(discard(where, service, reader, stream, why=why, who=who))], as_json=as_json)


@commands.command(name="accept")
def accept_command(
    service: ServiceName,
    reader: ReaderName,
    stream: StreamId,
    *,
    why: Annotated[str, typer.Option(help="The reason; kept for ever.")],
    who: Annotated[str, typer.Option(help="Who decided it; kept for ever.")],
    as_json: AsJson = False,
    home: Home = HOME,
) -> None:
    """Take the owner's present history of a disputed stream in place of what was read. Exit code 1 when it stays parked."""
    if len(why.strip()) < 10 or not who.strip():
        raise typer.BadParameter("--why needs a sentence, and --who a name: they are kept for ever")
    done = run(accept(deployment(home), service, reader, stream, why=why, who=who))
    _tell([done], as_json=as_json)
    if not done.healed:
        raise typer.Exit(1)


async def all_streams(where: Deployment, only: str | None = None) -> list[ParkedStream]:
    """The parked streams of all services, or of one."""
    return [stream for service in where.services(only) for stream in await streams_of(where, service)]


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}"


def _headline(detail: ParkedDetail) -> str:
    text = f"{detail.stream_id} of {detail.service} {detail.reader}: seen up to version {detail.last_seen}"
    if (first := detail.records[0]).reason == "disputed":
        return (
            f"{text} of a history that the owner no longer holds; it now tells version {first.stream_version} anew, after "
            f"{first.previous_version}: accept takes that, discard keeps what was read"
        )
    if detail.hole is None:
        return text
    return f"{text}; versions {detail.hole[0]} to {detail.hole[1]} never came: redrive fetches them from their owner"


def _first(detail: ParkedDetail) -> str:
    if detail.hole is not None:
        return f"versions {detail.hole[0]} to {detail.hole[1]} of {detail.stream_id}"
    first = detail.records[0]
    return f"{first.contract} version {first.stream_version} of {detail.stream_id} ({first.source}/{first.offset})"


def _tell(done: list[Redriven], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in done], indent=2))
        return
    if not done:
        typer.echo("Nothing is parked for this reader.")
    for one in done:
        typer.echo(f"{'✓' if one.healed else '✗'} {one.stream_id}: {one.told}")
        for step in one.steps:
            detail: list[Any] = [step.detail, *(f"command {command}" for command in step.commands)]
            typer.echo(
                f"    version {step.stream_version} {step.contract}: {step.would} {' '.join(filter(None, detail))}"
            )
