"""What is stored of a criteria sheet, and how its timeline says it: sheets are read through the API until others need them. Pure."""

from __future__ import annotations

from typing import Final

from services.blocs.criteria.events import ConfirmationWithdrawn, CriteriaConfirmed, CriteriaIssued
from services.chassis.kit.facts import Fact

FACTS: Final = (
    Fact(
        "criteria-issued",
        2,
        CriteriaIssued,
        says=lambda event: f"Ban hành phiên bản {event.version}, theo văn bản {event.document.number}.",
        lifts=(lambda shape: shape | {"issued_by": None},),
    ),
    Fact(
        "criteria-confirmed",
        1,
        CriteriaConfirmed,
        says=lambda event: f"Xác nhận phiên bản {event.version}, theo văn bản {event.document.number}.",
    ),
    Fact(
        "criteria-confirmation-withdrawn",
        1,
        ConfirmationWithdrawn,
        says=lambda event: f"Rút xác nhận phiên bản {event.version}, theo văn bản {event.document.number}.",
    ),
)
