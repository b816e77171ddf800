"""What may be acted on at once: wards of one round never wait for each other, and within a ward nothing moves before its turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.readers.definition import ProcessManager
from services.chassis.readers.record import Record
from services.chassis.readers.rounds import rounds
from tests.support.records import told
from thidua_contracts.submissions.movement_joined_v1 import MovementJoined
from thidua_contracts.submissions.movement_launched_v1 import MovementLaunched

UNWANTED = "vn.thidua.submissions.MovementDreamt.v1"


async def nothing(*_: Any) -> tuple[()]:
    return ()


MANAGER = ProcessManager("cutting", 1, react={MovementJoined: nothing}, apply={MovementLaunched: nothing})  # type: ignore[dict-item]


def run(text: str, source: str = "rounds/0") -> list[Record]:
    """A letter is a record of that ward: upper case is acted on, lower case remembered.

    `.a` is not wanted; `'A` goes on in the stream before it.
    """
    records: list[Record] = []
    stream = 0
    for number, word in enumerate(text.split()):
        stream += word[0] != "'"
        letter = word[-1]
        of_type = UNWANTED if word[0] == "." else (MovementJoined if letter.isupper() else MovementLaunched).type
        records.append(told(UUID(int=stream), number + 1, source, number, of_type, f"{ord(letter.lower()):05}"))
    return records


def cut(manager: ProcessManager = MANAGER, **texts: str) -> list[Mapping[str, int]]:
    """How many records of each source each round holds."""
    runs = {name: run(text, name) for name, text in texts.items()}
    return [{name: len(part) for name, part in each.items()} for each in rounds(runs, manager)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a b c a b", [5]),
        ("A B C", [3]),
        ("A B A", [2, 1]),
        ("a A", [1, 1]),
        ("A a", [2]),
        ("A a A", [2, 1]),
        ("A A A", [1, 1, 1]),
        (".a A", [2]),
        (".a 'A", [1, 1]),
        ("", []),
    ],
)
def test_before_a_record_that_is_acted_on_its_round_holds_nothing_it_rests_on(text: str, expected: list[int]) -> None:
    assert [each["one"] for each in cut(one=text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("A A A", [3]), ("A 'A", [1, 1]), ("a A", [1, 1]), ("A a A", [2, 1]), ("A b A", [3])],
)
def test_what_is_apart_rests_on_its_stream_and_on_what_is_not_apart(text: str, expected: list[int]) -> None:
    joined = replace(MANAGER, apart=frozenset({MovementJoined}))
    assert [each["one"] for each in cut(joined, one=text)] == expected


@pytest.mark.parametrize(("text", "expected"), [("a A", [1, 1]), ("a b A", [2, 1]), ("A A", [1, 1])])
def test_what_is_not_apart_rests_on_all_of_its_ward(text: str, expected: list[int]) -> None:
    launched = replace(MANAGER, apart=frozenset({MovementLaunched}))
    assert [each["one"] for each in cut(launched, one=text)] == expected


def test_each_source_gives_to_a_round_what_it_can() -> None:
    assert cut(one="A A B", two="c c", three="") == [{"one": 1, "two": 2}, {"one": 2}]


@given(st.lists(st.sampled_from(["a", "b", "A", "B", ".a", "'A"]), max_size=30))
def test_nothing_is_left_out_or_moved(words: list[str]) -> None:
    records = run(" ".join(words))
    parts: list[Sequence[Record]] = [each["one"] for each in rounds({"one": records}, MANAGER)]
    assert [record for part in parts for record in part] == records
