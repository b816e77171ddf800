"""Queries of decisions, letters and the golden register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.awards.decisions.corrected import Reading, holding, reading
from services.awards.law.grounds import Grounds, grounds
from services.awards.law.pack import Law

DECISIONS: Final = """
SELECT ward_code, decision_id, level, document_number, signed_on, signer_position, base_salary, awards, refusals, total, pack_id,
       pack_hash, withdrawn
FROM decisions WHERE ($1::text IS NULL OR ward_code = $1) AND (ward_code, decision_id) > ($2, $3)
ORDER BY ward_code, decision_id LIMIT $4
"""
DECISION: Final = """
SELECT ward_code, decision_id, level, document_number, signed_on, signer_position, base_salary, awards, refusals, total, pack_id,
       pack_hash, withdrawn, number_as_signed, day_as_signed
FROM decisions WHERE decision_id = $1
"""
OF_CITY: Final = """
SELECT decision_id, signed_on, signer_position, document_number FROM decisions
WHERE ward_code = $1 AND level <> 'ward' AND NOT withdrawn AND extract(year FROM signed_on) = $2
ORDER BY signed_on, decision_id LIMIT 1000
"""
LINES: Final = """
SELECT register_number, award_id, nomination_id, unit_id, subject_id, subject_kind, title, year, direct_worker,
       coefficient_hundredths, amount, payable, money_citation, money_confirmed, state, annulled_by, annulled_on, corrected_by
FROM golden_register WHERE ward_code = $1 AND decision_id = $2 ORDER BY register_number
"""
LETTERS: Final = """
SELECT ward_code, forwarding_id, to_level, document_number, signed_on, recipient, nominations, recalled FROM letters
WHERE ($1::text IS NULL OR ward_code = $1) AND (ward_code, forwarding_id) > ($2, $3) ORDER BY ward_code, forwarding_id LIMIT $4
"""
REGISTER: Final = """
SELECT ward_code, year, title, decided_on, document_number, register_number, level, decision_id, award_id, nomination_id, unit_id,
       subject_id, subject_kind, direct_worker, amount, payable, money_confirmed, state, annulled_by, annulled_on, corrected_by
FROM golden_register
WHERE state <> 'withdrawn'
  AND ($1::text IS NULL OR ward_code = $1) AND ($2::integer IS NULL OR year = $2) AND ($3::text IS NULL OR title = $3)
  AND (ward_code, decided_on, decision_id, register_number) > ($4, $5, $6, $7::bigint)
ORDER BY ward_code, decided_on, decision_id, register_number LIMIT $8
"""

RESTING: Final = """
SELECT nomination_id, subject_id, title, year, pack_id FROM dossiers
WHERE ward_code = $1 AND state NOT IN ('withdrawn', 'refused', 'annulled') AND nomination_id <> ALL ($2::uuid[])
  AND (subject_id = ANY ($3::uuid[]) OR subject_id = ANY ($4::uuid[]))
"""
LISTED: Final = """
SELECT d.refused, array(SELECT g.nomination_id FROM golden_register g
       WHERE g.ward_code = d.ward_code AND g.decision_id = d.decision_id ORDER BY g.register_number) AS awarded
FROM decisions d WHERE d.decision_id = $1
"""
REFUSED: Final = """
SELECT d.nomination_id, d.unit_id, d.subject_id, d.subject_kind, d.title, d.year, (
    SELECT h.detail ->> 'reason_code' FROM dossier_history h
    WHERE h.ward_code = d.ward_code AND h.nomination_id = d.nomination_id AND h.event = 'refused'
    ORDER BY h.stream_version DESC LIMIT 1) AS refused_for
