"""Three small services through which one fact travels: a report allows a nomination, a nomination makes a delivery."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

import asyncpg

from services.chassis.decider import Handles, StreamType
from services.chassis.event_envelope import EventEnvelope
from services.chassis.event_registry import EventRegistry, EventType
from services.chassis.publishing import Publishing
from services.chassis.readers.definition import Issue, ProcessManager, Subscription
from services.chassis.service import Service
from thidua_contracts.submissions.movement_joined_v1 import MovementJoined
from thidua_contracts.submissions.subject_erased_v1 import SubjectErased
from thidua_contracts.topics import Topic


@dataclass(frozen=True, slots=True)
class Because:
    """One command shape is enough: a thing of its own, because of another thing."""

    thing_id: UUID
    report_id: UUID
    ward_code: str
    at: datetime


class Send(Because):
    """The report is sent."""


class Open(Because):
    """A window opens."""


class Propose(Because):
    """A nomination is made."""


class Intend(Because):
    """Somebody is to be told."""


@dataclass(frozen=True, slots=True)
class ReportSent:
    report_id: UUID


@dataclass(frozen=True, slots=True)
class WindowOpened:
    window_id: UUID
    report_id: UUID


@dataclass(frozen=True, slots=True)
class NominationMade:
    nomination_id: UUID
    report_id: UUID


@dataclass(frozen=True, slots=True)
class DeliveryIntended:
    intent_id: UUID


def stream(name: str) -> StreamType[int]:
    return StreamType(name, 0, lambda count, _: count + 1)


REPORT, WINDOW, NOMINATION, DELIVERY = stream("report"), stream("window"), stream("nomination"), stream("delivery")
HANDLES: tuple[Handles[Any], ...] = (
    Handles(Send, lambda c: (REPORT.new(c.report_id),), lambda c, _: [ReportSent(c.report_id)]),
    Handles(Open, lambda c: (WINDOW.new(c.thing_id),), lambda c, _: [WindowOpened(c.thing_id, c.report_id)]),
    Handles(Propose, lambda c: (NOMINATION.new(c.thing_id),), lambda c, _: [NominationMade(c.thing_id, c.report_id)]),
    Handles(Intend, lambda c: (DELIVERY.new(c.thing_id),), lambda c, _: [DeliveryIntended(c.thing_id)]),
)


async def _open(_: asyncpg.Connection, recorded: EventEnvelope[MovementJoined]) -> Sequence[Issue]:
    report = UUID(recorded.event.movement_id)
    return [Issue("open", Open(uuid5(report, "window"), report, recorded.ward_code, recorded.recorded_at))]


async def _tell(_: asyncpg.Connection, recorded: EventEnvelope[SubjectErased]) -> Sequence[Issue]:
    nomination = UUID(recorded.event.subject_id)
    return [Issue("tell", Intend(uuid5(nomination, "mail"), nomination, recorded.ward_code, recorded.recorded_at))]


def services(reports: Topic, awards: Topic, mails: Topic) -> tuple[Service, Service, Service]:
    """The three services on topics of a test's own."""
    sending = Service(
        name="submissions",
        topic=reports,
        publishing=Publishing(
            EventRegistry(EventType("report-sent", 1, ReportSent)),
            public={"report-sent": lambda e: MovementJoined(movement_id=str(e.report_id), unit_id=str(e.report_id))},
            private=frozenset(),
        ),
        handles=HANDLES[:1],
    )
    awarding = Service(
        name="awards",
        topic=awards,
        publishing=Publishing(
            EventRegistry(EventType("window-opened", 1, WindowOpened), EventType("nomination-made", 1, NominationMade)),
            public={"nomination-made": lambda e: SubjectErased(subject_id=str(e.nomination_id))},
            private=frozenset({"window-opened"}),
        ),
        handles=HANDLES[1:3],
        subscriptions=(
            Subscription("windows", (reports,), ProcessManager("windows", 1, react={MovementJoined: _open})),
        ),
    )
    telling = Service(
        name="notifications",
        topic=mails,
        publishing=Publishing(
            EventRegistry(EventType("delivery-intended", 1, DeliveryIntended)),
            public={},
            private=frozenset({"delivery-intended"}),
        ),
        handles=HANDLES[3:],
        subscriptions=(Subscription("telling", (awards,), ProcessManager("telling", 1, react={SubjectErased: _tell})),),
    )
    return sending, awarding, telling
