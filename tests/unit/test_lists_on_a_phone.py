"""What a phone shows of each declared list: the state and the time that people look for are never among what is left out."""

from __future__ import annotations

import importlib

import pytest

from services.chassis.kit.listing import ListPage
from tests.support.declared import SERVICES

LISTS = {
    f"{name}-{capability.name}": capability.list
    for name in SERVICES
    for capability in importlib.import_module(f"services.{name}.app").SERVICE.capabilities
    if capability.list is not None and not capability.list.handwritten
}
TIMES = ("_on", "_at", "_by", "_from", "_to", "year")


def hidden(shown: ListPage) -> list[str]:
    """What somebody with a phone would miss: the state, and some day of things that are listed by their day."""
    columns = {column.name: column for column in shown.columns}
    states: list[str] = [
        name for name in ("state", "standing", "use", "late") if name in columns and columns[name].wide
    ]
    dated = any(name.startswith("-") and name.endswith(TIMES) for name in shown.order)
    told = [name for name in columns if name.endswith(TIMES) and not columns[name].wide]
    return states if told or not dated else [*states, "day"]


@pytest.mark.parametrize("name", LISTS)
def test_a_phone_shows_the_state_and_a_day_of_what_is_listed_by_days(name: str) -> None:
    assert hidden(LISTS[name]) == []
