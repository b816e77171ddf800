"""Read model `plans`: the plans of each ward at every step, with their obligations, amendments and receipts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.chassis.calendar import local_date
from services.chassis.event_envelope import EventEnvelope
from services.chassis.files.files import read_back, stored
from services.chassis.files.reference import FileRef
from services.chassis.readers.definition import ReadModel
from services.submissions.deadlines import DuePhrase, Reading, first_late_instant
from services.submissions.ids import outside_receipt_id, unit_receipt_id
from services.submissions.plans.events import (
    BudgetLine,
    Content,
    LegalBasis,
    LibraryBasis,
    PlanAmended,
    PlanAmendmentDrafted,
    PlanChecked,
    PlanCheckTakenBack,
    PlanDrafted,
    PlanDraftWithdrawn,
    PlanIssued,
    PlanNumbered,
    PlanNumberTakenBack,
    PlanReceiptConfirmed,
    PlanReceiptRecorded,
    PlanReceiptWithdrawn,
    PlanRestored,
    PlanRevised,
    PlanRevoked,
    PlanSignatureTakenBack,
    PlanSigned,
    PlanSuperseded,
    PlanSupersessionTakenBack,
    PlanTask,
)

DRAFTED: Final = """
INSERT INTO plans (ward_code, plan_id, year, state, title, purposes, requirements, legal_bases, recipients, tasks, budget)
VALUES ($1, $2, $3, 'draft', $4, $5, $6, $7, $8, $9, $10)
"""
WRITTEN: Final = """
UPDATE plans SET title = $3, purposes = $4, requirements = $5, legal_bases = $6, recipients = $7, tasks = $8, budget = $9
WHERE ward_code = $1 AND plan_id = $2
"""
WITHDRAWN: Final = """
UPDATE plans SET state = 'withdrawn' WHERE ward_code = $1 AND plan_id = $2 AND state IN ('draft', 'checked')
"""
MOVED: Final = "UPDATE plans SET state = $3 WHERE ward_code = $1 AND plan_id = $2"
SIGNED: Final = """
UPDATE plans SET state = 'signed', signer_id = $3, signer_title = $4, authority = $5, signed_by = $6
WHERE ward_code = $1 AND plan_id = $2 AND state = 'checked'
"""
UNSIGNED: Final = """
UPDATE plans SET state = 'checked', signer_id = NULL, signer_title = NULL, authority = NULL, signed_by = NULL
WHERE ward_code = $1 AND plan_id = $2 AND state = 'signed'
"""
NUMBERED: Final = """
UPDATE plans SET state = 'numbered', number = $3, symbol = $4, issued_on = $5
WHERE ward_code = $1 AND plan_id = $2 AND state = 'signed'
"""
UNNUMBERED: Final = """
UPDATE plans SET state = 'signed', number = NULL, symbol = NULL, issued_on = NULL
WHERE ward_code = $1 AND plan_id = $2 AND state = 'numbered'
"""
"""Steps of a plan before its issue; afterwards they are those of what is to change it, and of no plan in these states."""
AMENDING: Final = """
INSERT INTO plan_amending (ward_code, plan_id, step, reason, said) VALUES ($1, $2, 'checked', $3, $4)
ON CONFLICT (ward_code, plan_id) DO UPDATE SET reason = excluded.reason, said = excluded.said
"""
AMENDMENT_SIGNED: Final = """
UPDATE plan_amending SET step = 'signed', signer_id = $3, signer_title = $4, authority = $5, signed_by = $6
WHERE ward_code = $1 AND plan_id = $2
"""
AMENDMENT_UNSIGNED: Final = """
UPDATE plan_amending SET step = 'checked', signer_id = NULL, signer_title = NULL, authority = NULL, signed_by = NULL
WHERE ward_code = $1 AND plan_id = $2
"""
AMENDMENT_NUMBERED: Final = """
UPDATE plan_amending SET step = 'numbered', number = $3, symbol = $4, dated_on = $5 WHERE ward_code = $1 AND plan_id = $2
"""
AMENDMENT_UNNUMBERED: Final = """
UPDATE plan_amending SET step = 'signed', number = NULL, symbol = NULL, dated_on = NULL WHERE ward_code = $1 AND plan_id = $2
"""
NO_MORE_AMENDING: Final = "DELETE FROM plan_amending WHERE ward_code = $1 AND plan_id = $2"
ISSUED: Final = """
UPDATE plans SET state = 'issued', number = $3, symbol = $4, issued_on = $5, signer_id = $6, signer_title = $7, authority = $8
WHERE ward_code = $1 AND plan_id = $2
"""
AMENDMENT: Final = """
INSERT INTO plan_amendments (ward_code, plan_id, document, amended_on, reason, signer_id, signer_title)
SELECT $1::text, $2::uuid, $3::text, $4::date, $5::text, a.signer_id, a.signer_title
FROM (VALUES (1)) AS one LEFT JOIN plan_amending a ON a.ward_code = $1 AND a.plan_id = $2
"""
SUPERSEDED: Final = """
UPDATE plans SET state = 'superseded', successor_id = $3 WHERE ward_code = $1 AND plan_id = $2
"""
REVOKED: Final = "UPDATE plans SET state = 'revoked', revoked_on = $3 WHERE ward_code = $1 AND plan_id = $2"
RESTORED: Final = """
UPDATE plans SET state = 'issued', revoked_on = NULL, successor_id = NULL WHERE ward_code = $1 AND plan_id = $2
"""
RECEIVED: Final = """
INSERT INTO plan_receipts (ward_code, plan_id, receipt_id, unit_id, recipient, received_on, scans)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (ward_code, receipt_id) DO UPDATE
SET received_on = excluded.received_on, scans = excluded.scans, withdrawn = false
"""
SCANS: Final = """
SELECT scans::text AS scans FROM plan_receipts WHERE ward_code = $1 AND plan_id = $2 AND scans::text <> '[]' AND NOT withdrawn
ORDER BY received_on, receipt_id LIMIT 500
"""
UNRECEIVED: Final = "UPDATE plan_receipts SET withdrawn = true WHERE ward_code = $1 AND receipt_id = $2"
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
SELECT ward_code, plan_id, year, state, title, number, symbol, issued_on, signer_id, signer_title, authority, purposes,
       requirements, legal_bases::text AS legal_bases, recipients, tasks::text AS tasks, budget::text AS budget, successor_id
FROM plans WHERE plan_id = $1
"""
UNDER_WAY: Final = """
SELECT step, reason, said::text AS said, number, symbol, dated_on FROM plan_amending WHERE plan_id = $1
"""
OBLIGATIONS: Final = """
SELECT obligation_id, name, period, due_at, due_day, due_reading, locks_at, locks_day, locks_reading, unit_kinds
FROM obligations
WHERE ward_code = $1 AND plan_id = $2 ORDER BY place
"""


