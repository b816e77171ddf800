"""Fields that the acts on blocs ask for, each with its bounds and its words. Pure."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

from services.chassis.decider import WARD_CODE
from services.chassis.kit.fields import Context, Group, Printed, Ref, Text, Whole
from services.chassis.text.types import LETTERED

BLOC: Final = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
WARD: Final = f"^{WARD_CODE}$"

OfBloc = Annotated[str, Context("path", "bloc_code")]
"""The bloc, by its code, which stands where a ward's code stands elsewhere."""
OfYear = Annotated[int, Context("path", "year")]
WardCode = Annotated[str, Field(pattern=WARD, examples=["03386"])]
YearNumber = Annotated[int, Field(examples=[2024])]

YEAR: Final = Whole("Năm thi đua", least=2000, most=2100, example="2025")
DOCUMENT: Final = Group("Văn bản làm căn cứ", body="DocumentBody", about="Văn bản làm căn cứ.")
NUMBER: Final = Printed("Số, ký hiệu", most=60, pattern=r"^\S(.*\S)?$", example="12/QĐ-UBND")


def title(label: str, *, name: str = "", example: str = "", hint: str = "") -> Text:
    """What something is called: at least one letter."""
    return Text(label, most=300, pattern=LETTERED, name=name, example=example, hint=hint)


def member(label: str, *, name: str = "", hint: str = "") -> Ref:
    """A ward that is a member of the bloc."""
    return Ref(label, options="members", name=name, hint=hint)
