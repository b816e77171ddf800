"""Whatever is written a second time with other values over what stands asks for the version that was seen.

Found by doing, not by reading declarations: each act of a person on something that exists is done, and then once more with one of its
fields changed. Where the decider takes both, the second wrote over the first.
"""

from __future__ import annotations

import dataclasses
import importlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, Final
from uuid import UUID

import pytest

from services.chassis.decider import DomainError, Handles
from services.chassis.identity.mandates import MandateGranted
from services.chassis.kit.doing import Do
from services.chassis.kit.parts import Part
from tests.support.authority.situation import History, Situation
from tests.support.declared import SERVICES
from thidua_contracts.codes import UNIT_ROLES

ADDS: Final[Mapping[str, str]] = {
    "awards-decisions-correct": "each correction is a signed document of its own, withdrawn by its number",
    "awards-decisions-record-correction": "the same of the city's",
    "blocs-criteria-issue": "the body names the version that was seen",
    "submissions-movements-count-households": "another day is another count; of one day there is one for each group",
    "submissions-movements-review": "another day is another review; of one day there is one",
    "submissions-reports-extend": "each extension is a document of its own, later than the last, which it does not end",
    "submissions-mandates-name-holder": "a name is only taken off: to write another, it is taken off first",
}
"""Acts that may be done again with other values and write over nothing unseen, each with the reason."""


def acts() -> Iterator[tuple[str, Do, Handles[Any], list[Situation]]]:
    """Every declared act on something that exists, with how it is decided and the situations in which it may be done."""
    for name in SERVICES:
        service = importlib.import_module(f"services.{name}.app").SERVICE
        situations: Sequence[Situation] = importlib.import_module(f"tests.support.authority.{name}").SITUATIONS
        by_command = {registered.command: registered for registered in service.handles}
        for capability in service.capabilities:
            for do in capability.does:
                if do.in_path:
                    asked = [one for one in situations if type(one.command) is do.command]
                    yield f"{name}-{capability.name}-{do.name}", do, by_command[do.command], asked


ACTS: Final = {name: (do, by, asked) for name, do, by, asked in acts()}


def others(part: Part, value: Any) -> Iterator[Any]:
    """Other values of a field; in rows and groups, of one field inside."""
    if part.parts and value:
        rows = value if isinstance(value, tuple) else (value,)
        for inner in part.asked:
            for one in others(inner, getattr(rows[0], inner.field)):
                changed = dataclasses.replace(rows[0], **{inner.field: one})
                yield (changed, *rows[1:]) if isinstance(value, tuple) else changed
        return
    if part.optional and value is not None:
        yield None
    words = list(getattr(part.mark, "words", None) or ())
    match value:
        case bool():
            yield not value
        case Enum():
            yield from (word for word in type(value) if word != value)
        case int() | Decimal():
            yield from (value + 1, value - 1)
        case date():
            yield from (value + timedelta(1), value - timedelta(1))
        case str() if part.mark.kind == "choice":
            yield from (word for word in words if word != value)
        case str():
            yield value + "x"
        case tuple():
            yield from ((word,) for word in words if (word,) != value)
        case _:
            yield from words or (["abc"] if part.mark.kind == "text" else [])


def decided(by: Handles[Any], command: Any, history: History, at: Situation) -> History:
    """The events of a command by their stream. Raises DomainError."""
    refs = by.streams(command)
    role = next((role for role in sorted(by.roles) if role not in UNIT_ROLES), "unit-head")
    unit_id = at.unit if role in UNIT_ROLES else None
    who = MandateGranted(UUID(int=77), at.ward, at.who, role, unit_id, date(2000, 1, 1), None)
    told = by.decide(
        command, *(ref.type.fold(history.get(ref, [])) for ref in refs), **({"by": who} if by.by_whom else {})
    )
    return dict(told) if isinstance(told, Mapping) else {refs[0]: list(told)}


def written_over(do: Do, by: Handles[Any], at: Situation) -> set[str]:
    """The fields that a second command changes of what the first has written."""
    try:
        first = decided(by, at.command, at.history, at)
    except DomainError:
        return set()
    history = {**at.history, **{ref: [*at.history.get(ref, []), *events] for ref, events in first.items()}}
    found = set()
    for part in do.asked:
        for value in others(part, getattr(at.command, part.field, None)) if hasattr(at.command, part.field) else ():
            try:
                again = decided(by, dataclasses.replace(at.command, **{part.field: value}), history, at)
            except (DomainError, AssertionError):
                continue
            found |= {part.name} if any(again.values()) else set()
    return found


@pytest.mark.parametrize("name", sorted(name for name, (do, _, _) in ACTS.items() if not do.replaces))
def test_an_act_that_needs_no_version_writes_over_nothing(name: str) -> None:
    do, by, asked = ACTS[name]
    found = set().union(*(written_over(do, by, at) for at in asked))
    assert not found or name in ADDS, (
        f"{name} writes over {sorted(found)}: declare `replaces=True`, or refuse the second"
    )


def test_what_needs_none_by_exception_is_still_there_and_would_be_found() -> None:
    for name in ADDS:
        do, by, asked = ACTS[name]
        assert not do.replaces and set().union(*(written_over(do, by, at) for at in asked)), name


def test_the_search_finds_what_writes_over_something() -> None:
    """Were it blind, everything would pass: these replace, and are found to."""
    for name in (
        "plan-tasks-record",
        "scorecards-mend",
        "scorecards-check",
        "aims-reach",
        "delegations-end",
        "people-correct-name",
    ):
        do, by, asked = ACTS[f"submissions-{name}"]
        assert do.replaces and any(written_over(do, by, at) for at in asked), name
