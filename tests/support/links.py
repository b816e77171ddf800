"""Links of an OpenAPI document: which answer holds what the next request needs, by names alone.

Schemathesis finds some of them itself. Added here: what was just made is addressed by its id, a row of a list by the fields
that addresses name, and a page leads to the next one.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from typing import Any

GET, POST = "get", "post"


def linked(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document with these links; the original is as it was."""
    whole = copy.deepcopy(dict(document))
    for path, operations in whole["paths"].items():
        if GET in operations:
            answer = operations[GET]["responses"]["200"]
            answer["links"] = dict(_from_list(whole, path, answer))
        if POST in operations and "201" in operations[POST]["responses"]:
            operations[POST]["responses"]["201"]["links"] = dict(_from_made(whole, path))
    return whole


def _from_list(document: Mapping[str, Any], path: str, answer: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    fields = _fields(document, answer)
    row = _resolved(document, fields.get("items", {}).get("items", {})).get("properties", {})
    own = set(re.findall(r"{(\w+)}", path))
    if "next" in fields:
        here = {name: f"$request.path.{name}" for name in own}
        yield "next", _link(document, path, GET, here | {"query.cursor": "$response.body#/next"})
    for target, operations in document["paths"].items():
        needed = set(re.findall(r"{(\w+)}", target))
        found = {name: field for name in needed - own if (field := _field(name, row, target, path))}
        if not found:
            continue
        values = {name: f"$response.body#/items/*/{field}" for name, field in found.items()}
        values |= {name: f"$request.path.{name}" for name in needed & own}
        for method in operations:
            yield f"{method} {target}", _link(document, target, method, values)


def _field(name: str, row: Mapping[str, Any], target: str, path: str) -> str | None:
    """The field of a row that an address calls `name`: of the same name, or the code of what is listed below it."""
    if name in row:
        return name
    return "code" if "code" in row and target.startswith(f"{path}/{{{name}}}") else None


def _from_made(document: Mapping[str, Any], path: str) -> Iterator[tuple[str, Any]]:
    if "id" not in _fields(document, document["paths"][path][POST]["responses"]["201"]):
        return
    for target, operations in document["paths"].items():
        needed = re.findall(r"{(\w+)}", target)
        if len(needed) == 1 and target.startswith(f"{path}/{{"):
            for method in operations:
                yield (
                    f"{method} {target}",
                    _link(document, target, method, {f"path.{needed[0]}": "$response.body#/id"}),
                )


def _link(document: Mapping[str, Any], path: str, method: str, parameters: Mapping[str, str]) -> dict[str, Any]:
    named = {name if "." in name else f"path.{name}": value for name, value in parameters.items()}
    return {"operationId": document["paths"][path][method]["operationId"], "parameters": named}


def _fields(document: Mapping[str, Any], answer: Mapping[str, Any]) -> Mapping[str, Any]:
    schema = answer.get("content", {}).get("application/json", {}).get("schema", {})
    fields: Mapping[str, Any] = _resolved(document, schema).get("properties", {})
    return fields


def _resolved(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in schema:
        return schema
    found: Any = document
    for part in schema["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return dict(found)
