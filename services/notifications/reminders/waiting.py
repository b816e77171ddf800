"""What units are waited for, as the read model `tasks` knows it now: what a reminder has to say, and whether it reaches anybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from services.chassis.calendar import local_date
from services.notifications.policy import Kind
from services.notifications.reminders.decider import Waiting
from services.notifications.tasks.projection import task_id
from services.notifications.tasks.query import facts_of

OPEN: Final = """
SELECT t.about, t.kind, t.unit_id, coalesce(t.due_at, d.due_at) AS due_at, t.facts::text AS facts, u.name AS unit, w.name AS ward,
       r.reminded_at, o.report_name, o.plan_number, EXISTS (
    SELECT FROM read.mandates m
    WHERE m.ward_code = t.ward_code AND m.role = 'unit-head' AND m.unit_id = t.unit_id AND m.relieved_at IS NULL
      AND m.valid_from <= $3 AND (m.valid_to IS NULL OR m.valid_to >= $3)
) AS headed
FROM read.tasks t
LEFT JOIN read.task_units u ON u.ward_code = t.ward_code AND u.unit_id = t.of_unit
LEFT JOIN LATERAL (
    SELECT name FROM read.task_wards WHERE ward_code = t.ward_code
    ORDER BY named_on <= $3 DESC, CASE WHEN named_on <= $3 THEN named_on END DESC, named_on LIMIT 1
) w ON true
LEFT JOIN read.tasks d ON t.kind = 'mend-aims' AND d.kind = 'register-aims' AND d.ward_code = t.ward_code AND d.about = t.about
LEFT JOIN read.task_reports o ON o.ward_code = t.ward_code AND o.report_id = t.about
LEFT JOIN read.reminders r ON r.ward_code = t.ward_code AND r.report_id = t.about::uuid
WHERE t.ward_code = $1 AND t.task_id = ANY ($2::uuid[])
  AND t.opened_at IS NOT NULL AND t.closed_at IS NULL AND coalesce(t.due_at, d.due_at) IS NOT NULL
"""
KNOWN: Final = "SELECT kind, count(*) FROM read.tasks WHERE ward_code = $1 AND task_id = ANY ($2::uuid[]) GROUP BY kind"


NAMED: Final = ("unit", "ward", "report_name", "plan_number")
AIMS: Final = (Kind.REGISTER_AIMS, Kind.MEND_AIMS)
"""A registration that was given back is waited for by the day on which it was to be there."""
REMINDED: Final = (Kind.SUBMIT_REPORT, Kind.READ_DIRECTIVE, *AIMS)
"""The work that units are reminded of, by the system and by hand."""


@dataclass(frozen=True, slots=True)
class Found:
    """What is waited for, and when its unit was last reminded."""

    waiting: Waiting
    reminded_at: datetime | None


async def waiting_of(
    connection: asyncpg.Connection,
    ward_code: str,
    reports: Sequence[UUID],
    now: datetime,
    kinds: Sequence[Kind] = REMINDED,
) -> dict[UUID, Found]:
    """Those of these reports, or of what else these kinds of work are about, that are waited for in the ward."""
    rows = await connection.fetch(OPEN, ward_code, _tasks(reports, kinds), local_date(now))
    return {
        UUID(row["about"]): Found(
            Waiting(
                row["unit_id"],
                row["due_at"],
                facts_of(row["facts"], **{name: row[name] for name in NAMED})
                | {"due_at": row["due_at"].isoformat()}
                | ({"work": row["kind"]} if row["kind"] in AIMS else {}),
                row["headed"],
            ),
            row["reminded_at"],
        )
        for row in rows
    }


async def known(
    connection: asyncpg.Connection, ward_code: str, reports: Sequence[UUID], kinds: Sequence[Kind] = REMINDED
) -> dict[Kind, int]:
    """For how many of these reports, or of what else these kinds of work are about, the ward has ever waited."""
    rows = await connection.fetch(KNOWN, ward_code, _tasks(reports, kinds))
    return {Kind(row["kind"]): row["count"] for row in rows}


def _tasks(reports: Sequence[UUID], kinds: Sequence[Kind]) -> list[UUID]:
    return [task_id(kind, str(report)) for report in reports for kind in kinds]
