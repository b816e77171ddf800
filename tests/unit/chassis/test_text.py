"""Text at the edge: judged by what it means, not by its bytes."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.http.text import NotUtf8, UnfitText, clean_json, clean_percent, clean_text

TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
VALUES: st.SearchStrategy[Any] = st.recursive(
    TEXTS | st.integers() | st.booleans() | st.none(),
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
    max_leaves=10,
)


def nfc(value: Any) -> Any:
    match value:
        case str():
            return unicodedata.normalize("NFC", value)
        case list():
            return [nfc(item) for item in value]
        case dict():
            return {nfc(name): nfc(item) for name, item in value.items()}
        case _:
            return value


@given(VALUES, st.booleans())
def test_the_meaning_of_a_body_is_kept_but_for_nfc(value: Any, escaped: bool) -> None:
    raw = json.dumps(value, ensure_ascii=escaped).encode()
    assert json.loads(clean_json(raw)) == nfc(json.loads(raw))


@pytest.mark.parametrize(
    "raw",
    [
        rb'"\u0000"',
        rb'{"a\u0000": 1}',
        rb'"\\\u0000"',
        rb'"\ud800"',
        rb'"\udc00\ud800"',
        rb'["\uD83D"]',
        rb'"\ud83d\u0041"',
    ],
)
def test_nul_and_lone_surrogates_are_unfit_wherever_they_stand(raw: bytes) -> None:
    with pytest.raises(UnfitText):
        clean_json(raw)


@pytest.mark.parametrize("raw", [rb'"\\u0000"', rb'"\\\\u0000"', rb'"\\ud800"', rb'"u0000"'])
def test_an_escaped_backslash_is_no_escape(raw: bytes) -> None:
    assert json.loads(clean_json(raw)) == json.loads(raw)


def test_a_pair_of_surrogates_is_a_letter() -> None:
    assert json.loads(clean_json(rb'"\ud83d\ude00"')) == "😀"


def test_an_escaped_quote_stays_escaped() -> None:
    assert json.loads(clean_json(rb'"\u0022, \u005c \u0301"')) == json.loads(rb'"\u0022, \u005c \u0301"')


@pytest.mark.parametrize("raw", [b"\xff", b'"\xed\xa0\x80"', '"a"'.encode("utf-16")])
def test_bytes_that_are_not_utf_8_are_refused(raw: bytes) -> None:
    with pytest.raises(NotUtf8):
        clean_json(raw)


@pytest.mark.parametrize("text", ["a\0", "\0", "\ud800", "ư\udfff"])
def test_a_text_is_judged_the_same(text: str) -> None:
    with pytest.raises(UnfitText):
        clean_text(text)


def test_an_address_is_made_nfc_and_keeps_its_shape() -> None:
    decomposed = "a=Thi%20%C4%91ua+o%CC%9B&b=1%26c"
    assert clean_percent(decomposed.encode()) == b"a=Thi%20%C4%91ua+%C6%A1&b=1%26c"


@pytest.mark.parametrize(("raw", "error"), [(b"a=%00", UnfitText), (b"a=%ff", NotUtf8), (b"a=%ED%A0%80", NotUtf8)])
def test_an_address_with_unfit_text_is_refused(raw: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        clean_percent(raw)


@given(TEXTS)
def test_a_clean_text_is_nfc(text: str) -> None:
    assert unicodedata.is_normalized("NFC", clean_text(text))
