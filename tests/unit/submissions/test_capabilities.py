"""What every declared act keeps: its refusals are shown where they can be mended, its sentences hold nothing personal."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Final, get_origin, get_type_hints
from uuid import UUID

import pytest

from services.chassis.kit.capability import Capability
from services.submissions.app import SERVICE
from services.submissions.people import events as people
from services.submissions.people.facts import FACTS
from thidua_contracts.codes import SubjectKind

ABOVE: Final = {
    "not-found",
    "movement.ended",
    "person.already-registered",
    "person.erased",
    "plan.already-drafted",
    "plan.already-issued",
    "plan.no-obligation",
    "report.already-accepted",
    "report.already-submitted",
    "report.extension-not-later",
    "report.locked",
    "report.not-accepted",
    "report.not-under-review",
    "report.released",
    "report.returned-after-lock",
    "subject.erased",
    "unit.already-registered",
    "unit.closed",
}
"""Refusals that speak of the thing itself, where no field could be mended: they stand above the form."""
ELSEWHERE: Final = {
    "people": "unit.",
    "movements": "unit.",
    "units": "ward.",
    "plans": "person.",
    "reports": "report.figure-",
}
"""Whose refusals a capability repeats in its API because it rests on them; only those it places can come."""
PLAIN: Final[dict[Any, Any]] = {
    UUID: UUID(int=1), str: "3/ĐN", bool: True, date: date(2024, 1, 1), SubjectKind: SubjectKind.INDIVIDUAL,
}  # fmt: skip
"""A value of each type that nobody's data are."""
CAPABILITIES: Final[tuple[Any, ...]] = SERVICE.capabilities


@pytest.mark.parametrize("capability", CAPABILITIES, ids=lambda each: each.name)
def test_a_refusal_is_shown_at_a_field_or_above_the_form(capability: Capability) -> None:
    asked = {part.name for do in capability.does for part in do.asked}
    for do in capability.does:
        codes = {code for refused in do.refuses for code in refused.refusals}
        own = {code for code in codes if not code.startswith(ELSEWHERE.get(capability.name, "-"))}
        assert own - ABOVE <= set(do.places) <= codes
        assert set(do.places.values()) <= asked


def test_the_timeline_of_a_person_tells_nothing_personal() -> None:
    facts = [fact for fact in FACTS if fact.cls.__module__ == people.__name__]
    assert len(facts) == 5
    for fact in facts:
        hints = get_type_hints(fact.cls, include_extras=True)
        personal = {name for name, hint in hints.items() if get_origin(hint) is Annotated}
        filled = {name: "LỘ RA" if name in personal else PLAIN[hint] for name, hint in hints.items()}
        sentence = fact.sentence(fact.cls(**filled))
        assert sentence and "LỘ RA" not in sentence
