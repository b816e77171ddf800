"""Commands of a directive and of its readings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID

from services.chassis.kit.fields import At, Choice, Day, InPath, Looked, New, Ref, Several, Ward
from services.submissions.directives.events import PURPOSES, TO
from services.submissions.fields import CONFIRMED, SPREAD, mistake
from services.submissions.library.events import Instead
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
    """Take a directive back that was sent by mistake: it holds no longer."""

    ward_code: Ward
    at: At
    directive_id: Annotated[UUID, InPath]
    reason: Annotated[str, mistake()]


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreDirective:
    """Take back that a directive was recalled; `document_id` is looked up, and the directive says whether it is its own."""

    ward_code: Ward
    at: At
    directive_id: Annotated[UUID, InPath]
    document_id: Annotated[UUID, Looked]
    reason: Annotated[str, mistake(SPREAD)]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallWithdrawn:
    """Take a directive back whose document was withdrawn; sent by `distributing`."""

    ward_code: str
    at: At
    directive_id: UUID
    reason: str
    instead: Instead | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreWithdrawn:
    """Restore a directive that was recalled because its document was withdrawn; sent by `distributing`."""

    ward_code: str
    at: At
    directive_id: UUID
    document_id: UUID
    reason: str


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
class RecallReading:
    """Tell a unit that its directive was recalled; sent by `distributing`."""

    ward_code: str
    at: At
    directive_id: UUID
    unit_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreReading:
    """Bring a unit's reading back to how it stood before its directive was recalled; sent by `distributing`."""

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
