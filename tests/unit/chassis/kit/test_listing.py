"""The SQL and the cells of a declared list."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from markupsafe import Markup

from services.chassis.kit.excel import workbook
from services.chassis.kit.listing import Column, Filter, Later, ListPage

SOURCE = 'SELECT ward_code, thing_id, name, "left", starts_on FROM things'


def listed(*order: str, **more: object) -> ListPage:
    return ListPage(
        path="/things",
        title="Mọi thứ",
        source=SOURCE,
        columns=(Column(name="name", label="Tên"), Column(name="left", label="Còn", number=True)),
        key="thing_id",
        order=order,
        roles=frozenset({"clerk"}),
        empty="Chưa có gì.",
        **more,  # type: ignore[arg-type]
    )


def test_a_column_that_is_a_word_of_sql_is_quoted() -> None:
    assert 't."left"' in listed("name").statements.page


def test_a_list_that_goes_in_two_directions_is_refused_where_it_is_declared() -> None:
    assert 'ORDER BY t."starts_on" DESC, t."thing_id" DESC' in listed("-starts_on").statements.page
    with pytest.raises(TypeError, match="one direction"):
        listed("-starts_on", "name")


def test_what_is_asked_is_a_parameter_and_never_a_part_of_the_statement() -> None:
    statements = listed("name", filters=(Filter(name="left", label="Còn"),), own="thing_id").statements
    assert '($4::text IS NULL OR t."left"::text = $4)' in statements.page
    with pytest.raises(TypeError, match="is no column"):
        listed('name" OR 1=1 --')


def test_a_value_is_said_as_people_read_it() -> None:
    row = {"name": None, "n": 1234567, "d": date(2024, 5, 4), "at": datetime(2024, 5, 14, 9, tzinfo=UTC), "y": True}
    assert [Column(name=name, label="").of(row) for name in row] == [
        "chưa có",
        "1.234.567",
        "04/05/2024",
        "16:00 ngày 14/05/2024",
        "Có",
    ]


async def test_a_workbook_holds_numbers_as_numbers_and_no_formula() -> None:
    columns = (Column(name="name", label="Tên"), Column(name="amount", label="Số tiền", number=True))
    made = await workbook("Tên/dài: ?", columns, [{"name": "=1+1", "amount": Decimal(25)}], "ghi chú")
    with ZipFile(BytesIO(made)) as book:
        sheet, texts = (book.read(f"xl/{part}.xml").decode() for part in ("worksheets/sheet1", "sharedStrings"))
    assert "<f>" not in sheet and "<v>25</v>" in sheet
    assert "=1+1" in sheet + texts


def test_what_comes_later_is_asked_for_by_those_alone_who_are_told() -> None:
    later = Later(to=lambda rows: f"/elsewhere?of={len(rows)}" if rows else "", roles=frozenset({"clerk"}))

    class Visitor:
        def __init__(self, role: str) -> None:
            self.role = role

        def holds(self, *roles: str) -> bool:
            return self.role in roles

    clerk, chairman = Visitor("clerk"), Visitor("chairman")
    assert later.address([{}, {}], clerk) == "/elsewhere?of=2"  # type: ignore[arg-type]
    assert later.address([{}], chairman) == later.address([], clerk) == ""  # type: ignore[arg-type]


def test_a_picture_is_words_in_a_spreadsheet() -> None:
    drawn = Column(
        name="share", label="Phần", show=lambda row: Markup("<progress value={0}></progress> {0}%").format(row["share"])
    )
    assert drawn.of({"share": 40}) == "<progress value=40></progress> 40%"
    assert drawn.cell({"share": 40}) == "40%"
