"""Queries of dossiers: lists, one dossier with its history, why it ended as it did, and facts that a command needs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.awards.councils import ballots
from services.awards.decisions.query import rested
from services.awards.law.reading import read_law
from services.awards.nominations.commands import Word
from services.awards.nominations.projection import WORDS
from services.chassis.files.files import read_back
from services.chassis.files.reference import FileRef

PAGE: Final = """
SELECT ward_code, nomination_id, unit_id, subject_id, subject_kind, title, year, state, received_on, appraised_on, direct_worker, warnings,
       yes, members, needed, passed, letter_number, document_number, pack_id, happened_on, EXISTS (
           SELECT FROM holds h WHERE h.ward_code = dossiers.ward_code AND h.subject_id = dossiers.subject_id
           AND h.cleared_on IS NULL) AS held,
       CASE WHEN state = 'refused' THEN (
           SELECT h.detail ->> 'reason_code' FROM dossier_history h
           WHERE h.ward_code = dossiers.ward_code AND h.nomination_id = dossiers.nomination_id AND h.event = 'refused'
           ORDER BY h.stream_version DESC LIMIT 1) END AS refused_for
FROM dossiers
WHERE ($1::text IS NULL OR ward_code = $1) AND ($2::integer IS NULL OR year = $2) AND ($3::uuid IS NULL OR unit_id = $3)
  AND ($4::text IS NULL OR title = $4) AND ($5::text IS NULL OR state = $5) AND (ward_code, nomination_id) > ($6, $7)
ORDER BY ward_code, nomination_id LIMIT $8
"""
ONE: Final = """
SELECT ward_code, nomination_id, unit_id, subject_id, subject_kind, title, year, state, received_on, appraised_on, report_id,
       direct_worker, initiative_id, happened_on, opinions_by, decide_by, place, achievements,
       merits, answers, warnings, pack_id, pack_hash, pack_chosen_because, session_id,
       yes, members, needed, passed, letter_number, decision_id, document_number, document_number IS NULL AS by_ward, recovery, EXISTS (
           SELECT FROM holds h WHERE h.ward_code = dossiers.ward_code AND h.subject_id = dossiers.subject_id
           AND h.cleared_on IS NULL) AS held,
       array(SELECT o.member_id FROM deed_opinions o WHERE o.ward_code = dossiers.ward_code
             AND o.nomination_id = dossiers.nomination_id AND o.agrees IS NULL) AS awaited,
       array(SELECT o.member_id FROM deed_opinions o WHERE o.ward_code = dossiers.ward_code
             AND o.nomination_id = dossiers.nomination_id AND o.agrees IS NOT NULL) AS answered
FROM dossiers WHERE nomination_id = $1 AND ($2::uuid IS NULL OR unit_id = $2)
"""
STATED: Final = "SELECT merits::text AS merits, achievements FROM dossiers WHERE nomination_id = $1"
EVIDENCE: Final = "SELECT evidence::text AS evidence FROM dossiers WHERE nomination_id = $1"
OPINIONS: Final = """
SELECT member_id, seat, until, agrees, note, given_on FROM deed_opinions WHERE ward_code = $1 AND nomination_id = $2
ORDER BY array_position(array['chair', 'deputy', 'secretary', 'member'], seat), member_id
"""
HISTORY: Final = """
SELECT stream_version, event, recorded_at, effective_on, actor, document_number, reason, citation, written, reads, detail
FROM dossier_history WHERE ward_code = $1 AND nomination_id = $2 ORDER BY stream_version
"""
FACTS: Final = """
SELECT d.nomination_id, d.ward_code, d.unit_id, d.subject_id, d.subject_kind, d.title, d.year, d.initiative_id, d.session_id,
       d.pack_id, d.warnings, d.state, d.received_on, d.appraised_on, d.happened_on,
       (SELECT max(h.effective_on) FROM dossier_history h
        WHERE h.ward_code = d.ward_code AND h.nomination_id = d.nomination_id AND h.event = 'voted') AS voted_on
FROM dossiers d WHERE d.nomination_id = ANY ($1::uuid[])
"""
HELD_BEFORE: Final = """
SELECT d.nomination_id FROM dossiers d JOIN dossier_history h ON h.ward_code = d.ward_code AND h.nomination_id = d.nomination_id
WHERE d.ward_code = $1 AND d.subject_id = $2 AND d.title = $3 AND d.year = $4 AND d.state = 'refused' AND h.event = 'refused'
  AND h.detail ->> 'reason_code' = 'on-hold'
