"""Inputs: days and numbers as people here type them; what is not clear is asked, never guessed. The day comes first."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final
from uuid import UUID

from services.chassis.http.body import FIRST_DAY, LAST_DAY
from services.chassis.text.letters import narrow
from services.chassis.text.ordering import words

if TYPE_CHECKING:
    from services.chassis.web.forms import Form


DAY: Final = re.compile(r"(?:ngày )?(\d{1,2})(?:[/.\-]| tháng )(\d{1,2})(?:[/.\-]| năm )(\d{4}|\d{2})", re.ASCII)
PLAIN: Final = re.compile(r"-?\d+(?:,\d+)?", re.ASCII)
YEAR: Final = re.compile(r"\d{4}", re.ASCII)
GROUPED: Final = re.compile(r"-?[1-9]\d{0,2}([. ])\d{3}(?:\1\d{3})*(?:,\d+)?", re.ASCII)
"""Groups of three, all behind the same mark; nothing that begins with 0 has groups, so "0.500" may be a half."""
SOUGHT: Final = 200
"""Letters of what is searched for."""
NOTHING: Final = "Ghi chữ hoặc số cần tìm."
SPACES: Final = re.compile(r"[^\S\n]")


EXAMPLE: Final = "14/05/2024"
"""A day as it is typed."""


class Unclear(ValueError):
    """What was typed cannot be taken; the sentence says what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


UNFIT: Final = (
    "Chỗ này có ký tự điều khiển không nhìn thấy, thường do dán từ tệp khác; ký tự đó đã được bỏ. Xem lại rồi gửi."
)
FieldError = dict[str, str]
"""{"field": …, "sentence": …}: one place to mend; where there is a "detail", it stands folded under the sentence; "code" is
what the API calls it."""


def day_asked(label: str, example: str = "") -> str:
    """What to do about a day that is missing or unreadable, at the field of this label."""
    return f"Ghi ngày, tháng, năm vào mục “{label}”, ví dụ {example or EXAMPLE}."


def day_of(text: str, label: str, example: str = "") -> date:
    """14/5/2024, 14-05-24, 14.5.2024 or 14 tháng 5 năm 2024. Raises Unclear, which names the field by its label."""
    found = DAY.fullmatch(narrow(text).strip().lower())
    if found is None:
        raise Unclear(day_asked(label, example))
    number, month, year = (int(part) for part in found.groups())
    try:
        day = date(year + 2000 if year < 100 else year, month, number)
    except ValueError:
        raise Unclear(f"Mục “{label}”: không có ngày {text.strip()}. Xem lại ngày và tháng.") from None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Unclear(f"Mục “{label}”: năm {year} ngoài khoảng {FIRST_DAY.year}–{LAST_DAY.year}. Xem lại năm.")
    return day


def id_of(text: str) -> UUID | None:
    """An id; None for anything else that a form or an address may bring."""
    try:
        return UUID(text)
    except ValueError:
        return None


def year_of(text: str) -> int | None:
    """A year in four digits; None for anything else."""
    return int(text) if YEAR.fullmatch(text) else None


def number_of(text: str, label: str, way: str = "Viết theo kiểu Việt Nam: 1.234,5.") -> Decimal:
    """1234,5 · 1.234,5 · 1 234,5. Raises Unclear, which names the field by its label and says which `way` it is written."""
    typed = SPACES.sub(" ", narrow(text).strip()).replace("−", "-")
    if PLAIN.fullmatch(typed) or GROUPED.fullmatch(typed):
        return Decimal(typed.replace(".", "").replace(" ", "").replace(",", "."))
    raise Unclear(f"Mục “{label}”: chưa rõ “{text.strip()}” là bao nhiêu. {way}")


def search_errors(field: str, asked: str, sentence: str) -> list[FieldError]:
    """A fault where something was typed in which nothing can be looked for: "?", "---"; or where it is too long."""
    if len(asked) > SOUGHT:
        sentence = f"Câu tìm dài {len(asked)} ký tự, tối đa {SOUGHT}. Ghi ngắn hơn."
    elif not asked or words(asked):
        return []
    return [{"field": field, "sentence": sentence}]


def needed(fields: Form, name: str, sentence: str, field_errors: list[FieldError], most: int = 1000) -> str:
    """The text of a field; without it, or when it is longer than `most` letters, a fault is added."""
    text = fields.text(name)
    if name in fields.unfit:
        field_errors.append({"field": name, "sentence": UNFIT})
    elif not text:
        field_errors.append({"field": name, "sentence": sentence})
    elif len(text) > most:
        more = len(text) - most
        field_errors.append({"field": name, "sentence": f"Dài {len(text)} ký tự, tối đa {most}. Bớt {more} ký tự."})
    return text


def at_most(fields: Form, name: str, field_errors: list[FieldError], most: int) -> str:
    """The text of a field that may be empty; when it is longer than `most` letters, a fault is added."""
    return needed(fields, name, "", field_errors, most) if fields.text(name) or name in fields.unfit else ""


def needed_day(fields: Form, name: str, label: str, field_errors: list[FieldError], example: str = "") -> date | None:
    """The day in a field; what is unclear becomes a fault."""
    try:
        return day_of(fields.text(name), label, example)
    except Unclear as unclear:
        field_errors.append({"field": name, "sentence": unclear.sentence})
        return None
