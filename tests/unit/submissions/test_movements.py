from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from services.chassis.calendar import local_date
from services.submissions.ids import movement_id, participation_id
from services.submissions.movements.capability import AMEND, LAUNCH
from services.submissions.movements.commands import (
    AmendMovement,
    CountHouseholds,
    JoinMovement,
    LaunchMovement,
    LeaveMovement,
    RecordMovementReview,
    RestoreMovement,
    TakeBackHouseholds,
    WithdrawMovement,
    WithdrawMovementReview,
)
from services.submissions.movements.decider import (
    HANDLES,
    MOVEMENT,
    PARTICIPATION,
    Joined,
    Launched,
    Unlaunched,
    decide_amend,
    decide_count,
    decide_join,
    decide_launch,
    decide_leave,
    decide_restore,
    decide_review,
    decide_take_back_count,
    decide_withdraw,
    decide_withdraw_review,
)
from services.submissions.movements.events import (
    HouseholdsCounted,
    HouseholdsTakenBack,
    MovementAmended,
    MovementContent,
    MovementJoined,
    MovementLaunched,
    MovementLeft,
    MovementRestored,
    MovementReviewed,
    MovementReviewWithdrawn,
    MovementWithdrawn,
)
from services.submissions.plans.decider import Issued, Revoked, Superseded, Unwritten
from services.submissions.units.decider import UNIT as UNIT_STREAM
from services.submissions.units.decider import Active
from tests.support.given import decider, head_of
from tests.unit.submissions import test_units
from thidua_contracts.codes import UnitKind

PLAN_ID, U, OTHER = UUID(int=20), UUID(int=1), UUID(int=2)
NOW = datetime(2024, 3, 1, tzinfo=UTC)
UNIT = Active(U, date(2024, 1, 1), ((date(2024, 1, 1), "TDP8"),))
M = movement_id(PLAN_ID, "dan-van-kheo")

CONTENT = MovementContent(
    kind="phase", goals=("Xóa nhà tạm",), subjects=("units", "households"), criteria=("Góp công, góp của",),
    starts_on=date(2024, 3, 1), ends_on=date(2024, 12, 31),
)  # fmt: skip
ENDLESS = replace(CONTENT, kind="regular", ends_on=None)
launch = LaunchMovement(
    ward_code="03386", at=NOW, plan_id=PLAN_ID, code="dan-van-kheo", name="Dân vận khéo", content=CONTENT,
)  # fmt: skip
launched = MovementLaunched(
    movement_id=M, plan_id=PLAN_ID, code="dan-van-kheo", name="Dân vận khéo", content=CONTENT,
    plan_issued_on=date(2024, 2, 20),
)  # fmt: skip
join = JoinMovement(ward_code="03386", at=NOW, movement_id=M, unit_id=U)
joined = MovementJoined(movement_id=M, unit_id=U)

leave = LeaveMovement(ward_code="03386", at=NOW, movement_id=M, unit_id=U, reason="addressee")
left = MovementLeft(movement_id=M, unit_id=U, reason="addressee", by_office=False)

withdraw = WithdrawMovement(ward_code="03386", at=NOW, movement_id=M, reason="slip")
withdrawn = MovementWithdrawn(movement_id=M, plan_id=PLAN_ID, reason="slip")
restore = RestoreMovement(ward_code="03386", at=NOW, movement_id=M, reason="slip")
restored = MovementRestored(movement_id=M, plan_id=PLAN_ID, reason="slip")

amend = AmendMovement(
    ward_code="03386", at=NOW, movement_id=M, content=replace(CONTENT, criteria=("Góp công", "Góp của")),
    document_number="21/UBND-VHXH",
)  # fmt: skip
amended = MovementAmended(movement_id=M, content=amend.content, version=2, document_number="21/UBND-VHXH")
review = RecordMovementReview(
    ward_code="03386", at=datetime(2024, 7, 2, 3, tzinfo=UTC), movement_id=M, kind="interim", held_on=date(2024, 6, 28)
)
reviewed = MovementReviewed(movement_id=M, kind="interim", held_on=date(2024, 6, 28), document_number=None)
summed_up = MovementReviewed(movement_id=M, kind="final", held_on=date(2024, 7, 1), document_number="48/BC-UBND")
withdraw_review = WithdrawMovementReview(
    ward_code="03386", at=review.at, movement_id=M, held_on=date(2024, 6, 28), reason="day"
)
review_withdrawn = MovementReviewWithdrawn(movement_id=M, kind="interim", held_on=date(2024, 6, 28), reason="day")

