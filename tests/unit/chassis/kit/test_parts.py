"""A command taken apart by its marks: the body of its API, what a form brings, and the words of every mistake."""

from __future__ import annotations

import importlib
import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from uuid import UUID

import pytest
from pydantic import Field, ValidationError

from services.awards.initiatives.commands import RecogniseInitiative
from services.blocs.membership.commands import CorrectBloc, EstablishBloc
from services.chassis.kit.fields import (
    At,
    Choice,
    Context,
    Day,
    Group,
    InPath,
    Money,
    New,
    Ref,
    Rows,
    Several,
    Text,
    Ward,
    Whole,
    YesNo,
)
from services.chassis.kit.parts import body_of, built, missing, parts_of, read_form, tidied, typed
from services.chassis.web.forms import Form
from services.chassis.web.inputs import UNFIT
from services.submissions.people.commands import RegisterPerson
from services.submissions.units.commands import RegisterUnit
from services.submissions.wards.commands import RegisterWard
from tests.support.declared import SERVICES

KINDS = {"office": "Cơ quan", "school": "Trường học"}
KEY = UUID("0192f1c4-6d5e-7a10-8b3c-5f2e9d7a4c01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A day by which."""

    day: Annotated[date, Day("Ngày", example="15/05/2024")]
    strict: Annotated[bool, YesNo("Chặt")] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One of several."""

    duty_id: Annotated[UUID, New("duty")]
    name: Annotated[str, Text("Tên", most=20)]
    due: Annotated[Due, Group("Hạn", body="DueBody", about="Hạn.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A command with every kind of field."""

    ward_code: Ward
    at: At
    thing_id: Annotated[UUID, InPath]
    name: Annotated[str, Text("Tên gọi", most=10)]
    code: Annotated[str, Text("Mã", pattern=r"^[a-z]+$", example="abc")]
    on: Annotated[date | None, Day("Ngày bắt đầu")]
    count: Annotated[int, Whole("Số hộ", least=0, most=126, unit="hộ")]
    amount: Annotated[int, Money("Số tiền")]
    kinds: Annotated[tuple[str, ...], Several("Loại đơn vị", words=KINDS)]
    kind: Annotated[str, Choice("Loại", words=KINDS)]
    sure: Annotated[bool | None, YesNo("Đã chắc chắn")]
    duties: Annotated[
        tuple[Duty, ...], Rows("Chế độ báo cáo", row="Chế độ", body="DutyBody", about="Một chế độ.", least=1)
    ]


PARTS = parts_of(Ask)
MODEL = body_of(PARTS, "AskBody", "Thử.")
GOOD = Form(
    {
        "name": [" Tổ 8 "],
        "code": ["abc"],
        "on": ["14/5/2024"],
        "count": ["12 hộ"],
        "amount": ["25.970.000"],
        "kinds": ["school", "office"],
        "kind": ["office"],
        "duties-0-name": ["Báo cáo năm"],
        "duties-0-due-day": ["31.10.2024"],
        "duties-0-due-strict": ["yes"],
    }
)


def sentences(form: Form) -> dict[str, str]:
    body, field_errors = read_form(PARTS, MODEL, tidied(PARTS, form))
    assert body is None
    return {error["field"]: error["sentence"] for error in field_errors}


def filled(mark: Any, name: str, place: str) -> Any:
    return {"ward": "03386", "at": "now", "path": KEY, "new": f"{mark.name} {place}"}[mark.source]


def test_a_form_becomes_the_command() -> None:
    body, field_errors = read_form(PARTS, MODEL, tidied(PARTS, GOOD))
    assert field_errors == []
    assert built(Ask, PARTS, body, filled) == Ask(
        ward_code="03386",
        at="now",  # type: ignore[arg-type]  # what the edge fills in is the test's own
        thing_id=KEY,
        name="Tổ 8",
        code="abc",
        on=date(2024, 5, 14),
        count=12,
        amount=25_970_000,
        kinds=("school", "office"),
        kind="office",
        sure=None,
        duties=(Duty(duty_id="duty 0", name="Báo cáo năm", due=Due(day=date(2024, 10, 31), strict=True)),),  # type: ignore[arg-type]
    )


def test_what_a_record_holds_is_typed_as_people_type_it() -> None:
    body, _ = read_form(PARTS, MODEL, tidied(PARTS, GOOD))
    again = typed(PARTS, body)
    assert (
        again["on"] == ["14/05/2024"]
        and again["amount"] == ["25.970.000"]
        and again["duties-0-due-day"] == ["31/10/2024"]
    )
    assert read_form(PARTS, MODEL, tidied(PARTS, again)) == (body, [])


def test_an_empty_form_says_at_each_field_what_to_do() -> None:
    assert sentences(Form()) == {
        "name": "Ghi tên gọi.",
        "code": "Ghi mã.",
        "count": "Ghi số hộ.",
        "amount": "Ghi số tiền.",
        "kind": "Chọn loại.",
        "duties": "Ghi ít nhất 1 chế độ.",
    }


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("name", "mười một chữ", "Viết ngắn lại: tối đa 10 ký tự."),
        ("code", "A B", "Mục “Mã”: viết theo mẫu abc."),
        ("on", "31/02/2024", "Mục “Ngày bắt đầu”: không có ngày 31/02/2024. Xem lại ngày và tháng."),
        ("on", "5/14/2024", "Mục “Ngày bắt đầu”: không có ngày 5/14/2024. Xem lại ngày và tháng."),
        ("count", "132", "Mục “Số hộ”: ghi số từ 0 hộ đến 126 hộ."),
        ("count", "0,5", "Mục “Số hộ”: không nhận phần lẻ. Ghi số nguyên, ví dụ 20."),
        ("count", "1.234", "Mục “Số hộ”: chưa rõ “1.234” là bao nhiêu. Ghi số nguyên, ví dụ 20."),
        ("count", "1 234 hộ", "Mục “Số hộ”: chưa rõ “1 234” là bao nhiêu. Ghi số nguyên, ví dụ 20."),
        ("count", "1,000", "Mục “Số hộ”: không nhận phần lẻ. Ghi số nguyên, ví dụ 20."),  # a thousand, or one?
        ("count", "1,234.5", "Mục “Số hộ”: chưa rõ “1,234.5” là bao nhiêu. Ghi số nguyên, ví dụ 20."),
        ("kind", "castle", "Chọn loại trong danh sách."),
        ("kinds", "castle", "Chọn loại đơn vị trong danh sách."),
        ("duties-0-name", "Một cái tên dài hơn hai mươi chữ", "Viết ngắn lại: tối đa 20 ký tự."),
        ("duties-0-due-day", "hôm qua", "Ghi ngày, tháng, năm vào mục “Chế độ 1 – Hạn – Ngày”, ví dụ 15/05/2024."),
    ],
)
def test_a_mistake_is_told_in_the_words_of_its_field(field: str, text: str, sentence: str) -> None:
    [(where, said)] = sentences(Form({**GOOD, field: [text]})).items()
    assert said == sentence and (where == field or where.startswith(f"{field}-"))


