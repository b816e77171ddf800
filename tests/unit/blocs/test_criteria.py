"""The rules of a criteria sheet: versions, confirmation, and how figures become points and places."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import partial
from uuid import UUID

import pytest

from services.blocs.criteria.commands import ConfirmCriteria, IssueCriteria, WithdrawConfirmation
from services.blocs.criteria.decider import CRITERIA, HANDLES, Confirmed, Unconfirmed, decide
from services.blocs.criteria.events import ConfirmationWithdrawn, CriteriaConfirmed, CriteriaIssued
from services.blocs.criteria.scoring import rank, score
from services.blocs.criteria.sheet import UNSCORED, Comparison, Criterion, Measure, Sheet
from services.blocs.document import Document
from services.blocs.membership.decider import Established, NotEstablished
from services.chassis.identity.mandates import MandateGranted
from services.chassis.scoring import Bonus, CountTimesUnit, Deduction, RatioToTarget, shown
from tests.support.given import decider

AT = datetime(2024, 4, 2, 2, tzinfo=UTC)
PAPER = Document("05/KTĐ", date(2024, 4, 1))
CODE = "khoi-tp-lai-chau"

ON_TIME = Criterion(
    "C4",
    "Báo cáo đúng hạn",
    Decimal(30),
    RatioToTarget(Measure.REPORTS_ON_TIME, Measure.REPORTS_EXPECTED, Decimal(1)),
)
JOINED = Criterion("C2", "Tham gia phong trào", Decimal(40), CountTimesUnit(Measure.MOVEMENTS_JOINED, Decimal("2.5")))
PRAISED = Criterion("T1", "Điểm thưởng", Decimal(10), Bonus(Measure.AWARDS_OF_DIRECT_WORKERS, Decimal(3)))
LATE = Criterion("P1", "Trừ điểm báo cáo chậm", Decimal(0), Deduction(Measure.REPORTS_LATE, Decimal(5)))
SHEET = Sheet(
    (ON_TIME, JOINED, PRAISED, LATE),
    (Comparison(Measure.REPORTS_ACCEPTED), Comparison(Measure.AWARDS)),
    "Bảng điểm mẫu",
)
REVISED = replace(SHEET, criteria=(ON_TIME, JOINED))

issued = CriteriaIssued(CODE, 2024, 1, SHEET, PAPER)
confirmed = CriteriaConfirmed(CODE, 2024, 1, PAPER)


def issue(version: int, wanted: Sheet) -> IssueCriteria:
    return IssueCriteria(CODE, AT, 2024, version, wanted, PAPER)


def given(*history: object):  # type: ignore[no-untyped-def]  # a Scenario
    return decider(CRITERIA, partial(decide, by=None)).given(*history).beside(Established("Khối"))


def test_a_sheet_is_issued_in_versions() -> None:
    given().when(issue(1, SHEET)).then(issued)
    given(issued).when(issue(2, REVISED)).then(CriteriaIssued(CODE, 2024, 2, REVISED, PAPER))
    given(issued).when(issue(1, SHEET)).then_nothing()


def test_a_newer_version_is_not_overwritten_by_somebody_who_saw_an_older_one() -> None:
    given(issued).when(issue(1, REVISED)).then_refused("criteria.superseded")
    given().when(issue(2, SHEET)).then_refused("criteria.superseded")


def test_a_sheet_belongs_to_a_bloc() -> None:
    decider(CRITERIA, partial(decide, by=None)).given().beside(NotEstablished()).when(issue(1, SHEET)).then_refused(
        "criteria.no-bloc"
    )


def test_the_same_again_on_another_document_is_refused_and_not_lost() -> None:
    other = Document("06/KTĐ", date(2024, 4, 2))
    confirm = ConfirmCriteria(CODE, AT, 2024, 1, other)
    given(issued).when(replace(issue(1, SHEET), document=other)).then_refused("criteria.other-document")
    given(issued).when(confirm).then(CriteriaConfirmed(CODE, 2024, 1, other))
    given(issued, confirmed).when(replace(confirm, document=Document("5/kTĐ", date(2024, 4, 1)))).then_nothing()
    told = given(issued, confirmed).when(confirm).then_refused("criteria.other-document")
    assert "xác nhận theo văn bản 05/KTĐ ký ngày 01/04/2024" in told.sentence
    given(issued, confirmed).when(replace(issue(1, SHEET), document=other)).then_refused("criteria.other-document")


def test_the_newest_version_is_confirmed_by_document() -> None:
    confirm = ConfirmCriteria(CODE, AT, 2024, 1, PAPER)
    given(issued).when(confirm).then(confirmed)
    given(issued, confirmed).when(confirm).then_nothing()
    given().when(confirm).then_refused("criteria.not-issued")
    given(issued).when(replace(confirm, version=2)).then_refused("criteria.not-the-newest")
    given(issued, confirmed).when(replace(confirm, version=2)).then_refused("criteria.not-the-newest")


def test_nobody_confirms_the_sheet_that_they_issued() -> None:
    """A city officer may do both, and somebody may be a bloc's secretary and a city officer."""
    confirm = ConfirmCriteria(CODE, AT, 2024, 1, PAPER)
    secretary = MandateGranted(UUID(int=1), CODE, "sub-1", "bloc-secretary", None, date(2024, 1, 1), None)
    officer = replace(secretary, ward_code="city", role="city-officer")
    own = replace(issued, issued_by="sub-1")
    given().by(secretary).when(issue(1, SHEET)).then(own)
    given(own).by(officer).when(confirm).then_refused("criteria.own-sheet")
    given(own).by(replace(officer, principal="sub-2")).when(confirm).then(confirmed)
    given(own, confirmed).by(officer).when(confirm).then_nothing()


