"""Holds: put and cleared by documents, several at once; while one is open, nothing is proposed, signed or sent up."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime
from typing import Any, get_args

import pytest

from services.awards.decisions import decider as decisions
from services.awards.decisions.papers import Unsigned, Unused
from services.awards.decisions.prizes import Paid
from services.awards.holds.commands import CAUSES, OUTCOMES, ClearHold, Outcome, PutHold
from services.awards.holds.decider import HANDLES, HOLD, Holds
from services.awards.holds.decider import clear as cleared
from services.awards.holds.decider import put as putting
from services.awards.holds.events import HoldCleared, HoldPut
from services.awards.holds.facts import FACTS
from services.awards.ids import hold_id
from services.awards.law.judge import HOLD as RULE
from services.awards.law.reading import read_law
from services.awards.nominations.nomination import CLAIM, NOMINATION, NominationDenied, Taken
from services.awards.subjects.decider import Erased, NotCopied, Unit
from services.awards.subjects.events import UnitCopied
from services.chassis.decider import DomainError
from services.chassis.personal import ERASED
from tests.support.given import decider
from tests.unit.awards import story
from tests.unit.awards import test_decisions as signing
from tests.unit.awards import test_nominations as proposals
from tests.unit.awards.story import AT, MEMBER, OPEN, PERSON, RULES, UNIT, WARD, named, propose

KEY = hold_id(WARD, PERSON)
CASE, OTHER = named("đơn khiếu nại"), named("thanh tra")
put = PutHold(
    ward_code=WARD,
    at=AT,
    case_id=CASE,
    subject_id=PERSON,
    cause="complaint",
    document_number="21/TB-UBND",
    since=date(2024, 11, 1),
)
was_put = HoldPut(
    hold_id=KEY,
    case_id=CASE,
    subject_id=PERSON,
    since=date(2024, 11, 1),
    cause="complaint",
    document_number="21/TB-UBND",
)
clear = ClearHold(
    ward_code=WARD,
    at=AT,
    hold_id=KEY,
    case_id=CASE,
    outcome="cleared",
    document_number="35/TB-UBND",
    cleared_on=date(2024, 11, 4),
)
was_cleared = HoldCleared(
    hold_id=KEY,
    case_id=CASE,
    subject_id=PERSON,
    cleared_on=date(2024, 11, 4),
    outcome="cleared",
    document_number="35/TB-UBND",
)
second = dataclasses.replace(was_put, case_id=OTHER, cause="inspection")
TOMORROW = date(2024, 11, 6)
PUTTING, CLEARING = decider(HOLD, putting), decider(HOLD, cleared)
HELD = HOLD.fold([was_put])
AGAIN_FREE = HOLD.fold([was_put, was_cleared])


def test_a_hold_is_put_by_a_document_and_a_day_that_has_come() -> None:
    assert PUTTING.given().beside(MEMBER, NotCopied()).when(put).outcome() == [was_put]
    late = dataclasses.replace(put, since=TOMORROW)
    PUTTING.given().beside(MEMBER, NotCopied()).when(late).then_refused("hold.in-future")


def test_a_unit_may_be_on_hold_and_somebody_unknown_or_erased_may_not() -> None:
    unit = Unit(UnitCopied(unit_id=UNIT, name="Tổ dân phố số 8", kind="residential-group"))
    of_unit = dataclasses.replace(put, subject_id=UNIT)
    [event] = PUTTING.given().beside(NotCopied(), unit).when(of_unit).outcome()
    assert (event.subject_id, event.hold_id) == (UNIT, hold_id(WARD, UNIT))
    PUTTING.given().beside(NotCopied(), NotCopied()).when(put).then_refused("not-found")
    PUTTING.given().beside(Erased(), NotCopied()).when(put).then_refused("nomination.subject-erased")


def test_the_same_case_again_is_nothing_new_also_when_it_is_over() -> None:
    assert PUTTING.given(was_put).beside(MEMBER, NotCopied()).when(put).outcome() == []
    assert PUTTING.given(was_put, was_cleared).beside(MEMBER, NotCopied()).when(put).outcome() == []


def test_each_command_names_the_holds_of_its_subject() -> None:
    streams = {case.command: case.streams for case in HANDLES}
    assert streams[PutHold](put)[0].stream_id == f"hold-{KEY}"
    assert [ref.stream_id for ref in streams[ClearHold](clear)] == [f"hold-{KEY}"]


def test_a_case_is_cleared_once_not_before_it_began_and_by_a_day_that_has_come() -> None:
    assert CLEARING.given(was_put).when(clear).outcome() == [was_cleared]
    CLEARING.given(was_put, was_cleared).when(clear).then_refused("hold.not-open")
    CLEARING.given(was_put).when(dataclasses.replace(clear, cleared_on=TOMORROW)).then_refused("hold.in-future")
    early = dataclasses.replace(clear, cleared_on=date(2024, 10, 31))
    CLEARING.given(was_put).when(early).then_refused("hold.before-put")


def test_a_case_recorded_by_mistake_ends_without_document_and_day_and_no_other() -> None:
    mistake = dataclasses.replace(clear, outcome="mistake", document_number=None, cleared_on=None)
    [event] = CLEARING.given(was_put).when(mistake).outcome()
    assert (event.document_number, event.cleared_on) == (None, date(2024, 11, 5))
    assert FACTS[1].sentence(event) == "Hết tạm dừng từ ngày 05/11/2024: Ghi nhầm, không có việc này."
    outcomes: tuple[Outcome, ...] = get_args(Outcome)
    assert set(outcomes) == OUTCOMES.keys()
    for outcome in outcomes:
        if outcome != "mistake":
            unnumbered = dataclasses.replace(clear, outcome=outcome, document_number=None)
            CLEARING.given(was_put).when(unnumbered).then_refused("hold.no-document")
            undated = dataclasses.replace(clear, outcome=outcome, cleared_on=None)
            CLEARING.given(was_put).when(undated).then_refused("hold.no-day")


def test_one_of_two_cases_cleared_leaves_the_other() -> None:
    assert HOLD.fold([was_put, second, was_cleared]).open == {OTHER: second}
    assert not AGAIN_FREE.open


def test_the_causes_are_those_of_the_law() -> None:
    pack = read_law().pack(date(2026, 1, 1))
    assert set(pack.value("tam-dung.ly-do")) == CAUSES.keys() - {
        "denunciation"
    }  # tố cáo stands with khiếu nại in the law


# what a hold stops


def test_nobody_on_hold_is_proposed_and_once_cleared_they_are() -> None:
    ready = proposals.proposing.beside(proposals.FREE, OPEN, MEMBER, HELD)
    refusal = ready.when(propose()).then_refused("nomination.on-hold")
    assert "1 việc chưa có kết quả" in refusal.sentence
    assert refusal.refusal.citation is not None
    assert refusal.refusal.citation.endswith("Nghị định số 98/2023/NĐ-CP"), "the law of the day"
    free = proposals.proposing.beside(proposals.FREE, OPEN, MEMBER, AGAIN_FREE).when(propose()).outcome()
    assert NOMINATION.at(story.NOMINATION) in free


def test_a_hold_stands_beside_an_initiative() -> None:
    ready = proposals.proposing.beside(proposals.FREE, OPEN, MEMBER, proposals.SK, HELD)
    ready.when(propose("CSTDCS", initiative_id=story.INITIATIVE)).then_refused("nomination.on-hold")


def signed(holds: Holds, **changes: Any) -> Any:
    command = signing.sign(signing.FIRST, **changes)
    given = signing.states(signing.FIRST)
    return decisions.sign(command, Unsigned(), Unused(), *given, Paid(0), holds, rules=RULES)


def test_a_hold_put_after_the_vote_stops_the_signature_until_it_is_cleared() -> None:
    with pytest.raises(NominationDenied) as refused:
        signed(HELD)
    assert refused.value.code == "nomination.on-hold"
    assert signed(AGAIN_FREE)


def test_a_paper_dated_before_the_hold_is_not_signed_either() -> None:
    later = HOLD.fold([dataclasses.replace(was_put, since=date(2026, 6, 1))])
    with pytest.raises(NominationDenied, match=r"nomination\.on-hold"):
        signed(later)


def test_a_hold_stops_the_letter_too() -> None:
    letter = signing.forward(signing.FIGHTER)
    given = signing.states(signing.FIGHTER)
    with pytest.raises(DomainError) as refused:
        decisions.forward(letter, Unsigned(), Unused(), *given, HELD, rules=RULES)
    assert refused.value.code == "nomination.on-hold"
    assert decisions.forward(letter, Unsigned(), Unused(), *given, AGAIN_FREE, rules=RULES)


def test_signing_and_forwarding_rest_on_the_holds_of_every_subject_once() -> None:
    cases = {case.command: case for case in decisions.handles(RULES)}
    for command in (signing.sign(signing.FIRST, signing.SECOND, signing.FIGHTER), signing.forward(signing.FIGHTER)):
        read = [ref for ref in cases[type(command)].streams(command) if ref.type is HOLD]
        subjects = dict.fromkeys(line.subject_id for line in command.lines)
        assert [ref.stream_id for ref in read] == [HOLD.at(hold_id(WARD, one)).stream_id for one in subjects]
        assert all(ref.only_read and ref.may_be_absent for ref in read)


def test_who_was_refused_because_of_a_hold_may_be_put_forward_again_and_nobody_else() -> None:
    before = named("hồ sơ trước")
    refused = dataclasses.replace(proposals.refused, nomination_id=before, reason_code="on-hold")
    first = dataclasses.replace(story.proposed(), nomination_id=before)
    taken = Taken(before)
    command = propose(held_before=before)

    def again(claim: Taken, *beside: Any) -> Any:
        return proposals.proposing.beside(claim, OPEN, MEMBER, *beside).when(command)

    outcome = again(taken, AGAIN_FREE, NOMINATION.fold([first, refused])).outcome()
    assert outcome[CLAIM.at(story.CLAIM)] == [proposals.taken]
    again(taken, HELD, NOMINATION.fold([first, refused])).then_refused("nomination.on-hold")
    elsewhere = Taken(named("hồ sơ khác"))
    again(elsewhere, AGAIN_FREE, NOMINATION.fold([first, refused])).then_refused("nomination.duplicate")
    otherwise = dataclasses.replace(refused, reason_code="not-passed")
    again(taken, AGAIN_FREE, NOMINATION.fold([first, otherwise])).then_refused("nomination.duplicate")
    again(taken, AGAIN_FREE, NOMINATION.fold([first])).then_refused("nomination.duplicate")


def test_the_timeline_says_what_and_by_which_paper_and_keeps_silent_of_the_erased() -> None:
    says = {fact.cls: fact.says for fact in FACTS}
    assert says[HoldPut](was_put) == "Tạm dừng xét tặng từ ngày 01/11/2024: Khiếu nại, theo văn bản số 21/TB-UBND."  # type: ignore[operator]
    over = says[HoldCleared](dataclasses.replace(was_cleared, outcome=ERASED, document_number=ERASED))  # type: ignore[operator]
    assert over.startswith("Hết tạm dừng từ ngày 04/11/2024: (đã xóa theo yêu cầu)")
    assert OUTCOMES["mistake"] and RULE == "chung.tam-dung"


AT_NIGHT = datetime(2024, 10, 31, 17, 0, tzinfo=UTC)


def test_the_day_is_the_local_one() -> None:
    PUTTING.given().beside(MEMBER, NotCopied()).when(dataclasses.replace(put, at=AT_NIGHT)).outcome()
    before = dataclasses.replace(put, at=datetime(2024, 10, 31, 16, 59, tzinfo=UTC))
    PUTTING.given().beside(MEMBER, NotCopied()).when(before).then_refused("hold.in-future")
