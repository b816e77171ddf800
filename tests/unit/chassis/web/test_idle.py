"""A session that nobody uses ends; a page that is opened keeps it, what a page asks by itself does not."""

import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from cryptography.fernet import Fernet
from starlette.responses import JSONResponse

from deploy.local import issuer
from services.chassis.web import sign_in
from services.chassis.web.session import IDLE, LASTS, PROLONGED_EVERY, SIGN_IN, Seal
from tests.unit.chassis.web.test_sign_in import ISSUER, browser

PAGE = "/session/mandate"


async def signed_in(at: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, age: int) -> None:
    """Signs in; the cookie is sealed so many seconds ago."""
    gone = await at.get(SIGN_IN)
    state = parse_qs(urlsplit(gone.headers["location"]).query)["state"][0]
    with monkeypatch.context() as then:
        aged(then, age)
        await at.get(sign_in.CALLBACK, params={"code": "c", "state": state})


def aged(monkeypatch: pytest.MonkeyPatch, seconds: int) -> None:
    """What is sealed from now on looks so old."""
    sealing = Fernet.encrypt_at_time

    def encrypt(self: Fernet, data: bytes) -> bytes:
        return sealing(self, data, int(time.time()) - seconds)

    monkeypatch.setattr(Fernet, "encrypt", encrypt)


@pytest.mark.parametrize(("age", "status"), [(IDLE - 60, 200), (IDLE + 60, 303)])
async def test_a_session_that_nobody_uses_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, age: int, status: int
) -> None:
    good = JSONResponse({"access_token": issuer.mint(tmp_path, ISSUER, "clerk-1")})
    async with browser(tmp_path, lambda: good) as at:
        await signed_in(at, monkeypatch, age)
        assert (await at.get(PAGE)).status_code == status


@pytest.mark.parametrize(("age", "status"), [(LASTS - 60, 200), (LASTS + 60, 303)])
async def test_a_session_ends_after_twelve_hours_however_much_it_is_used_and_however_long_its_token_lives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, age: int, status: int
) -> None:
    token = issuer.mint(tmp_path, ISSUER, "clerk-1", at=int(time.time()) - age, lifetime=2 * LASTS)
    good = JSONResponse({"access_token": token})
    async with browser(tmp_path, lambda: good) as at:
        await signed_in(at, monkeypatch, 0)
        assert (await at.get(PAGE)).status_code == status


@pytest.mark.parametrize(
    ("age", "headers", "prolonged"),
    [
        (PROLONGED_EVERY + 60, {}, True),
        (PROLONGED_EVERY - 60, {}, False),
        (PROLONGED_EVERY + 60, {"HX-Request": "true"}, False),
    ],
)
async def test_a_page_that_somebody_opens_prolongs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, age: int, headers: dict[str, str], prolonged: bool
) -> None:
    good = JSONResponse({"access_token": issuer.mint(tmp_path, ISSUER, "clerk-1")})
    async with browser(tmp_path, lambda: good) as at:
        await signed_in(at, monkeypatch, age)
        answer = await at.get(PAGE, headers=headers)
        assert answer.status_code == 200
        assert ("thidua-session=" in answer.headers.get("set-cookie", "")) is prolonged


async def test_signing_out_is_not_undone_by_the_answer_that_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = JSONResponse({"access_token": issuer.mint(tmp_path, ISSUER, "clerk-1")})
    async with browser(tmp_path, lambda: good) as at:
        await signed_in(at, monkeypatch, PROLONGED_EVERY + 60)
        csrf = Seal("khoa").begin("", "clerk-1").csrf
        assert (await at.post("/session/sign-out", data={"_csrf": csrf})).status_code == 303
        assert (await at.get(PAGE)).status_code == 303
