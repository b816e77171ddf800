"""The session's cookie: nobody can read, change, lend or prolong it."""

from __future__ import annotations

from datetime import UTC, datetime
from http.cookies import SimpleCookie
from uuid import UUID

import pytest
from starlette.requests import Request
from starlette.responses import Response

from services.chassis.errors import Forbidden
from services.chassis.web import session
from services.chassis.web.forms import Form, check_csrf, masked, same_origin, unmasked
from services.chassis.web.session import WROTE_FOR, Seal, Session, challenge, name, new_flow, remember, wrote
from services.chassis.web.sign_in import inside

KEY = "k" * 40
MANDATE = UUID("0d5d4f3a-1c0a-4c0c-9a51-1f0d4d7c1b11")


def request(cookies: str = "", scheme: str = "http", **headers: str) -> Request:
    given = {"host": "thidua.example", "cookie": cookies, **headers}
    return Request(
        {
            "type": "http",
            "scheme": scheme,
            "method": "POST",
            "path": "/",
            "query_string": b"",
            "server": ("thidua.example", 443),
            "headers": [(key.replace("_", "-").encode(), value.encode()) for key, value in given.items()],
        }
    )


def kept(what: object, scheme: str = "http", key: str = KEY) -> SimpleCookie:
    response = Response()
    Seal(key).keep(request(scheme=scheme), response, what)  # type: ignore[arg-type]  # a session or a flow
    return SimpleCookie(response.headers["set-cookie"])


def sent(cookie: SimpleCookie) -> str:
    return "; ".join(f"{key}={morsel.value}" for key, morsel in cookie.items())


def test_a_session_comes_back_as_it_was_kept() -> None:
    begun = (
        Seal(KEY).begin("token", "clerk-1").under(MANDATE, role="clerk", who="Văn phòng", place="Phường Quyết Thắng")
    )
    assert Seal(KEY).session(request(sent(kept(begun)))) == begun


def test_another_key_a_changed_letter_and_another_kind_open_nothing() -> None:
    cookie = sent(kept(Seal(KEY).begin("token", "clerk-1")))
    assert Seal("x" * 40).session(request(cookie)) is None
    changed = (
        cookie[:-30] + ("A" if cookie[-30] != "A" else "B") + cookie[-29:]
    )  # the last letter holds bits of nothing
    assert Seal(KEY).session(request(changed)) is None
    assert Seal(KEY).session(request(sent(kept(new_flow("/"))).replace("flow", "session"))) is None
    assert "token" not in cookie.partition("=")[2]


@pytest.mark.parametrize(
    ("scheme", "secure", "called"), [("http", False, "thidua-session"), ("https", True, "__Host-session")]
)
def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(scheme: str, secure: bool, called: str) -> None:
    [morsel] = kept(Seal(KEY).begin("token", "clerk-1"), scheme).values()
    assert morsel.key == called == name("session", request(scheme=scheme))
    assert (morsel["httponly"], morsel["samesite"], morsel["path"], bool(morsel["secure"])) == (
        True,
        "lax",
        "/",
        secure,
    )


def test_a_session_that_no_browser_would_keep_is_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        kept(Session("t" * 5000, "csrf"))


def test_a_form_needs_the_token_of_its_own_session() -> None:
    check_csrf(request(), Form({"_csrf": ["right"]}), "right")
    check_csrf(request(x_csrf_token="right"), Form(), "right")
    check_csrf(request(), Form({"_csrf": [masked("right")]}), "right")
    for fields in (Form(), *(Form({"_csrf": [given]}) for given in ("wrong", masked("wrong"), "AAAA", "đ", "AA=="))):
        with pytest.raises(Forbidden):
            check_csrf(request(), fields, "right")


def test_a_form_outlives_the_session_of_its_person_and_serves_nobody_else() -> None:
    first = Seal(KEY).begin("token", "clerk-1")
    assert Seal(KEY).begin("a later token", "clerk-1").csrf == first.csrf
    assert first.csrf not in {Seal(KEY).begin("token", "clerk-2").csrf, Seal("x" * 40).begin("token", "clerk-1").csrf}


def test_no_two_pages_carry_the_same_letters_of_a_token() -> None:
    pages = {masked("right") for _ in range(50)}
    assert len(pages) == 50 and {unmasked(page) for page in pages} == {"right"}
    assert not any("right" in page for page in pages)


def test_a_form_of_another_origin_is_refused() -> None:
    same_origin(request(origin="https://thidua.example"))
    for origin in ("https://mau.example", "null", "https://thidua.example.mau.example", "http://[", ""):
        with pytest.raises(Forbidden):
            same_origin(request(origin=origin))


@pytest.mark.parametrize(
    ("address", "to"),
    [
        ("/submissions/pages/tracking?kind=school", "/submissions/pages/tracking?kind=school"),
        ("https://mau.example/", "/"),
        ("//mau.example", "/"),
        ("/\\mau.example", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
        ("/a\r\nSet-Cookie: x", "/"),
        ("//[", "/"),
        ("//℀", "/"),
        ("/?tim=" + "ế" * 1500, "/"),
        ("/?tim=" + '"' * 1500, "/"),
        ("/?tim=" + "e" * 1500, "/?tim=" + "e" * 1500),
    ],
)
def test_nobody_is_led_away_after_signing_in(address: str, to: str) -> None:
    assert inside(address) == to


def test_the_challenge_is_that_of_the_standard() -> None:
    # RFC 7636, appendix B
    assert challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def written(token: str, at: float, now: float, monkeypatch: pytest.MonkeyPatch) -> tuple[str, float] | None:
    """What a browser still knows `now` of what was written `at`."""
    response = Response()
    monkeypatch.setattr(session, "real_now", lambda: datetime.fromtimestamp(at, UTC))
    remember(request(), response, token)
    cookie = sent(SimpleCookie(response.headers["set-cookie"]))
    monkeypatch.setattr(session, "real_now", lambda: datetime.fromtimestamp(now, UTC))
    return wrote(request(cookie))


def test_a_browser_remembers_for_some_seconds_what_it_has_just_written(monkeypatch: pytest.MonkeyPatch) -> None:
    assert written("submissions:41", 1000.0, 1002.5, monkeypatch) == ("submissions:41", 2.5)
    assert written("submissions:41", 1000.0, 1000.5 + WROTE_FOR, monkeypatch) is None
    assert written("submissions:41", 1000.0, 999.0, monkeypatch) is None, "nobody has written in a time to come"


@pytest.mark.parametrize(
    "cookie", ["", "submissions:41", "submissions:41.", "submissions:41.x", f".{10**13}", "x." + "9" * 40]
)
def test_a_cookie_that_is_not_ours_says_nothing_of_what_was_written(cookie: str) -> None:
    assert wrote(request(f"thidua-wrote={cookie}")) is None
