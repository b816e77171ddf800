"""Commands of mandates beside those of the chassis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from services.chassis.kit.fields import At, InPath, Ref, Ward


@dataclass(frozen=True, slots=True, kw_only=True)
class EndMandates:
    """End these mandates of a ward, because the ward is no more: the scheduler's alone."""

    ward_code: str
    at: datetime
    mandates: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NameHolder:
    """Say which registered person holds a mandate, or that it was none of whom had been named."""

    ward_code: Ward
    at: At
    mandate_id: Annotated[UUID, InPath]
    person_id: Annotated[
        UUID | None,
        Ref(
            "Người giữ",
            options="people",
            hint="Cá nhân đã đăng ký của phường, xã. Để trống thì bỏ tên đã ghi.",
            stated=True,
        ),
    ]
