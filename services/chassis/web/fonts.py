"""Fonts: the packaged faces cut down to what Vietnamese pages need, as WOFF2.

`python -m services.chassis.web.fonts NAME` writes one to standard output: cutting takes memory that an API process should
not keep. Be Vietnam Pro has no tabular figures, so numbers in columns are set in Public Sans.
"""

from __future__ import annotations

import hashlib
import io
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from typing import Final

LATIN: Final = (*range(0x20, 0x7F), *range(0xA0, 0x100), 0x102, 0x103, 0x110, 0x111, 0x128, 0x129, 0x168, 0x169)
VIETNAMESE: Final = (0x1A0, 0x1A1, 0x1AF, 0x1B0, 0x20AB, *range(0x300, 0x304), 0x309, 0x323, *range(0x1EA0, 0x1EFA))
MARKS: Final = (
    0x2013,
    0x2014,
    0x2018,
    0x2019,
    0x201C,
    0x201D,
    0x2026,
    0x2022,
    0x2039,
    0x203A,
    0x2212,
    0x00D7,
    0x2009,
    0x202F,
)
FIGURES: Final = tuple(map(ord, "0123456789.,−-/:%+ \u00a0"))


@dataclass(frozen=True, slots=True)
class Face:
    """A file of a package and what is kept of it."""

    package: str
    file: str
    letters: tuple[int, ...]


FACES: Final[Mapping[str, Face]] = {
    "text-400": Face("fontpkg_be_vietnam_pro", "BeVietnamPro-Regular.ttf", (*LATIN, *VIETNAMESE, *MARKS)),
    "text-600": Face("fontpkg_be_vietnam_pro", "BeVietnamPro-SemiBold.ttf", (*LATIN, *VIETNAMESE, *MARKS)),
    "figures": Face("fontpkg_public_sans", "PublicSans[wght].ttf", FIGURES),
}


@cache
def digest(name: str) -> str:
    """Names what a face is made of, before it is made: package, letters and the tool's version."""
    face = FACES[name]
    of = (face, version(face.package.replace("_", "-")), version("fonttools"))
    return hashlib.sha256(repr(of).encode()).hexdigest()[:12]


def cut(name: str) -> bytes:
    """The WOFF2 of a face."""
    from fontTools.subset import (  # type: ignore[import-untyped]  # ships no types
        Options,
        Subsetter,
        load_font,
        save_font,
    )

    face = FACES[name]
    options = Options(flavor="woff2", layout_features=["*"], hinting=False, desubroutinize=True, notdef_outline=True)
    font = load_font(str(files(face.package).joinpath("files", face.file)), options)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=face.letters)
    subsetter.subset(font)
    made = io.BytesIO()
    save_font(font, made, options)
    return made.getvalue()


if __name__ == "__main__":
    sys.stdout.buffer.write(cut(sys.argv[1]))
