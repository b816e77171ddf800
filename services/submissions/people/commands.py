"""Commands of a person or household."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final, Literal
from uuid import UUID

from services.chassis.kit.fields import At, Choice, Context, Day, InPath, New, Ref, Several, Text, Ward, YesNo
from services.chassis.text.types import LETTERED
from services.submissions.fields import UNIT, document_number, erasure_document
from thidua_contracts.codes import Category, Post, SubjectKind

Kind = Literal[SubjectKind.INDIVIDUAL, SubjectKind.HOUSEHOLD]
"""Who is registered here; a collective is a unit."""
KINDS: Final = {kind.value: kind.label for kind in (SubjectKind.INDIVIDUAL, SubjectKind.HOUSEHOLD)}
NAME: Final = Text("Họ và tên", pattern=LETTERED, hint="Hộ gia đình ghi họ và tên chủ hộ.", example="Lò Thị Mẫu")
WORKER: Final = YesNo("Người lao động trực tiếp", hint="Để trống với người giữ chức vụ lãnh đạo, quản lý.")


def category(*, stated: bool = False) -> Choice:
    """What somebody serves as; `stated`: the API says so also when it is not known."""
    return Choice("Thành phần", words=Category.words(), hint="Với hộ gia đình để trống.", stated=stated)


def posts(*, stated: bool = False) -> Several:
    """Every post held."""
    return Several("Chức vụ", words=Post.words(), most=5, stated=stated)


def email(*, stated: bool = False) -> Text:
    """Where somebody gets mail; `stated`: the API says so also when it is nowhere."""
    return Text(
        "Thư điện tử",
        least=None,
        most=254,
        pattern=r"^[^\s@]+@[^\s@]+\.[^\s@]+$",
        example="mau@example.vn",
        stated=stated,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterPerson:
    """Enter a person or household as a member of a unit."""

    ward_code: Ward
    at: At
    person_id: Annotated[UUID, New("person")]
    kind: Annotated[Kind, Choice("Đối tượng", words=KINDS)] = SubjectKind.INDIVIDUAL
    full_name: Annotated[str, NAME]
    email: Annotated[str | None, email()] = None
    unit_id: Annotated[UUID, UNIT]
    member_from: Annotated[date, Day("Ở đơn vị từ ngày")]
    direct_worker: Annotated[bool, WORKER] = False
    category: Annotated[Category | None, category()] = None
    posts: Annotated[tuple[Post, ...], posts()] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MovePerson:
    """Let the person belong to a unit, in this capacity, from a day on; also whoever had left."""

    ward_code: Ward
    at: At
    person_id: Annotated[UUID, InPath]
    unit_id: Annotated[UUID, UNIT]
    member_from: Annotated[date, Day("Từ ngày")]
    direct_worker: Annotated[bool, WORKER]
    category: Annotated[Category | None, category(stated=True)]
    posts: Annotated[tuple[Post, ...], posts(stated=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveUnit:
    """Let the person belong to no unit from a day on."""

    ward_code: Ward
    at: At
    person_id: Annotated[UUID, InPath]
    left_on: Annotated[date, Day("Từ ngày", hint="Ngày đầu tiên không còn ở đơn vị.", example="01/07/2025")]


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectMembership:
    """Say what is right in place of the membership that was recorded from the day `recorded_from`."""

    ward_code: Ward
    at: At
    person_id: Annotated[UUID, InPath]
    recorded_from: Annotated[date, Context("path")]
    member_from: Annotated[date, Day("Từ ngày")]
    unit_id: Annotated[
        UUID | None,
        Ref("Đơn vị", options="units", hint="Để trống nếu từ ngày này không còn ở đơn vị nào.", stated=True),
    ]
    direct_worker: Annotated[bool, WORKER]
    category: Annotated[Category | None, category(stated=True)]
    posts: Annotated[tuple[Post, ...], posts(stated=True)]
    document_number: Annotated[str, document_number("Số văn bản làm căn cứ", example="15/TB-UBND")]


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawMembership:
    """Say that the newest membership, recorded from the day `last_from`, is none."""

    ward_code: Ward
    at: At
    person_id: Annotated[UUID, InPath]
    last_from: Annotated[date, Context("path")]
    document_number: Annotated[str, document_number("Số văn bản làm căn cứ", example="15/TB-UBND")]


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectPersonName:
    """Write the name rightly."""

    ward_code: Ward
    at: At
    person_id: Annotated[UUID, InPath]
    full_name: Annotated[str, NAME]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePersonAddress:
    """Say where the person gets mail."""

    ward_code: Ward
    at: At
    person_id: Annotated[UUID, InPath]
    email: Annotated[str | None, email(stated=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class EraseSubject:
    """Erase the person's data on the document that orders it."""

    ward_code: Ward
    at: At
    person_id: Annotated[UUID, InPath]
    document_number: Annotated[str, erasure_document()]
