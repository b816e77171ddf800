"""Who may read, asked of pages and API alike: each list opens for the same roles on its page and over the API."""

from __future__ import annotations

import importlib
import math
import re
from collections.abc import Mapping
from datetime import date
from functools import cache, partial
from typing import Any, Final, cast
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from services.blocs.edge import WATCHERS
from services.chassis.clock import real_now
from services.chassis.decider import CITY
from services.chassis.files import api as files_api
from services.chassis.http.app import add_pages, assembled
from services.chassis.http.edge import Edge
from services.chassis.identity.lookup import Mandate
from services.chassis.identity.tokens import Identity
from services.chassis.kit.api import routes_of
from services.chassis.kit.evidence import file_routes
from services.chassis.kit.papers import paper_routes
from services.chassis.service import Service
from services.chassis.web.drafts import Drafts
from services.chassis.web.session import Seal, Session
from services.chassis.web.web import Web
from services.submissions.edge import READERS
from services.submissions.reports.reading import OF_WARD
from tests.support.declared import SERVICES
from tests.support.signed_in import KEY, sealed
from thidua_contracts.codes import Role

EVERYBODY: Final = frozenset(str(role) for role in Role if role is not Role.UNKNOWN)
SOME_ID: Final = UUID(int=1)
WORDS: Final = (str(SOME_ID), "vn-2024-01-01", "khoi-mau", "03386")
OTHERWISE: Final[Mapping[str, frozenset[str]]] = {
    "/submissions/wards": EVERYBODY,  # what a ward is called stands on everybody's pages
    "/submissions/wards/{ward_code}": EVERYBODY,
    "/submissions/mandates/mine": EVERYBODY,  # the own ones
    "/submissions/units/{unit_id}": READERS,  # a unit's head, too, is told what the own unit is called
    "/submissions/plans/{plan_id}/tracking": OF_WARD,  # the list is of single reports, the grid of a whole ward
    "/submissions/completeness": OF_WARD,
    "/submissions/plans/{plan_id}/obligations/{obligation_id}/paper.pdf": OF_WARD,  # it names every unit that owes a report
    "/submissions/plans/{plan_id}/obligations/{obligation_id}/paper.docx": OF_WARD,
    "/submissions/document-templates": frozenset({"clerk"}),  # whoever replaces them
    "/awards/law": EVERYBODY,
    "/awards/rule-packs": EVERYBODY,  # the law
    "/awards/rule-packs/{pack_id}": EVERYBODY,
    "/blocs/blocs": WATCHERS,  # what a bloc is called stands on their boards, and operators choose where a secretary works
    "/blocs/blocs/{bloc_code}/standings/{year}": WATCHERS,
    "/blocs/blocs/{bloc_code}/standings/{year}/members/{ward_code}/figures/{measure}": WATCHERS,
    "/notifications/messages": EVERYBODY,  # what the reader was told
    "/notifications/tasks": EVERYBODY,  # what the reader has to do
}
"""What is read over the API by other roles than the page of a list admits, and by whom."""
PAGES: Final[Mapping[str, frozenset[str]]] = {
    "/awards/pages/decisions": EVERYBODY,  # public
    "/submissions/pages/reports": frozenset({"unit-head"}),  # the office has the grid of all units
    "/submissions/pages/tracking": OF_WARD,
    "/blocs/pages/board": WATCHERS,
}
"""Pages written by hand that admit other roles than a list declares, or that no list declares."""


class AsRole:
    """All that an edge asks of others before it reads: the token names a role, and everybody holds it for the city."""

    now = staticmethod(real_now)

    async def verify(self, token: str) -> Identity:
        return Identity(token, 0, math.inf)

    async def of(self, role: str) -> tuple[Mandate, ...]:
        return (Mandate(SOME_ID, role, CITY, SOME_ID, date(2000, 1, 1), None, False, (CITY, "khoi-mau")),)

    def acquire(self, **_: Any) -> Any:
        raise OSError("nothing behind: whoever comes as far as the rows may read them")


def declared(name: str) -> Service:
    service: Service = importlib.import_module(f"services.{name}.app").SERVICE
    return service


