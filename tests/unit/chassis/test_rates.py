"""How often somebody may ask: each person for themselves, strangers by address, services without bound; each has a page and a problem."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from starlette.responses import JSONResponse

from deploy.local import issuer
from services.chassis.http import rates
from services.chassis.http.app import assembled
from services.chassis.http.rates import EACH, PATIENCE, Rate, Rates, subscriber
from services.chassis.http.refusals import TooMany
from services.chassis.http.request import RATES
from services.chassis.web.forms import FORM
from tests.support import notes_api
from tests.support.serving import served
from tests.unit.chassis.test_assembly import edge_of
from tests.unit.chassis.test_under_attack import WHOLE, application, called, heard
from tests.unit.chassis.web.test_sign_in import ISSUER, back, browser


class Clock:
    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


def waits(rate: Rate, asker: str, times: int) -> list[float]:
    """The seconds until the turn of each request; -1.0 for one that is refused."""
    found = []
    for _ in range(times):
        try:
            found.append(round(rate.take(asker), 3))
        except TooMany:
            found.append(-1.0)
    return found


def rates_of(person: float, stranger: float) -> tuple[Rates, list[float]]:
    """Rates by a clock that stands, and for how long whom they made wait."""
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(round(seconds, 3))

    return Rates(person, stranger, Clock(), sleep), waited


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits: who has used what may come at once is refused."""
    monkeypatch.setattr(rates, "PATIENCE", 0.0)


def test_some_come_at_once_the_next_wait_and_then_it_is_too_many() -> None:
    clock = Clock()
    rate = Rate(2, clock)
    assert waits(rate, "a", 10) == [0, 0, 0.5, 1, 1.5, 2, 2.5, 3, -1, -1]
    assert waits(rate, "b", 1) == [0], "another asker is not concerned"
    clock.at += 1
    assert waits(rate, "a", 3) == [2.5, 3, -1], "what was refused costs nothing"
    clock.at += 3600
    assert waits(rate, "a", 3) == [0, 0, 0.5], "who was silent has no more than that"


def test_the_answer_says_when_to_come_again() -> None:
    clock = Clock()
    rate = Rate(2, clock)
    waits(rate, "a", 8)
    with pytest.raises(TooMany) as refused:
        rate.take("a")
    clock.at += refused.value.retry_after or 0
    assert waits(rate, "a", 1) == [0]


def test_no_rate_is_no_bound() -> None:
    assert waits(Rate(0, Clock()), "a", 1000) == [0] * 1000


def test_few_askers_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "KEPT", 2)
    rate = Rate(1, Clock())
    for asker in "abc":
        rate.take(asker)
    assert list(rate._paid) == ["b", "c"]


@pytest.mark.parametrize(
    ("address", "shared"),
    [("203.0.113.9", "203.0.113.9"), ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"), ("unix", "unix"), ("", "")],
)
def test_strangers_share_an_address_and_of_ipv6_the_network_of_one_subscriber(address: str, shared: str) -> None:
    assert subscriber(address) == shared


async def test_a_person_is_counted_wherever_they_are_and_a_service_never(impatient: None) -> None:
    both, _ = rates_of(1, 1)
    await both.take("clerk-1", "203.0.113.1")
    with pytest.raises(TooMany):
        await both.take("clerk-1", "203.0.113.2")
    await both.take("", "203.0.113.1")
    with pytest.raises(TooMany):
        await both.take("", "203.0.113.1")
    await both.take("", "203.0.113.2")
    for _ in range(10):
        await both.take("service:submissions", "203.0.113.1")


async def test_a_refusal_waits_as_well_and_not_all_until_the_same_moment() -> None:
    both, waited = rates_of(2, 0)
    for _ in range(8):
        await both.take("a", "")
    assert waited == [0.5, 1, 1.5, 2, 2.5, 3]
    for _ in range(100):
        with pytest.raises(TooMany):
            await both.take("a", "")
    refused = waited[6:]
    assert len(refused) == 100 and min(refused) >= PATIENCE / 2 and max(refused) <= PATIENCE
    assert max(refused) - min(refused) > PATIENCE / 4


async def test_so_many_wait_in_one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "WAITING", 2)
    over = asyncio.Event()

    async def sleep(_: float) -> None:
        await over.wait()

    both = Rates(1, 0, Clock(), sleep)
    for who in ("a", "b"):
        await both.take(who, "")
    waiting = [asyncio.create_task(both.take(who, "")) for who in ("a", "b")]
    await asyncio.sleep(0)
    with pytest.raises(TooMany):
        async with asyncio.timeout(5):
            await both.take("a", "")
    await both.take("c", "")  # who need not wait is served
    over.set()
    await asyncio.gather(*waiting)
    await both.take("b", "")


async def test_few_requests_of_one_asker_are_worked_on_at_once() -> None:
    both, _ = rates_of(50, 20)
    over, begun = asyncio.Event(), list[str]()

    async def work(who: str, address: str = "") -> None:
        async with both.working(who, address):
            begun.append(who or address)
            await over.wait()

    askers = [("a", "")] * (EACH + 2) + [("", "203.0.113.1")] * (EACH + 1) + [("b", ""), ("", "203.0.113.2")]
    askers += [("service:x", "")] * (EACH + 1)
    works = [asyncio.create_task(work(*asker)) for asker in askers]
    for _ in range(10):
        await asyncio.sleep(0)
    assert Counter(begun) == {
        "a": EACH,
        "203.0.113.1": EACH,
        "b": 1,
        "203.0.113.2": 1,
        "service:x": EACH + 1,
    }
    over.set()
    await asyncio.gather(*works)
    assert len(begun) == len(askers), "those that waited had their turn"
    assert not both._working, "nothing is kept of who asks nothing"


