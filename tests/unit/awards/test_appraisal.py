"""Appraisal (thẩm định): the office records it, or gives a nomination back to be completed; each is taken back."""

from __future__ import annotations

import dataclasses
from datetime import date
from functools import partial
from typing import Any

import pytest

from services.awards.holds.decider import Holds
from services.awards.nominations import acts
from services.awards.nominations import decider as nominations
from services.awards.nominations.commands import (
    AppraiseNomination,
    CompleteNomination,
    ReturnNomination,
    TakeBackAppraisal,
    TakeBackNominationReturn,
)
from services.awards.nominations.events import (
    AppraisalTakenBack,
    NominationAppraised,
    NominationCompleted,
    NominationReturned,
    NominationReturnTakenBack,
    NominationTabled,
)
from services.awards.nominations.nomination import NOMINATION as NOMINATIONS
from services.awards.nominations.nomination import NominationDenied, Proposed, Returned, Taken, passed
from services.awards.subjects.decider import Erased
from services.chassis.files.reference import FileRef
from tests.support.given import Scenario, decider, head_of
from tests.unit.awards.story import (
    AT,
    GOOD,
    MEMBER,
    NOMINATION,
    PERSON,
    RULES,
    SESSION,
    UNIT,
    WARD,
    named,
    proposed,
)
from tests.unit.awards.test_nominations import CLERK, HEAD, refuse, refused, unrefuse, withdraw, withdrawn

OF: dict[str, Any] = {"nomination_id": NOMINATION, "unit_id": UNIT, "title": "LDTT", "year": 2024}
appraise = AppraiseNomination(ward_code=WARD, at=AT, nomination_id=NOMINATION, person_id=PERSON, note="Đủ điều kiện")
unappraise = TakeBackAppraisal(ward_code=WARD, at=AT, nomination_id=NOMINATION)
give_back = ReturnNomination(
    ward_code=WARD,
    at=AT,
    nomination_id=NOMINATION,
    person_id=PERSON,
    reasons=("evidence",),
    note="Thiếu giấy xác nhận sáng kiến",
)
unreturn = TakeBackNominationReturn(ward_code=WARD, at=AT, nomination_id=NOMINATION)
SCAN = FileRef(file_id=named("tệp bổ sung"), kind="pdf", size=1000)
BEFORE = FileRef(file_id=named("tệp đã gửi"), kind="pdf", size=2000)
complete = CompleteNomination(
    ward_code=WARD,
    at=AT,
    nomination_id=NOMINATION,
    person_id=PERSON,
    subject_id=PERSON,
    merits=dataclasses.replace(GOOD, rating="outstanding"),
    achievements="Tổ trưởng tổ vay vốn",
    evidence=(SCAN,),
)
appraised = NominationAppraised(**OF, subject_id=PERSON, note="Đủ điều kiện")
appraisal_taken_back = AppraisalTakenBack(**OF)
returned = NominationReturned(**OF, subject_id=PERSON, reasons=("evidence",), note="Thiếu giấy xác nhận sáng kiến")
return_taken_back = NominationReturnTakenBack(**OF)
tabled = NominationTabled(nomination_id=NOMINATION, session_id=SESSION)

appraising = decider(NOMINATIONS, nominations.appraise).beside(MEMBER)
unappraising = decider(NOMINATIONS, nominations.unappraise)
returning = decider(NOMINATIONS, nominations.give_back).beside(MEMBER)
unreturning = decider(NOMINATIONS, nominations.unreturn)
completing = decider(NOMINATIONS, partial(nominations.complete, rules=RULES, by=HEAD)).beside(MEMBER)


def test_the_office_appraises_a_nomination_once_and_takes_it_back() -> None:
    appraising.given(proposed()).when(appraise).then(appraised)
    appraising.given(proposed(), appraised).when(appraise).then_nothing()
    unappraising.given(proposed(), appraised).when(unappraise).then(appraisal_taken_back)
    unappraising.given(proposed()).when(unappraise).then_refused("nomination.not-appraised")
    appraising.given(proposed(), appraised, appraisal_taken_back).when(appraise).then(appraised)


def test_a_nomination_is_given_back_until_it_is_appraised() -> None:
    returning.given(proposed()).when(give_back).then(returned)
    returning.given(proposed(), appraised).when(give_back).then_refused("nomination.appraised")
    returning.given(proposed(), returned).when(give_back).then_refused("nomination.returned")
    appraising.given(proposed(), returned).when(appraise).then_refused("nomination.returned")


def test_a_return_is_taken_back_until_the_unit_has_sent_it_again() -> None:
    unreturning.given(proposed(), returned).when(unreturn).then(return_taken_back)
    unreturning.given(proposed()).when(unreturn).then_refused("nomination.not-returned")
    appraising.given(proposed(), returned, return_taken_back).when(appraise).then(appraised)


def completed() -> NominationCompleted:
    """What the unit sends again."""
    [event] = completing.given(proposed(), returned).when(complete).outcome()
    assert isinstance(event, NominationCompleted)
    return event


