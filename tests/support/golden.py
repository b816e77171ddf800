"""Golden files of stored shapes: what was once stored is read, and published, in the same bytes for ever.

One file per stored type and schema version: `{"stored": shape, "published": [{"type": …, "body": …}]}`,
with an empty list where the type is private.
"""

import json
from pathlib import Path
from uuid import UUID

from services.chassis.event_registry import EventRegistry
from services.chassis.publishing import Publishing
from thidua_contracts.event import encode

EVENT_ID = UUID("0192f1c4-6d5e-7a10-8b3c-5f2e9d7a4c01")


def shapes(registry: EventRegistry) -> list[tuple[str, int]]:
    """Every stored type with every schema version it ever had."""
    return [(name, version) for name, stored in registry.types.items() for version in range(1, stored.version + 1)]


def check(folder: Path, publishing: Publishing, name: str, version: int) -> None:
    """The stored shape decodes, loses nothing, and maps to the recorded bytes, or to nothing where it is private."""
    golden = json.loads((folder / f"{name}.v{version}.json").read_text())
    event = publishing.registry.decode(name, version, golden["stored"], EVENT_ID)
    as_text = publishing.registry.decode(name, version, json.dumps(golden["stored"]), EVENT_ID)
    assert as_text == event and repr(as_text).replace("datetime.timezone.utc", "TzInfo(0)") == repr(
        event
    )  # by whichever decoder
    if version == publishing.registry.types[name].version and not publishing.registry.subjects(event):
        assert json.loads(publishing.registry.encode(event, EVENT_ID, {})) == golden["stored"]
    published = [{"type": mapped.type, "body": encode(mapped).decode()} for mapped in publishing.map(event)]
    assert published == golden["published"]


def check_all_known(folder: Path, publishing: Publishing) -> None:
    """There is a file for every stored shape, and no other."""
    known = {f"{name}.v{version}.json" for name, version in shapes(publishing.registry)}
    assert {path.name for path in folder.glob("*.json")} == known
