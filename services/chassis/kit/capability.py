"""Capability: what people do with one kind of thing and see of it; `compose.service` makes services of them.

`service(...)` makes a Service: handlers, read models, API and pages of the capabilities beside what the service adds by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter

from services.chassis.decider import Handles
from services.chassis.kit.doing import Do
from services.chassis.kit.facts import Fact
from services.chassis.kit.listing import ListPage, RecordPage
from services.chassis.kit.options import Find
from services.chassis.kit.sheets.declaration import Sheet
from services.chassis.readers.definition import Reader


@dataclass(frozen=True, slots=True)
class First:
    """What is done first, by whom, and where: a sentence, an address and its words."""

    sentence: str
    to: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Capability:
    """A capability, declared.

    `handles` are its command registrations, `facts` its stored events, `readers` its readers of the local store. `file` is the
    capability's own `__file__`, beside whose `templates/` its fragments are. `routes` and `pages` are what is written by hand.
    `tag` is the heading of its routes in the API's description, where that is not the name.
    """

    name: str
    file: str
    tag: str = ""
    """Under which word its routes stand in the OpenAPI; its name without one."""
    handles: tuple[Handles[Any], ...] = ()
    facts: tuple[Fact, ...] = ()
    readers: tuple[Reader, ...] = ()
    does: tuple[Do, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    """Which of its creating acts are done from Excel, a row each."""
    list: ListPage | None = None
    record: RecordPage | None = None
    options: Mapping[str, Find] = field(default_factory=dict)
    first: Mapping[str, First] = field(default_factory=dict)
    """Of options that may be empty, what has to be done before there is something to choose."""
    routes: tuple[Callable[[Any], APIRouter], ...] = ()
    pages: tuple[Callable[[Any], APIRouter], ...] = ()

    def __post_init__(self) -> None:
        names = [do.name for do in self.does]
        if len(set(names)) != len(names):
            raise ValueError(f"{self.name}: two acts of one name")
        for do in self.does:
            for part in do.asked:  # a field without a mark is found at start
                assert part.mark.label
        listed = self.list.named if self.list is not None else ()
        for sheet in self.sheets:
            if missing := {sheet.column_of(name) for name in sheet.key} - set(listed):
                raise ValueError(f"{self.name}: the list does not show by what a row is known again: {sorted(missing)}")

    @property
    def creating(self) -> tuple[Do, ...]:
        """The acts that make something new."""
        return tuple(do for do in self.does if not do.in_path)

    @property
    def changing(self) -> tuple[Do, ...]:
        """The acts on a record."""
        return tuple(do for do in self.does if do.in_path)

    def do(self, name: str) -> Do | None:
        """The act of this name."""
        return next((do for do in self.does if do.name == name), None)
