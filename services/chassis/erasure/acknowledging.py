"""Acknowledging erasures: the process manager that answers the owner of subjects, see `acknowledgement`.

The service passes in the owner's contract: the chassis knows only that it has a subject.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Protocol
from uuid import UUID

from services.chassis.erasure.acknowledgement import AcknowledgeErasure
from services.chassis.event_envelope import EventEnvelope
from services.chassis.readers.definition import Issue, ProcessManager, Subscription
from thidua_contracts.topics import Topic

NAME: Final = "erasures"


class ErasureTold(Protocol):
    """What the owner tells of an erasure; the id is a text."""

    @property
    def subject_id(self) -> str: ...


def acknowledging_manager(told: type) -> ProcessManager:
    """The process manager; `told` is the owner's contract."""

    async def react(_: Any, recorded: EventEnvelope[ErasureTold]) -> Sequence[Issue]:
        subject_id = UUID(recorded.event.subject_id)
        command = AcknowledgeErasure(recorded.ward_code, recorded.recorded_at, subject_id)
        return [Issue(str(subject_id), command)]

    return ProcessManager(name=NAME, version=1, react={told: react})


def erasures_of(owner: Topic, told: type) -> Subscription:
    """What acknowledges the erasures of the service that owns the subjects."""
    return Subscription(NAME, (owner,), acknowledging_manager(told))