count = CountHouseholds(
    ward_code="03386", at=datetime(2024, 7, 2, 3, tzinfo=UTC), movement_id=M, unit_id=U, counted_on=date(2024, 6, 30),
    households=48, of_all=60,
)  # fmt: skip
counted = HouseholdsCounted(
    movement_id=M, unit_id=U, counted_on=date(2024, 6, 30), households=48, of_all=60, by_office=False
)
uncount = TakeBackHouseholds(
    ward_code="03386", at=count.at, movement_id=M, unit_id=U, counted_on=date(2024, 6, 30), reason="day"
)
uncounted = HouseholdsTakenBack(movement_id=M, unit_id=U, counted_on=date(2024, 6, 30), reason="day", by_office=False)
GROUP = UNIT_STREAM.fold([test_units.registered])

launching = decider(MOVEMENT, decide_launch).beside(Issued(2024, date(2024, 2, 20)))
joining = decider(PARTICIPATION, partial(decide_join, by=None)).beside(Launched(PLAN_ID, CONTENT), UNIT)


def test_a_movement_is_launched_under_an_issued_plan() -> None:
    launching.when(launch).then(launched)
    for plan, standing in (
        (Unwritten(), "chưa ban hành"),
        (Revoked(Issued(2024, date(2024, 2, 20))), "đã thu hồi"),
        (Superseded(Issued(2024, date(2024, 2, 20))), "thay thế"),
    ):
        said = launching.beside(plan).when(launch).then_refused("movement.plan-not-issued").sentence
        assert standing in said and ("chưa ban hành" in said) == isinstance(plan, Unwritten)


def test_a_movement_is_launched_once_per_plan_and_code() -> None:
    launching.given(launched).beside(Issued(2024, date(2024, 2, 20))).when(launch).then_refused(
        "movement.already-launched"
    )


def test_a_movements_code_is_one_in_capitals_and_small_letters() -> None:
    assert movement_id(PLAN_ID, "Dan-Van-Kheo") == M


def test_only_a_regular_movement_has_no_end_and_none_ends_before_its_start() -> None:
    launching.when(replace(launch, content=ENDLESS)).then(replace(launched, content=ENDLESS))
    for kind in ("phase", "thematic"):
        endless = replace(launch, content=replace(ENDLESS, kind=kind))
        launching.when(endless).then_refused("movement.no-period")
    before = replace(CONTENT, ends_on=date(2024, 2, 29))
    launching.when(replace(launch, content=before)).then_refused("movement.ends-before-it-starts")


def test_all_that_a_movement_does_not_say_is_told_at_once() -> None:
    silent = replace(CONTENT, goals=(), criteria=(), ends_on=date(2024, 2, 29))
    refused = launching.when(replace(launch, content=silent)).then_refused("movement.ends-before-it-starts")
    for do in (LAUNCH, AMEND):
        assert [fault["field"] for fault in do.placed(refused)] == ["ends_on", "goals", "criteria"]


@pytest.mark.parametrize("what", ["goals", "subjects", "criteria"])
def test_a_movement_says_what_the_law_of_the_day_asks(what: str) -> None:
    silent: Any = {what: ()}
    lacking = replace(launch, content=replace(CONTENT, **silent))
    told = launching.when(lacking).then_refused(f"movement.no-{what}")
    assert "Điều 17" in told.sentence
    earlier = replace(lacking, at=datetime(2023, 12, 31, 16, tzinfo=UTC))
    launching.when(earlier).then(replace(launched, content=lacking.content))
    decider(MOVEMENT, decide_amend).given(launched).when(replace(amend, content=lacking.content)).then_refused(
        f"movement.no-{what}"
    )


def test_what_it_asks_is_written_anew_in_versions_until_it_is_summed_up() -> None:
    amending = decider(MOVEMENT, decide_amend)
    amending.given(launched).when(amend).then(amended)
    amending.given(launched, amended).when(amend).then_refused("movement.unchanged")
    third = replace(amend, content=CONTENT)
    amending.given(launched, amended).when(third).then(replace(amended, content=CONTENT, version=3))
    amending.given(launched, reviewed).when(amend).then(amended)
    amending.given(launched, summed_up).when(amend).then_refused("movement.summed-up")
    taken_back = replace(review_withdrawn, kind="final", held_on=summed_up.held_on)
    amending.given(launched, summed_up, taken_back).when(amend).then(amended)
    amending.given(launched, withdrawn).when(amend).then_refused("movement.withdrawn")
    amending.when(amend).then_refused("not-found")


