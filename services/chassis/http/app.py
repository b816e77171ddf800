"""The API of one service: its routes below `/<service>`, with the gate around and problems for whatever is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, ForwardRef

import httpx
from fastapi import APIRouter, FastAPI, Request
from fastapi.routing import APIRoute
from fastapi.telemetry import TelemetryConfig
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match

from services.chassis.files.files import Files
from services.chassis.http import internal, openapi
from services.chassis.http.edge import Edge
from services.chassis.http.gate import PAGE, Gate
from services.chassis.http.head import Head
from services.chassis.http.health import add_health
from services.chassis.http.problems import of_refused, problem
from services.chassis.http.rates import Rates
from services.chassis.http.refusals import TooMany
from services.chassis.http.request import RATES, SENDER, asks
from services.chassis.http.route import Directory, InternalRoute, Route
from services.chassis.identity.ended import EndedTokens, Telling
from services.chassis.identity.issuer import IssuerKeys
from services.chassis.identity.lookup import MandateLookup
from services.chassis.identity.mandates import RelieveMandate
from services.chassis.identity.tokens import TokenVerifier
from services.chassis.readers.definition import ReadModel
from services.chassis.web import gallery, keeping, sign_in, upkeep
from services.chassis.web.drafts import Drafts
from services.chassis.web.session import Seal
from services.chassis.web.web import Web

if TYPE_CHECKING:
    from services.chassis.runtime import Runtime
    from services.chassis.service import Service

BODY_SECRET = "idempotency-body"  # noqa: S105 - the secret's name
METHOD_NOT_ALLOWED = 405
OURS_ALONE: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False}
"""FastAPI's own telemetry would record what is not on the allow-list."""
CODES = {404: "not-found", 405: "method-not-allowed", 413: "body.too-large", 400: "body.not-json"}


