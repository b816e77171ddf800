"""Hypothesis: values that fit a schema of ours (the part of JSON Schema that the generator writes)."""

from datetime import UTC, date, datetime
from typing import Any

from hypothesis import strategies as st

from thidua_contracts.publish.schemas import Schema

_TEXT = st.characters(codec="utf-8", exclude_characters="\0")


def values(schema: Schema, root: Schema | None = None) -> st.SearchStrategy[Any]:
    """Every kind of value the schema allows; unknown keywords are an error, never a silent hole."""
    root = schema if root is None else root
    match schema:
        case {"$ref": str(ref)}:
            return values(root["$defs"][ref.rpartition("/")[2]], root)
        case {"enum": words}:
            return st.sampled_from(words)
        case {"anyOf": kinds}:
            return st.one_of([values(kind, root) for kind in kinds])
        case {"type": "null"}:
            return st.none()
        case {"type": "boolean"}:
            return st.booleans()
        case {"type": "integer"}:
            return st.integers(schema.get("minimum", -(2**53)), schema.get("maximum", 2**53))
        case {"type": "string", "format": "date"}:
            return st.dates(min_value=date(1900, 1, 1)).map(date.isoformat)
        case {"type": "string", "format": "date-time"}:
            instants = st.datetimes(min_value=datetime(1900, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
            return instants.map(lambda at: at.isoformat().replace("+00:00", "Z"))
        case {"type": "string", "format": "decimal"}:
            return st.decimals(allow_nan=False, allow_infinity=False, places=2).map(str)
        case {"type": "string", "pattern": str(pattern)}:
            return st.from_regex(pattern, fullmatch=True)
        case {"type": "string"}:
            return st.text(_TEXT, min_size=schema.get("minLength", 0), max_size=min(schema.get("maxLength", 40), 40))
        case {"type": "array", "items": items}:
            return st.lists(values(items, root), max_size=3)
        case {"type": "object", "properties": fields}:
            required = set(schema.get("required", ()))
            return st.fixed_dictionaries(
                {name: values(field, root) for name, field in fields.items() if name in required},
                optional={name: values(field, root) for name, field in fields.items() if name not in required},
            )
        case _:
            raise ValueError(f"teach this file: {schema}")
