"""The invented principals of the demo: subjects of the local issuer, the same that `thidua token` gives for a role."""

from __future__ import annotations

from typing import Final

from deploy.demo.sample import BLOC
from deploy.local.issuer import local_subject

OPERATOR: Final = local_subject("operator", "city")
CITY_OFFICER: Final = local_subject("city-officer", "city")


def clerk(ward: str) -> str:
    """Công chức Văn phòng – Thống kê of a ward."""
    return local_subject("clerk", ward)


def chairman(ward: str) -> str:
    """Chủ tịch UBND of a ward."""
    return local_subject("chairman", ward)


def head(ward: str, unit: str) -> str:
    """Who sends a unit's reports; `unit` is its code."""
    return local_subject("unit-head", ward, unit)


def watcher(ward: str, role: str) -> str:
    """Who follows the ward's plan, movements and reports in one of the roles for that: Văn thư, a leader, Đảng ủy."""
    return local_subject(role, ward)


def council_member(ward: str, seat: str) -> str:
    """A member of the ward's council."""
    return local_subject("council-member", ward, seat)


def council_secretary(ward: str) -> str:
    """The secretary of the ward's council."""
    return local_subject("council-secretary", ward)


def bloc_secretary() -> str:
    """Who keeps the bloc's papers; the mandate is held for the bloc, not for a ward."""
    return local_subject("bloc-secretary", BLOC[0])