def _rows(rows: Sequence[LegalBasis | LibraryBasis | PlanTask | BudgetLine]) -> str:
    return json.dumps([asdict(row) for row in rows], ensure_ascii=False, default=str)


def _said(content: Content | PlanAmended, bases: tuple[LibraryBasis, ...]) -> tuple[Any, ...]:
    return (
        content.title,
        list(content.purposes),
        list(content.requirements),
        _rows((*bases, *content.legal_bases)),
        list(content.recipients),
        _rows(content.tasks),
        _rows(content.budget),
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
    await connection.execute(DRAFTED, ward, event.plan_id, event.year, *_said(content, event.library_bases))
    await _obligations(connection, ward, event.plan_id, content)


async def revised(connection: asyncpg.Connection, recorded: EventEnvelope[PlanRevised]) -> None:
    """A draft was written anew."""
    event, content, ward = recorded.event, recorded.event.content, recorded.ward_code
    await connection.execute(WRITTEN, ward, event.plan_id, *_said(content, event.library_bases))
    await _obligations(connection, ward, event.plan_id, content)


async def checked(connection: asyncpg.Connection, recorded: EventEnvelope[PlanChecked]) -> None:
    """It waits for its signature."""
    await connection.execute(MOVED, recorded.ward_code, recorded.event.plan_id, "checked")


async def withdrawn(connection: asyncpg.Connection, recorded: EventEnvelope[PlanDraftWithdrawn]) -> None:
    """It was given up, or what was to change it."""
    which = (recorded.ward_code, recorded.event.plan_id)
    await connection.execute(WITHDRAWN, *which)
    await connection.execute(NO_MORE_AMENDING, *which)


async def signed(connection: asyncpg.Connection, recorded: EventEnvelope[PlanSigned]) -> None:
    """It waits for number and day."""
    event = recorded.event
    signature = (event.signer_id, event.signer_title, event.authority, event.signed_by)
    for statement in (SIGNED, AMENDMENT_SIGNED):
        await connection.execute(statement, recorded.ward_code, event.plan_id, *signature)


async def numbered(connection: asyncpg.Connection, recorded: EventEnvelope[PlanNumbered]) -> None:
    """It waits to be sent out."""
    event = recorded.event
    for statement in (NUMBERED, AMENDMENT_NUMBERED):
        await connection.execute(
            statement, recorded.ward_code, event.plan_id, event.number, event.symbol, event.issued_on
        )


async def unchecked(connection: asyncpg.Connection, recorded: EventEnvelope[PlanCheckTakenBack]) -> None:
    """It is a draft again."""
    await connection.execute(MOVED, recorded.ward_code, recorded.event.plan_id, "draft")


async def unsigned(connection: asyncpg.Connection, recorded: EventEnvelope[PlanSignatureTakenBack]) -> None:
    """It waits for its signature again."""
    for statement in (UNSIGNED, AMENDMENT_UNSIGNED):
        await connection.execute(statement, recorded.ward_code, recorded.event.plan_id)


async def unnumbered(connection: asyncpg.Connection, recorded: EventEnvelope[PlanNumberTakenBack]) -> None:
    """It waits for another number."""
    for statement in (UNNUMBERED, AMENDMENT_UNNUMBERED):
        await connection.execute(statement, recorded.ward_code, recorded.event.plan_id)


async def issued(connection: asyncpg.Connection, recorded: EventEnvelope[PlanIssued]) -> None:
    """A plan is in force; its deadlines are what the event says, however a later release might read the draft's words."""
    event, ward = recorded.event, recorded.ward_code
    signature = (event.signer_id, event.signer_title, event.authority)
    await connection.execute(ISSUED, ward, event.plan_id, event.number, event.symbol, event.issued_on, *signature)
    for obligation in event.obligations:
        faces = (obligation.due_at, obligation.locks_at)
        await connection.execute(IN_FORCE, ward, event.plan_id, obligation.obligation_id, *faces)


async def amendment_drafted(connection: asyncpg.Connection, recorded: EventEnvelope[PlanAmendmentDrafted]) -> None:
    """Something is to change it; until that is in force it says what it said."""
    event = recorded.event
    said = {
        name: value
        for name, value in asdict(event.content).items()
        if name not in ("documents", "legal_bases", "obligations")
    }
    bases: tuple[LegalBasis | LibraryBasis, ...] = (*event.library_bases, *event.content.legal_bases)
    said["legal_bases"] = [asdict(one) for one in bases]
    written = json.dumps(said, ensure_ascii=False, default=str)
    await connection.execute(AMENDING, recorded.ward_code, event.plan_id, event.reason, written)


async def amended(connection: asyncpg.Connection, recorded: EventEnvelope[PlanAmended]) -> None:
    """It says what the document that amends it says."""
    event, ward = recorded.event, recorded.ward_code
    await connection.execute(WRITTEN, ward, event.plan_id, *_said(event, event.library_bases))
    document = f"{event.number}/{event.symbol}"
    await connection.execute(AMENDMENT, ward, event.plan_id, document, event.amended_on, event.reason)
    await connection.execute(NO_MORE_AMENDING, ward, event.plan_id)


async def superseded(connection: asyncpg.Connection, recorded: EventEnvelope[PlanSuperseded]) -> None:
    """Another plan stands in its place."""
    await connection.execute(SUPERSEDED, recorded.ward_code, recorded.event.plan_id, recorded.event.by_plan_id)


async def revoked(connection: asyncpg.Connection, recorded: EventEnvelope[PlanRevoked]) -> None:
    """It was issued by mistake."""
    await connection.execute(REVOKED, recorded.ward_code, recorded.event.plan_id, local_date(recorded.recorded_at))


async def restored(
    connection: asyncpg.Connection, recorded: EventEnvelope[PlanRestored | PlanSupersessionTakenBack]
) -> None:
    """It holds again."""
    await connection.execute(RESTORED, recorded.ward_code, recorded.event.plan_id)


async def confirmed(connection: asyncpg.Connection, recorded: EventEnvelope[PlanReceiptConfirmed]) -> None:
    """A unit has it."""
    event, ward = recorded.event, recorded.ward_code
    which = (unit_receipt_id(event.plan_id, event.unit_id), event.unit_id, None)
    await connection.execute(RECEIVED, ward, event.plan_id, *which, event.received_on, stored(event.scans))


async def received(connection: asyncpg.Connection, recorded: EventEnvelope[PlanReceiptRecorded]) -> None:
    """A recipient outside has it."""
    event, ward = recorded.event, recorded.ward_code
    which = (outside_receipt_id(event.plan_id, event.recipient), None, event.recipient)
    await connection.execute(RECEIVED, ward, event.plan_id, *which, event.received_on, stored(event.scans))


async def not_received(connection: asyncpg.Connection, recorded: EventEnvelope[PlanReceiptWithdrawn]) -> None:
    """It was recorded by mistake."""
    receipt_id = UUID(recorded.stream_id.removeprefix("plan-receipt-"))
    await connection.execute(UNRECEIVED, recorded.ward_code, receipt_id)


MODEL: Final = ReadModel(
    "plans",
    8,
    Path(__file__).with_name("schema.sql"),
    {
        PlanDrafted: drafted,
        PlanRevised: revised,
        PlanChecked: checked,
        PlanDraftWithdrawn: withdrawn,
        PlanSigned: signed,
        PlanNumbered: numbered,
        PlanCheckTakenBack: unchecked,
        PlanSignatureTakenBack: unsigned,
        PlanNumberTakenBack: unnumbered,
        PlanIssued: issued,
        PlanAmendmentDrafted: amendment_drafted,
        PlanAmended: amended,
        PlanSuperseded: superseded,
        PlanRevoked: revoked,
        PlanRestored: restored,
        PlanSupersessionTakenBack: restored,
        PlanReceiptConfirmed: confirmed,
        PlanReceiptRecorded: received,
        PlanReceiptWithdrawn: not_received,
    },
)


async def scans(connection: asyncpg.Connection, row: Mapping[str, Any]) -> list[FileRef]:
    """What shows that a plan was received."""
    rows = await connection.fetch(SCANS, row["ward_code"], row["plan_id"])
    return list(dict.fromkeys(ref for each in rows for ref in read_back(each["scans"])))


async def page(
    connection: asyncpg.Connection, *, ward_code: str | None, year: int | None, after: tuple[str, UUID], limit: int
) -> list[dict[str, Any]]:
    """Plans in the order of ward and id."""
    return [dict(row) for row in await connection.fetch(PAGE, ward_code, year, *after, limit)]


async def under_way(connection: asyncpg.Connection, plan_id: UUID) -> dict[str, Any] | None:
    """What is to change a plan, and what it will say then; None where nothing is."""
    row = await connection.fetchrow(UNDER_WAY, plan_id)
    return None if row is None else {**row, "said": json.loads(row["said"])}


async def one(connection: asyncpg.Connection, plan_id: UUID) -> dict[str, Any] | None:
    """A plan with what it says; None when it is not among the readable wards."""
    row = await connection.fetchrow(ONE, plan_id)
    if row is None:
        return None
    obligations = await connection.fetch(OBLIGATIONS, row["ward_code"], plan_id)
    return {
        **row,
        **{name: json.loads(row[name]) for name in ("legal_bases", "tasks", "budget")},
        "obligations": [dict(obligation) for obligation in obligations],
    }
