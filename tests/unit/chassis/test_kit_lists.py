"""Derived lists: what a search looks at is a column of its own, and no bound is asked for where a pattern says it all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import pytest
from pydantic import ValidationError

from services.chassis.http.body import Body
from services.chassis.kit.derived_sql import derive
from services.chassis.kit.fields import Several, Text
from services.chassis.kit.listing import Column, ListPage
from services.chassis.kit.parts import body_of, parts_of

CODE = Text("Mã", least=None, most=None, pattern=r"^[0-9]{5}$")


@dataclass(frozen=True)
class Changed:
    codes: Annotated[tuple[str, ...], Several("Các mã", options="codes", each=CODE, most=3)] = ()
    left: Annotated[str | None, Text("Để trống được")] = None
    said: Annotated[str | None, Text("Phải nêu", stated=True)] = None


@dataclass(frozen=True)
class Replaced:
    said: Annotated[str | None, Text("Phải nêu", stated=True)]


def body(cls: type[object]) -> type[Body]:
    return body_of(parts_of(cls), cls.__name__, "")


def test_each_of_several_is_held_to_its_own_mark() -> None:
    assert body(Changed).model_validate({"codes": ["03386"]}).model_dump()["codes"] == ("03386",)
    for codes in (["3386"], ["03386"] * 4):
        with pytest.raises(ValidationError):
            body(Changed).model_validate({"codes": codes})


def test_what_must_be_stated_may_be_empty_but_not_left_out() -> None:
    assert body(Replaced).model_validate({"said": None}).model_dump() == {"said": None}
    with pytest.raises(ValidationError):
        body(Replaced).model_validate({})
    assert body(Changed).model_validate({}).model_dump()["left"] is None


def test_a_list_with_a_search_key_is_searched_by_the_database_in_every_statement() -> None:
    listed = ListPage(
        path="/things", title="", source="SELECT 1", columns=(Column(name="name", label=""),), key="id", order=("name",),
        roles=frozenset(), empty="", search_key="found_by",
    )  # fmt: skip
    statements = derive(listed)
    for statement in (statements.page, statements.count):
        assert 't."found_by" LIKE ALL ($4)' in statement
    assert "$5" not in statements.count and "LIMIT $6" in statements.page


def test_what_is_read_of_one_thing_alone_is_read_by_no_list() -> None:
    listed = ListPage(
        path="/things", title="", source="SELECT 1", columns=(Column(name="name", label=""),), key="id", order=("name",),
        roles=frozenset(), empty="", alone=("rests",),
    )  # fmt: skip
    statements = derive(listed)
    assert 't."rests"' in statements.one and "rests" not in statements.page + statements.count
