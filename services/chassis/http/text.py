"""Text as it arrives: UTF-8, without NUL and lone surrogates, in NFC; checked once, for a whole body or address.

`json` stores NUL and lone surrogates escaped and PostgreSQL refuses them later, where one bad text fails a whole batch.
They are refused in what a text means, not in its bytes: an escaped backslash before `u0000` is harmless.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final
from urllib.parse import quote_from_bytes, unquote_to_bytes

ESCAPE: Final = re.compile(r"\\(?:u([0-9a-fA-F]{4})|.)", re.DOTALL)
FIRST_NOT_ASCII: Final = 0x80


class NotUtf8(ValueError):
    """The bytes are not UTF-8."""


class UnfitText(ValueError):
    """The text holds NUL or a lone surrogate."""


def clean_json(raw: bytes) -> bytes:
    """The same JSON text in UTF-8 and NFC. Raises NotUtf8 or UnfitText; whether it is JSON is not judged."""
    if raw.isascii() and b"\\u" not in raw:
        return raw
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        raise NotUtf8 from None
    if "\\u" in text:
        text = _joined(ESCAPE.sub(_unescaped, text))
    return unicodedata.normalize("NFC", text).encode()


def clean_text(text: str) -> str:
    """The text in NFC. Raises UnfitText."""
    if text.isascii() and "\0" not in text:
        return text
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise UnfitText
    return unicodedata.normalize("NFC", text)


def clean_percent(raw: bytes) -> bytes:
    """A percent-encoded path or query, its text in NFC. Raises NotUtf8 or UnfitText."""
    if b"%" not in raw:
        return raw
    try:
        plain = unquote_to_bytes(raw).decode()
    except UnicodeDecodeError:
        raise NotUtf8 from None
    if clean_text(plain) == plain:
        return raw
    return b"".join(
        quote_from_bytes(clean_text(unquote_to_bytes(piece).decode()).encode(), safe="").encode()
        if b"%" in piece
        else piece
        for piece in re.split(rb"([/?&=;+:,])", raw)
    )


def _unescaped(escape: re.Match[str]) -> str:
    """A letter for its escape; ASCII stays escaped, so that no quote or backslash comes free."""
    digits = escape[1]
    if digits is None:
        return escape[0]
    code = int(digits, 16)
    if code == 0:
        raise UnfitText
    return chr(code) if code >= FIRST_NOT_ASCII else escape[0]


def _joined(text: str) -> str:
    """Surrogate pairs become letters; a lone one is unfit."""
    try:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError:
        raise UnfitText from None
