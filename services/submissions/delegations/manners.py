"""Manners of signing in somebody's place (ký thay, thừa lệnh, thừa ủy quyền), as data with their source. Pure.

Source: Nghị định 30/2020/NĐ-CP, Điều 13 (in force since 05/03/2020), Phụ lục I, mục II.7. Confidence: high.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from services.chassis.documents.letterhead import AUTHORITY, CHAIRMAN


@dataclass(frozen=True, slots=True)
class Manner:
    """How a signature is headed, and what the decree asks of it.

    `collective`: papers of the whole committee may be signed so; `written`: the delegation is a document with a last day.
    """

    label: str
    mark: str
    collective: bool
    written: bool
    source: str

    def heading(self, position: str) -> tuple[str, str]:
        """What stands above the signature: in whose name, and the position, its lines parted by " / "."""
        place = f"{self.mark} {CHAIRMAN}"
        return (AUTHORITY, f"{place} / {position}") if self.collective else (place, position)


MANNERS: Final[Mapping[str, Manner]] = {
    "in-place": Manner("Ký thay (KT.)", "KT.", True, False, "Nghị định 30/2020/NĐ-CP, Điều 13 khoản 1, khoản 2"),
    "by-order": Manner("Thừa lệnh (TL.)", "TL.", False, False, "Nghị định 30/2020/NĐ-CP, Điều 13 khoản 4"),
    "by-authority": Manner("Thừa ủy quyền (TUQ.)", "TUQ.", False, True, "Nghị định 30/2020/NĐ-CP, Điều 13 khoản 3"),
}
OF_THE_COMMITTEE: Final = [code for code, manner in MANNERS.items() if manner.collective]
WORDS: Final = {code: manner.label for code, manner in MANNERS.items()}
