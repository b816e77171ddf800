from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent


class PlanCheckTakenBack(IntegrationEvent):
    """The check of a plan was a mistake: it is a draft again."""

    type: ClassVar[str] = "vn.thidua.submissions.PlanCheckTakenBack.v1"

    plan_id: Id
