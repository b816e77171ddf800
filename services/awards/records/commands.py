"""Commands of records: what a document says of a subject is entered; what was entered by mistake is withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final, Literal
from uuid import UUID

from services.awards.fields import document_number
from services.awards.nominations.merits import RATINGS, Rating
from services.chassis.kit.fields import At, Choice, Day, InPath, New, Ref, Ward, Whole

Leave = Literal["maternity", "injury", "training", "sick", "unpaid", "unknown"]
"""Why somebody did not work, as a code word; which of them counts as work, the law of the day says."""
Discipline = Literal["reprimand", "warning", "demotion", "dismissal"]
"""From lightest to gravest, as the law's fact `disciplined` orders them."""
Mistake = Literal["wrong-subject", "wrong-words", "wrong-document", "twice", "annulled"]
LEAVES: Final = {
    "maternity": "Nghỉ thai sản",
    "injury": "Bị thương khi cứu người, cứu tài sản",
    "training": "Đào tạo, bồi dưỡng",
    "sick": "Nghỉ ốm",
    "unpaid": "Nghỉ không hưởng lương",
    "unknown": "Chưa rõ loại nghỉ",
}
DISCIPLINES: Final = {
    "reprimand": "Khiển trách",
    "warning": "Cảnh cáo",
    "demotion": "Hạ bậc lương, giáng chức, cách chức",
    "dismissal": "Buộc thôi việc",
}
MISTAKES: Final = {
    "wrong-subject": "Ghi nhầm đối tượng",
    "wrong-words": "Ghi nhầm nội dung, ngày hoặc năm",
    "wrong-document": "Ghi nhầm văn bản",
    "twice": "Đã ghi một lần khác",
    "annulled": "Văn bản đã bị hủy bỏ",
}
"""Why an entry is withdrawn: code words, since nothing that names somebody can be taken out of an event."""
PERSON: Final = Ref("Cá nhân", options="persons", hint="Người của đơn vị trong phường, xã.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRating:
    """Enter the rating of a year."""

    ward_code: Ward
    at: At
    entry_id: Annotated[UUID, New("entry")]
    subject_id: Annotated[UUID, Ref("Đối tượng", options="subjects", hint="Người hoặc đơn vị được xếp loại.")]
    year: Annotated[int, Whole("Năm", least=2000, most=2100, example="2024", examples=(2024,))]
    rating: Annotated[
        Rating, Choice("Xếp loại", words={code: said[:1].upper() + said[1:] for code, said in RATINGS.items()})
    ]
    document_number: Annotated[str, document_number("Theo văn bản số", example="210/QĐ-UBND")]
    rated_on: Annotated[date, Day("Ngày văn bản")]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLeave:
    """Enter days on which somebody did not work."""

    ward_code: Ward
    at: At
    entry_id: Annotated[UUID, New("entry")]
    subject_id: Annotated[UUID, PERSON]
    leave: Annotated[Leave, Choice("Loại nghỉ", words=LEAVES)]
    first: Annotated[date, Day("Từ ngày")]
    last: Annotated[date, Day("Đến hết ngày")]
    document_number: Annotated[str, document_number("Theo văn bản số", example="45/QĐ-UBND")]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordDiscipline:
    """Enter a discipline; its last day may follow."""

    ward_code: Ward
    at: At
    entry_id: Annotated[UUID, New("entry")]
    subject_id: Annotated[UUID, PERSON]
    discipline: Annotated[Discipline, Choice("Hình thức kỷ luật", words=DISCIPLINES)]
    first: Annotated[date, Day("Có hiệu lực từ ngày")]
    last: Annotated[date | None, Day("Hết hiệu lực sau ngày", hint="Bỏ trống khi chưa biết; ghi sau được.")] = None
    document_number: Annotated[str, document_number("Theo văn bản số", example="88/QĐ-UBND")]


@dataclass(frozen=True, slots=True, kw_only=True)
class EndDiscipline:
    """Enter the last day of a discipline."""

    ward_code: Ward
    at: At
    record_id: Annotated[UUID, InPath]
    entry_id: Annotated[UUID, Ref("Kỷ luật", options="lasting")]
    last: Annotated[date, Day("Hết hiệu lực sau ngày")]
    document_number: Annotated[str, document_number("Theo văn bản số", example="12/TB-UBND")]


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawEntry:
    """Take back an entry that was made by mistake."""

    ward_code: Ward
    at: At
    record_id: Annotated[UUID, InPath]
    entry_id: Annotated[UUID, Ref("Dòng đã ghi", options="standing")]
    mistake: Annotated[Mistake, Choice("Lý do", words=MISTAKES)]


Entering = RecordRating | RecordLeave | RecordDiscipline
Command = Entering | EndDiscipline | WithdrawEntry
