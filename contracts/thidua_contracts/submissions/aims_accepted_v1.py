from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent, Part, Score, Text, Word, Year


class AimedTitle(Part):
    """A title (danh hiệu) and who aims at it."""

    title: Word
    """Its code in the law of the day on which it was registered."""
    title_name: Text
    subject_id: Id
    """The unit itself, or a person or household of it."""


class AimedTarget(Part):
    """What the unit means to reach by the end of the year (chỉ tiêu)."""

    indicator: Word
    name: Text
    measure: Text
    value: Score


class AimsAccepted(IntegrationEvent):
    """The ward's office has accepted what a unit aims at in a year, with all that it says then."""

    type: ClassVar[str] = "vn.thidua.submissions.AimsAccepted.v1"

    aims_id: Id
    unit_id: Id
    year: Year
    titles: tuple[AimedTitle, ...]
    targets: tuple[AimedTarget, ...]
