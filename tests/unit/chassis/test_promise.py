"""The days of the erasure promise stand in one place, and what people and operators read says the same."""

from __future__ import annotations

from pathlib import Path

from services.chassis.erasure.promise import COPIES_PAST, SENTENCE
from services.submissions.people.capability import ERASE

RUNBOOK = Path(__file__).parents[3] / "deploy" / "runbook.md"


def test_the_page_of_the_erasure_says_when_copies_are_past() -> None:
    assert SENTENCE in ERASE.effect
    assert f"{COPIES_PAST.days} ngày" in SENTENCE


def test_the_runbook_tells_the_operator_the_same_days() -> None:
    assert f"**Copies**: {COPIES_PAST.days} days after an erasure" in RUNBOOK.read_text()