def test_a_new_version_has_to_be_confirmed_again() -> None:
    second = CriteriaIssued(CODE, 2024, 2, REVISED, PAPER)
    assert CRITERIA.fold([issued]) == Unconfirmed(1, SHEET)
    assert CRITERIA.fold([issued, confirmed]) == Confirmed(1, SHEET)
    assert CRITERIA.fold([issued, confirmed, second]) == Unconfirmed(2, REVISED)
    assert CRITERIA.fold([confirmed]) == CRITERIA.initial_state


def test_a_confirmation_is_taken_back_while_the_year_runs_and_given_again() -> None:
    withdraw = WithdrawConfirmation(CODE, AT, 2024, 1, PAPER)
    withdrawn = ConfirmationWithdrawn(CODE, 2024, 1, PAPER)
    own = replace(issued, issued_by="sub-1")
    given(issued, confirmed).when(withdraw).then(withdrawn)
    given(issued, confirmed, withdrawn).when(ConfirmCriteria(CODE, AT, 2024, 1, PAPER)).then(confirmed)
    given(issued, confirmed, withdrawn).when(withdraw).then_refused("criteria.not-confirmed")
    given(issued).when(withdraw).then_refused("criteria.not-confirmed")
    given(issued, confirmed).when(replace(withdraw, version=2)).then_refused("criteria.not-the-newest")
    given().when(withdraw).then_refused("criteria.not-issued")
    assert CRITERIA.fold([own, confirmed, withdrawn]) == Unconfirmed(1, SHEET, "sub-1"), (
        "its author confirms it no more"
    )
    assert CRITERIA.fold([withdrawn]) == CRITERIA.initial_state


def test_of_a_year_that_is_over_only_a_new_version_corrects_the_sheet() -> None:
    """By the day in Asia/Ho_Chi_Minh: at 17:00 UTC on New Year's Eve the year is over."""
    eve = datetime(2024, 12, 31, 16, 59, tzinfo=UTC)
    withdraw = WithdrawConfirmation(CODE, eve, 2024, 1, PAPER)
    given(issued, confirmed).when(withdraw).then(ConfirmationWithdrawn(CODE, 2024, 1, PAPER))
    over = replace(withdraw, at=eve.replace(hour=17))
    given(issued, confirmed).when(over).then_refused("criteria.year-over")
    given(issued, confirmed).when(issue(2, REVISED)).then(CriteriaIssued(CODE, 2024, 2, REVISED, PAPER))


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (replace(SHEET, criteria=()), "criteria.none"),
        (replace(SHEET, criteria=(ON_TIME, ON_TIME)), "criteria.code-repeated"),
        (replace(SHEET, criteria=(ON_TIME, replace(LATE, code=ON_TIME.code.lower()))), "criteria.code-repeated"),
        (replace(SHEET, ties=(Comparison(Measure.AWARDS), Comparison(Measure.AWARDS))), "criteria.tie-repeated"),
        (replace(SHEET, criteria=(replace(LATE, points=Decimal(-1)),)), "criteria.points-negative"),
        (
            replace(
                SHEET,
                criteria=(replace(LATE, points=Decimal(100), rule=CountTimesUnit(Measure.AWARDS, Decimal(120))),),
            ),
            "criteria.unit-over-points",
        ),
        (
            replace(SHEET, criteria=(replace(LATE, rule=Deduction(Measure.AWARDS, Decimal(0))),)),
            "criteria.unit-not-positive",
        ),
        (
            replace(
                SHEET,
                criteria=(
                    replace(
                        ON_TIME,
                        rule=RatioToTarget(Measure.REPORTS_ON_TIME, Measure.REPORTS_EXPECTED, Decimal(0)),
                    ),
                ),
            ),
            "criteria.unit-not-positive",
        ),
    ],
)
def test_a_sheet_with_a_fault_is_not_issued(wrong: Sheet, code: str) -> None:
    given().when(issue(1, wrong)).then_refused(code)