def test_a_movement_is_reviewed_on_days_that_have_come_and_summed_up_once() -> None:
    reviewing = decider(MOVEMENT, decide_review)
    reviewing.given(launched).when(review).then(reviewed)
    reviewing.given(launched, reviewed).when(review).then_refused("movement.already-reviewed")
    final = replace(review, kind="final", held_on=summed_up.held_on, document_number="48/BC-UBND")
    reviewing.given(launched, reviewed).when(final).then(summed_up)
    again = replace(final, held_on=date(2024, 7, 2))
    reviewing.given(launched, summed_up).when(again).then_refused("movement.already-reviewed")
    tomorrow = replace(review, held_on=date(2024, 7, 3))
    reviewing.given(launched).when(tomorrow).then_refused("movement.review-in-the-future")
    early = replace(review, held_on=date(2024, 2, 29))
    reviewing.given(launched).when(early).then_refused("movement.review-before-its-start")
    reviewing.given(launched, withdrawn).when(review).then_refused("movement.withdrawn")
    issued_later = replace(launched, plan_issued_on=date(2024, 6, 29))
    told = reviewing.given(issued_later).when(review).then_refused("movement.review-before-its-launch")
    assert "29/06/2024" in told.sentence
    reviewing.given(replace(launched, plan_issued_on=review.held_on)).when(review).then(reviewed)
    reviewing.given(replace(launched, plan_issued_on=None)).when(review).then(reviewed)
    taking_back = decider(MOVEMENT, decide_withdraw_review)
    taking_back.given(launched, reviewed).when(withdraw_review).then(review_withdrawn)
    taking_back.given(launched).when(withdraw_review).then_refused("movement.no-review")
    taking_back.given(launched, summed_up, reviewed).when(withdraw_review).then(review_withdrawn)
    reviewing.given(launched, reviewed, review_withdrawn).when(review).then(reviewed)


def test_no_interim_review_comes_after_the_end_is_summed_up() -> None:
    reviewing = decider(MOVEMENT, decide_review)
    final = replace(review, kind="final", held_on=date(2024, 6, 27))
    told = reviewing.given(launched, reviewed).when(final).then_refused("movement.review-out-of-order")
    assert "sơ kết ngày 28/06/2024" in told.sentence
    after = replace(review, held_on=date(2024, 7, 2))
    told = reviewing.given(launched, summed_up).when(after).then_refused("movement.review-out-of-order")
    assert "tổng kết ngày 01/07/2024" in told.sentence
    reviewing.given(launched, summed_up).when(review).then(reviewed)  # recorded late, held before


def test_an_amendment_begins_a_movement_no_later_than_its_first_review() -> None:
    amending = decider(MOVEMENT, decide_amend).given(launched, reviewed)
    on_the_day = replace(amend, content=replace(CONTENT, starts_on=date(2024, 6, 28)))
    amending.when(on_the_day).then(replace(amended, content=on_the_day.content))
    later = replace(amend, content=replace(CONTENT, starts_on=date(2024, 6, 29)))
    assert "28/06/2024" in amending.when(later).then_refused("movement.starts-after-review").sentence
    decider(MOVEMENT, decide_amend).given(launched).when(later).then(replace(amended, content=later.content))


def test_nobody_joins_or_leaves_a_movement_that_is_summed_up() -> None:
    for content in (CONTENT, ENDLESS):
        over = MOVEMENT.fold([replace(launched, content=content), summed_up])
        told = joining.beside(over, UNIT).when(join).then_refused("movement.summed-up")
        assert "01/07/2024" in told.sentence
        joining.given(joined).beside(over, UNIT).when(join).then_nothing()
        leaving = decider(PARTICIPATION, decide_leave).by(head_of(U)).given(joined).beside(over)
        leaving.when(leave).then_refused("movement.summed-up")
    taken_back = replace(review_withdrawn, kind="final", held_on=summed_up.held_on)
    joining.beside(MOVEMENT.fold([launched, summed_up, taken_back]), UNIT).when(join).then(joined)


def test_a_unit_joins_and_joining_again_is_nothing() -> None:
    joining.when(join).then(joined)
    joining.given(joined).beside(Launched(PLAN_ID, ENDLESS), UNIT).when(join).then_nothing()
    assert PARTICIPATION.fold([joined]) == Joined()


