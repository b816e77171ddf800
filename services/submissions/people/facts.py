"""What is stored of a person, what others are told, and how its timeline says it: never a name or an address. Pure."""

from __future__ import annotations

from typing import Final

from services.chassis.kit.facts import Fact
from services.chassis.words import day
from services.submissions.people import events
from services.submissions.people.resolving import SubjectsResolved, coded
from thidua_contracts.submissions.person_moved_v1 import PersonMoved
from thidua_contracts.submissions.person_registered_v1 import PersonRegistered
from thidua_contracts.submissions.subject_erased_v1 import SubjectErased


def registered(event: events.PersonRegistered) -> PersonRegistered:
    """Somebody is a subject of a unit; the name stays here."""
    return PersonRegistered(
        subject_id=str(event.person_id), unit_id=str(event.unit_id), direct_worker=event.direct_worker
    )


def moved(event: events.PersonMoved) -> PersonMoved:
    """Somebody belongs to another unit from a day on, or is a direct worker no more."""
    return PersonMoved(
        subject_id=str(event.person_id),
        unit_id=str(event.unit_id),
        member_from=event.member_from,
        direct_worker=event.direct_worker,
    )


def erased(event: events.SubjectErased) -> SubjectErased:
    """Every service erases what it holds of the subject."""
    return SubjectErased(subject_id=str(event.person_id))


def _registered(event: events.PersonRegistered) -> str:
    return f"Đăng ký, ở đơn vị từ ngày {day(event.member_from)}{_as_what(event.direct_worker)}."


def _moved(event: events.PersonMoved) -> str:
    return f"Chuyển đơn vị hoặc đổi tư cách từ ngày {day(event.member_from)}{_as_what(event.direct_worker)}."


def _as_what(direct_worker: bool) -> str:
    return ", là người lao động trực tiếp" if direct_worker else ""


FACTS: Final = (
    Fact("person-registered", 1, events.PersonRegistered, registered, _registered),
    Fact("person-moved", 1, events.PersonMoved, moved, _moved),
    Fact("person-name-corrected", 1, events.PersonNameCorrected, says="Sửa họ và tên."),
    Fact("person-address-changed", 1, events.PersonAddressChanged, says="Đổi địa chỉ thư điện tử."),
    Fact("subject-erased", 1, events.SubjectErased, erased, "Xóa dữ liệu cá nhân theo văn bản số {document_number}."),
    Fact("subjects-resolved", 2, SubjectsResolved, lifts=(coded,)),
)