FROM decisions s JOIN dossiers d ON d.ward_code = s.ward_code AND d.nomination_id = ANY (s.refused)
WHERE s.decision_id = $1 ORDER BY array_position(s.refused, d.nomination_id)
"""
KEPT: Final = """
SELECT d.nomination_id, 'name' AS part, u.name AS text FROM dossiers d
JOIN award_units u ON u.ward_code = d.ward_code AND u.unit_id = d.subject_id
WHERE d.ward_code = $1 AND d.nomination_id = ANY ($2::uuid[]) AND d.subject_kind = 'collective'
UNION ALL
SELECT d.nomination_id, 'place', u.name FROM dossiers d
JOIN award_units u ON u.ward_code = d.ward_code AND u.unit_id = d.unit_id
WHERE d.ward_code = $1 AND d.nomination_id = ANY ($2::uuid[]) AND d.subject_kind <> 'collective'
"""
"""What is kept of a line and is no secret: the collective's name, the unit of anybody else."""
CORRECTIONS: Final = """
SELECT nomination_id, event, detail ->> 'part' AS part, written, reads, document_number, effective_on FROM dossier_history
WHERE ward_code = ANY ($1::text[]) AND nomination_id = ANY ($2::uuid[]) AND event IN ('corrected', 'correction-withdrawn')
ORDER BY nomination_id, stream_version
"""
LATER: Final = """
SELECT g.nomination_id, h.stream_version, h.event, h.document_number, h.effective_on, h.reason, h.written, h.reads,
       h.detail ->> 'part' AS part,
       h.detail ->> 'reason_code' AS reason_code, coalesce((h.detail ->> 'payable')::bigint, 0) AS given,
       coalesce(json_array_length(h.detail -> 'objects'), 0) > 0 AS objects
FROM golden_register g
JOIN dossier_history h ON h.ward_code = g.ward_code AND h.nomination_id = g.nomination_id
 AND h.event IN ('corrected', 'correction-withdrawn', 'annulled', 'annulment-withdrawn', 'restored')
WHERE g.decision_id = $1 ORDER BY h.recorded_at, g.register_number, h.stream_version
"""
ANNULLED_BY: Final = """
SELECT g.nomination_id FROM golden_register g JOIN dossier_history h
  ON h.ward_code = g.ward_code AND h.nomination_id = g.nomination_id AND h.event = 'annulled'
  AND h.document_number = ANY ($2::text[])
WHERE g.decision_id = $1 AND NOT EXISTS (
    SELECT FROM dossier_history l WHERE l.ward_code = g.ward_code AND l.nomination_id = g.nomination_id
    AND l.event = 'annulment-withdrawn' AND l.document_number = h.document_number AND l.stream_version > h.stream_version)
ORDER BY g.register_number
"""
ANNULLING: Final = """
SELECT DISTINCT h.document_number AS annulled_by FROM golden_register g JOIN dossier_history h
  ON h.ward_code = g.ward_code AND h.nomination_id = g.nomination_id AND h.event = 'annulled'
WHERE g.decision_id = $1 AND h.document_number IS NOT NULL ORDER BY 1 LIMIT 100
"""
DECIDED: Final = frozenset({"awarded", "annulled", "standing"})
"""States of a nomination, or of a line, that may have been corrected."""
LETTER: Final = """
SELECT ward_code, forwarding_id, document_number, signed_on, recipient_as_signed FROM letters WHERE forwarding_id = $1
"""
IN_LETTER: Final = """
SELECT d.nomination_id, d.unit_id, d.subject_id, d.subject_kind, d.title, d.year, d.state, d.passed, d.yes, d.members
FROM letters l JOIN dossiers d ON d.ward_code = l.ward_code AND d.nomination_id = ANY (l.nominations)
WHERE l.forwarding_id = $1 ORDER BY array_position(l.nominations, d.nomination_id)
"""
SENT: Final = "SELECT nominations FROM letters WHERE forwarding_id = $1"
PACKS: Final = """
SELECT nomination_id, pack_id FROM dossiers WHERE ward_code = $1 AND nomination_id = ANY ($2::uuid[])
"""
RESTED: Final = """
SELECT asked.nomination_id AS resting, g.nomination_id, g.unit_id, g.subject_id, g.subject_kind, g.title, g.year,
       g.document_number, g.annulled_by, g.annulled_on
FROM unnest($2::uuid[], $3::uuid[], $4::integer[]) AS asked (nomination_id, subject_id, year)
JOIN golden_register g ON g.ward_code = $1 AND g.state = 'annulled' AND g.nomination_id <> asked.nomination_id
 AND ((g.subject_id = asked.subject_id AND g.title = ANY ($5::text[]) AND g.year <= asked.year)
   OR (g.unit_id = asked.subject_id AND g.subject_kind = 'individual' AND g.title = ANY ($6::text[]) AND g.year = asked.year))
ORDER BY g.annulled_on, g.register_number
"""


