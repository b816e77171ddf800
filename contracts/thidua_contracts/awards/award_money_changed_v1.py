from typing import ClassVar

from thidua_contracts.event import Day, DocumentNumber, Dong, Id, Instant, IntegrationEvent


class AwardMoneyChanged(IntegrationEvent):
    """What of the prize money of a ward's decision is owed since: signed, paid, annulled, restored, given back, or one of these undone.

    `to_pay_dong` is still to be paid, by `due_at`; `to_recover_dong` was paid and is to be given back. Both are whole, not what changed.
    """

    type: ClassVar[str] = "vn.thidua.awards.AwardMoneyChanged.v1"

    decision_id: Id
    decision_number: DocumentNumber
    decided_on: Day
    to_pay_dong: Dong
    to_recover_dong: Dong
    due_at: Instant | None = None
