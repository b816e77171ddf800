"""Letterhead of a ward's people's committee: how its papers begin, from what the ward is called. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

KIND: Final = re.compile(r"^(phường|xã|đặc khu|thị trấn)\s+", re.IGNORECASE)
COMMITTEE: Final = "ỦY BAN NHÂN DÂN"
AUTHORITY: Final = f"TM. {COMMITTEE}"
"""In whose name the chairman signs."""
CHAIRMAN: Final = "CHỦ TỊCH"


@dataclass(frozen=True, slots=True)
class Letterhead:
    """`issuer` and `place` as a paper has them; `committee` and `ward` as its sentences speak of them."""

    issuer: tuple[str, str]
    place: str
    committee: str
    ward: str


def letterhead(ward: str) -> Letterhead:
    """That of the ward of this name ("Phường Đoàn Kết"); a place named by a number keeps its kind (Nghị định 30, Phụ lục I, II.4)."""
    bare = KIND.sub("", ward)
    spoken = ward[:1].lower() + ward[1:] if bare != ward else ward
    place = bare if bare[:1].isalpha() else ward
    return Letterhead((COMMITTEE, ward.upper()), place, f"Ủy ban nhân dân {spoken}", spoken)
