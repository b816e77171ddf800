"""The refusal that all capabilities share: what is absent and what is another unit's are never told apart."""

from __future__ import annotations

from services.chassis.decider import Refusal

NOT_FOUND = Refusal("Không tìm thấy nội dung được yêu cầu.", 404)
"""Under the code `not-found`, word for word what the edge says of an absent stream or another ward's."""
