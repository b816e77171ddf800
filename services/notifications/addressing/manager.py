"""Process manager `addressing`: a notice or reminder becomes one intended delivery per recipient.

A recipient is a holder of the audience's role and unit on that day, as of the event before in this store. The copy of a
mandate may arrive after a notice that its holder should get: a grant therefore also looks back one day. An intent's id
derives from event, recipient and template, so that whoever is found twice is told once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID, uuid5

import asyncpg

from services.chassis.calendar import local_date
from services.chassis.event_envelope import EventEnvelope
from services.chassis.identity.mandates import MandateGranted, MandateRelieved
from services.chassis.readers.definition import Issue, ProcessManager
from services.chassis.readers.lookups import Lookup
from services.chassis.readers.tables import Change, InSets, Json, table
from services.notifications.audience import Account, Audience, Holders, Person
from services.notifications.deliveries.commands import IntendDelivery
from services.notifications.deliveries.events import Message, Recipient
from services.notifications.notices.events import NoticeRaised
from services.notifications.policy import POLICY, Awaited, Kind, Letter, audience_of, holds
from services.notifications.reminders.events import ReminderRaised, UnitReminded
from thidua_contracts.codes import DeliveryChannel

LOOKS_BACK: Final = timedelta(days=1)
Reminder = ReminderRaised | UnitReminded

HOLDERS: Final = Lookup("""
SELECT k.n, h.principal
FROM unnest($1::text[], $2::text[], $3::uuid[], $4::date[]) WITH ORDINALITY AS k (ward_code, role, unit_id, day, n)
CROSS JOIN LATERAL (
    SELECT DISTINCT principal FROM addressing_holders
    WHERE ward_code = k.ward_code AND role = k.role AND (k.unit_id IS NULL OR unit_id = k.unit_id) AND relieved_at IS NULL
      AND valid_from <= k.day AND (valid_to IS NULL OR valid_to >= k.day)
    OFFSET 0
) AS h
ORDER BY k.n, h.principal
""")
MISSED: Final = """
SELECT event_id, notice_id, role, unit_id, template, facts::text AS facts, about FROM addressing_notices
WHERE ward_code = $1 AND role = $2 AND (unit_id IS NULL OR unit_id = $3) AND raised_at >= $4
ORDER BY raised_at, event_id
"""

RELIEVED: Final = """
SELECT EXISTS (SELECT FROM addressing_holders WHERE ward_code = $1 AND mandate_id = $2 AND relieved_at IS NOT NULL)
"""


async def notice(connection: asyncpg.Connection, recorded: EventEnvelope[NoticeRaised]) -> Sequence[Issue]:
    """The deliveries of a notice."""
    event = recorded.event
    return [
        _intend(recorded, recorded.event_id, event.notice_id, recipient, event.template, event.facts, event.about)
        for recipient in await _recipients(connection, recorded, event.audience)
    ]


async def reminder(connection: asyncpg.Connection, recorded: EventEnvelope[Reminder]) -> Sequence[Issue]:
    """The deliveries of a reminder, to whom the policy names."""
    event, letter = recorded.event, _letter(recorded.event)
    about, template = str(event.report_id), letter.template
    return [
        _intend(recorded, recorded.event_id, recorded.event_id, recipient, template, event.facts, about)
        for recipient in await _recipients(connection, recorded, audience_of(letter.whom, event))
    ]


def _letter(event: Reminder) -> Letter:
    """The letter of a reminder: of a report that was returned it says so; a directive says its title, aims that they are."""
    awaited = Awaited.RETURNED if "returned_at" in event.facts else Awaited.UNSENT
    if "document_title" in event.facts:
        awaited = Awaited.UNREAD
    elif event.facts.get("work") == Kind.REGISTER_AIMS:
        awaited = Awaited.UNREGISTERED
    elif event.facts.get("work") == Kind.MEND_AIMS:
        awaited = Awaited.UNMENDED
    [letter] = [letter for letter in POLICY[type(event)].letters if holds(letter.when, event, awaited)]
    return letter


async def granted_late(connection: asyncpg.Connection, recorded: EventEnvelope[MandateGranted]) -> Sequence[Issue]:
    """What a new holder would have been told within the last day."""
    event = recorded.event
    today = local_date(recorded.recorded_at)
    if not event.valid_from <= today <= (event.valid_to or today):
        return []
    if await connection.fetchval(RELIEVED, recorded.ward_code, event.mandate_id):
        return []  # the direct relief was quicker than Kafka
    rows = await connection.fetch(
        MISSED, recorded.ward_code, event.role, event.unit_id, recorded.recorded_at - LOOKS_BACK
    )
    recipient = Recipient(event.principal, event.role, event.unit_id)
    return [
        _intend(
            recorded,
            row["event_id"],
            row["notice_id"],
            recipient,
            row["template"],
            json.loads(row["facts"]),
            row["about"],
        )
        for row in rows
    ]


async def remember_granted(connection: asyncpg.Connection, recorded: EventEnvelope[MandateGranted]) -> None:
    event = recorded.event
    await connection.execute(
        """
        INSERT INTO addressing_holders (ward_code, mandate_id, principal, role, unit_id, valid_from, valid_to)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (ward_code, mandate_id) DO UPDATE
        SET principal = excluded.principal, role = excluded.role, unit_id = excluded.unit_id,
            valid_from = excluded.valid_from, valid_to = excluded.valid_to
        """,
        recorded.ward_code,
        event.mandate_id,
        event.principal,
        event.role,
        event.unit_id,
        event.valid_from,
        event.valid_to,
    )


async def remember_relieved(connection: asyncpg.Connection, recorded: EventEnvelope[MandateRelieved]) -> None:
    await connection.execute(
        """
        INSERT INTO addressing_holders (ward_code, mandate_id, relieved_at) VALUES ($1, $2, $3)
        ON CONFLICT (ward_code, mandate_id) DO UPDATE SET relieved_at = excluded.relieved_at
        """,
        recorded.ward_code,
        recorded.event.mandate_id,
        recorded.event.relieved_at,
    )


@dataclass(slots=True)
class Told:
    """What holders of a role were told."""

    ward_code: str
    event_id: UUID
    notice_id: UUID
    role: str
    unit_id: UUID | None
    template: str
    facts: Json
    about: str
    raised_at: datetime


TOLD: Final = table("addressing_notices", Told, key=("ward_code", "event_id"))


def remember_notice(recorded: EventEnvelope[NoticeRaised]) -> Iterable[Change]:
    """Keeps a notice."""
    event = recorded.event
    return _remember(recorded, event.notice_id, event.audience, event.template, event.facts, event.about)


def remember_reminder(recorded: EventEnvelope[Reminder]) -> Iterable[Change]:
    """Keeps a reminder."""
    event, letter = recorded.event, _letter(recorded.event)
    audience, about = audience_of(letter.whom, event), str(event.report_id)
    return _remember(recorded, recorded.event_id, audience, letter.template, event.facts, about)


def _remember(
    recorded: EventEnvelope[NoticeRaised] | EventEnvelope[Reminder],
    notice_id: UUID,
    audience: Audience,
    template: str,
    facts: Mapping[str, str],
    about: str,
) -> Iterable[Change]:
    """Keeps what holders of a role were told, for whoever gets that role a little later."""
    if isinstance(audience, Holders):
        kept = Json(json.dumps(dict(facts), ensure_ascii=False))
        yield TOLD.insert(
            Told(
                recorded.ward_code,
                recorded.event_id,
                notice_id,
                audience.role,
                audience.unit_id,
                template,
                kept,
                about,
                recorded.recorded_at,
            )
        )


async def _recipients(
    connection: asyncpg.Connection, recorded: EventEnvelope[NoticeRaised] | EventEnvelope[Reminder], audience: Audience
) -> list[Recipient]:
    match audience:
        case Person(subject_id=subject_id):
            return [Recipient(str(subject_id))]
        case Account(principal=principal):
            return [Recipient(principal)]
        case Holders(role=role, unit_id=unit_id):
            today = local_date(recorded.recorded_at)
            rows = await HOLDERS.rows(connection, recorded.ward_code, role, unit_id, today)
            return [Recipient(row["principal"], role, unit_id) for row in rows]


def _intend(
    cause: EventEnvelope[NoticeRaised] | EventEnvelope[Reminder] | EventEnvelope[MandateGranted],
    told: UUID,
    notice_id: UUID,
    recipient: Recipient,
    template: str,
    facts: Mapping[str, str],
    about: str,
) -> Issue:
    """`told` is the event that the recipient is told of: the id of the intent rests on it, whoever causes the command."""
    intent_id = uuid5(told, f"{recipient.recipient_id}\n{template}")
    message = Message(recipient, DeliveryChannel.EMAIL, template, facts, about)
    return Issue(str(intent_id), IntendDelivery(cause.ward_code, cause.recorded_at, intent_id, notice_id, message))


MANAGER: Final = ProcessManager(
    name="addressing",
    version=1,
    react={NoticeRaised: notice, ReminderRaised: reminder, UnitReminded: reminder, MandateGranted: granted_late},
    schema=Path(__file__).parent / "schema.sql",
    apply={
        NoticeRaised: InSets(remember_notice),
        ReminderRaised: InSets(remember_reminder),
        UnitReminded: InSets(remember_reminder),
        MandateGranted: remember_granted,
        MandateRelieved: remember_relieved,
    },
    apart=frozenset({NoticeRaised, ReminderRaised, UnitReminded}),  # who is told of one is not asked of another
)
