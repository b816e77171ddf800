"""JSON Schemas (2020-12) of event data: open for readers (published), closed for the writer (for the gate)."""

import ast
import inspect
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, JsonSchemaValue
from pydantic_core import core_schema

from thidua_contracts.envelope import dataschema_of
from thidua_contracts.event import IntegrationEvent, Part

Schema = dict[str, Any]
DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


class _Generator(GenerateJsonSchema):
    """Without titles of fields; code words are open for readers (mode `validation`) and listed for the writer.

    The texts under a model's attributes are its fields' descriptions. They are read here, once, and not when a model is
    defined (`use_attribute_docstrings`): each process of ours took 0.5 s to read them at its start.
    """

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        written = super().model_schema(schema)
        for cls in schema["cls"].__mro__:
            for name in written["properties"].keys() & _attribute_docs(cls).keys() if issubclass(cls, Part) else ():
                written["properties"][name].setdefault("description", _attribute_docs(cls)[name])
        return written

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def enum_schema(self, schema: core_schema.EnumSchema) -> JsonSchemaValue:
        words = [member.value for member in schema["members"] if member.value != "unknown"]
        writer: Schema = {"type": "string", "enum": words}
        return writer if self.mode == "serialization" else {"anyOf": [writer, {"type": "string"}]}


@cache
def _attribute_docs(cls: type) -> Mapping[str, str]:
    """The texts below the attributes of a class body; none of a class that stands in no file."""
    try:
        [body] = ast.parse(inspect.getsource(cls)).body
    except (OSError, TypeError):
        return {}
    assert isinstance(body, ast.ClassDef)
    found = {}
    for attribute, below in zip(body.body, body.body[1:], strict=False):
        match attribute, below:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                found[name] = inspect.cleandoc(text)
    return found


def with_examples(event: type[IntegrationEvent], mode: JsonSchemaMode) -> Schema:
    """The schema with the sample values that the published examples are made of."""
    return event.model_json_schema(schema_generator=_Generator, mode=mode)


def reader_schema(event: type[IntegrationEvent]) -> Schema:
    """What a reader relies on: unknown fields and unknown code words are welcome."""
    return _published(event, "validation", closed=False)


def writer_schema(event: type[IntegrationEvent]) -> Schema:
    """What the writer can write: these fields and words, and no others."""
    return _published(event, "serialization", closed=True)


def _published(event: type[IntegrationEvent], mode: JsonSchemaMode, *, closed: bool) -> Schema:
    schema = _tidy(with_examples(event, mode), closed)
    return {"$schema": DIALECT, "$id": dataschema_of(event.type), "title": event.type} | schema


def _tidy(node: Schema, closed: bool) -> Schema:
    """Without samples and Python class names, and closed or open throughout. Names of fields are not keywords."""
    kept: Schema = {}
    for keyword, value in node.items():
        match keyword, value:
            case (("examples" | "title" | "additionalProperties"), _):
                continue
            case (("properties" | "$defs"), dict()):
                kept[keyword] = {name: _tidy(child, closed) for name, child in value.items()}
            case _, dict():
                kept[keyword] = _tidy(value, closed)
            case _, [dict(), *_]:
                kept[keyword] = [_tidy(child, closed) for child in value]
            case _:
                kept[keyword] = value
    return kept | {"additionalProperties": False} if closed and "properties" in kept else kept


def headers_schema() -> Schema:
    """The record's headers as one object of strings; headers that are not listed are to be ignored."""
    number = {"type": "string", "pattern": "^[0-9]{1,18}$"}
    text = {"type": "string", "minLength": 1}
    required: Schema = {
        "ce_specversion": {"const": "1.0"},
        "ce_id": text | {"format": "uuid", "description": "The same at every sending: drop what you have seen."},
        "ce_source": {"type": "string", "pattern": "^/wards/[^/]+/[a-z]+$"},
        "ce_type": {"type": "string", "pattern": r"^vn\.thidua\.[a-z]+\.[A-Za-z]+\.v[1-9][0-9]*$"},
        "ce_subject": text | {"description": "Stream id."},
        "ce_time": text | {"format": "date-time", "description": "When the store recorded the fact, UTC."},
        "ce_dataschema": text | {"description": "`$id` of the schema of the body."},
        "ce_partitionkey": text | {"description": "Ward code, bloc code or `city`; also the record's key."},
        "ce_streamversion": number,
        "ce_previousversion": number | {"description": "Last published version of the stream before this one, or 0."},
        "ce_position": number | {"description": "Position in the store of the publishing service."},
        "ce_epoch": number | {"description": "Rises when the store is restored from a backup."},
        "ce_correlationid": text,
        "ce_causationid": text,
        "content-type": {"type": "string", "pattern": "^application/json"},
        "correlation_id": text,
    }
    trace = {"type": "string", "description": "W3C traceparent, as stored with the event."}
    return {
        "$schema": DIALECT,
        "$id": "urn:thidua:schema:headers",
        "title": "Kafka headers of every record (CloudEvents 1.0, binary mode)",
        "type": "object",
        "properties": required | {"ce_traceparent": trace, "traceparent": trace},
        "required": list(required),
    }
