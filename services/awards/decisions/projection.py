"""Read models `decisions` (decisions and letters) and `golden-register` (every award under its number)."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import asyncpg

from services.awards.decisions.events import (
    CityDecisionWithdrawn,
    CorrectionWithdrawn,
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
from services.chassis.personal import in_clear
from services.chassis.readers.definition import ReadModel
from services.chassis.text.ordering import search_key

DECISION: Final = """
INSERT INTO decisions (ward_code, decision_id, level, document_number, signed_on, signer_position, base_salary, awards, refusals,
                       refused, total, pack_id, pack_hash, search, number_as_signed, day_as_signed)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $4, $5)
"""
LETTER: Final = """
INSERT INTO letters (ward_code, forwarding_id, to_level, document_number, signed_on, recipient, nominations, recipient_as_signed)
VALUES ($1, $2, $3, $4, $5, $6, $7, $6)
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
UPDATE golden_register g SET (corrected_by, corrected_in) = (
    SELECT CASE WHEN bool_or(by.number = $4 AND by.year = $5) THEN g.corrected_by ELSE array_append(g.corrected_by, $4) END,
           CASE WHEN bool_or(by.number = $4 AND by.year = $5) THEN g.corrected_in ELSE array_append(g.corrected_in, $5) END
    FROM unnest(g.corrected_by, g.corrected_in) AS by (number, year)
), document_number = coalesce($6, document_number), decided_on = coalesce($7, decided_on), search = search || $8
WHERE ward_code = $1 AND decision_id = $2 AND nomination_id = $3
"""
"""A document that corrects number and day of a decision comes twice, and stands in a line once."""
UNCORRECTED: Final = """
UPDATE golden_register SET (corrected_by, corrected_in) = (
    SELECT coalesce(array_agg(by.number ORDER BY by.place), '{}'), coalesce(array_agg(by.year ORDER BY by.place), '{}')
    FROM unnest(corrected_by, corrected_in) WITH ORDINALITY AS by (number, year, place)
    WHERE by.place IS DISTINCT FROM (
        SELECT max(o.place) FROM unnest(corrected_by) WITH ORDINALITY AS o (number, place) WHERE o.number = $4)
), document_number = coalesce($5, document_number), decided_on = coalesce($6, decided_on)
WHERE ward_code = $1 AND decision_id = $2 AND nomination_id = $3
"""
"""Of two documents of one number, of two years, the last is taken back first."""
FOUND_BY: Final = "UPDATE decisions SET search = search || $3 WHERE ward_code = $1 AND decision_id = $2"
RENUMBERED: Final = """
UPDATE decisions SET document_number = coalesce($3, document_number), signed_on = coalesce($4, signed_on)
WHERE ward_code = $1 AND decision_id = $2
"""
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
    connection: asyncpg.Connection, recorded: EventEnvelope[DecisionAnnulled | DecisionRestored]
) -> None:
    """It is found by the number of each later paper, too."""
    event = recorded.event
    number = search_key(event.document_number) + number_key(event.document_number)
    await connection.execute(FOUND_BY, recorded.ward_code, event.decision_id, number)


async def mended(
    connection: asyncpg.Connection, recorded: EventEnvelope[DecisionCorrected | CorrectionWithdrawn]
) -> None:
    """Its own number and day may read otherwise; it is found by both numbers."""
    event = recorded.event
    await connection.execute(
        RENUMBERED, recorded.ward_code, event.decision_id, event.reads_number, event.reads_signed_on
    )
    for number in (event.reads_number, event.document_number):
        if number is not None:
            key = search_key(number) + number_key(number)
            await connection.execute(FOUND_BY, recorded.ward_code, event.decision_id, key)


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
    """Words of its line were corrected; it is found by the corrected name of a collective, too: what people are called stands in no key."""
    event = recorded.event
    named = event.subject_kind == "collective" and event.part == "name"
    await connection.execute(
        CORRECTED,
        recorded.ward_code,
        event.decision_id,
        event.nomination_id,
        event.document_number,
        event.corrected_on.year,
        event.decision_number,
        event.decided_on,
        search_key(in_clear(event.reads) or "") if named else "",
    )


async def uncorrected(connection: asyncpg.Connection, recorded: EventEnvelope[AwardCorrectionWithdrawn]) -> None:
    """That correction was a mistake."""
    event = recorded.event
    read = (event.document_number, event.decision_number, event.decided_on)
    await connection.execute(UNCORRECTED, recorded.ward_code, event.decision_id, event.nomination_id, *read)


async def unrecorded(connection: asyncpg.Connection, recorded: EventEnvelope[AwardWithdrawn]) -> None:
    """There was no such award."""
    event = recorded.event
    await connection.execute(UNRECORDED, recorded.ward_code, event.decision_id, event.nomination_id)


DECISIONS: Final = ReadModel(
    "decisions",
    7,
    Path(__file__).with_name("decisions.sql"),
    {
        DecisionSigned: signed,
        CityDecisionWithdrawn: withdrawn,
        DecisionCorrected: mended,
        CorrectionWithdrawn: mended,
        DecisionAnnulled: acted_on,
        DecisionRestored: acted_on,
        LetterSigned: sent,
        LetterRecalled: recalled,
        LetterCorrected: corrected_letter,
    },
)
REGISTER: Final = ReadModel(
    "golden-register",
    4,
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
