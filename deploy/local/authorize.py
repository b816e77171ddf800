"""Signing in at the local issuer: a page to choose whom to be, without a password, and codes for tokens (PKCE, S256).

For the local stack alone, and the page says so: whoever reaches it can be anybody. Codes live a minute, in memory, once.
"""

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from jinja2 import FileSystemLoader
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from deploy.demo import honours, people, sample
from deploy.local import issuer
from deploy.local.issuer import LIFETIME, mint
from services.chassis.web.web import HEADERS, environment
from thidua_contracts.codes import WATCHING_ROLES, Role

CLIENT = "thidua-web"
CODE_LIFETIME = 60.0
MOST_CODES = 1000
ASKED = ("client_id", "redirect_uri", "state", "code_challenge")


@dataclass(frozen=True, slots=True)
class Granted:
    """What a code stands for."""

    subject: str
    redirect_uri: str
    challenge: str
    ends: float


@dataclass(frozen=True, slots=True)
class Group:
    """People of one place on the page: (subject, who they are)."""

    title: str
    people: tuple[tuple[str, str], ...]


def groups() -> list[Group]:
    """The invented people of the demo who hold a mandate at its end, by place."""
    found = []
    watching = [
        (people.watcher(sample.QUYET_THANG.code, role), word)
        for role, word in Role.words().items()
        if role in WATCHING_ROLES
    ]
    for ward in sample.WARDS:
        at_home = ward == sample.QUYET_THANG
        units = (*sample.UNITS, sample.LATECOMER) if at_home else sample.ELSEWHERE
        held = [unit for unit in units if not (at_home and unit.code == sample.RELIEVED)]
        seats = [
            (people.council_member(ward.code, seat), f"Thành viên Hội đồng: {title}")
            for seat, title in sample.COUNCIL
            if honours.principal(seat) == people.council_member(ward.code, seat)
        ]
        found.append(
            Group(
                ward.name,
                (
                    (people.clerk(ward.code), "Văn phòng – Thống kê (tiếp nhận báo cáo)"),
                    (people.chairman(ward.code), "Chủ tịch UBND, Chủ tịch Hội đồng" if at_home else "Chủ tịch UBND"),
                    *(((people.council_secretary(ward.code), "Thư ký Hội đồng"), *seats, *watching) if at_home else ()),
                    *((people.head(ward.code, unit.code), f"{unit.head}: {unit.name}") for unit in held),
                ),
            )
        )
    city = ((people.CITY_OFFICER, "Cán bộ thi đua cấp thành phố"), (people.OPERATOR, "Quản trị hệ thống"))
    return [*found, Group("Khối thi đua", ((people.bloc_secretary(), "Thư ký khối"),)), Group("Thành phố", city)]


class Codes:
    """The codes that were given out and not yet used."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._given: dict[str, Granted] = {}

    def give(self, subject: str, redirect_uri: str, challenge: str) -> str:
        """A new code."""
        now = self._now()
        self._given = {code: one for code, one in self._given.items() if now < one.ends}
        if len(self._given) >= MOST_CODES:
            self._given.clear()
        code = secrets.token_urlsafe(32)
        self._given[code] = Granted(subject, redirect_uri, challenge, now + CODE_LIFETIME)
        return code

    def take(self, code: str, redirect_uri: str, verifier: str) -> str | None:
        """Whom the code stands for, once; None for any other code, address or secret."""
        granted = self._given.pop(code, None)
        if granted is None or self._now() >= granted.ends or granted.redirect_uri != redirect_uri:
            return None
        digest = hashlib.sha256(verifier.encode()).digest()
        proof = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        return granted.subject if hmac.compare_digest(proof, granted.challenge) else None


def routes(folder: Path, issuer_url: str) -> list[Route]:
    """The issuer with the page at /issuer/authorize, its token endpoint taking the codes that the page gives."""
    codes = Codes()
    env = environment().overlay(loader=FileSystemLoader([Path(__file__).parent]))

    async def page(request: Request) -> Response:
        asked = {name: request.query_params.get(name, "") for name in ASKED}
        if (refusal := refused(asked, request.query_params.get("code_challenge_method", ""), issuer_url)) is not None:
            return HTMLResponse(refusal, 400, HEADERS)
        html = env.get_template("authorize.html").render(groups=groups(), asked=asked)
        return HTMLResponse(html, headers=HEADERS)

    async def choose(request: Request) -> Response:
        form = parse_qs((await request.body())[:8192].decode("ascii", "replace"))
        asked = {name: form.get(name, [""])[0] for name in ASKED}
        subject = form.get("subject", [""])[0].strip() or form.get("other", [""])[0].strip()
        if (refusal := refused(asked, "S256", issuer_url)) is not None or not subject.isascii() or not subject:
            return HTMLResponse(refusal or "Chưa chọn người dùng.", 400, HEADERS)
        code = codes.give(subject, asked["redirect_uri"], asked["code_challenge"])
        answer = urlencode({"code": code, "state": asked["state"]})
        return RedirectResponse(f"{asked['redirect_uri']}?{answer}", 303, HEADERS)

    async def exchange(request: Request) -> Response:
        form = parse_qs((await request.body())[:8192].decode("ascii", "replace"))
        code, client, redirect_uri, verifier = (
            form.get(name, [""])[0] for name in ("code", "client_id", "redirect_uri", "code_verifier")
        )
        subject = codes.take(code, redirect_uri, verifier) if client == CLIENT else None
        if subject is None:
            return JSONResponse({"error": "invalid_grant"}, 400)
        answer = {"access_token": mint(folder, issuer_url, subject), "token_type": "Bearer", "expires_in": LIFETIME}
        return JSONResponse(answer, headers={"cache-control": "no-store"})

    async def end(request: Request) -> Response:
        """There is no session here to end: back to where whoever signed out came from."""
        back = request.query_params.get("post_logout_redirect_uri", "")
        if request.query_params.get("client_id") != CLIENT or not ours(back, "/session/ended", issuer_url):
            return HTMLResponse("Không đăng xuất cho ứng dụng này.", 400, HEADERS)
        return RedirectResponse(back, 303, HEADERS)

    return [
        Route("/issuer/end", end),
        Route("/issuer/authorize", page),
        Route("/issuer/authorize", choose, methods=["POST"]),
        *issuer.routes(folder, issuer_url, exchange),
    ]


def ours(address: str, path: str, issuer_url: str) -> bool:
    """Whether this is that page of this stack's own origin."""
    there = urlsplit(address)
    local = there.hostname in ("127.0.0.1", "localhost") and there.port == urlsplit(issuer_url).port
    return local and there.path == path and not there.query and not there.fragment


def refused(asked: dict[str, str], method: str, issuer_url: str) -> str | None:
    """Why nobody is signed in: another client, no PKCE, or an address that is not of this stack's own origin."""
    if asked["client_id"] != CLIENT or not ours(asked["redirect_uri"], "/session/callback", issuer_url):
        return "Không đăng nhập cho ứng dụng này."
    if method != "S256" or not asked["code_challenge"] or not asked["state"]:
        return "Yêu cầu đăng nhập thiếu PKCE (S256) hoặc state."
    return None
