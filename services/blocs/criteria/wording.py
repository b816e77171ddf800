"""Wording: what the figures and the rules of a criteria sheet are called. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from services.chassis import scoring

MEASURES: Final[Mapping[str, str]] = {
    "reports-expected": "Báo cáo phải nộp",
    "reports-received": "Báo cáo đã nộp",
    "reports-accepted": "Báo cáo được tiếp nhận",
    "reports-on-time": "Báo cáo đúng hạn",
    "reports-late": "Báo cáo trễ",
    "reports-missing": "Báo cáo không nộp",
    "reports-locked": "Báo cáo đã khóa",
    "movements-launched": "Phong trào đã phát động",
    "movements-joined": "Lượt đơn vị tham gia phong trào",
    "awards": "Khen thưởng",
    "awards-of-direct-workers": "Khen thưởng người lao động trực tiếp",
}
RULES: Final[Mapping[str, str]] = scoring.RULES
