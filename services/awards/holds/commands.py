"""Commands of holds: put for a reason and by a document, cleared by another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final, Literal
from uuid import UUID

from services.awards.fields import document_number
from services.chassis.kit.fields import At, Choice, Day, InPath, New, Ref, Ward

Cause = Literal["complaint", "denunciation", "inspection", "discipline", "press"]
"""What is being looked into (NĐ 152/2025/NĐ-CP Điều 4 khoản 4), as a code word."""
Outcome = Literal["cleared", "concluded", "mistake"]
"""How a hold ended, as a code word."""
CAUSES: Final = {
    "complaint": "Khiếu nại",
    "denunciation": "Tố cáo",
    "inspection": "Thanh tra, kiểm tra có dấu hiệu vi phạm",
    "discipline": "Xem xét kỷ luật",
    "press": "Báo chí nêu, đang xác minh",
}
OUTCOMES: Final = {
    "cleared": "Kết luận không vi phạm",
    "concluded": "Đã kết luận và xử lý xong",
    "mistake": "Ghi nhầm, không có việc này",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PutHold:
    """Put a subject on hold."""

    ward_code: Ward
    at: At
    case_id: Annotated[UUID, New("case")]
    subject_id: Annotated[
        UUID, Ref("Đối tượng", options="subjects", hint="Người, hộ gia đình hoặc đơn vị đang bị xem xét.")
    ]
    cause: Annotated[Cause, Choice("Việc đang xem xét", words=CAUSES)]
    document_number: Annotated[str, document_number("Số văn bản làm căn cứ", example="21/TB-UBND")]
    since: Annotated[date, Day("Từ ngày", hint="Ngày ghi trên văn bản.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearHold:
    """End a hold, so that the subject goes on or may be put forward again."""

    ward_code: Ward
    at: At
    hold_id: Annotated[UUID, InPath]
    case_id: Annotated[UUID, Ref("Việc tạm dừng", options="open-cases")]
    outcome: Annotated[Outcome, Choice("Kết quả", words=OUTCOMES)]
    document_number: Annotated[
        str | None,
        document_number("Số văn bản làm căn cứ", example="35/TB-UBND", hint="Văn bản kết luận; ghi nhầm thì bỏ trống."),
    ] = None
    cleared_on: Annotated[
        date | None, Day("Từ ngày", hint="Ngày ghi trên văn bản kết luận; ghi nhầm thì bỏ trống.")
    ] = None


Command = PutHold | ClearHold
"""What is done about holds."""
