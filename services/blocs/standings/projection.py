"""Standings, fed by Kafka: what the wards' reports, movements and awards came to, one row per ward and thing.

`apply` commutes between streams, topics and partitions, and even within a stream: a row is made by whichever event comes
first, and each group of a report's columns is set by the event of the highest stream version, or is a least or greatest.
It reads no clock and no other reader.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, TypeVar
from uuid import UUID

from services.blocs.standings import report_rows
from services.blocs.standings.report_rows import reported
from services.chassis.calendar import local_date
from services.chassis.event_envelope import EventEnvelope
from services.chassis.readers.definition import Apply, ReadModel, Subscription
from services.chassis.readers.tables import Change, InSets, table
from thidua_contracts.awards.award_annulled_v1 import AwardAnnulled
from thidua_contracts.awards.award_annulment_withdrawn_v1 import AwardAnnulmentWithdrawn
from thidua_contracts.awards.award_decided_v1 import AwardDecided
from thidua_contracts.awards.award_restored_v1 import AwardRestored
from thidua_contracts.awards.award_withdrawn_v1 import AwardWithdrawn
from thidua_contracts.event import IntegrationEvent, contracts
from thidua_contracts.submissions.movement_joined_v1 import MovementJoined
from thidua_contracts.submissions.movement_launched_v1 import MovementLaunched
from thidua_contracts.submissions.movement_left_v1 import MovementLeft
from thidua_contracts.submissions.movement_restored_v1 import MovementRestored
from thidua_contracts.submissions.movement_withdrawn_v1 import MovementWithdrawn
from thidua_contracts.submissions.plan_issued_v1 import PlanIssued
from thidua_contracts.submissions.report_acceptance_withdrawn_v1 import ReportAcceptanceWithdrawn
from thidua_contracts.submissions.report_accepted_v1 import ReportAccepted
from thidua_contracts.submissions.report_deadline_extended_v1 import ReportDeadlineExtended
from thidua_contracts.submissions.report_extension_withdrawn_v1 import ReportExtensionWithdrawn
from thidua_contracts.submissions.report_locked_v1 import ReportLocked
from thidua_contracts.submissions.report_missed_v1 import ReportMissed
from thidua_contracts.submissions.report_released_v1 import ReportReleased
from thidua_contracts.submissions.report_requested_v1 import ReportRequested
from thidua_contracts.submissions.report_return_withdrawn_v1 import ReportReturnWithdrawn
from thidua_contracts.submissions.report_returned_v1 import ReportReturned
from thidua_contracts.submissions.report_sending_withdrawn_v1 import ReportSendingWithdrawn
from thidua_contracts.submissions.report_submitted_v1 import ReportSubmitted
from thidua_contracts.submissions.unit_changed_v1 import UnitChanged
from thidua_contracts.submissions.unit_corrected_v1 import UnitCorrected
from thidua_contracts.submissions.unit_registered_v1 import UnitRegistered
from thidua_contracts.submissions.ward_days_corrected_v1 import WardDaysCorrected
from thidua_contracts.submissions.ward_ended_v1 import WardEnded
from thidua_contracts.submissions.ward_registered_v1 import WardRegistered
from thidua_contracts.submissions.ward_renamed_v1 import WardRenamed
from thidua_contracts.submissions.ward_withdrawn_v1 import WardWithdrawn
from thidua_contracts.topics import AWARDS, SUBMISSIONS

E = TypeVar("E", bound=IntegrationEvent)
Says = Callable[[EventEnvelope[E]], tuple[Change, str | None]]
"""Which row an event changes, and what it is about, or None when it counts for nothing."""


@dataclass(slots=True)
class Heard:
    """The newest thing heard of a ward from a service, of whatever type."""

    ward_code: str
    source: str
    position: int
    event_id: UUID
    ce_type: str
    recorded_at: datetime


@dataclass(slots=True)
class Evidence:
    """An event that proves a figure, and the thing that it is about."""

    ward_code: str
    event_id: UUID
    about: str
    ce_type: str
    source: str
    position: int
    stream_id: str
    stream_version: int
    recorded_at: datetime


@dataclass(slots=True)
class Ward:
    """What a ward is called from a day on."""

    ward_code: str
    named_on: date
    name: str
    kind: str


@dataclass(slots=True)
class Days:
    """From which day on a ward exists and from which it is no more, each as the highest version of its stream that says so."""

    ward_code: str
    began_on: date | None = None
    began_version: int = 0
    ended_on: date | None = None
    ended_version: int = 0
    withdrawn_version: int = 0


@dataclass(slots=True)
class Unit:
    """What a unit is called."""

    ward_code: str
    unit_id: str
    name: str
    kind: str


@dataclass(slots=True)
class Plan:
    """The year of a plan, which is its movements' year."""

    ward_code: str
    plan_id: str
    year: int


