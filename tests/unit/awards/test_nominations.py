"""Nominations: who may be put forward, what the rules answer, how it is taken back or refused."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from services.awards.holds.decider import Holds
from services.awards.holds.events import HoldPut
from services.awards.initiatives.decider import INITIATIVE as INITIATIVES
from services.awards.initiatives.decider import Unrecognised
from services.awards.initiatives.events import InitiativeReleased, InitiativeUsed
from services.awards.law.pack import YearTitle
from services.awards.law.rows import SubjectKind
from services.awards.nominations import decider as nominations
from services.awards.nominations.acts import lacking
from services.awards.nominations.commands import (
    MoreFavourable,
    RefusalReason,
    RefuseNomination,
    WithdrawNomination,
    WithdrawRefusal,
)
from services.awards.nominations.events import (
    AwardDecided,
    ClaimReleased,
    ClaimTaken,
    NominationProposed,
    NominationRefusalWithdrawn,
    NominationRefused,
    NominationTabled,
    NominationWithdrawn,
)
from services.awards.nominations.merits import Answer, Merits, answers, judged
from services.awards.nominations.nomination import CLAIM as CLAIMS
from services.awards.nominations.nomination import NOMINATION as NOMINATIONS
from services.awards.nominations.nomination import Free, NominationDenied, Taken, passed, reasons
from services.awards.subjects.decider import Erased, NotCopied, Person, Unit
from services.awards.subjects.events import UnitCopied
from services.awards.windows.decider import Shut
from tests.support.given import decider, head_of
from tests.unit.awards.story import (
    AT,
    CLAIM,
    COLLECTIVE,
    GOOD,
    INITIATIVE,
    MEMBER,
    MEMBERSHIP,
    NOMINATION,
    OPEN,
    PERSON,
    RECOGNISED,
    RULES,
    SESSION,
    UNIT,
    WARD,
    forwarded,
    named,
    pack_on,
    propose,
    proposed,
    voted,
)

HEAD = head_of(UNIT)
CLERK = dataclasses.replace(HEAD, principal="clerk-1", role="clerk", unit_id=None)
proposing = decider(NOMINATIONS, partial(nominations.propose, rules=RULES, by=HEAD)).given()
withdrawing = decider(NOMINATIONS, partial(nominations.withdraw, by=HEAD))
refusing = decider(NOMINATIONS, nominations.refuse)
unrefusing = decider(NOMINATIONS, nominations.withdraw_refusal)

FREE = Free()
TAKEN = Taken(NOMINATION)
READY = (FREE, OPEN, MEMBER)
SK = INITIATIVES.fold([RECOGNISED])
unit = Unit(UnitCopied(unit_id=UNIT, name="Tổ dân phố số 8", kind="residential-group"))
tabled = NominationTabled(nomination_id=NOMINATION, session_id=SESSION)
taken = ClaimTaken(claim_id=CLAIM, nomination_id=NOMINATION)
decided = AwardDecided(
    nomination_id=NOMINATION,
    award_id=named("danh hiệu"),
    decision_id=named("quyết định"),
    unit_id=UNIT,
    subject_id=PERSON,
    subject_kind="individual",
    title="LDTT",
    year=2024,
    direct_worker=True,
    level="ward",
    document_number="105/QĐ-UBND",
    decided_on=date(2024, 12, 20),
    signer_position="Chủ tịch",
    register_number=1,
    base_salary=2_340_000,
    coefficient_hundredths=30,
    amount=710_000,
    payable=710_000,
    money_citation="Điều 49",
    money_confirmed=True,
)

FAVOURABLE = MoreFavourable(pack_id="vn-2026-10-01", because="Có lợi hơn cho người được đề nghị")


def answered(title: str, kind: SubjectKind, merits: Merits) -> tuple[Answer, ...]:
    day = date(2024, 11, 5)
    return answers(judged(pack_on(day), title, kind, merits, year=2024, received_on=day, initiative=None))


def withdraw(initiative_id: UUID | None = None) -> WithdrawNomination:
    return WithdrawNomination(
        ward_code=WARD,
        at=AT,
        nomination_id=NOMINATION,
        claim_id=CLAIM,
        person_id=PERSON,
        initiative_id=initiative_id,
        reason="Nhầm người",
    )


def refuse(initiative_id: UUID | None = None, reason_code: RefusalReason = "not-passed") -> RefuseNomination:
    return RefuseNomination(
        ward_code=WARD,
        at=AT,
        nomination_id=NOMINATION,
        subject_id=PERSON,
        person_id=PERSON,
        initiative_id=initiative_id,
        reason_code=reason_code,
        reason="Hội đồng không thông qua",
        citation="Điều 8",
    )


def unrefuse(initiative_id: UUID | None = None) -> WithdrawRefusal:
    return WithdrawRefusal(ward_code=WARD, at=AT, nomination_id=NOMINATION, claim_id=CLAIM, initiative_id=initiative_id)


withdrawn = NominationWithdrawn(nomination_id=NOMINATION, unit_id=UNIT, subject_id=PERSON, reason="Nhầm người")
refused = NominationRefused(
    nomination_id=NOMINATION,
    unit_id=UNIT,
    subject_id=PERSON,
    level="ward",
    reason_code="not-passed",
    reason="Hội đồng không thông qua",
    citation="Điều 8",
    document_number=None,
    refused_on=date(2024, 11, 5),
)
unrefused = NominationRefusalWithdrawn(nomination_id=NOMINATION, unit_id=UNIT, title="LDTT", year=2024, passed=True)


def test_a_unit_with_an_accepted_year_report_may_propose() -> None:
    assert proposing.beside(*READY).when(propose()).outcome() == {
        NOMINATIONS.at(NOMINATION): [proposed()],
        CLAIMS.at(CLAIM): [taken],
    }


def test_a_clerk_may_propose_for_a_unit() -> None:
    proposal = dataclasses.replace(proposed(), by_office=True)
    assert proposing.by(CLERK).beside(*READY).when(propose()).outcome()[NOMINATIONS.at(NOMINATION)] == [proposal]
    taken_back = withdrawing.by(CLERK).given(proposal).beside(TAKEN, MEMBER).when(withdraw()).outcome()
    assert taken_back[NOMINATIONS.at(NOMINATION)] == [dataclasses.replace(withdrawn, by_office=True)]


def test_a_unit_head_does_not_propose_for_another_unit() -> None:
    proposing.by(head_of(named("đơn vị khác"))).beside(*READY).when(propose()).then_refused("not-found")


def test_without_an_accepted_year_report_nothing_is_proposed() -> None:
    proposing.beside(FREE, Shut(), MEMBER).when(propose()).then_refused("window.not-open")


def test_a_nomination_is_proposed_once() -> None:
    again = decider(NOMINATIONS, partial(nominations.propose, rules=RULES, by=HEAD)).given(proposed())
    again.beside(*READY).when(propose()).then_refused("nomination.already-proposed")


def test_one_nomination_per_subject_title_and_year() -> None:
    proposing.beside(TAKEN, OPEN, MEMBER).when(propose()).then_refused("nomination.duplicate")


def test_only_a_member_of_the_unit_is_proposed() -> None:
    elsewhere = dataclasses.replace(MEMBERSHIP, unit_id=named("đơn vị khác"))
    proposing.beside(FREE, OPEN, Person((elsewhere,))).when(propose()).then_refused("not-found")
    proposing.beside(FREE, OPEN, NotCopied()).when(propose()).then_refused("not-found")


def test_who_moved_is_proposed_by_the_unit_and_in_the_capacity_of_the_day_of_receipt() -> None:
    other = named("đơn vị mới")
    moved = dataclasses.replace(MEMBERSHIP, unit_id=other, direct_worker=False, member_from=date(2024, 11, 6))
    ready = proposing.by(CLERK).beside(FREE, OPEN, Person((MEMBERSHIP, moved)))
    from_old, from_new = propose(), propose(unit_id=other)
    eve, day = datetime(2024, 11, 5, 16, 59, tzinfo=UTC), datetime(2024, 11, 5, 17, 0, tzinfo=UTC)
    for at, fit, unfit, worker in ((eve, from_old, from_new, True), (day, from_new, from_old, False)):
        event = ready.when(dataclasses.replace(fit, at=at)).outcome()[NOMINATIONS.at(NOMINATION)][0]
        assert isinstance(event, NominationProposed)
        assert (event.unit_id, event.direct_worker) == (fit.unit_id, worker)
        ready.when(dataclasses.replace(unfit, at=at)).then_refused("not-found")


def test_nobody_whose_data_are_erased_is_proposed() -> None:
    proposing.beside(FREE, OPEN, Erased()).when(propose()).then_refused("nomination.subject-erased")


def test_a_collective_is_the_unit_itself() -> None:
    command = propose("TTLDTT", subject_kind="collective", subject_id=UNIT, merits=COLLECTIVE)
    event = proposing.beside(FREE, OPEN, unit).when(command).outcome()[NOMINATIONS.at(NOMINATION)][0]
    assert isinstance(event, NominationProposed) and not event.direct_worker
    other = dataclasses.replace(command, unit_id=named("đơn vị khác"))
    proposing.by(CLERK).beside(FREE, OPEN, unit).when(other).then_refused("nomination.collective-is-unit")


def test_a_household_holds_no_title_of_individuals() -> None:
    merits = Merits(on_hold=False, takes_part=True, productive_work=True, exemplary_conduct=True)
    command = propose(subject_kind="household", merits=merits)
    refusal = proposing.beside(*READY).when(command).then_refused("nomination.not-eligible")
    assert [one["field"] for one in lacking(refusal)] == ["subject_id"]


def test_more_members_than_there_are_hold_no_title() -> None:
    for merits in (
        dataclasses.replace(COLLECTIVE, members_ldtt=12),
        dataclasses.replace(COLLECTIVE, members_disciplined=11),
    ):
        command = propose("TTLDTT", subject_kind="collective", subject_id=UNIT, merits=merits)
        proposing.beside(FREE, OPEN, unit).when(command).then_refused("nomination.members-too-many")


def test_no_law_no_nomination() -> None:
    proposing.beside(*READY).when(propose(at=datetime(2023, 12, 31, 16, 59, tzinfo=UTC))).then_refused(
        "nomination.no-rules"
    )


def test_the_day_of_receipt_is_a_day_in_vietnam() -> None:
    midnight = propose(at=datetime(2023, 12, 31, 17, 0, tzinfo=UTC))
    event = proposing.beside(*READY).when(midnight).outcome()[NOMINATIONS.at(NOMINATION)][0]
    assert isinstance(event, NominationProposed)
    assert (event.received_on, event.pack_id) == (date(2024, 1, 1), "vn-2024-01-01")


def test_the_more_favourable_later_pack_needs_the_laws_leave_and_a_reason() -> None:
    summer = datetime(2026, 8, 1, tzinfo=UTC)
    chosen = propose(at=summer, more_favourable=FAVOURABLE)
    event = proposing.beside(*READY).when(chosen).outcome()[NOMINATIONS.at(NOMINATION)][0]
    assert isinstance(event, NominationProposed)
    assert (event.pack_id, event.pack_chosen_because) == ("vn-2026-10-01", "Có lợi hơn cho người được đề nghị")
    for refused_choice in (
        propose(at=summer, more_favourable=MoreFavourable(pack_id="vn-2026-10-01", because="")),
        propose(at=summer, more_favourable=MoreFavourable(pack_id="vn-1990", because="Không có bộ quy định này")),
        propose(at=AT, more_favourable=FAVOURABLE),
    ):
        proposing.beside(*READY).when(refused_choice).then_refused("nomination.pack-not-allowed")


@pytest.mark.parametrize(
    ("title", "merits"),
    [
        ("LDTT", Merits(on_hold=True, takes_part=True, rating="good", months_worked=12)),
        ("LDTT", Merits(takes_part=True, rating="good", months_worked=12)),
        ("LDTT", Merits(on_hold=False, takes_part=False, rating="good", months_worked=12)),
        ("LDTT", Merits(on_hold=False, takes_part=True, rating="completed", months_worked=12)),
        ("LDTT", Merits(on_hold=False, takes_part=True, rating="good", months_worked=5)),
        ("CSTDCS", GOOD),
        ("TTLDTT", GOOD),
    ],
)
def test_a_refusing_criterion_refuses_with_its_citation(title: YearTitle, merits: Merits) -> None:
    refusal = proposing.beside(*READY).when(propose(title, merits=merits)).then_refused("nomination.not-eligible")
    assert "Luật" in refusal.sentence or "Nghị định" in refusal.sentence or "Thông tư" in refusal.sentence


@pytest.mark.parametrize(
    ("merits", "told"),
    [
        (
            Merits(rating="good", months_worked=4),
            {
                "merits-on_hold": "Trả lời mục “Đang bị xem xét kỷ luật, thanh tra, khiếu nại”.",
                "merits-takes_part": "Trả lời mục “Tham gia phong trào thi đua”.",
                "merits-months_worked": "Mục “Số tháng công tác trong năm” chưa đáp ứng quy định.",
            },
        ),
        (
            Merits(on_hold=False, takes_part=True, rating="completed", productive_work=True, months_worked=12),
            {"merits-rating": "Mục “Xếp loại năm” chưa đáp ứng quy định."},
        ),
        (
            Merits(on_hold=False, takes_part=True, category="farmer", productive_work=True),
            {"merits-exemplary_conduct": "Trả lời mục “Gương mẫu chấp hành chủ trương, pháp luật”."},
        ),
        (
            dataclasses.replace(GOOD, takes_part=False),
            {"merits-takes_part": "Mục “Tham gia phong trào thi đua” chưa đáp ứng quy định."},
        ),
    ],
)
def test_what_is_open_is_told_in_a_line_at_its_field_and_the_law_behind_it(
    merits: Merits, told: dict[str, str]
) -> None:
    refusal = proposing.beside(*READY).when(propose(merits=merits)).then_refused("nomination.not-eligible")
    explained = lacking(refusal)
    assert {one["field"]: one["sentence"] for one in explained} == told
    assert list(told) == [one["field"] for one in explained], "as the form asks"
    assert all(len(one["sentence"].split()) <= 20 and one["detail"].endswith(").") for one in explained)


def test_a_subject_that_the_title_does_not_honour_is_told_at_the_subject() -> None:
    refusal = proposing.beside(*READY).when(propose("TTLDTT", merits=GOOD)).then_refused("nomination.not-eligible")
    assert "subject_id" in {one["field"] for one in lacking(refusal)}


def test_a_farmer_needs_no_rating() -> None:
    merits = Merits(on_hold=False, takes_part=True, productive_work=True, exemplary_conduct=True)
    event = proposing.beside(*READY).when(propose(merits=merits)).outcome()[NOMINATIONS.at(NOMINATION)][0]
    assert isinstance(event, NominationProposed)
    [task] = [answer for answer in event.answers if answer.rule == "ldtt.nhiem-vu"]
    assert task.met and task.branch == "Điều 24 khoản 3", "no rating, and no six months of staff"


def test_a_failed_rating_is_not_mended_by_a_farmers_facts() -> None:
    merits = dataclasses.replace(GOOD, rating="failed", productive_work=True, exemplary_conduct=True)
    proposing.beside(*READY).when(propose(merits=merits)).then_refused("nomination.not-eligible")


def test_nothing_refuses_that_nobody_confirmed() -> None:
    for day in RULES.days():
        if pack := RULES.on(day):
            told = judged(pack, "CSTDCS", "individual", Merits(), year=2024, received_on=day, initiative=None)
            assert all(answer.confirmed for answer in answers(told) if answer.effect == "refuse")


def test_a_law_that_is_not_issued_yet_is_no_choice() -> None:
    for day, may in ((datetime(2026, 2, 10, tzinfo=UTC), False), (datetime(2026, 4, 22, 17, tzinfo=UTC), True)):
        chosen = proposing.beside(*READY).when(propose(at=day, more_favourable=FAVOURABLE))
        if may:
            assert chosen.outcome()
        else:
            chosen.then_refused("nomination.pack-not-allowed")


def test_what_is_not_confirmed_warns_and_does_not_refuse() -> None:
    merits = dataclasses.replace(COLLECTIVE, members_ldtt=6, members_disciplined=1)
    given = answered("TTLDTT", "collective", merits)
    unmet = {answer.rule: answer for answer in given if not answer.met}
    assert set(unmet) == {"ttldtt.ty-le", "ttldtt.ky-luat"}
    assert all(answer.effect == "warn" and not answer.confirmed for answer in unmet.values())
    command = propose("TTLDTT", subject_kind="collective", subject_id=UNIT, merits=merits)
    assert proposing.beside(FREE, OPEN, unit).when(command).outcome()


def test_a_title_that_no_pack_knows_has_no_holder() -> None:
    given = answered("CSTDV", "individual", GOOD)
    assert [answer.met for answer in given] == [False]
    unknown = propose("CSTDV")  # type: ignore[arg-type]
    proposing.beside(*READY).when(unknown).then_refused("nomination.not-eligible")


def test_every_answer_carries_its_citation_and_the_pack_its_hash() -> None:
    event = proposing.beside(*READY).when(propose()).outcome()[NOMINATIONS.at(NOMINATION)][0]
    assert isinstance(event, NominationProposed)
    assert all(answer.citation and answer.met for answer in event.answers)
    assert (event.pack_id, len(event.pack_hash)) == ("vn-2024-07-01", 64)


def test_an_initiative_makes_a_base_level_fighter() -> None:
    command = propose("CSTDCS", initiative_id=INITIATIVE)
    outcome = proposing.beside(*READY, SK).when(command).outcome()
    used = InitiativeUsed(initiative_id=INITIATIVE, nomination_id=NOMINATION)
    assert outcome[INITIATIVES.at(INITIATIVE)] == [used]


def test_an_initiative_is_used_once() -> None:
    used = INITIATIVES.fold([RECOGNISED, InitiativeUsed(initiative_id=INITIATIVE, nomination_id=named("khác"))])
    refusal = proposing.beside(*READY, used).when(propose("CSTDCS", initiative_id=INITIATIVE))
    assert "5007" in str(refusal.then_refused("initiative.used").refusal.citation)


def test_an_initiative_belongs_to_its_authors() -> None:
    other = INITIATIVES.fold([dataclasses.replace(RECOGNISED, authors=(named("người khác"),))])
    command = propose("CSTDCS", initiative_id=INITIATIVE)
    proposing.beside(*READY, other).when(command).then_refused("initiative.not-own")
    proposing.beside(*READY, Unrecognised()).when(command).then_refused("initiative.not-own")


def test_a_nomination_can_be_withdrawn_before_the_council_votes() -> None:
    outcome = withdrawing.given(proposed()).beside(TAKEN, MEMBER).when(withdraw()).outcome()
    assert outcome == {
        NOMINATIONS.at(NOMINATION): [withdrawn],
        CLAIMS.at(CLAIM): [ClaimReleased(claim_id=CLAIM, nomination_id=NOMINATION)],
    }
    assert CLAIMS.fold([taken, *outcome[CLAIMS.at(CLAIM)]]) == FREE


def test_withdrawing_frees_the_initiative() -> None:
    used = INITIATIVES.fold([RECOGNISED, InitiativeUsed(initiative_id=INITIATIVE, nomination_id=NOMINATION)])
    history = proposed(initiative_id=INITIATIVE)
    command = withdraw(initiative_id=INITIATIVE)
    outcome = withdrawing.given(history).beside(TAKEN, MEMBER, used).when(command).outcome()
    released = InitiativeReleased(initiative_id=INITIATIVE, nomination_id=NOMINATION)
    assert outcome[INITIATIVES.at(INITIATIVE)] == [released]


def test_withdrawing_names_the_claim_and_initiative_of_the_nomination() -> None:
    withdrawing.given(proposed()).beside(FREE, MEMBER).when(withdraw()).then_refused("nomination.other-facts")
    withdrawing.given(proposed(initiative_id=INITIATIVE)).beside(TAKEN, MEMBER).when(withdraw()).then_refused(
        "nomination.other-facts"
    )


def test_another_units_nomination_is_not_found() -> None:
    other = withdrawing.by(head_of(named("đơn vị khác")))
    for history in ([proposed()], [proposed(), tabled], [proposed(), voted()], [proposed(), withdrawn]):
        other.given(*history).beside(TAKEN, MEMBER).when(withdraw()).then_refused("not-found")
    withdrawing.given().beside(FREE, MEMBER).when(withdraw()).then_refused("not-found")


def test_what_the_council_has_is_not_withdrawn() -> None:
    for history in ([proposed(), tabled], [proposed(), voted()], [proposed(), voted(), forwarded()]):
        withdrawing.given(*history).beside(TAKEN, MEMBER).when(withdraw()).then_refused("nomination.under-vote")


def test_what_is_over_is_over() -> None:
    for last in (withdrawn, refused, decided):
        withdrawing.given(proposed(), voted(), last).beside(TAKEN, MEMBER).when(withdraw()).then_refused(
            "nomination.closed"
        )
        refusing.given(proposed(), voted(), last).beside(Holds(), MEMBER).when(refuse()).then_refused(
            "nomination.closed"
        )


def test_the_chairman_refuses_with_a_reason() -> None:
    assert refusing.given(proposed(), voted(yes=3)).beside(Holds(), MEMBER).when(refuse()).outcome() == {
        NOMINATIONS.at(NOMINATION): [refused]
    }
    criteria = refuse(reason_code="criteria-not-met")
    for history in ([proposed()], [proposed(), voted()]):
        [event] = refusing.given(*history).beside(Holds(), MEMBER).when(criteria).outcome()[NOMINATIONS.at(NOMINATION)]
        assert event.reason_code == "criteria-not-met"


def test_nobody_is_refused_for_a_reason_that_is_not_so() -> None:
    put = HoldPut(
        hold_id=named("tạm dừng"),
        case_id=named("vụ việc"),
        subject_id=PERSON,
        since=date(2024, 11, 1),
        cause="verification",
        document_number="5/TB",
    )
    on_hold = Holds({put.case_id: put})
    passed_, failed, waits = [proposed(), voted()], [proposed(), voted(yes=3)], [proposed()]
    false: list[tuple[list[Any], RefusalReason, Holds, str]] = [
        (passed_, "not-passed", Holds(), "nomination.was-passed"),
        (waits, "not-passed", Holds(), "nomination.not-voted"),
        (failed, "on-hold", Holds(), "nomination.no-hold"),
        (passed_, "on-hold", Holds(over=frozenset({put.case_id})), "nomination.no-hold"),
        (failed, "refused-by-city", on_hold, "nomination.not-forwarded"),
    ]
    for history, code, holds, refusal in false:
        refusing.given(*history).beside(holds, MEMBER).when(refuse(reason_code=code)).then_refused(refusal)
    assert refusing.given(*passed_).beside(on_hold, MEMBER).when(refuse(reason_code="on-hold")).outcome()
    other = dataclasses.replace(refuse(reason_code="on-hold"), subject_id=named("người khác"))
    refusing.given(*passed_).beside(on_hold, MEMBER).when(other).then_refused("nomination.other-facts")
    assert reasons(None, held=False) == ("criteria-not-met", "dossier-incomplete")
    assert reasons(False, held=True) == ("not-passed", "criteria-not-met", "on-hold", "dossier-incomplete")
    assert reasons(True, held=False) == ("criteria-not-met", "dossier-incomplete"), "what the form offers"


def test_a_refusal_recorded_by_mistake_is_taken_back_to_where_the_nomination_lay() -> None:
    for history, before in (([proposed()], None), ([proposed(), voted()], True), ([proposed(), voted(yes=3)], False)):
        outcome = unrefusing.given(*history, refused).beside(TAKEN).when(unrefuse()).outcome()
        back = dataclasses.replace(unrefused, passed=before)
        assert outcome == {NOMINATIONS.at(NOMINATION): [back]}
        assert NOMINATIONS.fold([*history, refused, back]) == NOMINATIONS.fold(history)
    used = proposed(initiative_id=INITIATIVE)
    free = INITIATIVES.fold([RECOGNISED])
    outcome = unrefusing.given(used, refused).beside(TAKEN, free).when(unrefuse(INITIATIVE)).outcome()
    assert outcome[INITIATIVES.at(INITIATIVE)] == [
        InitiativeUsed(initiative_id=INITIATIVE, nomination_id=NOMINATION)
    ], "it rests on it again"
    unrefusing.given(used, refused).beside(TAKEN).when(unrefuse()).then_refused("nomination.other-facts")


def test_a_refusal_stays_when_something_took_the_nominations_place_or_it_is_none_of_the_wards() -> None:
    unrefusing.given(proposed(), refused).beside(Taken(named("hồ sơ khác"))).when(unrefuse()).then_refused(
        "nomination.claimed-since"
    )
    taken_by = InitiativeUsed(initiative_id=INITIATIVE, nomination_id=named("hồ sơ khác"))
    other = INITIATIVES.fold([RECOGNISED, taken_by])
    unrefusing.given(proposed(initiative_id=INITIATIVE), refused).beside(TAKEN, other).when(
        unrefuse(INITIATIVE)
    ).then_refused("initiative.used")
    by_city = dataclasses.replace(refused, level="city", document_number="2210/QĐ-UBND")
    for history in (
        [proposed()],
        [proposed(), withdrawn],
        [proposed(), voted(), decided],
        [proposed(), voted(), forwarded(), by_city],
    ):
        unrefusing.given(*history).beside(TAKEN).when(unrefuse()).then_refused("nomination.not-refused")
    unrefusing.given().beside(TAKEN).when(unrefuse()).then_refused("not-found")


def test_refusing_frees_the_initiative_and_names_it() -> None:
    used = INITIATIVES.fold([RECOGNISED, InitiativeUsed(initiative_id=INITIATIVE, nomination_id=NOMINATION)])
    history = proposed(initiative_id=INITIATIVE)
    criteria = refuse(initiative_id=INITIATIVE, reason_code="criteria-not-met")
    outcome = refusing.given(history).beside(Holds(), MEMBER, used).when(criteria).outcome()
    released = InitiativeReleased(initiative_id=INITIATIVE, nomination_id=NOMINATION)
    assert outcome[INITIATIVES.at(INITIATIVE)] == [released]
    other = refuse(reason_code="criteria-not-met")
    refusing.given(history).beside(Holds(), MEMBER).when(other).then_refused("nomination.other-facts")


def test_of_an_erased_person_no_words_are_kept() -> None:
    outcome = refusing.given(proposed(), voted(yes=3)).beside(Holds(), Erased()).when(refuse()).outcome()
    assert outcome == {NOMINATIONS.at(NOMINATION): [dataclasses.replace(refused, reason=None, citation=None)]}
    outcome = withdrawing.given(proposed()).beside(TAKEN, Erased()).when(withdraw()).outcome()
    assert outcome[NOMINATIONS.at(NOMINATION)] == [dataclasses.replace(withdrawn, reason=None)]


def test_a_collective_is_refused_too() -> None:
    team = proposed("TTLDTT", subject="tổ dân phố số 8", kind="collective")
    command = dataclasses.replace(
        refuse(reason_code="criteria-not-met"), person_id=None, subject_id=named("tổ dân phố số 8")
    )
    assert (
        refusing.given(team).beside(Holds()).when(command).outcome()[NOMINATIONS.at(NOMINATION)][0].reason
        == command.reason
    )


def test_nothing_is_refused_while_the_council_votes_or_the_city_has_it() -> None:
    refusing.given(proposed(), tabled).beside(Holds(), MEMBER).when(refuse()).then_refused("nomination.vote-running")
    refusing.given(proposed(), voted(), forwarded()).beside(Holds(), MEMBER).when(refuse()).then_refused(
        "nomination.closed"
    )
    refusing.given().beside(Holds(), MEMBER).when(refuse()).then_refused("not-found")


def test_a_decision_needs_a_vote_that_passed() -> None:
    fold = NOMINATIONS.fold
    assert passed(fold([proposed(), voted()])) == (proposed(), voted())
    for history, code in (
        ([proposed(), voted(yes=4)], "nomination.not-passed"),
        ([proposed()], "nomination.not-voted"),
        ([proposed(), tabled], "nomination.not-voted"),
        ([proposed(), voted(), forwarded()], "nomination.closed"),
        ([], "not-found"),
    ):
        with pytest.raises(NominationDenied) as denied:
            passed(fold(history))
        assert denied.value.code == code


def test_history_is_never_refused() -> None:
    assert NOMINATIONS.fold([tabled]) == NOMINATIONS.initial_state
