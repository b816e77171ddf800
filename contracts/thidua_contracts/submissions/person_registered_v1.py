from typing import ClassVar

from thidua_contracts.codes import Category, Post
from thidua_contracts.event import Day, Id, IntegrationEvent


class PersonRegistered(IntegrationEvent):
    """A person became a subject of a unit. Who it is, only submissions can say."""

    type: ClassVar[str] = "vn.thidua.submissions.PersonRegistered.v1"

    subject_id: Id
    unit_id: Id
    direct_worker: bool
    """Người lao động trực tiếp: not a leader."""
    category: Category | None = None
    posts: tuple[Post, ...] | None = None
    member_from: Day | None = None
    """The first day in the unit, past or still to come; older records do not say it."""
