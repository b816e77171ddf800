"""What FastAPI would do with a request, done by us: each rule here fails when its line in `route.py` goes."""

import json
from collections.abc import Awaitable, Callable
from datetime import date
from importlib import import_module
from typing import Annotated, Any, ClassVar
from uuid import UUID

import httpx
import pytest
from fastapi import APIRouter, Cookie, Depends, FastAPI, Form, Header, Query, Request, Response
from fastapi.openapi.utils import get_openapi
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from services.chassis.errors import Forbidden, KeyReused
from services.chassis.http.app import assembled
from services.chassis.http.body import Body, Words
from services.chassis.http.edge import Edge
from services.chassis.http.request import LARGEST, BoundedRequest
from services.chassis.http.route import Route
from services.chassis.text.arriving import clean_json
from tests.support import notes
from tests.unit.chassis.test_assembly import edge_of

THING = UUID("6f9619ff-8b86-4d01-b42d-00cf4fc964ff")
JSON = {"content-type": "application/json"}
ran: list[str] = []


class New(Body):
    """A new thing."""

    words: ClassVar[Words | None] = lambda error: f"Sửa {error['loc'][0]}."
    count: int
    name: str | None = None


class Told(BaseModel):
    """What is told of a thing."""

    id: UUID
    said: str


class Wide(Told):
    """More than is told."""

    secret: str = "hidden"


async def asker(request: Request, response: Response) -> str:
    ran.append("asker")
    response.headers["X-Asker"] = "seen"
    if request.headers.get("x-who") is None:
        raise Forbidden("mandate.role")
    return request.headers["x-who"]


async def page(limit: Annotated[int, Query(ge=1, le=9)] = 5) -> int:
    ran.append("page")
    return limit


async def last() -> str:
    ran.append("last")
    return "last"


Asker = Annotated[str, Depends(asker)]
router = APIRouter()


@router.post("/things/{thing_id}", status_code=201)
async def make(thing_id: UUID, body: New, who: Asker, day: Annotated[date | None, Query(alias="on")] = None) -> Told:
    ran.append("make")
    return Wide(id=thing_id, said=f"{who} {body.count} {day}")


@router.get("/things/mine")
async def mine() -> dict[str, str]:
    return {"whose": "mine"}


@router.get("/things/{thing_id}")
async def one(
    thing_id: UUID,
    page: Annotated[int, Depends(page)],
    end: Annotated[str, Depends(last)],
    year: int,
    word: Annotated[str, Query(max_length=3)] = "a",
) -> dict[str, Any]:
    return {"id": thing_id, "page": page, "end": end, "year": year, "word": word}


@router.post("/acts/{thing_id}:{how}")
async def act(thing_id: UUID, how: str) -> Told:
    match how:
        case "refuse":
            raise notes.NoteRefused("note.struck")
        case "repeat":
            raise KeyReused
        case "break":
            return {"said": "no id"}  # type: ignore[return-value]  # what a route must not reply
        case _:
            return Response("as it is", 202)  # type: ignore[return-value]  # a route may answer by itself


def client(app: FastAPI) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://thidua.example")


@pytest.fixture
def api() -> httpx.AsyncClient:
    ran.clear()
    return client(assembled(edge_of(), [router]))


Send = Callable[..., Awaitable[httpx.Response]]


@pytest.fixture
def send(api: httpx.AsyncClient) -> Send:
    async def sent(content: Any = b'{"count": 1}', thing: object = THING, query: str = "", **headers: str) -> Any:
        given = {"x-who": "clerk"} | JSON | {name.replace("_", "-"): value for name, value in headers.items()}
        given = {name: value for name, value in given.items() if value}
        return await api.post(f"/notes/things/{thing}{query}", content=content, headers=given)

    return sent


def told(answer: httpx.Response) -> tuple[int, str, list[tuple[str, str]]]:
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == answer.status_code
    return answer.status_code, problem["code"], [(one["place"], one["code"]) for one in problem.get("errors", [])]


