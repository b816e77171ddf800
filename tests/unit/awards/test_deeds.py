"""Sudden deeds: put forward without report and years, members asked, signed or refused in time; never a merit of a year."""

from __future__ import annotations

import copy
import dataclasses
from datetime import UTC, date, datetime
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest

from services.awards.councils.commands import Seated
from services.awards.councils.council import Formed, NotFormed
from services.awards.decisions import decider as decisions
from services.awards.decisions.commands import Line, SignDecision
from services.awards.decisions.papers import NUMBER, Unsigned, Unused, number_of
from services.awards.decisions.prizes import PRIZE, Paid, period_of, prizes_of
from services.awards.deeds import decider as deeds
from services.awards.deeds.commands import GiveOpinion, ProposeDeed, TakeBackOpinion
from services.awards.deeds.events import DeedProposed, OpinionAsked, OpinionGiven, OpinionReleased, OpinionTakenBack
from services.awards.deeds.procedure import ROWS, procedure_on, read
from services.awards.holds.decider import Holds
from services.awards.holds.events import HoldPut
from services.awards.ids import deed_claim_id, deed_prize_id, prize_id
from services.awards.law import derived
from services.awards.law.history import History
from services.awards.nominations import decider as nominations
from services.awards.nominations.events import (
    AwardDecided,
    ClaimReleased,
    ClaimTaken,
    NominationRefusalWithdrawn,
    NominationRefused,
    NominationWithdrawn,
)
from services.awards.nominations.nomination import CLAIM as CLAIMS
from services.awards.nominations.nomination import NOMINATION as NOMINATIONS
from services.awards.nominations.nomination import Consulting, Free, Taken, passed
from services.awards.nominations.recorded import recorded
from services.awards.subjects.decider import Erased
from services.chassis.decider import DomainError
from tests.support.given import decider, head_of
from tests.unit.awards import test_councils as councils
from tests.unit.awards.story import MEMBER, NOMINATION, PERSON, RULES, UNIT, WARD, named, proposed
from tests.unit.awards.test_appraisal import appraise
from tests.unit.awards.test_nominations import refuse, unrefuse, withdraw

FLOOD = date(2024, 9, 9)
AT = datetime(2024, 9, 11, 2, 0, tzinfo=UTC)
"""A Wednesday: two working days later it is Friday, five later the next Wednesday."""
HEAD = head_of(UNIT)
DEPUTY, SECRETARY, CHAIR = "deputy-1", "secretary-1", "chair-1"
SEATS = (
    Seated(member_id=CHAIR, seat="chair"),
    Seated(member_id=DEPUTY, seat="deputy"),
    Seated(member_id=SECRETARY, seat="secretary"),
    Seated(member_id="member-1", seat="member"),
)
COUNCIL = Formed(((date(2024, 1, 5), SEATS),))
FREE, NO_HOLDS = Free(), Holds()
READY = (FREE, MEMBER, NO_HOLDS, COUNCIL)
ALONE = read(
    """
[[procedure]]
from = 2024-01-01
seats = []
opinion_days = 0
decide_days = 1
working = false
citation = "Quy chế"
sure = "L"
confirmed = false
"""
)
CLAIM = deed_claim_id(PERSON, FLOOD)
propose = ProposeDeed(
    ward_code=WARD,
    at=AT,
    nomination_id=NOMINATION,
    unit_id=UNIT,
    subject_id=PERSON,
    subject_kind="individual",
    title="GK",
    happened_on=FLOOD,
    place="Suối Nậm Là",
    achievements="Cứu hai cháu nhỏ khỏi dòng lũ",
)
deed = DeedProposed(
    nomination_id=NOMINATION,
    unit_id=UNIT,
    subject_id=PERSON,
    subject_kind="individual",
    title="GK",
    year=2024,
    happened_on=FLOOD,
    received_on=date(2024, 9, 11),
    opinions_by=date(2024, 9, 13),
    decide_by=date(2024, 9, 18),
    direct_worker=True,
    place="Suối Nậm Là",
    achievements="Cứu hai cháu nhỏ khỏi dòng lũ",
    pack_id=RULES.on(date(2024, 9, 11)).id,  # type: ignore[union-attr]
    pack_hash=RULES.on(date(2024, 9, 11)).hash,  # type: ignore[union-attr]
    by_office=False,
)


