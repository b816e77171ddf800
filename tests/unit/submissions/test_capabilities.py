"""What every declared act keeps: its refusals are shown where they can be mended, its sentences hold nothing personal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING
from datetime import date
from typing import Annotated, Any, Final, get_origin, get_type_hints
from uuid import UUID

import pytest
from pydantic import ValidationError

from services.chassis.kit.capability import Capability
from services.chassis.kit.fields import Group
from services.chassis.kit.parts import read_form, sentence_of
from services.chassis.web import assets
from services.chassis.web.forms import Form
from services.submissions.app import SERVICE
from services.submissions.people import capability as people_pages
from services.submissions.people import events as people
from services.submissions.people.facts import FACTS
from services.submissions.reports.capability import REPORTS
from services.submissions.units import capability as unit_pages
from services.submissions.wards import capability as ward_pages
from thidua_contracts.codes import Category, Post, SubjectKind

OWN: Final = {"plan-recipients", "parents", "predecessors", "successors"}
"""Options that come with the thing itself, or with the catalogue."""
ABOVE: Final = {
    "not-found",
    "aims-call.called-off",
    "aims.accepted",
    "aims.asked",
    "aims.not-amending",
    "aims.not-asked",
    "aims.returned",
    "aims.sent",
    "aims.year-over",
    "archive.closed",
    "archive.empty",
    "archive.handed-over",
    "archive.not-closed",
    "archive.not-empty",
    "archive.not-handed-over",
    "archive.paper-not-here",
    "archive.withdrawn",
    "briefing.already-recorded",
    "briefing.withdrawn",
    "data-request.answered",
    "data-request.extended",
    "data-request.extension-late",
    "data-request.no-extension",
    "data-request.not-answered",
    "data-request.not-settled",
    "data-request.not-withdrawn",
    "data-request.settled",
    "data-request.withdrawn",
    "directive.already-distributed",
    "directive.document-withdrawn",
    "directive.recalled",
    "key-day.already-entered",
    "key-day.withdrawn",
    "library.already-ended",
    "movement.ended",
    "movement.not-counted",
    "movement.not-of-households",
    "number.not-outside",
    "person.already-registered",
    "person.erased",
    "person.first-membership",
    "person.no-such-membership",
    "person.not-the-last",
    "plan.already-drafted",
    "plan.already-issued",
    "plan.amendment-signed",
    "plan.being-amended",
    "plan.checked",
    "plan.movements-launched",
    "plan.not-checked",
    "plan.numbered",
    "plan.reports-sent",
    "plan.deadline-passed",
    "plan.not-revoked",
    "plan.not-superseded",
    "plan.revoked",
    "plan.signed",
    "plan.signed-by-another",
    "plan.superseded",
    "plan.withdrawn",
    "report.already-accepted",
    "report.extension-over",
    "report.no-sending",
    "report.nothing-to-recall",
    "report.recalled-after-lock",
    "report.sent-by-office",
    "report.not-extended",
    "report.not-returned",
    "report.sending-accepted",
    "report.sent-by-unit",
    "report.already-submitted",
    "report.locked",
    "movement.no-review",
    "movement.over",
    "movement.summed-up",
    "movement.unchanged",
    "report.no-words",
    "report.not-accepted",
    "report.not-under-review",
    "report.own-sending",
    "reading.not-asked",
    "reading.not-read",
    "reading.recalled",
    "report.released",
    "score-sheet.unchanged",
    "score-sheet.withdrawn",
    "score.checked",
    "score.not-sent",
    "score.published",
    "score.released",
    "score.returned",
    "score.sent",
    "score.sheet-changed",
    "score.year-to-come",
    "ward.changed-meanwhile",
    "ward.end-recorded",
    "report.returned-after-lock",
    "subject.erased",
    "task.no-words",
    "task.not-done",
    "unit.already-registered",
    "unit.closed",
    "unit.end-recorded",
    "delegation.over",
    "delegation.withdrawn",
    "movement.withdrawn",
    "movement.not-withdrawn",
    "signature.not-yours",
    "unit.codes-moved",
    "unit-plan.approved",
    "unit-plan.draft",
    "unit-plan.no-words",
    "unit-plan.not-returned",
    "unit-plan.submitted",
    "unit-plan.withdrawn",
    "unit.no-change-coming",
    "unit.no-such-profile",
    "unit.not-ending",
    "unit.nothing-corrected",
    "plan.amendment-changes-nothing",
    "person.nothing-corrected",
    "unit.rests-on",
    "unit.withdrawn",
}
"""Refusals that speak of the thing itself, where no field could be mended: they stand above the form."""
ELSEWHERE: Final[dict[str, str | tuple[str, ...]]] = {
    "aims": ("person.", "unit."),
    "archive": "library.",
    "unfiled": ("archive.", "library."),
    "mandates": ("mandate.", "person."),
    "people": "unit.",
    "data-requests": "person.",
    "key-days": "plan.",
    "unit-plans": ("plan.", "unit."),
    "movements": "unit.",
    "units": "ward.",
    "plans": ("library.", "person.", "unit.", "delegation."),
    "delegations": "person.",
    "attendances": ("briefing.", "attendance."),
    "briefings": ("library.", "person."),
    "directives": ("library.", "unit."),
    "readings": ("directive.", "unit."),
    "plan-tasks": "plan.",
    "reports": "report.figure-",
    "score-sheets": "unit.",
    "scorecards": ("score-sheet.", "score.not-a-group", "score.already-sent", "unit."),
}
"""Whose refusals a capability repeats in its API because it rests on them; only those it places can come."""
PLAIN: Final[dict[Any, Any]] = {
    UUID: UUID(int=1), str: "3/ĐN", bool: True, date: date(2024, 1, 1), SubjectKind: SubjectKind.INDIVIDUAL,
    Category | None: Category.WORKER, tuple[Post, ...]: (Post.HEAD,),
    tuple[people.Membership, ...]: (people.Membership(member_from=date(2024, 1, 1), unit_id=UUID(int=1)),),
}  # fmt: skip
"""A value of each type that nobody's data are."""
CAPABILITIES: Final[tuple[Any, ...]] = SERVICE.capabilities