async def test_an_answer_is_what_the_declaration_says_and_nothing_more(send: Send) -> None:
    answer = await send(query="?on=2024-05-14")
    assert (answer.status_code, answer.headers["content-type"]) == (201, "application/json")
    assert answer.json() == {"id": str(THING), "said": "clerk 1 2024-05-14"}
    assert answer.headers["content-length"] == str(len(answer.content))


async def test_a_dependency_sets_headers_of_the_answer(send: Send) -> None:
    assert (await send()).headers.get_list("x-asker") == ["seen"]


@pytest.mark.parametrize(
    ("content", "headers", "answer"),
    [
        (b"", {}, (422, "body.missing", [])),
        (b"{", {}, (400, "body.not-json", [])),
        (b" ", {}, (400, "body.not-json", [])),
        (b'{"count": 1}\xff', {}, (400, "body.not-json", [])),
        ("\u200b".encode(), {}, (400, "body.not-json", [])),
        (b"null", {}, (422, "body.invalid", [("/body", "model_type")])),
        (b"{}", {}, (422, "body.invalid", [("/body/count", "missing")])),
        (b'{"count": "1"}', {}, (422, "body.invalid", [("/body/count", "int_type")])),
        (b'{"count": 1, "more": 1}', {}, (422, "body.invalid", [("/body/more", "extra_forbidden")])),
        (b'{"count": 1, "name": "\\u0007"}', {}, (422, "body.invalid", [("/body", "text_unfit")])),
        (b'{"count": 1}', {"content_type": "text/plain"}, (415, "media-type.unsupported", [])),
        (b'{"count": 1}', {"content_type": ""}, (415, "media-type.unsupported", [])),
        (b'{"count": 1}', {"content_type": "application/json; charset=utf-16"}, (415, "media-type.unsupported", [])),
        (b"{" + b" " * LARGEST, {}, (413, "body.too-large", [])),
        (b"", {"content_length": str(LARGEST + 1)}, (413, "body.too-large", [])),
        (b'{"count": 1}', {"content_encoding": "gzip"}, (415, "content-encoding.unsupported", [])),
        (b'{"count": 1, "count": 1}', {}, (400, "body.repeated-name", [])),
        (b'{"count": 1, "name": {"a": 1, "\\u0061": 2}}', {}, (400, "body.repeated-name", [])),
        (b"[" * 100_000, {}, (400, "body.not-json", [])),
    ],
)
async def test_a_body_is_judged_as_it_was(
    send: Send, content: bytes, headers: dict[str, str], answer: tuple[int, str, list[tuple[str, str]]]
) -> None:
    assert told(await send(content, **headers)) == answer
    assert "make" not in ran


async def test_a_mistake_in_a_body_is_told_in_the_words_of_its_field(send: Send) -> None:
    [error] = (await send(b"{}")).json()["errors"]
    assert error["sentence"] == "Sửa count."


