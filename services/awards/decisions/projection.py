"""Read models `decisions` (decisions and letters) and `golden-register` (every award under its number)."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import asyncpg

from services.awards.decisions.events import DecisionSigned, LetterSigned
from services.awards.naming import title
from services.awards.nominations.events import AwardDecided
from services.chassis.event_envelope import EventEnvelope
from services.chassis.readers.definition import ReadModel
from services.chassis.text.ordering import search_key

DECISION: Final = """
INSERT INTO decisions (ward_code, decision_id, level, document_number, signed_on, signer_position, base_salary, awards, refusals,
                       total, pack_id, pack_hash, search)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
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
        event.total,
        event.pack_id,
        event.pack_hash,
        search_key(" ".join(["Quyết định số", event.document_number, event.signer_position, *titles])),
    )


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


DECISIONS: Final = ReadModel(
    "decisions", 4, Path(__file__).with_name("decisions.sql"), {DecisionSigned: signed, LetterSigned: sent}
)
REGISTER: Final = ReadModel("golden-register", 1, Path(__file__).with_name("register.sql"), {AwardDecided: awarded})