def asked(member: str, seat: Any) -> OpinionAsked:
    return OpinionAsked(nomination_id=NOMINATION, unit_id=UNIT, member_id=member, seat=seat, until=date(2024, 9, 13))


def given(member: str, agrees: bool = True, note: str | None = None) -> OpinionGiven:
    return OpinionGiven(nomination_id=NOMINATION, subject_id=PERSON, member_id=member, agrees=agrees, note=note)


def gives(member: str, opinion: Any = "agree", note: str | None = None) -> GiveOpinion:
    return GiveOpinion(
        ward_code=WARD, at=AT, nomination_id=NOMINATION, member_id=member, person_id=PERSON, opinion=opinion, note=note
    )


def takes_back(member: str) -> TakeBackOpinion:
    return TakeBackOpinion(ward_code=WARD, at=AT, nomination_id=NOMINATION, member_id=member)


ASKED = (asked(DEPUTY, "deputy"), asked(SECRETARY, "secretary"))
BEGUN = (deed, *ASKED)
ANSWERED = (*BEGUN, given(DEPUTY), given(SECRETARY, agrees=False, note="Cần xác minh thêm"))
back = OpinionTakenBack(nomination_id=NOMINATION, unit_id=UNIT, member_id=DEPUTY, until=date(2024, 9, 13))
released = tuple(OpinionReleased(nomination_id=NOMINATION, member_id=one) for one in (DEPUTY, SECRETARY))
proposing = decider(NOMINATIONS, partial(deeds.propose, rules=RULES, procedures=ROWS, by=HEAD)).beside(*READY)
giving = decider(NOMINATIONS, partial(deeds.give, by=None)).beside(MEMBER)
taking_back = decider(NOMINATIONS, partial(deeds.take_back, by=None))


def test_a_deed_is_put_forward_without_report_and_the_standing_members_are_asked() -> None:
    found = proposing.given().when(propose).outcome()
    assert found[NOMINATIONS.at(NOMINATION)] == [deed, *ASKED]
    assert found[CLAIMS.at(CLAIM)] == [ClaimTaken(claim_id=CLAIM, nomination_id=NOMINATION)]
    proposing.given(deed).when(propose).then_refused("nomination.already-proposed")


@pytest.mark.parametrize(
    ("case", "changes", "beside", "code"),
    [
        ("tomorrow", {"happened_on": date(2024, 9, 12)}, READY, "deed.in-future"),
        ("the same deed", {}, (Taken(named("trước")), MEMBER, NO_HOLDS, COUNCIL), "deed.twice"),
        ("a title of a year", {"title": "LDTT"}, READY, "deed.not-sudden"),
        ("another unit's", {"unit_id": named("khác")}, READY, "not-found"),
        ("of nobody known", {"subject_id": named("lạ")}, (FREE, Erased(), NO_HOLDS, COUNCIL), "nomination.subject-erased"),
        ("before any rule", {"at": datetime(2023, 5, 1, tzinfo=UTC), "happened_on": date(2023, 4, 1)}, READY, "deed.no-rules"),
    ],
)  # fmt: skip
def test_what_a_proposal_is_refused_for(case: str, changes: dict[str, Any], beside: Any, code: str) -> None:
    proposing.given().beside(*beside).when(dataclasses.replace(propose, **changes)).then_refused(code)


