"""Receipt of a plan (Nơi nhận): a stream per plan and recipient, so that units confirm without waiting for each other.

Pure: no I/O, no clock, no new ids. Everything variable arrives in the command.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, assert_never
from uuid import UUID

from services.chassis import words
from services.chassis.calendar import local_date
from services.chassis.decider import DomainError, Handles, Refusal, StreamType
from services.chassis.identity.mandates import MandateGranted, on_behalf, reaches
from services.submissions.ids import outside_receipt_id, unit_receipt_id
from services.submissions.plans.commands import ConfirmReceipt, RecordReceipt, WithdrawReceipt
from services.submissions.plans.decider import PLAN, Issued, standing
from services.submissions.plans.decider import State as PlanState
from services.submissions.plans.events import (
    PlanReceiptConfirmed,
    PlanReceiptRecorded,
    PlanReceiptWithdrawn,
    ReceiptEvent,
)
from services.submissions.refusals import NOT_FOUND
from services.submissions.units.decider import UNIT, active
from services.submissions.units.decider import State as UnitState


class ReceiptRefused(DomainError):
    """What a receipt refuses."""

    refusals: ClassVar[Mapping[str, Refusal]] = {
        "not-found": NOT_FOUND,
        "receipt.unknown-recipient": Refusal("Kế hoạch không ghi nơi nhận này. Chọn một nơi nhận của kế hoạch.", 422),
        "receipt.in-the-future": Refusal("Ngày nhận không thể sau ngày hôm nay. Hãy kiểm tra lại ngày.", 422),
        "receipt.before-issue": Refusal("Ngày nhận không thể trước ngày ban hành {issued_on}.", 422),
        "receipt.recorded": Refusal(
            "Đã ghi nơi nhận này nhận ngày {received_on}. Nếu ghi nhầm ngày, hủy ghi nhận đó rồi ghi lại."
        ),
    }


@dataclass(frozen=True, slots=True)
class Awaited:
    """Nobody has said that the recipient has the plan."""


@dataclass(frozen=True, slots=True)
class Received:
    """The recipient has the plan, since this day."""

    plan_id: UUID
    received_on: date
    unit_id: UUID | None = None
    """The unit that has it; None for a recipient outside."""


State = Awaited | Received


def evolve(state: State, event: ReceiptEvent) -> State:
    """The receipt after this event."""
    match event:
        case PlanReceiptConfirmed():
            return Received(event.plan_id, event.received_on, event.unit_id)
        case PlanReceiptRecorded():
            return Received(event.plan_id, event.received_on)
        case PlanReceiptWithdrawn():
            return Awaited()
        case _:
            assert_never(event)


RECEIPT: StreamType[State] = StreamType("plan-receipt", Awaited(), evolve)


def decide_confirm(
    command: ConfirmReceipt, state: State, plan: PlanState, unit: UnitState, *, by: MandateGranted | None
) -> list[ReceiptEvent]:
    """Confirm for a living unit, one's own or, in the office, any; a second time, nothing happens."""
    if not reaches(by, command.unit_id):
        raise ReceiptRefused("not-found")
    standing(plan, Issued)
    today = local_date(command.at)
    active(unit, today)
    if isinstance(state, Received):
        return []
    return [
        PlanReceiptConfirmed(
            plan_id=command.plan_id,
            unit_id=command.unit_id,
            received_on=today,
            by_office=bool(on_behalf(by)),
            scans=command.scans,
        )
    ]


def decide_record(command: RecordReceipt, state: State, plan: PlanState) -> list[ReceiptEvent]:
    """Record for one of the plan's recipients; the same day again is nothing."""
    issued = standing(plan, Issued)
    if command.recipient not in issued.recipients:
        raise ReceiptRefused("receipt.unknown-recipient")
    if command.received_on > local_date(command.at):
        raise ReceiptRefused("receipt.in-the-future")
    if command.received_on < issued.issued_on:
        raise ReceiptRefused("receipt.before-issue", issued_on=words.day(issued.issued_on))
    if isinstance(state, Received):
        if state.received_on == command.received_on:
            return []
        raise ReceiptRefused("receipt.recorded", received_on=words.day(state.received_on))
    return [
        PlanReceiptRecorded(
            plan_id=command.plan_id,
            recipient=command.recipient,
            received_on=command.received_on,
            scans=command.scans,
        )
    ]


def decide_withdraw(
    command: WithdrawReceipt, state: State, plan: PlanState, *, by: MandateGranted | None
) -> list[ReceiptEvent]:
    """Take it back, in a unit what it has said itself; who was to confirm is to again. A second time, nothing happens."""
    if isinstance(state, Awaited):
        return []
    own = on_behalf(by) if state.unit_id is None else reaches(by, state.unit_id)
    if state.plan_id != command.plan_id or not own:
        raise ReceiptRefused("not-found")
    sent = plan.sent if isinstance(plan, Issued) else ()
    again = next((one for one in sent if one.unit_id == state.unit_id), None)
    return [PlanReceiptWithdrawn(plan_id=command.plan_id, reason=command.reason, again=again)]


HANDLES: tuple[Handles[Any], ...] = (
    Handles(
        ConfirmReceipt,
        lambda c: (
            RECEIPT.new(unit_receipt_id(c.plan_id, c.unit_id)),
            PLAN.read(c.plan_id),
            UNIT.read(c.unit_id),
        ),
        decide_confirm,
        roles=frozenset({"unit-head", "clerk"}),
        by_whom=True,
    ),
    Handles(
        RecordReceipt,
        lambda c: (RECEIPT.new(outside_receipt_id(c.plan_id, c.recipient)), PLAN.read(c.plan_id)),
        decide_record,
        roles=frozenset({"clerk"}),
    ),
    Handles(
        WithdrawReceipt,
        lambda c: (RECEIPT.at(c.receipt_id), PLAN.read(c.plan_id)),
        decide_withdraw,
        roles=frozenset({"unit-head", "clerk"}),
        by_whom=True,
    ),
)
