"""The fuzzer notices: each thing that must not be is planted in a small service, and is named with its operation and role."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4
from zipfile import is_zipfile

import pytest
from fastapi import APIRouter, FastAPI, HTTPException, Request, Response
from pydantic import BaseModel

from services.chassis.kit.excel import MEDIA_TYPE as XLSX
from tests.support.fuzzing import Fuzzed, Fuzzer, Somebody
from tests.support.serving import served
from tests.support.things import Things, canary

MINE, THEIRS = "03386", "03389"
FOREIGN = str(uuid4())
CLERK, OFFICER = Somebody("clerk", MINE, "a-token"), Somebody("city-officer", "city", "another")


class Thing(BaseModel):
    name: str


class Made(BaseModel):
    id: UUID


class Joining(BaseModel):
    thing_id: UUID


class Row(BaseModel):
    thing_id: UUID


class Page(BaseModel):
    items: list[Row]
    next: str | None


def faithful(router: APIRouter) -> None:
    @router.get("/one")
    async def one() -> Thing:
        return Thing(name=canary(MINE))

    @router.get("/things/{thing_id}")
    async def read(thing_id: UUID) -> Thing:
        return Thing(name="một")


def server_error(router: APIRouter) -> None:
    @router.get("/one", responses={500: {"description": "described, and yet never right"}})
    async def one() -> Thing:
        raise HTTPException(500)  # an exception's traceback is parsed: CPython 3.11 fails when the fuzzer parses too


def undocumented_status(router: APIRouter) -> None:
    @router.get("/one")
    async def one(response: Response) -> Thing:
        response.status_code = 202
        return Thing(name="một")


def undocumented_content(router: APIRouter) -> None:
    @router.get("/one")
    async def one() -> Thing:
        return Response("một", media_type="text/plain")  # type: ignore[return-value]


def broken_schema(router: APIRouter) -> None:
    @router.get("/one")
    async def one() -> Thing:
        return Response('{"name": 1}', media_type="application/json")  # type: ignore[return-value]


def foreign_canary(router: APIRouter) -> None:
    @router.get("/one")
    async def one() -> Thing:
        return Thing(name=f"…{canary(THEIRS)}…")


def foreign_id(router: APIRouter) -> None:
    @router.get("/one")
    async def one() -> Thing:
        return Thing(name=FOREIGN)


def foreign_ground(router: APIRouter) -> None:
    @router.post("/joins")
    async def join(body: Joining) -> Thing:
        return Thing(name="joined")


def found_by_a_link(router: APIRouter) -> None:
    """Only who follows the id of something just made, or of a row of a list, gets to the defect."""
    known: set[UUID] = set()

    @router.post("/things", status_code=201)
    async def make(body: Thing) -> Made:
        known.add(made := uuid4())
        return Made(id=made)

    @router.get("/things/{thing_id}")
    async def read(thing_id: UUID) -> Thing:
        if thing_id in known:
            raise RuntimeError
        return Thing(name="none")


def found_by_a_page(router: APIRouter) -> None:
    @router.get("/things")
    async def listed(cursor: str | None = None) -> Page:
        if cursor == "the-second-page":
            raise RuntimeError
        return Page(items=[], next="the-second-page")


def no_answer(router: APIRouter) -> None:
    @router.get("/one")
    async def one() -> Thing:
        with suppress(TimeoutError):
            async with asyncio.timeout(1):
                await asyncio.Event().wait()
        return Thing(name="late")


def fails_on_a_workbook(router: APIRouter) -> None:
    @router.post(
        "/things:import",
        openapi_extra={"requestBody": {"content": {XLSX: {"schema": {"type": "string", "format": "binary"}}}}},
    )
    async def take(request: Request) -> Thing:
        if is_zipfile(BytesIO(await request.body())):
            raise HTTPException(500)
        return Thing(name="none")


PLANTED: dict[Callable[[APIRouter], None], str] = {
    server_error: "Server error (500)",
    undocumented_status: "Undocumented status code (202)",
    undocumented_content: "Undocumented Content-Type (200)",
    broken_schema: "Response violates schema (200)",
    foreign_canary: "another ward's is shown",
    foreign_id: "another ward's is shown",
    foreign_ground: "rests on another ward's",
    found_by_a_link: "Server error (500)",
    found_by_a_page: "Server error (500)",
    fails_on_a_workbook: "Server error (500)",
    no_answer: "no answer",
}

ALSO = {"Undocumented status code (500)", "Undocumented status code (400)"}
"""What these small services do not describe besides: the server error itself, and a body that is no JSON."""


async def fuzzed(plant: Callable[[APIRouter], None], who: Somebody, *, chains: int = 3, **how: Any) -> Fuzzed:
    """What is found in a service with just this in it."""
    router, app = APIRouter(), FastAPI(openapi_url="/planted/openapi.json")
    plant(router)
    app.include_router(router, prefix="/planted")
    things = Things()
    things.add("thing", FOREIGN, THEIRS)
    async with served(app) as url:
        return await asyncio.to_thread(Fuzzer(url, "planted", [who], things, **how).run, examples=5, chains=chains)


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
async def test_what_is_planted_is_found(plant: Callable[[APIRouter], None]) -> None:
    found = await fuzzed(plant, CLERK, patience=0.2 if plant is no_answer else 20)
    assert {finding.role for finding in found.found.values()} == {"clerk"}
    assert {finding.rule for finding in found.found.values()} - ALSO == {PLANTED[plant]}, found.wrong


async def test_a_service_as_it_should_be_is_not_blamed() -> None:
    found = await fuzzed(faithful, CLERK)
    assert not found.wrong
    assert found.reached == found.operations == {"GET /planted/one", "GET /planted/things/{thing_id}"}
    assert set(found.by_role) == {"clerk"} and found.statuses[200] >= 2


async def test_the_city_may_see_every_ward() -> None:
    assert not (await fuzzed(foreign_canary, OFFICER)).wrong


async def test_a_defect_behind_a_link_is_not_found_without_links() -> None:
    assert not (await fuzzed(found_by_a_page, CLERK, chains=0)).wrong


async def test_who_may_read_a_ward_since_just_now_is_not_blamed() -> None:
    things = Things()

    def joined() -> None:
        things.readable[MINE] = frozenset({THEIRS})

    router, app = APIRouter(), FastAPI(openapi_url="/planted/openapi.json")
    foreign_canary(router)
    app.include_router(router, prefix="/planted")
    async with served(app) as url:
        fuzzer = Fuzzer(url, "planted", [CLERK], things, look_again=joined)
        assert not (await asyncio.to_thread(fuzzer.run, examples=1, chains=0)).wrong


async def test_the_same_seed_sends_the_same() -> None:
    async def sent(seed: int) -> list[str]:
        asked: list[str] = []
        router, app = APIRouter(), FastAPI(openapi_url="/planted/openapi.json")

        @router.get("/one/{number}")
        async def one(number: int) -> Thing:
            asked.append(str(number))
            return Thing(name="một")

        app.include_router(router, prefix="/planted")
        async with served(app) as url:
            await asyncio.to_thread(Fuzzer(url, "planted", [CLERK], seed=seed).run, examples=20, chains=0)
        return asked

    assert await sent(1) == await sent(1) != await sent(2)
