"""What the refusals of all capabilities share: what is absent and what is another unit's are never told apart; faults are told at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from services.chassis.decider import DomainError, Refusal

NOT_FOUND = Refusal("Không tìm thấy nội dung được yêu cầu.", 404)
"""Under the code `not-found`, word for word what the edge says of an absent stream or another ward's."""

R = TypeVar("R", bound=DomainError)


def every(faults: Sequence[R]) -> R:
    """All that has to be mended, told at once."""
    first, *rest = faults
    first.also = tuple(rest)
    return first
