"""What `informing` remembers: names, which units are residential groups, what a report is waited for, to which bloc a ward belongs."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.chassis.event_envelope import EventEnvelope
from services.chassis.readers.lookups import Lookup
from services.notifications.policy import Awaited
from thidua_contracts.blocs.bloc_hand_over_taken_back_v1 import BlocHandOverTakenBack
from thidua_contracts.blocs.bloc_head_appointed_v1 import BlocHeadAppointed
from thidua_contracts.blocs.bloc_member_joined_v1 import BlocMemberJoined
from thidua_contracts.blocs.bloc_member_left_v1 import BlocMemberLeft
from thidua_contracts.blocs.bloc_membership_corrected_v1 import BlocMembershipCorrected
from thidua_contracts.codes import UnitKind
from thidua_contracts.submissions.report_released_v1 import ReportReleased
from thidua_contracts.submissions.report_requested_v1 import ReportRequested
from thidua_contracts.submissions.report_return_withdrawn_v1 import ReportReturnWithdrawn
from thidua_contracts.submissions.report_returned_v1 import ReportReturned
from thidua_contracts.submissions.report_sending_withdrawn_v1 import ReportSendingWithdrawn
from thidua_contracts.submissions.report_submitted_v1 import ReportSubmitted
from thidua_contracts.submissions.unit_changed_v1 import UnitChanged
from thidua_contracts.submissions.unit_corrected_v1 import UnitCorrected
from thidua_contracts.submissions.unit_registered_v1 import UnitRegistered
from thidua_contracts.submissions.ward_registered_v1 import WardRegistered
from thidua_contracts.submissions.ward_renamed_v1 import WardRenamed

NAMES: Final = Lookup("""
SELECT k.n, (SELECT name FROM informing_wards WHERE ward_code = k.ward_code
             ORDER BY named_on <= k.day DESC, CASE WHEN named_on <= k.day THEN named_on END DESC, named_on LIMIT 1) AS ward,
       (SELECT name FROM informing_units WHERE ward_code = k.ward_code AND unit_id = k.unit_id) AS unit
FROM unnest($1::text[], $2::text[], $3::date[]) WITH ORDINALITY AS k (ward_code, unit_id, day, n)
""")
CALLED: Final = Lookup("""
SELECT k.n, r.report_name, r.plan_number
FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS k (ward_code, report_id, n)
CROSS JOIN LATERAL (
    SELECT report_name, plan_number FROM informing_reports WHERE ward_code = k.ward_code AND report_id = k.report_id OFFSET 0
) AS r
WHERE r.report_name IS NOT NULL AND r.plan_number IS NOT NULL
""")
AWAITED: Final = Lookup("""
SELECT k.n, r.waited_for, r.returned
FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS k (ward_code, report_id, n)
CROSS JOIN LATERAL (
    SELECT waited_for, returned FROM informing_reports WHERE ward_code = k.ward_code AND report_id = k.report_id OFFSET 0
) AS r
""")

GROUPS: Final = """
SELECT unit_id FROM informing_units WHERE ward_code = $1 AND kind = ANY ($2::text[]) ORDER BY unit_id
"""


MEMBER: Final = """
INSERT INTO informing_bloc_members (ward_code, member_ward, member_from) VALUES ($1, $2, $3)
ON CONFLICT (ward_code, member_ward, member_from) DO NOTHING
"""
LEAVER: Final = """
INSERT INTO informing_bloc_leavers (ward_code, member_ward, member_to) VALUES ($1, $2, $3)
ON CONFLICT (ward_code, member_ward, member_to) DO NOTHING
"""


async def names(connection: asyncpg.Connection, ward_code: str, unit_id: str | None, day: date) -> dict[str, str]:
    """What the ward on that day and the unit, if there is one, are called; a name that was not heard of is left out."""
    [row] = await NAMES.rows(connection, ward_code, unit_id, day)
    return {name: row[name] for name in ("ward", "unit") if row[name] is not None}


async def called(connection: asyncpg.Connection, ward_code: str, report_id: str | None) -> dict[str, str]:
    """What its plan calls a report, and the plan's number; nothing where they were not told."""
    if report_id is None:
        return {}
    rows = await CALLED.rows(connection, ward_code, report_id)
    return {name: row[name] for row in rows for name in ("report_name", "plan_number")}