def edge_of(service: Service) -> Edge:
    one = cast(Any, AsRole())
    return Edge(
        service=service.name,
        handler=one,
        pool=one,
        verifier=one,
        lookup=one,
        clock=one,
        handles=service.handles,
        models=(),
        unit_roles=service.unit_roles,
    )


@cache
def app(name: str) -> FastAPI:
    """API and pages of a service."""
    service = declared(name)
    edge = edge_of(service)
    made = assembled(edge, [make(edge) for make in service.routes])
    drafts = Drafts(cast(Any, edge.pool), cast(Any, None))
    add_pages(made, Web(edge, Seal(KEY), drafts, issuer="http://issuer.example", menu=service.menu), service)
    return made


def fit(schema: Mapping[str, Any]) -> Any:
    """A value of a parameter."""
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("type") == "integer":
        return schema.get("minimum", 1)
    return next(word for word in WORDS if re.search(schema.get("pattern", ""), word))


def filled(name: str, path: str) -> tuple[str, dict[str, Any]]:
    """The address of a route of the API with all that it needs, and its query."""
    told = app(name).openapi()
    query: dict[str, Any] = {}
    for one in told["paths"][path]["get"].get("parameters", ()):
        kind = one["schema"]
        if one["required"]:
            value = fit(told["components"]["schemas"][kind["$ref"].rpartition("/")[2]] if "$ref" in kind else kind)
            path = path.replace(f"{{{one['name']}}}", str(value))
            query |= {one["name"]: value} if one["in"] == "query" else {}
    return path, query


async def admitted(name: str, path: str, **query: Any) -> frozenset[str]:
    """The roles that are not refused at an address."""
    found = set()
    transport = httpx.ASGITransport(app(name), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        for role in EVERYBODY:
            cookie = "=".join(sealed(Session(role, "csrf")))
            answer = await client.get(path, params=query, headers={"Authorization": f"Bearer {role}", "Cookie": cookie})
            assert answer.status_code in {200, 403, 404, 503}, (path, role, answer.status_code, answer.text)
            if answer.status_code != 403:
                found.add(role)
    return frozenset(found)


def reading(name: str) -> dict[str, frozenset[str]]:
    """Every address that is read over the API, with the roles of the list of its capability."""
    service = declared(name)
    edge = edge_of(service)
    of = {make: each.list.roles for each in service.capabilities if each.list is not None for make in each.routes}
    derived = (routes_of, paper_routes, file_routes)
    kit = [make for make in service.routes if isinstance(make, partial) and make.func in derived]
    of |= {make: make.args[0].list.roles for make in kit if make.args[0].list is not None}
    of |= {make: make.args[0] for make in service.routes if isinstance(make, partial) and make.func is files_api.routes}
    return {
        f"/{name}{route.path.replace(':uuid', '')}": of.get(make, frozenset())
        for make in service.routes
        for route in make(edge).routes
        if isinstance(route, APIRoute) and "GET" in (route.methods or ())
    }


def lists(name: str) -> dict[str, frozenset[str]]:
    """The address of every list's page with the roles that it declares."""
    found = {each.list.path: each.list.roles for each in declared(name).capabilities if each.list is not None}
    return {f"/{name}/pages{path}": roles for path, roles in found.items()}


ADDRESSES: Final = [(name, path, roles) for name in SERVICES for path, roles in reading(name).items()]


@pytest.mark.parametrize(("name", "path", "roles"), ADDRESSES, ids=[path for _, path, _ in ADDRESSES])
async def test_the_api_is_read_by_those_who_read_the_list(name: str, path: str, roles: frozenset[str]) -> None:
    address, query = filled(name, path)
    assert await admitted(name, address, **query) == OTHERWISE.get(path, roles)


@pytest.mark.parametrize("name", SERVICES)
async def test_a_page_is_read_by_those_whom_its_list_declares(name: str) -> None:
    for path, roles in (
        lists(name) | {path: roles for path, roles in PAGES.items() if path.startswith(f"/{name}/")}
    ).items():
        assert await admitted(name, path) == roles, path


def test_what_differs_is_there() -> None:
    assert OTHERWISE.keys() <= {path for _, path, _ in ADDRESSES}
