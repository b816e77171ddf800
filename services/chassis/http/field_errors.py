"""Faults: one invalid field each, with its place, the kind of fault and a Vietnamese sentence; never its value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel, Field

from services.chassis.http.body import Words

LONGEST_PLACE: Final = 200

SENTENCES: Final[Mapping[str, str]] = {
    "missing": "Thiếu trường bắt buộc.",
    "extra_forbidden": "Trường không được phép.",
    "string_type": "Phải là văn bản.",
    "string_too_short": "Văn bản quá ngắn (tối thiểu {min_length} ký tự).",
    "string_too_long": "Văn bản quá dài (tối đa {max_length} ký tự).",
    "string_pattern_mismatch": "Văn bản không đúng mẫu.",
    "string_unicode": "Văn bản chứa ký tự không được phép.",
    "nothing_sought": "Ghi chữ hoặc số cần tìm.",
    "text_unfit": "Có ký tự điều khiển không nhìn thấy, thường do dán từ tệp khác. Gõ tay lại chỗ đó.",
    "int_type": "Phải là số nguyên.",
    "int_parsing": "Phải là số nguyên.",
    "int_from_float": "Phải là số nguyên.",
    "float_type": "Phải là số.",
    "decimal_type": "Phải là số.",
    "decimal_parsing": "Phải là số.",
    "finite_number": "Phải là số hữu hạn.",
    "decimal_max_digits": "Tối đa {max_digits} chữ số.",
    "decimal_max_places": "Tối đa {decimal_places} chữ số sau dấu phẩy.",
    "decimal_whole_digits": "Tối đa {whole_digits} chữ số trước dấu phẩy.",
    "bool_type": "Phải là đúng hoặc sai (true, false).",
    "greater_than": "Phải lớn hơn {gt}.",
    "greater_than_equal": "Phải từ {ge} trở lên.",
    "less_than": "Phải nhỏ hơn {lt}.",
    "less_than_equal": "Không được quá {le}.",
    "uuid_type": "Phải là mã UUID.",
    "uuid_parsing": "Phải là mã UUID.",
    "date_type": "Phải là ngày dạng năm-tháng-ngày.",
    "date_parsing": "Phải là ngày có thật, dạng năm-tháng-ngày.",
    "date_from_datetime_parsing": "Phải là ngày dạng năm-tháng-ngày.",
    "datetime_type": "Phải là thời điểm theo RFC 3339.",
    "datetime_parsing": "Phải là thời điểm có thật, theo RFC 3339.",
    "datetime_from_date_parsing": "Phải là thời điểm theo RFC 3339.",
    "timezone_aware": "Thời điểm phải có múi giờ.",
    "enum": "Giá trị không thuộc danh mục.",
    "literal_error": "Giá trị không thuộc danh mục.",
    "model_type": "Phải là một đối tượng JSON.",
    "list_type": "Phải là một danh sách.",
    "tuple_type": "Phải là một danh sách.",
    "too_short": "Danh sách quá ngắn (tối thiểu {min_length}).",
    "too_long": "Danh sách quá dài (tối đa {max_length}).",
}
OTHER: Final = "Giá trị không hợp lệ."
BLANK: Final = "Còn trống. Ghi nội dung."


class FieldError(BaseModel):
    """Một trường không hợp lệ."""

    place: str = Field(examples=["/body/title"])
    code: str = Field(examples=["missing"])
    sentence: str


def field_error(error: Mapping[str, Any], words: Words | None = None) -> FieldError:
    """A field error from one of pydantic's; of its context only bounds that we set ourselves are told."""
    kind = str(error["type"])
    place = "/" + "/".join(str(step).replace("~", "~0").replace("/", "~1") for step in error["loc"])
    bounds = {name: str(bound) for name, bound in (error.get("ctx") or {}).items()}
    sentence = BLANK if kind == "string_too_short" and bounds.get("min_length") == "1" else SENTENCES.get(kind, OTHER)
    sentence = sentence.format_map(bounds)
    if words is not None and error["loc"][:1] == ("body",) and len(error["loc"]) > 1 and kind != "extra_forbidden":
        sentence = words({**error, "loc": error["loc"][1:]})
    return FieldError(place=place[:LONGEST_PLACE], code=kind, sentence=sentence)
