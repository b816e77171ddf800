"""What a timeline says of a unit's plan where that is more than one sentence with blanks: with the ward's own words. Pure."""

from __future__ import annotations

from services.chassis.kit.fields import lower
from services.submissions.unit_plans import events


def returned_for(event: events.UnitPlanReturned) -> str:
    """Why the ward gave it back."""
    why = [lower(events.RETURNS.get(reason, reason)) for reason in event.reasons]
    told = "; ".join([*why, *([str(event.note)] if event.note is not None else [])])
    return f"Phường, xã trả lại để hoàn thiện: {told}{'' if told.endswith('.') else '.'}"
