"""Three examples of every event version: minimal (required fields only), full, and one full of Vietnamese letters."""

import json
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from thidua_contracts.envelope import (
    Envelope,
    contract_name,
    dataschema_of,
    encode,
    event_id_for,
    from_headers,
    source_of,
    to_headers,
)
from thidua_contracts.event import IntegrationEvent
from thidua_contracts.publish.schemas import Schema, with_examples

STYLES: Final = ("minimal", "full", "diacritics")
_STORED_EVENT: Final = UUID("0192f1c4-6d5e-7a10-8b3c-5f2e9d7a4c00")
_TRACEPARENT: Final = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def example(event: type[IntegrationEvent], style: str) -> Schema:
    """A record as an object: `key`, `headers` (strings), `body`."""
    schema = with_examples(event, "serialization")
    data = encode(event.read(json.dumps(_sample(schema, schema, style)).encode()))
    body = json.loads(data)
    ward = "03386"
    envelope = Envelope(
        ce_id=event_id_for(contract_name(event.type), _STORED_EVENT),
        ce_source=source_of(ward, event.type.split(".")[2]),
        ce_type=event.type,
        ce_subject=next(value for value in body.values() if isinstance(value, str)),
        ce_time=datetime(2024, 5, 14, 9, 30, 0, 123456, UTC),
        dataschema=dataschema_of(event.type),
        partitionkey=ward,
        streamversion=2,
        previousversion=1,
        position=1024,
        epoch=1,
        correlationid="0192f1c4-6d5e-7a10-8b3c-5f2e9d7a4cff",
        causationid="0192f1c4-6d5e-7a10-8b3c-5f2e9d7a4cfe",
        traceparent=None if style == "minimal" else _TRACEPARENT,
    )
    headers = to_headers(envelope)
    from_headers(headers, ward.encode(), data)  # an example that cannot be read is none
    return {"key": ward, "headers": {name: value.decode() for name, value in headers}, "body": body}


def _sample(schema: Schema, root: Schema, style: str) -> Any:
    """One value of a schema; the last of its examples is the one with Vietnamese letters."""
    match schema:
        case {"$ref": str(ref)}:
            return _sample(root["$defs"][ref.rpartition("/")[2]], root, style)
        case {"examples": examples}:
            return examples[-1 if style == "diacritics" else 0]
        case {"enum": words}:
            return words[0]
        case {"anyOf": [first, *_]}:
            return _sample(first, root, style)
        case {"type": "boolean"}:
            return True
        case {"type": "array", "items": items}:
            return [_sample(items, root, style)]
        case {"properties": fields}:
            wanted = schema.get("required", []) if style == "minimal" else fields
            return {name: _sample(fields[name], root, style) for name in wanted}
        case _:
            raise ValueError(f"give the field's type an example: {schema}")
