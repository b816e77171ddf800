"""Read models `decisions` (decisions and letters) and `golden-register` (every award under its number)."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import asyncpg

from services.awards.decisions.events import (
    CityDecisionWithdrawn,
    DecisionAnnulled,
    DecisionCorrected,
    DecisionRestored,
    DecisionSigned,
    LetterCorrected,
    LetterRecalled,
    LetterSigned,
)
from services.awards.naming import title
from services.awards.nominations.events import (
    AwardAnnulled,
    AwardAnnulmentWithdrawn,
    AwardCorrected,
    AwardCorrectionWithdrawn,
    AwardDecided,
    AwardRestored,
    AwardWithdrawn,
)
from services.awards.searching import number_key
from services.chassis.event_envelope import EventEnvelope
from services.chassis.readers.definition import ReadModel
from services.chassis.text.ordering import search_key

DECISION: Final = """
INSERT INTO decisions (ward_code, decision_id, level, document_number, signed_on, signer_position, base_salary, awards, refusals,
                       refused, total, pack_id, pack_hash, search)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
"""
LETTER: Final = """
INSERT INTO letters (ward_code, forwarding_id, to_level, document_number, signed_on, recipient, nominations)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
AWARD: Final = """
INSERT INTO golden_register (ward_code, decided_on, decision_id, register_number, award_id, nomination_id, unit_id, subject_id,
                             subject_kind, title, year, direct_worker, level, document_number, signer_position, base_salary,
                             coefficient_hundredths, amount, payable, money_citation, money_confirmed)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
"""

WITHDRAWN: Final = "UPDATE decisions SET withdrawn = true WHERE ward_code = $1 AND decision_id = $2"
RECALLED: Final = "UPDATE letters SET recalled = true WHERE ward_code = $1 AND forwarding_id = $2"
RECIPIENT: Final = "UPDATE letters SET recipient = $3 WHERE ward_code = $1 AND forwarding_id = $2"
ANNULLED: Final = """
UPDATE golden_register SET state = 'annulled', annulled_by = $4, annulled_on = $5
WHERE ward_code = $1 AND decision_id = $2 AND nomination_id = $3
"""
RESTORED: Final = """
UPDATE golden_register SET state = 'standing', annulled_by = NULL, annulled_on = NULL, payable = $4
WHERE ward_code = $1 AND decision_id = $2 AND nomination_id = $3
"""
CORRECTED: Final = """
UPDATE golden_register SET corrected_by = array_append(corrected_by, $4::text),
       corrected_in = array_append(corrected_in, $5::integer)
WHERE ward_code = $1 AND decision_id = $2 AND nomination_id = $3
  AND NOT EXISTS (SELECT FROM unnest(corrected_by, corrected_in) AS by (number, year) WHERE by.number = $4 AND by.year = $5)
"""
UNCORRECTED: Final = """
UPDATE golden_register SET (corrected_by, corrected_in) = (
    SELECT coalesce(array_agg(by.number ORDER BY by.place), '{}'), coalesce(array_agg(by.year ORDER BY by.place), '{}')
    FROM unnest(corrected_by, corrected_in) WITH ORDINALITY AS by (number, year, place)
    WHERE by.place <> (SELECT max(o.place) FROM unnest(corrected_by) WITH ORDINALITY AS o (number, place) WHERE o.number = $4)
)
WHERE ward_code = $1 AND decision_id = $2 AND nomination_id = $3 AND $4 = ANY (corrected_by)
"""
"""Of two documents of one number, of two years, the last is taken back first."""
FOUND_BY: Final = "UPDATE decisions SET search = search || $3 WHERE ward_code = $1 AND decision_id = $2"
UNRECORDED: Final = """
UPDATE golden_register SET state = 'withdrawn' WHERE ward_code = $1 AND decision_id = $2 AND nomination_id = $3
"""


async def signed(connection: asyncpg.Connection, recorded: EventEnvelope[DecisionSigned]) -> None:
    """A decision stands."""
    event = recorded.event
    titles = sorted({title(line.title) for line in event.lines})
    await connection.execute(
        DECISION,
        recorded.ward_code,
        event.decision_id,
        event.level,
        event.document_number,
        event.signed_on,
        event.signer_position,
        event.base_salary,
        len(event.lines),
        len(event.refused),
        list(event.refused),
        event.total,
        event.pack_id,
        event.pack_hash,
        search_key(" ".join(["Quyết định số", event.document_number, event.signer_position, *titles]))
        + number_key(event.document_number),
    )