def test_whether_a_form_commends_sudden_deeds_the_law_says() -> None:
    pack = copy.copy(RULES.on(date(2024, 9, 11)))
    assert pack is not None
    award = pack.row("award", "GK")
    assert award is not None and "dot-xuat" in award.fields["kinds"]
    merits_alone = dataclasses.replace(award, fields={**award.fields, "kinds": ("cong-trang",)})
    pack._by = {**pack._by, ("award", "GK"): merits_alone}
    rules: Any = SimpleNamespace(on=lambda day, ward: pack)
    decide = partial(deeds.propose, rules=rules, procedures=ROWS, by=HEAD)
    decider(NOMINATIONS, decide).given().beside(*READY).when(propose).then_refused("deed.not-sudden")


def test_somebody_on_hold_is_neither_put_forward_nor_signed() -> None:
    held = Holds({named("việc"): HoldPut(**_hold())})
    proposing.given().beside(FREE, MEMBER, held, COUNCIL).when(propose).then_refused("nomination.on-hold")
    _refused("nomination.on-hold", *ANSWERED, holds=held)


def _hold() -> dict[str, Any]:
    on = {"hold_id": named("tạm dừng"), "case_id": named("việc"), "subject_id": PERSON, "since": FLOOD}
    return {**on, "cause": "complaint", "document_number": "21/TB-UBND"}


def test_who_is_asked_and_until_when_is_data() -> None:
    alone = partial(deeds.propose, rules=RULES, procedures=ALONE, by=HEAD)
    found = decider(NOMINATIONS, alone).given().beside(*READY).when(propose).outcome()[NOMINATIONS.at(NOMINATION)]
    assert found == [dataclasses.replace(deed, opinions_by=None, decide_by=date(2024, 9, 12))], "nobody is asked"
    _signed(found[0])
    assert (ALONE[0].source.confirmed, ALONE[0].source.confidence) == (False, "L")
    [today] = [row for row in ROWS if row.holds_from == date(2024, 1, 1)]
    slow = dataclasses.replace(today, opinion_days=3, decide_days=6)
    later = partial(deeds.propose, rules=RULES, procedures=(slow,), by=HEAD)
    put, *told = decider(NOMINATIONS, later).given().beside(*READY).when(propose).outcome()[NOMINATIONS.at(NOMINATION)]
    assert (put.opinions_by, put.decide_by) == (date(2024, 9, 16), date(2024, 9, 19)), "a weekend is no working day"
    assert {one.until for one in told} == {date(2024, 9, 16)}
    assert procedure_on(date(2023, 12, 31)) is None


def test_nobody_is_asked_about_themselves_and_without_a_council_nobody_is() -> None:
    own = (dataclasses.replace(SEATS[1], person_id=PERSON), SEATS[2])
    found = proposing.given().beside(FREE, MEMBER, NO_HOLDS, Formed(((date(2024, 1, 5), own),))).when(propose)
    assert [one.member_id for one in found.outcome()[NOMINATIONS.at(NOMINATION)][1:]] == [SECRETARY]
    none = proposing.given().beside(FREE, MEMBER, NO_HOLDS, NotFormed()).when(propose)
    assert none.outcome()[NOMINATIONS.at(NOMINATION)] == [dataclasses.replace(deed, opinions_by=None)]