def test_page_and_api_give_one_sentence_for_one_mistake() -> None:
    sent = b'{"name":" ","code":"A","count":200,"amount":1,"kinds":[],"kind":"office","duties":[{"name":"x","due":{"day":"2024-10-31"}}]}'
    with pytest.raises(ValidationError) as refused:
        MODEL.model_validate_json(sent, strict=True)
    assert MODEL.words is not None
    told = {error["loc"][0]: MODEL.words(error) for error in refused.value.errors()}
    assert told == sentences(Form({**GOOD, "name": ["\t"], "code": ["A"], "count": ["200"]}))


def test_a_text_of_one_line_has_no_line_ends_and_one_space_at_a_time() -> None:
    [name] = [part for part in parts_of(RegisterUnit) if part.name == "name"]
    read = body_of((name,), "Called", "Thử.").model_validate({"name": "Tổ\n dân\u00a0 phố\t8"})
    assert read.name == "Tổ dân phố 8"  # type: ignore[attr-defined]


@pytest.mark.parametrize("text", ["🎉", "105", "---", "8\u20e3", "\u0301", "\u20dd"])
def test_a_name_has_a_letter(text: str) -> None:
    named = (RegisterPerson, RegisterUnit, RegisterWard, EstablishBloc, CorrectBloc, RecogniseInitiative)
    for part in (part for command in named for part in parts_of(command)):
        if part.name not in ("name", "full_name"):
            continue
        model = body_of((part,), "Named", "Thử.")
        _, [error] = read_form((part,), model, Form({part.name: [text]}))
        assert error["sentence"].endswith("có ít nhất một chữ cái.")
        assert read_form((part,), model, Form({part.name: ["Tổ 8"]}))[1] == []


