"""What every report event carries, so that a reader needs no lookup."""

from thidua_contracts.codes import ReportPeriod
from thidua_contracts.event import Id, IntegrationEvent, Year


class ReportEvent(IntegrationEvent):
    """One report (báo cáo) of one unit under one obligation of a plan."""

    report_id: Id
    unit_id: Id
    obligation_id: Id
    year: Year
    period: ReportPeriod
