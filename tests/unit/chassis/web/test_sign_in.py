"""Signing in at an issuer that does not give what it must: a page that says so, never a 500 and never round and round."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any, cast
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import httpx
import pytest
from fastapi import APIRouter, Depends
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from deploy.local import issuer as local_issuer
from services.chassis.http.app import add_pages, assembled
from services.chassis.identity.issuer import IssuerKeys
from services.chassis.identity.lookup import Mandate
from services.chassis.identity.tokens import TokenVerifier
from services.chassis.web import sign_in
from services.chassis.web.drafts import Drafts
from services.chassis.web.session import SIGN_IN, Seal
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import UNSEEN, Web
from tests.support import notes_api
from tests.unit.chassis.test_assembly import edge_of

ISSUER = "http://issuer.test/issuer"
SITE = "http://thidua.test"


CLERK = Mandate(UUID(int=1), "clerk", "03386", None, date(2020, 1, 1), None, False)
ENDED = replace(CLERK, valid_to=date(2020, 1, 2))


@dataclass
class Lookup:
    """Everybody holds these."""

    held: tuple[Mandate, ...]

    async def of(self, _: str) -> tuple[Mandate, ...]:
        return self.held


async def described(*_: Any) -> tuple[str, str]:
    return "Văn phòng – Thống kê", "Phường Quyết Thắng"


def home(web: Web) -> APIRouter:
    """Something at the address of the home page."""
    router = web.router()

    @router.get("/")
    async def page(visitor: Annotated[Visitor, Depends(web.visitor)]) -> Response:
        return web.own.show("ended.html", visitor, at_issuer=None)

    return router


def browser(
    folder: Path,
    answer: Callable[[], Response],
    describe: sign_in.Describe = described,
    held: tuple[Mandate, ...] = (CLERK,),
) -> httpx.AsyncClient:
    """A browser at a site whose issuer answers so for a code."""

    async def exchange(_: Request) -> Response:
        return answer()

    issuer = Starlette(routes=local_issuer.routes(folder, ISSUER, exchange))
    client = httpx.AsyncClient(transport=httpx.ASGITransport(issuer))
    edge = edge_of()
    edge.verifier = TokenVerifier(IssuerKeys(ISSUER, client), issuer=ISSUER, audience="thidua")
    edge.lookup = Lookup(held)  # type: ignore[assignment]
    web = Web(edge, Seal("khoa"), cast(Drafts, None), issuer=ISSUER, client=client)
    app = assembled(edge, [])
    add_pages(app, web, replace(notes_api.SERVICE, front=(sign_in.pages(describe), home)))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=SITE)


async def back(at: httpx.AsyncClient, then: str = "/") -> httpx.Response:
    """Signs in, as far as the answer to coming back from the issuer."""
    gone = await at.get(SIGN_IN, params={"then": then})
    state = parse_qs(urlsplit(gone.headers["location"]).query)["state"][0]
    return await at.get(sign_in.CALLBACK, params={"code": "c", "state": state})


@pytest.mark.parametrize(
    "answer",
    [
        lambda _: Response(b"not json"),
        lambda _: JSONResponse({}),
        lambda _: JSONResponse([1]),
        lambda _: JSONResponse({"access_token": "not.a.token"}),
        lambda folder: JSONResponse({"access_token": local_issuer.mint(folder, ISSUER, "x", audience="others")}),
        lambda folder: JSONResponse({"access_token": local_issuer.mint(folder, ISSUER, "x", audience=LONG)}),
    ],
    ids=["not json", "no token", "no object", "garbage", "of another audience", "too long for a cookie"],
)
async def test_what_is_no_token_for_us_is_said(tmp_path: Path, answer: Callable[[Path], Response]) -> None:
    async with browser(tmp_path, lambda: answer(tmp_path)) as at:
        page = await at.get((await back(at)).headers["location"])
    assert page.status_code == 400
    assert "Báo đơn vị vận hành" in page.text


@pytest.mark.parametrize(("held", "why"), [((), "mandate.unknown"), ((ENDED,), "mandate.expired")])
async def test_whoever_may_do_nothing_is_told_so_where_no_code_stands(
    tmp_path: Path, held: tuple[Mandate, ...], why: str
) -> None:
    good = JSONResponse({"access_token": local_issuer.mint(tmp_path, ISSUER, "clerk-1")})
    async with browser(tmp_path, lambda: good, held=held) as at:
        to = (await back(at)).headers["location"]
        page = await at.get(to)
    assert (to, page.status_code) == (f"/session/refused?why={why}", 403)
    assert UNSEEN[why] in page.text and "Về Việc của tôi" not in page.text and 'href="/session/sign-in"' in page.text
    async with browser(tmp_path, lambda: good) as at:
        assert (await at.get("/session/refused?why=internal")).status_code == 404


LONG: Any = ["thidua", *(f"https://service-{number}.example" for number in range(100))]


async def test_whoever_signs_in_comes_back_to_where_they_were(tmp_path: Path) -> None:
    good = JSONResponse({"access_token": local_issuer.mint(tmp_path, ISSUER, "clerk-1")})
    async with browser(tmp_path, lambda: good) as at:
        assert (await back(at, "/submissions/pages/work?nam=2024")).headers[
            "location"
        ] == "/submissions/pages/work?nam=2024"
        assert (await back(at, "/" + "x" * 5000)).headers["location"] == "/", "too far for a cookie"
        assert (await back(at, "//evil.test/")).headers["location"] == "/"


async def test_a_script_whose_form_is_refused_keeps_its_page_and_a_browser_without_script_is_led_to_sign_in(
    tmp_path: Path,
) -> None:
    good = JSONResponse({"access_token": local_issuer.mint(tmp_path, ISSUER, "clerk-1")})
    async with browser(tmp_path, lambda: good) as at:
        script = {"HX-Request": "form"}
        assert (await at.post("/session/mandate")).headers["location"].startswith(SIGN_IN)
        ended = await at.post("/session/mandate", headers=script)
        assert (ended.status_code, ended.json()["code"]) == (401, "session.ended")
        await back(at)
        assert not (await at.post("/session/mandate", data={"_csrf": "of-somebody-else"})).is_redirect
        foreign = await at.post("/session/mandate", data={"_csrf": "of-somebody-else"}, headers=script)
        assert (foreign.status_code, foreign.json()["code"]) == (403, "form.foreign")


async def test_a_place_that_was_not_known_at_sign_in_is_asked_for_again(tmp_path: Path) -> None:
    good = JSONResponse({"access_token": local_issuer.mint(tmp_path, ISSUER, "clerk-1")})
    answers = iter(["03386", "03386", *["Phường Quyết Thắng"] * 3])

    async def slow(*_: Any) -> tuple[str, str]:
        return "Văn phòng – Thống kê", next(answers)

    async with browser(tmp_path, lambda: good, slow) as at:
        await back(at)
        page = await at.get("/session/mandate")
        assert 'hx-get="/session/place"' in page.text and ">03386</span>" in page.text
        assert "Phường Quyết Thắng" in (await at.get("/session/place")).text
        assert "Phường Quyết Thắng</span>" in (await at.get("/session/mandate?then=/x")).text


async def test_a_place_that_was_renamed_since_is_called_anew_from_the_home_page_on(tmp_path: Path) -> None:
    good = JSONResponse({"access_token": local_issuer.mint(tmp_path, ISSUER, "clerk-1")})
    answers = iter(["Khối số 1", "Khối các xã, phường số 1", "03386"])

    async def renamed(*_: Any) -> tuple[str, str]:
        return "Thư ký khối thi đua", next(answers)

    async with browser(tmp_path, lambda: good, renamed) as at:
        await back(at)
        first = (await at.get("/")).text
        assert "Khối số 1</span>" in first and 'hx-get="/session/place"' in first
        await at.get("/session/place")
        assert "Khối các xã, phường số 1</span>" in (await at.get("/")).text
        assert "Khối các xã, phường số 1" in (await at.get("/session/place")).text, "its owner gave no answer"
        assert "Khối các xã, phường số 1</span>" in (await at.get("/")).text


async def test_a_page_that_is_refused_says_who_is_signed_in_and_offers_another_role(tmp_path: Path) -> None:
    good = JSONResponse({"access_token": local_issuer.mint(tmp_path, ISSUER, "clerk-1")})
    async with browser(tmp_path, lambda: good) as at:
        await back(at)
        page = await at.post("/session/mandate", data={"_csrf": "of-somebody-else"})
    assert page.status_code == 403
    assert "Đang đăng nhập: Văn phòng – Thống kê – Phường Quyết Thắng." in page.text
    assert 'href="/session/mandate?then=/"' in page.text and SIGN_IN not in page.text


async def test_enter_chooses_no_role(tmp_path: Path) -> None:
    good = JSONResponse({"access_token": local_issuer.mint(tmp_path, ISSUER, "clerk-1")})
    async with browser(tmp_path, lambda: good) as at:
        await back(at)
        form = (await at.get("/session/mandate")).text.split('action="/session/mandate"')[1]
    assert form.index("<button disabled hidden>") < form.index('<button name="mandate"')
