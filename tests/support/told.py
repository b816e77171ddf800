"""What another service told: contract models as a reader of Kafka gets them, in streams with versions and positions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from services.chassis.event_envelope import Circumstances, EventEnvelope
from thidua_contracts.codes import ReportPeriod
from thidua_contracts.event import IntegrationEvent

IDS = UUID("7f0c7c55-2a4f-4d3b-9a44-0b1f2a0d9c11")
AT = datetime(2024, 5, 1, 2, tzinfo=UTC)


class Told:
    """Counts versions per stream and positions per service, as their stores would."""

    def __init__(self) -> None:
        self._versions: dict[str, int] = {}
        self._positions: dict[str, int] = {}

    def __call__(self, event: IntegrationEvent, stream_id: str, ward: str, at: datetime = AT) -> EventEnvelope[Any]:
        source = event.type.split(".")[2]
        self._versions[stream_id] = version = self._versions.get(stream_id, 0) + 1
        self._positions[source] = position = self._positions.get(source, 0) + 1
        event_id = uuid5(IDS, f"{stream_id}/{version}")
        return EventEnvelope(
            event=event,
            source=source,
            event_id=event_id,
            stream_id=stream_id,
            stream_version=version,
            position=position,
            ward_code=ward,
            recorded_at=at,
            circumstances=lambda: Circumstances(event_id),
        )


def report_event(model: Any, report_id: UUID, unit_id: UUID, **facts: Any) -> Any:
    """An event of a half-year report of 2024."""
    return model(
        report_id=str(report_id),
        unit_id=str(unit_id),
        obligation_id="half-year-2024",
        year=2024,
        period=ReportPeriod.HALF_YEAR,
        **facts,
    )


def ids(name: str) -> Iterator[UUID]:
    """Ids that are the same in every run."""
    number = 0
    while True:
        number += 1
        yield uuid5(IDS, f"{name} {number}")
