"""Text at the edge: judged by what it means, not by its bytes."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from services.chassis.http.field_errors import field_error
from services.chassis.text.arriving import NotUtf8, clean_json, clean_percent
from services.chassis.text.letters import UnfitText, clean, folded, folded_number
from services.chassis.text.types import DocumentNumber, Name

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\n\r"))
VALUES: st.SearchStrategy[Any] = st.recursive(
    TEXTS | st.integers() | st.booleans() | st.none(),
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
    max_leaves=10,
)


def cleaned(value: Any) -> Any:
    match value:
        case str():
            return clean(value)
        case list():
            return [cleaned(item) for item in value]
        case dict():
            return {cleaned(name): cleaned(item) for name, item in value.items()}
        case _:
            return value


@given(VALUES, st.booleans())
def test_a_body_is_cleaned_as_each_of_its_texts(value: Any, escaped: bool) -> None:
    raw = json.dumps(value, ensure_ascii=escaped).encode()
    assert json.loads(clean_json(raw)) == cleaned(json.loads(raw))


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
        rb'"\u001f"',
        rb'"\b"',
        rb'"\f"',
        rb'"\u007f"',
        b'"\x7f"',
        rb'"\u0085"',
        '"\x9f"'.encode(),
    ],
)
def test_control_characters_and_lone_surrogates_are_unfit_wherever_they_stand(raw: bytes) -> None:
    with pytest.raises(UnfitText):
        clean_json(raw)


@pytest.mark.parametrize(
    "raw", [rb'"\\u0000"', rb'"\\\\u0000"', rb'"\\ud800"', rb'"u0000"', rb'"\\b"', rb'"\t\n\r\u0009"']
)
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


@pytest.mark.parametrize("text", ["a\0", "\0", "\ud800", "ư\udfff", "\x1f", "\x7f", "a\x0bb", "\x85"])
def test_a_text_is_judged_the_same(text: str) -> None:
    with pytest.raises(UnfitText):
        clean(text)


@pytest.mark.parametrize("letter", "\u200b\u200d\u2060\ufeff\u00ad\u202e\u2066\u034f\ufe0f\u3164\u2800\U000e0041")
def test_what_nobody_sees_is_dropped(letter: str) -> None:
    assert clean(f"Quy{letter}ết{letter}") == "Quyết"
    assert json.loads(clean_json(json.dumps(f"Quy{letter}ết").encode())) == "Quyết"
    assert clean(f"e{letter}\u0302{letter}\u0301") == "ế"


def test_an_address_is_made_nfc_and_keeps_its_shape() -> None:
    decomposed = "a=Thi%20%C4%91ua+o%CC%9B&b=1%26c"
    assert clean_percent(decomposed.encode()) == b"a=Thi%20%C4%91ua+%C6%A1&b=1%26c"


@pytest.mark.parametrize(("raw", "error"), [(b"a=%00", UnfitText), (b"a=%ff", NotUtf8), (b"a=%ED%A0%80", NotUtf8)])
def test_an_address_with_unfit_text_is_refused(raw: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        clean_percent(raw)


@given(TEXTS)
def test_a_clean_text_is_nfc_and_stays_as_it_is(text: str) -> None:
    assert unicodedata.is_normalized("NFC", clean(text))
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    "text",
    [
        "200/Q\u00d0-UBND",
        "200/Q\u0189-UBND",
        "200/QĐ\u2011UBND",
        "200/QĐ\u2013UBND",
        "200/QĐ\u2212UBND",
        "2\u200b00/QĐ-UBND\ufeff",
        "200/qđ-ubnd",
        "200\u2215QĐ-UBND",
        "\uff12\uff10\uff10/QĐ-UBND",
        "200/QĐ-UB\u039dD",
        "200/QĐ-U\u0412ND",
        " 200/QĐ-UBND\u00a0",
    ],
)
def test_what_reads_alike_is_one_text(text: str) -> None:
    assert folded(text) == folded("200/QĐ-UBND")


@pytest.mark.parametrize(
    ("one", "other"), [("Quyết", "Quyêt"), ("Đoàn", "Doàn"), ("201/QĐ", "200/QĐ"), ("KH UBND", "KHUBND")]
)
def test_what_reads_differently_is_two_texts(one: str, other: str) -> None:
    assert folded(one) != folded(other)


class Named(BaseModel):
    name: Name
    number: DocumentNumber = "1"


@pytest.mark.parametrize("blank", ["", " ", "\u00a0\u3000", "\u200b", " \ufeff ", "\n\t", "\u2800"])
def test_a_text_of_nothing_visible_is_blank(blank: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Named(name=clean(blank))
    assert field_error(refused.value.errors()[0]).sentence == "Còn trống. Ghi nội dung."


def test_ends_are_trimmed_and_a_number_stands_on_one_line() -> None:
    assert Named(name=" Đỗ An\u00a0", number=" 12/QĐ ") == Named(name="Đỗ An", number="12/QĐ")
    with pytest.raises(ValidationError):
        Named(name="An", number="12/QĐ\n13/QĐ")


@pytest.mark.parametrize("number", ["7/2022/QH15", "07/2022/qh15", " 007/2022 /QH15", "7/2022/QH15\u200b"])
def test_a_number_is_one_number_with_and_without_a_zero_before_it(number: str) -> None:
    assert folded_number(number) == "7/2022/QH15"
    assert folded_number("70/2022/QH15") != folded_number(number) != folded_number("7/2022/QH1")
