"""The kit's forms: parts inside a command, texts on lines, defaults, rows that stay, one body for what asks the same."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID, uuid5

import pytest

from services.chassis.commands import COMMANDS
from services.chassis.kit.fields import Choice, Context, Group, Inline, Lines, New, Rows, Several, Text, YesNo
from services.chassis.kit.forms import fields_of
from services.chassis.kit.parts import body_of, built, mark_of, parts_of, read_form, tidied, typed
from services.chassis.web.forms import Form


class How(StrEnum):
    BEFORE = "before"
    THROUGH = "through"


@dataclass(frozen=True)
class When:
    day: Annotated[str, Text("Ngày")]
    how: Annotated[How, Choice("Cách ghi", words={"before": "trước", "through": "đến hết"})] = How.BEFORE


@dataclass(frozen=True)
class Duty:
    duty_id: Annotated[UUID, New("duty")]
    name: Annotated[str, Text("Tên")]
    due: Annotated[When, Group("Hạn", body="When", about="Hạn.")]
    kinds: Annotated[tuple[str, ...], Several("Loại", words={"a": "Loại A", "b": "Loại B"}, most=3)] = ()


@dataclass(frozen=True)
class Content:
    title: Annotated[str, Text("Tiêu đề")]
    duties: Annotated[tuple[Duty, ...], Rows("Việc", row="Việc", body="Duty", about="Một việc.")]
    recipients: Annotated[tuple[str, ...], Lines("Nơi nhận", most=2, longest=5)] = ()
    symbol: Annotated[str, Text("Ký hiệu")] = "KH"
    loud: Annotated[bool, YesNo("Đọc to")] = True


@dataclass(frozen=True)
class Write:
    content: Annotated[Content, Inline]


PARTS = parts_of(Write)
MODEL = body_of(PARTS, "Write", "Viết.")
ROW = {"duties-0-name": ["Việc"], "duties-0-due-day": ["mai"], "duties-0-due-how": ["through"]}


def fill(mark: Context, name: str, place: str) -> UUID:
    return uuid5(COMMANDS, f"{mark.name} {place}")


def test_a_part_inside_the_command_is_asked_and_built_where_it_stands() -> None:
    body, wrong = read_form(PARTS, MODEL, Form({"title": ["T"], "recipients": ["A\n \n B "], **ROW}))
    assert wrong == []
    assert set(MODEL.model_fields) == {"title", "duties", "recipients", "symbol", "loud"}
    duty = Duty(fill(Context("new", "duty"), "", "0"), "Việc", When("mai", How.THROUGH))
    assert built(Write, PARTS, body, fill) == Write(Content("T", (duty,), ("A", "B"), loud=False))


def test_a_field_is_found_by_its_full_name() -> None:
    labels = {name: mark.label for name in ROW if (mark := mark_of(PARTS, name)) is not None}
    assert labels == {"duties-0-name": "Tên", "duties-0-due-day": "Ngày", "duties-0-due-how": "Cách ghi"}
    assert mark_of(PARTS, "title").label == "Tiêu đề"
    assert mark_of(PARTS, "duties-0-nobody") is None and mark_of(PARTS, "name") is None


def test_one_of_several_texts_is_mended_at_the_field_that_holds_them() -> None:
    for text, sentence in (
        ("A\nlonger", "Viết ngắn lại: mỗi dòng tối đa 5 ký tự."),
        ("A\nB\nC", "Ghi tối đa 2 dòng."),
    ):
        _, wrong = read_form(PARTS, MODEL, Form({"title": ["T"], "recipients": [text]}))
        assert wrong == [{"field": "recipients", "sentence": sentence}]
    _, wrong = read_form(PARTS, MODEL, Form({"title": ["T"], "duties-0-due-day": ["x" * 600], "duties-0-name": ["V"]}))
    assert [error["field"] for error in wrong] == ["duties-0-due-day"], "a row's field has a name of its own"


def test_a_field_that_has_not_been_on_a_page_begins_with_its_default() -> None:
    shown = {field.name: field for field in fields_of(PARTS, Form(), {}, None)}
    assert shown["symbol"].value == "KH"
    [(_, row)] = shown["duties"].rows
    [due] = [field for field in row if field.name == "duties-0-due"]
    assert due.fields[1].value == "before"
    sent = {field.name: field for field in fields_of(PARTS, Form({"symbol": [""]}), {}, None)}
    assert sent["symbol"].value == "" and sent["loud"].value == "", "what was emptied or not ticked stays so"


@pytest.mark.parametrize(
    ("row", "stays"),
    [
        (ROW, True),
        ({"duties-0-name": [" "], "duties-0-due-how": ["through"]}, True),
        ({"duties-0-name": [""], "duties-0-due-how": ["before"]}, False),
        ({"duties-0-kinds": ["a"]}, True),
        ({"duties-0-": [""]}, False),
        ({"duties-0-due-how": ["through"], "duties-0-bo": ["1"]}, False),
    ],
)
def test_a_row_stays_for_anything_but_what_it_began_with(row: dict[str, list[str]], stays: bool) -> None:
    assert any(name.startswith("duties-") for name in tidied(PARTS, Form(row))) is stays


def test_a_row_in_which_only_a_choice_is_made_is_asked_for_the_rest() -> None:
    form = tidied(PARTS, Form({"title": ["T"], "duties-4-name": [""], "duties-4-due-how": ["through"]}))
    _, wrong = read_form(PARTS, MODEL, form)
    assert [error["field"] for error in wrong] == ["duties-0-name", "duties-0-due-day"]


def test_a_row_that_only_the_other_has_is_named() -> None:
    now = Form(typed(PARTS, {"title": "T", "duties": [{"name": "Một"}, {"name": "Hai"}]}))
    shown = {field.name: field for field in fields_of(PARTS, Form({"duties-0-name": ["Một"]}), {}, now)}
    assert shown["duties"].now == "còn việc “Hai”"


def test_each_of_several_counts_once() -> None:
    body: Any = MODEL.model_validate(
        {"title": "T", "duties": [{"name": "V", "due": {"day": "mai"}, "kinds": ["b", "a", "b"]}]}
    )
    assert body.duties[0].kinds == ("b", "a")


def test_what_asks_the_same_has_one_body_whose_closed_words_are_their_own_schema() -> None:
    assert body_of(parts_of(Write), "Write", "Viết.") is MODEL
    assert MODEL.model_json_schema()["$defs"]["How"]["enum"] == ["before", "through"]
