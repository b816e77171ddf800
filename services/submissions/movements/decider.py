"""Movement: launched once under an issued plan; each unit joins in a stream of its own, so that units never wait.

Pure: no I/O, no clock, no new ids. Everything variable arrives in the command.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, ClassVar, Final, assert_never
from uuid import UUID

from services.chassis import words
from services.chassis.calendar import local_date
from services.chassis.decider import DomainError, Handles, Refusal, StreamType
from services.chassis.identity.mandates import MandateGranted, on_behalf, reaches
from services.submissions.ids import movement_id, participation_id
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
from services.submissions.movements.events import (
    REVIEWS,
    Event,
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
    ParticipationEvent,
)
from services.submissions.movements.rules import asked_on
from services.submissions.plans.decider import PLAN, Issued, Revoked, Superseded
from services.submissions.plans.decider import State as PlanState
from services.submissions.refusals import NOT_FOUND, every
from services.submissions.units.decider import UNIT, active
from services.submissions.units.decider import State as UnitState
from thidua_contracts.codes import UnitKind


class MovementRefused(DomainError):
    """What a movement refuses."""

    refusals: ClassVar[Mapping[str, Refusal]] = {
        "movement.already-launched": Refusal("Phong trào có mã {code} đã được phát động theo kế hoạch này."),
        "movement.plan-not-issued": Refusal(
            "Kế hoạch này {standing} nên không phát động được phong trào. Hãy chọn kế hoạch đang có hiệu lực."
        ),
        "movement.ends-before-it-starts": Refusal("Ngày kết thúc phong trào không thể trước ngày bắt đầu.", 422),
        "movement.no-goals": Refusal("Ghi mục tiêu, nội dung: {citation} yêu cầu.", 422),
        "movement.no-subjects": Refusal("Chọn đối tượng tham gia: {citation} yêu cầu.", 422),
        "movement.no-criteria": Refusal("Ghi tiêu chí thi đua: {citation} yêu cầu.", 422),
        "movement.no-period": Refusal(
            "Ghi ngày kết thúc: {citation} yêu cầu phong trào có thời gian. Chỉ phong trào thường xuyên không định ngày kết thúc.",
            422,
        ),
        "movement.unchanged": Refusal("Nội dung sửa giống nội dung đang ghi; không có gì để sửa.", 422),
        "movement.summed-up": Refusal(
            "Phong trào đã tổng kết ngày {held_on}. Muốn thay đổi, hãy hủy ghi tổng kết trước."
        ),
        "movement.already-reviewed": Refusal(
            "Đã ghi {review} ngày {held_on}. Chọn ngày khác, hoặc hủy lần ghi đó trước.", 422
        ),
        "movement.review-in-the-future": Refusal("Ngày này không thể sau ngày hôm nay. Hãy kiểm tra lại ngày.", 422),
        "movement.review-before-its-start": Refusal(
            "Ngày sơ kết, tổng kết không thể trước ngày phong trào bắt đầu ({starts_on}).", 422
        ),
        "movement.review-before-its-launch": Refusal(
            "Ngày sơ kết, tổng kết không thể trước ngày ban hành kế hoạch phát động phong trào ({issued_on}).", 422
        ),
        "movement.review-out-of-order": Refusal(
            "Sơ kết phải trước tổng kết; đã ghi {review} ngày {held_on}. Hãy kiểm tra lại ngày, hoặc hủy lần ghi đó trước.",
            422,
        ),
        "movement.starts-after-review": Refusal(
            "Ngày bắt đầu không thể sau ngày đã sơ kết ({held_on}). Ghi nhầm ngày sơ kết thì hủy lần ghi đó trước.", 422
        ),
        "movement.no-review": Refusal(
            "Không có lần sơ kết, tổng kết nào ngày {held_on}. Tải lại trang để xem hiện nay."
        ),
        "not-found": NOT_FOUND,
        "movement.ended": Refusal("Phong trào đã kết thúc ngày {ends_on}, không nhận thêm đăng ký."),
        "movement.not-joined": Refusal("Đơn vị không tham gia phong trào này nên không có gì để rút."),
        "movement.withdrawn": Refusal(
            "Phong trào này đã rút vì ghi nhầm, không nhận đăng ký. Nếu rút nhầm, hãy khôi phục phong trào."
        ),
        "movement.not-taking-part": Refusal("Đơn vị chưa đăng ký tham gia phong trào này. Hãy đăng ký tham gia trước."),
        "movement.not-of-households": Refusal(
            "Hộ gia đình không phải đối tượng của phong trào này. Thêm đối tượng bằng “Sửa nội dung, tiêu chí” trước."
        ),
        "movement.not-a-group": Refusal("Chỉ tổ dân phố, thôn, bản ghi số hộ tham gia. Hãy chọn đơn vị khác.", 422),
        "movement.counted-outside": Refusal(
            "Ngày tính phải từ ngày phong trào bắt đầu ({starts_on}) đến ngày {last}. Hãy kiểm tra lại ngày.", 422
        ),
        "movement.more-than-all": Refusal(
            "Số hộ tham gia ({households}) nhiều hơn tổng số hộ ({of_all}). Hãy kiểm tra lại hai số này.", 422
        ),
        "movement.counted": Refusal(
            "Đã ghi {households} trên {of_all} hộ tính đến ngày {counted_on}. Ghi nhầm thì rút số của ngày đó rồi ghi lại."
        ),
        "movement.not-counted": Refusal(
            "Chưa ghi số hộ nào tính đến ngày {counted_on} nên không có gì để rút. Tải lại trang để xem hiện nay."
        ),
        "movement.not-withdrawn": Refusal("Phong trào này không bị rút nên không có gì để khôi phục."),
        "movement.over": Refusal("Phong trào đã kết thúc ngày {ends_on}: đơn vị đã tham gia, không rút được nữa."),
    }


@dataclass(frozen=True, slots=True)
class Unlaunched:
    """Nobody has launched this movement."""


@dataclass(frozen=True, slots=True)
class Launched:
    """Units may join until its end, unless it was a mistake; `reviews` are code word and day."""

    plan_id: UUID
    content: MovementContent
    version: int = 1
    withdrawn: bool = False
    reviews: tuple[tuple[str, date], ...] = ()
    plan_issued_on: date | None = None

    @property
    def ends_on(self) -> date | None:
        """Its last day; None while it has no end."""
        return self.content.ends_on


State = Unlaunched | Launched


def evolve(state: State, event: Event) -> State:
    """The movement after this event."""
    match event:
        case MovementLaunched():
            return Launched(event.plan_id, event.content, plan_issued_on=event.plan_issued_on)
        case MovementAmended():
            assert isinstance(state, Launched)
            return replace(state, content=event.content, version=event.version)
        case MovementReviewed():
            assert isinstance(state, Launched)
            return replace(state, reviews=(*state.reviews, (event.kind, event.held_on)))
        case MovementReviewWithdrawn():
            assert isinstance(state, Launched)
            rest = tuple(one for one in state.reviews if one != (event.kind, event.held_on))
            return replace(state, reviews=rest)
        case MovementWithdrawn():
            assert isinstance(state, Launched)
            return replace(state, withdrawn=True)
        case MovementRestored():
            assert isinstance(state, Launched)
            return replace(state, withdrawn=False)
        case _:
            assert_never(event)


Counts = Mapping[date, tuple[int, int]]
"""How many households of how many took part, by day."""


@dataclass(frozen=True, slots=True)
class Outside:
    """The unit has not joined, or has left; what was counted while it took part stays."""

    counts: Counts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Joined:
    """The unit takes part."""

    counts: Counts = field(default_factory=dict)


Participation = Outside | Joined


def evolve_participation(state: Participation, event: ParticipationEvent) -> Participation:
    """The participation after this event."""
    match event:
        case MovementJoined():
            return Joined(state.counts)
        case MovementLeft():
            return Outside(state.counts)
        case HouseholdsCounted():
            return replace(state, counts={**state.counts, event.counted_on: (event.households, event.of_all)})
        case HouseholdsTakenBack():
            return replace(state, counts={day: one for day, one in state.counts.items() if day != event.counted_on})
        case _:
            assert_never(event)


MOVEMENT: StreamType[State] = StreamType("movement", Unlaunched(), evolve)
PARTICIPATION: StreamType[Participation] = StreamType("participation", Outside(), evolve_participation)


ENDED: Final = {Superseded: "đã được kế hoạch khác thay thế", Revoked: "đã thu hồi"}
"""What became of a plan that was in force."""


def decide_launch(command: LaunchMovement, state: State, plan: PlanState) -> list[Event]:
    """Launch, once per plan and code."""
    if not isinstance(plan, Issued):
        raise MovementRefused("movement.plan-not-issued", standing=ENDED.get(type(plan), "chưa ban hành"))
    if isinstance(state, Launched):
        raise MovementRefused(
            "movement.withdrawn" if state.withdrawn else "movement.already-launched", code=command.code
        )
    whole(command.content, local_date(command.at))
    return [
        MovementLaunched(
            movement_id=movement_id(command.plan_id, command.code),
            plan_id=command.plan_id,
            code=command.code,
            name=command.name,
            content=command.content,
            plan_issued_on=plan.issued_on,
        )
    ]


def whole(content: MovementContent, on: date) -> None:
    """A movement says what the law of the day asks. Raises MovementRefused."""
    reversed_days = content.ends_on is not None and content.ends_on < content.starts_on
    faults = [MovementRefused("movement.ends-before-it-starts")] if reversed_days else []
    rule = asked_on(on)
    said = {
        "goals": bool(content.goals),
        "subjects": bool(content.subjects),
        "criteria": bool(content.criteria),
        "period": content.ends_on is not None or content.kind == "regular",
    }
    if rule is not None:
        faults += [
            MovementRefused(f"movement.no-{what}", citation=rule.citation) for what in rule.asks if not said[what]
        ]
    if faults:
        raise every(faults)


def running(state: State) -> Launched:
    """The movement, unless it was a mistake."""
    if isinstance(state, Unlaunched):
        raise MovementRefused("not-found")
    if state.withdrawn:
        raise MovementRefused("movement.withdrawn")
    return state


def not_summed_up(movement: Launched) -> None:
    """A movement whose end is not on record. Raises MovementRefused."""
    for kind, held_on in movement.reviews:
        if kind == "final":
            raise MovementRefused("movement.summed-up", held_on=words.day(held_on))


def decide_amend(command: AmendMovement, state: State) -> list[Event]:
    """Write anew what it asks, until it is summed up."""
    movement = running(state)
    not_summed_up(movement)
    if command.content == movement.content:
        raise MovementRefused("movement.unchanged")
    whole(command.content, local_date(command.at))
    first = min((held_on for _, held_on in movement.reviews), default=None)
    if first is not None and command.content.starts_on > first:
        raise MovementRefused("movement.starts-after-review", held_on=words.day(first))
    return [
        MovementAmended(
            movement_id=command.movement_id,
            content=command.content,
            version=movement.version + 1,
            document_number=command.document_number,
        )
    ]


def decide_review(command: RecordMovementReview, state: State) -> list[Event]:
    """Record a review on a day that has come since the launch; of a day there is one, and its end is summed up once, after all others."""
    movement = running(state)
    if command.held_on > local_date(command.at):
        raise MovementRefused("movement.review-in-the-future")
    if command.held_on < movement.content.starts_on:
        raise MovementRefused("movement.review-before-its-start", starts_on=words.day(movement.content.starts_on))
    if movement.plan_issued_on is not None and command.held_on < movement.plan_issued_on:
        raise MovementRefused("movement.review-before-its-launch", issued_on=words.day(movement.plan_issued_on))
    for kind, held_on in movement.reviews:
        if held_on == command.held_on or kind == command.kind == "final":
            raise MovementRefused("movement.already-reviewed", review=REVIEWS[kind].lower(), held_on=words.day(held_on))
        if kind != command.kind and (held_on > command.held_on) == (kind == "interim"):
            raise MovementRefused(
                "movement.review-out-of-order", review=REVIEWS[kind].lower(), held_on=words.day(held_on)
            )
    return [
        MovementReviewed(
            movement_id=command.movement_id,
            kind=command.kind,
            held_on=command.held_on,
            document_number=command.document_number,
        )
    ]


def decide_withdraw_review(command: WithdrawMovementReview, state: State) -> list[Event]:
    """Take back the review of a day."""
    for kind, held_on in running(state).reviews:
        if held_on == command.held_on:
            return [
                MovementReviewWithdrawn(
                    movement_id=command.movement_id, kind=kind, held_on=held_on, reason=command.reason
                )
            ]
    raise MovementRefused("movement.no-review", held_on=words.day(command.held_on))


def decide_join(
    command: JoinMovement,
    participation: Participation,
    movement: State,
    unit: UnitState,
    *,
    by: MandateGranted | None,
) -> list[ParticipationEvent]:
    """Let a living unit join a movement that has neither ended nor been summed up; a second time, nothing happens."""
    if not reaches(by, command.unit_id) or isinstance(movement, Unlaunched):
        raise MovementRefused("not-found")
    active(unit, local_date(command.at))
    if isinstance(participation, Joined):
        return []
    if movement.withdrawn:
        raise MovementRefused("movement.withdrawn")
    if movement.ends_on is not None and local_date(command.at) > movement.ends_on:
        raise MovementRefused("movement.ended", ends_on=words.day(movement.ends_on))
    not_summed_up(movement)
    return [MovementJoined(movement_id=command.movement_id, unit_id=command.unit_id, by_office=on_behalf(by))]


def decide_leave(
    command: LeaveMovement, participation: Participation, movement: State, *, by: MandateGranted | None
) -> list[ParticipationEvent]:
    """Take it back while the movement goes on and is not summed up, whoever had registered the unit."""
    if not reaches(by, command.unit_id) or isinstance(movement, Unlaunched):
        raise MovementRefused("not-found")
    if isinstance(participation, Outside):
        raise MovementRefused("movement.not-joined")
    if movement.ends_on is not None and local_date(command.at) > movement.ends_on:
        raise MovementRefused("movement.over", ends_on=words.day(movement.ends_on))
    not_summed_up(movement)
    left = MovementLeft(
        movement_id=command.movement_id, unit_id=command.unit_id, reason=command.reason, by_office=on_behalf(by)
    )
    return [left]


def counting(movement: State, unit_id: UUID, by: MandateGranted | None) -> Launched:
    """A movement whose participants are still counted by whoever asks. Raises MovementRefused."""
    if not reaches(by, unit_id):
        raise MovementRefused("not-found")
    launched = running(movement)
    not_summed_up(launched)
    return launched


def decide_count(
    command: CountHouseholds,
    participation: Participation,
    movement: State,
    unit: UnitState,
    *,
    by: MandateGranted | None,
) -> list[ParticipationEvent]:
    """Count the households of a residential group that takes part, on a day of the movement that has come; the same again is nothing."""
    content, today = counting(movement, command.unit_id, by).content, local_date(command.at)
    kind = active(unit, today).profiles[-1].kind
    if kind not in GROUPS:
        raise MovementRefused("movement.not-a-group")
    if content.subjects and "households" not in content.subjects:
        raise MovementRefused("movement.not-of-households")
    if isinstance(participation, Outside):
        raise MovementRefused("movement.not-taking-part")
    last = min(today, content.ends_on or today)
    if not content.starts_on <= command.counted_on <= last:
        raise MovementRefused("movement.counted-outside", starts_on=words.day(content.starts_on), last=words.day(last))
    if command.households > command.of_all:
        raise MovementRefused("movement.more-than-all", households=command.households, of_all=command.of_all)
    match participation.counts.get(command.counted_on):
        case (households, of_all) if (households, of_all) == (command.households, command.of_all):
            return []
        case (households, of_all):
            day = words.day(command.counted_on)
            raise MovementRefused("movement.counted", households=households, of_all=of_all, counted_on=day)
    return [
        HouseholdsCounted(
            movement_id=command.movement_id,
            unit_id=command.unit_id,
            counted_on=command.counted_on,
            households=command.households,
            of_all=command.of_all,
            by_office=on_behalf(by),
        )
    ]


def decide_take_back_count(
    command: TakeBackHouseholds, participation: Participation, movement: State, *, by: MandateGranted | None
) -> list[ParticipationEvent]:
    """Take back the count of a day, also after the group has left."""
    counting(movement, command.unit_id, by)
    if command.counted_on not in participation.counts:
        raise MovementRefused("movement.not-counted", counted_on=words.day(command.counted_on))
    return [
        HouseholdsTakenBack(
            movement_id=command.movement_id,
            unit_id=command.unit_id,
            counted_on=command.counted_on,
            reason=command.reason,
            by_office=on_behalf(by),
        )
    ]


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


GROUPS: Final = frozenset({UnitKind.RESIDENTIAL_GROUP, UnitKind.HAMLET})
"""Where households live."""
LAUNCHERS: Final = frozenset({"clerk", "chairman"})
PARTICIPANTS: Final = frozenset({"unit-head", "clerk"})

HANDLES: tuple[Handles[Any], ...] = (
    Handles(
        LaunchMovement,
        lambda c: (MOVEMENT.new(movement_id(c.plan_id, c.code)), PLAN.read(c.plan_id)),
        decide_launch,
        roles=LAUNCHERS,
    ),
    Handles(AmendMovement, lambda c: (MOVEMENT.at(c.movement_id),), decide_amend, roles=LAUNCHERS),
    Handles(RecordMovementReview, lambda c: (MOVEMENT.at(c.movement_id),), decide_review, roles=LAUNCHERS),
    Handles(WithdrawMovementReview, lambda c: (MOVEMENT.at(c.movement_id),), decide_withdraw_review, roles=LAUNCHERS),
    Handles(
        WithdrawMovement,
        lambda c: (MOVEMENT.at(c.movement_id),),
        decide_withdraw,
        roles=LAUNCHERS,
    ),
    Handles(
        RestoreMovement,
        lambda c: (MOVEMENT.at(c.movement_id),),
        decide_restore,
        roles=LAUNCHERS,
    ),
    Handles(
        JoinMovement,
        lambda c: (
            PARTICIPATION.new(participation_id(c.movement_id, c.unit_id)),
            MOVEMENT.read(c.movement_id),
            UNIT.read(c.unit_id),
        ),
        decide_join,
        roles=PARTICIPANTS,
        by_whom=True,
    ),
    Handles(
        LeaveMovement,
        lambda c: (PARTICIPATION.new(participation_id(c.movement_id, c.unit_id)), MOVEMENT.read(c.movement_id)),
        decide_leave,
        roles=PARTICIPANTS,
        by_whom=True,
    ),
    Handles(
        CountHouseholds,
        lambda c: (
            PARTICIPATION.new(participation_id(c.movement_id, c.unit_id)),
            MOVEMENT.read(c.movement_id),
            UNIT.read(c.unit_id),
        ),
        decide_count,
        roles=PARTICIPANTS,
        by_whom=True,
    ),
    Handles(
        TakeBackHouseholds,
        lambda c: (PARTICIPATION.new(participation_id(c.movement_id, c.unit_id)), MOVEMENT.read(c.movement_id)),
        decide_take_back_count,
        roles=PARTICIPANTS,
        by_whom=True,
    ),
)
