"""Outliers: a figure far from the same period of last year is asked about before it is sent; nothing is refused for it."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from services.chassis.words import number

TIMES: Final = 3
"""A figure that grew to as many times what it was, or fell to as small a part of it, is asked about."""
APART: Final = 10
"""Unless the two are closer than this: from 1 to 4 is a village's ordinary year."""


def question(before: Decimal, now: Decimal) -> str:
    """What is asked about a figure beside last year's; "" when there is nothing to ask."""
    low, high = sorted((before, now))
    if high - low < APART or high < low * TIMES:
        return ""
    change = f"({number(before)} → {number(now)})"
    if low == 0:
        return f"Số này khác hẳn cùng kỳ năm trước {change}. Xem lại có gõ nhầm không."
    times = int(high / low)
    said = f"gấp {times} lần" if now > before else f"chỉ bằng một phần {times}"
    return f"Số này {said} cùng kỳ năm trước {change}. Xem lại có gõ nhầm không."
