"""Process manager `distributing`: a directive asks each unit it goes to, also units of later days, while it holds.

One rule says who is asked: the unit is named, or all are; it has not ended by the last day to read. When that day is moved, each unit is
looked at again. A unit that begins later than a
directive has a week from its registration, if that is later than the directive's own day. Recalling tells every unit that was
asked, and a document that is withdrawn from the library recalls what spreads it; both are taken back in the same way. A
unit that ends is released from what it would have had to read later, and has it to read again when its end is taken back.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.chassis.calendar import local_date
from services.chassis.event_envelope import EventEnvelope
from services.chassis.readers.definition import Issue, ProcessManager
from services.submissions.directives.commands import (
    AskReading,
    MoveReadingDeadline,
    RecallReading,
    RecallWithdrawn,
    ReleaseReading,
    RestoreReading,
    RestoreWithdrawn,
)
from services.submissions.directives.events import (
    DirectiveDeadlineMoved,
    DirectiveDistributed,
    DirectiveRecalled,
    DirectiveRestored,
    ReadingAsked,
    ReadingDeadlineMoved,
)
from services.submissions.library.events import (
    LibraryDocumentEnded,
    LibraryDocumentEndTakenBack,
    LibraryDocumentEntered,
    LibraryDocumentRestored,
    LibraryDocumentWithdrawn,
)
from services.submissions.units.events import (
    UnitClosed,
    UnitEndCorrected,
    UnitRegistered,
    UnitReopened,
    UnitSucceeded,
    UnitWithdrawn,
)

JOINED_LATER: Final = timedelta(days=7)
"""How long a unit of a later day has for what was distributed before it."""
UNITS: Final = "SELECT unit_id FROM distributing_units WHERE ward_code = $1 ORDER BY unit_id"
HOLDING: Final = """
SELECT directive_id, read_by FROM distributing_directives
WHERE ward_code = $1 AND (units = '{}' OR $2 = ANY (units)) AND (ended_on IS NULL OR ended_on > $3) ORDER BY directive_id
"""
OF_DOCUMENT: Final = """
SELECT directive_id FROM distributing_directives WHERE ward_code = $1 AND document_id = $2 ORDER BY directive_id
"""
ASKED: Final = """
SELECT unit_id FROM distributing_asked WHERE ward_code = $1 AND directive_id = $2 ORDER BY unit_id
"""
CONCERNED: Final = """
SELECT unit_id FROM distributing_asked WHERE ward_code = $1 AND directive_id = $2
UNION
SELECT u.unit_id FROM distributing_directives d JOIN distributing_units u USING (ward_code)
WHERE d.ward_code = $1 AND d.directive_id = $2 AND (d.units = '{}' OR u.unit_id = ANY (d.units))
  AND (d.ended_on IS NULL OR d.ended_on > $3)
