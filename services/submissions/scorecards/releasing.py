"""Process manager `releasing`: when a criteria sheet is withdrawn, every card by it that was not published is released."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import asyncpg

from services.chassis.event_envelope import EventEnvelope
from services.chassis.readers.definition import Issue, ProcessManager
from services.submissions.scorecards.commands import ReleaseScore
from services.submissions.scorecards.events import ScoreSent, ScoreSheetWithdrawn

CARDS: Final = "SELECT card_id FROM releasing_cards WHERE ward_code = $1 AND sheet_id = $2 ORDER BY card_id"
REMEMBER: Final = """
INSERT INTO releasing_cards (ward_code, sheet_id, card_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING
"""


async def withdrawn(connection: asyncpg.Connection, recorded: EventEnvelope[ScoreSheetWithdrawn]) -> Sequence[Issue]:
    """Every card by it."""
    rows = await connection.fetch(CARDS, recorded.ward_code, recorded.event.sheet_id)
    return [
        Issue(
            f"release {row['card_id']}",
            ReleaseScore(
                ward_code=recorded.ward_code,
                at=recorded.recorded_at,
                card_id=row["card_id"],
                sheet_id=recorded.event.sheet_id,
            ),
        )
        for row in rows
    ]


async def remember(connection: asyncpg.Connection, recorded: EventEnvelope[ScoreSent]) -> None:
    await connection.execute(REMEMBER, recorded.ward_code, recorded.event.sheet_id, recorded.event.card_id)


MANAGER: Final = ProcessManager(
    "releasing",
    1,
    react={ScoreSheetWithdrawn: withdrawn},
    schema=Path(__file__).with_name("releasing.sql"),
    apply={ScoreSent: remember},
)
