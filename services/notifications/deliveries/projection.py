"""The ledger of deliveries, from the local store; each delivery is one stream."""

from __future__ import annotations

import json
from pathlib import Path

import asyncpg

from services.chassis.event_envelope import EventEnvelope
from services.chassis.readers.definition import ReadModel
from services.notifications.deliveries.events import (
    AttemptFailed,
    DeliveryAttempted,
    DeliveryFailed,
    DeliveryIntended,
    DeliverySucceeded,
)
from services.notifications.deliveries.schedule import UNSETTLED_FOR


async def intended(connection: asyncpg.Connection, recorded: EventEnvelope[DeliveryIntended]) -> None:
    event, message = recorded.event, recorded.event.message
    await connection.execute(
        """
        INSERT INTO ledger
            (ward_code, intent_id, notice_id, recipient_id, role, unit_id, channel, template, facts, about, state,
             intended_at, ready_at, stream_version, intended_by, correlation_id, traceparent)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'waiting', $11, $11, $12, $13, $14, $15)
        """,
        recorded.ward_code,
        event.intent_id,
        event.notice_id,
        message.recipient.recipient_id,
        message.recipient.role,
        message.recipient.unit_id,
        message.channel,
        message.template,
        json.dumps(dict(message.facts), ensure_ascii=False),
        message.about,
        recorded.recorded_at,
        recorded.stream_version,
        recorded.event_id,
        recorded.correlation_id,
        recorded.traceparent,
    )


async def attempted(connection: asyncpg.Connection, recorded: EventEnvelope[DeliveryAttempted]) -> None:
    await connection.execute(
        """
        UPDATE ledger SET state = 'attempting', attempts = $3, ready_at = $4, stream_version = $5
        WHERE ward_code = $1 AND intent_id = $2
        """,
        recorded.ward_code,
        recorded.event.intent_id,
        recorded.event.attempt,
        recorded.event.at + UNSETTLED_FOR,
        recorded.stream_version,
    )


async def attempt_failed(connection: asyncpg.Connection, recorded: EventEnvelope[AttemptFailed]) -> None:
    await connection.execute(
        """
        UPDATE ledger SET state = 'waiting', ready_at = $3, reason_code = $4, stream_version = $5
        WHERE ward_code = $1 AND intent_id = $2
        """,
        recorded.ward_code,
        recorded.event.intent_id,
        recorded.event.next_at,
        recorded.event.reason_code,
        recorded.stream_version,
    )


async def succeeded(connection: asyncpg.Connection, recorded: EventEnvelope[DeliverySucceeded]) -> None:
    await connection.execute(
        """
        UPDATE ledger SET state = 'delivered', settled_at = $3, message_id = $4, reason_code = NULL, stream_version = $5
        WHERE ward_code = $1 AND intent_id = $2
        """,
        recorded.ward_code,
        recorded.event.intent_id,
        recorded.event.at,
        recorded.event.message_id,
        recorded.stream_version,
    )


async def failed(connection: asyncpg.Connection, recorded: EventEnvelope[DeliveryFailed]) -> None:
    await connection.execute(
        """
        UPDATE ledger SET state = 'failed', settled_at = $3, reason_code = $4, stream_version = $5
        WHERE ward_code = $1 AND intent_id = $2
        """,
        recorded.ward_code,
        recorded.event.intent_id,
        recorded.event.at,
        recorded.event.reason_code,
        recorded.stream_version,
    )


MODEL = ReadModel(
    name="ledger",
    version=1,
    schema=Path(__file__).parent / "schema.sql",
    apply={
        DeliveryIntended: intended,
        DeliveryAttempted: attempted,
        AttemptFailed: attempt_failed,
        DeliverySucceeded: succeeded,
        DeliveryFailed: failed,
    },
)
