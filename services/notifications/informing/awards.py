"""What happens to a nomination means work for unit, clerk and chairman, and news for unit, bloc and person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg

from services.chassis.event_envelope import EventEnvelope
from services.chassis.readers.definition import Issue
from services.notifications.audience import Person
from services.notifications.informing import memory
from services.notifications.informing.wishes import BLOC_SECRETARIES, close_task, heads_of, open_task, tell
from services.notifications.tasks.events import SESSION, Kind, Outcome
from thidua_contracts.awards.award_decided_v1 import AwardDecided
from thidua_contracts.awards.council_session_closed_v1 import CouncilSessionClosed
from thidua_contracts.awards.council_session_opened_v1 import CouncilSessionOpened
from thidua_contracts.awards.nomination_forwarded_v1 import NominationForwarded
from thidua_contracts.awards.nomination_proposed_v1 import NominationProposed
from thidua_contracts.awards.nomination_refused_v1 import NominationRefused
from thidua_contracts.awards.nomination_voted_v1 import NominationVoted
from thidua_contracts.awards.nomination_window_closed_v1 import NominationWindowClosed
from thidua_contracts.awards.nomination_window_opened_v1 import NominationWindowOpened
from thidua_contracts.awards.nomination_withdrawn_v1 import NominationWithdrawn
from thidua_contracts.codes import SubjectKind


async def window_opened(
    connection: asyncpg.Connection, recorded: EventEnvelope[NominationWindowOpened]
) -> Sequence[Issue]:
    """The unit may put names forward, and is told."""
    event = recorded.event
    about = f"{event.unit_id}/{event.year}"
    facts = {"year": str(event.year), **await memory.names(connection, recorded.ward_code, event.unit_id)}
    return [
        open_task(recorded, Kind.PROPOSE_NOMINATIONS, about, facts, unit_id=event.unit_id),
        tell(recorded, heads_of(event.unit_id), "nomination-window-opened", facts, about),
    ]


async def proposed(connection: asyncpg.Connection, recorded: EventEnvelope[NominationProposed]) -> Sequence[Issue]:
    """The unit has put somebody forward; the clerk appraises."""
    event = recorded.event
    facts = {
        "year": str(event.year),
        "title": event.title.value,
        **await memory.names(connection, recorded.ward_code, event.unit_id),
    }
    return [
        close_task(recorded, Kind.PROPOSE_NOMINATIONS, f"{event.unit_id}/{event.year}"),
        open_task(recorded, Kind.REVIEW_NOMINATION, event.nomination_id, facts),
    ]


async def session_opened(_: asyncpg.Connection, recorded: EventEnvelope[CouncilSessionOpened]) -> Sequence[Issue]:
    """The council meets: its chairman, members and secretary have a session to go to."""
    event = recorded.event
    facts = {"year": str(event.year), "held_on": event.held_on.isoformat()}
    return [open_task(recorded, kind, event.session_id, facts) for kind in SESSION]


async def session_closed(_: asyncpg.Connection, recorded: EventEnvelope[CouncilSessionClosed]) -> Sequence[Issue]:
    """The session is over."""
    return [close_task(recorded, kind, recorded.event.session_id) for kind in SESSION]


async def voted(connection: asyncpg.Connection, recorded: EventEnvelope[NominationVoted]) -> Sequence[Issue]:
    """The council has spoken; what passed lies before the chairman."""
    event = recorded.event
    appraised = close_task(recorded, Kind.REVIEW_NOMINATION, event.nomination_id)
    if not event.passed:
        return [appraised]
    facts = await memory.names(connection, recorded.ward_code, "")
    return [appraised, open_task(recorded, Kind.DECIDE_NOMINATION, event.nomination_id, facts)]


async def forwarded(connection: asyncpg.Connection, recorded: EventEnvelope[NominationForwarded]) -> Sequence[Issue]:
    """It has gone up: the chairman has done his part."""
    return _settled(recorded, recorded.event.nomination_id)


async def withdrawn(_: asyncpg.Connection, recorded: EventEnvelope[NominationWithdrawn]) -> Sequence[Issue]:
    """The unit took it back: nobody has anything to do with it any more."""
    return _settled(recorded, recorded.event.nomination_id, Outcome.OVERTAKEN)


async def window_closed(_: asyncpg.Connection, recorded: EventEnvelope[NominationWindowClosed]) -> Sequence[Issue]:
    """The unit may put nobody forward any more."""
    event = recorded.event
    about = f"{event.unit_id}/{event.year}"
    return [close_task(recorded, Kind.PROPOSE_NOMINATIONS, about, Outcome.OVERTAKEN)]


async def refused(connection: asyncpg.Connection, recorded: EventEnvelope[NominationRefused]) -> Sequence[Issue]:
    """It ends; the unit is told."""
    event = recorded.event
    facts = await memory.names(connection, recorded.ward_code, event.unit_id)
    return [
        *_settled(recorded, event.nomination_id),
        tell(recorded, heads_of(event.unit_id), "nomination-refused", facts, event.nomination_id),
    ]


async def decided(connection: asyncpg.Connection, recorded: EventEnvelope[AwardDecided]) -> Sequence[Issue]:
    """The unit, the bloc's secretary and the person concerned are told."""
    event = recorded.event
    facts = {
        "year": str(event.year),
        "title": event.title.value,
        "decision_number": event.decision_number,
        "decided_on": event.decided_on.isoformat(),
        **await memory.names(connection, recorded.ward_code, event.unit_id),
    }
    offices = await _bloc_offices(connection, recorded.ward_code, event.decided_on)
    told = [
        tell(recorded, heads_of(event.unit_id), "award-decided-unit", facts, event.award_id),
        *(
            tell(recorded, BLOC_SECRETARIES, "award-decided-bloc", facts, event.award_id, ward_code=office)
            for office in offices
        ),
    ]
    if event.subject_kind is SubjectKind.INDIVIDUAL:
        person = Person(UUID(event.subject_id))
        with_money = {**facts, "money_dong": str(event.money_dong)}
        told.append(tell(recorded, person, "award-decided-person", with_money, event.award_id))
    return [*_settled(recorded, event.nomination_id), *told]


async def _bloc_offices(connection: asyncpg.Connection, ward_code: str, day: date) -> list[str]:
    """Where the secretaries of a ward's blocs hold their role: in the bloc itself, or in the ward that heads it."""
    offices: list[str] = []
    for bloc in await memory.blocs_of(connection, ward_code, day):
        head = await memory.head_of(connection, bloc, day)
        offices += [bloc] if head is None else [bloc, head]
    return list(dict.fromkeys(offices))


def _settled(recorded: EventEnvelope[Any], nomination_id: str, outcome: Outcome = Outcome.DONE) -> list[Issue]:
    return [
        close_task(recorded, Kind.REVIEW_NOMINATION, nomination_id, outcome),
        close_task(recorded, Kind.DECIDE_NOMINATION, nomination_id, outcome),
    ]