def test_what_is_sent_again_is_judged_anew_by_the_rules_of_the_day_of_receipt() -> None:
    event = completed()
    assert (event.merits.rating, event.achievements) == ("outstanding", "Tổ trưởng tổ vay vốn")
    assert [answer.rule for answer in event.answers] == [answer.rule for answer in proposed().answers]
    state = NOMINATIONS.fold([dataclasses.replace(proposed(), evidence=(BEFORE,)), returned, event])
    assert isinstance(state, Proposed) and not state.appraised
    assert state.item.evidence == (BEFORE, SCAN), "what was sent before stays"
    assert (state.item.merits, state.item.answers) == (event.merits, event.answers)
    worse = dataclasses.replace(complete, merits=dataclasses.replace(GOOD, rating="failed"))
    refusal = completing.given(proposed(), returned).when(worse).then_refused("nomination.not-eligible")
    assert [one["field"] for one in acts.lacking(refusal)] == ["merits-rating"]
    counted = dataclasses.replace(GOOD, members=1, members_ldtt=2)
    many = dataclasses.replace(complete, merits=counted)
    completing.given(proposed(), returned).when(many).then_refused("nomination.members-too-many")
    unknown = dataclasses.replace(proposed(), pack_id="vn-1990")
    completing.given(unknown, returned).when(complete).then_refused("nomination.no-rules")


def test_only_what_was_given_back_is_completed_and_by_its_unit_or_the_office_for_it() -> None:
    completing.given(proposed()).when(complete).then_refused("nomination.not-returned")
    other = completing.by(head_of(named("đơn vị khác")))
    other.given(proposed(), returned).when(complete).then_refused("not-found")
    [event] = completing.by(CLERK).given(proposed(), returned).when(complete).outcome()
    assert isinstance(event, NominationCompleted) and event.by_office and not completed().by_office
    stray = dataclasses.replace(complete, subject_id=named("người khác"))
    completing.given(proposed(), returned).when(stray).then_refused("nomination.other-facts")


@pytest.mark.parametrize("deciding", [(appraising, appraise), (returning, give_back)])
def test_no_words_are_kept_about_whoever_was_erased_and_facts_of_another_are_refused(
    deciding: tuple[Scenario, Any],
) -> None:
    by, command = deciding
    [event] = by.beside(Erased()).given(proposed()).when(command).outcome()
    assert event.note is None
    stray = dataclasses.replace(command, person_id=None)
    by.beside().given(proposed()).when(stray).then_refused("nomination.other-facts")


def test_nothing_is_written_of_an_erased_subject_when_its_dossier_is_completed() -> None:
    [event] = completing.beside(Erased()).given(proposed(), returned).when(complete).outcome()
    assert isinstance(event, NominationCompleted) and event.achievements is None


def test_what_the_council_has_or_has_ended_is_neither_appraised_nor_given_back() -> None:
    for by, command in ((appraising, appraise), (returning, give_back), (unappraising, unappraise)):
        by.given(proposed(), tabled).when(command).then_refused("nomination.not-proposed")
        by.given(proposed(), withdrawn).when(command).then_refused("nomination.closed")
        by.given().when(command).then_refused("not-found")
    unreturning.given().when(unreturn).then_refused("not-found")
    completing.given().when(complete).then_refused("not-found")


REFUSE = refuse(reason_code="dossier-incomplete")


def test_a_dossier_that_lies_with_its_unit_is_withdrawn_or_refused_and_not_decided() -> None:
    withdrawing = decider(NOMINATIONS, partial(nominations.withdraw, by=HEAD))
    gone = withdrawing.given(proposed(), returned).beside(Taken(NOMINATION), MEMBER).when(withdraw()).outcome()
    assert gone[NOMINATIONS.at(NOMINATION)] == [withdrawn]
    ended = (
        decider(NOMINATIONS, nominations.refuse)
        .given(proposed(), returned)
        .beside(Holds(), MEMBER)
        .when(REFUSE)
        .outcome()
    )
    assert ended[NOMINATIONS.at(NOMINATION)] == [dataclasses.replace(refused, reason_code=REFUSE.reason_code)]
    back = (
        decider(NOMINATIONS, nominations.withdraw_refusal)
        .given(proposed(), returned, refused)
        .beside(Taken(NOMINATION))
    )
    [again] = back.when(unrefuse()).outcome()[NOMINATIONS.at(NOMINATION)]
    assert again.returned and again.passed is None
    assert NOMINATIONS.fold([proposed(), returned, refused, again]) == Returned(proposed())
    with pytest.raises(NominationDenied, match=r"nomination\.not-voted"):
        passed(Returned(proposed()))


def test_history_that_does_not_fit_changes_nothing() -> None:
    state = NOMINATIONS.fold([proposed(), tabled])
    for stray in (appraised, returned, return_taken_back):
        assert NOMINATIONS.evolve(state, stray) == state


@pytest.mark.parametrize(
    ("state", "appraised_on", "names"),
    [
        ("proposed", None, {"appraise", "return", "withdraw", "refuse"}),
        ("proposed", date(2024, 11, 6), {"unappraise", "withdraw", "refuse"}),
        ("returned", None, {"take-back-return", "complete", "withdraw", "refuse"}),
    ],
)
def test_a_dossier_offers_what_its_step_allows(state: str, appraised_on: date | None, names: set[str]) -> None:
    row = {"state": state, "appraised_on": appraised_on, "recovery": None}
    assert {act.name for act in acts.ACTS if act.in_path and act.offered(row)} == names