async def awaited(connection: asyncpg.Connection, ward_code: str, report_id: str) -> Awaited | None:
    """Whether the unit is to send a report, and why."""
    for row in await AWAITED.rows(connection, ward_code, report_id):
        if row["waited_for"]:
            return Awaited.RETURNED if row["returned"] else Awaited.UNSENT
    return None


async def bloc_offices(connection: asyncpg.Connection, ward_code: str, day: date) -> list[str]:
    """Where the secretaries of a ward's blocs hold their role: in the bloc itself, or in the ward that heads it."""
    offices: list[str] = []
    for bloc in await _blocs_of(connection, ward_code, day):
        head = await _head_of(connection, bloc, day)
        offices += [bloc] if head is None else [bloc, head]
    return list(dict.fromkeys(offices))


async def _blocs_of(connection: asyncpg.Connection, ward_code: str, day: date) -> list[str]:
    """The blocs that a ward is a member of on a day."""
    rows = await connection.fetch(
        """
        SELECT DISTINCT m.ward_code FROM informing_bloc_members m
        WHERE m.member_ward = $1 AND m.member_from <= $2 AND NOT EXISTS (
            SELECT FROM informing_bloc_leavers l
            WHERE l.ward_code = m.ward_code AND l.member_ward = m.member_ward
              AND l.member_to >= m.member_from AND l.member_to < $2
        )
        ORDER BY m.ward_code
        """,
        ward_code,
        day,
    )
    return [row["ward_code"] for row in rows]


async def _head_of(connection: asyncpg.Connection, bloc_code: str, day: date) -> str | None:
    """The ward that heads a bloc on a day; None while nobody was appointed for that year."""
    head: str | None = await connection.fetchval(
        """
        SELECT head_ward FROM informing_bloc_heads
        WHERE ward_code = $1 AND year = $2 AND head_from <= $3 ORDER BY head_from DESC LIMIT 1
        """,
        bloc_code,
        day.year,
        day,
    )
    return head


async def ward(connection: asyncpg.Connection, recorded: EventEnvelope[WardRegistered | WardRenamed]) -> None:
    await connection.execute(
        """
        INSERT INTO informing_wards (ward_code, named_on, name) VALUES ($1, $2, $3)
        ON CONFLICT (ward_code, named_on) DO UPDATE SET name = excluded.name
        """,
        recorded.event.ward_code,
        recorded.event.valid_from,
        recorded.event.name,
    )


async def groups(connection: asyncpg.Connection, ward_code: str) -> list[UUID]:
    """The residential groups and hamlets of a ward."""
    rows = await connection.fetch(GROUPS, ward_code, [UnitKind.RESIDENTIAL_GROUP.value, UnitKind.HAMLET.value])
    return [UUID(row["unit_id"]) for row in rows]


async def unit(connection: asyncpg.Connection, recorded: EventEnvelope[UnitRegistered]) -> None:
    await connection.execute(
        """
        INSERT INTO informing_units (ward_code, unit_id, name, kind) VALUES ($1, $2, $3, $4)
        ON CONFLICT (ward_code, unit_id) DO NOTHING
        """,
        recorded.ward_code,
        recorded.event.unit_id,
        recorded.event.name,
        recorded.event.kind.value,
    )


async def unit_changed(connection: asyncpg.Connection, recorded: EventEnvelope[UnitChanged | UnitCorrected]) -> None:
    await connection.execute(
        """
        INSERT INTO informing_units (ward_code, unit_id, name, kind) VALUES ($1, $2, $3, $4)
        ON CONFLICT (ward_code, unit_id) DO UPDATE SET name = $3, kind = $4
        """,
        recorded.ward_code,
        recorded.event.unit_id,
        recorded.event.name,
        recorded.event.kind.value,
    )


