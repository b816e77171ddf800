"""A route of an API: FastAPI reads its declaration once, at start; each request is read here, without FastAPI's machinery.

What comes of a request is what FastAPI would make of it, but for the order: the dependencies one after the other, so that it is known
who asks; then size, kind and letters of the body; every mistake in path, query and body at once; the endpoint. A body that no route asks
for is refused. What a declaration asks and is not read here (headers, cookies, forms, lists, dependencies of dependencies) is a mistake
of ours, found at start. OpenAPI is made from the declaration.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Final

from fastapi import params
from fastapi._compat import ModelField, field_annotation_is_scalar
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import ResponseValidationError
from fastapi.routing import APIRoute
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import ASGIApp, Receive, Scope, Send

from services.chassis.decider import DomainError
from services.chassis.errors import Refused
from services.chassis.http.body import Body
from services.chassis.http.field_errors import field_error
from services.chassis.http.problems import of_domain, of_invalid, of_refused, problem
from services.chassis.http.request import BoundedRequest, SmallRequest, working
from services.chassis.text.arriving import NotUtf8
from services.chassis.text.letters import UnfitText

UNFIT: Final = field_error({"type": "text_unfit", "loc": ("body",)})
NOT_READ: Final = (
    "header_params",
    "cookie_params",
    "websocket_param_name",
    "http_connection_param_name",
    "background_tasks_param_name",
    "security_scopes_param_name",
)
"""What FastAPI's declarations may ask and no route of ours does."""


class Call:
    """A function of a route, endpoint or dependency, and what it takes from a request."""

    __slots__ = ("_answer", "_path", "_query", "_request", "function", "name")

    def __init__(self, declared: Dependant) -> None:
        """Raises TypeError for what is not read here."""
        function = declared.call
        if not inspect.iscoroutinefunction(function):
            raise TypeError(f"{function}: endpoints and dependencies are coroutine functions")
        fields = (*declared.path_params, *declared.query_params)
        unread = [what for what in NOT_READ if getattr(declared, what)]
        unread += [field.name for field in fields if not field_annotation_is_scalar(field.field_info.annotation)]
        if unread:
            raise TypeError(f"{function.__qualname__}: not read from a request: {', '.join(unread)}")
        self.function: Callable[..., Any] = function
        self.name = declared.name
        self._path = [(field, field.alias) for field in declared.path_params]
        self._query = [(field, field.alias) for field in declared.query_params]
        self._request, self._answer = declared.request_param_name, declared.response_param_name

    @property
    def asks(self) -> bool:
        """Whether it is given the request itself, and reads what else it needs of it."""
        return self._request is not None

    @property
    def answers(self) -> bool:
        """Whether it sets headers of the answer."""
        return self._answer is not None

    def taken(self, request: Request, answer: Response | None, mistakes: list[Any]) -> dict[str, Any]:
        """The arguments, as far as they are right; what is wrong is added to the mistakes."""
        values: dict[str, Any] = {}
        if self._path:
            _read("path", self._path, request.path_params, values, mistakes)
        if self._query:
            _read("query", self._query, request.query_params, values, mistakes)
        if self._request is not None:
            values[self._request] = request
        if self._answer is not None:
            values[self._answer] = answer
        return values


def _read(
    where: str,
    fields: list[tuple[ModelField, str]],
    given: Mapping[str, Any],
    values: dict[str, Any],
    mistakes: list[Any],
) -> None:
    for field, alias in fields:
        value = given.get(alias)
        if value is not None:
            values[field.name], found = field.validate(value, loc=(where, alias))
            mistakes += found
        elif field.field_info.is_required():
            mistakes.append({"type": "missing", "loc": (where, alias)})
        else:
            values[field.name] = field.get_default()


class Directory:
    """ASGI middleware: hands a request to its route straight away; what it does not find, the router answers.

    The router would ask each route in turn, behind layers that no route of ours needs. Routes are found by the literal first two
    segments of their address.
    """

    def __init__(self, app: ASGIApp, routes: Sequence[Route]) -> None:
        self._app = app
        self._routes: dict[tuple[str, str], list[Route]] = {}
        for route in routes:
            for method in route.methods or ():
                self._routes.setdefault((method, _first(route.path)), []).append(route)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""
        if scope["type"] == "http":
            for route in self._routes.get((scope["method"], _first(scope["path"])), ()):
                match, found = route.matches(scope)
                if match is Match.FULL:
                    scope.update(found)
                    await route.app(scope, receive, send)
                    return
        await self._app(scope, receive, send)