def test_a_member_who_was_asked_answers_once_and_takes_it_back_before_the_decision() -> None:
    giving.given(*BEGUN).when(gives(DEPUTY)).then(given(DEPUTY))
    giving.given(*BEGUN, given(DEPUTY)).when(gives(DEPUTY)).then_nothing()
    giving.given(*BEGUN, given(DEPUTY)).when(gives(DEPUTY, "disagree")).then_refused("deed.given")
    giving.given(*BEGUN, given(DEPUTY)).when(gives(DEPUTY, note="Cần xác nhận")).then_refused("deed.given")
    giving.given(*BEGUN).when(gives("member-1")).then_refused("deed.not-asked")
    giving.given(*BEGUN).by(HEAD).when(gives(DEPUTY)).then_refused("deed.not-ones-own")
    giving.given().when(gives(DEPUTY)).then_refused("not-found")
    other = dataclasses.replace(gives(DEPUTY), person_id=None)
    giving.given(*BEGUN).when(other).then_refused("nomination.other-facts")
    giving.given(*BEGUN).beside(Erased()).when(gives(DEPUTY, note="Lời")).then(given(DEPUTY))
    taking_back.given(*BEGUN, given(DEPUTY)).when(takes_back(DEPUTY)).then(back)
    taking_back.given(*BEGUN).when(takes_back(DEPUTY)).then_refused("deed.not-given")
    giving.given(*BEGUN, given(DEPUTY), back).when(gives(DEPUTY, "disagree")).then(given(DEPUTY, agrees=False))
    ended = (*BEGUN, *_signed(*ANSWERED)[-1:])
    giving.given(*ended).when(gives(DEPUTY)).then_refused("deed.over")
    taking_back.given(*ended).when(takes_back(DEPUTY)).then_refused("deed.over")


def line(item: Any = deed) -> Line:
    return Line(
        nomination_id=item.nomination_id,
        subject_id=item.subject_id,
        year=item.year,
        person_id=item.person_id,
        sudden=item.sudden,
    )


def sign(day: int = 11, *items: Any) -> SignDecision:
    return SignDecision(
        ward_code=WARD,
        at=datetime(2024, 9, day, 3, tzinfo=UTC),
        decision_id=named("quyết định"),
        number=77,
        symbol="QĐ-UBND",
        signed_on=date(2024, 9, day),
        nominations=(NOMINATION,),
        lines=tuple(map(line, items or (deed,))),
    )


def _decided(*history: Any, day: int = 11, holds: Holds = NO_HOLDS) -> Any:
    states = (NOMINATIONS.fold(history), Paid(710_000), holds)
    return decisions.sign(sign(day), Unsigned(), Unused(), *states, rules=RULES)


def _signed(*history: Any, day: int = 11) -> list[Any]:
    return list(_decided(*history, day=day)[NOMINATIONS.at(NOMINATION)])


def _refused(code: str, *history: Any, day: int = 11, holds: Holds = NO_HOLDS) -> None:
    with pytest.raises(DomainError) as refused:
        _decided(*history, day=day, holds=holds)
    assert refused.value.code == code


def test_the_chairman_signs_once_all_have_answered_whatever_they_say_or_their_time_is_over() -> None:
    _refused("nomination.awaits-opinions", *BEGUN, given(DEPUTY))
    _refused("nomination.awaits-opinions", *BEGUN, day=13)
    [award] = _signed(*ANSWERED)
    assert isinstance(award, AwardDecided) and (award.title, award.year) == ("GK", 2024)
    late = _signed(*BEGUN, day=14)
    assert late[:2] == list(released) and isinstance(late[2], AwardDecided), "who has not answered need not any more"


def test_its_money_is_reckoned_by_the_law_and_shares_no_period_with_the_years_titles() -> None:
    [award] = _signed(*ANSWERED)
    assert (award.coefficient_hundredths, award.amount, award.payable) == (30, 710_000, 0), (
        "paid before, under its own key"
    )
    assert list(prizes_of([line()])) == [deed_prize_id(NOMINATION)]
    assert period_of(proposed()) == prize_id(PERSON, 2024) != period_of(deed)
    assert PRIZE.at(deed_prize_id(NOMINATION)) in _decided(*ANSWERED)
    assert (
        number_of(sign()).stream_id
        == NUMBER.new(number_of(sign()).stream_id.removeprefix("document-number-")).stream_id
    )


def test_a_line_that_hides_that_it_is_a_deed_is_refused() -> None:
    command = dataclasses.replace(sign(), lines=(dataclasses.replace(line(), sudden=False),))
    with pytest.raises(DomainError) as refused:
        decisions.sign(command, Unsigned(), Unused(), NOMINATIONS.fold(ANSWERED), Paid(), NO_HOLDS, rules=RULES)
    assert refused.value.code == "nomination.other-facts"


