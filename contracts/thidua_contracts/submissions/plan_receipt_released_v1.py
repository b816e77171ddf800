from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent


class PlanReceiptReleased(IntegrationEvent):
    """A named unit need not confirm a plan any more: another plan stands in its place."""

    type: ClassVar[str] = "vn.thidua.submissions.PlanReceiptReleased.v1"

    plan_id: Id
    unit_id: Id
