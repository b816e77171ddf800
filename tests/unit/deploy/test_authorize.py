"""Signing in at the local issuer: codes live once, for whoever began, on this stack's own origin."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from starlette.applications import Starlette

from deploy.demo import people, sample
from deploy.demo.scenes import places, waiting
from deploy.local.authorize import CLIENT, CODE_LIFETIME, Codes, groups, refused, routes
from services.chassis.web.session import challenge
from thidua_contracts.codes import Role

ISSUER = "http://127.0.0.1:28080/issuer"
BACK = "http://127.0.0.1:28080/session/callback"
SECRET = "s" * 50
ASKED = {"client_id": CLIENT, "redirect_uri": BACK, "state": "x", "code_challenge": "y"}


def test_a_code_is_taken_once_with_its_secret_and_address() -> None:
    codes = Codes()
    code = codes.give("local:clerk:03386", BACK, challenge(SECRET))
    assert codes.take(code, BACK, SECRET) == "local:clerk:03386"
    assert codes.take(code, BACK, SECRET) is None


@pytest.mark.parametrize(("address", "secret"), [(BACK, "t" * 50), (BACK.replace("127.0.0.1", "localhost"), SECRET)])
def test_a_code_is_nothing_to_another_secret_or_address(address: str, secret: str) -> None:
    codes = Codes()
    assert codes.take(codes.give("somebody", BACK, challenge(SECRET)), address, secret) is None


def test_a_code_ends_after_a_minute() -> None:
    now = [0.0]
    codes = Codes(lambda: now[0])
    code = codes.give("somebody", BACK, challenge(SECRET))
    now[0] = CODE_LIFETIME
    assert codes.take(code, BACK, SECRET) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"redirect_uri": "http://mau.example:28080/session/callback"},
        {"redirect_uri": "http://127.0.0.1:9/session/callback"},
        {"redirect_uri": BACK + "/elsewhere"},
        {"redirect_uri": ""},
        {"client_id": "another"},
        {"code_challenge": ""},
        {"state": ""},
    ],
)
def test_nobody_is_signed_in_for_somebody_else(wrong: dict[str, str]) -> None:
    assert refused(ASKED, "S256", ISSUER) is None
    assert refused(ASKED | wrong, "S256", ISSUER) is not None


def test_a_plain_challenge_is_refused() -> None:
    assert refused(ASKED, "plain", ISSUER) is not None


@pytest.mark.parametrize(
    "wrong",
    [
        {"post_logout_redirect_uri": "http://mau.example:28080/session/ended"},
        {"post_logout_redirect_uri": BACK},
        {"client_id": "another"},
    ],
)
async def test_whoever_signs_out_is_led_back_to_this_stack_alone(tmp_path: Path, wrong: dict[str, str]) -> None:
    ended = BACK.replace("callback", "ended")
    asked = {"client_id": CLIENT, "post_logout_redirect_uri": ended}
    there = httpx.ASGITransport(Starlette(routes=routes(tmp_path, ISSUER)))
    async with httpx.AsyncClient(transport=there, base_url=ISSUER) as at:
        assert (await at.get("/end", params=asked)).headers["location"] == ended
        assert (await at.get("/end", params=asked | wrong)).status_code == 400


def test_the_page_offers_every_role_of_the_demo_once() -> None:
    subjects = [subject for group in groups() for subject, _ in group.people]
    assert len(set(subjects)) == len(subjects)
    assert {subject.split(":")[1] for subject in subjects} == set(Role.words()) - {Role.CITIZEN}


def test_whoever_is_on_the_page_holds_a_mandate_in_the_demo() -> None:
    granted = {people.OPERATOR, people.CITY_OFFICER} | {
        people.head(ward, unit.code) for ward, unit in places.all_units()
    }
    for ward in sample.WARDS:
        granted |= {called["principal"] for called in asked_for(ward.code)}
    late = people.head(sample.QUYET_THANG.code, sample.LATECOMER.code)
    held = (granted | {late}) - {waiting.RELIEVED}
    assert {subject for group in groups() for subject, _ in group.people} == held


def asked_for(ward: str) -> Iterator[dict[str, Any]]:
    """What the city officer is made to grant in a ward."""
    for granting in places.officials(cast(Any, None), ward):
        yield granting.cr_frame.f_locals
        granting.close()


def test_every_mandate_that_the_demo_names_is_one_it_grants() -> None:
    granted = {called["principal"] for ward in sample.WARDS for called in asked_for(ward.code)}
    heads = {people.head(ward, unit.code) for ward, unit in places.all_units()}
    assert set(places.holders()) <= granted | heads