ORDER BY unit_id
"""
LATER: Final = """
SELECT directive_id FROM distributing_asked WHERE ward_code = $1 AND unit_id = $2 AND read_by >= $3 ORDER BY directive_id
"""
REMEMBER_UNIT: Final = "INSERT INTO distributing_units (ward_code, unit_id) VALUES ($1, $2)"
REMEMBER: Final = """
INSERT INTO distributing_directives (ward_code, directive_id, document_id, read_by, units) VALUES ($1, $2, $3, $4, $5)
"""
REMEMBER_AGAIN: Final = """
INSERT INTO distributing_directives (ward_code, directive_id, document_id, read_by, units, ended_on)
VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (ward_code, directive_id) DO NOTHING
"""
FORGET_RECALLED: Final = "DELETE FROM distributing_directives WHERE ward_code = $1 AND document_id = $2"
MOVE: Final = "UPDATE distributing_directives SET read_by = $3 WHERE ward_code = $1 AND directive_id = $2"
FORGET: Final = "DELETE FROM distributing_directives WHERE ward_code = $1 AND directive_id = $2"
ENDED: Final = "UPDATE distributing_directives SET ended_on = $3 WHERE ward_code = $1 AND document_id = $2"
REMEMBER_ASKED: Final = """
INSERT INTO distributing_asked (ward_code, directive_id, unit_id, read_by) VALUES ($1, $2, $3, $4)
ON CONFLICT (ward_code, directive_id, unit_id) DO UPDATE SET read_by = excluded.read_by
"""


def ask(recorded: EventEnvelope[Any], directive_id: UUID, unit_id: UUID, read_by: date) -> Issue:
    """The command that asks a unit."""
    command = AskReading(
        ward_code=recorded.ward_code,
        at=recorded.recorded_at,
        directive_id=directive_id,
        unit_id=unit_id,
        read_by=read_by,
    )
    return Issue(f"ask {directive_id} {unit_id}", command)


def release(recorded: EventEnvelope[Any], directive_id: UUID, unit_id: UUID) -> Issue:
    """The command that releases a unit."""
    command = ReleaseReading(
        ward_code=recorded.ward_code, at=recorded.recorded_at, directive_id=directive_id, unit_id=unit_id
    )
    return Issue(f"release {directive_id} {unit_id}", command)


async def distributed(connection: asyncpg.Connection, recorded: EventEnvelope[DirectiveDistributed]) -> Sequence[Issue]:
    """Every unit it goes to."""
    event = recorded.event
    units = event.units or [row["unit_id"] for row in await connection.fetch(UNITS, recorded.ward_code)]
    return [ask(recorded, event.directive_id, unit, event.read_by) for unit in units]


async def moved(connection: asyncpg.Connection, recorded: EventEnvelope[DirectiveDeadlineMoved]) -> Sequence[Issue]:
    """Every unit that was asked, and whoever it goes to while its document holds."""
    ward, directive = recorded.ward_code, recorded.event.directive_id
    rows = await connection.fetch(CONCERNED, ward, directive, local_date(recorded.recorded_at))
    return [
        Issue(
            f"move {directive} {row['unit_id']}",
            MoveReadingDeadline(
                ward_code=ward, at=recorded.recorded_at, directive_id=directive, unit_id=row["unit_id"]
            ),
        )
        for row in rows
    ]


async def recalled(connection: asyncpg.Connection, recorded: EventEnvelope[DirectiveRecalled]) -> Sequence[Issue]:
    """Every unit that was asked, whether it has read it or not."""
    ward, directive = recorded.ward_code, recorded.event.directive_id
    return [
        Issue(
            f"recall {directive} {row['unit_id']}",
            RecallReading(ward_code=ward, at=recorded.recorded_at, directive_id=directive, unit_id=row["unit_id"]),
        )
        for row in await connection.fetch(ASKED, ward, directive)
    ]


async def restored(connection: asyncpg.Connection, recorded: EventEnvelope[DirectiveRestored]) -> Sequence[Issue]:
    """Every unit that was asked, and whoever it goes to that has begun since."""
    event, ward = recorded.event, recorded.ward_code
    asked = [row["unit_id"] for row in await connection.fetch(ASKED, ward, event.directive_id)]
    holds = event.ended_on is None or event.ended_on > local_date(recorded.recorded_at)
    since = event.units or [row["unit_id"] for row in await connection.fetch(UNITS, ward)]
    units = dict.fromkeys([*asked, *(since if holds else ())])
    return [
        Issue(
            f"restore {event.directive_id} {unit}",
            RestoreReading(ward_code=ward, at=recorded.recorded_at, directive_id=event.directive_id, unit_id=unit),
        )
        for unit in units
    ]


async def withdrawn(
    connection: asyncpg.Connection, recorded: EventEnvelope[LibraryDocumentWithdrawn]
) -> Sequence[Issue]:
    """Whatever spreads a document that the library no longer has is recalled, for the same reason."""
    ward, event = recorded.ward_code, recorded.event
    return [
        Issue(
            f"recall {row['directive_id']}",
            RecallWithdrawn(
                ward_code=ward,
                at=recorded.recorded_at,
                directive_id=row["directive_id"],
                reason=event.reason,
                instead=event.instead,
            ),
        )
        for row in await connection.fetch(OF_DOCUMENT, ward, event.document_id)
    ]


async def document_restored(
    connection: asyncpg.Connection, recorded: EventEnvelope[LibraryDocumentRestored]
) -> Sequence[Issue]:
    """What was recalled with a document comes back with it."""
    ward, event = recorded.ward_code, recorded.event
    return [
        Issue(
            f"restore {row['directive_id']}",
            RestoreWithdrawn(
                ward_code=ward,
                at=recorded.recorded_at,
                directive_id=row["directive_id"],
                document_id=event.document_id,
                reason=event.reason,
            ),
        )
        for row in await connection.fetch(OF_DOCUMENT, ward, event.document_id)
    ]


async def unit_begins(
    connection: asyncpg.Connection, recorded: EventEnvelope[UnitRegistered | UnitReopened | UnitEndCorrected]
) -> Sequence[Issue]:
    """What still holds, for a unit that is new or goes on; and what a corrected end leaves it no time for."""
    event, ward_code, today = recorded.event, recorded.ward_code, local_date(recorded.recorded_at)
    latest = today + JOINED_LATER if isinstance(event, UnitRegistered) else date.min
    asked = [
        ask(recorded, row["directive_id"], event.unit_id, max(row["read_by"], latest))
        for row in await connection.fetch(HOLDING, ward_code, event.unit_id, today)
    ]
    after = await _later(connection, recorded, event.closed_on) if isinstance(event, UnitEndCorrected) else []
    return [*asked, *after]


async def unit_ends(
    connection: asyncpg.Connection, recorded: EventEnvelope[UnitClosed | UnitSucceeded | UnitWithdrawn]
) -> Sequence[Issue]:
    """What it would have had to read after its end."""
    return await _later(connection, recorded, recorded.event.closed_on)


async def _later(connection: asyncpg.Connection, recorded: EventEnvelope[Any], closed_on: date) -> list[Issue]:
    unit = recorded.event.unit_id
    rows = await connection.fetch(LATER, recorded.ward_code, unit, closed_on)
    return [release(recorded, row["directive_id"], unit) for row in rows]


async def remember_unit(connection: asyncpg.Connection, recorded: EventEnvelope[UnitRegistered]) -> None:
    """Who is asked of what goes to all."""
    await connection.execute(REMEMBER_UNIT, recorded.ward_code, recorded.event.unit_id)


async def remember(connection: asyncpg.Connection, recorded: EventEnvelope[DirectiveDistributed]) -> None:
    """What units of later days are asked."""
    event = recorded.event
    what = (event.directive_id, event.document_id, event.read_by, list(event.units))
    await connection.execute(REMEMBER, recorded.ward_code, *what)


async def remember_day(connection: asyncpg.Connection, recorded: EventEnvelope[DirectiveDeadlineMoved]) -> None:
    """Until when units of later days are asked."""
    event = recorded.event
    await connection.execute(MOVE, recorded.ward_code, event.directive_id, event.read_by)


async def forget(connection: asyncpg.Connection, recorded: EventEnvelope[DirectiveRecalled]) -> None:
    """Nobody is asked any more; what went with its document is remembered, since it may come back with it."""
    if not recorded.event.document_withdrawn:
        await connection.execute(FORGET, recorded.ward_code, recorded.event.directive_id)


async def remember_again(connection: asyncpg.Connection, recorded: EventEnvelope[DirectiveRestored]) -> None:
    """What units of later days are asked."""
    event = recorded.event
    what = (event.directive_id, event.document_id, event.read_by, list(event.units), event.ended_on)
    await connection.execute(REMEMBER_AGAIN, recorded.ward_code, *what)


async def entered_anew(connection: asyncpg.Connection, recorded: EventEnvelope[LibraryDocumentEntered]) -> None:
    """What had gone with the entry before does not come back with this one."""
    await connection.execute(FORGET_RECALLED, recorded.ward_code, recorded.event.document_id)


async def ended(
    connection: asyncpg.Connection, recorded: EventEnvelope[LibraryDocumentEnded | LibraryDocumentEndTakenBack]
) -> None:
    """From when on its document no longer holds."""
    ended_on = getattr(recorded.event, "ended_on", None)
    await connection.execute(ENDED, recorded.ward_code, recorded.event.document_id, ended_on)


async def remember_asked(
    connection: asyncpg.Connection, recorded: EventEnvelope[ReadingAsked | ReadingDeadlineMoved]
) -> None:
    """Who would have to be released."""
    event = recorded.event
    await connection.execute(REMEMBER_ASKED, recorded.ward_code, event.directive_id, event.unit_id, event.read_by)


MANAGER: Final = ProcessManager(
    "distributing",
    1,
    react={
        DirectiveDistributed: distributed,
        DirectiveDeadlineMoved: moved,
        DirectiveRecalled: recalled,
        DirectiveRestored: restored,
        LibraryDocumentWithdrawn: withdrawn,
        LibraryDocumentRestored: document_restored,
        UnitRegistered: unit_begins,
        UnitReopened: unit_begins,
        UnitEndCorrected: unit_begins,
        UnitClosed: unit_ends,
        UnitWithdrawn: unit_ends,
        UnitSucceeded: unit_ends,
    },
    schema=Path(__file__).with_name("distributing.sql"),
    apply={
        UnitRegistered: remember_unit,
        DirectiveDistributed: remember,
        DirectiveDeadlineMoved: remember_day,
        DirectiveRecalled: forget,
        DirectiveRestored: remember_again,
        LibraryDocumentEntered: entered_anew,
        LibraryDocumentEnded: ended,
        LibraryDocumentEndTakenBack: ended,
        ReadingAsked: remember_asked,
        ReadingDeadlineMoved: remember_asked,
    },
)