def _first(path: str) -> str:
    """The first two segments of an address."""
    return "/".join(path.split("/", 3)[1:3])


class Route(APIRoute):
    """A route whose requests are read here; a body that is not a `Body` is a mistake of ours."""

    request_class: ClassVar[type[BoundedRequest]] = BoundedRequest

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, endpoint, **options)
        self._begins, self._ends = path.partition("{")[0], path.rpartition("}")[2]
        if "{" in _first(path):
            raise TypeError(f"{path}: an address begins with its service and a word")
        self._body = _body(self)
        self._dependencies = [Call(dependant) for dependant in self.dependant.dependencies]
        self._endpoint = Call(self.dependant)
        if any(inner.dependencies or inner.body_params for inner in self.dependant.dependencies):
            raise TypeError(f"{path}: a dependency has no dependencies and takes no body")
        if self.response_field is None:
            raise TypeError(f"{path}: a route says what it replies")
        self._reply = self.response_field
        self._bodiless = self._body is None and not self._endpoint.asks and self.methods != {"GET"}
        self._answers = any(call.answers for call in (self._endpoint, *self._dependencies))
        self.app = self._serve

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether it is this route's address; most are told apart by how they begin and end, without their pattern."""
        path: str = scope["path"]
        if not (path.startswith(self._begins) and path.endswith(self._ends)):
            return Match.NONE, {}
        return super().matches(scope)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            response = await self._answered(self.request_class(scope, receive))
        except Refused as refused:
            response = of_refused(refused)
        except DomainError as refused:
            response = of_domain(refused)
        await response(scope, receive, send)

    async def _answered(self, request: BoundedRequest) -> Response:
        answer = _without_headers() if self._answers else None
        mistakes: list[Any] = []
        results: dict[str, Any] = {}
        for dependency in self._dependencies:
            before = len(mistakes)
            arguments = dependency.taken(request, answer, mistakes)
            if len(mistakes) == before:
                result = await dependency.function(**arguments)
                if dependency.name is not None:
                    results[dependency.name] = result
        if self._bodiless and _brings(request.scope):
            return problem(422, "body.unexpected")
        arguments = self._endpoint.taken(request, answer, mistakes) | results
        if self._body is not None:
            try:
                await request.clean()
            except NotUtf8:
                return problem(400, "body.not-json")
            except UnfitText:
                return problem(422, "body.invalid", errors=[UNFIT])
            name, model = self._body
            try:
                arguments[name] = request.validated(model)
            except ValidationError as invalid:
                mistakes += [
                    error | {"loc": ("body", *error["loc"])}
                    for error in invalid.errors(include_url=False, include_input=False)
                ]
        if mistakes:
            return of_invalid(mistakes, self._body[1].words if self._body else None)
        async with working(request.scope):
            replied = await self._endpoint.function(**arguments)
        return replied if isinstance(replied, Response) else self._response(replied, answer)

    def _response(self, replied: Any, answer: Response | None) -> Response:
        """What the endpoint replied, as its declaration says, with the headers that were set for it on the way."""
        value, mistakes = self._reply.validate(replied, loc=("response",))
        if mistakes:
            raise ResponseValidationError(mistakes)
        response = Response(self._reply.serialize_json(value), self.status_code or 200, media_type="application/json")
        if answer is not None:
            response.raw_headers += answer.raw_headers
        return response


class InternalRoute(Route):
    """A route for other services of ours."""

    request_class = SmallRequest


def _without_headers() -> Response:
    answer = Response()
    answer.raw_headers.clear()
    return answer


def _brings(scope: Scope) -> bool:
    """Whether a request brings a body: one that a route has no use for was meant for something else, and is not ignored."""
    return any(
        name == b"transfer-encoding" or (name == b"content-length" and value.strip(b"0 ") != b"")
        for name, value in scope["headers"]
    )


def _body(route: APIRoute) -> tuple[str, type[Body]] | None:
    """The name and the model of the body that a route takes."""
    field = route.body_field
    if field is None:
        return None
    model = field.field_info.annotation
    told = field.field_info.is_required() and not isinstance(field.field_info, params.Form)
    if not (told and isinstance(model, type) and issubclass(model, Body)):
        raise TypeError(f"{route.path}: the body of a request is one subclass of Body, always required")
    return field.name, model
