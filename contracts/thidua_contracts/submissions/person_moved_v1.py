from typing import ClassVar

from thidua_contracts.codes import Category, Post
from thidua_contracts.event import Day, Id, IntegrationEvent


class PersonMoved(IntegrationEvent):
    """From a day on, past or still to come, a subject belongs to this unit in this capacity."""

    type: ClassVar[str] = "vn.thidua.submissions.PersonMoved.v1"

    subject_id: Id
    unit_id: Id
    member_from: Day
    direct_worker: bool
    """Người lao động trực tiếp: not a leader."""
    category: Category | None = None
    posts: tuple[Post, ...] | None = None
