"""What awards tells of a decision's money: what is owed since, never whose line it is. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.awards.payments import money
from services.awards.payments.events import OfMoney, Owed
from services.chassis.calendar import end_of_day
from thidua_contracts.awards.award_money_changed_v1 import AwardMoneyChanged

if TYPE_CHECKING:
    from uuid import UUID

    from services.awards.decisions.events import DecisionAnnulled, DecisionRestored, DecisionSigned


def signed(event: DecisionSigned) -> tuple[AwardMoneyChanged, ...]:
    """The ward's accountant has its money to pay; the city's is the city's, and what version 1 stored stays untold."""
    owed = money.signed(event)
    if not owed.accounts or event.pay_by is None:
        return ()
    return (_told(event.decision_id, owed.owed(event.document_number, event.signed_on)),)


def changed(event: OfMoney | DecisionAnnulled | DecisionRestored) -> tuple[AwardMoneyChanged, ...]:
    """What is owed since; nothing of a decision of the city, nor of one that brings no money."""
    return (_told(event.decision_id, event.owed),) if event.owed else ()


def _told(decision_id: UUID, owed: Owed) -> AwardMoneyChanged:
    return AwardMoneyChanged(
        decision_id=str(decision_id),
        decision_number=owed.decision_number,
        decided_on=owed.decided_on,
        to_pay_dong=owed.to_pay,
        to_recover_dong=owed.to_recover,
        due_at=end_of_day(owed.pay_by) if owed.pay_by else None,
    )
