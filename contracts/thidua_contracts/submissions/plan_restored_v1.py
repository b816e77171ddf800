from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent, Year


class PlanRestored(IntegrationEvent):
    """A plan that was revoked by mistake holds again (khôi phục): its reports, tasks and receipts are asked for again."""

    type: ClassVar[str] = "vn.thidua.submissions.PlanRestored.v1"

    plan_id: Id
    year: Year