async def test_a_body_that_streams_is_stopped_when_it_is_too_large(send: Send) -> None:
    async def pieces() -> Any:
        for _ in range(3):
            yield b" " * (LARGEST // 2)

    assert told(await send(pieces())) == (413, "body.too-large", [])


async def test_who_asks_is_judged_before_the_body_and_the_body_before_what_else_is_wrong(send: Send) -> None:
    assert told(await send(b"{", x_who="", content_type="text/plain"))[1] == "mandate.role"
    assert told(await send(b"{", thing="x", content_type="text/plain"))[1] == "media-type.unsupported"


async def test_every_mistake_is_told_at_once_in_the_order_of_path_query_body(send: Send) -> None:
    mistakes = [("/path/thing_id", "uuid_parsing"), ("/query/on", "date_from_datetime_parsing")]
    assert told(await send(b"{}", "x", "?on=x")) == (422, "body.invalid", [*mistakes, ("/body/count", "missing")])
    assert told(await send(b"", "x")) == (422, "body.invalid", [mistakes[0], ("/body", "missing")])
    assert "make" not in ran


@pytest.mark.parametrize(
    ("query", "mistakes"),
    [
        ("", [("/query/year", "missing")]),
        ("?year=", [("/query/year", "int_parsing")]),
        ("?year=1&year=x", [("/query/year", "int_parsing")]),
        ("?limit=0", [("/query/limit", "greater_than_equal"), ("/query/year", "missing")]),
    ],
)
async def test_a_query_is_judged(api: httpx.AsyncClient, query: str, mistakes: list[tuple[str, str]]) -> None:
    assert told(await api.get(f"/notes/things/{THING}{query}")) == (422, "body.invalid", mistakes)


async def test_a_query_is_taken_with_its_defaults_and_the_last_of_two(api: httpx.AsyncClient) -> None:
    answer = await api.get(f"/notes/things/{THING}?year=x&year=2024")
    assert answer.json() == {"id": str(THING), "page": 5, "end": "last", "year": 2024, "word": "a"}


async def test_a_dependency_with_a_mistake_does_not_run_and_the_next_one_does(api: httpx.AsyncClient) -> None:
    await api.get(f"/notes/things/{THING}?limit=0&year=1")
    assert ran == ["last"]


@pytest.mark.parametrize(
    ("how", "answer"),
    [
        ("refuse", (409, "note.struck", [])),
        ("repeat", (422, "idempotency-key.reused", [])),
        ("break", (500, "internal", [])),
    ],
)
async def test_what_an_endpoint_refuses_is_a_problem(
    api: httpx.AsyncClient, how: str, answer: tuple[int, str, list[tuple[str, str]]]
) -> None:
    assert told(await api.post(f"/notes/acts/{THING}:{how}")) == answer


@pytest.mark.parametrize("content", [b"{}", b'{"count": 1}', b"x"])
async def test_a_body_that_no_act_asks_for_is_refused_and_not_ignored(api: httpx.AsyncClient, content: bytes) -> None:
    async def pieces() -> Any:
        yield content

    for sent in (content, pieces()):
        answer = await api.post(f"/notes/acts/{THING}:reply", content=sent, headers=JSON)
        assert told(answer) == (422, "body.unexpected", [])
    assert (await api.post(f"/notes/acts/{THING}:reply", content=b"", headers=JSON)).status_code == 202


async def test_an_endpoint_may_answer_by_itself(api: httpx.AsyncClient) -> None:
    answer = await api.post(f"/notes/acts/{THING}:answer")
    assert (answer.status_code, answer.text) == (202, "as it is")


async def test_the_first_route_that_fits_an_address_has_it(api: httpx.AsyncClient) -> None:
    assert (await api.get("/notes/things/mine")).json() == {"whose": "mine"}


async def test_a_request_comes_to_its_route_without_the_router() -> None:
    app = assembled(edge_of(), [router])
    app.router.routes.clear()
    assert (await client(app).get("/notes/things/mine")).status_code == 200


async def test_an_address_that_no_route_has_is_answered_by_the_router(api: httpx.AsyncClient) -> None:
    assert told(await api.get("/notes/things"))[0] == 404
    assert told(await api.get("/notes/things/mine/"))[0] == 404
    refused = await api.put(f"/notes/things/{THING}")
    assert told(refused)[0] == 405
    assert refused.headers["allow"] == "GET, HEAD, OPTIONS, POST"
    assert (await api.options(f"/notes/things/{THING}")).status_code == 204
    head = await api.head("/notes/things/mine")
    assert (head.status_code, head.content) == (200, b"")


def declared(function: Any) -> Any:
    """Declares a route of this function alone, as an app would."""
    alone = APIRouter()
    alone.add_api_route("/things", function, methods=["POST"])
    return assembled(edge_of(), [alone])


async def nested(inner: Annotated[str, Depends(last)]) -> str:
    return inner


class Filter(BaseModel):
    """A query as a model."""

    year: int


def test_what_is_not_read_from_a_request_cannot_be_declared() -> None:
    def waits() -> Told: ...  # type: ignore[empty-body]
    def waited() -> str: ...  # type: ignore[empty-body]
    async def header(who: Annotated[str, Header()]) -> Told: ...  # type: ignore[empty-body]
    async def cookie(who: Annotated[str, Cookie()]) -> Told: ...  # type: ignore[empty-body]
    async def several(who: Annotated[list[str], Query()]) -> Told: ...  # type: ignore[empty-body]
    async def model(who: Annotated[Filter, Query()]) -> Told: ...  # type: ignore[empty-body]
    async def deep(who: Annotated[str, Depends(nested)]) -> Told: ...  # type: ignore[empty-body]
    async def blocking(who: Annotated[str, Depends(waited)]) -> Told: ...  # type: ignore[empty-body]
    async def perhaps(body: New | None = None) -> Told: ...  # type: ignore[empty-body]
    async def filled(body: New = New(count=1)) -> Told: ...  # type: ignore[empty-body]  # noqa: B008
    async def form(body: Annotated[New, Form()]) -> Told: ...  # type: ignore[empty-body]
    async def silent() -> None: ...

    wrong = [waits, header, cookie, several, model, deep, blocking, perhaps, filled, form, silent]
    for function in wrong:
        with pytest.raises(TypeError):
            declared(function)


def test_an_address_begins_with_its_service_and_a_word() -> None:
    loose = APIRouter()
    loose.add_api_route("/{thing_id}", mine, methods=["GET"])
    with pytest.raises(TypeError, match="begins with its service"):
        assembled(edge_of(), [loose])


PLAIN = FastAPI()
PLAIN.include_router(router, prefix="/notes")


@given(
    thing=st.sampled_from([str(THING), "x", str(THING).upper(), THING.hex, "{" + str(THING) + "}", "1"]),
    pairs=st.lists(
        st.tuples(
            st.sampled_from(["year", "limit", "word", "other"]),
            st.sampled_from(["", "1", "2024", "1.0", " 1", "x", "abcd", "99999999999999999999", "1e1", "0", "null"]),
        ),
        max_size=4,
    ),
)
async def test_path_and_query_are_read_as_fastapi_reads_them(thing: str, pairs: list[tuple[str, str]]) -> None:
    given: Any = pairs
    query = httpx.QueryParams(given)
    ours = await client(assembled(edge_of(), [router])).get(f"/notes/things/{thing}", params=query)
    theirs = await client(PLAIN).get(f"/notes/things/{thing}", params=query)
    if theirs.status_code == 422:
        places = [("/" + "/".join(map(str, one["loc"])), one["type"]) for one in theirs.json()["detail"]]
        assert told(ours) == (422, "body.invalid", places)
    else:
        assert (ours.status_code, ours.json()) == (theirs.status_code, theirs.json())


LETTERS = st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=5)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | LETTERS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(LETTERS, inner, max_size=3),
)


