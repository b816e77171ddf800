"""What is stored of a person, what others are told, and how its timeline says it: never a name or an address. Pure."""

from __future__ import annotations

from typing import Any, Final

from services.chassis.kit.facts import Fact
from services.chassis.words import day
from services.submissions.people import events
from services.submissions.people.resolving import SubjectsResolved, coded
from thidua_contracts.submissions.memberships_corrected_v1 import Membership, MembershipsCorrected
from thidua_contracts.submissions.person_left_v1 import PersonLeft
from thidua_contracts.submissions.person_moved_v1 import PersonMoved
from thidua_contracts.submissions.person_registered_v1 import PersonRegistered
from thidua_contracts.submissions.subject_erased_v1 import SubjectErased


def registered(event: events.PersonRegistered) -> PersonRegistered:
    """Somebody is a subject of a unit; the name stays here."""
    return PersonRegistered(
        subject_id=str(event.person_id),
        unit_id=str(event.unit_id),
        direct_worker=event.direct_worker,
        category=event.category,
        posts=event.posts or None,
        member_from=event.member_from,
    )


def moved(event: events.PersonMoved) -> PersonMoved:
    """Somebody belongs to another unit from a day on, or in another capacity."""
    return PersonMoved(
        subject_id=str(event.person_id),
        unit_id=str(event.unit_id),
        member_from=event.member_from,
        direct_worker=event.direct_worker,
        category=event.category,
        posts=event.posts or None,
    )


def left(event: events.PersonLeft) -> PersonLeft:
    """Somebody belongs to no unit from a day on."""
    return PersonLeft(subject_id=str(event.person_id), left_on=event.left_on)


def corrected(event: events.MembershipsCorrected) -> MembershipsCorrected:
    """Where somebody belonged, all of it, as it is right."""
    return MembershipsCorrected(
        subject_id=str(event.person_id),
        memberships=tuple(
            Membership(
                member_from=each.member_from,
                unit_id=str(each.unit_id) if each.unit_id else None,
                direct_worker=each.direct_worker,
                category=each.category,
                posts=each.posts or None,
            )
            for each in event.memberships
        ),
    )


def erased(event: events.SubjectErased) -> SubjectErased:
    """Every service erases what it holds of the subject."""
    return SubjectErased(subject_id=str(event.person_id))


def _registered(event: events.PersonRegistered) -> str:
    return f"Đăng ký, ở đơn vị từ ngày {day(event.member_from)}{_as_what(event)}."


def _moved(event: events.PersonMoved) -> str:
    return f"Chuyển đơn vị hoặc đổi tư cách từ ngày {day(event.member_from)}{_as_what(event)}."


def _left(event: events.PersonLeft) -> str:
    return f"Không còn ở đơn vị nào từ ngày {day(event.left_on)}."


def _corrected(event: events.MembershipsCorrected) -> str:
    days = "; ".join(
        f"từ ngày {day(each.member_from)}" + (_as_what(each) if each.unit_id else " không ở đơn vị nào")
        for each in event.memberships
    )
    return f"Sửa quá trình ở các đơn vị theo văn bản số {event.document_number}, nay là: {days}."


def _as_what(said: events.PersonRegistered | events.PersonMoved | events.Membership) -> str:
    words = [said.category.spoken] if said.category else []
    words += [post.spoken for post in said.posts]
    words += ["người lao động trực tiếp"] if said.direct_worker else []
    return f", là {', '.join(words)}" if words else ""


def in_capacity(stored: dict[str, Any]) -> dict[str, Any]:
    """Version 1 knew no category and no posts."""
    return stored | {"category": None, "posts": []}


FACTS: Final = (
    Fact("person-registered", 2, events.PersonRegistered, registered, _registered, lifts=(in_capacity,)),
    Fact("person-moved", 2, events.PersonMoved, moved, _moved, lifts=(in_capacity,)),
    Fact("person-left", 1, events.PersonLeft, left, _left),
    Fact("memberships-corrected", 1, events.MembershipsCorrected, corrected, _corrected),
    Fact("person-name-corrected", 1, events.PersonNameCorrected, says="Sửa họ và tên."),
    Fact("person-address-changed", 1, events.PersonAddressChanged, says="Đổi địa chỉ thư điện tử."),
    Fact("subject-erased", 1, events.SubjectErased, erased, "Xóa dữ liệu cá nhân theo văn bản số {document_number}."),
    Fact("subjects-resolved", 2, SubjectsResolved, lifts=(coded,)),
)
