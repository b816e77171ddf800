"""Every text that an event stores is declared in deploy/personal-data.md: sealed, a code word, an id, a number, public by law, or ours."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from services.chassis.personal import Personal

PAGE = Path(__file__).parents[2] / "deploy" / "personal-data.md"
SERVICES = ("submissions", "awards", "blocs", "notifications")
KINDS = {"sealed", "code word", "opaque id", "number", "public by law", "ours"}
LINE = re.compile(r"^\| (?P<kind>[a-z ]+) \| (?P<why>[^|]+) \| (?P<fields>[^|]+) \|$", re.MULTILINE)


def texts(cls: Any, seen: set[Any]) -> Iterator[tuple[str, bool]]:
    """The text fields of an event class and of its parts, each with whether it is sealed."""
    if cls in seen:
        return
    seen.add(cls)
    for name, hint in get_type_hints(cls, include_extras=True).items():
        for found, sealed in held(hint, False):
            if found is str:
                yield f"{cls.__name__}.{name}", sealed
            elif dataclasses.is_dataclass(found):
                yield from texts(found, seen)


def held(hint: Any, sealed: bool) -> Iterator[tuple[Any, bool]]:
    """What a field may hold, through unions and collections."""
    if get_origin(hint) is Annotated:
        inner, *marks = get_args(hint)
        yield from held(inner, sealed or any(isinstance(mark, Personal) for mark in marks))
    elif parts := get_args(hint):
        for part in parts:
            yield from held(part, sealed)
    else:
        yield hint, sealed


def stored() -> dict[str, bool]:
    """The text fields of all events that any service stores."""
    services = [import_module(f"services.{name}.app").SERVICE for name in SERVICES]
    classes = [each.cls for service in services for each in service.publishing.registry.types.values()]
    return {name: sealed for cls in classes for name, sealed in texts(cls, set())}


def declared() -> dict[str, str]:
    """The kind of each field, as the page says."""
    found: dict[str, str] = {}
    for row in LINE.finditer(PAGE.read_text()):
        for field in re.findall(r"`(\w+\.\w+)`", row["fields"]):
            assert field not in found, f"{field} is declared twice"
            found[field] = row["kind"]
    return found


def test_every_text_of_an_event_is_declared_and_no_other() -> None:
    assert declared().keys() == stored().keys()


def test_what_is_declared_sealed_is_sealed_and_nothing_else() -> None:
    sealed = {name for name, is_sealed in stored().items() if is_sealed}
    assert sealed and sealed == {name for name, kind in declared().items() if kind == "sealed"}


def test_only_known_kinds_are_declared_and_none_is_open() -> None:
    assert set(declared().values()) == KINDS


@dataclasses.dataclass
class Part:
    words: str


@dataclasses.dataclass
class Planted:
    parts: tuple[Part, ...]
    remark: str | None
    secret: Annotated[str | None, Personal(subject="by")]
    by: int


def test_a_new_text_is_found_wherever_it_stands() -> None:
    assert dict(texts(Planted, set())) == {"Part.words": False, "Planted.remark": False, "Planted.secret": True}
