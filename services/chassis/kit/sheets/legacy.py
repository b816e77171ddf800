"""Legacy letters: text that was typed for fonts of TCVN3 (ABC) or VNI before Unicode, recognised and put into Unicode. Pure.

Such a cell holds Latin letters which only its font shows as Vietnamese: "ViÖt Nam" (TCVN3), "Vieät Nam" (VNI).
Tables: TCVN 5712:1993, third set (VN3); VNI for Windows.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final

TCVN3: Final[Mapping[str, str]] = dict(
    zip(
        "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãäåæçèé«¬êëìíîïñòóô\u00adõö÷øùúûüýþ¡¢£¤¥¦§",
        "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọồổỗốộôơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂÊÔƠƯĐ",
        strict=True,
    )
)
"""One letter for one; capitals with tones are small letters in a font of capitals, which nothing in the text tells."""

_TONES: Final = {"ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ù": "\u0301", "ï": "\u0323"}
_BREVE: Final = {"ê": "", "è": "\u0300", "ú": "\u0309", "ü": "\u0303", "é": "\u0301", "ë": "\u0323"}
_CIRCUMFLEX: Final = {"â": "", "à": "\u0300", "å": "\u0309", "ã": "\u0303", "á": "\u0301", "ä": "\u0323"}
_ALONE: Final = {"ô": "ơ", "ö": "ư", "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "í": "í", "ì": "ì"}


def _pairs() -> dict[str, str]:
    marks = (
        *(((base, tone), base + mark) for base in "aeouy" for tone, mark in _TONES.items()),
        *(((base, tone), own + mark) for base, own in (("ô", "ơ"), ("ö", "ư")) for tone, mark in _TONES.items()),
        *((("a", tone), "a\u0306" + mark) for tone, mark in _BREVE.items()),
        *(((base, tone), base + "\u0302" + mark) for base in "aeo" for tone, mark in _CIRCUMFLEX.items()),
    )
    small = {a + b: unicodedata.normalize("NFC", letter) for (a, b), letter in marks} | _ALONE
    mixed = {key[0].upper() + key[1:]: letter.upper() for key, letter in small.items()}
    return mixed | {key.upper(): letter.upper() for key, letter in small.items()} | small


VNI: Final[Mapping[str, str]] = _pairs()
"""A letter and the mark behind it, or one letter for one."""
_VNI: Final = re.compile("|".join(sorted(map(re.escape, VNI), key=len, reverse=True)))

NAMES: Final = {"tcvn3": "TCVN3 (ABC)", "vni": "VNI"}
_PIECE: Final = re.compile(r"[^\s.,;:()\[\]/\"'!?+–-]+")
_ONSET: Final = r"(?:ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdđghklmnprstvx])?"
_RHYME: Final = (
    r"(?:a|ac|ach|ai|am|an|ang|anh|ao|ap|at|au|ay|ă[cmnpt]|ăng|â[cmnptuy]|âng|e|ec|em|en|eng|eo|ep|et|ê|ê[cmnptu]|ênh|êch"
    r"|i|ia|ich|iêc|iêm|iên|iêng|iêp|iêt|iêu|im|in|inh|ip|it|iu|o|oa|oac|oach|oai|oam|oan|oang|oanh|oao|oap|oat|oay"
    r"|oă[cmnt]|oăng|oc|oe|oen|oeo|oet|oi|om|on|ong|ooc|oong|op|ot|ô|ôc|ôi|ôm|ôn|ông|ôp|ôt|ơ|ơi|ơm|ơn|ơp|ơt"
    r"|u|ua|uân|uâng|uât|uây|uc|uê|uêch|uênh|ui|um|un|ung|uôc|uôi|uôm|uôn|uông|uôt|uơ|up|ut|uy|uya|uych|uyên|uyêt|uynh|uyt|uyu"
    r"|ư|ưa|ưc|ưi|ưng|ươc|ươi|ươm|ươn|ương|ươp|ươt|ươu|ưt|ưu|y|yêm|yên|yêng|yêt|yêu|ynh|yt)"
)
_SYLLABLE: Final = re.compile(f"{_ONSET}{_RHYME}")
_TONE_MARKS: Final = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_OURS: Final = re.compile("[ăđĩũơưĂĐĨŨƠƯ\u1ea0-\u1ef9]")
"""Letters that no legacy text holds."""
_MARKED: Final = re.compile("[\u00a1-\u00ff]")
ENOUGH: Final = 0.8
"""The share of marked words that have to become Vietnamese ones."""


def converted(text: str, letters: str) -> str:
    """The text in Unicode; as it is where it holds letters of Vietnamese already, or none to convert."""
    if _OURS.search(text) or not _MARKED.search(text):
        return text
    if letters == "tcvn3":
        return "".join(TCVN3.get(letter, letter) for letter in text)
    return _VNI.sub(lambda found: VNI[found[0]], text)


def recognised(texts: Iterable[str]) -> str:
    """The legacy letters that a sheet's texts are written in, a key of NAMES; "" for Unicode.

    Judged by its marked words together, since a short one may be Vietnamese under two readings.
    """
    pieces = [
        piece for text in texts if _MARKED.search(text) and not _OURS.search(text) for piece in _PIECE.findall(text)
    ]
    marked = {piece for piece in pieces if _MARKED.search(piece)}
    if not marked:
        return ""
    as_is = _share(marked)
    shares = {letters: _share({converted(piece, letters) for piece in marked}) for letters in NAMES}
    best = max(shares, key=lambda letters: shares[letters])
    return best if shares[best] >= ENOUGH and shares[best] > as_is else ""


def _share(words: set[str]) -> float:
    return sum(map(syllable, words)) / len(words)


def syllable(word: str) -> bool:
    """Whether this is built as a syllable of Vietnamese is: an onset and a rhyme with at most one tone, in one case."""
    if not (word.islower() or word.isupper() or word.istitle() or (word[:1].isupper() and word[1:].islower())):
        return False
    parts = unicodedata.normalize("NFD", word.lower())
    toneless = unicodedata.normalize("NFC", _TONE_MARKS.sub("", parts))
    return len(_TONE_MARKS.findall(parts)) <= 1 and _SYLLABLE.fullmatch(toneless) is not None