def test_it_is_not_appraised_not_voted_on_and_not_sent_up() -> None:
    sitting = councils.opening.given(councils.called, councils.opened()).beside(NOMINATIONS.fold(BEGUN))
    sitting.when(councils.open_vote).then_refused("nomination.sudden")
    with pytest.raises(DomainError) as refused:
        passed(NOMINATIONS.fold(BEGUN))
    assert refused.value.code == "nomination.sudden"
    decider(NOMINATIONS, nominations.appraise).given(*BEGUN).beside(MEMBER).when(appraise).then_refused(
        "nomination.sudden"
    )


def test_it_is_withdrawn_before_the_decision_and_may_then_be_put_forward_again() -> None:
    taken = decider(NOMINATIONS, partial(nominations.withdraw, by=HEAD)).given(*BEGUN, given(DEPUTY))
    command = dataclasses.replace(withdraw(), claim_id=CLAIM)
    found = taken.beside(Taken(NOMINATION), MEMBER).when(command).outcome()
    *still, ended = found[NOMINATIONS.at(NOMINATION)]
    assert still == [released[1]] and isinstance(ended, NominationWithdrawn)
    assert found[CLAIMS.at(CLAIM)] == [ClaimReleased(claim_id=CLAIM, nomination_id=NOMINATION)]


def test_the_chairman_refuses_with_a_reason_and_takes_the_refusal_back() -> None:
    refusing = decider(NOMINATIONS, nominations.refuse).beside(NO_HOLDS, MEMBER)
    found = refusing.given(*BEGUN, given(DEPUTY)).when(refuse(reason_code="criteria-not-met")).outcome()
    *still, ended = found[NOMINATIONS.at(NOMINATION)]
    assert still == [released[1]] and isinstance(ended, NominationRefused)
    refusing.given(*BEGUN).when(refuse(reason_code="not-passed")).then_refused("nomination.not-voted")
    history = (*BEGUN, given(DEPUTY), *still, ended)
    again = decider(NOMINATIONS, nominations.withdraw_refusal).given(*history).beside(Taken(NOMINATION))
    back_again = again.when(dataclasses.replace(unrefuse(), claim_id=CLAIM)).outcome()[NOMINATIONS.at(NOMINATION)]
    assert isinstance(back_again[0], NominationRefusalWithdrawn)
    assert back_again[1:] == [asked(SECRETARY, "secretary")], "who had not answered is asked again"
    state = NOMINATIONS.fold((*history, *back_again))
    assert isinstance(state, Consulting) and [one.member_id for one in state.awaited] == [SECRETARY]


def test_the_judge_of_titles_does_not_count_it() -> None:
    """Khen thưởng đột xuất is no ground for merits (NĐ 152/2025 Điều 4 khoản 3): the judge sets it aside and says why."""
    state = NOMINATIONS.fold((*ANSWERED, *_signed(*ANSWERED)))
    [held] = recorded([state], UNIT, FLOOD, {}).of("individual", PERSON).awards
    assert (held.award, held.kind, held.state) == ("GK", "dot-xuat", "held")
    pack = RULES.on(date(2024, 12, 1))
    assert pack is not None
    history = History(kind="individual", awards=(held,), complete={"awards": (2000, 2024)})
    asked_ = derived.Asked(pack, history, 2024, date(2024, 12, 1))
    found = derived.held(asked_, ["GK"])
    assert found.possible == {False} and found.aside == ("GK 2024: đột xuất, không làm căn cứ",)
    merit = dataclasses.replace(
        asked_, history=dataclasses.replace(history, awards=(dataclasses.replace(held, kind="cong-trang"),))
    )
    assert derived.held(merit, ["GK"]).possible == {True}, "of a merit it would count"
