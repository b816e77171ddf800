"""Blocs, their members and heads, from the local store: one stream per bloc, so nothing depends on another's order."""

from __future__ import annotations

from pathlib import Path

import asyncpg

from services.blocs.membership.events import (
    AdmissionWithdrawn,
    BlocCorrected,
    BlocEstablished,
    HandOverTakenBack,
    HeadAppointed,
    HeadHandedOver,
    MemberAdmitted,
    MemberReleased,
    StayCorrected,
)
from services.chassis.event_envelope import EventEnvelope
from services.chassis.readers.definition import ReadModel
from services.chassis.text.ordering import sort_key


async def established(connection: asyncpg.Connection, recorded: EventEnvelope[BlocEstablished]) -> None:
    await connection.execute(
        "INSERT INTO blocs (ward_code, name, first_year, sort_key) VALUES ($1, $2, $3, $4)",
        recorded.event.bloc_code,
        recorded.event.name,
        recorded.event.first_year,
        list(sort_key(recorded.event.name)),
    )


async def corrected(connection: asyncpg.Connection, recorded: EventEnvelope[BlocCorrected]) -> None:
    await connection.execute(
        "UPDATE blocs SET name = $2, first_year = $3, sort_key = $4 WHERE ward_code = $1",
        recorded.event.bloc_code,
        recorded.event.name,
        recorded.event.first_year,
        list(sort_key(recorded.event.name)),
    )


async def admitted(connection: asyncpg.Connection, recorded: EventEnvelope[MemberAdmitted]) -> None:
    await connection.execute(
        "INSERT INTO bloc_members (ward_code, member_ward, from_day) VALUES ($1, $2, $3)",
        recorded.event.bloc_code,
        recorded.event.member_ward,
        recorded.event.from_day,
    )


async def released(connection: asyncpg.Connection, recorded: EventEnvelope[MemberReleased]) -> None:
    await connection.execute(
        """
        UPDATE bloc_members SET last_day = $3
        WHERE ward_code = $1 AND member_ward = $2 AND from_day <= $3 AND (last_day IS NULL OR last_day >= $3)
        """,
        recorded.event.bloc_code,
        recorded.event.member_ward,
        recorded.event.last_day,
    )


async def stay_corrected(connection: asyncpg.Connection, recorded: EventEnvelope[StayCorrected]) -> None:
    await connection.execute(
        """
        UPDATE bloc_members SET from_day = $4, last_day = $5 WHERE ward_code = $1 AND member_ward = $2 AND from_day = $3
        """,
        recorded.event.bloc_code,
        recorded.event.member_ward,
        recorded.event.was_from_day,
        recorded.event.from_day,
        recorded.event.last_day,
    )


async def admission_withdrawn(connection: asyncpg.Connection, recorded: EventEnvelope[AdmissionWithdrawn]) -> None:
    await connection.execute(
        "DELETE FROM bloc_members WHERE ward_code = $1 AND member_ward = $2 AND from_day = $3",
        recorded.event.bloc_code,
        recorded.event.member_ward,
        recorded.event.was_from_day,
    )


async def head_appointed(connection: asyncpg.Connection, recorded: EventEnvelope[HeadAppointed]) -> None:
    await connection.execute(
        "INSERT INTO bloc_heads (ward_code, year, since, head_ward, deputy_ward) VALUES ($1, $2, $3, $4, $5)",
        recorded.event.bloc_code,
        recorded.event.year,
        recorded.event.from_day,
        recorded.event.head_ward,
        recorded.event.deputy_ward,
    )


async def head_handed_over(connection: asyncpg.Connection, recorded: EventEnvelope[HeadHandedOver]) -> None:
    """Where the hand-over names no deputy, the deputy stays, unless it is the deputy who becomes head."""
    await connection.execute(
        """
        INSERT INTO bloc_heads (ward_code, year, since, head_ward, deputy_ward)
        SELECT ward_code, year, $3, $4, CASE WHEN $5 THEN $6 ELSE nullif(deputy_ward, $4) END
        FROM bloc_heads WHERE ward_code = $1 AND year = $2 ORDER BY since DESC LIMIT 1
        """,
        recorded.event.bloc_code,
        recorded.event.year,
        recorded.event.on_day,
        recorded.event.to_ward,
        recorded.event.deputy_named,
        recorded.event.deputy_ward,
    )


async def hand_over_taken_back(connection: asyncpg.Connection, recorded: EventEnvelope[HandOverTakenBack]) -> None:
    await connection.execute(
        "DELETE FROM bloc_heads WHERE ward_code = $1 AND year = $2 AND since = $3",
        recorded.event.bloc_code,
        recorded.event.year,
        recorded.event.on_day,
    )


MODEL = ReadModel(
    name="membership",
    version=3,
    schema=Path(__file__).parent / "schema.sql",
    apply={
        BlocEstablished: established,
        BlocCorrected: corrected,
        MemberAdmitted: admitted,
        MemberReleased: released,
        StayCorrected: stay_corrected,
        AdmissionWithdrawn: admission_withdrawn,
        HeadAppointed: head_appointed,
        HeadHandedOver: head_handed_over,
        HandOverTakenBack: hand_over_taken_back,
    },
)
