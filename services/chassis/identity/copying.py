"""Copying mandates: the process manager by which a service keeps its own copy of the owner's mandates as streams.

So that a command's append can name the mandate's version as a condition. The service passes in the owner's contracts and how they
map to commands: the chassis knows only which fields they have. A relief also comes directly from the owner; both paths have one
command key.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, Final, Protocol
from uuid import UUID

import asyncpg

from services.chassis.event_envelope import EventEnvelope
from services.chassis.identity.mandates import GrantMandate, RelieveMandate
from services.chassis.readers.definition import Issue, ProcessManager, React, Subscription
from thidua_contracts.topics import Topic

NAME: Final = "mandates-copy"


class GrantTold(Protocol):
    """What the owner tells of a grant; ids are texts."""

    @property
    def mandate_id(self) -> str: ...
    @property
    def principal(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def valid_from(self) -> date: ...
    @property
    def valid_to(self) -> date | None: ...
    @property
    def unit_id(self) -> str | None: ...


class ReliefTold(Protocol):
    """What the owner tells of a relief."""

    @property
    def mandate_id(self) -> str: ...
    @property
    def relieved_at(self) -> datetime: ...


def grant_told(recorded: EventEnvelope[GrantTold]) -> GrantMandate:
    """The same mandate, here."""
    event = recorded.event
    return GrantMandate(
        ward_code=recorded.ward_code,
        at=recorded.recorded_at,
        mandate_id=UUID(event.mandate_id),
        principal=event.principal,
        role=str(event.role),
        valid_from=event.valid_from,
        valid_to=event.valid_to,
        unit_id=UUID(event.unit_id) if event.unit_id else None,
    )


def relief_told(recorded: EventEnvelope[ReliefTold]) -> RelieveMandate:
    """The same relief, here, since the same moment."""
    return RelieveMandate(
        ward_code=recorded.ward_code, at=recorded.event.relieved_at, mandate_id=UUID(recorded.event.mandate_id)
    )


def copying_manager(
    *,
    granted: tuple[type, Callable[[EventEnvelope[Any]], GrantMandate]],
    relieved: tuple[type, Callable[[EventEnvelope[Any]], RelieveMandate]],
) -> ProcessManager:
    """The process manager; each pair is the owner's contract and what it means here."""
    return ProcessManager(
        name=NAME, version=1, react={granted[0]: _doing(granted[1]), relieved[0]: _doing(relieved[1])}
    )


def mandates_of(owner: Topic, granted: type, relieved: type) -> Subscription:
    """What copies the mandates of the service that owns them; the types are its contracts."""
    return Subscription(
        "mandates", (owner,), copying_manager(granted=(granted, grant_told), relieved=(relieved, relief_told))
    )


def target(mandate_id: UUID) -> str:
    """What the command is for: the same by both paths."""
    return str(mandate_id)


def _doing(mapped: Callable[[EventEnvelope[Any]], GrantMandate | RelieveMandate]) -> React:
    async def react(_: asyncpg.Connection, recorded: EventEnvelope[Any]) -> Sequence[Issue]:
        command = mapped(recorded)
        return [Issue(target(command.mandate_id), command)]

    return react
