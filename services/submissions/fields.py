"""Fields that several capabilities of submissions ask for, each with its bounds and its words. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from services.chassis.decider import WARD_CODE
from services.chassis.kit.fields import Choice, Ref, Text, lower

CODE_PATTERN: Final = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"


def code(label: str, *, example: str, hint: str = "Chữ không dấu, chữ số, dấu chấm, gạch ngang, gạch dưới.") -> Text:
    """A short code word that people give."""
    return Text(label, most=60, pattern=CODE_PATTERN, hint=hint, example=example)


def document_number(label: str = "Số văn bản", *, example: str = "12/QĐ-UBND") -> Text:
    """The number of a document as it stands on it."""
    return Text(label, most=100, pattern=r"^\S(.*\S)?$", example=example)


def erasure_document() -> Text:
    """The document that orders an erasure."""
    return document_number("Số văn bản yêu cầu xóa", example="3/ĐN")


def symbol(example: str) -> Text:
    """The symbol behind a document's number, with the body that issues it: "KH-UBND"."""
    return Text(
        "Ký hiệu",
        least=2,
        most=40,
        pattern=r"^[^\s/]+( \([^\s/()]+\))?$",
        hint="Phần sau số, không có dấu gạch chéo.",
        example=example,
    )


MISTAKES: Final = {
    "content": "Sai nội dung",
    "form": "Sai thể thức",
    "number": "Sai số, ký hiệu hoặc ngày",
    "addressee": "Nhầm nơi nhận hoặc đơn vị",
    "twice": "Trùng với văn bản khác",
    "needless": "Không còn cần",
}


def mistake() -> Choice:
    """Why something is taken back: a code word, since nothing that names somebody can be taken out of an event."""
    return Choice("Lý do", words=MISTAKES)


def because(what: str, words: Mapping[str, str] = MISTAKES) -> Callable[[Any], str]:
    """What was taken back and why, as a timeline says it."""
    return lambda event: f"{what}: {lower(words.get(event.reason, event.reason))}."


def reason(label: str = "Lý do", *, hint: str = "") -> Text:
    """Why; whom it is about reads exactly this."""
    return Text(label, most=1000, hint=hint, long=True)


UNIT: Final = Ref("Đơn vị", options="units")
OFFICIAL_CODE: Final = Text(
    "Mã", least=None, most=None, pattern=r"^[0-9]{5}$", hint="Mã đơn vị hành chính gồm 5 chữ số.", example="03388"
)
WARD_KEY: Final = Text("Phường, xã", least=None, most=None, pattern=f"^{WARD_CODE}$", example="03388@2025-07-01")
"""A ward by its key, which no later holder of its code shares."""
