"""Read model `plans`: drafts and issued plans of each ward, with their obligations."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.chassis.event_envelope import EventEnvelope
from services.chassis.readers.definition import ReadModel
from services.submissions.deadlines import DuePhrase, Reading, first_late_instant
from services.submissions.plans.events import Content, LegalBasis, PlanDrafted, PlanIssued, PlanRevised

DRAFTED: Final = """
INSERT INTO plans (ward_code, plan_id, year, state, title, legal_bases, recipients)
VALUES ($1, $2, $3, 'draft', $4, $5, $6)
"""
REVISED: Final = """
UPDATE plans SET title = $3, legal_bases = $4, recipients = $5 WHERE ward_code = $1 AND plan_id = $2
"""
ISSUED: Final = """
UPDATE plans SET state = 'issued', number = $3, symbol = $4, issued_on = $5, signer_id = $6, signer_title = $7, authority = $8
WHERE ward_code = $1 AND plan_id = $2
"""
FORGET: Final = "DELETE FROM obligations WHERE ward_code = $1 AND plan_id = $2"
OBLIGATION: Final = """
INSERT INTO obligations
    (ward_code, plan_id, obligation_id, place, name, period, due_at, due_day, due_reading, locks_at, locks_day, locks_reading,
     unit_kinds)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
"""
IN_FORCE: Final = (
    "UPDATE obligations SET due_at = $4, locks_at = $5 WHERE ward_code = $1 AND plan_id = $2 AND obligation_id = $3"
)
PAGE: Final = """
SELECT ward_code, plan_id, year, state, title, number, symbol, issued_on FROM plans
WHERE ($1::text IS NULL OR ward_code = $1) AND ($2::integer IS NULL OR year = $2) AND (ward_code, plan_id) > ($3, $4)
ORDER BY ward_code, plan_id LIMIT $5
"""
ONE: Final = """
SELECT ward_code, plan_id, year, state, title, number, symbol, issued_on, signer_id, signer_title, authority,
       legal_bases::text AS legal_bases, recipients
FROM plans WHERE plan_id = $1
"""
OBLIGATIONS: Final = """
SELECT obligation_id, name, period, due_at, due_day, due_reading, locks_at, locks_day, locks_reading, unit_kinds
FROM obligations
WHERE ward_code = $1 AND plan_id = $2 ORDER BY place
"""


def _bases(bases: Sequence[LegalBasis]) -> str:
    return json.dumps(
        [
            {
                "title": basis.title,
                "number": basis.number,
                "issued_on": basis.issued_on.isoformat() if basis.issued_on else None,
            }
            for basis in bases
        ],
        ensure_ascii=False,
    )


async def _obligations(connection: asyncpg.Connection, ward: str, plan_id: UUID, content: Content) -> None:
    await connection.execute(FORGET, ward, plan_id)
    for place, obligation in enumerate(content.obligations):
        about = (obligation.obligation_id, place, obligation.name, obligation.period)
        faces = (*_faces(obligation.due), *_faces(obligation.locks))
        await connection.execute(OBLIGATION, ward, plan_id, *about, *faces, list(obligation.unit_kinds))


def _faces(phrase: DuePhrase) -> tuple[datetime, date, Reading]:
    """A deadline as an instant and in the plan's words."""
    return first_late_instant(phrase), phrase.day, phrase.reading


async def drafted(connection: asyncpg.Connection, recorded: EventEnvelope[PlanDrafted]) -> None:
    """A draft was written."""
    event, content, ward = recorded.event, recorded.event.content, recorded.ward_code
    about = (content.title, _bases(content.legal_bases), list(content.recipients))
    await connection.execute(DRAFTED, ward, event.plan_id, event.year, *about)
    await _obligations(connection, ward, event.plan_id, content)


async def revised(connection: asyncpg.Connection, recorded: EventEnvelope[PlanRevised]) -> None:
    """A draft was written anew."""
    event, content, ward = recorded.event, recorded.event.content, recorded.ward_code
    about = (content.title, _bases(content.legal_bases), list(content.recipients))
    await connection.execute(REVISED, ward, event.plan_id, *about)
    await _obligations(connection, ward, event.plan_id, content)


async def issued(connection: asyncpg.Connection, recorded: EventEnvelope[PlanIssued]) -> None:
    """A plan is in force; its deadlines are what the event says, however a later release might read the draft's words."""
    event, ward = recorded.event, recorded.ward_code
    signature = (event.signer_id, event.signer_title, event.authority)
    await connection.execute(ISSUED, ward, event.plan_id, event.number, event.symbol, event.issued_on, *signature)
    for obligation in event.obligations:
        faces = (obligation.due_at, obligation.locks_at)
        await connection.execute(IN_FORCE, ward, event.plan_id, obligation.obligation_id, *faces)


MODEL: Final = ReadModel(
    "plans",
    2,
    Path(__file__).with_name("schema.sql"),
    {PlanDrafted: drafted, PlanRevised: revised, PlanIssued: issued},
)


async def page(
    connection: asyncpg.Connection, *, ward_code: str | None, year: int | None, after: tuple[str, UUID], limit: int
) -> list[dict[str, Any]]:
    """Plans in the order of ward and id."""
    return [dict(row) for row in await connection.fetch(PAGE, ward_code, year, *after, limit)]


async def one(connection: asyncpg.Connection, plan_id: UUID) -> dict[str, Any] | None:
    """A plan with its legal bases, recipients and obligations; None when it is not among the readable wards."""
    row = await connection.fetchrow(ONE, plan_id)
    if row is None:
        return None
    obligations = await connection.fetch(OBLIGATIONS, row["ward_code"], plan_id)
    return {
        **row,
        "legal_bases": json.loads(row["legal_bases"]),
        "obligations": [dict(obligation) for obligation in obligations],
    }