async def decisions(
    connection: asyncpg.Connection, *, ward_code: str | None, after: tuple[str, UUID], limit: int
) -> list[asyncpg.Record]:
    """Decisions in the order of ward and id."""
    return await connection.fetch(DECISIONS, ward_code, *after, limit)


async def decision(connection: asyncpg.Connection, decision_id: UUID) -> dict[str, Any] | None:
    """One decision with its list."""
    row = await connection.fetchrow(DECISION, decision_id)
    if row is None:
        return None
    lines = await connection.fetch(LINES, row["ward_code"], decision_id)
    return {**row, "lines": [dict(line) for line in lines]}


async def of_city(connection: asyncpg.Connection, ward_code: str, year: int) -> list[asyncpg.Record]:
    """The city's decisions of a year that are recorded in a ward, with by whom and under which number."""
    return await connection.fetch(OF_CITY, ward_code, year)


async def letters(
    connection: asyncpg.Connection, *, ward_code: str | None, after: tuple[str, UUID], limit: int
) -> list[asyncpg.Record]:
    """Letters in the order of ward and id."""
    return await connection.fetch(LETTERS, ward_code, *after, limit)


async def register(
    connection: asyncpg.Connection,
    *,
    ward_code: str | None,
    year: int | None,
    title: str | None,
    after: tuple[str, date, UUID, int],
    limit: int,
) -> list[asyncpg.Record]:
    """The golden register as it is kept: by ward, day, decision and number."""
    return await connection.fetch(REGISTER, ward_code, year, title, *after, limit)


async def rested(
    connection: asyncpg.Connection, ward_code: str, items: Sequence[Mapping[str, Any]], rules: Law
) -> dict[UUID, list[dict[str, Any]]]:
    """The annulled awards on which these nominations rest by the rules under which they were received; most rest on none."""
    found: dict[UUID, list[dict[str, Any]]] = {}
    keys = [item["nomination_id"] for item in items]
    packs = {row["nomination_id"]: row["pack_id"] for row in await connection.fetch(PACKS, ward_code, keys)}
    asked: dict[Grounds, list[Mapping[str, Any]]] = {}
    for item in items:
        if pack := rules.named(packs.get(item["nomination_id"], "")):
            asked.setdefault(grounds(pack, item["title"]), []).append(item)
    for of, resting_ in asked.items():
        if not (of.own or of.of_members):
            continue
        columns = ([item[name] for item in resting_] for name in ("nomination_id", "subject_id", "year"))
        for row in await connection.fetch(RESTED, ward_code, *columns, sorted(of.own), sorted(of.of_members)):
            found.setdefault(row["resting"], []).append(dict(row))
    return found


async def resting(
    connection: asyncpg.Connection, ward_code: str, lines: Sequence[Mapping[str, Any]], rules: Law
) -> int:
    """How many standing awards and open dossiers rest on these lines as the law says."""
    columns = ([line[name] for line in lines] for name in ("nomination_id", "subject_id", "unit_id"))
    found = 0
    for row in await connection.fetch(RESTING, ward_code, *columns):
        if (pack := rules.named(row["pack_id"])) is None:
            continue
        asked = grounds(pack, row["title"])
        found += any(
            (line["subject_id"] == row["subject_id"] and line["title"] in asked.own and line["year"] <= row["year"])
            or (
                line["unit_id"] == row["subject_id"]
                and line["title"] in asked.of_members
                and line["year"] == row["year"]
            )
            for line in lines
        )
    return found


