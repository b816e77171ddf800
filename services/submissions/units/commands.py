"""Commands of a unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID

from services.chassis.kit.fields import At, Choice, Day, InPath, New, Text, Ward
from services.chassis.text.types import LETTERED
from services.submissions.fields import code, document_number
from thidua_contracts.codes import UnitKind


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterUnit:
    """Enter a unit with its first code."""

    ward_code: Ward
    at: At
    unit_id: Annotated[UUID, New("unit")]
    code: Annotated[str, code("Mã đơn vị", example="TDP08")]
    name: Annotated[str, Text("Tên đơn vị", pattern=LETTERED, example="Tổ dân phố số 8")]
    kind: Annotated[UnitKind, Choice("Loại đơn vị", words=UnitKind.words())]
    valid_from: Annotated[date, Day("Hoạt động từ ngày")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeUnitCode:
    """Give the unit another code from a day on."""

    ward_code: Ward
    at: At
    unit_id: Annotated[UUID, InPath]
    code: Annotated[str, code("Mã mới", example="TDP08")]
    valid_from: Annotated[date, Day("Có hiệu lực từ ngày")]


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseUnit:
    """End the unit; `closed_on` is the first day on which it is no more."""

    ward_code: Ward
    at: At
    unit_id: Annotated[UUID, InPath]
    closed_on: Annotated[
        date, Day("Kết thúc từ ngày", hint="Ngày đầu tiên đơn vị không còn hoạt động.", example="01/07/2025")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectUnitEnd:
    """Say that the unit ends on another day."""

    ward_code: Ward
    at: At
    unit_id: Annotated[UUID, InPath]
    closed_on: Annotated[
        date, Day("Kết thúc từ ngày", hint="Ngày đầu tiên đơn vị không còn hoạt động.", example="01/07/2025")
    ]
    document_number: Annotated[str, document_number("Theo văn bản số")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenUnit:
    """Say that the unit does not end."""

    ward_code: Ward
    at: At
    unit_id: Annotated[UUID, InPath]
    document_number: Annotated[str, document_number("Theo văn bản số")]


Command = RegisterUnit | ChangeUnitCode | CloseUnit | CorrectUnitEnd | ReopenUnit
