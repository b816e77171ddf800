"""Bodies: strict, bounded, and with a Vietnamese sentence for each fault."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from fastapi import APIRouter
from pydantic import Field, StringConstraints, TypeAdapter, ValidationError

from services.chassis.http.body import LARGEST, LONGEST, Body, Day, Instant
from services.chassis.http.field_errors import OTHER, SENTENCES, field_error
from services.chassis.http.paging import PageQuery, cursor, key_of
from services.chassis.http.refusals import BadRequest
from services.chassis.http.route import Route


class Kind(StrEnum):
    ONE = "one"


class Inner(Body):
    count: int = 0


class Sample(Body):
    id: UUID | None = None
    day: date | None = None
    at: datetime | None = None
    count: int | None = None
    small: Annotated[int, Field(ge=1, le=9)] | None = None
    text: str | None = None
    short: Annotated[str, StringConstraints(max_length=3)] | None = None
    kind: Kind | None = None
    word: Literal["x", "y"] | None = None
    flag: bool | None = None
    amount: Decimal | None = None
    items: tuple[Inner, ...] = ()
    names: dict[str, str] | None = None


def read(text: str) -> Sample:
    return Sample.model_validate_json(text, strict=True)


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ('{"id": "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"}', "id", UUID("6f9619ff-8b86-4d01-b42d-00cf4fc964ff")),
        ('{"day": "2024-05-14"}', "day", date(2024, 5, 14)),
        ('{"at": "2024-05-14T07:00:00+07:00"}', "at", datetime(2024, 5, 14, tzinfo=UTC)),
        ('{"at": "2024-05-14t00:00:00.123456z"}', "at", datetime(2024, 5, 14, 0, 0, 0, 123456, tzinfo=UTC)),
        (f'{{"count": {LARGEST}}}', "count", LARGEST),
        ('{"small": 9}', "small", 9),
        ('{"kind": "one"}', "kind", Kind.ONE),
        ('{"word": "y"}', "word", "y"),
        ('{"flag": true}', "flag", True),
        ('{"amount": "1.10"}', "amount", Decimal("1.10")),
        ('{"items": [{"count": 2}]}', "items", (Inner(count=2),)),
        ('{"names": {"a": "b"}}', "names", {"a": "b"}),
    ],
)
def test_what_is_right_is_read(text: str, field: str, value: Any) -> None:
    assert getattr(read(text), field) == value


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('{"other": 1}', "extra_forbidden"),
        ('{"items": [{"other": 1}]}', "extra_forbidden"),
        ('{"id": 5}', "uuid_type"),
        ('{"id": "5"}', "uuid_parsing"),
        ('{"day": 1715644800}', "date_type"),
        ('{"day": "1715644800"}', "date_parsing"),
        ('{"day": "2024-05-14T00:00:00"}', "date_parsing"),
        ('{"day": "2024-5-14"}', "date_parsing"),
        ('{"day": "2023-02-29"}', "date_parsing"),
        ('{"day": "1899-12-31"}', "greater_than_equal"),
        ('{"day": "2201-01-01"}', "less_than_equal"),
        ('{"at": 1715644800}', "datetime_type"),
        ('{"at": "1715644800"}', "datetime_parsing"),
        ('{"at": "2024-05-14"}', "datetime_parsing"),
        ('{"at": "2024-05-14T00:00:00"}', "datetime_parsing"),
        ('{"at": "2024-05-14T25:00:00Z"}', "datetime_parsing"),
        ('{"at": "0001-01-01T00:00:00+14:00"}', "greater_than_equal"),
        ('{"at": "9999-12-31T23:59:59-14:00"}', "less_than_equal"),
        *(
            (f'{{"amount": "{text}"}}', "decimal_parsing")
            for text in ("1e3", "1_000", "+1", "1.", ".5", "١٢", " 1", "", "NaN")
        ),
        ('{"count": "1"}', "int_type"),
        ('{"count": 1.0}', "int_type"),
        ('{"count": true}', "int_type"),
        (f'{{"count": {LARGEST + 1}}}', "less_than_equal"),
        (f'{{"count": {-LARGEST - 1}}}', "greater_than_equal"),
        ('{"small": 10}', "less_than_equal"),
        ('{"text": 1}', "string_type"),
        ('{"short": "four"}', "string_too_long"),
        ('{"kind": "two"}', "enum"),
        ('{"word": "z"}', "literal_error"),
        ('{"flag": "true"}', "bool_type"),
        ('{"flag": 1}', "bool_type"),
        ('{"amount": NaN}', "finite_number"),
        *((f'{{"amount": {text}}}', "decimal_type") for text in ("true", "[1]", "{}")),
        ('{"items": {}}', "tuple_type"),
        ('{"items": [{"count": "1"}]}', "int_type"),
        ('{"names": {"a": 1}}', "string_type"),
        ("[]", "model_type"),
        ("{", "json_invalid"),
    ],
)
def test_what_is_wrong_is_refused_not_converted(text: str, kind: str) -> None:
    with pytest.raises(ValidationError) as refused:
        read(text)
    assert {error["type"] for error in refused.value.errors()} == {kind}


def test_a_text_without_a_bound_of_its_own_has_ours() -> None:
    assert read('{"text": "' + "a" * LONGEST + '"}').text == "a" * LONGEST
    with pytest.raises(ValidationError):
        read('{"text": "' + "a" * (LONGEST + 1) + '"}')


def test_a_fault_names_place_and_sentence_and_no_value() -> None:
    with pytest.raises(ValidationError) as refused:
        read('{"short": "bí mật", "small": 77, "items": [{"count": "bí mật"}]}')
    field_errors = [field_error(error) for error in refused.value.errors()]
    assert [(one.place, one.sentence) for one in field_errors] == [
        ("/small", "Không được quá 9."),
        ("/short", "Văn bản quá dài (tối đa 3 ký tự)."),
        ("/items/0/count", "Phải là số nguyên."),
    ]
    assert "bí mật" not in str(field_errors) and "77" not in str(field_errors)


def test_a_kind_of_fault_that_is_not_listed_has_a_sentence_too() -> None:
    assert field_error({"type": "something_new", "loc": ("body",)}).sentence == OTHER


@pytest.mark.parametrize("kind", SENTENCES)
def test_every_sentence_is_a_sentence(kind: str) -> None:
    digits = ("max_digits", "decimal_places", "whole_digits")
    bounds = dict.fromkeys(("min_length", "max_length", "gt", "ge", "lt", "le", *digits), 1)
    sentence = field_error({"type": kind, "loc": ("a/b", "c~d"), "ctx": bounds}).sentence
    assert sentence.endswith(".") and "{" not in sentence


def test_a_place_is_a_json_pointer() -> None:
    assert field_error({"type": "missing", "loc": ("a/b", "c~d", 0)}).place == "/a~1b/c~0d/0"


def test_a_body_that_is_no_body_is_a_mistake_found_at_start() -> None:
    router = APIRouter(route_class=Route)

    async def take(body: dict[str, Any]) -> None: ...

    with pytest.raises(TypeError, match="subclass of Body"):
        router.add_api_route("/x", take, methods=["POST"])


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Day, "0"),
        (Day, "1715644800"),
        (Day, "2024-05-14T00:00:00"),
        (Day, "2024-5-14"),
        (Day, "2200-12-32"),
        (Instant, "2025"),
        (Instant, "1715644800"),
        (Instant, "2024-05-14T00:00Z"),
        (Instant, "2024-05-14"),
    ],
)
def test_a_day_or_time_in_an_address_is_asked_never_guessed(kind: Any, text: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_python(text)


def test_a_bound_of_a_day_in_an_address_is_told_as_a_day() -> None:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(Day).validate_python("9999-01-01")
    assert field_error(refused.value.errors()[0]).sentence == "Không được quá 2200-12-31."


def test_a_day_or_time_in_an_address_is_read() -> None:
    assert TypeAdapter(Day).validate_python("2024-02-29") == date(2024, 2, 29)
    assert TypeAdapter(Instant).validate_python("2024-05-14T07:00:00+07:00") == datetime(2024, 5, 14, tzinfo=UTC)


@pytest.mark.parametrize("key", [["a"], ["2024-05-14", "ư/", "0"], [""]])
def test_a_cursor_comes_back_as_its_key(key: list[str]) -> None:
    assert key_of(cursor(key)) == key


@pytest.mark.parametrize("text", ["", "!", "W10", "WzFd", "e30", "InNlY3JldCI", "WyJcdTAwMDAiXQ", "A" * 5])
def test_a_cursor_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadRequest, match=r"cursor\.invalid"):
        key_of(text)


def test_a_full_page_has_a_next_one_and_another_has_none() -> None:
    rows = [{"id": number, "name": "x"} for number in range(3)]
    page = PageQuery(2, None)
    assert page.reply(rows, key=("id",)) == {"items": rows[:2], "next": cursor(["1"])}
    assert page.reply(rows[:2], key=("id",))["next"] == cursor(["1"])
    assert page.reply(rows[:1], key=("id",)) == {"items": rows[:1], "next": None}
    assert page.reply([], key=("id",)) == {"items": [], "next": None}
