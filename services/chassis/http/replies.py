"""What lists and creations of every service reply, whatever they are about."""

from __future__ import annotations

from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.chassis.http.edge import Accepted


class Created(Accepted):
    """Đã ghi nhận một đối tượng mới."""

    id: UUID
    """Mã của đối tượng mới, dùng trong các đường dẫn."""


def created(accepted: Accepted, new_id: UUID) -> Created:
    """The reply of a creation."""
    return Created(**accepted.model_dump(), id=new_id)


class Row(BaseModel):
    """Một dòng của danh sách."""

    model_config = ConfigDict(frozen=True)


class Page(BaseModel):
    """Một trang của danh sách."""

    next: str | None
