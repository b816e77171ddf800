"""How the fields of a form look for what is in it: left-out fields, what is chosen beforehand, rows that are empty yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, cast
from uuid import UUID

from services.chassis.kit.fields import Choice, Group, Ref, Rows, Several, Text, YesNo
from services.chassis.kit.forms import fields_of
from services.chassis.kit.options import FEW, Asking, Offer, Option, offers
from services.chassis.kit.parts import body_of, parts_of, without
from services.chassis.web.forms import Form

UNITS = tuple(Option(f"u-{number}", f"Tổ {number}") for number in range(FEW + 5))


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """A group."""

    late: Annotated[bool | None, YesNo("Trễ")] = None
    again: Annotated[bool | None, YesNo("Lặp lại")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A row."""

    unit: Annotated[str, Ref("Đơn vị", options="units", most=9, examples=("u-1",))]
    why: Annotated[str, Choice("Lý do", words={"late": "Trễ", "small": "Thiếu"})] = "small"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A form."""

    name: Annotated[str, Text("Tên")]
    unit: Annotated[UUID, Ref("Đơn vị", options="units")]
    facts: Annotated[Facts, Group("Xác nhận", body="FactsBody", about="Điều được xác nhận.")]
    chosen: Annotated[tuple[str, ...], Several("Chọn", options="units", at_once=True)] = ()
    refused: Annotated[tuple[Refused, ...], Rows("Không", body="No", about="Không.", row="Dòng")] = ()


PARTS = parts_of(Ask)


async def units(asking: Asking) -> list[Option]:
    """As the options of a service are found: by key, by words, or all of them."""
    if asking.keys:
        return [one for one in UNITS if one.value in asking.keys]
    return [one for one in UNITS if asking.words in one.label][: asking.limit]


def asking(form: Form) -> Asking:
    nobody: Any = None
    return Asking(nobody, nobody, None, form=form)


def test_what_is_left_out_is_not_asked_also_inside_a_group_and_an_empty_group_goes() -> None:
    one = without(PARTS, {"name", "facts-late"})
    assert [part.name for part in one] == ["unit", "facts", "chosen", "refused"]
    assert [part.name for part in one[1].asked] == ["again"]
    assert "facts" not in [part.name for part in without(PARTS, {"facts-late", "facts-again"})]
    assert without(PARTS, set()) == PARTS


def test_what_can_only_be_one_thing_is_chosen_and_a_choice_shows_its_default() -> None:
    only = Offer(True, UNITS[:1])
    shown = {field.name: field for field in fields_of(PARTS, Form(), {"unit": only, "refused-0-unit": only}, None)}
    assert shown["unit"].values == ("u-0",)
    [(_, row)] = shown["refused"].rows
    assert [field.values for field in row] == [("u-0",), ("small",)]
    two = fields_of(PARTS, Form(), {"unit": Offer(True, UNITS[:2])}, None)
    assert two[1].values == ()


async def test_an_empty_row_offers_its_options_too() -> None:
    found = await offers(PARTS, Form(), {"units": units}, asking(Form()))
    assert set(found) == {"unit", "chosen", "refused-0-unit"}


async def test_many_options_are_searched_and_what_was_chosen_stays() -> None:
    form = Form({"chosen": ["u-19"], "chosen--tim": ["Tổ 1"]})
    offer = (await offers(PARTS, form, {"units": units}, asking(form)))["chosen"]
    assert not offer.few and offer.options[0].value == "u-19"
    assert {"u-1", "u-10"} <= offer.values


def test_keys_that_are_texts_are_bounded_and_examples_reach_the_documentation() -> None:
    schema = cast(Any, body_of(parts_of(Refused), "No", "Không.").model_json_schema())
    assert schema["properties"]["unit"] == {
        "examples": ["u-1"],
        "maxLength": 9,
        "minLength": 1,
        "title": "Unit",
        "type": "string",
    }
