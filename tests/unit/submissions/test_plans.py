from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from services.submissions.deadlines import DuePhrase, Reading
from services.submissions.ids import document_number_id
from services.submissions.people.decider import Gone, Member
from services.submissions.plans.capability import a_year_later
from services.submissions.plans.commands import DraftPlan, IssuePlan, RevisePlan
from services.submissions.plans.decider import (
    DOCUMENT_NUMBER,
    HANDLES,
    PLAN,
    Free,
    Taken,
    decide_draft,
    decide_issue,
    decide_revise,
    number_of,
)
from services.submissions.plans.events import (
    Content,
    DocumentNumberTaken,
    IssuedObligation,
    LegalBasis,
    Obligation,
    PlanDrafted,
    PlanIssued,
    PlanRevised,
)
from tests.support.given import decider
from tests.unit.submissions.test_wards import THERE as WARD
from thidua_contracts.codes import ReportPeriod, UnitKind

PLAN_ID, SIGNER, HALF, YEAR = UUID(int=20), UUID(int=10), UUID(int=31), UUID(int=32)
NOW = datetime(2024, 2, 20, 3, tzinfo=UTC)
CHAIRMAN = Member(UUID(int=1), date(2024, 1, 1), False)

half = Obligation(
    obligation_id=HALF, name="Báo cáo 6 tháng", period=ReportPeriod.HALF_YEAR, due=DuePhrase(date(2024, 5, 15)),
    locks=DuePhrase(date(2024, 5, 31), Reading.THROUGH),
)  # fmt: skip
year = Obligation(
    obligation_id=YEAR, name="Báo cáo năm", period=ReportPeriod.YEAR, due=DuePhrase(date(2024, 11, 1)),
    locks=DuePhrase(date(2024, 11, 16)), unit_kinds=(UnitKind.SCHOOL,),
)  # fmt: skip
content = Content(
    title="Kế hoạch công tác thi đua, khen thưởng năm 2024",
    legal_bases=(LegalBasis(title="Luật Thi đua, khen thưởng", issued_on=date(2022, 6, 15)),),
    recipients=("UBND thành phố", "Lưu: VT"),
    obligations=(half, year),
)
draft = DraftPlan(ward_code="03386", at=NOW, plan_id=PLAN_ID, year=2024, content=content)
drafted = PlanDrafted(plan_id=PLAN_ID, year=2024, content=content)
shorter = replace(content, obligations=(half,))
revise = RevisePlan(ward_code="03386", at=NOW, plan_id=PLAN_ID, content=shorter)
revised = PlanRevised(plan_id=PLAN_ID, content=shorter)
issue = IssuePlan(
    ward_code="03386", at=NOW, plan_id=PLAN_ID, number=57, symbol="KH-UBND", issued_on=date(2024, 2, 20),
    signer_id=SIGNER, signer_title="CHỦ TỊCH", authority="TM. ỦY BAN NHÂN DÂN",
)  # fmt: skip
issued = PlanIssued(
    plan_id=PLAN_ID, year=2024, number=57, symbol="KH-UBND", issued_on=date(2024, 2, 20), signer_id=SIGNER,
    signer_title="CHỦ TỊCH", authority="TM. ỦY BAN NHÂN DÂN", title=content.title, legal_bases=content.legal_bases,
    recipients=content.recipients,
    obligations=(
        IssuedObligation(
            obligation_id=HALF, name="Báo cáo 6 tháng", period=ReportPeriod.HALF_YEAR,
            due_at=datetime(2024, 5, 14, 17, tzinfo=UTC), locks_at=datetime(2024, 5, 31, 17, tzinfo=UTC),
        ),
        IssuedObligation(
            obligation_id=YEAR, name="Báo cáo năm", period=ReportPeriod.YEAR,
            due_at=datetime(2024, 10, 31, 17, tzinfo=UTC), locks_at=datetime(2024, 11, 15, 17, tzinfo=UTC),
            unit_kinds=(UnitKind.SCHOOL,),
        ),
    ),
)  # fmt: skip
NUMBER = DOCUMENT_NUMBER.new(document_number_id("03386", 2024, "KH-UBND", 57))

drafting = decider(PLAN, decide_draft)
revising = decider(PLAN, decide_revise)
issuing = decider(PLAN, decide_issue)


def test_a_draft_has_neither_number_nor_day() -> None:
    drafting.beside(WARD).when(draft).then(drafted)
    assert not {"number", "issued_on"} & set(PlanDrafted.__slots__)


def test_a_plan_is_drafted_once() -> None:
    drafting.given(drafted).beside(WARD).when(draft).then_refused("plan.already-drafted")


def test_a_draft_is_revised_and_the_same_again_is_nothing() -> None:
    revising.given(drafted).when(revise).then(revised)
    revising.given(drafted, revised).when(revise).then_nothing()


def test_an_obligation_stands_in_the_plan_once() -> None:
    twice = replace(content, obligations=(half, half))
    refused = drafting.beside(WARD).when(replace(draft, content=twice)).then_refused("plan.obligation-twice")
    assert "Báo cáo 6 tháng" in refused.sentence
    same_name = replace(content, obligations=(half, replace(year, name="BÁO CÁO 6 tháng")))
    drafting.beside(WARD).when(replace(draft, content=same_name)).then_refused("plan.obligation-twice")
    same_id = replace(content, obligations=(half, replace(year, obligation_id=HALF)))
    drafting.beside(WARD).when(replace(draft, content=same_id)).then_refused("plan.obligation-twice")


