from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from uuid import UUID

from services.chassis.calendar import local_date
from services.submissions.ids import movement_id, participation_id
from services.submissions.movements.commands import (
    JoinMovement,
    LaunchMovement,
    LeaveMovement,
    RestoreMovement,
    WithdrawMovement,
)
from services.submissions.movements.decider import (
    HANDLES,
    MOVEMENT,
    PARTICIPATION,
    Joined,
    Launched,
    Unlaunched,
    decide_join,
    decide_launch,
    decide_leave,
    decide_restore,
    decide_withdraw,
)
from services.submissions.movements.events import (
    MovementJoined,
    MovementLaunched,
    MovementLeft,
    MovementRestored,
    MovementWithdrawn,
)
from services.submissions.plans.decider import Issued, Unwritten
from services.submissions.units.decider import Active
from tests.support.given import decider, head_of

PLAN_ID, U, OTHER = UUID(int=20), UUID(int=1), UUID(int=2)
NOW = datetime(2024, 3, 1, tzinfo=UTC)
UNIT = Active(U, date(2024, 1, 1), ((date(2024, 1, 1), "TDP8"),))
M = movement_id(PLAN_ID, "dan-van-kheo")

launch = LaunchMovement(
    ward_code="03386", at=NOW, plan_id=PLAN_ID, code="dan-van-kheo", name="Dân vận khéo", starts_on=date(2024, 3, 1),
    ends_on=date(2024, 12, 31),
)  # fmt: skip
launched = MovementLaunched(
    movement_id=M, plan_id=PLAN_ID, code="dan-van-kheo", name="Dân vận khéo", starts_on=date(2024, 3, 1),
    ends_on=date(2024, 12, 31),
)  # fmt: skip
join = JoinMovement(ward_code="03386", at=NOW, movement_id=M, unit_id=U)
joined = MovementJoined(movement_id=M, unit_id=U)

leave = LeaveMovement(ward_code="03386", at=NOW, movement_id=M, unit_id=U, reason="addressee")
left = MovementLeft(movement_id=M, unit_id=U, reason="addressee", by_office=False)

withdraw = WithdrawMovement(ward_code="03386", at=NOW, movement_id=M, reason="slip")
withdrawn = MovementWithdrawn(movement_id=M, plan_id=PLAN_ID, reason="slip")
restore = RestoreMovement(ward_code="03386", at=NOW, movement_id=M, reason="slip")
restored = MovementRestored(movement_id=M, plan_id=PLAN_ID, reason="slip")

launching = decider(MOVEMENT, decide_launch).beside(Issued(2024, date(2024, 2, 20)))
joining = decider(PARTICIPATION, partial(decide_join, by=None)).beside(Launched(PLAN_ID, date(2024, 12, 31)), UNIT)


def test_a_movement_is_launched_under_an_issued_plan() -> None:
    launching.when(launch).then(launched)
    launching.beside(Unwritten()).when(launch).then_refused("movement.plan-not-issued")


def test_a_movement_is_launched_once_per_plan_and_code() -> None:
    launching.given(launched).beside(Issued(2024, date(2024, 2, 20))).when(launch).then_refused(
        "movement.already-launched"
    )


def test_a_movements_code_is_one_in_capitals_and_small_letters() -> None:
    assert movement_id(PLAN_ID, "Dan-Van-Kheo") == M


def test_a_movement_may_have_no_end_but_not_one_before_its_start() -> None:
    launching.when(replace(launch, ends_on=None)).then(replace(launched, ends_on=None))
    launching.when(replace(launch, ends_on=date(2024, 2, 29))).then_refused("movement.ends-before-it-starts")


def test_a_unit_joins_and_joining_again_is_nothing() -> None:
    joining.when(join).then(joined)
    joining.given(joined).beside(Launched(PLAN_ID, None), UNIT).when(join).then_nothing()
    assert PARTICIPATION.fold([joined]) == Joined()


def test_a_unit_head_lets_only_the_own_unit_join() -> None:
    joining.by(head_of(U)).when(join).then(joined)
    joining.by(head_of(OTHER)).when(join).then_refused("not-found")


def test_what_the_office_joined_for_a_unit_says_so() -> None:
    clerk = replace(head_of(U), role="clerk", unit_id=None)
    joining.by(clerk).when(join).then(replace(joined, by_office=True))


def test_a_registration_is_taken_back_by_its_unit_or_the_office_and_made_again() -> None:
    leaving = (
        decider(PARTICIPATION, decide_leave).by(head_of(U)).given(joined).beside(Launched(PLAN_ID, date(2024, 12, 31)))
    )
    leaving.when(leave).then(left)
    leaving.by(replace(head_of(U), role="clerk", unit_id=None)).when(leave).then(replace(left, by_office=True))
    leaving.by(head_of(OTHER)).when(leave).then_refused("not-found")
    leaving.when(replace(leave, at=datetime(2024, 12, 31, 16, 59, tzinfo=UTC))).then(left)
    leaving.when(replace(leave, at=datetime(2024, 12, 31, 17, tzinfo=UTC))).then_refused("movement.over")
    leaving.beside(Unlaunched()).when(leave).then_refused("not-found")
    leaving.given(joined, left).beside(Launched(PLAN_ID, None)).when(leave).then_refused("movement.not-joined")
    joining.given(joined, left).beside(Launched(PLAN_ID, None), UNIT).when(join).then(joined)


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
    joining.beside(Launched(PLAN_ID, None), replace(UNIT, closed_on=day)).when(join).then_refused("unit.closed")
    joining.beside(Launched(PLAN_ID, None), replace(UNIT, closed_on=day + timedelta(days=1))).when(join).then(joined)


def test_the_last_day_of_a_movement_still_counts() -> None:
    last = replace(join, at=datetime(2024, 12, 31, 16, 59, tzinfo=UTC))
    joining.when(last).then(joined)
    after = replace(join, at=datetime(2024, 12, 31, 17, tzinfo=UTC))
    refused = joining.when(after).then_refused("movement.ended")
    assert "31/12/2024" in refused.sentence


def test_a_movement_without_end_is_always_open() -> None:
    assert MOVEMENT.fold([replace(launched, ends_on=None)]) == Launched(PLAN_ID, None)
    joining.beside(Launched(PLAN_ID, None), UNIT).when(replace(join, at=datetime(2030, 1, 1, tzinfo=UTC))).then(joined)


def test_each_command_names_its_streams() -> None:
    movement, plan = HANDLES[0].streams(launch)
    assert movement.may_be_absent and plan.only_read
    assert HANDLES[1].streams(withdraw) == (MOVEMENT.at(M),)
    assert HANDLES[2].streams(restore) == (MOVEMENT.at(M),)
    participation, movement, unit = HANDLES[3].streams(join)
    assert participation == PARTICIPATION.new(participation_id(M, U)) and movement.only_read and unit.only_read