async def acted_on(
    connection: asyncpg.Connection, recorded: EventEnvelope[DecisionCorrected | DecisionAnnulled | DecisionRestored]
) -> None:
    """It is found by the number of each later paper, too."""
    event = recorded.event
    number = search_key(event.document_number) + number_key(event.document_number)
    await connection.execute(FOUND_BY, recorded.ward_code, event.decision_id, number)


async def sent(connection: asyncpg.Connection, recorded: EventEnvelope[LetterSigned]) -> None:
    """A letter went up."""
    event = recorded.event
    await connection.execute(
        LETTER,
        recorded.ward_code,
        event.forwarding_id,
        event.to_level,
        event.document_number,
        event.signed_on,
        event.recipient,
        list(event.nominations),
    )


async def awarded(connection: asyncpg.Connection, recorded: EventEnvelope[AwardDecided]) -> None:
    """An award has its place in the register."""
    event = recorded.event
    await connection.execute(
        AWARD,
        recorded.ward_code,
        event.decided_on,
        event.decision_id,
        event.register_number,
        event.award_id,
        event.nomination_id,
        event.unit_id,
        event.subject_id,
        event.subject_kind,
        event.title,
        event.year,
        event.direct_worker,
        event.level,
        event.document_number,
        event.signer_position,
        event.base_salary,
        event.coefficient_hundredths,
        event.amount,
        event.payable,
        event.money_citation,
        event.money_confirmed,
    )


async def withdrawn(connection: asyncpg.Connection, recorded: EventEnvelope[CityDecisionWithdrawn]) -> None:
    """It was recorded by mistake."""
    await connection.execute(WITHDRAWN, recorded.ward_code, recorded.event.decision_id)


async def recalled(connection: asyncpg.Connection, recorded: EventEnvelope[LetterRecalled]) -> None:
    """The letter was taken back."""
    await connection.execute(RECALLED, recorded.ward_code, recorded.event.forwarding_id)


async def corrected_letter(connection: asyncpg.Connection, recorded: EventEnvelope[LetterCorrected]) -> None:
    """The letter goes to somebody else."""
    event = recorded.event
    await connection.execute(RECIPIENT, recorded.ward_code, event.forwarding_id, event.recipient)


async def annulled(connection: asyncpg.Connection, recorded: EventEnvelope[AwardAnnulled]) -> None:
    """An award counts for nothing; its line stays."""
    event = recorded.event
    paper = (event.document_number, event.annulled_on)
    await connection.execute(ANNULLED, recorded.ward_code, event.decision_id, event.nomination_id, *paper)


async def restored(
    connection: asyncpg.Connection, recorded: EventEnvelope[AwardRestored | AwardAnnulmentWithdrawn]
) -> None:
    """It counts again."""
    event = recorded.event
    await connection.execute(RESTORED, recorded.ward_code, event.decision_id, event.nomination_id, event.payable)


async def corrected(connection: asyncpg.Connection, recorded: EventEnvelope[AwardCorrected]) -> None:
    """A word of its line was corrected by a document."""
    event = recorded.event
    paper = (event.document_number, event.corrected_on.year)
    await connection.execute(CORRECTED, recorded.ward_code, event.decision_id, event.nomination_id, *paper)


async def uncorrected(connection: asyncpg.Connection, recorded: EventEnvelope[AwardCorrectionWithdrawn]) -> None:
    """That correction was a mistake."""
    event = recorded.event
    await connection.execute(
        UNCORRECTED, recorded.ward_code, event.decision_id, event.nomination_id, event.document_number
    )


async def unrecorded(connection: asyncpg.Connection, recorded: EventEnvelope[AwardWithdrawn]) -> None:
    """There was no such award."""
    event = recorded.event
    await connection.execute(UNRECORDED, recorded.ward_code, event.decision_id, event.nomination_id)


DECISIONS: Final = ReadModel(
    "decisions",
    6,
    Path(__file__).with_name("decisions.sql"),
    {
        DecisionSigned: signed,
        CityDecisionWithdrawn: withdrawn,
        DecisionCorrected: acted_on,
        DecisionAnnulled: acted_on,
        DecisionRestored: acted_on,
        LetterSigned: sent,
        LetterRecalled: recalled,
        LetterCorrected: corrected_letter,
    },
)
REGISTER: Final = ReadModel(
    "golden-register",
    3,
    Path(__file__).with_name("register.sql"),
    {
        AwardDecided: awarded,
        AwardCorrected: corrected,
        AwardCorrectionWithdrawn: uncorrected,
        AwardAnnulled: annulled,
        AwardRestored: restored,
        AwardAnnulmentWithdrawn: restored,
        AwardWithdrawn: unrecorded,
    },
)
