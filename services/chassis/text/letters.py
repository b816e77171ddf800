"""Letters: which are kept, which are dropped, which are refused, and which are one letter to a reader.

What is stored is what was typed, in NFC and without letters that nobody can see. What is compared is `folded`: two texts
that look alike on paper are one text, whichever keyboard, PDF or text recognition they came from.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

INVISIBLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""Unicode's Default_Ignorable_Code_Point (joiners, zero-width spaces, directions, selectors) and letters drawn as nothing."""

FORBIDDEN: Final = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters other than tab and line end, and lone surrogates; nobody types them on purpose."""

_ALIKE: Final = str.maketrans(
    # eth and African d share their capital with d with a stroke; then Cyrillic, Greek and others, by the small letter
    # whose small or capital form looks Latin
    "\u00f0\u0256"
    "\u0430\u0432\u0441\u0501\u0435\u04bb\u043d\u0456\u0458\u043a\u04cf\u043c\u043e\u051b\u0440\u0455\u0442\u0443\u0475\u051d\u0445\u04af"
    "\u03b1\u03b2\u03b5\u03b6\u03b7\u03b9\u03ba\u03bc\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7\u03f2"
    "\u0131\u0251\u0261\u0585\u057d"
    # dashes, hyphens, minus; fractions' strokes; apostrophes and primes
    "\u2010\u2012\u2013\u2014\u2015\u2043\u2212\u02d7\u2500\u2e3a\u2e3b"
    "\u2044\u2215"
    "\u2018\u2019\u02bc\u02b9\u2032\u0060",
    "đđabcdehhijklmoqpstyvwxyabezhikmnoptyxciagou-----------//''''''",
)
"""Letters that are one letter to a reader; in escapes, since nobody could review them as they look."""


_WIDE: Final = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
UNSTORABLE: Final = re.compile("[\0\ud800-\udfff]")
"""What no row can hold; PostgreSQL refuses it."""


class UnfitText(ValueError):
    """The text holds a control character or a lone surrogate."""


def clean(text: str) -> str:
    """The text in NFC without invisible letters. Raises UnfitText."""
    if FORBIDDEN.search(text):
        raise UnfitText
    return text if text.isascii() else unicodedata.normalize("NFC", INVISIBLE.sub("", text))


def narrow(text: str) -> str:
    """The text with letters, digits and marks of full width, as some keyboards type them, in the width of all others: "０１２／QĐ"."""
    return text.translate(_WIDE)


def canonical(symbol: str) -> str:
    """The one form of a document's symbol, in capitals: "QÐ‑UBND" and "qđ-ubnd" are "QĐ-UBND", which stays itself."""
    return folded(symbol).upper()


def folded(text: str) -> str:
    """What two texts that read alike have in common: "200/QÐ‑UBND" and "200/qđ-ubnd" are one, "Quyet" and "Quyết" are two.

    The key of everything that must be unique by its text; case, kind of dash, width, invisible and look-alike letters do not count.
    """
    letters = unicodedata.normalize("NFKD", INVISIBLE.sub("", text)).casefold()
    return " ".join(unicodedata.normalize("NFC", letters.translate(_ALIKE)).split())


def folded_number(number: str) -> str:
    """What two numbers of a document that read alike have in common: "07/2022/QH15", "7/2022 /QH15" and "007/2022/qh15" are one."""
    return re.sub(r"(?<!\d)0+(?=\d)", "", re.sub(r"\s+", "", canonical(number)))


def plain(text: str) -> str:
    """Folded and without marks: "Quyết Thắng" is "quyet thang"."""
    letters = unicodedata.normalize("NFD", folded(text).replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