@dataclass(slots=True)
class Movement:
    """A movement that was launched; one that is withdrawn, as the highest version of its stream says, counts for nothing."""

    ward_code: str
    movement_id: str
    plan_id: str
    name: str
    starts_on: date
    version: int
    withdrawn: bool


@dataclass(slots=True)
class Joining:
    """Whether a unit takes part in a movement, as the highest version of its stream says."""

    ward_code: str
    movement_id: str
    unit_id: str
    about: str
    version: int
    taking_part: bool
    said_on: date


@dataclass(slots=True)
class Award:
    """An award that was decided."""

    ward_code: str
    award_id: str
    unit_id: str
    year: int
    title: str
    direct_worker: bool
    decided_on: date
    version: int
    stands: bool


HEARD: Final = table("standings_heard", Heard, key=("ward_code", "source"))
EVIDENCE: Final = table("standings_evidence", Evidence, key=("ward_code", "event_id"))
WARDS: Final = table("standings_wards", Ward, key=("ward_code", "named_on"))
DAYS: Final = table("standings_ward_days", Days, key=("ward_code",))
UNITS: Final = table("standings_units", Unit, key=("ward_code", "unit_id"))
PLANS: Final = table("standings_plans", Plan, key=("ward_code", "plan_id"))
MOVEMENTS: Final = table("standings_movements", Movement, key=("ward_code", "movement_id"))
JOININGS: Final = table("standings_joinings", Joining, key=("ward_code", "movement_id", "unit_id"))
GRANTED: Final = table("standings_awards", Award, key=("ward_code", "award_id"))


def hear(recorded: EventEnvelope[Any]) -> tuple[Change]:
    """The ward was heard of."""
    row = Heard(
        ward_code=recorded.ward_code,
        source=recorded.source,
        position=recorded.position,
        event_id=recorded.event_id,
        ce_type=recorded.event.type,
        recorded_at=recorded.recorded_at,
    )
    return (HEARD.upsert(row, recorded, heard_later),)


def heard_later(row: Heard, recorded: EventEnvelope[Any]) -> None:
    if row.position < recorded.position:
        row.position, row.event_id = recorded.position, recorded.event_id
        row.ce_type, row.recorded_at = recorded.event.type, recorded.recorded_at


def evidence(recorded: EventEnvelope[Any], about: str) -> Change:
    """The event, kept for the thing that it is about."""
    row = Evidence(
        ward_code=recorded.ward_code,
        event_id=recorded.event_id,
        about=about,
        ce_type=recorded.event.type,
        source=recorded.source,
        position=recorded.position,
        stream_id=recorded.stream_id,
        stream_version=recorded.stream_version,
        recorded_at=recorded.recorded_at,
    )
    return EVIDENCE.insert(row)


def counted(says: Says[E]) -> Apply:
    """An `apply` that also keeps the event as evidence and as the last thing heard."""

    def changes(recorded: EventEnvelope[E]) -> Iterator[Change]:
        change, about = says(recorded)
        yield change
        if about is not None:
            yield evidence(recorded, about)
        yield from hear(recorded)

    return InSets(changes)


WardSays = Callable[[EventEnvelope[Any]], Change]


def of_ward(*says: WardSays) -> Apply:
    """An `apply` for an event of a ward itself: no figure, so nothing to prove."""

    def changes(recorded: EventEnvelope[Any]) -> Iterator[Change]:
        for each in says:
            yield each(recorded)
        yield from hear(recorded)

    return InSets(changes)


