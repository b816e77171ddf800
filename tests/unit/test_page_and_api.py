"""One input, one answer: what the API takes of an act the form takes too, and what it refuses the form refuses at the same field."""

from __future__ import annotations

import importlib
import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from services.chassis.kit.doing import Do
from services.chassis.kit.fields import Lines
from services.chassis.kit.parts import Part, asked, read_form, tidied, typed
from tests.support.declared import SERVICES
from tests.unit.test_who_reads import app

DOES: Final[list[tuple[str, Do]]] = [
    (f"{name}-{capability.name}-{do.name}", do)
    for name in SERVICES
    for capability in importlib.import_module(f"services.{name}.app").SERVICE.capabilities
    for do in capability.does
    if do.asked
]
EXAMPLES: Final = max(1000 // len(DOES), 3)
"""For each act: the more acts there are, the fewer for each, since the kit judges all of them by the same few rules."""
LETTERS: Final = st.text("aăâbcđ AZ09/.-_@", min_size=1, max_size=30).filter(str.strip)
DAYS: Final = st.dates(date(1990, 1, 1), date(2199, 12, 31))


def values(part: Part) -> st.SearchStrategy[Any]:
    """Values of a part, now and then out of its bounds; as JSON has them."""
    mark: Any = part.mark
    found: st.SearchStrategy[Any]
    match mark.kind:
        case _ if isinstance(mark, Lines):
            found = st.lists(LETTERS.map(str.strip), min_size=mark.least, max_size=3)
        case "rows":
            found = st.lists(parts_of(part.parts), min_size=mark.least, max_size=max(mark.least, 3))
        case "group":
            found = parts_of(part.parts)
        case "several":
            one = st.sampled_from(list(mark.words)) if mark.words else one_of_type(part)
            found = st.lists(one, min_size=mark.least, max_size=max(mark.least, 3), unique=True)
        case "evidence":
            found = st.lists(st.uuids().map(str), min_size=mark.least, max_size=mark.most + 1, unique=True)
        case "choice":
            found = st.sampled_from(list(mark.words))
        case "day":
            found = DAYS.map(date.isoformat)
        case "yes-no":
            found = st.booleans()
        case "number":
            found = st.integers(int(mark.least) - 1, min(int(mark.most) + 1, int(mark.least) + 10**6))
        case "ref":
            found = one_of_type(part)
        case _:
            found = LETTERS | st.just(getattr(mark, "example", "") or "abc")
    return st.none() | found if part.optional else found


def one_of_type(part: Part) -> st.SearchStrategy[Any]:
    return st.uuids().map(str) if part.type is UUID else st.sampled_from(["03386", "03387", "local:clerk:03386", "x y"])


def parts_of(parts: Sequence[Part]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({part.name: values(part) for part in asked(parts)})


def of_json(parts: Sequence[Part], body: dict[str, Any]) -> dict[str, Any]:
    """The same values as a record holds them."""
    return {part.name: _of_json(part, body[part.name]) for part in asked(parts)}


def _of_json(part: Part, value: Any) -> Any:
    if value is None:
        return None
    match part.mark.kind:
        case "rows":
            return [of_json(part.parts, row) for row in value]
        case "group":
            return of_json(part.parts, value)
        case "day":
            return date.fromisoformat(value)
        case "number" if part.type is Decimal:
            return Decimal(value)
        case _:
            return value


def judged(do: Do, body: dict[str, Any]) -> tuple[Any, set[str]]:
    """What the API makes of a body: the validated body, or None and the fields that it refuses."""
    try:
        return do.model.model_validate_json(json.dumps(body), strict=True), set()
    except ValidationError as refused:
        return None, {str(error["loc"][0]) for error in refused.errors()}


@pytest.mark.parametrize("do", [do for _, do in DOES], ids=[name for name, _ in DOES])
@settings(max_examples=EXAMPLES)
@given(data=st.data())
def test_form_and_api_judge_alike(do: Do, data: st.DataObject) -> None:
    body = data.draw(parts_of(do.parts))
    form = typed(do.parts, of_json(do.parts, body))
    taken, field_errors = read_form(do.parts, do.model, tidied(do.parts, form))
    by_api, wrong = judged(do, body)
    assert {field.partition("-")[0].partition(".")[0] for field in (error["field"] for error in field_errors)} == wrong
    assert taken == by_api


def test_there_are_acts_to_judge() -> None:
    assert len(DOES) > 5


@pytest.mark.parametrize("name", SERVICES)
def test_what_an_act_replaces_is_read_over_the_api_with_the_version_to_name(name: str) -> None:
    service = importlib.import_module(f"services.{name}.app").SERVICE
    told = app(name).openapi()["paths"]
    for each in service.capabilities:
        for do in each.does:
            if do.replaces and each.list.key in do.in_path:
                read = told[f"/{name}{each.list.path}/{{{each.list.key}}}"]["get"]
                assert "ETag" in read["responses"]["200"]["headers"], do.path
