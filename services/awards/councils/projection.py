"""Read model `session-board`: the council, its sessions, who is there, what is voted on and how it went."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final, assert_never
from uuid import UUID

import asyncpg

from services.awards.councils import ballots
from services.awards.councils.commands import Seated
from services.awards.councils.events import (
    BallotCast,
    BallotEvent,
    CouncilChanged,
    CouncilChangeTakenBack,
    CouncilFormed,
    MemberArrived,
    MemberLeft,
    SessionCalled,
    SessionCalledOff,
    SessionClosed,
    SessionEvent,
    SessionOpened,
    SessionReopened,
    VoteCancelled,
    VoteClosed,
    VoteInterrupted,
    VoteOpened,
    WrittenOpinionRecorded,
    WrittenOpinionWithdrawn,
)
from services.awards.nominations.events import NominationVoted
from services.chassis.event_envelope import EventEnvelope
from services.chassis.readers.definition import ReadModel

SEAT: Final = """
INSERT INTO council_seats (ward_code, council_id, member_id, since, seat, person_id) VALUES ($1, $2, $3, $4, $5, $6)
"""
UNSEAT: Final = """
UPDATE council_seats SET until = $4 WHERE ward_code = $1 AND council_id = $2 AND member_id = $3 AND until IS NULL
"""
DOCUMENT: Final = """
INSERT INTO council_documents (ward_code, council_id, valid_from, document_number) VALUES ($1, $2, $3, $4)
"""
FORGET_DOCUMENT: Final = "DELETE FROM council_documents WHERE ward_code = $1 AND council_id = $2 AND valid_from = $3"
FORGET_SEATS: Final = "DELETE FROM council_seats WHERE ward_code = $1 AND council_id = $2 AND since = $3"
RESEAT: Final = "UPDATE council_seats SET until = NULL WHERE ward_code = $1 AND council_id = $2 AND until = $3"
CALLED: Final = """
INSERT INTO sessions (ward_code, session_id, council_id, year, held_on, state, members, called_at, begins_at, room)
VALUES ($1, $2, $3, $4, $5, 'called', $6, $7, $8, $9)
"""
CLEAR: Final = "DELETE FROM session_members WHERE ward_code = $1 AND session_id = $2"
MEMBERS: Final = "UPDATE sessions SET members = $3 WHERE ward_code = $1 AND session_id = $2"
AHEAD: Final = """
SELECT session_id FROM sessions WHERE ward_code = $1 AND council_id = $2 AND state = 'called' AND held_on >= $3
"""
SEATED: Final = """
SELECT member_id, seat, person_id FROM session_members WHERE ward_code = $1 AND session_id = $2 ORDER BY place
"""
MEMBER: Final = """
INSERT INTO session_members (ward_code, session_id, place, member_id, seat, person_id) VALUES ($1, $2, $3, $4, $5, $6)
"""
OPENED: Final = """
UPDATE sessions SET state = 'open', quorum = $3, quorum_citation = $4, quorum_confirmed = $5, opened_at = $6
WHERE ward_code = $1 AND session_id = $2
"""
CLOSED: Final = "UPDATE sessions SET state = $3, closed_at = $4 WHERE ward_code = $1 AND session_id = $2"
PRESENT: Final = """
UPDATE session_members SET present = $4, attended = attended OR $4 WHERE ward_code = $1 AND session_id = $2 AND member_id = ANY ($3::text[])
"""
VOTE: Final = """
INSERT INTO session_votes (ward_code, session_id, nomination_id, state, declared) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (ward_code, session_id, nomination_id) DO UPDATE SET state = $4, declared = $5
"""
UNVOTE: Final = "DELETE FROM session_votes WHERE ward_code = $1 AND session_id = $2 AND nomination_id = $3"
BALLOT: Final = """
INSERT INTO ballots (ward_code, nomination_id, member_id, session_id, choice, channel, document_number, own_case, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (ward_code, nomination_id, session_id, member_id) DO UPDATE
SET choice = $5, channel = $6, document_number = $7, own_case = $8, recorded_at = $9
"""
"""A member's own ballot stands in the place of what was written for them."""
RESULT: Final = """
INSERT INTO vote_results (ward_code, nomination_id, session_id, yes, no, abstained, silent, members, needed, passed,
                          threshold_citation, threshold_confirmed)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
"""


async def _seat(connection: asyncpg.Connection, ward: str, council: UUID, since: date, seat: Seated) -> None:
    await connection.execute(SEAT, ward, council, seat.member_id, since, seat.seat, seat.person_id)


async def formed(connection: asyncpg.Connection, recorded: EventEnvelope[CouncilFormed]) -> None:
    """The first members."""
    event, ward = recorded.event, recorded.ward_code
    await connection.execute(DOCUMENT, ward, event.council_id, event.signed_on, event.document_number)
    for seat in event.seats:
        await _seat(connection, ward, event.council_id, event.signed_on, seat)


async def changed(connection: asyncpg.Connection, recorded: EventEnvelope[CouncilChanged]) -> None:
    """Some left, some came; somebody may leave one seat and take another on one day."""
    event, ward = recorded.event, recorded.ward_code
    await connection.execute(DOCUMENT, ward, event.council_id, event.valid_from, event.document_number)
    for member in event.left:
        await connection.execute(UNSEAT, ward, event.council_id, member, event.valid_from)
    for seat in event.came:
        await _seat(connection, ward, event.council_id, event.valid_from, seat)
    for row in await connection.fetch(AHEAD, ward, event.council_id, event.valid_from):
        seated = [Seated(**seat) for seat in await connection.fetch(SEATED, ward, row["session_id"])]
        stay = [seat for seat in seated if seat.member_id not in event.left]
        await _seated(connection, ward, row["session_id"], (*stay, *event.came))


async def change_taken_back(connection: asyncpg.Connection, recorded: EventEnvelope[CouncilChangeTakenBack]) -> None:
    """Who was to come does not, who was to go stays; sessions that were called for a day from then on have the members that stay."""
    event, ward = recorded.event, recorded.ward_code
    for forget in (FORGET_DOCUMENT, FORGET_SEATS, RESEAT):
        await connection.execute(forget, ward, event.council_id, event.valid_from)
    for row in await connection.fetch(AHEAD, ward, event.council_id, event.valid_from):
        await _seated(connection, ward, row["session_id"], event.seats)


async def _seated(connection: asyncpg.Connection, ward: str, session_id: UUID, roster: Sequence[Seated]) -> None:
    """Who sits in a session: these and no others."""
    await connection.execute(CLEAR, ward, session_id)
    for place, seat in enumerate(roster):
        await connection.execute(MEMBER, ward, session_id, place, seat.member_id, seat.seat, seat.person_id)
    await connection.execute(MEMBERS, ward, session_id, len(roster))


async def session(connection: asyncpg.Connection, recorded: EventEnvelope[SessionEvent]) -> None:
    """A session after an event."""
    event, key = recorded.event, (recorded.ward_code, recorded.event.session_id)
    match event:
        case SessionCalled():
            about = (event.council_id, event.year, event.held_on, len(event.roster), recorded.recorded_at)
            await connection.execute(CALLED, *key, *about, event.begins_at, event.room)
            await _seated(connection, *key, event.roster)
        case SessionOpened():
            if event.roster:
                await _seated(connection, *key, event.roster)
            quorum = (event.quorum, event.quorum_citation, event.quorum_confirmed)
            await connection.execute(OPENED, *key, *quorum, recorded.recorded_at)
            await connection.execute(PRESENT, *key, list(event.present), True)
        case MemberArrived() | MemberLeft():
            await connection.execute(PRESENT, *key, [event.member_id], isinstance(event, MemberArrived))
        case VoteOpened():
            await connection.execute(VOTE, *key, event.nomination_id, "open", None)
        case VoteCancelled():
            await connection.execute(UNVOTE, *key, event.nomination_id)
        case VoteInterrupted():
            await connection.execute(VOTE, *key, event.nomination_id, "interrupted", None)
        case VoteClosed():
            await connection.execute(VOTE, *key, event.nomination_id, "closed", event.declared)
        case SessionClosed():
            await connection.execute(CLOSED, *key, "closed", recorded.recorded_at)
        case SessionReopened():
            await connection.execute(CLOSED, *key, "open", None)
        case SessionCalledOff():
            await connection.execute(CLOSED, *key, "called-off", None)
        case _:
            assert_never(event)


async def ballot(connection: asyncpg.Connection, recorded: EventEnvelope[BallotEvent]) -> None:
    """Somebody voted, an opinion was recorded, or taken back."""
    event = recorded.event
    if isinstance(event, WrittenOpinionWithdrawn):
        key = (event.nomination_id, event.session_id, event.member_id)
        await ballots.taken_back(connection, recorded.ward_code, *key)
        return
    await connection.execute(
        BALLOT,
        recorded.ward_code,
        event.nomination_id,
        event.member_id,
        event.session_id,
        event.choice,
        event.channel if isinstance(event, BallotCast) else "written",
        event.document_number,
        event.own_case,
        recorded.recorded_at,
    )


async def voted(connection: asyncpg.Connection, recorded: EventEnvelope[NominationVoted]) -> None:
    """A vote was counted."""
    event = recorded.event
    count = (event.yes, event.no, event.abstained, event.silent, event.members, event.needed, event.passed)
    source = (event.threshold_citation, event.threshold_confirmed)
    await connection.execute(RESULT, recorded.ward_code, event.nomination_id, event.session_id, *count, *source)


SESSION_EVENTS: Final = (
    SessionCalled,
    SessionCalledOff,
    SessionOpened,
    MemberArrived,
    MemberLeft,
    VoteOpened,
    VoteCancelled,
    VoteInterrupted,
    VoteClosed,
    SessionClosed,
    SessionReopened,
)

MODEL: Final = ReadModel(
    "session-board",
    6,
    Path(__file__).with_name("board.sql"),
    {
        CouncilFormed: formed,
        CouncilChanged: changed,
        CouncilChangeTakenBack: change_taken_back,
        **dict.fromkeys(SESSION_EVENTS, session),
        BallotCast: ballot,
        WrittenOpinionRecorded: ballot,
        WrittenOpinionWithdrawn: ballot,
        NominationVoted: voted,
    },
)
