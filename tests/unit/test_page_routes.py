"""Every page of every service asks for a session, but for those that are listed here as public."""

from __future__ import annotations

import re
from typing import Any, Final

import httpx
import pytest

from services.chassis.web.session import SIGN_IN
from tests.support.declared import SERVICES
from tests.support.routed import front, page_routes

PUBLIC: Final = {
    "GET /",
    "GET /awards/pages/decisions",
    "GET /awards/pages/decisions/{decision_id}",
    "GET /awards/pages/law",
    "GET /awards/pages/law.xlsx",
    "GET /awards/pages/strip",
    "GET /guide",
    "GET /guide/{role}",
    "GET /session/callback",
    "GET /session/ended",
    "GET /session/refused",
    "GET /session/sign-in",
    "GET /static/{name}",
    "POST /awards/pages/decisions",
    "POST /session/sign-out",
    "POST /session/theme",
    *(f"GET /{service}/pages/gallery" for service in SERVICES),
}


def test_what_is_listed_as_public_exists() -> None:
    assert PUBLIC - page_routes().keys() == set()


@pytest.mark.parametrize("route", sorted(page_routes().keys() - PUBLIC))
async def test_a_page_sends_whoever_has_no_session_to_sign_in(route: str) -> None:
    method, path = route.split()
    address = re.sub(r"{\w+}", "00000000-0000-4000-8000-000000000000", path)
    transport: Any = httpx.ASGITransport(front(page_routes()[route]))
    async with httpx.AsyncClient(transport=transport, base_url="http://thidua.example") as stranger:
        answer = await stranger.request(method, address)
    assert (answer.status_code, answer.headers.get("location", "").split("=")[0]) == (303, f"{SIGN_IN}?then")