def test_a_unit_head_lets_only_the_own_unit_join() -> None:
    joining.by(head_of(U)).when(join).then(joined)
    joining.by(head_of(OTHER)).when(join).then_refused("not-found")


def test_what_the_office_joined_for_a_unit_says_so() -> None:
    clerk = replace(head_of(U), role="clerk", unit_id=None)
    joining.by(clerk).when(join).then(replace(joined, by_office=True))


def test_a_registration_is_taken_back_by_its_unit_or_the_office_and_made_again() -> None:
    leaving = decider(PARTICIPATION, decide_leave).by(head_of(U)).given(joined).beside(Launched(PLAN_ID, CONTENT))
    leaving.when(leave).then(left)
    leaving.by(replace(head_of(U), role="clerk", unit_id=None)).when(leave).then(replace(left, by_office=True))
    leaving.by(head_of(OTHER)).when(leave).then_refused("not-found")
    leaving.when(replace(leave, at=datetime(2024, 12, 31, 16, 59, tzinfo=UTC))).then(left)
    leaving.when(replace(leave, at=datetime(2024, 12, 31, 17, tzinfo=UTC))).then_refused("movement.over")
    leaving.beside(Unlaunched()).when(leave).then_refused("not-found")
    leaving.given(joined, left).beside(Launched(PLAN_ID, ENDLESS)).when(leave).then_refused("movement.not-joined")
    joining.given(joined, left).beside(Launched(PLAN_ID, ENDLESS), UNIT).when(join).then(joined)


def test_a_movement_launched_by_mistake_is_taken_back_once_and_takes_nobody_after() -> None:
    withdrawing = decider(MOVEMENT, decide_withdraw).given(launched)
    withdrawing.when(withdraw).then(withdrawn)
    withdrawing.given(launched, withdrawn).when(withdraw).then_nothing()
    withdrawing.given().when(withdraw).then_refused("not-found")
    gone = MOVEMENT.fold([launched, withdrawn])
    joining.beside(gone, UNIT).when(join).then_refused("movement.withdrawn")
    joining.given(joined).beside(gone, UNIT).when(join).then_nothing()
    leaving = decider(PARTICIPATION, decide_leave).by(head_of(U)).given(joined).beside(gone)
    leaving.when(leave).then(left)
    again = launching.given(launched, withdrawn).beside(Issued(2024, date(2024, 2, 20)))
    again.when(launch).then_refused("movement.withdrawn")


def test_a_movement_withdrawn_by_mistake_is_restored_and_takes_units_again() -> None:
    restoring = decider(MOVEMENT, decide_restore)
    restoring.given(launched, withdrawn).when(restore).then(restored)
    restoring.given(launched).when(restore).then_refused("movement.not-withdrawn")
    restoring.given(launched, withdrawn, restored).when(restore).then_refused("movement.not-withdrawn")
    restoring.given().when(restore).then_refused("not-found")
    back = MOVEMENT.fold([launched, withdrawn, restored])
    joining.beside(back, UNIT).when(join).then(joined)


def test_only_what_was_launched_can_be_joined() -> None:
    joining.beside(Unlaunched(), UNIT).when(join).then_refused("not-found")


def test_a_unit_that_ended_joins_nothing() -> None:
    day = local_date(join.at)
    joining.beside(Launched(PLAN_ID, ENDLESS), replace(UNIT, closed_on=day)).when(join).then_refused("unit.closed")
    joining.beside(Launched(PLAN_ID, ENDLESS), replace(UNIT, closed_on=day + timedelta(days=1))).when(join).then(joined)


def test_the_last_day_of_a_movement_still_counts() -> None:
    last = replace(join, at=datetime(2024, 12, 31, 16, 59, tzinfo=UTC))
    joining.when(last).then(joined)
    after = replace(join, at=datetime(2024, 12, 31, 17, tzinfo=UTC))
    refused = joining.when(after).then_refused("movement.ended")
    assert "31/12/2024" in refused.sentence


def test_a_movement_without_end_is_always_open() -> None:
    assert MOVEMENT.fold([replace(launched, content=ENDLESS)]) == Launched(
        PLAN_ID, ENDLESS, plan_issued_on=launched.plan_issued_on
    )
    joining.beside(Launched(PLAN_ID, ENDLESS), UNIT).when(replace(join, at=datetime(2030, 1, 1, tzinfo=UTC))).then(
        joined
    )


counting = decider(PARTICIPATION, decide_count).given(joined).by(head_of(U)).beside(Launched(PLAN_ID, CONTENT), GROUP)
taking_back = decider(PARTICIPATION, decide_take_back_count).by(head_of(U)).beside(Launched(PLAN_ID, CONTENT))


