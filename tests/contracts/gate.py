"""The compatibility gate: today's contracts against every release, in both directions.

A closed writer is compared with an open reader: between two schemas of one kind every change is a break. jsoncompat
looks neither at `format` nor at `pattern`, so it is shown each as a value of its own, which differs from every other;
and it is young, so the tests also generate data.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import jsoncompat

from thidua_contracts.event import IntegrationEvent
from thidua_contracts.publish.schemas import reader_schema, writer_schema

Schema = Mapping[str, Any]
Contract = Mapping[str, Any]
"""`writer` and `reader` schema of one event version."""


def contract(event: type[IntegrationEvent]) -> Contract:
    return {"writer": writer_schema(event), "reader": reader_schema(event)}


def old_readers_accept_new_data(released: Contract, today: Contract) -> bool:
    return jsoncompat.check_compat(_shown(released["reader"]), _shown(today["writer"]), "serializer")


def new_readers_accept_old_data(released: Contract, today: Contract) -> bool:
    return jsoncompat.check_compat(_shown(released["writer"]), _shown(today["reader"]), "deserializer")


def words_taken_away(released: Contract, today: Contract) -> set[str]:
    """Words the writer once published and no longer knows: readers still hold events with them."""
    return set(_words(released["writer"])) - set(_words(today["writer"]))


def breaks(released: Mapping[str, Contract], today: Mapping[str, Contract]) -> list[str]:
    """What today's contracts break of a release; empty if nothing."""
    faults: list[str] = []
    for name, old in released.items():
        if (new := today.get(name)) is None:
            faults.append(f"{name}: gone")
            continue
        if not old_readers_accept_new_data(old, new):
            faults.append(f"{name}: old readers refuse new data")
        if not new_readers_accept_old_data(old, new):
            faults.append(f"{name}: new readers refuse old data")
        if taken := words_taken_away(old, new):
            faults.append(f"{name}: words taken away: {', '.join(sorted(taken))}")
    return faults


def _shown(schema: Schema) -> str:
    return json.dumps(_forms_as_values({name: value for name, value in schema.items() if name != "$id"}))


def _forms_as_values(node: Any) -> Any:
    match node:
        case {"type": "string", "format": str(form)} | {"type": "string", "pattern": str(form)}:
            return {"enum": [form]}
        case dict():
            return {name: _forms_as_values(value) for name, value in node.items()}
        case list():
            return [_forms_as_values(value) for value in node]
        case _:
            return node


def _words(node: Any) -> Iterator[str]:
    match node:
        case {"enum": list(words)}:
            yield from words
        case dict():
            for value in node.values():
                yield from _words(value)
        case list():
            for value in node:
                yield from _words(value)
