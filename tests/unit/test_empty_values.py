"""No sentence of a timeline ends with a word that promises a value and has none: "theo văn bản số ."."""

from __future__ import annotations

import json
import re
import types
from collections.abc import Iterator
from dataclasses import fields, replace
from importlib import import_module
from pathlib import Path
from typing import Any, Final, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import pytest

import services
from services.awards.app import SERVICE as AWARDS
from services.blocs.app import SERVICE as BLOCS
from services.chassis.kit.facts import Fact
from services.submissions.app import SERVICE as SUBMISSIONS

EVENT_ID: Final = UUID("0192f1c4-6d5e-7a10-8b3c-5f2e9d7a4c01")
ROOT: Final = Path(services.__path__[0])
EMPTY: Final = re.compile(
    r"\b(bản|định|trình|hoạch) số\s*([.,;)]|$)|\b(theo|từ ngày|đến ngày)\s*([.,;)]|$)|\bNone\b", re.IGNORECASE
)


def told() -> Iterator[Any]:
    """Every fact with a sentence, and the registry that reads it."""
    for service in (SUBMISSIONS, AWARDS, BLOCS):
        for path in sorted((ROOT / service.name).glob("*/facts.py")):
            module = import_module(f"services.{service.name}.{path.parent.name}.facts")
            for listed in vars(module).values():
                for fact in listed if isinstance(listed, tuple) else ():
                    if isinstance(fact, Fact) and fact.says:
                        yield pytest.param(service, fact, id=f"{service.name} {fact.name}")


def optional(cls: type[Any]) -> list[str]:
    """The fields that may be absent."""
    hints = get_type_hints(cls)
    return [
        field.name
        for field in fields(cls)
        if get_origin(hints[field.name]) in (Union, types.UnionType) and type(None) in get_args(hints[field.name])
    ]


@pytest.mark.parametrize(("service", "fact"), list(told()))
def test_a_sentence_leaves_out_what_an_event_does_not_say(service: Any, fact: Fact) -> None:
    golden = Path(__file__).parent / service.name / "golden" / f"{fact.name}.v{fact.version}.json"
    stored = json.loads(golden.read_text(encoding="utf-8"))["stored"]
    event = service.publishing.registry.decode(fact.name, fact.version, stored, EVENT_ID)
    absent = replace(event, **dict.fromkeys(optional(fact.cls)))
    for said in (fact.sentence(event), fact.sentence(absent)):
        assert not EMPTY.search(said), said
