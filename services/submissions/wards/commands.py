"""Commands of a ward."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from thidua_contracts.codes import WardKind


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterWard:
    """Enter a ward; `ward_code` is its 5-digit code."""

    ward_code: str
    at: datetime
    name: str
    kind: WardKind
    valid_from: date
    predecessors: tuple[str, ...] = ()


Command = RegisterWard
