from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent, Year


class PlanSignatureTakenBack(IntegrationEvent):
    """The signature of a plan was a mistake: the plan waits for it again."""

    type: ClassVar[str] = "vn.thidua.submissions.PlanSignatureTakenBack.v1"

    plan_id: Id
    year: Year