def named(recorded: EventEnvelope[WardRegistered | WardRenamed]) -> Change:
    event = recorded.event
    return WARDS.upsert(Ward(event.ward_code, event.valid_from, event.name, event.kind), recorded, _named)


def _named(row: Ward, recorded: EventEnvelope[WardRegistered | WardRenamed]) -> None:
    row.name, row.kind = recorded.event.name, recorded.event.kind


def days(recorded: EventEnvelope[WardRegistered | WardEnded | WardDaysCorrected | WardWithdrawn]) -> Change:
    return DAYS.upsert(Days(recorded.event.ward_code), recorded, _days)


def _days(row: Days, recorded: EventEnvelope[WardRegistered | WardEnded | WardDaysCorrected | WardWithdrawn]) -> None:
    event, version = recorded.event, recorded.stream_version
    if isinstance(event, WardWithdrawn):
        row.withdrawn_version = max(row.withdrawn_version, version)
        return
    if not isinstance(event, WardEnded) and row.began_version < version:
        row.began_version, row.began_on = version, event.valid_from
    if row.ended_version < version:
        row.ended_version, row.ended_on = version, None if isinstance(event, WardRegistered) else event.ended_on


def unit(recorded: EventEnvelope[UnitRegistered]) -> tuple[Change, None]:
    event = recorded.event
    return UNITS.insert(Unit(recorded.ward_code, event.unit_id, event.name, event.kind)), None


def unit_changed(recorded: EventEnvelope[UnitChanged | UnitCorrected]) -> tuple[Change, None]:
    event = recorded.event  # its registration may be told later
    return UNITS.upsert(Unit(recorded.ward_code, event.unit_id, event.name, event.kind), recorded, _call), None


def _call(row: Unit, recorded: EventEnvelope[UnitChanged | UnitCorrected]) -> None:
    row.name, row.kind = recorded.event.name, recorded.event.kind


def plan(recorded: EventEnvelope[PlanIssued]) -> tuple[Change, str]:
    event = recorded.event
    return PLANS.insert(Plan(recorded.ward_code, event.plan_id, event.year)), event.plan_id


def movement(recorded: EventEnvelope[MovementLaunched]) -> tuple[Change, str]:
    event = recorded.event
    row = Movement(recorded.ward_code, event.movement_id, event.plan_id, event.name, event.starts_on, 0, False)
    return MOVEMENTS.upsert(row, recorded, _name), event.movement_id


def _name(row: Movement, recorded: EventEnvelope[MovementLaunched]) -> None:
    row.name, row.starts_on = recorded.event.name, recorded.event.starts_on


def movement_standing(recorded: EventEnvelope[MovementWithdrawn | MovementRestored]) -> tuple[Change, str]:
    event = recorded.event  # its launch may be told later
    row = Movement(recorded.ward_code, event.movement_id, event.plan_id, "", date.min, 0, False)
    _count_or_not(row, recorded)
    return MOVEMENTS.upsert(row, recorded, _count_or_not), event.movement_id


def _count_or_not(row: Movement, recorded: EventEnvelope[MovementWithdrawn | MovementRestored]) -> None:
    if recorded.stream_version > row.version:
        row.version, row.withdrawn = recorded.stream_version, isinstance(recorded.event, MovementWithdrawn)


def joining(recorded: EventEnvelope[MovementJoined | MovementLeft]) -> tuple[Change, str]:
    event = recorded.event
    about = f"{event.movement_id}/{event.unit_id}"
    row = Joining(recorded.ward_code, event.movement_id, event.unit_id, about, 0, False, date.min)
    _take_part(row, recorded)
    return JOININGS.upsert(row, recorded, _take_part), about


def _take_part(row: Joining, recorded: EventEnvelope[MovementJoined | MovementLeft]) -> None:
    if recorded.stream_version > row.version:
        row.version, row.taking_part = recorded.stream_version, isinstance(recorded.event, MovementJoined)
        row.said_on = local_date(recorded.recorded_at)