@pytest.mark.parametrize("capability", CAPABILITIES, ids=lambda each: each.name)
def test_a_refusal_is_shown_at_a_field_or_above_the_form(capability: Capability) -> None:
    parts = [part for do in capability.does for part in do.asked]
    asked = {part.name for part in parts}
    asked |= {f"{part.name}-{one.name}" for part in parts if isinstance(part.mark, Group) for one in part.asked}
    refused: set[str] = set()
    placed: set[str] = set()
    for do in capability.does:
        codes = {code for cls in do.refuses for code in cls.refusals}
        assert set(do.places) <= codes
        assert set(do.places.values()) <= asked
        refused |= {code for code in codes if not code.startswith(ELSEWHERE.get(capability.name, "-"))}
        placed |= set(do.places)
    assert refused - ABOVE <= placed


def test_the_timeline_of_a_person_tells_nothing_personal() -> None:
    facts = [fact for fact in FACTS if fact.cls.__module__ == people.__name__]
    assert len(facts) == 7
    for fact in facts:
        hints = get_type_hints(fact.cls, include_extras=True)
        personal = {name for name, hint in hints.items() if get_origin(hint) is Annotated}
        filled = {name: "LỘ RA" if name in personal else PLAIN[hint] for name, hint in hints.items()}
        sentence = fact.sentence(fact.cls(**filled))
        assert sentence and "LỘ RA" not in sentence


def test_the_days_of_two_deadlines_are_told_apart_whoever_asks() -> None:
    [extend] = [do for do in REPORTS.does if do.name == "extend"]
    _, field_errors = read_form(extend.parts, extend.model, Form({"locks-day": ["mai"]}))
    said = [error["sentence"] for error in field_errors if error["field"] in ("due-day", "locks-day")]
    days = [f"Ghi ngày, tháng, năm vào mục “{group} – Ngày”, ví dụ 15/05/2024." for group in ("Hạn nộp mới", "Khóa sổ")]
    assert said == days
    with pytest.raises(ValidationError) as refused:
        extend.model.model_validate({"due": {}, "locks": {"day": "mai"}})
    assert [sentence_of(extend.parts, error) for error in refused.value.errors()][:2] == days


@pytest.mark.parametrize("kinds", [unit_pages.KINDS, ward_pages.KINDS, people_pages.TAGS])
def test_every_state_of_a_record_has_an_icon(kinds: Mapping[str, str]) -> None:
    icons = (assets.HERE / "icons.svg").read_text()
    assert [kind for kind in kinds.values() if f'<symbol id="{kind}"' not in icons] == []


def test_a_form_that_has_nothing_to_choose_among_says_what_comes_first() -> None:
    """Whatever has to be chosen may be missing: then somebody is told who does what first, and where."""
    dead = {
        f"{capability.name}: {part.mark.options}"
        for capability in SERVICE.capabilities
        for do in capability.does
        for part in do.asked
        if part.mark.kind == "ref" and part.default is MISSING and part.mark.options not in {*capability.first, *OWN}
    }
    assert dead == set()
