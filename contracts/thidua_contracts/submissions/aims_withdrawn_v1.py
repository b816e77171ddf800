from typing import ClassVar

from thidua_contracts.event import Id, Instant, IntegrationEvent, Year


class AimsWithdrawn(IntegrationEvent):
    """A unit took back what it had registered, before it was accepted; of a change, what was accepted holds."""

    type: ClassVar[str] = "vn.thidua.submissions.AimsWithdrawn.v1"

    aims_id: Id
    unit_id: Id
    year: Year
    due_at: Instant | None = None
    """By when it has to register again; absent where it need not."""
