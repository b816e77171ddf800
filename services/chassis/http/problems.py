"""Problems: every refusal is an RFC 9457 document with a stable code and a Vietnamese sentence.

What is unexpected becomes a 500 without details: no SQL, no stack, no token, no value that a person typed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from services.chassis import telemetry
from services.chassis.decider import DomainError
from services.chassis.errors import Refused, VersionChanged
from services.chassis.http.body import Words
from services.chassis.http.field_errors import FieldError, field_error

MEDIA_TYPE: Final = "application/problem+json"
MOST_FIELD_ERRORS: Final = 20


class Problem(BaseModel):
    """Nội dung trả lời khi một yêu cầu bị từ chối (RFC 9457)."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    type: str = Field(examples=["urn:thidua:problem:not-found"])
    title: str
    """Tiêu đề ngắn, tiếng Việt."""
    status: int = Field(ge=400, le=599)
    code: str = Field(examples=["not-found"])
    """Mã ổn định, không đổi giữa các phiên bản."""
    detail: str
    """Câu giải thích cho người dùng."""
    instance: str | None = None
    """Dấu vết của yêu cầu này, để đơn vị vận hành tra cứu."""
    citation: str | None = None
    """Căn cứ pháp lý, nếu có."""
    facts: dict[str, str] = Field(default_factory=dict)
    expected_version: int | None = None
    """Của 412: phiên bản ghi trong `If-Match`."""
    version: int | None = None
    """Của 412: phiên bản hiện tại."""
    errors: list[FieldError] = Field(default_factory=list)
    """Các trường không hợp lệ."""


TITLES: Final[Mapping[int, str]] = {
    400: "Yêu cầu không hợp lệ",
    401: "Chưa xác thực",
    403: "Không có quyền",
    404: "Không tìm thấy",
    405: "Phương thức không được hỗ trợ",
    408: "Nội dung gửi quá chậm",
    409: "Không thực hiện được",
    410: "Không còn nữa",
    412: "Nội dung đã thay đổi",
    413: "Nội dung quá lớn",
    415: "Kiểu nội dung không được hỗ trợ",
    422: "Nội dung không hợp lệ",
    428: "Thiếu phiên bản đã xem",
    429: "Quá nhiều yêu cầu cùng lúc",
    500: "Lỗi hệ thống",
    503: "Tạm thời không phục vụ được",
    507: "Hết chỗ lưu",
}

SENTENCES: Final[Mapping[str, str]] = {
    "address.invalid": "Địa chỉ có ký tự điều khiển hoặc không phải UTF-8. Mở lại từ trang trước hoặc gõ lại địa chỉ.",
    "body.cut-off": "Nội dung gửi lên bị ngắt giữa chừng, chưa ghi nhận gì. Gửi lại.",
    "body.invalid": "Nội dung gửi lên có trường không hợp lệ.",
    "body.missing": "Yêu cầu này cần có nội dung.",
    "body.not-json": "Nội dung gửi lên không phải là JSON hợp lệ.",
    "body.repeated-name": "Nội dung gửi lên có một tên trường lặp lại trong cùng một đối tượng JSON. Mỗi tên chỉ ghi một lần.",
    "body.too-large": "Nội dung gửi lên vượt quá giới hạn cho phép.",
    "body.too-many": "Bạn đang gửi quá nhiều nội dung cùng lúc. Chờ các nội dung đang gửi xong rồi gửi lại.",
    "body.too-slow": "Nội dung không đến đủ trong 30 giây, chưa ghi nhận gì. Kiểm tra đường truyền rồi gửi lại.",
    "body.unexpected": "Yêu cầu này không nhận nội dung, chưa ghi nhận gì. Bỏ nội dung rồi gửi lại, hoặc xem lại địa chỉ.",
    "content-encoding.unsupported": "Nội dung gửi lên phải để nguyên, không nén (Content-Encoding).",
    "cursor.invalid": "Dấu trang không hợp lệ; hãy đọc lại danh sách từ đầu.",
    "event.too-large": "Nội dung quá dài, không thể ghi nhận.",
    "event.unstorable": "Nội dung chứa ký tự không thể ghi nhận.",
    "idempotency-key.invalid": "Khóa chống gửi trùng (Idempotency-Key) phải gồm 8–128 ký tự ASCII nhìn thấy được.",
    "idempotency-key.missing": "Thiếu khóa chống gửi trùng (Idempotency-Key).",
    "idempotency-key.reused": "Khóa chống gửi trùng này đã được dùng cho một yêu cầu khác.",
    "if-match.invalid": 'If-Match phải là ETag đã nhận khi đọc, ví dụ "7".',
    "if-match.missing": "Yêu cầu này thay nội dung: gửi kèm If-Match với ETag nhận được khi đọc.",
    "internal": "Có lỗi ngoài dự kiến. Hãy thử lại; nếu còn lỗi, báo cho đơn vị vận hành.",
    "mandate.expired": "Quyền hạn của bạn đã hết hiệu lực.",
    "mandate.header": "Quyền hạn chọn trong X-Mandate không hợp lệ.",
    "mandate.relieved": "Quyền hạn của bạn đã bị thu hồi.",
    "mandate.role": "Vai trò của bạn không được thực hiện việc này.",
    "mandate.unknown": "Bạn chưa được giao quyền hạn để thực hiện việc này.",
    "media-type.unsupported": "Nội dung phải có kiểu application/json.",
    "method-not-allowed": "Địa chỉ này không hỗ trợ phương thức đã dùng.",
    "not-found": "Không tìm thấy nội dung được yêu cầu.",
    "overloaded": "Hệ thống đang quá tải; hãy thử lại sau giây lát.",
    "rate.exceeded": "Yêu cầu gửi đến quá nhanh nên lần này chưa nhận. Chờ ít giây rồi gửi lại; chương trình thì chờ theo Retry-After.",
    "request.unreadable": "Yêu cầu không đúng HTTP/1.1 hoặc có phương thức lạ. Gửi lại bằng GET, HEAD, OPTIONS hoặc POST.",
    "streams.too-many": "Bạn đang mở quá nhiều trang tự cập nhật. Đóng bớt rồi mở lại trang này.",
    "token.ahead": "Dấu vị trí đọc lớn hơn dữ liệu hiện có.",
    "token.expired": "Phiên đăng nhập đã hết hạn; hãy đăng nhập lại.",
    "token.foreign": "Dấu vị trí đọc không phải của hệ thống này.",
    "token.invalid": "Thông tin xác thực không hợp lệ.",
    "token.missing": "Yêu cầu này cần được xác thực.",
    "unavailable": "Hệ thống tạm thời không phục vụ được; hãy thử lại sau giây lát.",
    "version.changed": "Nội dung đã được thay đổi sau khi bạn đọc. Đọc lại bản hiện tại rồi gửi lại.",
    "version-conflict": "Nội dung vừa được người khác thay đổi; hãy tải lại và thử lại.",
}


