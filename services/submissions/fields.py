"""Fields that several capabilities of submissions ask for, each with its bounds and its words. Pure."""

from __future__ import annotations

from typing import Final

from services.chassis.decider import WARD_CODE
from services.chassis.kit.fields import Ref, Text

CODE_PATTERN: Final = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"


def code(label: str, *, example: str, hint: str = "Chữ không dấu, chữ số, dấu chấm, gạch ngang, gạch dưới.") -> Text:
    """A short code word that people give."""
    return Text(label, most=60, pattern=CODE_PATTERN, hint=hint, example=example)


def document_number(label: str = "Số văn bản", *, example: str = "12/QĐ-UBND") -> Text:
    """The number of a document as it stands on it."""
    return Text(label, most=100, pattern=r"^\S(.*\S)?$", example=example)


def reason(label: str = "Lý do", *, hint: str = "") -> Text:
    """Why; whom it is about reads exactly this."""
    return Text(label, most=1000, hint=hint, long=True)


UNIT: Final = Ref("Đơn vị", options="units")
OFFICIAL_CODE: Final = Text(
    "Mã", least=None, most=None, pattern=r"^[0-9]{5}$", hint="Mã đơn vị hành chính gồm 5 chữ số.", example="03388"
)
WARD_KEY: Final = Text("Phường, xã", least=None, most=None, pattern=f"^{WARD_CODE}$", example="03388@2025-07-01")
"""A ward by its key, which no later holder of its code shares."""
