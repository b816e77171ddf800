"""Naming: what a file is called, from what whoever sent it called it. Pure."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from services.chassis.text.letters import FORBIDDEN, clean

LONGEST: Final = 100
"""Letters of a file's name."""
NEVER: Final = re.compile(r'[\\/:*?"<>|\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]')
"""What no file may be called on some machine, and letters that turn a name around."""
ENDINGS: Final = {"jpg": ("jpg", "jpeg")}
MIB: Final = 1024 * 1024


def named(name: str, kind: str) -> str:
    """A name that ends as its kind does, whatever it ended in: “danh-sach.exe” that is a PDF is “danh-sach.exe.pdf”."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", clean(FORBIDDEN.sub("", name))))[-1]
    plain = " ".join(NEVER.sub("", last).split()).strip(". ")
    stem, dot, ending = plain.rpartition(".")
    fits = dot and ending.lower() in ENDINGS.get(kind, (kind,))
    return f"{(stem if fits else plain)[:LONGEST].rstrip('. ') or 'tep'}.{kind}"


def weight(size: int) -> str:
    """How heavy a file is, as people say it: 640 KB, 3,4 MB."""
    if size < MIB:
        return f"{max(1, round(size / 1024))} KB"
    tenths = round(size * 10 / MIB)
    return f"{tenths // 10},{tenths % 10} MB" if tenths % 10 else f"{tenths // 10} MB"
