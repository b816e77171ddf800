"""The first mandate: somebody must hold one before anybody can grant. The operator's command line sends it, once.

Pure: the caller has the clock and the handler.
"""

from __future__ import annotations

from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from services.chassis.calendar import local_date
from services.chassis.commands import COMMANDS, CommandEnvelope, derived
from services.chassis.decider import CITY
from services.chassis.identity.mandates import GrantMandate


def first_mandate(principal: str, at: datetime) -> CommandEnvelope:
    """The command that makes `principal` an operator of the whole city from today on.

    Sent again, on the same day or later, it changes nothing: the key is the same, and so is the answer.
    """
    mandate_id = uuid5(NAMESPACE_URL, f"urn:thidua:first-mandate:operator:{principal}")
    command = GrantMandate(
        ward_code=CITY, at=at, mandate_id=mandate_id, principal=principal, role="operator", valid_from=local_date(at)
    )
    key = f"first-mandate:operator:{principal}"
    return derived(
        command,
        actor="system:submissions.cli",
        key=key,
        cause=None,
        correlation_id=uuid5(COMMANDS, key),
        trace=None,
    )
