"""Similar names of initiatives: pointed out before one is recognised, never refused; the same idea may be somebody else's. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from typing import Any, Final

from services.chassis.text.ordering import words
from services.chassis.words import day

ALIKE: Final = 0.8
"""How much of two names has to be the same, words in whatever order, for somebody to look twice."""
MOST: Final = 3


def similar(name: str, known: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Those whose name is nearly this one, the nearest first."""
    asked = _spelt(name)
    if not asked:
        return []
    found = []
    for one in known:
        compared = SequenceMatcher(None, asked, _spelt(one["name"]), autojunk=False)
        if compared.quick_ratio() >= ALIKE and (alike := compared.ratio()) >= ALIKE:
            found.append((-alike, one["document_number"], one))
    return [one for _, _, one in sorted(found, key=lambda each: each[:2])][:MOST]


def told(one: Mapping[str, Any]) -> str:
    """The sentence that points one out."""
    return (
        f"Tên gần giống sáng kiến “{one['name']}” đã công nhận theo văn bản số {one['document_number']} "
        f"ngày {day(one['recognised_on'])}: đúng là sáng kiến khác thì vẫn ghi nhận được."
    )


def _spelt(name: str) -> str:
    return " ".join(sorted(words(name)))
