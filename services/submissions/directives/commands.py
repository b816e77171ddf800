"""Commands of a directive and of its readings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID

from services.chassis.kit.fields import At, Choice, Day, InPath, Looked, New, Ref, Several, Ward
from services.submissions.directives.events import PURPOSES, TO
from services.submissions.fields import CONFIRMED, mistake
from thidua_contracts.codes import Category


@dataclass(frozen=True, slots=True, kw_only=True)
class DistributeDocument:
    """Send a document of the library to units, to be read by a day."""

    ward_code: Ward
    at: At
    directive_id: Annotated[UUID, New("directive")]
    document_id: Annotated[
        UUID, Ref("Văn bản", options="library", hint="Văn bản trong thư viện; chưa có thì nhập vào thư viện trước.")
    ]
    purpose: Annotated[str, Choice("Để", words=PURPOSES)]
    read_by: Annotated[date, Day("Đọc xong chậm nhất ngày")]
    to: Annotated[str, Choice("Gửi đến", words=TO)]
    units: Annotated[
        tuple[UUID, ...],
        Several("Đơn vị nhận", options="units", most=200, hint="Khi gửi đến các đơn vị được chọn."),
    ] = ()
    categories: Annotated[
        tuple[Category, ...],
        Several(
            "Phổ biến đến",
            words=Category.words(),
            most=10,
            hint="Những người trong mỗi đơn vị nhận phải được phổ biến. Không chọn thành phần nào là mọi người trong đơn vị.",
        ),
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveDirectiveDeadline:
    """Give a directive another last day to read, sooner or later; moved by mistake, it is moved again."""

    ward_code: Ward
    at: At
    directive_id: Annotated[UUID, InPath]
    read_by: Annotated[date, Day("Đọc xong chậm nhất ngày")]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallDirective:
    """Take a directive back: nobody has to read it any longer."""

    ward_code: Ward
    at: At
    directive_id: Annotated[UUID, InPath]
    reason: Annotated[str, mistake()]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskReading:
    """Ask a unit to read a directive; sent by `distributing`."""

    ward_code: str
    at: At
    directive_id: UUID
    unit_id: UUID
    read_by: date


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveReadingDeadline:
    """Bring a unit's day to that of the directive; sent by `distributing`."""

    ward_code: str
    at: At
    directive_id: UUID
    unit_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseReading:
    """Ask it no longer; sent by `distributing`."""

    ward_code: str
    at: At
    directive_id: UUID
    unit_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmReading:
    """Say that the unit has read it and told those whom it concerns."""

    ward_code: Ward
    at: At
    reading_id: Annotated[UUID, InPath]
    unit_id: Annotated[UUID, Looked]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackReading:
    """Take back that it was read."""

    ward_code: Ward
    at: At
    reading_id: Annotated[UUID, InPath]
    reason: Annotated[str, mistake(CONFIRMED)]
