"""An API as it is put together: mistakes of ours are found at start, and its OpenAPI says all that it can answer."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import pytest
from fastapi import APIRouter, Depends
from starlette.routing import Mount

from services.chassis.clock import real_now
from services.chassis.decider import Handles
from services.chassis.http.app import assembled
from services.chassis.http.edge import Edge, Writer
from services.chassis.identity import mandates
from tests.support import notes, notes_api


class Now:
    def now(self) -> Any:
        return real_now()


def edge_of(handles: tuple[Handles[Any], ...] = notes.HANDLES, unit_roles: frozenset[str] = frozenset()) -> Edge:
    """An edge that serves nothing: assembling asks nobody."""
    absent: Any = None
    return Edge(
        service="notes",
        handler=absent,
        pool=absent,
        verifier=absent,
        lookup=absent,
        clock=Now(),
        handles=handles,
        models=(),
        unit_roles=unit_roles,
    )


def operations(**cases: Any) -> dict[str, dict[str, Any]]:
    edge = edge_of(**cases)
    schema = assembled(edge, [notes_api.routes(edge)]).openapi()
    return {f"{method} {path}": item for path, methods in schema["paths"].items() for method, item in methods.items()}


WRITES = {"400", "401", "403", "404", "409", "413", "422", "429", "503"}
READS = {"400", "401", "403", "404", "422", "429", "503"}


@pytest.mark.parametrize(
    ("operation", "statuses"),
    [
        ("post /notes/notes", WRITES | {"201", "408", "415"}),
        ("post /notes/notes/{note_id}:strike", WRITES | {"200"}),
        ("get /notes/notes", READS | {"200"}),
    ],
)
def test_every_status_is_described(operation: str, statuses: set[str]) -> None:
    described = operations()[operation]["responses"]
    assert set(described) == statuses
    problems = {status for status in statuses if status >= "400"}
    assert all(list(described[status]["content"]) == ["application/problem+json"] for status in problems)


def test_a_refusal_is_described_by_code_and_sentence() -> None:
    described = operations()["post /notes/notes"]["responses"]["409"]["description"]
    assert "`note.struck`: Ghi chú này đã bị gạch, không sửa được nữa." in described


@pytest.mark.parametrize(
    ("operation", "names"),
    [
        ("post /notes/notes", {"Idempotency-Key": True, "X-Mandate": False}),
        ("get /notes/notes", {"limit": False, "cursor": False, "after": False, "X-Mandate": False}),
    ],
)
def test_every_parameter_is_described(operation: str, names: dict[str, bool]) -> None:
    described = operations()[operation]
    assert {one["name"]: one["required"] for one in described["parameters"]} == names
    assert described["security"] == [{"bearer": []}]


def test_only_a_copy_of_mandates_can_be_told_of_a_relief_directly() -> None:
    own = tuple(case for case in notes.HANDLES if case.command not in (mandates.GrantMandate, mandates.RelieveMandate))
    address = "post /internal/mandates/{mandate_id}:relieve"
    assert address in operations(handles=(*own, *mandates.HANDLES))
    assert address not in operations(handles=notes.HANDLES)


def test_a_dependency_that_is_not_understood_is_found_at_start() -> None:
    edge = edge_of()
    router = APIRouter()

    # annotations of this file are texts, as `from __future__ import annotations` makes them: `edge` is no global name
    @router.post("/things/{thing_id}")
    async def take(thing_id: UUID, writer: Annotated[Writer, Depends(edge.writer)]) -> None: ...

    with pytest.raises(TypeError, match="writer is not understood"):
        assembled(edge, [router])


def test_a_router_holds_plain_routes_only() -> None:
    edge = edge_of()
    router = APIRouter(routes=[Mount("/files", routes=[])])
    with pytest.raises(TypeError, match="plain routes"):
        assembled(edge, [router])