def award(recorded: EventEnvelope[AwardDecided]) -> tuple[Change, str]:
    event = recorded.event  # that it was annulled may be told before
    row = Award(
        ward_code=recorded.ward_code,
        award_id=event.award_id,
        unit_id=event.unit_id,
        year=event.year,
        title=event.title,
        direct_worker=event.direct_worker,
        decided_on=event.decided_on,
        version=recorded.stream_version,
        stands=True,
    )
    return GRANTED.upsert(row, recorded, _decide), event.award_id


def _decide(row: Award, recorded: EventEnvelope[AwardDecided]) -> None:
    event = recorded.event
    row.direct_worker, row.decided_on = event.direct_worker, event.decided_on
    _stand(row, recorded)


Changed = AwardAnnulled | AwardRestored | AwardAnnulmentWithdrawn | AwardWithdrawn


def award_changed(recorded: EventEnvelope[Changed]) -> tuple[Change, str]:
    event = recorded.event  # its decision may be told later, with who it was and the day
    row = Award(
        ward_code=recorded.ward_code,
        award_id=event.award_id,
        unit_id=event.unit_id,
        year=event.year,
        title=event.title,
        direct_worker=False,
        decided_on=date.min,
        version=0,
        stands=False,
    )
    _stand(row, recorded)
    return GRANTED.upsert(row, recorded, _stand), event.award_id


def _stand(row: Award, recorded: EventEnvelope[AwardDecided | Changed]) -> None:
    if recorded.stream_version > row.version:
        stands = isinstance(recorded.event, AwardDecided | AwardRestored | AwardAnnulmentWithdrawn)
        row.version, row.stands = recorded.stream_version, stands


COUNTED: Final[Mapping[type[IntegrationEvent], Apply]] = {
    WardRegistered: of_ward(named, days),
    WardRenamed: of_ward(named),
    WardEnded: of_ward(days),
    WardDaysCorrected: of_ward(days),
    WardWithdrawn: of_ward(days),
    UnitRegistered: counted(unit),
    UnitChanged: counted(unit_changed),
    UnitCorrected: counted(unit_changed),
    PlanIssued: counted(plan),
    MovementLaunched: counted(movement),
    MovementWithdrawn: counted(movement_standing),
    MovementRestored: counted(movement_standing),
    MovementJoined: counted(joining),
    MovementLeft: counted(joining),
    AwardDecided: counted(award),
    AwardAnnulled: counted(award_changed),
    AwardRestored: counted(award_changed),
    AwardAnnulmentWithdrawn: counted(award_changed),
    AwardWithdrawn: counted(award_changed),
    ReportRequested: counted(reported(report_rows.deadline)),
    ReportDeadlineExtended: counted(reported(report_rows.deadline)),
    ReportExtensionWithdrawn: counted(reported(report_rows.deadline)),
    ReportSubmitted: counted(reported(report_rows.submitted)),
    ReportSendingWithdrawn: counted(reported(report_rows.sending_withdrawn)),
    ReportReturned: counted(reported(report_rows.status("returned"))),
    ReportReturnWithdrawn: counted(reported(report_rows.status("submitted"))),
    ReportAccepted: counted(reported(report_rows.status("accepted"))),
    ReportAcceptanceWithdrawn: counted(reported(report_rows.status("submitted"))),
    ReportMissed: counted(reported(report_rows.missed)),
    ReportLocked: counted(reported(report_rows.locked)),
    ReportReleased: counted(reported(report_rows.released)),
}

HEARD_ONLY: Final = tuple(
    model
    for ce_type, model in contracts().items()
    if ce_type.startswith(("vn.thidua.submissions.", "vn.thidua.awards.")) and model not in COUNTED
)
"""Everything else that the two services say moves "last heard" and nothing else."""

MODEL = ReadModel(
    name="standings",
    version=10,
    schema=Path(__file__).parent / "schema.sql",
    apply={**COUNTED, **dict.fromkeys(HEARD_ONLY, InSets(hear))},
)
SUBSCRIPTION = Subscription(name="standings", topics=(SUBMISSIONS, AWARDS), reader=MODEL)