ORDER BY h.recorded_at DESC LIMIT 1
"""
BY_UNIT: Final = """
SELECT u.ward_code, u.unit_id, u.name, u.kind,
       EXISTS (SELECT FROM unit_windows w WHERE w.ward_code = u.ward_code AND w.unit_id = u.unit_id AND w.year = $1 AND w.open)
           AS window_open,
       count(d.nomination_id) FILTER (WHERE d.state <> 'withdrawn') AS nominations,
       count(d.nomination_id) FILTER (WHERE d.state IN ('proposed', 'returned', 'tabled')) AS waiting,
       count(d.nomination_id) FILTER (WHERE d.state = 'awarded') AS awarded,
       count(d.nomination_id) FILTER (WHERE d.state = 'awarded' AND d.direct_worker) AS direct_workers_awarded,
       count(d.nomination_id) FILTER (WHERE d.state = 'refused') AS refused,
       count(d.nomination_id) FILTER (WHERE d.state = 'annulled') AS annulled
FROM award_units u LEFT JOIN dossiers d ON d.ward_code = u.ward_code AND d.unit_id = u.unit_id AND d.year = $1
 AND d.happened_on IS NULL
WHERE ($2::text IS NULL OR u.ward_code = $2) AND ($3::uuid IS NULL OR u.unit_id = $3) AND (u.ward_code, u.unit_id) > ($4, $5)
GROUP BY u.ward_code, u.unit_id, u.name, u.kind ORDER BY u.ward_code, u.unit_id LIMIT $6
"""

MEMBERS: Final = """
SELECT m.person_id FROM (
    SELECT DISTINCT ON (person_id) person_id, unit_id FROM award_members
    WHERE ward_code = $1 AND member_from <= $3 ORDER BY person_id, member_from DESC
) m
WHERE m.unit_id = $2 AND (
    EXISTS (SELECT FROM records r WHERE r.ward_code = $1 AND r.subject_id = m.person_id AND r.withdrawn IS NULL)
    OR EXISTS (SELECT FROM golden_register g WHERE g.ward_code = $1 AND g.subject_id = m.person_id))