async def test_who_waits_for_their_own_work_in_vain_is_refused(impatient: None) -> None:
    both, _ = rates_of(50, 20)
    async with AsyncExitStack() as working:
        for _ in range(EACH):
            await working.enter_async_context(both.working("a", ""))
        with pytest.raises(TooMany):
            await working.enter_async_context(both.working("a", ""))
        await working.enter_async_context(both.working("b", ""))
    async with both.working("a", ""):
        pass


async def test_without_rates_nothing_is_bounded() -> None:
    both, _ = rates_of(0, 0)
    async with AsyncExitStack() as working:
        for _ in range(EACH + 1):
            await working.enter_async_context(both.working("a", ""))
            await working.enter_async_context(both.working("", "203.0.113.1"))


async def test_who_asks_too_often_is_refused_before_the_body_is_read_and_others_are_not(impatient: None) -> None:
    app = application()
    setattr(app.state, RATES, rates_of(2, 0)[0])
    async with served(app) as url, called(url) as call:
        assert [await heard(call) for _ in range(2)] == [(200, ""), (200, "")]
        assert await heard(call, b"", length=1000) == (429, "rate.exceeded")
        assert await heard(call, who="other") == (200, "")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://notes") as client:
        answer = await client.post("/notes/texts", json={"text": "a"}, headers={"x-who": "clerk"})
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")
    assert "quá nhanh" in answer.json()["detail"]


async def test_a_request_waits_for_the_work_on_those_before_it() -> None:
    app = application()
    both, _ = rates_of(50, 0)
    setattr(app.state, RATES, both)
    async with served(app) as url, called(url) as call, AsyncExitStack() as working:
        for _ in range(EACH):
            await working.enter_async_context(both.working("clerk", ""))
        caller = await call()
        await caller.says(WHOLE)
        assert await heard(call, who="other") == (200, "")
        hearing = asyncio.create_task(caller.hears())
        done, _ = await asyncio.wait({hearing}, timeout=0.05)
        assert not done
        await working.aclose()
        assert await hearing == (200, "")


async def test_who_shows_no_token_is_counted_by_address(impatient: None) -> None:
    edge = edge_of()
    app = assembled(edge, [notes_api.routes(edge)])
    setattr(app.state, RATES, rates_of(0, 1)[0])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://notes") as client:
        answers = [await client.get("/notes/notes") for _ in range(2)]
    assert [answer.json()["code"] for answer in answers] == ["token.missing", "rate.exceeded"]


async def test_an_address_that_does_not_exist_is_counted_as_any_other(impatient: None) -> None:
    app = application()
    setattr(app.state, RATES, rates_of(0, 1)[0])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://notes") as client:
        answers = [await client.get("/notes/nothing") for _ in range(2)]
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [
        (404, "not-found"),
        (429, "rate.exceeded"),
    ]
    assert answers[1].headers["retry-after"] == "1"


def bounded(at: httpx.AsyncClient, person: float, stranger: float) -> Rates:
    state = cast(Any, cast(httpx.ASGITransport, at._transport).app).state
    found, _ = rates_of(person, stranger)
    setattr(state, RATES, found)
    return found


async def test_a_page_says_it_too_to_strangers_and_to_who_has_signed_in(tmp_path: Path, impatient: None) -> None:
    good = JSONResponse({"access_token": issuer.mint(tmp_path, ISSUER, "clerk-1")})
    async with browser(tmp_path, lambda: good) as at:
        bounded(at, 0, 2)
        await back(at)
        bounded(at, 1, 1)
        assert (await at.get("/session/mandate")).status_code == 200
        assert (await at.get("/session/mandate")).status_code == 429
        cookies = "; ".join(f"{name}={value}" for name, value in at.cookies.items())
        app = cast(httpx.ASGITransport, at._transport).app
        async with served(app) as url, called(url) as call:
            form = {
                "path": "/session/mandate",
                "content-type": FORM,
                "hx-request": "form",
                "who": "",
                "cookie": cookies,
            }
            assert await heard(call, b"", **form, length=1000) == (429, "rate.exceeded"), "before the form is there"
        posted = await at.post("/session/mandate", headers={"accept": "text/html"})
        assert (posted.status_code, "Chờ ít giây" in posted.text) == (429, True)
        at.cookies.clear()
        assert (await at.get("/session/sign-in")).status_code != 429
        page = await at.get("/session/sign-in", headers={"accept": "text/html"})
        assert (page.status_code, page.headers["retry-after"]) == (429, "1")
        assert "Chờ ít giây rồi gửi lại" in page.text


async def test_pages_and_what_they_load_are_worked_on_a_few_at_once(tmp_path: Path, impatient: None) -> None:
    good = JSONResponse({"access_token": issuer.mint(tmp_path, ISSUER, "clerk-1")})
    async with browser(tmp_path, lambda: good) as at:
        await back(at)
        both = bounded(at, 50, 20)
        signed_in = at.cookies
        at.cookies = httpx.Cookies()
        async with AsyncExitStack() as working:
            for _ in range(EACH):
                await working.enter_async_context(both.working("", "127.0.0.1"))
            assert (await at.get("/static/none.css")).status_code == 429, "a stranger's, while three of the address are"
            at.cookies = signed_in
            assert (await at.get("/session/mandate")).status_code == 200, "who is known is nobody else's neighbour"
        at.cookies = httpx.Cookies()
        assert (await at.get("/static/none.css")).status_code == 404
