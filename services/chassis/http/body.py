"""Body: base of everything a client sends. Unknown fields, wrong types and absurd values are refused, never converted.

A route has the JSON text parsed and validated in one step, in strict JSON mode, where `"1"` is
no number, a number is no date, and a UUID or date is its text. Bounds hold for every field that does not name its own:
times are aware, days lie in 1900–2200, whole numbers are exact in JSON, texts are at most 20,000 letters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Final

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

FIRST_DAY: Final = date(1900, 1, 1)
LAST_DAY: Final = date(2200, 12, 31)
FIRST_INSTANT: Final = datetime(1900, 1, 1, tzinfo=UTC)
LAST_INSTANT: Final = datetime(2200, 12, 31, tzinfo=UTC)
LARGEST: Final = 2**53 - 1
"""The largest whole number that every JSON reader keeps exact."""
LONGEST: Final = 20_000
"""Letters of a text that names no bound of its own."""

DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)

NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")
"""A number as text, exact where JSON's own would be rounded."""

Words = Callable[[Mapping[str, Any]], str]


def _bounded(node: Any) -> Any:
    """The same schema, with a bound wherever a field names none."""
    if isinstance(node, list):
        return [_bounded(part) for part in node]
    if not isinstance(node, dict) or _is_bounded(node):
        return node
    match node.get("type"):
        case "date":
            return _read_by(_day, {"ge": FIRST_DAY, "le": LAST_DAY} | node)
        case "datetime":
            return _read_by(_instant, {"ge": FIRST_INSTANT, "le": LAST_INSTANT, "tz_constraint": "aware"} | node)
        case "decimal":
            bounds: dict[str, Any] = {name: float(node[name]) for name in ("ge", "gt", "le", "lt") if name in node}
            told = core_schema.union_schema(
                [core_schema.float_schema(**bounds), core_schema.str_schema(pattern=f"^{NUMBER.pattern}$")]
            )
            return core_schema.no_info_before_validator_function(_number, node, json_schema_input_schema=told)
        case "int":
            return {"ge": -LARGEST, "le": LARGEST} | node
        case "str":
            return {"max_length": LONGEST} | node
        case _:
            return {name: part if name in ("metadata", "default") else _bounded(part) for name, part in node.items()}


def _is_bounded(schema: Any) -> bool:
    return bool((schema.get("metadata") or {}).get("thidua") == "bounded")


def _read_by(read: Callable[[Any], Any], schema: Any) -> CoreSchema:
    """Reads the text itself: pydantic would also take a count of seconds written as text for a date."""
    return core_schema.no_info_before_validator_function(read, schema)


def _day(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if not DAY.fullmatch(value):
        raise PydanticCustomError("date_parsing", "not an ISO 8601 day")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("date_parsing", "no such day") from None


def _number(value: Any) -> Any:
    """A number as JSON has it, or digits as text: what Python alone takes for a number ("1e3", "1_000", "+1") is none."""
    match value:
        case bool() | None | list() | dict():
            raise PydanticCustomError("decimal_type", "not a number")
        case str() if not NUMBER.fullmatch(value):
            raise PydanticCustomError("decimal_parsing", "not a plain number")
        case str() | int() | float():
            return Decimal(str(value))
        case _:
            return value


def _instant(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if not INSTANT.fullmatch(value):
        raise PydanticCustomError("datetime_parsing", "not an RFC 3339 time")
    try:
        return datetime.fromisoformat(value.upper())
    except ValueError:
        raise PydanticCustomError("datetime_parsing", "no such time") from None


Day = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY), BeforeValidator(_day)]
"""A day in a query or path."""
Instant = Annotated[AwareDatetime, Field(ge=FIRST_INSTANT, le=LAST_INSTANT), BeforeValidator(_instant)]
"""A time in a query or path, RFC 3339 with its offset."""


class Body(BaseModel):
    """Base of request bodies and their parts."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    words: ClassVar[Words | None] = None
    """What to do about an error, in the words of its field; None where the general sentences serve."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = handler(source)
        if _is_bounded(schema):  # asked again for the same class, as part of another
            return schema
        bounded = _bounded(schema)
        return core_schema.json_or_python_schema(bounded, bounded, metadata={"thidua": "bounded"})
