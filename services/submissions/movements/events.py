"""Events of a movement (phong trào thi đua) and of a unit's participation in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementLaunched:
    """A movement was launched under a plan (phát động); without `ends_on` it has no end yet."""

    movement_id: UUID
    plan_id: UUID
    code: str
    name: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementJoined:
    """A unit joined the movement (đăng ký tham gia); `by_office`: the ward's office joined for it, False in older records."""

    movement_id: UUID
    unit_id: UUID
    by_office: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementLeft:
    """The unit takes part no more (rút đăng ký); `by_office` as in `MovementJoined`."""

    movement_id: UUID
    unit_id: UUID
    reason: str
    by_office: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementWithdrawn:
    """The movement was launched by mistake (rút): it counts for nothing, nor does who took part in it."""

    movement_id: UUID
    plan_id: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementRestored:
    """Withdrawing the movement was the mistake (khôi phục): it counts again, with whoever takes part in it."""

    movement_id: UUID
    plan_id: UUID
    reason: str


Event = MovementLaunched | MovementWithdrawn | MovementRestored
ParticipationEvent = MovementJoined | MovementLeft
