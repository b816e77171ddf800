"""OpenAPI, complete: every status that a route can answer is there, with the problem document it comes with.

What follows from a route's dependencies (headers, read-your-writes, who may call) is written here once, so that routes only
declare what is their own and requests pay nothing for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from services.chassis.decider import DomainError
from services.chassis.http.problems import MEDIA_TYPE, TITLES, Problem

REF: Final = {"$ref": "#/components/schemas/Problem"}
EVERYWHERE: Final = (400, 503)
ASKING: Final = (401, 403, 404, 429)
SENDING: Final = (409, 413, 422)
VERSIONED: Final = (412,)
WITH_BODY: Final = (408, 413, 415, 422, 429)
WITH_PARAMETERS: Final = (422,)

KEY: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "Khóa chống gửi trùng: gửi lại cùng khóa và cùng nội dung thì nhận lại đúng kết quả cũ.",
    "schema": {"type": "string", "minLength": 8, "maxLength": 128, "pattern": "^[!-~]+$"},
}
MANDATE: Final = {
    "name": "X-Mandate",
    "in": "header",
    "required": False,
    "description": "Mã quyền hạn được dùng, khi một người có nhiều quyền hạn.",
    "schema": {"type": "string", "format": "uuid"},
}
IF_MATCH: Final = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": "ETag nhận được khi đọc: nội dung đã đổi sau đó thì không ghi, trả lời 412.",
    "schema": {"type": "string", "pattern": '^"[0-9]{1,9}"$'},
}
ETAG: Final = {"ETag": {"description": "Phiên bản đã đọc, để gửi lại trong `If-Match`.", "schema": {"type": "string"}}}
AFTER: Final = {
    "name": "after",
    "in": "query",
    "required": False,
    "description": "Dấu vị trí (token) của lần ghi trước: chờ tối đa 2 giây cho đến khi đọc được điều đã ghi.",
}
BEHIND: Final = {
    "X-Read-Model": {
        "description": "`behind` khi dữ liệu đọc chưa kịp đến vị trí được yêu cầu.",
        "schema": {"type": "string", "enum": ["behind"]},
    }
}


@dataclass(frozen=True, slots=True)
class Kinds:
    """The dependencies by which a route of a service is known as sending, reading, for machines only, or for whoever holds a token."""

    service: str
    writer: Callable[..., Any]
    reader: Callable[..., Any]
    machine: Callable[..., Any]
    holder: Callable[..., Any]


def refusals(classes: Iterable[type[DomainError]]) -> dict[int | str, dict[str, Any]]:
    """The refusals of these classes by status, each with its codes."""
    by_status: dict[int, list[str]] = {}
    for cls in classes:
        for code, refusal in cls.refusals.items():
            by_status.setdefault(refusal.status, []).append(f"`{code}`: {refusal.sentence}")
    return {
        status: {"description": "\n\n".join(lines), "content": {MEDIA_TYPE: {"schema": REF}}}
        for status, lines in by_status.items()
    }


def install(app: FastAPI, kinds: Kinds) -> None:
    """Makes `app.openapi()` complete."""

    def complete() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _complete(app, kinds)
        return app.openapi_schema

    app.openapi = complete  # type: ignore[method-assign]  # FastAPI's documented way


def _complete(app: FastAPI, kinds: Kinds) -> dict[str, Any]:
    schema = get_openapi(title=app.title, version=app.version, routes=app.routes, description=app.description)
    components = schema.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    problem = Problem.model_json_schema(mode="serialization", ref_template="#/components/schemas/{model}")
    schemas |= problem.pop("$defs", {}) | {"Problem": problem}
    components["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
    for route in app.routes:
        if isinstance(route, APIRoute) and route.include_in_schema:
            for method in route.methods or ():
                _describe(schema["paths"][route.path_format][method.lower()], route, kinds)
            if getattr(route.endpoint, "version", "") == "required":
                _give_version(schema["paths"], route.path_format)
    return schema


def _give_version(paths: Mapping[str, Any], act: str) -> None:
    """Tells where the version that an act needs is read: at the address of the thing, with which the act's own begins."""
    read = paths.get(f"{act.partition('}')[0]}}}", {}).get("get")
    if read is not None:
        read["responses"]["200"].setdefault("headers", {}).update(ETAG)


def _describe(operation: dict[str, Any], route: APIRoute, kinds: Kinds) -> None:
    calls = set(_calls(route))
    sends, reads, machine = kinds.writer in calls, kinds.reader in calls, kinds.machine in calls
    parameters: list[Mapping[str, Any]] = operation.setdefault("parameters", [])
    statuses: list[int] = [*EVERYWHERE]
    if sends or reads or machine:
        operation["security"] = [{"bearer": []}]
        statuses += ASKING
    elif kinds.holder in calls:
        operation["security"] = [{"bearer": []}]
        statuses += (401, 429)
    if sends or reads:
        parameters.append(MANDATE)
    if sends or machine:
        statuses += SENDING
    if sends:
        parameters.append(KEY)
    if needs_version := getattr(route.endpoint, "version", ""):
        parameters.append(IF_MATCH | {"required": needs_version == "required"})
        statuses += VERSIONED if needs_version == "optional" else (*VERSIONED, 428)
    if reads:
        parameters.append(AFTER | {"schema": {"type": "string", "pattern": f"^{kinds.service}:[0-9]{{1,18}}$"}})
    if route.body_field is not None:
        statuses += WITH_BODY
    if parameters or route.methods != {"GET"}:
        statuses += WITH_PARAMETERS
    _answer(operation["responses"], statuses, reads)


def _answer(responses: dict[str, Any], statuses: Sequence[int], reads: bool) -> None:
    if "HTTPValidationError" in str(responses.get("422")):
        del responses["422"]
    for status in sorted(set(statuses)):
        described = responses.setdefault(str(status), {"description": TITLES[status]})
        described.setdefault("content", {MEDIA_TYPE: {"schema": REF}})
    if reads and "200" in responses:
        responses["200"].setdefault("headers", {}).update(BEHIND)


def _calls(route: APIRoute) -> Iterable[Callable[..., Any]]:
    waiting = list(route.dependant.dependencies)
    while waiting:
        dependant = waiting.pop()
        if dependant.call is not None:
            yield dependant.call
        waiting += dependant.dependencies
