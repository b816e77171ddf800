"""A refusal is told at the same field by page and API, from one declaration; the API's place leads to a field of its body."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any, Final

import pytest

from services.chassis.decider import DomainError
from services.chassis.kit.doing import Do
from services.chassis.kit.parts import mark_of
from tests.support.declared import SERVICES

DOES: Final[list[tuple[str, Do]]] = [
    (f"{name}-{capability.name}-{do.name}", do)
    for name in SERVICES
    for capability in importlib.import_module(f"services.{name}.app").SERVICE.capabilities
    for do in capability.does
    if do.places
]


def refusals(do: Do) -> Iterator[DomainError]:
    """Every refusal of an act that its declaration places, with something in each gap of its sentence."""
    for refused in do.refuses:
        for code, refusal in refused.refusals.items():
            if code in do.places:
                yield refused(code, **{name: "7" for _, name, _, _ in Formatter().parse(refusal.sentence) if name})


def told(do: Do, refused: DomainError) -> list[dict[str, str]]:
    """The faults in the API's answer."""
    document = json.loads(bytes(do.refused(refused).body))
    assert (document["code"], document["detail"]) == (refused.code, refused.sentence)
    found: list[dict[str, str]] = document.get("errors", [])
    return found


def leads_somewhere(schema: Mapping[str, Any], place: str) -> bool:
    """Whether a body has a field at this place."""
    at: Any = schema
    for step in place.removeprefix("/body/").split("/"):
        while "$ref" in at or "anyOf" in at:
            at = at["anyOf"][0] if "anyOf" in at else schema["$defs"][at["$ref"].rpartition("/")[2]]
        if step not in at.get("properties", {}):
            return False
        at = at["properties"][step]
    return True


@pytest.mark.parametrize("do", [do for _, do in DOES], ids=[name for name, _ in DOES])
def test_the_api_tells_a_refusal_at_the_field_where_the_page_shows_it(do: Do) -> None:
    for refused in refusals(do):
        shown = [fault["field"] for fault in do.placed(refused)]
        asked = mark_of(do.parts, do.places[refused.code]) is not None
        assert shown == ([do.places[refused.code]] if asked else [""]), refused.code
        place = "/body/" + do.places[refused.code].replace("-", "/")
        expected = [{"place": place, "code": refused.code, "sentence": refused.sentence}] if asked else []
        assert told(do, refused) == expected
        assert not asked or do.asks or leads_somewhere(do.model.model_json_schema(), place), place


def test_of_several_faults_the_api_tells_each_at_its_own_field() -> None:
    [do] = [do for name, do in DOES if name == "submissions-movements-launch"]
    [cls] = [refused for refused in do.refuses if "movement.no-goals" in refused.refusals]
    first = cls("movement.no-goals", citation="Điều 17")
    first.also = (cls("movement.no-criteria", citation="Điều 17"), cls("movement.unchanged"))
    assert [(fault["place"], fault["code"]) for fault in told(do, first)] == [
        ("/body/goals", "movement.no-goals"),
        ("/body/criteria", "movement.no-criteria"),
        ("/body", "movement.unchanged"),
    ]


def test_there_are_acts_with_places() -> None:
    assert len(DOES) > 50