async def refused(connection: asyncpg.Connection, decision_id: UUID) -> list[dict[str, Any]]:
    """The nominations that a decision refused, in its order, with the reason."""
    return [dict(row) for row in await connection.fetch(REFUSED, decision_id)]


async def listed(connection: asyncpg.Connection, decision_id: UUID) -> list[UUID] | None:
    """The nominations of a decision, awarded and then refused, in the order of its list."""
    row = await connection.fetchrow(LISTED, decision_id)
    return [*row["awarded"], *row["refused"]] if row else None


async def annulled_by(connection: asyncpg.Connection, decision_id: UUID, numbers: Sequence[str]) -> list[UUID]:
    """The nominations of a decision that a document has annulled, by each way in which its number was written; also those that
    another has restored since.
    """
    return [row["nomination_id"] for row in await connection.fetch(ANNULLED_BY, decision_id, numbers)]


async def annulling(connection: asyncpg.Connection, decision_id: UUID) -> list[str]:
    """The numbers of the documents by which lines of a decision were annulled, also of those that were restored since."""
    return [row["annulled_by"] for row in await connection.fetch(ANNULLING, decision_id)]


async def corrections(
    connection: asyncpg.Connection, wards: Iterable[str], nominations: Iterable[UUID]
) -> dict[UUID, list[dict[str, Any]]]:
    """The corrections that hold of each nomination, oldest first; whose words were erased has none of them."""
    keys = list(dict.fromkeys(nominations))
    rows = await connection.fetch(CORRECTIONS, list(dict.fromkeys(wards)), keys) if keys else []
    return holding(rows, "nomination_id")


async def mended(connection: asyncpg.Connection, rows: Iterable[Mapping[str, Any]], ward: str = "") -> Reading:
    """How the lines of decided nominations among these rows read since they were corrected; of one `ward`, or of each row's own."""
    decided = [row for row in rows if row.get("state", "awarded") in DECIDED]
    wards = (ward or row["ward_code"] for row in decided)
    return reading(await corrections(connection, wards, (row["nomination_id"] for row in decided)))


async def later(connection: asyncpg.Connection, decision_id: UUID) -> list[dict[str, Any]]:
    """What was done to the lines of a decision by later papers, in the order in which it was recorded."""
    return [dict(row) for row in await connection.fetch(LATER, decision_id)]


async def standing(connection: asyncpg.Connection, ward_code: str, nominations: Sequence[UUID]) -> list[dict[str, Any]]:
    """What stands in lines: what is kept, or how it reads since it was corrected. What people are called, only its owner knows."""
    kept = await connection.fetch(KEPT, ward_code, list(nominations))
    found = {(row["nomination_id"], row["part"]): {**row, "corrected": False} for row in kept}
    for nomination_id, done in (await corrections(connection, (ward_code,), nominations)).items():
        for one in done:
            key = (nomination_id, one["part"])
            if one["reads"] is not None:
                found[key] = {
                    "nomination_id": nomination_id,
                    "part": one["part"],
                    "text": one["reads"],
                    "corrected": True,
                }
    return list(found.values())


async def letter(connection: asyncpg.Connection, forwarding_id: UUID) -> dict[str, Any] | None:
    """A letter as it was signed, with the nominations that it sent up."""
    row = await connection.fetchrow(LETTER, forwarding_id)
    return {**row, "lines": await in_letter(connection, forwarding_id)} if row else None


async def in_letter(connection: asyncpg.Connection, forwarding_id: UUID) -> list[dict[str, Any]]:
    """The nominations of a letter as they stand, in its order."""
    return [dict(row) for row in await connection.fetch(IN_LETTER, forwarding_id)]


async def sent(connection: asyncpg.Connection, forwarding_id: UUID) -> list[UUID] | None:
    """The nominations of a letter, in its order."""
    found: list[UUID] | None = await connection.fetchval(SENT, forwarding_id)
    return found
