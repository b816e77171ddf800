"""`thidua trace ID`: one fact followed through all services, as trees of causes with their spans and times."""

from __future__ import annotations

import json
from contextlib import AsyncExitStack
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import asyncpg
import typer
from rich.markup import escape
from rich.tree import Tree

from deploy.cli.deployment import AsJson, Deployment, Home, deployment, run
from deploy.cli.shown import console
from deploy.local.addresses import HOME
from deploy.trace import spans
from deploy.trace.events import Event, Store
from deploy.trace.spans import Spans
from deploy.trace.story import Deed, Story, story_of, told, trees_of, waited

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
COLOURS = {"submissions": "green", "awards": "yellow", "blocs": "magenta", "notifications": "cyan"}


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command(name="trace")(trace_command)


def trace_command(
    wanted: Annotated[
        str, typer.Argument(metavar="ID", help="An event, CloudEvents, command, correlation, stream or dossier id.")
    ],
    as_json: AsJson = False,
    home: Home = HOME,
) -> None:
    """Follow one fact through all services: its causes, its effects, and what people did later with the same thing."""
    where = deployment(home)
    story = run(find(where, wanted))
    if story is None:
        typer.echo(f"No event, command, correlation or stream is called {wanted} in {', '.join(where.databases)}.")
        raise typer.Exit(1)
    roots = trees_of(story)
    kept = spans_of(where, story)
    if as_json:
        typer.echo(json.dumps(document(wanted, story, roots, kept), indent=2))
        return
    console().print(drawn(wanted, story, roots, kept))


async def find(where: Deployment, wanted: str) -> Story | None:
    """The story of whatever an id names, from every store that is known."""
    async with AsyncExitStack() as stack:
        stores = []
        for service in where.services():
            connection = await asyncpg.connect(where.urls(service.name).facts)
            stack.push_async_callback(connection.close)
            stores.append(Store(service, connection))
        return await story_of(stores, wanted.strip())


def spans_of(where: Deployment, story: Story) -> Spans:
    """The kept spans of a story's traces."""
    ids = [found for event in story.events.values() if (found := spans.ids_of(event.traceparent)) is not None]
    kept = spans.read(where.spans, frozenset(trace_id for trace_id, _ in ids))
    kept.claim(span_id for _, span_id in ids)
    return kept


def drawn(wanted: str, story: Story, roots: list[Deed], kept: Spans) -> Tree:
    """The story as a tree for a terminal."""
    services = sorted({event.service for event in story.events.values()})
    times = [event.recorded_at for event in story.events.values()]
    top = Tree(
        f"[bold]{escape(wanted)}[/bold]: {len(story.events)} events in {', '.join(services)}; {len(roots)} "
        f"{'tree' if len(roots) == 1 else 'linked trees'}; {told(max(times) - min(times))} from first to last",
        highlight=False,
    )
    for root in roots:
        branch = top.add(f"[dim]↪ {escape(root.joined_by)}[/dim]") if root.joined_by else top
        _draw(branch, root, story, kept, None)
    if story.truncated:
        top.add("[red]more belongs to this story than is shown: ask for an id nearer to what you look for[/red]")
    return top


def _draw(branch: Tree, deed: Deed, story: Story, kept: Spans, before: Event | None) -> None:
    colour = COLOURS.get(deed.service, "white")
    after = f" (+{waited(before, deed.first)})" if before else ""
    at = f"{deed.first.recorded_at.astimezone(ZONE):%Y-%m-%d %H:%M:%S.%f}"[:-3]
    node = branch.add(f"[{colour}]{deed.service}[/{colour}] {at}{after} [dim]by {escape(deed.first.system)}[/dim]")
    for line in _leading(deed, kept):
        node.add(f"[dim]⧗ {escape(line)}[/dim]")
    for event in deed.events:
        name = f"[bold]{event.event_type}[/bold]" if event.place in story.asked else event.event_type
        lost = " [red]its cause is not in these stores[/red]" if event.place in story.lost_causes else ""
        node.add(f"{name} {escape(event.stream_id)} v{event.stream_version} [dim]position {event.position}[/dim]{lost}")
    for line in _hanging(deed, story, kept):
        node.add(f"[dim]⧗ {escape(line)}[/dim]")
    for effect in deed.effects:
        _draw(node, effect, story, kept, deed.first)


def _leading(deed: Deed, kept: Spans) -> list[str]:
    ids = spans.ids_of(deed.first.traceparent)
    return [span.told for span in kept.leading_to(ids[1])] if ids else []


def _hanging(deed: Deed, story: Story, kept: Spans) -> list[str]:
    """What else happened because of this command; not told of causes further up, whose other effects are other stories."""
    ids = spans.ids_of(deed.first.traceparent)
    if ids is None or all(event.place in story.only_causes for event in deed.events):
        return []
    return spans.counted(kept.hanging_at(ids[1]))


def document(wanted: str, story: Story, roots: list[Deed], kept: Spans) -> dict[str, Any]:
    """The story as data."""
    return {
        "id": wanted,
        "events": len(story.events),
        "services": sorted({event.service for event in story.events.values()}),
        "truncated": story.truncated,
        "trees": [_deed(root, story, kept) for root in roots],
    }


def _deed(deed: Deed, story: Story, kept: Spans) -> dict[str, Any]:
    return {
        "service": deed.service,
        "command": deed.command,
        "correlation": deed.first.correlation,
        "by": deed.first.system,
        "at": deed.first.recorded_at.isoformat(),
        "joined_by": deed.joined_by,
        "spans": [*_leading(deed, kept), *_hanging(deed, story, kept)],
        "events": [
            {
                "type": event.event_type,
                "id": str(event.event_id),
                "stream": event.stream_id,
                "version": event.stream_version,
                "position": event.position,
                "at": event.recorded_at.isoformat(),
                "asked": event.place in story.asked,
                "cause_is_lost": event.place in story.lost_causes,
            }
            for event in deed.events
        ],
        "effects": [_deed(effect, story, kept) for effect in deed.effects],
    }
