from typing import ClassVar

from thidua_contracts.codes import Title
from thidua_contracts.event import Id, IntegrationEvent, Year


class NominationRefusalWithdrawn(IntegrationEvent):
    """The chairman's refusal of a nomination had been recorded by mistake: it lies where it lay before."""

    type: ClassVar[str] = "vn.thidua.awards.NominationRefusalWithdrawn.v1"

    nomination_id: Id
    unit_id: Id
    year: Year
    title: Title
    passed: bool
    """Whether the council had put it through."""
