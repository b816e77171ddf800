"""What is stored of a plan, what others are told of it, and how its timeline says it. Pure."""

from __future__ import annotations

from typing import Final

from services.chassis.kit.facts import Fact
from services.chassis.words import day
from services.submissions.plans import events
from thidua_contracts.submissions.plan_issued_v1 import PlanIssued


def issued(event: events.PlanIssued) -> PlanIssued:
    """A plan is in force; the reports it asks for follow one by one."""
    return PlanIssued(
        plan_id=str(event.plan_id), year=event.year, number=f"{event.number}/{event.symbol}", issued_on=event.issued_on
    )


def _issued(event: events.PlanIssued) -> str:
    return f"Ban hành kế hoạch số {event.number}/{event.symbol} ngày {day(event.issued_on)}."


FACTS: Final = (
    Fact("plan-drafted", 1, events.PlanDrafted, says="Lập dự thảo kế hoạch năm {year}."),
    Fact("plan-revised", 1, events.PlanRevised, says="Sửa dự thảo."),
    Fact("plan-issued", 1, events.PlanIssued, issued, _issued),
    Fact("document-number-taken", 1, events.DocumentNumberTaken),
)
