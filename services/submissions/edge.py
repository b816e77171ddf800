"""What the routes of every capability share: known words, bounded texts."""

from typing import Annotated

from fastapi import Query
from pydantic import AfterValidator, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from thidua_contracts.codes import Code, ReportPeriod, Role, UnitKind, WardKind

WardCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{5}$")]
Word = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]

OfWard = Annotated[
    str | None,
    Query(
        alias="ward",
        pattern=r"^[0-9]{5}$",
        description="Mã phường, xã. Khi ghi: chỉ cần nếu quyền hạn thuộc cấp thành phố. Khi đọc: để lọc.",
    ),
]


def _known(word: Code) -> Code:
    if word == "unknown":  # a word of tomorrow is for readers; nothing is ever written under it
        raise PydanticCustomError("enum", "not a known word")
    return word


def _words(words: type[Code]) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "enum": [word.value for word in words if word != "unknown"]})


KnownWardKind = Annotated[WardKind, AfterValidator(_known), _words(WardKind)]
KnownUnitKind = Annotated[UnitKind, AfterValidator(_known), _words(UnitKind)]
KnownPeriod = Annotated[ReportPeriod, AfterValidator(_known), _words(ReportPeriod)]
KnownRole = Annotated[Role, AfterValidator(_known), _words(Role)]