async def requested(connection: asyncpg.Connection, recorded: EventEnvelope[ReportRequested]) -> None:
    """The unit is to send the report, which is called so."""
    await _report(connection, recorded, waited_for=True)
    event = recorded.event
    if event.report_name is not None:
        await connection.execute(
            "UPDATE informing_reports SET report_name = $3, plan_number = $4 WHERE ward_code = $1 AND report_id = $2",
            recorded.ward_code,
            event.report_id,
            event.report_name,
            event.plan_number,
        )


async def returned(connection: asyncpg.Connection, recorded: EventEnvelope[ReportReturned]) -> None:
    """The unit is to send it again."""
    await _report(connection, recorded, waited_for=True, returned=True)


async def unsent(connection: asyncpg.Connection, recorded: EventEnvelope[ReportSendingWithdrawn]) -> None:
    """What was sent does not count: the unit is to send it, or to send it again."""
    await _report(connection, recorded, waited_for=True, returned=recorded.event.returned_at is not None)


async def waits_no_more(
    connection: asyncpg.Connection, recorded: EventEnvelope[ReportSubmitted | ReportReturnWithdrawn | ReportReleased]
) -> None:
    """It was sent, that it was given back was a mistake, or it is owed no more."""
    await _report(connection, recorded, waited_for=False)


async def _report(
    connection: asyncpg.Connection, recorded: EventEnvelope[Any], *, waited_for: bool, returned: bool = False
) -> None:
    await connection.execute(
        """
        INSERT INTO informing_reports AS r (ward_code, report_id, waited_for, returned, waited_version)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (ward_code, report_id) DO UPDATE
        SET waited_for = excluded.waited_for, returned = excluded.returned, waited_version = excluded.waited_version
        WHERE r.waited_version < excluded.waited_version
        """,
        recorded.ward_code,
        recorded.event.report_id,
        waited_for,
        returned,
        recorded.stream_version,
    )


async def joined_bloc(connection: asyncpg.Connection, recorded: EventEnvelope[BlocMemberJoined]) -> None:
    await connection.execute(MEMBER, recorded.ward_code, recorded.event.ward_code, recorded.event.member_from)


async def left_bloc(connection: asyncpg.Connection, recorded: EventEnvelope[BlocMemberLeft]) -> None:
    await connection.execute(LEAVER, recorded.ward_code, recorded.event.ward_code, recorded.event.member_to)


async def stays_otherwise(connection: asyncpg.Connection, recorded: EventEnvelope[BlocMembershipCorrected]) -> None:
    """Other days of a stay, or none. What is said of one bloc comes in its order."""
    event, key = recorded.event, (recorded.ward_code, recorded.event.ward_code)
    await connection.execute(
        "DELETE FROM informing_bloc_members WHERE ward_code = $1 AND member_ward = $2 AND member_from = $3",
        *key,
        event.was_from,
    )
    await connection.execute(
        "DELETE FROM informing_bloc_leavers WHERE ward_code = $1 AND member_ward = $2 AND member_to = $3",
        *key,
        event.was_to,
    )
    if event.member_from is not None:
        await connection.execute(MEMBER, *key, event.member_from)
    if event.member_to is not None:
        await connection.execute(LEAVER, *key, event.member_to)


async def heads_bloc(connection: asyncpg.Connection, recorded: EventEnvelope[BlocHeadAppointed]) -> None:
    event = recorded.event
    await connection.execute(
        """
        INSERT INTO informing_bloc_heads (ward_code, year, head_from, head_ward) VALUES ($1, $2, $3, $4)
        ON CONFLICT (ward_code, year, head_from) DO NOTHING
        """,
        recorded.ward_code,
        event.year,
        event.head_from or date(event.year, 1, 1),
        event.ward_code,
    )


async def keeps_head(connection: asyncpg.Connection, recorded: EventEnvelope[BlocHandOverTakenBack]) -> None:
    """What is said of one bloc comes in its order: a later hand-over on the same day is kept after this."""
    await connection.execute(
        "DELETE FROM informing_bloc_heads WHERE ward_code = $1 AND year = $2 AND head_from = $3",
        recorded.ward_code,
        recorded.event.year,
        recorded.event.handed_over_on,
    )