def test_a_control_character_is_pointed_at_once_and_its_text_stays() -> None:
    """Also in a row that is numbered anew."""
    form = Form({**GOOD, "name": ["Tổ 8"], "count": [""], "duties-7-name": ["Báo cáo"]})
    form.unfit = frozenset({"name", "count", "duties-7-name"})
    assert sentences(form)["duties-1-name"] == UNFIT
    assert {field for field, sentence in sentences(form).items() if sentence == UNFIT} == {
        "name",
        "count",
        "duties-1-name",
    }
    assert tidied(PARTS, form).but({"code": ["x"]}).unfit == {"name", "count", "duties-1-name"}


def test_rows_that_are_empty_or_taken_out_are_no_rows() -> None:
    form = Form(
        {**GOOD, "duties-3-name": [" "], "duties-4-name": ["Bỏ đi"], "duties-4-bo": ["1"], "duties-7-name": ["Sau"]}
    )
    tidy = tidied(PARTS, form)
    assert [tidy.text(f"duties-{number}-name") for number in (0, 1)] == ["Báo cáo năm", "Sau"]
    assert not any(name.startswith("duties-2") for name in tidy)


def test_a_field_without_a_mark_is_found_at_start() -> None:
    @dataclass(frozen=True, slots=True)
    class Bare:
        name: str

    with pytest.raises(TypeError, match="needs one mark"):
        parts_of(Bare)


@dataclass(frozen=True, slots=True)
class Renamed:
    """A command whose words are not those of its form and API."""

    ward_code: Annotated[str, Context("path", "thing")]
    member: Annotated[str | None, Ref("Thành viên", options="members", name="code"), Field(pattern=r"^[0-9]{5}$")]


def test_a_field_is_called_in_form_and_api_as_its_mark_says_and_the_address_names_its_own() -> None:
    parts = parts_of(Renamed)
    model = body_of(parts, "Body", "Thử.")
    body, field_errors = read_form(parts, model, Form({"code": ["03386"]}))
    assert field_errors == []
    asked = built(Renamed, parts, body, lambda mark, name, place: f"{name} by {mark.name}")
    assert asked == Renamed("ward_code by thing", "03386")
    assert typed(parts, asked) == {"code": ["03386"]}


def test_what_stands_beside_a_mark_is_held_to_too() -> None:
    parts = parts_of(Renamed)
    _, field_errors = read_form(parts, body_of(parts, "Body", "Thử."), Form({"code": ["3386"]}))
    assert field_errors == [{"field": "code", "sentence": "Chọn thành viên trong danh sách."}]


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        (Text("Lý do"), "Ghi lý do."),
        (Text("Đã ghi"), "Điền mục “Đã ghi”."),
        (Text("Đính chính là"), "Điền mục “Đính chính là”."),
        (Text("Theo văn bản số"), "Điền mục “Theo văn bản số”."),
        (Choice("Đối tượng", words=KINDS), "Chọn đối tượng."),
        (Choice("Để", words=KINDS), "Chọn mục “Để”."),
        (Ref("Ký theo", options="x"), "Chọn mục “Ký theo”."),
        (Ref("Ký hiệu", options="x"), "Chọn ký hiệu."),
        (YesNo("Tham gia phong trào thi đua"), "Chọn Có hoặc Không ở mục “Tham gia phong trào thi đua”."),
    ],
    ids=lambda each: getattr(each, "label", None),
)
def test_what_is_missing_is_asked_for_in_a_sentence_whatever_its_label(mark: Any, said: str) -> None:
    assert missing(mark) == said


def test_no_label_of_any_act_makes_a_sentence_that_is_none() -> None:
    """Labels that begin with a verb or end with a preposition are quoted: of all fields of all acts."""
    services = [importlib.import_module(f"services.{name}.app").SERVICE for name in SERVICES]
    acts = [do for service in services for capability in service.capabilities for do in capability.does]
    told = {missing(part.mark) for do in acts for part in do.asked}
    broken = re.compile(
        r"^(Ghi|Chọn) (đã|đính|theo|chia|gửi|hủy|so|sửa|thuộc|tính|để|nhập|phổ|thôi|được|khi|không|là|đang) "
    )
    assert not [one for one in told if broken.match(one)]
    assert len(told) > 100
