from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent


class DirectiveReleased(IntegrationEvent):
    """A unit need not read a directive: it was recalled, or the unit is no more."""

    type: ClassVar[str] = "vn.thidua.submissions.DirectiveReleased.v1"

    reading_id: Id
    directive_id: Id
    unit_id: Id
