"""Movement: launched once under an issued plan; each unit joins in a stream of its own, so that units never wait.

Pure: no I/O, no clock, no new ids. Everything variable arrives in the command.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar, assert_never
from uuid import UUID

from services.chassis import words
from services.chassis.calendar import local_date
from services.chassis.decider import DomainError, Handles, Refusal, StreamType
from services.chassis.identity.mandates import MandateGranted, on_behalf, reaches
from services.submissions.ids import movement_id, participation_id
from services.submissions.movements.commands import (
    JoinMovement,
    LaunchMovement,
    LeaveMovement,
    RestoreMovement,
    WithdrawMovement,
)
from services.submissions.movements.events import (
    Event,
    MovementJoined,
    MovementLaunched,
    MovementLeft,
    MovementRestored,
    MovementWithdrawn,
    ParticipationEvent,
)
from services.submissions.plans.decider import PLAN, Issued
from services.submissions.plans.decider import State as PlanState
from services.submissions.refusals import NOT_FOUND
from services.submissions.units.decider import UNIT, active
from services.submissions.units.decider import State as UnitState


class MovementRefused(DomainError):
    """What a movement refuses."""

    refusals: ClassVar[Mapping[str, Refusal]] = {
        "movement.already-launched": Refusal("Phong trào có mã {code} đã được phát động theo kế hoạch này."),
        "movement.plan-not-issued": Refusal(
            "Kế hoạch chưa ban hành nên chưa thể phát động phong trào. Hãy ban hành kế hoạch trước."
        ),
        "movement.ends-before-it-starts": Refusal("Ngày kết thúc phong trào không thể trước ngày bắt đầu.", 422),
        "not-found": NOT_FOUND,
        "movement.ended": Refusal("Phong trào đã kết thúc ngày {ends_on}, không nhận thêm đăng ký."),
        "movement.not-joined": Refusal("Đơn vị không tham gia phong trào này nên không có gì để rút."),
        "movement.withdrawn": Refusal(
            "Phong trào này đã rút vì ghi nhầm, không nhận đăng ký. Nếu rút nhầm, hãy khôi phục phong trào."
        ),
        "movement.not-withdrawn": Refusal("Phong trào này không bị rút nên không có gì để khôi phục."),
        "movement.over": Refusal("Phong trào đã kết thúc ngày {ends_on}: đơn vị đã tham gia, không rút được nữa."),
    }


@dataclass(frozen=True, slots=True)
class Unlaunched:
    """Nobody has launched this movement."""


@dataclass(frozen=True, slots=True)
class Launched:
    """Units may join until its end, unless it was a mistake."""

    plan_id: UUID
    ends_on: date | None
    withdrawn: bool = False


State = Unlaunched | Launched


def evolve(state: State, event: Event) -> State:
    """The movement after this event."""
    match event:
        case MovementLaunched():
            return Launched(event.plan_id, event.ends_on)
        case MovementWithdrawn():
            assert isinstance(state, Launched)
            return replace(state, withdrawn=True)
        case MovementRestored():
            assert isinstance(state, Launched)
            return replace(state, withdrawn=False)
        case _:
            assert_never(event)


@dataclass(frozen=True, slots=True)
class Outside:
    """The unit has not joined."""


@dataclass(frozen=True, slots=True)
class Joined:
    """The unit takes part."""


Participation = Outside | Joined


def evolve_participation(state: Participation, event: ParticipationEvent) -> Participation:
    """The participation after this event."""
    match event:
        case MovementJoined():
            return Joined()
        case MovementLeft():
            return Outside()
        case _:
            assert_never(event)


MOVEMENT: StreamType[State] = StreamType("movement", Unlaunched(), evolve)
PARTICIPATION: StreamType[Participation] = StreamType("participation", Outside(), evolve_participation)


def decide_launch(command: LaunchMovement, state: State, plan: PlanState) -> list[Event]:
    """Launch, once per plan and code."""
    if not isinstance(plan, Issued):
        raise MovementRefused("movement.plan-not-issued")
    if isinstance(state, Launched):
        raise MovementRefused(
            "movement.withdrawn" if state.withdrawn else "movement.already-launched", code=command.code
        )
    if command.ends_on is not None and command.ends_on < command.starts_on:
        raise MovementRefused("movement.ends-before-it-starts")
    return [
        MovementLaunched(
            movement_id=movement_id(command.plan_id, command.code),
            plan_id=command.plan_id,
            code=command.code,
            name=command.name,
            starts_on=command.starts_on,
            ends_on=command.ends_on,
        )
    ]


def decide_join(
    command: JoinMovement,
    participation: Participation,
    movement: State,
    unit: UnitState,
    *,
    by: MandateGranted | None,
) -> list[ParticipationEvent]:
    """Let a living unit join a movement that has not ended; a second time, nothing happens."""
    if not reaches(by, command.unit_id) or isinstance(movement, Unlaunched):
        raise MovementRefused("not-found")
    active(unit, local_date(command.at))
    if isinstance(participation, Joined):
        return []
    if movement.withdrawn:
        raise MovementRefused("movement.withdrawn")
    if movement.ends_on is not None and local_date(command.at) > movement.ends_on:
        raise MovementRefused("movement.ended", ends_on=words.day(movement.ends_on))
    return [MovementJoined(movement_id=command.movement_id, unit_id=command.unit_id, by_office=on_behalf(by))]


def decide_leave(
    command: LeaveMovement, participation: Participation, movement: State, *, by: MandateGranted | None
) -> list[ParticipationEvent]:
    """Take it back while the movement goes on, whoever had registered the unit."""
    if not reaches(by, command.unit_id) or isinstance(movement, Unlaunched):
        raise MovementRefused("not-found")
    if isinstance(participation, Outside):
        raise MovementRefused("movement.not-joined")
    if movement.ends_on is not None and local_date(command.at) > movement.ends_on:
        raise MovementRefused("movement.over", ends_on=words.day(movement.ends_on))
    left = MovementLeft(
        movement_id=command.movement_id, unit_id=command.unit_id, reason=command.reason, by_office=on_behalf(by)
    )
    return [left]


def decide_withdraw(command: WithdrawMovement, state: State) -> list[Event]:
    """Take it back, whoever takes part; a second time, nothing happens."""
    if isinstance(state, Unlaunched):
        raise MovementRefused("not-found")
    if state.withdrawn:
        return []
    return [MovementWithdrawn(movement_id=command.movement_id, plan_id=state.plan_id, reason=command.reason)]


def decide_restore(command: RestoreMovement, state: State) -> list[Event]:
    """Let it count again, with who takes part; there must have been a withdrawal."""
    if isinstance(state, Unlaunched):
        raise MovementRefused("not-found")
    if not state.withdrawn:
        raise MovementRefused("movement.not-withdrawn")
    return [MovementRestored(movement_id=command.movement_id, plan_id=state.plan_id, reason=command.reason)]


HANDLES: tuple[Handles[Any], ...] = (
    Handles(
        LaunchMovement,
        lambda c: (MOVEMENT.new(movement_id(c.plan_id, c.code)), PLAN.read(c.plan_id)),
        decide_launch,
        roles=frozenset({"clerk", "chairman"}),
    ),
    Handles(
        WithdrawMovement,
        lambda c: (MOVEMENT.at(c.movement_id),),
        decide_withdraw,
        roles=frozenset({"clerk", "chairman"}),
    ),
    Handles(
        RestoreMovement,
        lambda c: (MOVEMENT.at(c.movement_id),),
        decide_restore,
        roles=frozenset({"clerk", "chairman"}),
    ),
    Handles(
        JoinMovement,
        lambda c: (
            PARTICIPATION.new(participation_id(c.movement_id, c.unit_id)),
            MOVEMENT.read(c.movement_id),
            UNIT.read(c.unit_id),
        ),
        decide_join,
        roles=frozenset({"unit-head", "clerk"}),
        by_whom=True,
    ),
    Handles(
        LeaveMovement,
        lambda c: (PARTICIPATION.new(participation_id(c.movement_id, c.unit_id)), MOVEMENT.read(c.movement_id)),
        decide_leave,
        roles=frozenset({"unit-head", "clerk"}),
        by_whom=True,
    ),
)
