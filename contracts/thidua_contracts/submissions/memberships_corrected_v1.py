from typing import ClassVar

from thidua_contracts.codes import Category, Post
from thidua_contracts.event import Day, Id, IntegrationEvent, Part


class Membership(Part):
    """Where a subject belongs from a day on, until the day of the next."""

    member_from: Day
    unit_id: Id | None = None
    """Left out: in no unit."""
    direct_worker: bool
    category: Category | None = None
    posts: tuple[Post, ...] | None = None


class MembershipsCorrected(IntegrationEvent):
    """What was told of a subject's memberships was wrong: these, oldest first, take the place of all of them."""

    type: ClassVar[str] = "vn.thidua.submissions.MembershipsCorrected.v1"

    subject_id: Id
    memberships: tuple[Membership, ...]
