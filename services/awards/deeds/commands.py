"""Commands of sudden deeds: put forward by a unit or the ward's office; members of the council say what they think."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final, Literal
from uuid import UUID

from services.awards.law.pack import Title
from services.awards.law.rows import SubjectKind
from services.chassis.files.reference import FileRef
from services.chassis.kit.fields import At, Choice, Day, Evidence, InPath, Looked, New, Principal, Ref, Text, Ward
from thidua_contracts.codes import SubjectKind as Kinds

Opinion = Literal["agree", "disagree"]
OPINIONS: Final = {"agree": "Đồng ý khen thưởng", "disagree": "Không đồng ý"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeDeed:
    """Put a subject forward for a sudden deed."""

    ward_code: Ward
    at: At
    nomination_id: Annotated[UUID, New("nomination")]
    unit_id: Annotated[UUID, Ref("Đơn vị đề nghị", options="units", hint="Đơn vị của người, hộ lập thành tích.")]
    subject_id: Annotated[
        UUID,
        Ref(
            "Đối tượng",
            options="subjects",
            hint="Người, hộ gia đình của đơn vị, hoặc chính đơn vị. Chưa có tên thì đăng ký ở mục Cá nhân, hộ trước.",
        ),
    ]
    subject_kind: Annotated[SubjectKind, Choice("Loại đối tượng", words=Kinds.words())]
    title: Annotated[Title, Ref("Hình thức khen thưởng", options="forms")]
    happened_on: Annotated[date, Day("Ngày xảy ra")]
    place: Annotated[str, Text("Nơi xảy ra", most=200, example="Suối Nậm Là, Tổ dân phố số 8")]
    achievements: Annotated[
        str, Text("Tóm tắt thành tích", most=2000, long=True, hint="Việc gì, đã làm thế nào, kết quả ra sao.")
    ]
    evidence: Annotated[
        tuple[FileRef, ...],
        Evidence(
            "Minh chứng",
            subject="subject_id",
            hint="Ảnh, biên bản, xác nhận của cơ quan có mặt. Chỉ người xem được hồ sơ này mới mở được tệp.",
        ),
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveOpinion:
    """A member of the council who was asked says what they think."""

    ward_code: Ward
    at: At
    nomination_id: Annotated[UUID, InPath]
    member_id: Principal
    person_id: Annotated[UUID | None, Looked]
    opinion: Annotated[Opinion, Choice("Ý kiến", words=OPINIONS)]
    note: Annotated[
        str | None, Text("Nói rõ thêm", most=1000, long=True, hint="Chủ tịch và Hội đồng đọc được đúng câu này.")
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackOpinion:
    """The member takes back what they said, while nothing is decided."""

    ward_code: Ward
    at: At
    nomination_id: Annotated[UUID, InPath]
    member_id: Principal
