"""Service: what one bounded context declares; the chassis runs it, one role per process or several."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from services.chassis.decider import Handles
from services.chassis.erasure.ending_keys import ending_keys
from services.chassis.event_registry import EventRegistry
from services.chassis.publishing import Publishing
from services.chassis.readers.definition import ProcessManager, Reader, Subscription
from services.chassis.scheduler.timers import Timers
from services.chassis.security import What
from services.chassis.web.navigation import Group
from thidua_contracts.topics import Topic

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    import asyncpg
    from fastapi import APIRouter

    from services.chassis.event_store.handler import Agree
    from services.chassis.kit.capability import Capability
    from services.chassis.loops import Loop
    from services.chassis.settings import Settings
    from services.chassis.web.web import Acting

    Routes = Callable[[Any], APIRouter]
    Pages = Callable[[Any], APIRouter]
    Wards = Callable[[asyncpg.Connection, Any], Awaitable[Sequence[str]]]


@dataclass(frozen=True, slots=True)
class ByHand:
    """An act of people that no capability declares: what people call it, and the page where its button is."""

    title: str
    page: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A bounded context, declared. `workers` make loops of its own from the runtime, such as a sender of mail; a long step beats.

    `erases` names the own events that end a subject's key, with the subject. `readable_wards` answers which wards a
    mandate may read; without it a mandate reads its own ward. `unit_roles` are the roles whose mandates are limited to a
    unit. `last_heard` is a query for metrics: `ward_code`, `source` and `recorded_at` of the newest fact about each ward
    that came from elsewhere.
    """

    name: str
    topic: Topic
    publishing: Publishing = field(default_factory=lambda: Publishing(EventRegistry(), public={}, private=frozenset()))
    """What is stored, and what is told of it to others; what capabilities store is added to it."""
    handles: tuple[Handles[Any], ...] = ()
    local: tuple[Reader, ...] = ()
    subscriptions: tuple[Subscription, ...] = ()
    timers: Timers | None = None
    routes: tuple[Routes, ...] = ()
    internal: tuple[Routes, ...] = ()
    """Routes with whole addresses below `/internal`, for the other services of the deployment."""
    agreeing: Callable[[Settings], AbstractAsyncContextManager[Agree]] | None = None
    """How another service is asked for what it alone can give, before a command of this one is recorded."""
    pages: tuple[Pages, ...] = ()
    """Pages below `/<service>/pages`."""
    front: tuple[Pages, ...] = ()
    """Pages with whole addresses of their own, for the service that has the front of the house."""
    capabilities: tuple[Capability, ...] = ()
    """What people do, as it was declared; `handles`, `routes`, `pages` and `local` hold what follows from it (`kit.service`)."""
    handwritten: Mapping[type, ByHand] = field(default_factory=dict)
    """Each act of people that no capability declares."""
    role_words: Mapping[str, str] = field(default_factory=dict)
    """What roles are called on the screen."""
    acting: Acting | None = None
    """What the holders of mandates are called, for timelines; without it the role alone is told."""
    menu: tuple[Group, ...] = ()
    """What every page leads to, also to other services' pages."""
    migrations: Path | None = None
    readable_wards: Wards | None = None
    unit_roles: frozenset[str] = frozenset()
    last_heard: str | None = None
    watched: Mapping[type, What] = field(default_factory=dict)
    """Commands of which the security log tells."""
    erases: Mapping[type, Callable[[Any], UUID]] = field(default_factory=dict)
    workers: Mapping[str, Callable[[Any, Loop], Callable[[], Awaitable[bool]]]] = field(default_factory=dict)

    @property
    def local_readers(self) -> tuple[Reader, ...]:
        """The readers of the local store, among them the one that plans timers and the one that ends keys."""
        planning = (
            (ProcessManager("agenda", 1, react={}, schedule=self.timers.plan),)
            if self.timers and self.timers.plan
            else ()
        )
        return (*self.local, *planning, *((ending_keys(self.erases),) if self.erases else ()))

    @property
    def readers(self) -> tuple[Reader, ...]:
        """All readers; their names are unique, and a reader with tables has a schema file."""
        readers = (*self.local_readers, *(subscription.reader for subscription in self.subscriptions))
        if len({reader.name for reader in readers}) != len(readers):
            raise ValueError(f"{self.name}: two readers of one name")
        return readers

    def reader(self, name: str) -> Reader:
        """The reader of this name; KeyError when there is none."""
        return {reader.name: reader for reader in self.readers}[name]