def test_a_command_names_the_sheet_and_its_bloc() -> None:
    named = [ref.stream_id for ref in HANDLES[0].streams(issue(1, SHEET))]
    assert named == ["criteria-khoi-tp-lai-chau-2024", "bloc-khoi-tp-lai-chau"]


def test_a_ratio_gives_points_in_proportion_and_never_more_than_the_points() -> None:
    two_thirds = {Measure.REPORTS_ON_TIME: 2, Measure.REPORTS_EXPECTED: 3}
    one = Sheet((ON_TIME,), (), "")
    assert score(one, two_thirds).total == 20
    easy = replace(ON_TIME, rule=RatioToTarget(Measure.REPORTS_ON_TIME, Measure.REPORTS_EXPECTED, Decimal("0.5")))
    assert score(Sheet((easy,), (), ""), two_thirds).total == 30
    assert score(one, {}).total == 0


def test_ratios_stay_exact_and_only_what_is_shown_is_rounded() -> None:
    sixth = {Measure.REPORTS_ON_TIME: 1, Measure.REPORTS_EXPECTED: 7}
    total = score(Sheet((ON_TIME,), (), ""), sixth).total
    assert total == Fraction(30, 7)
    assert shown(total) == Decimal("4.29")
    assert shown(Fraction(1, 8)) == Decimal("0.13")
    assert shown(Fraction(-1, 8)) == Decimal("-0.13")


def test_a_count_gives_points_up_to_the_criterions_points() -> None:
    one = Sheet((JOINED,), (), "")
    assert score(one, {Measure.MOVEMENTS_JOINED: 3}).total == Fraction("7.5")
    assert score(one, {Measure.MOVEMENTS_JOINED: 300}).total == 40


def test_a_bonus_comes_on_top_and_is_capped() -> None:
    figures = {Measure.AWARDS_OF_DIRECT_WORKERS: 9, Measure.REPORTS_ON_TIME: 2, Measure.REPORTS_EXPECTED: 2}
    assert score(Sheet((ON_TIME, PRAISED), (), ""), figures).total == 40


def test_a_deduction_has_no_floor() -> None:
    assert score(Sheet((LATE,), (), ""), {Measure.REPORTS_LATE: 30}).total == -150


def test_wards_stand_in_order_of_their_score() -> None:
    wards = {
        "03386": {Measure.REPORTS_ON_TIME: 1, Measure.REPORTS_EXPECTED: 2},
        "03389": {Measure.REPORTS_ON_TIME: 2, Measure.REPORTS_EXPECTED: 2},
    }
    places = rank(SHEET, wards, SHEET.ties)
    assert [(place.ward, place.rank, place.tied) for place in places] == [("03389", 1, False), ("03386", 2, False)]
    assert [shown(place.score.total) for place in places if place.score] == [Decimal("30.00"), Decimal("15.00")]


def test_a_tie_is_resolved_by_the_comparators_in_turn_and_then_by_ballot() -> None:
    wards = {
        "03386": {Measure.REPORTS_ACCEPTED: 1, Measure.AWARDS: 9},
        "03387": {Measure.REPORTS_ACCEPTED: 2, Measure.AWARDS: 1},
        "03388": {Measure.REPORTS_ACCEPTED: 2, Measure.AWARDS: 2},
        "03389": {Measure.REPORTS_ACCEPTED: 2, Measure.AWARDS: 2},
    }
    places = rank(SHEET, wards, SHEET.ties)
    assert [(place.ward, place.rank, place.tied) for place in places] == [
        ("03388", 1, True),
        ("03389", 1, True),
        ("03387", 3, False),
        ("03386", 4, False),
    ]


def test_without_a_sheet_rates_order_and_not_the_size_of_a_ward() -> None:
    large = {Measure.REPORTS_ON_TIME: 8, Measure.REPORTS_EXPECTED: 20}
    small = {Measure.REPORTS_ON_TIME: 2, Measure.REPORTS_EXPECTED: 4}
    places = rank(None, {"03386": large, "03387": small, "03388": {}}, UNSCORED)
    assert [(place.ward, place.score) for place in places] == [("03387", None), ("03386", None), ("03388", None)]
