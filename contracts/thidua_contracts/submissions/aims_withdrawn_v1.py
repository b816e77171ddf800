from typing import ClassVar

from thidua_contracts.event import Id, Instant, IntegrationEvent, Year


class AimsWithdrawn(IntegrationEvent):
    """A unit took back what it had registered; of a change that waits, what was accepted before it holds."""

    type: ClassVar[str] = "vn.thidua.submissions.AimsWithdrawn.v1"

    aims_id: Id
    unit_id: Id
    year: Year
    due_at: Instant | None = None
    """By when it has to register again; absent where it need not."""
    nothing_holds: bool | None = None
    """Said where it was what had been accepted: nothing holds any more."""
    by_office: bool | None = None
    """Whether the ward's office did it for the unit; absent in records from before that was told."""
