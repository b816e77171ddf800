"""Columns: which column of a file holds which field, though it was renamed, moved or typed in other letters. Pure.

What is called as in the template, the list or the API is sure. What only resembles it is a guess, and whoever sends the file is asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final

from services.chassis.kit.sheets.legacy import NAMES, converted
from services.chassis.kit.sheets.workbook import Tab
from services.chassis.text.ordering import words

LOOKED_AT: Final = 25
"""Rows at the top in which the headings are looked for: titles and notes stand above them."""
ALIKE: Final = 0.75
BESIDE: Final = re.compile(r"[(\[*\n].*", re.DOTALL)
"""What is noted beside a heading: "Họ và tên (*)"."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The headings of a tab in row `heading` from 0: `sure` and `guessed` say in which column each field stands."""

    tab: Tab
    heading: int
    texts: Mapping[int, str]
    sure: Mapping[str, int]
    guessed: Mapping[str, int]


def found(tabs: Sequence[Tab], called: Mapping[str, Sequence[str]]) -> Columns:
    """The tab and the row that look most like headings; `called` is what each field may be called."""
    candidates = [
        _read(tab, row, called)
        for tab in tabs
        for row in range(min(len(tab.rows), LOOKED_AT))
        if sum(isinstance(cell, str) and cell.strip() != "" for cell in tab.rows[row]) >= min(2, len(called))
    ]
    first = Columns(tabs[0], 0, _texts(tabs[0].rows[0]), {}, {})
    return max(candidates, key=lambda one: (len(one.sure), len(one.guessed), -one.heading), default=first)


def chosen(columns: Columns, fields: Mapping[str, int]) -> Columns:
    """The same headings with what was chosen for them."""
    return Columns(columns.tab, columns.heading, columns.texts, dict(fields), {})


def _read(tab: Tab, row: int, called: Mapping[str, Sequence[str]]) -> Columns:
    texts = _texts(tab.rows[row])
    names = {field: {_plain(name) for name in known} for field, known in called.items()}
    sure: dict[str, int] = {}
    for field, known in names.items():
        fits = [column for column, text in texts.items() if _readings(text) & known and column not in sure.values()]
        if fits:
            sure[field] = fits[0]
    guessed: dict[str, int] = {}
    for field, known in names.items():
        free = [column for column in texts if column not in (*sure.values(), *guessed.values())]
        if field in sure or not free:
            continue
        alike = {
            column: max(_alike(text, name) for text in _readings(texts[column]) for name in known) for column in free
        }
        best = max(alike, key=lambda column: alike[column])
        if alike[best] >= ALIKE:
            guessed[field] = best
    return Columns(tab, row, texts, sure, guessed)


def _texts(row: Sequence[Any]) -> dict[int, str]:
    return {column: " ".join(cell.split()) for column, cell in enumerate(row) if isinstance(cell, str) and cell.strip()}


def _readings(text: str) -> set[str]:
    """The heading as it stands and out of legacy letters, each whole and without what is noted beside it."""
    every = (text, *(converted(text, letters) for letters in NAMES))
    return {_plain(one) for text in every for one in (text, BESIDE.sub("", text))}


def _plain(text: str) -> str:
    return " ".join(words(text.replace("_", " ")))


def _alike(text: str, name: str) -> float:
    """How much two plain headings resemble each other; all words of one in the other is a likeness too."""
    one, other = set(text.split()), set(name.split())
    within = 0.8 if one and other and (one <= other or other <= one) else 0.0
    return max(within, SequenceMatcher(None, text, name).ratio())
