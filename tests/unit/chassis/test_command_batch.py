"""Commands done together: each decides as by itself, on what those before it did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from services.chassis.command_batch import CommandBatch, case_of
from services.chassis.decider import Handles, StreamType

AT = datetime(2024, 5, 14, tzinfo=UTC)


@dataclass(frozen=True)
class Count:
    """Counts up to `most` on the first stream and tells the second, if there is one."""

    on: str
    most: int
    tell: str | None = None


COUNTER: StreamType[int] = StreamType("counter", 0, lambda state, _: state + 1)


def decide(command: Count, state: int, _: int | None = None) -> Any:
    counted = ["counted"] if state < command.most else []
    return {COUNTER.new(command.on): counted, COUNTER.new(command.tell): ["told"]} if command.tell else counted


CASE = Handles(Count, lambda c: tuple(COUNTER.new(each) for each in (c.on, c.tell) if each), decide)


def done(*parts: Count, **states: int) -> dict[str, list[str]]:
    command = CommandBatch("03386", AT, parts)
    case = case_of(command, lambda _: CASE)
    refs = case.streams(command)
    decided = case.decide(command, *(states.get(ref.stream_id.removeprefix("counter-"), 0) for ref in refs))
    assert isinstance(decided, dict) and set(decided) <= set(refs)
    return {ref.stream_id.removeprefix("counter-"): events for ref, events in decided.items()}


def test_each_decides_on_its_own_streams() -> None:
    assert done(Count("a", 1), Count("b", 1), b=1) == {"a": ["counted"], "b": []}


def test_a_later_one_sees_what_an_earlier_one_did() -> None:
    assert done(Count("a", 1), Count("a", 1)) == {"a": ["counted"]}
    assert done(Count("a", 1, tell="b"), Count("b", 1)) == {"a": ["counted"], "b": ["told"]}


def test_a_stream_that_several_name_is_loaded_once() -> None:
    command = CommandBatch("03386", AT, (Count("a", 1), Count("b", 1, tell="a"), Count("a", 2)))
    assert [ref.stream_id for ref in case_of(command, lambda _: CASE).streams(command)] == ["counter-a", "counter-b"]


def test_nobody_but_the_system_may_send_it() -> None:
    assert case_of(CommandBatch("03386", AT, (Count("a", 1),)), lambda _: CASE).roles == frozenset()
