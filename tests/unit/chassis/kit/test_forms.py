"""How the fields of a form look for what is in it: left-out fields, what is chosen beforehand, rows that are empty yet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any, cast
from uuid import UUID

import pytest

from services.chassis.kit.doing import Shape
from services.chassis.kit.fields import Choice, Day, Group, Lines, Money, Ref, Rows, Several, Text, YesNo
from services.chassis.kit.form_page import _lacking
from services.chassis.kit.forms import GONE, UNNAMED, Field, asked_for, fields_of, gone_from, with_said
from services.chassis.kit.options import ENDED, FEW, HELD, Asking, Offer, Option, narrowed, offers
from services.chassis.kit.parts import aligned, body_of, parts_of, read_form, typed, without
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
    assert [field.values for field in row] == [(), ("small",)], (
        "a row that may stay empty has not been begun by its form"
    )
    two = fields_of(PARTS, Form(), {"unit": Offer(True, UNITS[:2])}, None)
    assert two[1].values == ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """Rows of which there has to be one."""

    seats: Annotated[tuple[Refused, ...], Rows("Ghế", body="Crewed", about="Ghế.", row="Ghế", least=1)]


def test_what_can_only_be_one_thing_is_chosen_in_the_rows_that_have_to_be_there() -> None:
    offered = {f"seats-{number}-unit": Offer(True, UNITS[:1]) for number in range(2)}
    [seats] = fields_of(parts_of(Crew), Form({"seats-0-": [""], "seats-1-": [""]}), offered, None)
    assert [row[0].values for _, row in seats.rows] == [("u-0",), ()]


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


PEOPLE = tuple(Option(str(UUID(int=number)), f"Người {number}") for number in range(FEW + 5))


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A row that is known by whom it names."""

    person: Annotated[UUID, Ref("Cá nhân", options="people")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seats:
    """A form that names many people, and one in every other kind of field."""

    leader: Annotated[UUID, Ref("Trưởng đoàn", options="people")]
    others: Annotated[tuple[UUID, ...], Several("Những người khác", options="people")] = ()
    paid: Annotated[bool, YesNo("Có tiền")] = False
    again: Annotated[bool | None, YesNo("Lặp lại")] = None
    amount: Annotated[int, Money("Số tiền")] = 0
    since: Annotated[date | None, Day("Từ ngày")] = None
    kind: Annotated[str, Choice("Loại", words={"office": "cơ quan", "school": "trường học"})] = "office"
    lines: Annotated[tuple[str, ...], Lines("Nơi nhận")] = ()
    why: Annotated[str | None, Text("Lý do")] = None
    seats: Annotated[tuple[Seat, ...], Rows("Ghế", body="Seat", about="Ghế.", row="Ghế")] = ()


SEATS = parts_of(Seats)


@pytest.mark.parametrize("key", ["", " ", "khong-phai-ma", "019f\u2070", PEOPLE[0].value[:-1]])
async def test_a_key_that_could_be_none_chooses_nothing_and_reaches_no_options(key: str) -> None:
    form = Form({"leader": [key], "others": [key, key], "seats-0-person": [key]})
    asked: list[Asking] = []

    async def find(one: Asking) -> list[Option]:
        asked.append(one)
        return list(PEOPLE)

    offered = await offers(SEATS, form, {"people": find}, asking(form))
    assert [one.keys for one in asked] == [()]
    assert [offer.options for offer in offered.values()] == [()] * 3
    shown = {field.name: field for field in fields_of(SEATS, form, offered, None)}
    assert shown["leader"].values == shown["others"].values == shown["seats"].rows[0][1][0].values == ()


async def test_what_many_fields_choose_among_is_asked_once() -> None:
    form = Form({f"seats-{number}-person": [one.value] for number, one in enumerate(PEOPLE[:9])})
    asked: list[Asking] = []

    async def find(one: Asking) -> list[Option]:
        asked.append(one)
        found = [option for option in PEOPLE if option.value in one.keys] if one.keys else PEOPLE[-FEW - 1 :]
        return list(found)[: one.limit]

    offered = await offers(SEATS, form, {"people": find}, asking(form))
    assert [len(one.keys) for one in asked] == [0, 4], "all, and those of the nine that are not among them"
    assert [offered[f"seats-{number}-person"].options for number in range(9)] == [(one,) for one in PEOPLE[:9]]


@pytest.mark.parametrize(("words", "none"), [("Người 3", False), ("Người 99", True), ("", False)])
async def test_what_a_search_finds_may_all_be_chosen_already_which_is_not_nothing(words: str, none: bool) -> None:
    form = Form({"leader": [PEOPLE[3].value], "leader--tim": [words]})

    async def find(one: Asking) -> list[Option]:
        return [option for option in PEOPLE if option.value in one.keys or (not one.keys and one.words in option.label)]

    offer = (await offers(SEATS, form, {"people": find}, asking(form)))["leader"]
    assert offer.options == (PEOPLE[3],) and offer.none is none


async def test_a_form_whose_choice_offers_nothing_leads_nowhere() -> None:
    shown = fields_of(SEATS, Form(), {"leader": Offer(True, ())}, None)
    found = _lacking(SEATS, shown)
    assert found is not None and (found.label, found.options) == ("Trưởng đoàn", "people")
    assert _lacking(SEATS, fields_of(SEATS, Form(), {"leader": Offer(True, PEOPLE[:2])}, None)) is None
    assert _lacking(SEATS, fields_of(SEATS, Form(), {"others": Offer(True, ())}, None)) is None, (
        "nobody has to choose it"
    )


def test_whoever_has_read_other_words_is_told_both() -> None:
    now = Shape(effect=("Tặng 2 hồ sơ.", "Không sửa được."))
    told = now.otherwise("Tặng 1 hồ sơ.\nKhông sửa được.")
    assert "Khi đó: “Tặng 1 hồ sơ.” Nay: “Tặng 2 hồ sơ.”" in told and "Không sửa được" not in told
    assert "Khi đó" not in now.otherwise("")


async def test_a_search_for_nothing_finds_nothing() -> None:
    form = Form({"leader--tim": ["?"]})

    async def find(_: Asking) -> list[Option]:
        return list(PEOPLE)

    assert (await offers(SEATS, form, {"people": find}, asking(form)))["leader"].options == ()


HOLDS: dict[str, Any] = {
    "leader": UUID(PEOPLE[1].value),
    "others": (UUID(PEOPLE[2].value), UUID(PEOPLE[3].value)),
    "paid": False,
    "again": None,
    "amount": 25_970_000,
    "since": date(2024, 5, 1),
    "kind": "school",
    "lines": ("Sở Nội vụ", "Lưu VT"),
    "seats": [{"person": UUID(PEOPLE[4].value)}, {"person": UUID(int=99)}],
}
"""What a record holds; of `why` it says nothing."""


async def compared(form: Form, among: tuple[Option, ...] = PEOPLE) -> dict[str, str]:
    """What is said beside each field of a form that comes after somebody else's."""

    async def find(one: Asking) -> list[Option]:
        return [option for option in PEOPLE if option.value in one.keys] if one.keys else list(among)

    now = typed(SEATS, HOLDS)
    offered = await offers(SEATS, form, {"people": find}, asking(form), now)
    fields = fields_of(SEATS, form, offered, now)
    inner = [one for field in fields for _, row in field.rows for one in row]
    return {field.name: field.now for field in (*fields, *inner) if field.now}


@pytest.mark.parametrize("among", [PEOPLE, PEOPLE[:2]])
async def test_what_holds_now_is_said_in_the_words_of_its_field(among: tuple[Option, ...]) -> None:
    mine = {
        "leader": [PEOPLE[0].value],
        "paid": ["yes"],
        "again": ["no"],
        "amount": ["5"],
        "since": [""],
        "why": ["Vì thế"],
        "seats-0-person": [PEOPLE[0].value],
        "seats-7-person": [PEOPLE[1].value],
    }
    assert await compared(Form(mine), among) == {
        "leader": "Người 1",
        "others": "Người 2, Người 3",
        "paid": "không",
        "again": "chưa rõ",
        "amount": "25.970.000 đ",
        "since": "01/05/2024",
        "kind": "trường học",
        "lines": "Sở Nội vụ; Lưu VT",
        "seats": f"còn ghế “{UNNAMED}”; không có ghế “Người 1”",
        "seats-0-person": "Người 4",
    }


async def test_what_is_the_same_in_another_spelling_is_no_difference() -> None:
    same = {
        "leader": [PEOPLE[1].value.upper()],
        "others": [PEOPLE[3].value, PEOPLE[2].value],
        "again": [""],
        "amount": ["25 970 000 đ"],
        "since": ["1/5/2024"],
        "kind": ["school"],
        "lines": ["Sở Nội vụ \n\nLưu VT"],
        "why": [""],
        "seats-0-person": [PEOPLE[4].value],
        "seats-1-person": [str(UUID(int=99))],
    }
    assert await compared(Form(same)) == {}


async def shown_of(form: Form, began: Form, among: tuple[Option, ...], *, named: bool = False) -> dict[str, Field]:
    """The fields of a form about a record, where these options are left; `named` where the search knows the others by key."""

    async def find(one: Asking) -> list[Option]:
        if one.form.get("paid") == ["yes"]:
            return narrowed(among, one)
        gone = tuple(replace(person, ended=person not in among) for person in PEOPLE)
        known = gone if named and one.keys else (*among, PEOPLE[9]) if one.form.get("paid") == ["no"] else among
        return narrowed(known, one)

    async def begun() -> Form:
        return began

    offered = await offers(SEATS, form, {"people": find}, asking(form), None, begun)
    fields = fields_of(SEATS, form, offered, None)
    return {one.name: one for field in fields for one in (field, *(inner for _, row in field.rows for inner in row))}


@pytest.mark.parametrize("among", [PEOPLE[:2], PEOPLE[2:]])
@pytest.mark.parametrize("named", [False, True])
async def test_what_the_record_holds_stays_an_option_when_it_is_offered_no_longer(
    among: tuple[Option, ...], *, named: bool
) -> None:
    """Few or many, also in rows that are numbered anew and in a field that holds several."""
    gone = next(one for one in PEOPLE[:4] if one not in among)
    held = Form({"leader": [gone.value], "others": [among[0].value, gone.value], "seats-3-person": [gone.value]})
    form = Form({"leader": [gone.value], "others": held["others"], "seats-0-person": [gone.value]})
    fields = await shown_of(form, held, among, named=named)
    label = ENDED.format(gone.label if named else HELD)
    for name in ("leader", "others", "seats-0-person"):
        assert gone.value in fields[name].values
        assert Option(gone.value, label) in fields[name].options and fields[name].gone == ""


@pytest.mark.parametrize("among", [PEOPLE[:2], PEOPLE[2:]])
async def test_what_was_chosen_and_is_gone_is_said_where_it_stood(among: tuple[Option, ...]) -> None:
    gone = next(one for one in PEOPLE[:4] if one not in among)
    form = Form({"leader": [gone.value], "seats-0-person": [gone.value], "kind": ["castle"]})
    fields = await shown_of(form, Form(), among)
    said = gone_from([field for name, field in fields.items() if not name.startswith("seats-")])
    assert said == [{"field": name, "sentence": GONE} for name in ("leader", "kind", "seats-0-person")]
    assert gone.value not in {option.value for option in fields["leader"].options}
    assert gone_from([*(await shown_of(Form(), Form(), among)).values()]) == []


async def test_the_one_thing_that_is_left_is_not_chosen_in_place_of_what_is_gone() -> None:
    fields = await shown_of(Form({"leader": [PEOPLE[3].value]}), Form(), PEOPLE[:1], named=True)
    assert fields["leader"].gone == "“Người 3” không còn trong danh sách. Chọn lại."
    assert PEOPLE[0].value not in fields["leader"].values


@pytest.mark.parametrize("among", [PEOPLE[:2], PEOPLE[:8] + PEOPLE[10:]])
async def test_what_another_choice_in_the_form_leaves_out_is_not_kept(among: tuple[Option, ...]) -> None:
    """`paid` narrows whom one may choose: as the form began, the ninth was offered."""
    began = Form({"leader": [PEOPLE[9].value], "paid": ["no"]})
    fields = await shown_of(Form({"leader": [PEOPLE[9].value], "paid": ["yes"]}), began, among)
    assert fields["leader"].gone == GONE
    assert PEOPLE[9].value not in {option.value for option in fields["leader"].options}


def test_a_day_that_is_missing_is_asked_for_in_a_whole_sentence() -> None:
    @dataclass(frozen=True, slots=True)
    class Since:
        day: Annotated[date, Day("Ở đơn vị từ ngày")]

    parts = parts_of(Since)
    _, field_errors = read_form(parts, body_of(parts, "Since", "Thử."), Form())
    said = "Ghi ngày, tháng, năm vào mục “Ở đơn vị từ ngày”, ví dụ 14/05/2024."
    assert field_errors == [{"field": "day", "sentence": said}]


def test_a_label_says_that_a_field_may_be_empty_only_where_what_is_chosen_lets_it() -> None:
    loose = Field("rating", "text", Text("Xếp loại"), optional=True)
    group = Field("merits", "group", Text("Thành tích"), optional=False, fields=(replace(loose, name="merits-rating"),))
    for needed, depends, aside in (
        ((), (), " (không bắt buộc)"),
        (("merits-rating",), (), ""),
        ((), ("merits-rating",), " (cần tùy trường hợp)"),
    ):
        [shown] = asked_for([group], needed, depends)
        assert shown.fields[0].aside == aside and shown.aside == ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A row that is given."""

    code: Annotated[str, Text("Mã")]
    count: Annotated[str, Text("Số liệu")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A form whose rows are given."""

    figures: Annotated[tuple[Counted, ...], Rows("Số liệu", row="Dòng", body="Counted", about="Một.", known="code")]


def test_what_was_typed_in_a_row_that_is_given_follows_what_the_row_is_known_by() -> None:
    typed = Form(
        {"figures-0-code": ["TC4"], "figures-0-count": ["3"], "figures-1-code": ["TC5"], "figures-1-count": ["4"]}
    )
    given = Form(
        {"figures-0-code": ["TC5"], "figures-0-count": [""], "figures-1-code": ["TC6"], "figures-1-count": [""]}
    )
    shown, gone = aligned(parts_of(Count), typed, given)
    assert shown == {
        "figures-0-code": ["TC5"],
        "figures-0-count": ["4"],
        "figures-1-code": ["TC6"],
        "figures-1-count": [""],
    }
    assert [(one["field"], "TC4 (đã ghi 3)" in one["sentence"]) for one in gone] == [("figures", True)]
    same, none = aligned(parts_of(Count), given, given)
    assert (same, none) == (given, [])


def test_a_row_that_is_given_says_what_it_is_about_by_what_it_is_known_by() -> None:
    form = Form({"figures-0-code": ["TC1"], "figures-0-count": ["9"], "figures-2-code": ["TC7"]})
    [rows] = with_said(fields_of(parts_of(Count), form, {}, None), {"TC1": ("TC1 – Hộ", "Tối đa 9 điểm.")})
    assert rows.said == {"figures-0-": ("TC1 – Hộ", "Tối đa 9 điểm."), "figures-2-": ("TC7",)}
    [others] = [one for one in with_said(fields_of(PARTS, Form(), {}, None), {"": ("x",)}) if one.kind == "rows"]
    assert not others.said, "rows that people write themselves"
