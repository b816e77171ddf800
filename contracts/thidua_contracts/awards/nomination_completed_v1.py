from typing import ClassVar

from thidua_contracts.codes import Title
from thidua_contracts.event import Id, IntegrationEvent, Year


class NominationCompleted(IntegrationEvent):
    """A nomination that had been given back was completed and sent again."""

    type: ClassVar[str] = "vn.thidua.awards.NominationCompleted.v1"

    nomination_id: Id
    unit_id: Id
    title: Title
    year: Year
    by_office: bool | None = None
    """True where the ward's office did it for the unit; absent where the unit did."""
