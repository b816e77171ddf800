"""Where a page begins: after the row that the cursor names, and never where another list's cursor would put it."""

from datetime import date
from uuid import UUID

import pytest

from services.chassis.http.paging import PageQuery, cursor, key_of, number
from services.chassis.http.refusals import BadRequest

U = UUID(int=1)
NIL = UUID(int=0)


def page(*key: str) -> PageQuery:
    return PageQuery(50, list(key) or None)


def test_without_a_cursor_a_page_begins_at_the_first_row() -> None:
    assert page().place(("", NIL), str, UUID) == ("", NIL)


def test_a_cursor_names_the_row_after_which_to_go_on() -> None:
    named = key_of(cursor(["03386", "2024-05-14", str(U), "7"]))
    assert page(*named).place(("", date.min, NIL, 0), str, date.fromisoformat, UUID, number) == (
        "03386",
        date(2024, 5, 14),
        U,
        7,
    )


@pytest.mark.parametrize("key", [["03386"], ["03386", "x"], ["03386", str(U), "c"], [str(U), "03386"]])
def test_the_cursor_of_another_list_is_refused(key: list[str]) -> None:
    with pytest.raises(BadRequest):
        page(*key).place(("", NIL), str, UUID)


@pytest.mark.parametrize("text", ["x", "", "9" * 19, "9" * 5000, "-9223372036854775809"])
def test_a_number_that_no_row_can_have_is_refused(text: str) -> None:
    with pytest.raises(BadRequest):
        page(text).place((0,), number)
