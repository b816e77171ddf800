"""What is stored of a mandate, what others are told of it, and how its timeline says it. Pure."""

from __future__ import annotations

from typing import Final

from services.chassis.identity import mandates
from services.chassis.kit.facts import Fact
from services.chassis.words import day
from services.submissions.mandates.events import HolderNamed
from thidua_contracts.codes import Role
from thidua_contracts.submissions.mandate_granted_v1 import MandateGranted
from thidua_contracts.submissions.mandate_relieved_v1 import MandateRelieved


def granted(event: mandates.MandateGranted) -> MandateGranted:
    """A person holds a role; the ward is the record's key."""
    return MandateGranted(
        mandate_id=str(event.mandate_id),
        principal=event.principal,
        role=Role(event.role),
        valid_from=event.valid_from,
        unit_id=str(event.unit_id) if event.unit_id else None,
        valid_to=event.valid_to,
    )


def relieved(event: mandates.MandateRelieved) -> MandateRelieved:
    """A mandate ended; whose it was and which."""
    return MandateRelieved(
        mandate_id=str(event.mandate_id),
        relieved_at=event.relieved_at,
        principal=event.principal,
        role=Role(event.role) if event.role else None,
        unit_id=str(event.unit_id) if event.unit_id else None,
    )


def _granted(event: mandates.MandateGranted) -> str:
    until = f" đến hết ngày {day(event.valid_to)}" if event.valid_to else ""
    return f"Giao quyền “{Role(event.role).label}” từ ngày {day(event.valid_from)}{until}."


def _named(event: HolderNamed) -> str:
    return "Ghi họ tên người giữ." if event.person_id else "Bỏ họ tên người giữ đã ghi nhầm."


FACTS: Final = (
    Fact("mandate-granted", 1, mandates.MandateGranted, granted, _granted),
    Fact(
        "mandate-relieved",
        2,
        mandates.MandateRelieved,
        relieved,
        "Thôi giao quyền.",
        lifts=(mandates.lift_relieved,),
    ),
    Fact("holder-named", 1, HolderNamed, says=_named),
)
