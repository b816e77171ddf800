from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent, Text, Year


class PlanChecked(IntegrationEvent):
    """The office has checked a draft plan: it waits for its signature (đã kiểm tra, chờ ký)."""

    type: ClassVar[str] = "vn.thidua.submissions.PlanChecked.v1"

    plan_id: Id
    year: Year
    plan_title: Text | None = None
    """Absent in records from before it was told."""
