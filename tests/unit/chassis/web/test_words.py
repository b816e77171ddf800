"""What people read and type: days with their weekday, numbers as here, names in the order of the alphabet."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.chassis import words
from services.chassis.text.ordering import full_name_key, matches, sort_key
from services.chassis.web.inputs import Unclear, day_of, number_of, search_errors, year_of

DUE = datetime(2024, 5, 14, 17, tzinfo=UTC)
"""The first late instant of "trước ngày 15/5/2024"."""


@pytest.mark.parametrize(
    ("now", "left"),
    [
        (datetime(2024, 5, 12, 2, tzinfo=UTC), "còn 2 ngày"),
        (datetime(2024, 5, 14, 16, 59, tzinfo=UTC), "hôm nay là ngày cuối"),
        (DUE, "trễ 1 ngày"),
        (datetime(2024, 5, 16, 2, tzinfo=UTC), "trễ 2 ngày"),
        (datetime(2024, 1, 2, tzinfo=UTC), ""),
    ],
)
def test_a_deadline_says_its_last_day_and_what_is_left(now: datetime, left: str) -> None:
    assert words.until(DUE) == "hết Thứ Ba, 14/05/2024"
    assert words.left(DUE, now) == left


def test_a_deadline_within_a_day_says_its_hour() -> None:
    assert words.until(datetime(2024, 5, 14, 9, 30, tzinfo=UTC)) == "trước 16:30 Thứ Ba, 14/05/2024"


def test_a_day_and_a_moment_are_those_of_vietnam() -> None:
    assert words.day(date(2024, 5, 4)) == "04/05/2024"
    assert (words.day(DUE), words.moment(DUE)) == ("15/05/2024", "00:00 ngày 15/05/2024")


def test_money_is_written_in_dong_with_dots() -> None:
    assert words.dong(2340000) == "2.340.000 đồng"


@pytest.mark.parametrize(
    ("value", "text"), [(1234567, "1.234.567"), (Decimal("1234.5"), "1.234,5"), (-4, "−4"), (0, "0")]
)
def test_a_number_is_written_as_here(value: int | Decimal, text: str) -> None:
    assert words.number(value) == text


@pytest.mark.parametrize(
    "text", ["14/5/2024", "14-05-24", "14.5.2024", "14 tháng 5 năm 2024", "ngày 14 tháng 5 năm 2024"]
)
def test_a_day_is_taken_as_it_is_typed(text: str) -> None:
    assert day_of(text, "Ngày ký") == date(2024, 5, 14)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("5/14/2024", "Mục “Ngày ký”: không có ngày 5/14/2024"),
        ("31/02/2024", "Mục “Ngày ký”: không có ngày 31/02/2024"),
        ("mai", "Ghi ngày, tháng, năm vào mục “Ngày ký”, ví dụ 14/05/2024."),
        ("31/12/9999", "Mục “Ngày ký”: năm 9999 ngoài khoảng 1900–2200"),
        ("1/1/1899", "Mục “Ngày ký”: năm 1899 ngoài khoảng 1900–2200"),
    ],
)
def test_a_day_that_does_not_exist_is_asked_for_again(text: str, sentence: str) -> None:
    with pytest.raises(Unclear) as unclear:
        day_of(text, "Ngày ký")
    assert unclear.value.sentence.startswith(sentence)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234,5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("1 234,5", "1234.5"),
        ("0", "0"),
        ("−4", "-4"),
        ("12.345.678", "12345678"),
        ("1\u202f234\u00a0567", "1234567"),
        ("01", "1"),
    ],
)
def test_a_number_is_taken_as_it_is_typed(text: str, value: str) -> None:
    assert number_of(text, "Số hộ") == Decimal(value)


@pytest.mark.parametrize(
    "text",
    ["1,234.5", "1.5", "1e3", "mười", "", "1.23", "0.500", "-0.001", "00.123", "1.234 567", "1 234.567", "0 500", "5²"],
)
def test_a_number_that_could_be_two_is_asked_for_again(text: str) -> None:
    with pytest.raises(Unclear):
        number_of(text, "Số hộ")


def test_names_are_in_the_order_of_the_alphabet() -> None:
    # the order that PostgreSQL with ICU gives under vi-x-icu
    ordered = ["An", "Ao", "Áo", "Ăn", "Ân", "Da", "Dân", "Đà", "Đan", "Út", "Uy", "Ưu"]
    assert sorted(sorted(ordered), key=sort_key) == ordered


def test_tones_decide_after_letters_and_numbers_go_by_value() -> None:
    assert sorted(["mạ", "mã", "má", "ma", "mả", "mà"], key=sort_key) == ["ma", "mà", "mả", "mã", "má", "mạ"]
    assert sorted(["Tổ 10", "Tổ 2", "Tổ 1"], key=sort_key) == ["Tổ 1", "Tổ 2", "Tổ 10"]


@given(st.text())
@example("Tổ 5 m²")
@example("Đội ①")
@example("9" * 5000)
def test_any_text_has_a_place_in_the_order(text: str) -> None:
    assert sort_key(text) == sort_key(text)


@pytest.mark.parametrize("text", ["", "24", "02024", "2024 ", "²⁰²⁴", "٢٠٢٤", "2024000000", "9" * 5000])
def test_a_year_has_four_digits(text: str) -> None:
    assert (year_of("2024"), year_of(text)) == (2024, None)


@pytest.mark.parametrize("asked", ["to dan pho 1", "Tổ dân phố", "pho to", "DÂN PHỐ", "to d"])
def test_a_search_finds_with_marks_and_without(asked: str) -> None:
    assert matches("Tổ dân phố số 1", asked)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Tổ dân phố số 01", "so 1"),
        ("Tổ dân phố số 1", "so 001"),
        ("\u00d0ỗ An", "do an"),
        ("Đỗ An", "\u00d0ỗ"),
        ("Qu\u200byết Thắng", "quyet"),
        ("Quyết Thắng", "q\u200buyết"),
        ("200/QĐ\u2011UBND", "200/qđ-ubnd"),
        ("\u0410n", "an"),
        ("Phường 03386", "03386"),
    ],
)
def test_a_search_finds_what_reads_alike(text: str, asked: str) -> None:
    assert matches(text, asked)


@pytest.mark.parametrize("asked", ["?", "---", "%", "_", "\x1f", "\u200b", " "])
def test_marks_alone_are_nothing_to_look_for(asked: str) -> None:
    assert search_errors("tim", asked, "Ghi tên.") == [{"field": "tim", "sentence": "Ghi tên."}]
    assert search_errors("tim", "1", "Ghi tên.") == search_errors("tim", "", "Ghi tên.") == []


def test_what_is_too_long_to_be_looked_for_is_not_cut() -> None:
    [fault] = search_errors("tim", "x" * 201, "Ghi tên.")
    assert fault["sentence"] == "Câu tìm dài 201 ký tự, tối đa 200. Ghi ngắn hơn."
    assert search_errors("tim", "x" * 200, "Ghi tên.") == []


def test_people_go_by_given_then_family_then_middle_names() -> None:
    ordered = [
        "Đặng Văn An",
        "Lê Thị An",
        "Lê Văn An",
        "Nguyễn an",
        "Nguyễn Bá An",
        "Lê Văn Án",
        "Bùi Ánh",
        "Hà Thị Dung",
        "\u00d0ỗ Văn Đan",
        "Trần Đạt",
    ]
    assert sorted(sorted(ordered), key=full_name_key) == ordered
    assert full_name_key("\x1f") < full_name_key("An")


def test_look_alikes_stand_where_they_read() -> None:
    assert sorted(["Êm", "\u00d0ỗ An", "Dung", "Đặng An"], key=sort_key) == ["Dung", "Đặng An", "\u00d0ỗ An", "Êm"]
    assert sort_key("Quyết\u200b")[:2] == sort_key("quyết")[:2]
    assert sorted(["1" + "0" * 13, "9" * 13], key=sort_key) == ["9" * 13, "1" + "0" * 13]


def test_a_search_does_not_find_what_lacks_a_word() -> None:
    assert not matches("Tổ dân phố số 1", "to dan pho 2")
    assert not matches("Tổ dân phố số 2", "so 01")
    assert matches("Bản Đoàn Kết", "doan ket") and matches("12/QĐ-UBND", "12/qd-ubnd")


@pytest.mark.parametrize(
    "asked", ["105/QĐ-UBND", "105/qd-ubnd", "105QDUBND", "105qđ", "qdubnd 105", "105/QĐUBND", "105"]
)
def test_a_number_is_found_with_its_separators_and_without(asked: str) -> None:
    assert matches("Quyết định số 105/QĐ-UBND (mẫu)", asked)
    assert not matches("Quyết định số 15/QĐ-UBND", asked)


def test_labels_that_more_than_one_has_are_told_apart_by_their_codes() -> None:
    assert words.apart({"1": "Phường A", "2": "Phường B", "3": "Phường A"}) == {
        "1": "Phường A (mã 1)",
        "2": "Phường B",
        "3": "Phường A (mã 3)",
    }


def test_of_two_holders_of_one_code_the_later_one_says_since_when() -> None:
    assert words.apart({"03388": "Phường A", "03388@2025-07-01": "Phường A"}) == {
        "03388": "Phường A (mã 03388)",
        "03388@2025-07-01": "Phường A (mã 03388, từ 01/07/2025)",
    }
