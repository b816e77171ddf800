"""Ordering: keys by which Vietnamese texts sort and are found; the database at hand has no Vietnamese collation.

Letters of the whole text first (a ă â … d đ … o ô ơ … u ư), then tones (none, huyền, hỏi, ngã, sắc, nặng), numbers by value.
Whoever types without marks finds what has them.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from services.chassis.text.letters import folded, plain

LETTERS: Final = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
PLACE: Final = {letter: f"{place:02d}" for place, letter in enumerate(LETTERS)}
TONES: Final = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
PIECE: Final = re.compile(r"\d+|\D")
WORD: Final = re.compile(r"[^\W_]+")
CODE: Final = re.compile(r"\w+(?:[^\w\s]+\w+)+")
"""A number with its separators: 105/QĐ-UBND."""
PADDING: Final = re.compile(r"(?<!\d)0+(?=\d)")


def sort_key(text: str) -> tuple[str, str, str]:
    """Letters, then tones, then the text itself: "Tổ 2" before "Tổ 10", "Da" before "Dân" before "Đà"."""
    letters: list[str] = []
    tones: list[str] = []
    for piece in PIECE.findall(_toneless(text, tones)):
        if piece.isdecimal():
            digits = piece.lstrip("0")
            letters.append(f"-{len(digits):06d}{digits}")
        elif piece in PLACE:
            letters.append(PLACE[piece])
        else:
            letters.append(" " if not piece.isalnum() else f"~{piece}")
    return "".join(letters), "".join(tones), text


def _toneless(text: str, tones: list[str]) -> str:
    kept = []
    for letter in folded(text):
        parts = unicodedata.normalize("NFD", letter)
        tones.append(next((TONES[mark] for mark in parts if mark in TONES), "0"))
        kept.append(unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in TONES)))
    return "".join(kept)


def full_name_key(full_name: str) -> tuple[str, ...]:
    """The order of people: given name, family name, middle names; each by its letters, then its tones."""
    *before, given = full_name.split() or [""]
    family, middle = " ".join(before[:1]), " ".join(before[1:])
    return (*sort_key(given)[:2], *sort_key(family)[:2], *sort_key(middle)[:2], full_name)


def words(text: str) -> list[str]:
    """The words of a text as they are searched, numbers by value: ["to", "so", "1"]; none in "?"."""
    return WORD.findall(PADDING.sub("", plain(text)))


def search_key(text: str) -> str:
    """The text as a read model keeps it for searching: " 105 qd ubnd 105qdubnd qdubnd", numbers also without separators."""
    found = words(text)
    for code in CODE.findall(plain(text)):
        parts = words(code)
        found += ["".join(parts[first:]) for first in range(len(parts) - 1)]
    return "".join(f" {word}" for word in found)


def beginnings(asked: str) -> list[str]:
    """What a search key must hold, all of it, to be found: " to", " dan"."""
    return [f" {word}" for word in words(asked)]


def matches(text: str, asked: str) -> bool:
    """Whether every word that was asked begins a word of the text, in any order, marks or none."""
    key = search_key(text)
    return all(beginning in key for beginning in beginnings(asked))


def distance(text: str, asked: str) -> int:
    """How many of the words that were asked are no whole word of the text: for "mau m", "Mẫu M" stands before "Mẫu Mai"."""
    known = set(search_key(text).split())
    return sum(word not in known for word in words(asked))
