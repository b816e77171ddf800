"""Commands of a request about personal data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final
from uuid import UUID

from services.chassis.kit.fields import At, Choice, Day, InPath, New, Ref, Several, Ward, YesNo
from services.submissions.data_requests.events import ASKERS, DATA, DELAYS, GROUNDS, KINDS, OUTCOMES
from services.submissions.fields import ANSWERED, ASKED, SETTLED, STILL_ASKED, document_number, mistake

INCOMING: Final = document_number(
    "Số văn bản đến", hint="Để trống nếu yêu cầu bằng lời, qua điện thoại.", example="45/ĐN"
)
OUTGOING: Final = document_number("Số văn bản trả lời", hint="Để trống nếu trả lời trực tiếp.", example="27/UBND-VHXH")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveDataRequest:
    """Record that somebody asks about their own data."""

    ward_code: Ward
    at: At
    request_id: Annotated[UUID, New("request")]
    person_id: Annotated[UUID, Ref("Người có dữ liệu", options="people")]
    kind: Annotated[str, Choice("Yêu cầu", words=KINDS)]
    asker: Annotated[str, Choice("Người yêu cầu", words=ASKERS)]
    received_on: Annotated[date, Day("Ngày nhận")]
    with_others: Annotated[
        bool,
        YesNo(
            "Có bên thứ ba cùng giữ dữ liệu",
            hint="Ví dụ dữ liệu đã gửi thành phố, cơ quan khác; hạn giải quyết dài hơn.",
        ),
    ]
    data: Annotated[
        tuple[str, ...],
        Several(
            "Dữ liệu được nói đến",
            words=DATA,
            most=len(DATA),
            hint="Chỉnh sửa thì chọn dữ liệu cần sửa; yêu cầu khác để trống nếu nói đến toàn bộ dữ liệu của người đó.",
        ),
    ] = ()
    document_number: Annotated[str | None, INCOMING] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDataRequest:
    """Record that the asker was answered."""

    ward_code: Ward
    at: At
    request_id: Annotated[UUID, InPath]
    answered_on: Annotated[date, Day("Ngày phản hồi")]
    document_number: Annotated[str | None, OUTGOING] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackDataAnswer:
    """Say that it was not answered."""

    ward_code: Ward
    at: At
    request_id: Annotated[UUID, InPath]
    reason: Annotated[str, mistake(ANSWERED)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtendDataRequest:
    """Take more time, once."""

    ward_code: Ward
    at: At
    request_id: Annotated[UUID, InPath]
    finish_by: Annotated[date, Day("Giải quyết chậm nhất ngày")]
    delay: Annotated[str, Choice("Lý do kéo dài", words=DELAYS)]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleDataRequest:
    """Record what became of it."""

    ward_code: Ward
    at: At
    request_id: Annotated[UUID, InPath]
    outcome: Annotated[str, Choice("Kết quả", words=OUTCOMES)]
    ground: Annotated[
        str | None,
        Choice(
            "Căn cứ không thực hiện",
            words=GROUNDS,
            hint="Phải chọn khi không thực hiện, hoặc chỉ thực hiện một phần; đã thực hiện thì để trống.",
        ),
    ] = None
    settled_on: Annotated[date, Day("Ngày giải quyết xong")]
    document_number: Annotated[str | None, OUTGOING] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenDataRequest:
    """Say that it is not settled."""

    ward_code: Ward
    at: At
    request_id: Annotated[UUID, InPath]
    reason: Annotated[str, mistake(SETTLED)]


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawDataRequest:
    """Say that nobody has to settle it any more."""

    ward_code: Ward
    at: At
    request_id: Annotated[UUID, InPath]
    reason: Annotated[str, mistake(ASKED)]


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreDataRequest:
    """Say that it is to be settled after all."""

    ward_code: Ward
    at: At
    request_id: Annotated[UUID, InPath]
    reason: Annotated[str, mistake(STILL_ASKED)]
