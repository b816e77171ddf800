"""Signing out ends the token in every service, and leads on to the issuer that has an end of its own."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from deploy.local import authorize, issuer
from deploy.local.postgres import Postgres
from services.chassis.http.app import create_app
from services.chassis.identity.ended import END, EndedTokens, Telling
from services.chassis.identity.tokens import digest_of
from services.chassis.runtime import Runtime
from services.chassis.sweeping import sweeping
from services.chassis.web import sign_in
from services.chassis.web.session import LASTS, Seal
from tests.support import notes_api
from tests.support.chassis import at_work, running
from tests.support.edge_api import people
from tests.support.eventually import eventually
from tests.support.serving import served
from tests.support.signed_in import KEY, sealed
from tests.unit.chassis.web.test_sign_in import described


@dataclass(frozen=True)
class Site:
    """The service with the front of the house, and another one."""

    front: httpx.AsyncClient
    other: httpx.AsyncClient
    elsewhere: Runtime
    keys: Path
    issuer: str

    def token(self, **claims: Any) -> str:
        return issuer.mint(self.keys, self.issuer, "clerk-1", **claims)

    async def reads(self, token: str) -> tuple[int, str]:
        answer = await self.other.get("/submissions/notes", headers={"Authorization": f"Bearer {token}"})
        return answer.status_code, answer.json().get("code", "")

    async def opens(self, token: str) -> int:
        return (await self.front.get("/session/mandate", headers={"cookie": cookie(token)})).status_code

    async def signs_out(self, token: str) -> str:
        csrf = Seal(KEY).begin(token, "clerk-1").csrf
        answer = await self.front.post("/session/sign-out", data={"_csrf": csrf}, headers={"cookie": cookie(token)})
        return answer.headers["location"]


def cookie(token: str) -> str:
    return "=".join(sealed(Seal(KEY).begin(token, "clerk-1")))


@pytest_asyncio.fixture(scope="module")
async def site(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    keys, identity = tmp_path_factory.mktemp("issuer"), Starlette()
    front = replace(notes_api.SERVICE, front=(sign_in.pages(described),))
    async with AsyncExitStack() as stack:
        where = f"{await stack.enter_async_context(served(identity))}/issuer"
        identity.router.routes.extend(authorize.routes(keys, where))
        here = await stack.enter_async_context(running(postgres, "sign_out_other", notes_api.SERVICE, issuer=where))
        other = await stack.enter_async_context(served(create_app(here)))
        peers = {"submissions": other}
        there = await stack.enter_async_context(
            running(postgres, "sign_out_front", front, issuer=where, session_key=KEY, peers=peers)
        )
        for runtime in (here, there):
            async with at_work(runtime, "projections"):
                await people(runtime)
        url = await stack.enter_async_context(served(create_app(there)))
        clients = [
            await stack.enter_async_context(httpx.AsyncClient(base_url=base, timeout=10)) for base in (url, other)
        ]
        yield Site(clients[0], clients[1], here, keys, where)


async def test_who_signs_out_is_signed_out_of_every_service_and_of_no_other_session(site: Site) -> None:
    copied, another = site.token(), site.token()
    assert (await site.opens(copied), await site.reads(copied)) == (200, (200, ""))
    assert await site.signs_out(copied) == "/session/ended?on=issuer"
    assert (await site.opens(copied), await site.reads(copied)) == (303, (401, "token.expired"))
    assert (await site.opens(another), await site.reads(another)) == (200, (200, ""))
    process = EndedTokens(site.elsewhere.api)
    assert await process.has(digest_of(copied)) and not await process.has(digest_of(another))


async def test_every_process_of_a_service_learns_of_it(site: Site) -> None:
    clock, token = iter((0.0, 0.0, 0.5, 2.0, 2.0)), site.token()
    process = EndedTokens(site.elsewhere.api, now=lambda: next(clock))
    assert not await process.has(digest_of(token))
    await EndedTokens(site.elsewhere.api).end(token, time.time() + 60)
    assert not await process.has(digest_of(token)), "it looks once a second"
    assert await process.has(digest_of(token))


async def test_an_ended_token_is_forgotten_when_it_would_have_expired(site: Site) -> None:
    ended, clock = EndedTokens(site.elsewhere.api), site.elsewhere.clock
    await ended.end("gone", time.time() - 1)
    await ended.end("stands", time.time() + 60)
    await sweeping(site.elsewhere.projector, clock)()
    left = {row["digest"] for row in await site.elsewhere.api.fetch("SELECT digest FROM web.ended_tokens")}
    assert digest_of("stands") in left and digest_of("gone") not in left


async def test_nobody_ends_what_they_do_not_hold(site: Site) -> None:
    assert (await site.other.post(END)).status_code == 401
    assert (await site.other.post(END, headers={"Authorization": "Bearer x.y.z"})).status_code == 401


async def test_the_page_goes_on_to_the_end_of_the_issuer_and_comes_back(site: Site) -> None:
    page = (await site.front.get("/session/ended?on=issuer")).text
    assert f'<meta http-equiv="refresh" content="0;url={site.issuer}/end?client_id=thidua-web&amp;' in page
    assert "http-equiv" not in (await site.front.get("/session/ended")).text


async def test_a_session_lasts_a_working_day_whatever_its_token_says(site: Site) -> None:
    day = 24 * 3600
    old = site.token(at=int(time.time()) - LASTS - 60, lifetime=2 * day)
    young = site.token(at=int(time.time()) - LASTS + 600, lifetime=2 * day)
    assert (await site.opens(old), await site.opens(young)) == (303, 200)


async def test_a_service_that_is_away_is_told_until_it_has_confirmed() -> None:
    answers, heard = iter((503, 500, 200)), []

    async def end(request: Request) -> JSONResponse:
        heard.append(request.headers["authorization"])
        return JSONResponse({}, next(answers))

    async with served(Starlette(routes=[Route(END, end, methods=["POST"])])) as url, httpx.AsyncClient() as client:
        telling = Telling(client, {"away": "http://127.0.0.1:1", "here": url})
        await telling.tell("token", time.time() + 60)
        await eventually(lambda: len(heard), 3)
        await telling.close()
    assert set(heard) == {"Bearer token"}
