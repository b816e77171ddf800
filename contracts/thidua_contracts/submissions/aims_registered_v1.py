from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent, Year


class AimsRegistered(IntegrationEvent):
    """A unit has registered what it aims at in a year, mended it, or changed what was accepted: the office has it to look at."""

    type: ClassVar[str] = "vn.thidua.submissions.AimsRegistered.v1"

    aims_id: Id
    unit_id: Id
    year: Year
    by_office: bool
    """Whether the ward's office did it for the unit."""
