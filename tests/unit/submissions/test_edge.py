"""What the edge never lets through, and who sends which command."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from services.submissions.app import SERVICE
from services.submissions.edge import KnownRole, KnownUnitKind
from services.submissions.mandates.bootstrap import first_mandate
from services.submissions.mandates.decider import GRANTERS

EARLY = datetime(2024, 5, 10, 3, tzinfo=UTC)


@pytest.mark.parametrize("words", [KnownUnitKind, KnownRole])
def test_a_word_nobody_knows_is_not_written(words: Any) -> None:
    for text in ("unknown", "of-tomorrow"):
        with pytest.raises(ValidationError):
            TypeAdapter(words).validate_json(f'"{text}"')


def test_the_first_mandate_is_the_same_however_often_it_is_sent() -> None:
    one, again = first_mandate("sub-1", EARLY), first_mandate("sub-1", EARLY)
    assert (one.key, one.body_hash, one.command) == (again.key, again.body_hash, again.command)
    assert one.actor.is_system and one.command.role in GRANTERS


def test_every_command_has_one_case_and_the_system_s_own_are_nobody_else_s() -> None:
    systems = {case.command.__name__ for case in SERVICE.handles if not case.roles}
    assert systems == {
        "AskReading",
        "BringAims",
        "MakeUnitChange",
        "RecallReading",
        "RecallWithdrawn",
        "RestoreReading",
        "RestoreWithdrawn",
        "MoveReadingDeadline",
        "ReleaseReading",
        "OutdateScore",
        "ReleaseScore",
        "RequestReport",
        "CallOffReport",
        "ReleaseReport",
        "RestoreReport",
        "MarkMissed",
        "LockReport",
        "TakeNumber",
        "EndMandates",
    }
    assert len({case.command for case in SERVICE.handles}) == len(SERVICE.handles)