def create_app(runtime: Runtime) -> FastAPI:
    """The API of a runtime's service. Raises SystemExit without an issuer: nobody could be told from anybody."""
    service, issuer = runtime.service, runtime.settings.issuer
    if issuer is None:
        raise SystemExit("THIDUA_ISSUER is not set: the API would not know whom to believe")
    client = httpx.AsyncClient(trust_env=False)  # straight to the issuer, through nobody
    ended = EndedTokens(runtime.api)
    peers = {name: str(url).rstrip("/") for name, url in runtime.settings.peers.items()}
    telling = Telling(client, peers)
    edge = Edge(
        service=service.name,
        handler=runtime.handler,
        pool=runtime.api,
        verifier=TokenVerifier(
            IssuerKeys(issuer, client), issuer=issuer, audience=runtime.settings.audience, ended=ended
        ),
        lookup=MandateLookup(runtime.api, service.readable_wards),
        clock=runtime.clock,
        handles=service.handles,
        role_words=service.role_words,
        registry=service.publishing.registry,
        keys=runtime.keys,
        models=[reader.name for reader in service.local if isinstance(reader, ReadModel)],
        unit_roles=service.unit_roles,
        watched=service.watched,
        heard=[subscription.reader.name for subscription in service.subscriptions],
        files=Files(runtime.api, runtime.keys, runtime.objects, most=runtime.settings.files_most),
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        edge.body_key = await runtime.keys.secret(BODY_SECRET)
        async with client:
            yield
            await telling.close()

    app = assembled(
        edge,
        [make(edge) for make in service.routes],
        [make(edge) for make in service.internal],
        ended=ended,
        lifespan=lifespan,
    )
    setattr(app.state, RATES, Rates(runtime.settings.sender_rate, runtime.settings.stranger_rate))
    if runtime.settings.session_key is not None:
        seal = Seal(runtime.settings.session_key)
        end_token = partial(_end_everywhere, ended, telling)
        drafts = Drafts(runtime.api, runtime.keys)
        web = Web(
            edge,
            seal,
            drafts,
            issuer=issuer,
            client=client,
            peers=peers,
            menu=service.menu,
            end_token=end_token,
            acting=service.acting,
        )
        add_pages(app, web, service)
    add_health(app, runtime)
    return app


async def _end_everywhere(ended: EndedTokens, telling: Telling, token: str, expires_at: float) -> None:
    await ended.end(token, expires_at)
    await telling.tell(token, expires_at)


def assembled(
    edge: Edge,
    routers: Sequence[APIRouter],
    between: Sequence[APIRouter] = (),
    *,
    ended: EndedTokens | None = None,
    lifespan: Any = None,
) -> FastAPI:
    """An app with these routes of an edge, those `between` services, its problems and its OpenAPI."""
    app = FastAPI(
        title=f"Thi Đua: {edge.service}",
        version="1",
        openapi_url=f"/{edge.service}/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
        telemetry=OURS_ALONE,
    )
    for router in routers:
        _mount(app, router, f"/{edge.service}")
    for router in between:
        _mount(app, router, "", InternalRoute)
    if edge.roles.get(RelieveMandate) == frozenset():
        _mount(app, internal.routes(edge), "", InternalRoute)
    if ended is not None:
        _mount(app, internal.ending(edge, ended), "", InternalRoute)
    openapi.install(app, openapi.Kinds(edge.service, edge.writer, edge.reader, edge.machine, edge.identify))
    _answer_problems(app)
    app.add_middleware(Directory, routes=[route for route in app.routes if isinstance(route, Route)])
    app.add_middleware(Gate)
    app.add_middleware(Head)
    return app


def add_pages(app: FastAPI, web: Web, service: Service) -> None:
    """Adds what people see: pages, assets, the gallery, what operators watch; an address that does not exist is a page for a browser."""
    for make in (*service.pages, keeping.routes, gallery.routes, upkeep.routes):
        _mount(app, make(web), f"/{service.name}/pages", web.route_class)
    for make in (*service.front, sign_in.static):
        _mount(app, make(web), "", web.route_class)
    answer: Any = app.exception_handlers[HTTPException]

    async def missing(request: Request, error: Any) -> Response:
        found: Response = await answer(request, error)
        if found.status_code not in (404, 405) or "text/html" not in request.headers.get("accept", ""):
            return found
        page = web.failed(request, error)
        page.headers.update({name: found.headers[name] for name in ("allow",) if name in found.headers})
        return page

    app.add_exception_handler(HTTPException, missing)
    setattr(app.state, PAGE, web.problem)


def _mount(app: FastAPI, router: APIRouter, prefix: str, kind: type[APIRoute] = Route) -> None:
    """Adds a router's routes one by one, each of our kind: flat, so that none is matched through another router."""
    for route in router.routes:
        if not isinstance(route, APIRoute):
            raise TypeError(f"{route}: a capability's router holds plain routes only")
        _understood(route)
        made = kind(
            prefix + route.path,
            route.endpoint,
            methods=route.methods,
            name=route.name,
            response_model=route.response_model,
            response_class=route.response_class,
            status_code=route.status_code,
            responses=route.responses,
            response_description=route.response_description,
            dependencies=route.dependencies,
            summary=route.summary,
            description=route.description,
            tags=[*route.tags, *(tag for tag in router.tags if tag not in route.tags)],
            deprecated=route.deprecated,
            operation_id=route.operation_id,
            openapi_extra=route.openapi_extra,
            include_in_schema=route.include_in_schema,
        )
        app.router.routes.append(made)


def _understood(route: APIRoute) -> None:
    """A dependency that FastAPI could not resolve would silently become a parameter of the query."""
    for field in route.dependant.query_params:
        if isinstance(field.field_info.annotation, ForwardRef | str):
            raise TypeError(
                f"{route.path}: {field.name} is not understood; a file of routes goes without "
                "`from __future__ import annotations`, because `edge` is no global name"
            )


def _answer_problems(app: FastAPI) -> None:
    async def http(request: Request, error: Any) -> Response:
        try:  # an address that nobody has is counted as any other
            await asks(request.scope, request.scope.get(SENDER, ""))
        except TooMany as refused:
            return of_refused(refused)
        headers = {"Allow": _allowed(app, request)} if error.status_code == METHOD_NOT_ALLOWED else error.headers
        if headers and "Allow" in headers and request.method == "OPTIONS":
            return Response(status_code=204, headers=headers)
        return problem(error.status_code, CODES.get(error.status_code, "refused"), headers=headers)

    app.add_exception_handler(HTTPException, http)


def _allowed(app: FastAPI, request: Request) -> str:
    """Every method of this address: each of its routes knows only its own."""
    methods = {"OPTIONS"}
    for route in app.routes:
        if isinstance(route, APIRoute) and route.matches(request.scope)[0] is not Match.NONE:
            methods |= route.methods or set()
    if "GET" in methods:
        methods.add("HEAD")
    return ", ".join(sorted(methods))