def test_households_are_counted_once_a_day_and_taken_back() -> None:
    counting.when(count).then(counted)
    counting.given(joined, counted).when(count).then_nothing()
    counting.given(joined, counted).when(replace(count, households=50)).then_refused("movement.counted")
    later = replace(count, counted_on=date(2024, 7, 1))
    counting.given(joined, counted).when(later).then(replace(counted, counted_on=date(2024, 7, 1)))
    taking_back.given(joined, counted).when(uncount).then(uncounted)
    taking_back.given(joined, counted, left).when(uncount).then(uncounted)
    taking_back.given(joined, counted, uncounted).when(uncount).then_refused("movement.not-counted")
    counting.given(joined, counted, uncounted).when(count).then(counted)
    counting.given(joined, counted, left, joined).when(count).then_nothing()


def test_only_a_residential_group_that_takes_part_counts_its_households() -> None:
    counting.given().when(count).then_refused("movement.not-taking-part")
    counting.given(joined, left).when(count).then_refused("movement.not-taking-part")
    running = Launched(PLAN_ID, CONTENT)
    office = UNIT_STREAM.fold([replace(test_units.registered, kind=UnitKind.OFFICE)])
    hamlet = UNIT_STREAM.fold([replace(test_units.registered, kind=UnitKind.HAMLET)])
    counting.beside(running, office).when(count).then_refused("movement.not-a-group")
    counting.beside(running, hamlet).when(count).then(counted)
    ended = UNIT_STREAM.fold([test_units.registered, replace(test_units.closed, closed_on=date(2024, 7, 1))])
    counting.beside(running, ended).when(count).then_refused("unit.closed")
    counting.by(head_of(OTHER)).when(count).then_refused("not-found")
    taking_back.by(head_of(OTHER)).given(joined, counted).when(uncount).then_refused("not-found")
    clerk = replace(head_of(U), role="clerk", unit_id=None)
    counting.by(clerk).when(count).then(replace(counted, by_office=True))
    taking_back.by(clerk).given(joined, counted).when(uncount).then(replace(uncounted, by_office=True))


def test_households_are_counted_in_a_movement_that_is_theirs_and_not_summed_up() -> None:
    others = replace(CONTENT, subjects=("units",))
    counting.beside(Launched(PLAN_ID, others), GROUP).when(count).then_refused("movement.not-of-households")
    unsaid = replace(CONTENT, subjects=())
    counting.beside(Launched(PLAN_ID, unsaid), GROUP).when(count).then(counted)
    for state, code in (
        (MOVEMENT.fold([launched, withdrawn]), "movement.withdrawn"),
        (MOVEMENT.fold([launched, summed_up]), "movement.summed-up"),
        (Unlaunched(), "not-found"),
    ):
        counting.beside(state, GROUP).when(count).then_refused(code)
        taking_back.given(joined, counted).beside(state).when(uncount).then_refused(code)


def test_a_count_is_of_a_day_of_the_movement_that_has_come_and_of_no_more_than_there_are() -> None:
    for day in (date(2024, 2, 29), date(2024, 7, 3)):
        counting.when(replace(count, counted_on=day)).then_refused("movement.counted-outside")
    for day in (date(2024, 3, 1), date(2024, 7, 2)):
        counting.when(replace(count, counted_on=day)).then(replace(counted, counted_on=day))
    over = replace(count, at=datetime(2025, 1, 5, tzinfo=UTC), counted_on=date(2025, 1, 1))
    counting.when(over).then_refused("movement.counted-outside")
    counting.when(replace(count, households=61)).then_refused("movement.more-than-all")
    counting.when(replace(count, households=60)).then(replace(counted, households=60))


def test_each_command_names_its_streams() -> None:
    movement, plan = HANDLES[0].streams(launch)
    assert movement.may_be_absent and plan.only_read
    of = {handles.command: handles.streams for handles in HANDLES}
    for one in (amend, review, withdraw_review, withdraw, restore):
        assert of[type(one)](one) == (MOVEMENT.at(M),)
    participation, movement, unit = of[JoinMovement](join)
    assert participation == PARTICIPATION.new(participation_id(M, U)) and movement.only_read and unit.only_read
    assert of[CountHouseholds](count) == of[JoinMovement](join)
    assert of[TakeBackHouseholds](uncount) == of[JoinMovement](join)[:2]
