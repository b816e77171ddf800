"""From cells to commands: headings found though renamed, cells read by kind, mistakes told by address, rows known again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Final
from uuid import UUID

import pytest

from services.chassis.kit.doing import Do
from services.chassis.kit.fields import At, Choice, Day, InPath, New, Number, Ref, Text, Ward, Whole, YesNo
from services.chassis.kit.options import Option
from services.chassis.kit.sheets import columns as headings
from services.chassis.kit.sheets.cells import Names, names_of, typed
from services.chassis.kit.sheets.columns import Columns
from services.chassis.kit.sheets.comparing import compared
from services.chassis.kit.sheets.declaration import Change, Sheet
from services.chassis.kit.sheets.refusals import SheetRefused
from services.chassis.kit.sheets.rows import Mistake, Places, read
from services.chassis.kit.sheets.workbook import Tab
from services.chassis.web.inputs import Unclear

MIDNIGHT: Final = datetime.fromisoformat("2024-12-31T00:00:00")
"""A cell has no time zone."""
KINDS: Final = {"office": "Cơ quan", "group": "Tổ dân phố"}
UNIT: Final = UUID("5d0c1f4e-0b0c-4e57-8f36-0d6f3a6c0a01")
OTHER: Final = UUID("5d0c1f4e-0b0c-4e57-8f36-0d6f3a6c0a02")


@dataclass(frozen=True, slots=True, kw_only=True)
class Enter:
    ward_code: Ward
    at: At
    thing_id: Annotated[UUID, New("thing")]
    code: Annotated[str, Text("Mã đơn vị", pattern=r"^[A-Z0-9]+$", example="TDP08")]
    name: Annotated[str, Text("Tên đơn vị")]
    kind: Annotated[str, Choice("Loại đơn vị", words=KINDS)]
    since: Annotated[date, Day("Hoạt động từ ngày")]
    people: Annotated[int | None, Whole("Số người", least=0, most=5000)] = None
    score: Annotated[Decimal | None, Number("Điểm", least=Decimal(0), most=Decimal(10))] = None
    parent: Annotated[UUID | None, Ref("Trực thuộc", options="units")] = None
    small: Annotated[bool, YesNo("Tập thể nhỏ")] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    ward_code: Ward
    at: At
    thing_id: Annotated[UUID, InPath]
    people: Annotated[int | None, Whole("Số người", least=0, most=5000)]


ENTER: Final = Do(command=Enter, name="enter", path="/things", title="Đăng ký", button="Đăng ký", done="Xong.")
COUNT: Final = Do(command=Count, name="count", path="/things/{thing_id}:count", title="Đếm", button="Đếm", done="Xong.")
SHEET: Final = Sheet(do=ENTER, key=("code",), changes=(Change(COUNT, ("people",)),))
CALLED: Final[Mapping[str, Sequence[str]]] = {p.name: (p.mark.label, p.name) for p in SHEET.parts}
HEADINGS: Final = tuple(p.mark.label for p in SHEET.parts)
NAMES: Final = {
    "kind": names_of([Option(code, word) for code, word in KINDS.items()]),
    "parent": names_of(
        [Option(str(UNIT), "Văn phòng"), Option(str(OTHER), "Trạm Y tế"), Option("x", "Trạm y tế", "2")]
    ),
}
GOOD: Final = ("TDP08", "Tổ 8", "Tổ dân phố", date(2024, 1, 1), 12, 9.5, "Văn phòng", "x")


def columns(*rows: Sequence[Any], first: Sequence[Any] = HEADINGS) -> Columns:
    return headings.found([Tab("A", [list(first), *map(list, rows)])], CALLED)


def mistakes(*rows: Sequence[Any]) -> list[tuple[str, str]]:
    return [(one.cell, one.sentence) for one in read(SHEET, columns(*rows), NAMES)[1]]


def cell(name: str, value: Any, *, dates_1904: bool = False) -> list[str]:
    [part] = [part for part in SHEET.parts if part.name == name]
    return typed(part, value, NAMES.get(name), dates_1904=dates_1904)


def test_the_word_that_a_list_shows_for_nothing_is_an_empty_cell_where_a_field_may_be_empty() -> None:
    assert cell("parent", "không") == cell("parent", "Không") == []
    assert cell("name", "không") == ["không"] and cell("small", "không") == ["no"]


# headings


def test_headings_are_found_below_titles_renamed_in_case_and_marks_and_moved() -> None:
    tab = Tab(
        "A", [["ỦY BAN NHÂN DÂN"], [], ["STT", "TEN DON VI (*)", "mã  đơn vị", "loại đơn vị", "hoat dong tu ngay"], [1]]
    )
    found = headings.found([Tab("Khác", [["a", "b"]]), tab], CALLED)
    assert (found.tab.name, found.heading) == ("A", 2)
    assert found.sure == {"name": 1, "code": 2, "kind": 3, "since": 4} and found.guessed == {}


def test_headings_in_legacy_letters_are_found() -> None:
    found = headings.found([Tab("A", [["M· ®¬n vÞ", "Tªn ®¬n vÞ", "Lo¹i ®¬n vÞ"]])], CALLED)
    assert found.sure == {"code": 0, "name": 1, "kind": 2}


def test_a_heading_that_only_resembles_is_a_guess() -> None:
    found = headings.found([Tab("A", [["Mã đơn vị", "Tên của đơn vị", "Ngày", "Ghi chú"]])], CALLED)
    assert found.sure == {"code": 0} and found.guessed == {"name": 1, "since": 2}


def test_two_columns_of_one_name_are_not_one_field_twice() -> None:
    found = headings.found([Tab("A", [["Mã đơn vị", "Mã đơn vị", "Tên đơn vị"]])], CALLED)
    assert found.sure == {"code": 0, "name": 2}


# cells


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("since", date(2024, 12, 31), "31/12/2024"),
        ("since", MIDNIGHT, "31/12/2024"),
        ("since", 45657.0, "31/12/2024"),
        ("since", "31/12/2024", "31/12/2024"),
        ("code", 8.0, "8"),
        ("people", 1200.0, "1200"),
        ("score", 1.5, "1,5"),
        ("score", "1,5", "1,5"),
        ("kind", "TO DAN PHO", "group"),
        ("kind", "group", "group"),
        ("parent", "văn phòng", str(UNIT)),
        ("parent", "Trạm y tế 2", "x"),
        ("small", True, "yes"),
        ("small", "Không", "no"),
        ("small", 1.0, "yes"),
    ],
)
def test_a_cell_is_read_as_it_would_be_typed(name: str, value: Any, text: str) -> None:
    assert cell(name, value) == [text]


@pytest.mark.parametrize(
    ("name", "value", "hint"),
    [
        ("since", 2024.0, "chưa rõ ô này là ngày nào"),
        ("since", 45657.5, "chưa rõ"),
        ("since", MIDNIGHT.replace(hour=8), "có cả giờ"),
        ("since", True, "chưa rõ"),
        ("code", date(2024, 8, 1), "Excel đã đổi ô này thành ngày"),
        ("code", 1.5, "phần lẻ"),
        ("name", True, "TRUE"),
        ("name", "#REF!", "lỗi công thức"),
        ("name", "a\x07b", "ký tự điều khiển"),
        ("score", date(2024, 5, 1), "Excel đã đổi ô này thành ngày"),
        ("kind", "Phòng", "Ghi một trong: Cơ quan, Tổ dân phố."),
        ("kind", "không", "Ghi một trong: Cơ quan, Tổ dân phố."),
        ("parent", "Trạm Y tế", "Có 2 mục cùng gọi"),
        ("small", "có thể", "ghi Có hoặc Không"),
    ],
)
def test_what_could_mean_two_things_is_asked(name: str, value: Any, hint: str) -> None:
    with pytest.raises(Unclear) as unclear:
        cell(name, value)
    assert hint in unclear.value.sentence


def test_a_bare_number_is_no_day_where_days_are_counted_from_1904() -> None:
    with pytest.raises(Unclear):
        cell("since", 45657.0, dates_1904=True)


def test_a_point_in_a_text_of_digits_is_asked_and_a_comma_is_taken() -> None:
    assert mistakes((*GOOD[:5], "1.5", *GOOD[6:])) == [
        ("F2", "Mục “Điểm”: chưa rõ “1.5” là bao nhiêu. Viết theo kiểu Việt Nam: 1.234,5.")
    ]
    assert mistakes((*GOOD[:5], "1,5", *GOOD[6:])) == []


# rows


def test_every_mistake_is_told_by_its_address_at_once() -> None:
    wrong = [
        GOOD,
        ("TDP09", "", "Tổ dân phố", "31/02/2024"),
        (),
        ("TDP10", "Tổ 10", "Phòng", date(2024, 1, 1), "nhiều"),
    ]
    assert [cell for cell, _ in mistakes(*wrong)] == ["B3", "D3", "C5", "E5"]


def test_a_row_that_is_repeated_counts_once_and_one_that_contradicts_is_a_mistake() -> None:
    lines, wrong, repeated = read(SHEET, columns(GOOD, GOOD, ("tdp08", *GOOD[1:])), NAMES)
    assert (len(lines), repeated) == (1, 1)
    assert [one.cell for one in wrong] == ["A4"], "a code in small letters is no code here"
    lines, wrong, _ = read(SHEET, columns(GOOD, (GOOD[0], "Tổ khác", *GOOD[2:])), NAMES)
    assert [one.cell for one in wrong] == ["A3"] and "trùng với dòng 2" in wrong[0].sentence


def test_a_file_without_rows_and_one_with_too_many_are_refused() -> None:
    with pytest.raises(SheetRefused, match=r"sheet\.empty"):
        read(SHEET, columns(("", " ")), NAMES)
    with pytest.raises(SheetRefused, match=r"sheet\.too-many-rows"):
        read(SHEET, columns(*[GOOD] * 5001), NAMES)


# plan


def plan_of(known: Sequence[Mapping[str, Any]], *rows: Sequence[Any], may: Sequence[Do] = (COUNT,)) -> Any:
    found = columns(*rows)
    lines, wrong, _ = read(SHEET, found, NAMES)
    assert wrong == []
    return compared(SHEET, lines, known, "thing_id", Places(SHEET.parts, found.sure, found.tab.rows), may)


KNOWN: Final = {
    "thing_id": UNIT,
    "code": "TDP08",
    "name": "Tổ 8",
    "kind": "group",
    "since": date(2024, 1, 1),
    "people": 12,
    "score": Decimal("9.50"),
}


def test_what_the_list_does_not_show_is_new() -> None:
    plan = plan_of([], GOOD)
    assert [(step.row, step.act, step.key) for step in plan.steps] == [(1, "enter", None)]


def test_what_the_list_shows_alike_changes_nothing() -> None:
    plan = plan_of([KNOWN | {"score": Decimal("9.5")}], GOOD)
    assert (plan.steps, plan.same, plan.mistakes) == ((), 1, ())


def test_what_differs_is_changed_where_an_act_does_that_and_a_mistake_elsewhere() -> None:
    known = KNOWN | {"score": Decimal("9.5"), "people": 11}
    [step] = plan_of([known], GOOD).steps
    assert (step.act, step.key, step.body) == ("count", str(UNIT), '{"people":12}')
    [wrong] = plan_of([known], GOOD, may=()).mistakes
    assert wrong.cell == "E2" and "Danh sách đang ghi “11" in wrong.sentence
    [wrong] = plan_of([known | {"people": 12, "name": "Tổ cũ"}], GOOD).mistakes
    assert wrong.cell == "B2"


def test_an_empty_cell_changes_nothing() -> None:
    plan = plan_of([KNOWN], GOOD[:4])
    assert (plan.steps, plan.same) == ((), 1)


def test_a_row_that_fits_two_things_is_asked() -> None:
    [wrong] = plan_of([KNOWN, KNOWN | {"thing_id": OTHER}], GOOD).mistakes
    assert wrong.cell == "A2" and "2 mục giống dòng này" in wrong.sentence


# declaration


def test_a_sheet_that_no_row_could_be_is_found_at_start() -> None:
    with pytest.raises(ValueError, match="no such act"):
        Sheet(do=COUNT, key=("people",))
    with pytest.raises(ValueError, match="speaks of"):
        Sheet(do=ENTER, key=("kode",))
    with pytest.raises(ValueError, match="does not hold"):
        Sheet(do=replace(ENTER, command=Count, path="/x"), key=("people",), changes=(Change(ENTER, ("people",)),))


def test_a_mistake_without_a_column_stands_at_its_row() -> None:
    assert Places(SHEET.parts, {}).mistake(16, "code", "…") == Mistake(16, "dòng 17", "Mã đơn vị", "", "…")


def test_names_are_compared_without_case_and_marks_but_never_guessed() -> None:
    names: Names = names_of([Option("1", "Tổ Hà"), Option("2", "Tổ Hạ")])
    assert names.key("tổ hạ", "Đơn vị") == "2"
    with pytest.raises(Unclear):
        names.key("to ha", "Đơn vị")