ORDER BY m.person_id LIMIT $4
"""
AWARDS: Final = """
SELECT nomination_id FROM golden_register WHERE ward_code = $1 AND subject_id = ANY ($2::uuid[]) AND state <> 'withdrawn'
ORDER BY decided_on DESC, nomination_id LIMIT $3
"""
WORDS_OF: Final = """
SELECT entry_id, coalesce(said, '') AS word FROM records WHERE ward_code = $1 AND subject_id = ANY ($2::uuid[]) AND withdrawn IS NULL
"""
RATED: Final = """
SELECT EXISTS (SELECT FROM records WHERE ward_code = $1 AND subject_id = $2 AND year = $3 AND withdrawn IS NULL AND said IS NOT NULL)
"""
OF_RECORDS: Final = """
SELECT 'record/' || entry_id AS source, record_id, kind, year, said, document_number, withdrawn FROM records
WHERE 'record/' || entry_id = ANY ($1::text[])
"""
OF_AWARDS: Final = """
SELECT 'award/' || nomination_id AS source, decision_id, title, year, document_number, state FROM golden_register
WHERE 'award/' || nomination_id = ANY ($1::text[])
"""
MOST_KNOWN: Final = 300
"""Members, and awards, that one proposal reads."""
OUTCOMES: Final = {"awarded": "awarded", "annulled": "awarded", "refused": "refused", "withdrawn": "withdrawn"}
OF_MEMBERS: Final = frozenset({"opinion-given", "opinion-taken-back"})
"""Who of the council said what of a deed: the council reads it."""
SINCE: Final = frozenset(
    {
        *("corrected", "correction-withdrawn", "annulled", "recovered", "recovery-taken-back"),
        *("restored", "annulment-withdrawn", "repaid", "repayment-taken-back"),
    }
)
"""What was done about an award since it was decided."""


async def evidence(connection: asyncpg.Connection, nomination_id: UUID) -> tuple[FileRef, ...]:
    """The files that a dossier was put forward with."""
    return read_back(await connection.fetchval(EVIDENCE, nomination_id))


async def stated(connection: asyncpg.Connection, nomination_id: UUID) -> dict[str, Any] | None:
    """What its unit has stated; None when it is not among what may be read."""
    found = await connection.fetchrow(STATED, nomination_id)
    return None if found is None else {"merits": json.loads(found["merits"]), "achievements": found["achievements"]}


async def page(
    connection: asyncpg.Connection,
    *,
    ward_code: str | None,
    year: int | None,
    unit_id: UUID | None,
    title: str | None,
    state: str | None,
    after: tuple[str, UUID],
    limit: int | None,
) -> list[asyncpg.Record]:
    """Dossiers in the order of ward and id; all of them without a limit."""
    return await connection.fetch(PAGE, ward_code, year, unit_id, title, state, *after, limit)


async def one(
    connection: asyncpg.Connection, nomination_id: UUID, unit_id: UUID | None, *, of_council: bool
) -> dict[str, Any] | None:
    """A dossier with its history, and who acted if `of_council`; None when it is not among what may be read."""
    row = await connection.fetchrow(ONE, nomination_id, unit_id)
    if row is None:
        return None
    past = await connection.fetch(HISTORY, row["ward_code"], nomination_id)
    lines = [line for line in past if of_council or line["event"] not in OF_MEMBERS]
    opinions = await connection.fetch(OPINIONS, row["ward_code"], nomination_id) if row["happened_on"] else []
    found = await rested(connection, row["ward_code"], [dict(row)], read_law())
    return {
        **row,
        "merits": json.loads(row["merits"]),
        "answers": json.loads(row["answers"]),
        "rested": found.get(nomination_id, []),
        "opinions": [dict(opinion) for opinion in opinions] if of_council else [],
        "history": [
            {
                **line,
                "words": WORDS[line["event"]],
                "detail": json.loads(line["detail"]),
                "actor": line["actor"] if of_council else None,
            }
            for line in lines
        ],
    }


async def why(
    connection: asyncpg.Connection, nomination_id: UUID, unit_id: UUID | None, *, of_council: bool
) -> dict[str, Any] | None:
    """From the outcome back to its reasons: decision, vote, once closed its ballots if `of_council`, answers of the rules, report."""
    dossier = await one(connection, nomination_id, unit_id, of_council=of_council)
    if dossier is None:
        return None
    last = {line["event"]: line for line in dossier["history"]}
    sessions = [dossier["session_id"]] if of_council and dossier["session_id"] else []
    given = await ballots.readable(connection, dossier["ward_code"], sessions, None, nomination_id)
    return {
        "nomination_id": nomination_id,
        "state": dossier["state"],
        "outcome": last.get(OUTCOMES.get(dossier["state"], "")),
        "since": [line for line in dossier["history"] if line["event"] in SINCE] if dossier["decision_id"] else [],
        "rested": dossier["rested"],
        "letter": last.get("forwarded") if dossier["letter_number"] else None,
        "vote": last.get("voted"),
        "ballots": [dict(ballot) for ballot in given],
        "pack_id": dossier["pack_id"],
        "pack_hash": dossier["pack_hash"],
        "answers": dossier["answers"],
        "proposal": last.get("proposed") or last["deed-proposed"],
        "report_id": dossier["report_id"],
        "initiative_id": dossier["initiative_id"],
    }


async def facts(connection: asyncpg.Connection, nominations: Sequence[UUID]) -> dict[UUID, asyncpg.Record]:
    """What a command about these nominations has to name; those that may not be read are absent."""
    rows = await connection.fetch(FACTS, list(nominations))
    return {row["nomination_id"]: row for row in rows}


async def held_before(
    connection: asyncpg.Connection, ward_code: str, subject_id: UUID, title: str, year: int
) -> UUID | None:
    """The last nomination of a subject for a title of a year that was refused because of a hold."""
    found: UUID | None = await connection.fetchval(HELD_BEFORE, ward_code, subject_id, title, year)
    return found


async def members_known(connection: asyncpg.Connection, ward_code: str, unit_id: UUID, day: date) -> tuple[UUID, ...]:
    """Who is a member of a unit on a day, of those of whom something is recorded or who were given an award."""
    rows = await connection.fetch(MEMBERS, ward_code, unit_id, day, MOST_KNOWN)
    return tuple(row["person_id"] for row in rows)


async def awards_of(connection: asyncpg.Connection, ward_code: str, subjects: Sequence[UUID]) -> tuple[UUID, ...]:
    """The nominations by which these subjects were given awards, newest first."""
    rows = await connection.fetch(AWARDS, ward_code, list(subjects), MOST_KNOWN)
    return tuple(row["nomination_id"] for row in rows)


async def words_of(connection: asyncpg.Connection, ward_code: str, subjects: Sequence[UUID]) -> tuple[Word, ...]:
    """What the standing entries of these subjects' records say."""
    return tuple(Word(*row) for row in await connection.fetch(WORDS_OF, ward_code, list(subjects)))


async def rated(connection: asyncpg.Connection, ward_code: str, subject_id: UUID, year: int) -> bool:
    """Whether the rating of a subject in a year is recorded."""
    return bool(await connection.fetchval(RATED, ward_code, subject_id, year))


async def sources(
    connection: asyncpg.Connection, answers: Sequence[Mapping[str, Any]], *, records: bool
) -> dict[str, dict[str, Any]]:
    """The entries, for whoever may read `records`, and the awards behind answers, by what the answers call them."""
    named = list({source for answer in answers for source in answer.get("sources", ())})
    entries = await connection.fetch(OF_RECORDS, named) if records else []
    return {row["source"]: dict(row) for row in (*entries, *await connection.fetch(OF_AWARDS, named))}


async def by_unit(
    connection: asyncpg.Connection,
    *,
    year: int,
    ward_code: str | None,
    unit_id: UUID | None,
    after: tuple[str, UUID],
    limit: int,
) -> list[asyncpg.Record]:
    """Each unit with its window and the count of its nominations of a year."""
    return await connection.fetch(BY_UNIT, year, ward_code, unit_id, *after, limit)
