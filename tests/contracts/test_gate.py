"""The gate can fail: one planted change for each row of the table, and for each way around it."""

from typing import Annotated, Any, ClassVar, Literal

import pytest
from jsonschema import ValidationError as RefusedByOldReader
from pydantic import AfterValidator, StringConstraints, ValidationError

from tests.contracts import gate
from tests.contracts.test_compatibility import goes_both_ways
from thidua_contracts.codes import Code
from thidua_contracts.event import Day, Id, Instant, IntegrationEvent, Part, Text


class Colour(Code):
    UNKNOWN = "unknown", "chưa rõ"
    RED = "red", "đỏ"
    GREEN = "green", "xanh lá"


class MoreColours(Code):
    UNKNOWN = "unknown", "chưa rõ"
    RED = "red", "đỏ"
    GREEN = "green", "xanh lá"
    BLUE = "blue", "xanh lam"


class Line(Part):
    text: Text


class LineWithNumber(Part):
    text: Text
    number: int


class Released(IntegrationEvent):
    type: ClassVar[str] = "vn.thidua.submissions.Planted.v1"
    unit_id: Id
    count: int
    choice: Literal["a", "b"]
    colour: Colour
    day: Day
    note: Text | None = None
    lines: tuple[Line, ...] = ()


class AddedOptional(Released):
    later: Text | None = None


class AddedRequired(Released):
    later: Text


class AddedEnumValue(Released):
    choice: Literal["a", "b", "c"]  # type: ignore[assignment]


class RemovedEnumValue(Released):
    choice: Literal["a"]


class ChangedType(Released):
    count: Text  # type: ignore[assignment]


class RemovedRequired(IntegrationEvent):
    type: ClassVar[str] = Released.type
    unit_id: Id
    choice: Literal["a", "b"]
    colour: Colour
    day: Day
    note: Text | None = None
    lines: tuple[Line, ...] = ()


class MadeRequired(Released):
    note: Text


class MadeOptional(Released):
    count: int | None = None  # type: ignore[assignment]


class GrownWords(Released):
    colour: MoreColours  # type: ignore[assignment]


class Narrowed(Released):
    unit_id: Annotated[str, StringConstraints(min_length=1, max_length=10)]


class Widened(Released):
    unit_id: Annotated[str, StringConstraints(min_length=1, max_length=10_000)]


class OtherFormat(Released):
    day: Instant


class ReusedName(AddedOptional):
    later: int | None = None  # type: ignore[assignment]


class NestedRequired(Released):
    lines: tuple[LineWithNumber, ...] = ()  # type: ignore[assignment]


def test_the_same_contract_again_breaks_nothing() -> None:
    assert gate.breaks({Released.type: gate.contract(Released)}, {Released.type: gate.contract(Released)}) == []


@pytest.mark.parametrize(
    ("changed", "old_readers", "new_readers"),
    [
        (AddedOptional, True, True),
        (AddedRequired, True, False),
        (AddedEnumValue, False, True),
        (RemovedEnumValue, True, False),
        (ChangedType, False, False),
        (RemovedRequired, False, True),
        (MadeRequired, True, False),
        (MadeOptional, False, True),
        (GrownWords, True, True),
        (Narrowed, True, False),
        (Widened, False, True),
        (OtherFormat, False, False),
        (NestedRequired, True, False),
    ],
)
def test_each_change_is_judged_in_both_directions(
    changed: type[IntegrationEvent], old_readers: bool, new_readers: bool
) -> None:
    released, today = gate.contract(Released), gate.contract(changed)

    assert gate.old_readers_accept_new_data(released, today) is old_readers
    assert gate.new_readers_accept_old_data(released, today) is new_readers
    assert bool(gate.breaks({Released.type: released}, {Released.type: today})) is not (old_readers and new_readers)


def test_a_name_once_released_cannot_come_back_as_something_else() -> None:
    """Each release alone would allow it: optional field removed, another of that name added later."""
    with_field, without, reused = map(gate.contract, (AddedOptional, Released, ReusedName))

    assert gate.breaks({"e": with_field}, {"e": without}) == []
    assert gate.breaks({"e": without}, {"e": reused}) == []
    assert gate.breaks({"e": with_field}, {"e": reused}) != []


def test_a_word_once_published_cannot_be_taken_away() -> None:
    released, today = gate.contract(GrownWords), gate.contract(Released)

    assert gate.breaks({"e": released}, {"e": today}) == ["e: words taken away: blue"]


def test_a_released_version_cannot_disappear() -> None:
    assert gate.breaks({"e": gate.contract(Released)}, {}) == ["e: gone"]


def _never_q(text: str) -> str:
    if "q" in text or len(text) > 3:
        raise ValueError("no q")
    return text


class OverlongOutput(Released):
    unit_id: Annotated[Id, AfterValidator(lambda text: text * 201)]


class HiddenRule(Released):
    unit_id: Annotated[Id, AfterValidator(_never_q)]


def test_generated_data_finds_a_refusal_that_no_schema_shows() -> None:
    released = gate.contract(Released)
    assert gate.breaks({"e": released}, {"e": gate.contract(HiddenRule)}) == []

    with pytest.raises(ValidationError):
        goes_both_ways(released, HiddenRule)


def test_generated_data_finds_output_that_an_old_reader_refuses() -> None:
    released: Any = gate.contract(Released)
    assert gate.breaks({"e": released}, {"e": gate.contract(OverlongOutput)}) == []

    with pytest.raises(RefusedByOldReader):
        goes_both_ways(released, OverlongOutput)
