"""Process manager `releasing`: when a criteria sheet is withdrawn, every card by it that was not published is released; when it is written
anew, what was checked by the one before is checked no more, so that nobody is asked to publish what cannot be.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import asyncpg

from services.chassis.event_envelope import EventEnvelope
from services.chassis.readers.definition import Issue, ProcessManager
from services.submissions.scorecards.commands import OutdateScore, ReleaseScore
from services.submissions.scorecards.events import ScoreSent, ScoreSheetIssued, ScoreSheetWithdrawn

CARDS: Final = "SELECT card_id FROM releasing_cards WHERE ward_code = $1 AND sheet_id = $2 ORDER BY card_id"
REMEMBER: Final = """
INSERT INTO releasing_cards (ward_code, sheet_id, card_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING
"""


async def withdrawn(connection: asyncpg.Connection, recorded: EventEnvelope[ScoreSheetWithdrawn]) -> Sequence[Issue]:
    """Every card by it."""
    return await _each(connection, recorded, "release", ReleaseScore)


async def issued(connection: asyncpg.Connection, recorded: EventEnvelope[ScoreSheetIssued]) -> Sequence[Issue]:
    """Every card by it, once it takes the place of an earlier one."""
    return await _each(connection, recorded, "outdate", OutdateScore) if recorded.event.version > 1 else []


async def _each(
    connection: asyncpg.Connection,
    recorded: EventEnvelope[ScoreSheetWithdrawn] | EventEnvelope[ScoreSheetIssued],
    what: str,
    command: type[ReleaseScore | OutdateScore],
) -> list[Issue]:
    ward_code, sheet_id, at = recorded.ward_code, recorded.event.sheet_id, recorded.recorded_at
    cards = [row["card_id"] for row in await connection.fetch(CARDS, ward_code, sheet_id)]
    return [
        Issue(f"{what} {card}", command(ward_code=ward_code, at=at, card_id=card, sheet_id=sheet_id)) for card in cards
    ]


async def remember(connection: asyncpg.Connection, recorded: EventEnvelope[ScoreSent]) -> None:
    await connection.execute(REMEMBER, recorded.ward_code, recorded.event.sheet_id, recorded.event.card_id)


MANAGER: Final = ProcessManager(
    "releasing",
    1,
    react={ScoreSheetWithdrawn: withdrawn, ScoreSheetIssued: issued},
    schema=Path(__file__).with_name("releasing.sql"),
    apply={ScoreSent: remember},
)
