"""Text as it arrives: UTF-8, cleaned once for a whole body or address, so that no route can forget it.

Letters are judged by what a text means, not by its bytes: an escaped backslash before `u0000` is harmless.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote_from_bytes, unquote_to_bytes

from services.chassis.text.letters import FORBIDDEN, UnfitText, clean

ESCAPE: Final = re.compile(r"\\(?:u([0-9a-fA-F]{4})|.)", re.DOTALL)
CONTROLS: Final = frozenset({r"\b", r"\f"})
"""The forbidden control characters that JSON has short escapes for."""


class NotUtf8(ValueError):
    """The bytes are not UTF-8."""


def clean_json(raw: bytes) -> bytes:
    """The same JSON text in UTF-8, its texts clean. Raises NotUtf8 or UnfitText; whether it is JSON is not judged."""
    if raw.isascii() and b"\\" not in raw and b"\x7f" not in raw:
        return raw
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        raise NotUtf8 from None
    return clean(_joined(ESCAPE.sub(_unescaped, text))).encode()


def clean_percent(raw: bytes) -> bytes:
    """A percent-encoded path or query, its text clean. Raises NotUtf8 or UnfitText."""
    if b"%" not in raw:
        return raw
    try:
        plain = unquote_to_bytes(raw).decode()
    except UnicodeDecodeError:
        raise NotUtf8 from None
    if clean(plain) == plain:
        return raw
    return b"".join(
        quote_from_bytes(clean(unquote_to_bytes(piece).decode()).encode(), safe="").encode() if b"%" in piece else piece
        for piece in re.split(rb"([/?&=;+:,])", raw)
    )


def _unescaped(escape: re.Match[str]) -> str:
    """A letter for its escape; ASCII stays escaped, so that no quote, backslash or line end comes free."""
    digits = escape[1]
    if digits is None:
        if escape[0] in CONTROLS:
            raise UnfitText
        return escape[0]
    letter = chr(int(digits, 16))
    if letter.isascii():
        if FORBIDDEN.search(letter):
            raise UnfitText
        return escape[0]
    return letter


def _joined(text: str) -> str:
    """Surrogate pairs become letters; a lone one is unfit."""
    try:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError:
        raise UnfitText from None
