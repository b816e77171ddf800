"""Commands of a nomination.

Keys of other streams are looked up at the edge and checked against the nomination's own facts; `person_id` is the subject,
None for a collective.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final, Literal
from uuid import UUID

from services.awards.fields import document_number, reason
from services.awards.law.pack import YearTitle
from services.awards.law.rows import SubjectKind
from services.awards.nominations.merits import Merits
from services.chassis.files.reference import FileRef
from services.chassis.kit.fields import (
    At,
    Choice,
    Day,
    Evidence,
    Group,
    InPath,
    Looked,
    New,
    Ref,
    Several,
    Text,
    Ward,
    Whole,
)
from thidua_contracts.codes import SubjectKind as Kinds

RefusalReason = Literal["not-passed", "criteria-not-met", "on-hold", "dossier-incomplete", "refused-by-city"]
"""Why a nomination is refused, as a code word; the sentence of the one who refuses stands beside it."""
REASONS: Final = {
    "not-passed": "Hội đồng không thông qua",
    "criteria-not-met": "chưa đáp ứng tiêu chuẩn",
    "on-hold": "đang tạm dừng, chờ kết luận",
    "dossier-incomplete": "hồ sơ chưa đủ",
    "refused-by-city": "thành phố không quyết định tặng",
}

OF_WARD: Final[tuple[RefusalReason, ...]] = ("not-passed", "criteria-not-met", "on-hold", "dossier-incomplete")
OF_CITY: Final = ("refused-by-city", "criteria-not-met", "on-hold", "dossier-incomplete")


def _reasons(codes: Sequence[str]) -> Choice:
    return Choice("Lý do không tặng", words={code: REASONS[code][:1].upper() + REASONS[code][1:] for code in codes})


REASON_OF_CITY: Final = _reasons(OF_CITY)
"""Who refuses has no use for the reasons of another level: the city does not say that the ward's council voted against."""
AnnulmentReason = Literal["false-merit", "false-papers", "unlawful-procedure", "later-finding"]
ANNULMENTS: Final = {
    "false-merit": "Gian dối trong kê khai thành tích",
    "false-papers": "Cung cấp thông tin sai sự thật hoặc làm giả giấy tờ",
    "unlawful-procedure": "Thẩm định, xét, đề nghị khen thưởng trái quy định",
    "later-finding": "Có kết luận, quyết định, bản án về vi phạm làm thay đổi kết quả",
}
"""Luật Thi đua, khen thưởng số 06/2022/QH15 Điều 93 khoản 2, điểm a đến d."""
ReturnReason = Literal["merits", "achievements", "evidence", "initiative", "other"]
RETURNS: Final = {
    "merits": "Điều đơn vị xác nhận chưa đúng hoặc chưa đủ",
    "achievements": "Báo cáo thành tích chưa đủ",
    "evidence": "Thiếu minh chứng",
    "initiative": "Thiếu căn cứ về sáng kiến",
    "other": "Nội dung khác",
}
"""What a unit has to complete in a nomination that is given back."""
LinePart = Literal["name", "place", "title", "money"]
PaperPart = Literal["number", "date"]
CorrectedPart = LinePart | PaperPart
PARTS: Final = {
    "name": "Họ tên, tên gọi",
    "place": "Chức vụ, đơn vị, địa chỉ",
    "title": "Tên danh hiệu",
    "money": "Số tiền thưởng",
}
OF_PAPER: Final[Mapping[str, str]] = {"number": "Số quyết định", "date": "Ngày ký quyết định"}
ALL_PARTS: Final[Mapping[str, str]] = {**PARTS, **OF_PAPER}
"""What a correction may be about: a word of one line, or number and day of the decision, which every line rests on."""
MISTAKES: Final = {
    "wrong-decision": "Ghi nhầm quyết định khác",
    "wrong-list": "Ghi nhầm hồ sơ được tặng, không được tặng",
    "wrong-number": "Ghi nhầm số, ngày hoặc người ký",
    "twice": "Đã ghi một lần khác",
}
"""Why a record is taken back: code words, since nothing that names somebody can be taken out of an event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreFavourable:
    """Later rules that an earlier dossier may follow because they are more favourable to it, and why."""

    pack_id: Annotated[str, Ref("Bộ quy định", options="favourable", most=60, examples=("vn-2026-10-01",))]
    because: Annotated[str, reason("Lý do áp dụng")]


@dataclass(frozen=True, slots=True)
class Word:
    """The code word of an entry of a record, which is sealed in its event: "" where it was erased."""

    entry_id: UUID
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeNomination:
    """A unit puts a subject forward for a title of a year."""

    ward_code: Ward
    at: At
    nomination_id: Annotated[UUID, New("nomination")]
    unit_id: Annotated[
        UUID, Ref("Đơn vị đề nghị", options="units", hint="Chỉ đơn vị có báo cáo năm đã được tiếp nhận.")
    ]
    subject_id: Annotated[
        UUID, Ref("Đối tượng", options="subjects", hint="Người, hộ gia đình của đơn vị, hoặc chính đơn vị.")
    ]
    subject_kind: Annotated[SubjectKind, Choice("Loại đối tượng", words=Kinds.words())]
    title: Annotated[YearTitle, Ref("Danh hiệu", options="titles")]
    year: Annotated[int, Whole("Năm", least=2000, most=2100, example="2024", examples=(2024,))]
    merits: Annotated[
        Merits,
        Group(
            "Đơn vị xác nhận",
            body="MeritsBody",
            about="Những điều đơn vị xác nhận về đối tượng; điều không nêu thì không đáp ứng tiêu chuẩn nào.",
            hint="Quy định hỏi những điều này để xét danh hiệu đã chọn. Điều chưa rõ thì không đáp ứng tiêu chuẩn nào.",
        ),
    ]
    achievements: Annotated[str | None, Text("Thành tích", most=4000, long=True)] = None
    evidence: Annotated[
        tuple[FileRef, ...],
        Evidence(
            "Minh chứng",
            subject="subject_id",
            hint="Báo cáo thành tích, giấy chứng nhận, ảnh. Chỉ người xem được hồ sơ này mới mở được tệp.",
        ),
    ] = ()
    initiative_id: Annotated[
        UUID | None, Ref("Sáng kiến", options="initiatives", hint="Sáng kiến của đối tượng, chưa dùng cho hồ sơ nào.")
    ] = None
    more_favourable: Annotated[
        MoreFavourable | None,
        Group(
            "Áp dụng quy định có lợi hơn",
            body="MoreFavourable",
            about="Áp dụng bộ quy định có lợi hơn theo điều khoản chuyển tiếp, kèm lý do.",
        ),
    ] = None
    held_before: Annotated[UUID | None, Looked] = None
    """The subject's nomination for the same that was refused because of a hold."""
    members: Annotated[tuple[UUID, ...], Looked] = ()
    """Of a collective: those who may be members on the day, and of whom something is recorded."""
    awards: Annotated[tuple[UUID, ...], Looked] = ()
    """The nominations by which the subject, or these members, were given awards."""
    said: Annotated[tuple[Word, ...], Looked] = ()
    """What the entries of their records say: a decision reads no sealed value, so the words come with the command."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawNomination:
    """The unit takes its nomination back before the council votes on it."""

    ward_code: Ward
    at: At
    nomination_id: Annotated[UUID, InPath]
    claim_id: Annotated[UUID, Looked]
    person_id: Annotated[UUID | None, Looked]
    initiative_id: Annotated[UUID | None, Looked]
    reason: Annotated[str, reason("Lý do rút hồ sơ")]


@dataclass(frozen=True, slots=True, kw_only=True)
class AppraiseNomination:
    """The ward's office has appraised a nomination (thẩm định): it is ready for the council."""

    ward_code: Ward
    at: At
    nomination_id: Annotated[UUID, InPath]
    person_id: Annotated[UUID | None, Looked]
    note: Annotated[
        str | None, Text("Ý kiến thẩm định", most=1000, long=True, hint="Đơn vị và Hội đồng đọc được đúng câu này.")
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackAppraisal:
    """It was recorded by mistake that a nomination had been appraised."""

    ward_code: Ward
    at: At
    nomination_id: Annotated[UUID, InPath]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnNomination:
    """Give a nomination back to its unit to be completed; its clock stops meanwhile."""

    ward_code: Ward
    at: At
    nomination_id: Annotated[UUID, InPath]
    person_id: Annotated[UUID | None, Looked]
    reasons: Annotated[tuple[ReturnReason, ...], Several("Nội dung phải bổ sung", words=RETURNS, least=1, most=5)]
    note: Annotated[str | None, Text("Nói rõ thêm", most=1000, long=True, hint="Đơn vị đọc được đúng câu này.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackNominationReturn:
    """It was given back by mistake, and the unit has not sent it again."""

    ward_code: Ward
    at: At
    nomination_id: Annotated[UUID, InPath]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteNomination:
    """The unit completes a nomination that was given back, and sends it again; files are added to those it has."""

    ward_code: Ward
    at: At
    nomination_id: Annotated[UUID, InPath]
    person_id: Annotated[UUID | None, Looked]
    subject_id: Annotated[UUID, Looked]
    merits: Annotated[
        Merits,
        Group(
            "Đơn vị xác nhận",
            body="MeritsBody",
            about="Những điều đơn vị xác nhận về đối tượng; điều không nêu thì không đáp ứng tiêu chuẩn nào.",
            hint="Quy định hỏi những điều này để xét danh hiệu của hồ sơ. Điều chưa rõ thì không đáp ứng tiêu chuẩn nào.",
        ),
    ]
    achievements: Annotated[str | None, Text("Thành tích", most=4000, long=True)] = None
    evidence: Annotated[
        tuple[FileRef, ...],
        Evidence("Minh chứng bổ sung", subject="subject_id", hint="Tệp đã gửi trước vẫn nằm trong hồ sơ."),
    ] = ()
    members: Annotated[tuple[UUID, ...], Looked] = ()
    """Of a collective: those who may be members on the day, and of whom something is recorded."""
    awards: Annotated[tuple[UUID, ...], Looked] = ()
    """The nominations by which the subject, or these members, were given awards."""
    said: Annotated[tuple[Word, ...], Looked] = ()
    """What the entries of their records say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseNomination:
    """The chairman refuses a nomination, with a reason and, where there is one, the rule it rests on."""

    ward_code: Ward
    at: At
    nomination_id: Annotated[UUID, InPath]
    subject_id: Annotated[UUID, Looked]
    person_id: Annotated[UUID | None, Looked]
    initiative_id: Annotated[UUID | None, Looked]
    reason_code: Annotated[
        RefusalReason, Ref("Lý do không tặng", options="refusals", hint="Chỉ những lý do có thể có lúc này.")
    ]
    reason: Annotated[str, reason("Giải thích", hint="Đơn vị đọc được đúng câu này.")]
    citation: Annotated[str | None, Text("Căn cứ", example="Điều 24 Luật Thi đua, khen thưởng số 06/2022/QH15")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawRefusal:
    """The chairman's refusal was recorded by mistake: the nomination lies where it lay before."""

    ward_code: Ward
    at: At
    nomination_id: Annotated[UUID, InPath]
    claim_id: Annotated[UUID, Looked]
    initiative_id: Annotated[UUID | None, Looked]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRecovery:
    """Money and objects of an annulled award were given back, by a paper of a day."""

    ward_code: Ward
    at: At
    nomination_id: Annotated[UUID, InPath]
    document_number: Annotated[str, document_number("Số chứng từ", example="15/PT")]
    recovered_on: Annotated[date, Day("Ngày thu hồi", hint="Ngày ghi trên biên bản hoặc chứng từ.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackRecovery:
    """It was recorded by mistake that they had been given back."""

    ward_code: Ward
    at: At
    nomination_id: Annotated[UUID, InPath]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRepayment:
    """What a restored award had given back was paid and handed over again, by a paper of a day."""

    ward_code: Ward
    at: At
    nomination_id: Annotated[UUID, InPath]
    document_number: Annotated[str, document_number("Số chứng từ", example="22/PC")]
    repaid_on: Annotated[date, Day("Ngày trao lại", hint="Ngày ghi trên biên bản hoặc chứng từ.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackRepayment:
    """It was recorded by mistake that it had been paid again."""

    ward_code: Ward
    at: At
    nomination_id: Annotated[UUID, InPath]