@given(VALUES, st.booleans(), st.sampled_from([None, 2]))
async def test_a_repeated_body_is_known_by_the_text_that_it_was_ever_known_by(
    value: Any, ascii_only: bool, indent: int | None
) -> None:
    """Keys of earlier builds are stored with it."""
    sent = json.dumps(value, ensure_ascii=ascii_only, indent=indent).encode()

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": sent}

    request = BoundedRequest({"type": "http", "headers": [(b"content-type", b"application/json")]}, receive)
    await request.clean()
    plain = json.loads(clean_json(sent))
    assert request.canonical() == json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@pytest.mark.parametrize("name", ["submissions", "awards", "blocs", "notifications"])
def test_the_document_is_what_fastapi_makes_of_the_declarations(name: str) -> None:
    service: Any = import_module(f"services.{name}.app").SERVICE
    absent: Any = None
    edge = Edge(
        service=name,
        handler=absent,
        pool=absent,
        verifier=absent,
        lookup=absent,
        clock=absent,
        handles=service.handles,
        models=(),
    )
    routers = [make(edge) for make in service.routes]
    plain = FastAPI()
    for each in routers:
        plain.include_router(each, prefix=f"/{name}")
    ours = [one for one in assembled(edge, routers).routes if isinstance(one, Route) and "/internal/" not in one.path]
    said, meant = (get_openapi(title=name, version="1", routes=routes) for routes in (ours, plain.routes))
    assert len(said["paths"]) >= 3
    assert said == meant