def problem(
    status: int,
    code: str,
    detail: str | None = None,
    *,
    citation: str | None = None,
    facts: Mapping[str, object] | None = None,
    versions: Mapping[str, int] | None = None,
    errors: Sequence[FieldError] = (),
    headers: Mapping[str, str] | None = None,
    most: int = MOST_FIELD_ERRORS,
) -> Response:
    """A problem response with at most `most` errors; a code without a sentence of its own gets the title's."""
    trace = telemetry.current_traceparent()
    document: dict[str, Any] = {
        "type": f"urn:thidua:problem:{code}",
        "title": TITLES.get(status, "Yêu cầu bị từ chối"),
        "status": status,
        "code": code,
        "detail": detail or SENTENCES.get(code) or TITLES.get(status, "Yêu cầu bị từ chối") + ".",
    }
    if trace is not None:
        document["instance"] = f"urn:thidua:trace:{trace.split('-')[1]}"
    if citation is not None:
        document["citation"] = citation
    if facts:
        document["facts"] = {name: str(value) for name, value in facts.items()}
    document |= versions or {}
    if errors:
        document["errors"] = [item.model_dump() for item in errors[:most]]
    telemetry.annotate({"thidua.code": code})
    return Response(
        json.dumps(document, ensure_ascii=False).encode("utf-8", "replace"), status, dict(headers or {}), MEDIA_TYPE
    )


def of_refused(error: Refused) -> Response:
    """The machinery's answer."""
    headers: dict[str, str] = {}
    if error.retry_after is not None:
        headers["Retry-After"] = str(error.retry_after)
    if error.status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="thidua"'
    return problem(error.status, error.code, versions=_versions(error), headers=headers)


def _versions(error: Refused) -> dict[str, int]:
    """The version that was expected and the one that is there, of what has changed since it was read."""
    if not isinstance(error, VersionChanged):
        return {}
    told = {"expected_version": error.expected, "version": error.present}
    return {name: version for name, version in told.items() if version is not None}


def of_domain(error: DomainError, errors: Sequence[FieldError] = ()) -> Response:
    """The domain's no, with the fields that it speaks of where they are known."""
    refusal = error.refusal
    return problem(
        refusal.status, error.code, error.sentence, citation=refusal.citation, facts=error.facts, errors=errors
    )


def of_invalid(errors: Sequence[Mapping[str, Any]], words: Words | None = None) -> Response:
    """What pydantic found: JSON that is none is a 400, anything else a 422 with the fields, in their own words where there are."""
    kinds = {str(error["type"]) for error in errors}
    if "json_invalid" in kinds:
        return problem(400, "body.not-json")
    if kinds == {"missing"} and all(tuple(error["loc"]) == ("body",) for error in errors):
        return problem(422, "body.missing")
    return problem(422, "body.invalid", errors=[field_error(error, words) for error in errors[:MOST_FIELD_ERRORS]])
