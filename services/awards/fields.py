"""Fields that several capabilities of awards ask for, each with its bounds and its words. Pure."""

from __future__ import annotations

from typing import Final

from services.chassis.kit.fields import Day, Printed, Text, Whole

NUMBER: Final = Whole(
    "Số", least=1, most=99_999, hint="Số được cấp khi phát hành văn bản.", example="105", examples=(105,)
)
SIGNED_ON: Final = Day("Ngày ký", hint="Ngày ghi trên văn bản.")


def document_number(label: str = "Số văn bản", *, example: str = "12/QĐ-UBND", hint: str = "") -> Printed:
    """The number of a document as it stands on it."""
    return Printed(label, most=100, pattern=r"^\S(.*\S)?$", example=example, examples=("12/QĐ-UBND",), hint=hint)


def symbol(example: str) -> Printed:
    """The symbol behind a document's number: "QĐ-UBND"."""
    return Printed(
        "Ký hiệu",
        least=2,
        most=40,
        pattern=r"^[^\s/]+( \([^\s/()]+\))?$",
        hint="Phần sau số, không có dấu gạch chéo.",
        example=example,
        examples=("QĐ-UBND", "TTr-UBND"),
    )


def reason(label: str = "Lý do", *, hint: str = "") -> Text:
    """Why; whom it is about reads exactly this."""
    return Text(label, most=1000, hint=hint, long=True)
