from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent, Year


class PlanChecked(IntegrationEvent):
    """The office has checked a draft plan: it waits for its signature (đã kiểm tra, chờ ký)."""

    type: ClassVar[str] = "vn.thidua.submissions.PlanChecked.v1"

    plan_id: Id
    year: Year
