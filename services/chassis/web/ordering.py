"""Ordering: keys by which Vietnamese names sort and are found; the database at hand has no Vietnamese collation.

Letters of the whole text first (a ă â … d đ … o ô ơ … u ư), then tones (none, huyền, hỏi, ngã, sắc, nặng), numbers by value.
Whoever types without marks finds what has them.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LETTERS: Final = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
PLACE: Final = {letter: f"{place:02d}" for place, letter in enumerate(LETTERS)}
TONES: Final = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
PIECE: Final = re.compile(r"\d+|\D")
WORD: Final = re.compile(r"\w+")


def sort_key(text: str) -> tuple[str, str, str]:
    """Letters, then tones, then the text itself: "Tổ 2" before "Tổ 10", "Da" before "Dân" before "Đà"."""
    letters: list[str] = []
    tones: list[str] = []
    for piece in PIECE.findall(_toneless(text, tones)):
        if piece.isdecimal():
            letters.append(f"-{piece.lstrip('0').zfill(12)}")
        elif piece in PLACE:
            letters.append(PLACE[piece])
        else:
            letters.append(" " if not piece.isalnum() else f"~{piece}")
    return "".join(letters), "".join(tones), text


def _toneless(text: str, tones: list[str]) -> str:
    kept = []
    for letter in unicodedata.normalize("NFC", text).lower():
        parts = unicodedata.normalize("NFD", letter)
        tones.append(next((TONES[mark] for mark in parts if mark in TONES), "0"))
        kept.append(unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in TONES)))
    return "".join(kept)


def plain(text: str) -> str:
    """Without marks and case: "Quyết Thắng" is "quyet thang"."""
    parts = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def search_key(text: str) -> str:
    """The text as a read model keeps it for searching: " quyet thang 105 qd ubnd"."""
    return "".join(f" {word}" for word in WORD.findall(plain(text)))


def beginnings(asked: str) -> list[str]:
    """What a search key must hold, all of it, to be found: " to", " dan"."""
    return [f" {word}" for word in WORD.findall(plain(asked))]


def matches(text: str, asked: str) -> bool:
    """Whether every word that was asked begins a word of the text, in any order, marks or none."""
    key = search_key(text)
    return all(beginning in key for beginning in beginnings(asked))
