"""The story of a fact: what led to it, what it led to, and what people did later with the same thing.

Causes and effects are read from causation ids. Human waiting breaks that chain: a nomination is proposed weeks after the report that allows
it was accepted. Such trees are joined by the streams of things that have a story of their own, and by the things an
event names. Things that everything touches (a plan, a unit, a session) join nothing: the story would be the whole year.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final
from uuid import UUID

from deploy.trace.events import Event, Place, Store, uuid_of

STORIES: Final = frozenset(
    {"report", "participation", "initiative", "window", "nomination", "prize", "task", "notice", "delivery"}
)
"""Stream types whose whole stream belongs to a story: each is about one thing, and short."""

MOST: Final = 2000
"""Events of a story; beyond it the rest is left out and said so."""


@dataclass(slots=True)
class Story:
    """Events of one story, the ones asked for among them; `causes` names the event that made each happen, where it is known."""

    asked: frozenset[Place]
    events: dict[Place, Event] = field(default_factory=dict)
    causes: dict[Place, Place] = field(default_factory=dict)
    lost_causes: set[Place] = field(default_factory=set)
    only_causes: set[Place] = field(default_factory=set)
    """Events that are told only because they led to this story."""
    truncated: bool = False


async def story_of(stores: Sequence[Store], wanted: str) -> Story | None:
    """The story of whatever `wanted` names; None when no store knows it."""
    seeds = [event for store in stores for event in await store.seeds(wanted)]
    if not seeds and (public_id := uuid_of(wanted)) is not None:
        seeds = [event for store in stores for event in await store.published_as(public_id)]
    if not seeds:
        return None
    telling = _Telling(stores)
    await telling.add(seeds)
    for event in [event for store in stores for event in await store.beginning_with(_keys_of(seeds))]:
        if _type_of(event.stream_id) in STORIES:
            await telling.add([event])
    await telling.until_told({event.stream_id for event in seeds})
    return telling.story(frozenset(event.place for event in seeds))


class _Telling:
    """The pool of what was fetched, and the part of it that belongs to the story."""

    def __init__(self, stores: Sequence[Store]) -> None:
        self._stores = stores
        self._pool: dict[Place, Event] = {}
        self._known_as: dict[UUID, Place] = {}
        self._effects: dict[UUID, list[Place]] = {}
        self._correlations: set[str] = set()
        self._streams: set[tuple[str, str]] = set()
        self._core: dict[Place, Event] = {}
        self._truncated = False

    async def add(self, events: Iterable[Event]) -> bool:
        """Takes events into the story; True when there were new ones."""
        before = len(self._core)
        for event in events:
            if len(self._core) >= MOST:
                self._truncated = True
                break
            self._keep(event)
            self._core[event.place] = event
        return len(self._core) > before

    def _keep(self, event: Event) -> None:
        if event.place in self._pool:
            return
        self._pool[event.place] = event
        for name in (event.event_id, *event.public_ids):
            self._known_as[name] = event.place
        if event.causation is not None:
            self._effects.setdefault(event.causation, []).append(event.place)

    async def until_told(self, asked_streams: set[str]) -> None:
        """Goes on until nothing new belongs to the story."""
        more = True
        while more and not self._truncated:
            await self._fetch_correlations()
            more = await self.add(
                [self._pool[place] for event in [*self._core.values()] for place in self._led_to(event)]
            )
            more |= await self.add(await self._whole_streams(asked_streams))

    async def _fetch_correlations(self) -> None:
        new = {event.correlation for event in self._core.values()} - self._correlations
        if new:
            self._correlations |= new
            for store in self._stores:
                for event in await store.of_correlations(new):
                    self._keep(event)

    def _led_to(self, event: Event) -> list[Place]:
        return [place for name in (event.event_id, *event.public_ids) for place in self._effects.get(name, [])]

    async def _whole_streams(self, asked: set[str]) -> list[Event]:
        wanted: dict[str, set[str]] = {}
        for event in self._core.values():
            if _type_of(event.stream_id) in STORIES or event.stream_id in asked:
                wanted.setdefault(event.service, set()).add(event.stream_id)
            for kind, key in event.things:
                if kind in STORIES:
                    for store in self._stores:
                        wanted.setdefault(store.name, set()).add(f"{kind}-{key}")
        found = []
        for store in self._stores:
            new = {stream for stream in wanted.get(store.name, ()) if (store.name, stream) not in self._streams}
            if new:
                self._streams |= {(store.name, stream) for stream in new}
                found += await store.of_streams(new)
        return found

    def story(self, asked: frozenset[Place]) -> Story:
        """The story with the causes of everything in it, up to the first one."""
        story = Story(asked, dict(self._core), truncated=self._truncated)
        waiting = list(self._core.values())
        while waiting:
            event = waiting.pop()
            if event.causation is None or event.place in story.causes:
                continue
            cause = self._known_as.get(event.causation)
            if cause is None:
                story.lost_causes.add(event.place)
                continue
            story.causes[event.place] = cause
            if cause not in story.events:
                story.events[cause] = self._pool[cause]
                story.only_causes.add(cause)
                waiting.append(self._pool[cause])
        return story


@dataclass(slots=True)
class Deed:
    """One command with the events it left in this story; effects are the commands that its events made others do."""

    service: str
    command: str
    events: list[Event]
    effects: list[Deed] = field(default_factory=list)
    joined_by: str = ""

    @property
    def first(self) -> Event:
        """Its first event."""
        return self.events[0]


def trees_of(story: Story) -> list[Deed]:
    """The story as trees of commands, in the order in which they began; each later tree says what joins it to the ones before."""
    deeds: dict[tuple[str, str], Deed] = {}
    for event in sorted(story.events.values(), key=lambda each: (each.recorded_at, each.service, each.position)):
        deeds.setdefault((event.service, event.command), Deed(event.service, event.command, [])).events.append(event)
    roots = []
    for deed in deeds.values():
        cause = next((story.causes[event.place] for event in deed.events if event.place in story.causes), None)
        if cause is None:
            roots.append(deed)
        else:
            deeds[(cause[0], story.events[cause].command)].effects.append(deed)
    seen: dict[str, Event] = {}
    for root in roots:
        root.joined_by = _joint(root, seen) if seen else ""
        for event in _all_events(root):
            seen[event.stream_id] = event
    return roots


def _joint(root: Deed, seen: Mapping[str, Event]) -> str:
    for event in root.events:
        if (before := seen.get(event.stream_id)) is not None:
            return f"goes on with {event.stream_id}, {waited(before, event)} later"
    for event in root.events:
        for kind, key in event.things:
            if (before := seen.get(f"{kind}-{key}")) is not None:
                return f"rests on {kind}-{key}, {waited(before, event)} later"
    return ""


def waited(before: Event, after: Event) -> str:
    """The time between two events in words."""
    return told(after.recorded_at - before.recorded_at)


def told(duration: timedelta) -> str:
    """A duration in words: `11 d 3 h`, `2 h 5 min`, `7 min`, `0.12 s`."""
    seconds = max(duration.total_seconds(), 0.0)
    days, hours, minutes = int(seconds // 86400), int(seconds % 86400 // 3600), int(seconds % 3600 // 60)
    if days:
        return f"{days} d {hours} h"
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min" if minutes else f"{seconds:.2f} s"


def _all_events(deed: Deed) -> Iterable[Event]:
    yield from deed.events
    for effect in deed.effects:
        yield from _all_events(effect)


def _keys_of(events: Iterable[Event]) -> set[str]:
    """The ids of the things that these streams are about, for streams that have a story."""
    return {
        event.stream_id.removeprefix(f"{kind}-") for event in events if (kind := _type_of(event.stream_id)) in STORIES
    }


def _type_of(stream_id: str) -> str:
    """The stream's type: what stands before its key."""
    return next((kind for kind in STORIES if stream_id.startswith(f"{kind}-")), stream_id.partition("-")[0])
