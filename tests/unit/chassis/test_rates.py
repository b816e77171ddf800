"""How often somebody may ask: each person for themselves, strangers by address, services without bound; each has a page and a problem."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from starlette.responses import JSONResponse

from deploy.local import issuer
from services.chassis.http import rates
from services.chassis.http.app import assembled
from services.chassis.http.rates import AT_ONCE, Rate, Rates, subscriber
from services.chassis.http.refusals import TooMany
from services.chassis.http.request import RATES
from services.chassis.web.forms import FORM
from tests.support import notes_api
from tests.support.serving import served
from tests.unit.chassis.test_assembly import edge_of
from tests.unit.chassis.test_under_attack import application, called, heard
from tests.unit.chassis.web.test_sign_in import ISSUER, back, browser

NEVER = 0.0001
"""Requests a second: whoever has used what may come at once waits until the test is over."""


class Clock:
    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


def refused(rate: Rate, asker: str) -> int:
    """For how many seconds an asker is told to wait; 0 when the request is taken."""
    try:
        rate.take(asker)
    except TooMany as too_many:
        return too_many.retry_after or 0
    return 0


def test_some_come_at_once_and_then_so_many_a_second() -> None:
    clock = Clock()
    rate = Rate(2, clock)
    at_once = int(2 * AT_ONCE)
    assert [refused(rate, "a") for _ in range(at_once)] == [0] * at_once
    assert refused(rate, "a") == 1 and refused(rate, "b") == 0, "another asker is not concerned"
    clock.at += 1
    assert [bool(refused(rate, "a")) for _ in range(3)] == [False, False, True], "what was refused costs nothing"
    clock.at += 3600
    assert [refused(rate, "a") for _ in range(at_once)] == [0] * at_once, "who was silent has no more than that"
    assert refused(rate, "a")


def test_the_answer_says_when_to_come_again() -> None:
    clock = Clock()
    rate = Rate(0.1, clock)
    assert refused(rate, "a") == 0
    wait = refused(rate, "a")
    clock.at += wait
    assert refused(rate, "a") == 0


def test_no_rate_is_no_bound() -> None:
    rate = Rate(0, Clock())
    assert not any(refused(rate, "a") for _ in range(1000))


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


def test_a_person_is_counted_wherever_they_are_and_a_service_never() -> None:
    both = Rates(Rate(1 / AT_ONCE, Clock()), Rate(1 / AT_ONCE, Clock()))
    both.take("clerk-1", "203.0.113.1")
    with pytest.raises(TooMany):
        both.take("clerk-1", "203.0.113.2")
    both.take("", "203.0.113.1")
    with pytest.raises(TooMany):
        both.take("", "203.0.113.1")
    both.take("", "203.0.113.2")
    for _ in range(10):
        both.take("service:submissions", "203.0.113.1")


async def test_who_asks_too_often_is_refused_before_the_body_is_read_and_others_are_not() -> None:
    app = application()
    setattr(app.state, RATES, Rates(Rate(2 / AT_ONCE, Clock()), Rate(0)))
    async with served(app) as url, called(url) as call:
        assert [await heard(call) for _ in range(2)] == [(200, ""), (200, "")]
        assert await heard(call, b"", length=1000) == (429, "rate.exceeded")
        assert await heard(call, who="other") == (200, "")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://notes") as client:
        answer = await client.post("/notes/texts", json={"text": "a"}, headers={"x-who": "clerk"})
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "5")
    assert "quá nhanh" in answer.json()["detail"]


async def test_who_shows_no_token_is_counted_by_address() -> None:
    edge = edge_of()
    app = assembled(edge, [notes_api.routes(edge)])
    setattr(app.state, RATES, Rates(Rate(0), Rate(1 / AT_ONCE, Clock())))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://notes") as client:
        answers = [await client.get("/notes/notes") for _ in range(2)]
    assert [answer.json()["code"] for answer in answers] == ["token.missing", "rate.exceeded"]


def bounded(at: httpx.AsyncClient, person: float, stranger: float) -> None:
    state = cast(Any, cast(httpx.ASGITransport, at._transport).app).state
    setattr(state, RATES, Rates(Rate(person, Clock()), Rate(stranger, Clock())))


async def test_a_page_says_it_too_to_strangers_and_to_who_has_signed_in(tmp_path: Path) -> None:
    good = JSONResponse({"access_token": issuer.mint(tmp_path, ISSUER, "clerk-1")})
    async with browser(tmp_path, lambda: good) as at:
        bounded(at, 1, 2 / AT_ONCE)
        await back(at)
        page = await at.get("/session/sign-in", headers={"accept": "text/html"})
        assert (page.status_code, page.headers["retry-after"]) == (429, "5")
        assert "Chờ ít giây rồi gửi lại" in page.text
        bounded(at, 1 / AT_ONCE, 0)
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
            await heard(call, b"a=1", **form)
            assert await heard(call, b"", **form, length=1000) == (429, "rate.exceeded"), "before the form is there"
        for _ in range(2):  # once as who has signed in, once before that is known
            posted = await at.post("/session/mandate", headers={"accept": "text/html"})
            assert (posted.status_code, "Chờ ít giây" in posted.text) == (429, True)
