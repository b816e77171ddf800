from typing import ClassVar

from thidua_contracts.event import Day, Id, IntegrationEvent, Text


class DirectiveRead(IntegrationEvent):
    """A unit has read a directive, or the ward's office says so for it."""

    type: ClassVar[str] = "vn.thidua.submissions.DirectiveRead.v1"

    reading_id: Id
    directive_id: Id
    unit_id: Id
    document_title: Text
    read_on: Day
    on_time: bool
    by_office: bool
