"""Until when prize money is to be paid, and out of what, as dated data with its source. Pure."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

SURE: Final = {"H": "đã đọc văn bản", "M": "đọc qua nguồn khác", "L": "mới có gợi ý", "mem": "theo trí nhớ"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """So many days for decisions that were signed from a day on."""

    holds_from: date
    days: int
    citation: str
    confidence: str
    confirmed: bool

    def pay_by(self, signed_on: date) -> date:
        """The last day on which it is paid in time."""
        return signed_on + timedelta(days=self.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class FundRule:
    """Who pays, or what is no part of this money."""

    holds_from: date
    rule: str
    citation: str
    confidence: str
    confirmed: bool


def _rows(table: str, text: str) -> list[dict[str, Any]]:
    return [{"holds_from": row.pop("from"), **row} for row in tomllib.loads(text)[table]]


TEXT: Final = Path(__file__).with_name("limits.toml").read_text()
LIMITS: Final = tuple(sorted((Limit(**row) for row in _rows("limit", TEXT)), key=lambda row: row.holds_from))
FUND_RULES: Final = tuple(FundRule(**row) for row in _rows("fund", TEXT))


def limit_on(signed_on: date, rows: tuple[Limit, ...] = LIMITS) -> Limit | None:
    """What holds for a decision of this day; None before there was a rule."""
    return next((row for row in reversed(rows) if row.holds_from <= signed_on), None)


def pay_by(signed_on: date) -> date | None:
    """The last day on which a decision of this day is paid in time."""
    limit = limit_on(signed_on)
    return limit.pay_by(signed_on) if limit else None


def told(row: Limit | FundRule) -> str:
    """ "Thông lệ chi của địa phương (mới có gợi ý, chưa được xác nhận)"."""
    return f"{row.citation} ({SURE[row.confidence]}{'' if row.confirmed else ', chưa được xác nhận'})"
