"""What is stored of a ward and what others are told of it. Pure."""

from __future__ import annotations

from typing import Final

from services.chassis.kit.facts import Fact
from services.submissions.wards import events
from thidua_contracts.submissions.ward_registered_v1 import WardRegistered


def registered(event: events.WardRegistered) -> WardRegistered:
    """A ward began; its lineage stays here until a contract asks for it."""
    return WardRegistered(ward_code=event.code, name=event.name, kind=event.kind, valid_from=event.valid_from)


FACTS: Final = (Fact("ward-registered", 1, events.WardRegistered, registered),)
