"""Events of a request about personal data: one stream each. Whom it is about is an id; nothing that names somebody is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

KINDS: Final = {
    "access": "Được biết, xem dữ liệu",
    "provide": "Cung cấp dữ liệu",
    "correct": "Chỉnh sửa dữ liệu",
    "delete": "Xóa dữ liệu",
    "restrict": "Hạn chế xử lý",
    "object": "Phản đối xử lý",
    "withdraw-consent": "Rút lại sự đồng ý",
}
"""What is asked."""
DATA: Final = {
    "name": "Họ và tên",
    "birth": "Ngày sinh",
    "address": "Địa chỉ",
    "contact": "Số điện thoại, thư điện tử",
    "unit": "Đơn vị, thời gian ở đơn vị",
    "merits": "Thành tích, hồ sơ đề nghị khen thưởng",
    "awards": "Danh hiệu, hình thức khen thưởng đã nhận",
    "files": "Tệp minh chứng, ảnh",
}
"""Which data a request is about: kinds only, never what they say."""
ASKERS: Final = {"self": "Chính người đó", "representative": "Người đại diện hợp pháp"}
OUTCOMES: Final = {"fulfilled": "Đã thực hiện", "partly": "Thực hiện một phần", "refused": "Không thực hiện"}
GROUNDS: Final = {
    "archive": "Hồ sơ, quyết định khen thưởng là tài liệu lưu trữ",
    "duty": "Việc xử lý là nhiệm vụ của cơ quan nhà nước, không cần sự đồng ý",
    "identity": "Không xác minh được người yêu cầu",
    "other-body": "Dữ liệu do cơ quan khác quản lý",
    "right": "Dữ liệu đang ghi là đúng",
}
"""Why a request is not fulfilled, or not whole: a closed list, for nothing that names somebody can be taken out of an event."""
DELAYS: Final = {
    "complex": "Yêu cầu phức tạp",
    "many": "Dữ liệu nằm ở nhiều nơi",
    "others": "Chờ bên thứ ba, cơ quan khác",
    "identity": "Chờ xác minh người yêu cầu",
}
"""Why more time is taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRequestReceived:
    """Somebody asks about their own data; `answer_by` and `finish_by` are the last days in time, by the rules of that day.

    `data` are words of `DATA`, none where all is meant, and in what earlier builds stored.
    """

    request_id: UUID
    person_id: UUID
    kind: str
    asker: str
    received_on: date
    with_others: bool
    document_number: str | None
    answer_by: date
    finish_by: date
    data: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRequestAnswered:
    """The asker was told that it was received, and until when it is settled."""

    request_id: UUID
    person_id: UUID
    answered_on: date
    document_number: str | None
    finish_by: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRequestAnswerTakenBack:
    """It had not been answered."""

    request_id: UUID
    reason: str
    answer_by: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRequestExtended:
    """More time is taken, once, because of `delay`, a word of `DELAYS`."""

    request_id: UUID
    person_id: UUID
    delay: str
    finish_by: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRequestSettled:
    """What was asked is done, or is refused on a ground of `GROUNDS`."""

    request_id: UUID
    person_id: UUID
    kind: str
    outcome: str
    ground: str | None
    settled_on: date
    document_number: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRequestReopened:
    """It had not been settled, or wrongly."""

    request_id: UUID
    person_id: UUID
    reason: str
    finish_by: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRequestWithdrawn:
    """Nobody has to settle it any more."""

    request_id: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRequestRestored:
    """It was withdrawn by mistake: it waits as it did before, until the same days since its receipt."""

    request_id: UUID
    person_id: UUID
    reason: str
    received_on: date
    answered: bool
    answer_by: date
    finish_by: date


Event = (
    DataRequestReceived
    | DataRequestAnswered
    | DataRequestAnswerTakenBack
    | DataRequestExtended
    | DataRequestSettled
    | DataRequestReopened
    | DataRequestWithdrawn
    | DataRequestRestored
)