def test_a_report_is_not_locked_before_it_is_due() -> None:
    early = replace(content, obligations=(replace(half, locks=DuePhrase(date(2024, 5, 14))),))
    drafting.beside(WARD).when(replace(draft, content=early)).then_refused("plan.locks-before-due")
    revising.given(drafted).when(replace(revise, content=early)).then_refused("plan.locks-before-due")


def test_a_report_may_lock_at_its_deadline() -> None:
    strict = replace(content, obligations=(replace(half, locks=half.due),))
    assert drafting.beside(WARD).when(replace(draft, content=strict)).outcome()


def test_issuing_makes_deadlines_absolute_and_takes_the_number_in_the_same_append() -> None:
    assert issuing.given(drafted).beside(Free(), CHAIRMAN).when(issue).outcome() == {
        PLAN.at(PLAN_ID): [issued],
        NUMBER: [DocumentNumberTaken(year=2024, symbol="KH-UBND", number=57, plan_id=PLAN_ID)],
    }


def test_a_revised_draft_is_issued_as_revised() -> None:
    outcome = issuing.given(drafted, revised).beside(Free(), CHAIRMAN).when(issue).outcome()
    assert outcome[PLAN.at(PLAN_ID)] == [replace(issued, obligations=issued.obligations[:1])]


def test_a_number_is_taken_once_per_ward_year_and_symbol() -> None:
    refused = issuing.given(drafted).beside(Taken(), CHAIRMAN).when(issue).then_refused("plan.number-taken")
    assert "57/KH-UBND năm 2024" in refused.sentence
    assert (
        DOCUMENT_NUMBER.fold([DocumentNumberTaken(year=2024, symbol="KH-UBND", number=57, plan_id=PLAN_ID)]) == Taken()
    )


@pytest.mark.parametrize("written", ["kh-ubnd", "KH\u2011UBND", "KH\u2013UBND", "K\u200bH-UBND", "\u041aH-UBND"])
def test_a_symbol_that_reads_alike_is_the_same_symbol(written: str) -> None:
    assert number_of(replace(issue, symbol=written)) == number_of(issue)
    assert number_of(replace(issue, symbol="BC-UBND")) != number_of(issue)


def test_an_issued_plan_is_not_changed() -> None:
    issuing.given(drafted, issued).beside(Free(), CHAIRMAN).when(issue).then_refused("plan.already-issued")
    revising.given(drafted, issued).when(revise).then_refused("plan.already-issued")


def test_what_was_never_drafted_is_not_found() -> None:
    revising.when(revise).then_refused("not-found")


def test_a_plan_is_not_issued_on_a_day_to_come() -> None:
    tomorrow = replace(issue, issued_on=date(2024, 2, 21))
    issuing.given(drafted).beside(Free(), CHAIRMAN).when(tomorrow).then_refused("plan.issued-in-the-future")


def test_today_is_the_day_in_vietnam() -> None:
    evening = replace(issue, at=datetime(2024, 2, 19, 17, 30, tzinfo=UTC))
    assert issuing.given(drafted).beside(Free(), CHAIRMAN).when(evening).outcome()


def test_a_plan_without_obligations_is_not_issued() -> None:
    empty = replace(drafted, content=replace(content, obligations=()))
    issuing.given(empty).beside(Free(), CHAIRMAN).when(issue).then_refused("plan.no-obligation")


def test_a_deadline_lies_after_the_day_of_issue() -> None:
    late = replace(issue, at=datetime(2024, 5, 15, 3, tzinfo=UTC), issued_on=date(2024, 5, 15))
    refused = issuing.given(drafted).beside(Free(), CHAIRMAN).when(late).then_refused("plan.due-before-issue")
    assert "15/05/2024" in refused.sentence


def test_the_signer_is_a_person_of_the_ward() -> None:
    issuing.given(drafted).beside(Free(), Gone("3/ĐN")).when(issue).then_refused("person.erased")


@pytest.mark.parametrize(("command", "written", "read"), [(draft, 1, 1), (revise, 1, 0), (issue, 2, 1)])
def test_each_command_names_its_streams(command: object, written: int, read: int) -> None:
    case = next(case for case in HANDLES if case.command is type(command))
    streams = case.streams(command)
    assert [ref.only_read for ref in streams] == [False] * written + [True] * read
    assert case.roles == {"clerk", "chairman"}


def test_a_plan_is_moved_by_a_year_with_the_days_of_its_reports() -> None:
    leap = {"due": {"day": date(2024, 2, 29), "reading": "through"}, "locks": {"day": date(2024, 5, 31)}, "name": "Quý"}
    bases = [{"title": "Luật 2022", "number": None, "issued_on": date(2022, 6, 15)}]
    moved = a_year_later({"year": 2024, "title": "Kế hoạch năm 2024", "legal_bases": bases, "obligations": [leap]})
    assert (moved["year"], moved["title"], moved["legal_bases"]) == (2025, "Kế hoạch năm 2025", bases)
    assert moved["obligations"] == [
        {"due": {"day": date(2025, 2, 28), "reading": "through"}, "locks": {"day": date(2025, 5, 31)}, "name": "Quý"}
    ]
