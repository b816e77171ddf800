"""What a unit aims at in a year (đăng ký thi đua), so that a reader needs no catalogue."""

from thidua_contracts.event import Id, Part, Score, Text, Word


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
