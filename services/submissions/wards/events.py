"""Events of a ward (phường, xã)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from thidua_contracts.codes import WardKind


@dataclass(frozen=True, slots=True, kw_only=True)
class WardRegistered:
    """A ward began to use the system; `predecessors` are the codes it took over by merger or division."""

    code: str
    name: str
    kind: WardKind
    valid_from: date
    predecessors: tuple[str, ...] = ()


Event = WardRegistered
