"""Sign in: authorization code with PKCE at the one configured issuer; then the mandate under which one works; sign out everywhere.

The issuer says who somebody is and nothing else. What the band says of them is asked once, when a mandate is chosen.
"""

import hmac
from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any, Final
from urllib.parse import quote, urlencode

import httpx
from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from services.chassis import security
from services.chassis.errors import Forbidden, NotFound, Refused, Unavailable
from services.chassis.http.refusals import BadRequest, TooMany, Unauthenticated
from services.chassis.http.request import SENDER, asks
from services.chassis.identity.lookup import Mandate, holding
from services.chassis.web import assets
from services.chassis.web.forms import Form, check_csrf, form, same_origin
from services.chassis.web.inputs import id_of
from services.chassis.web.session import SIGN_IN, Session, challenge, know, new_flow
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import HEADERS, THEME, THEMES, Web

CLIENT: Final = "thidua-web"
ENDED: Final = "/session/ended"
CALLBACK: Final = "/session/callback"
REFUSED: Final = "/session/refused"
WHY: Final[Mapping[str, int]] = {
    "mandate.unknown": 403,
    "mandate.relieved": 403,
    "mandate.expired": 403,
    "sign-in.refused": 400,
    "sign-in.unfit": 400,
}
"""Why nobody is signed in after the issuer has answered, each with its status."""
YEAR: Final = 365 * 24 * 3600
FARTHEST: Final = 2000
"""Letters of an address to come back to, as written in a URL: it travels in a cookie."""

Described = tuple[str, str]
"""Who somebody is in a mandate, and where: ("Tổ trưởng, Tổ dân phố số 1", "Phường Quyết Thắng")."""
Describe = Callable[[Web, str, Mandate], Awaitable[Described]]
"""Asks for the words of a mandate with the token of who holds it."""


def inside(address: str) -> str:
    """The address if it is a path of ours, else the home page: nobody is led away by a link to the sign-in."""
    ours = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if ours and address.isprintable() and len(quote(address)) <= FARTHEST else "/"


def pages(describe: Describe) -> Callable[[Web], APIRouter]:
    """The pages of the session, for the one service that has the front of the house."""

    def routes(web: Web) -> APIRouter:
        router = web.router()
        seal = web.seal

        @router.get(SIGN_IN)
        async def begin(request: Request, then: str = "/") -> Response:
            await asks(request.scope, "")
            flow = new_flow(inside(then))
            asked = {
                "response_type": "code",
                "client_id": CLIENT,
                "redirect_uri": _callback(request),
                "scope": "openid",
                "state": flow.state,
                "code_challenge": challenge(flow.verifier),
                "code_challenge_method": "S256",
            }
            where = (await _discovery(web))["authorization_endpoint"]
            response = RedirectResponse(f"{where}?{urlencode(asked)}", 303, HEADERS)
            seal.keep(request, response, flow)
            return response

        @router.get(CALLBACK)
        async def come_back(request: Request, code: str = "", state: str = "") -> Response:
            await asks(request.scope, "")
            try:
                return await signed_in(request, code, state)
            except (Unavailable, TooMany):
                raise  # the code is still good: to load the page again goes on
            except Refused as refused:
                security.record("sign-in.refused", principal=request.scope.get(SENDER, ""), about=refused.code)
                response = RedirectResponse(f"{REFUSED}?{urlencode({'why': refused.code})}", 303, HEADERS)
                seal.end(request, response, "flow")
                return response

        @router.get(REFUSED)
        async def refused(request: Request, why: str = "") -> Response:
            """What the issuer's answer led to, on a page whose address holds nothing of it."""
            if why not in WHY:
                raise NotFound("page")
            return web.problem(request, WHY[why], why)

        async def signed_in(request: Request, code: str, state: str) -> Response:
            flow = seal.flow(request)
            if flow is None or not hmac.compare_digest(flow.state.encode(), state.encode()):
                return RedirectResponse(SIGN_IN, 303, HEADERS)
            token = await _token(web, code, flow.verifier, _callback(request))
            try:
                principal = await asks(request.scope, (await web.edge.verifier.verify(token)).principal)
            except Unauthenticated:
                raise BadRequest("sign-in.unfit") from None  # to sign in again would come back here, round and round
            held = holding(await web.edge.lookup.of(principal), web.edge.clock.now(), None)
            to = flow.then if len(held) == 1 else f"/session/mandate?{urlencode({'then': flow.then})}"
            response = RedirectResponse(to, 303, HEADERS)
            seal.end(request, response, "flow")
            know(request, response)
            session = await _under(web, seal.begin(token, principal), held[0])
            return _kept(web, request, response, session)

        @router.get("/session/mandate")
        async def choose(visitor: Annotated[Visitor, Depends(web.member)], then: str = "/") -> Response:
            assert visitor.session is not None
            choices = [(one, *await describe(web, visitor.session.token, one)) for one in visitor.held]
            return web.own.show("choose.html", visitor, choices=choices, then=inside(then))

        @router.post("/session/mandate")
        async def chosen(
            visitor: Annotated[Visitor, Depends(web.member)], fields: Annotated[Form, Depends(form)]
        ) -> Response:
            assert visitor.session is not None
            check_csrf(visitor.request, fields, visitor.session.csrf)
            wanted = id_of(fields.text("mandate"))
            if wanted is None:
                raise NotFound("mandate")
            mandate = next((one for one in visitor.held if one.id == wanted), None)
            if mandate is None:
                raise Forbidden("mandate.unknown")
            response = RedirectResponse(inside(fields.text("then") or "/"), 303, HEADERS)
            return _kept(web, visitor.request, response, await _under(web, visitor.session, mandate))

        @router.get("/session/place")
        async def place(visitor: Annotated[Visitor, Depends(web.member)]) -> Response:
            """The words for the place, asked again: places are renamed, and while their owner was slow a session began with a code.

            An owner that does not answer takes no words away.
            """
            assert visitor.session is not None
            now = await _under(web, visitor.session, visitor.mandate)
            session = visitor.session if now.place == visitor.mandate.ward_code else now
            return _kept(web, visitor.request, web.own.show("_place.html", visitor, place=session.place), session)

        @router.post("/session/sign-out")
        async def sign_out(request: Request, fields: Annotated[Form, Depends(form)]) -> Response:
            session = seal.session(request)
            if session is not None:
                check_csrf(request, fields, session.csrf)
                await _ended_everywhere(web, session.token)
            response = RedirectResponse(f"{ENDED}?{urlencode({'on': 'issuer'})}", 303, HEADERS)
            seal.end(request, response)
            return response

        @router.get(ENDED)
        async def ended(visitor: Annotated[Visitor, Depends(web.visitor)], on: str = "") -> Response:
            """The page goes on to the issuer by itself: a form may not lead to another origin."""
            at_issuer = await _issuers_end(web, visitor.request) if on == "issuer" else None
            return web.own.show("ended.html", visitor, at_issuer=at_issuer)

        @router.post("/session/theme")
        async def theme(request: Request, fields: Annotated[Form, Depends(form)]) -> Response:
            same_origin(request)
            response = RedirectResponse(inside(fields.text("then") or "/"), 303, HEADERS)
            if fields.text("theme") in THEMES:
                secure = request.url.scheme == "https"
                response.set_cookie(
                    THEME, fields.text("theme"), max_age=YEAR, secure=secure, samesite="lax", httponly=True
                )
            return response

        return router

    async def _under(web: Web, session: Session, mandate: Mandate) -> Session:
        who, place = await describe(web, session.token, mandate)
        return session.under(mandate.id, role=mandate.role, who=who, place=place)

    return routes


def _kept(web: Web, request: Request, response: Response, session: Session) -> Response:
    try:
        web.seal.keep(request, response, session)
    except ValueError:
        raise BadRequest("sign-in.unfit") from None
    return response


def static(web: Web) -> APIRouter:
    """The assets; every service serves them, the gateway asks one."""
    router = web.router()

    @router.get("/static/{name}")
    async def asset(name: str, request: Request) -> Response:
        return await assets.served(name, packed="gzip" in request.headers.get("accept-encoding", ""))

    return router


async def _discovery(web: Web) -> Mapping[str, Any]:
    """What the issuer says of itself. Raises Unavailable."""
    try:
        answer = await web.client.get(f"{web.issuer}/.well-known/openid-configuration", timeout=3.0)
        found = answer.raise_for_status().json()
    except (httpx.HTTPError, ValueError):
        raise Unavailable from None
    if not {"authorization_endpoint", "token_endpoint"} <= found.keys():
        raise Unavailable
    return dict(found)


async def _token(web: Web, code: str, verifier: str, redirect_uri: str) -> str:
    """The access token for a code. Raises BadRequest for one that the issuer refuses, Unavailable while it is away."""
    asked = {
        "grant_type": "authorization_code",
        "code": code,
        "client_id": CLIENT,
        "redirect_uri": redirect_uri,
        "code_verifier": verifier,
    }
    try:
        answer = await web.client.post((await _discovery(web))["token_endpoint"], data=asked, timeout=5.0)
    except httpx.HTTPError:
        raise Unavailable from None
    if answer.status_code != 200:
        raise BadRequest("sign-in.refused")
    try:
        return str(answer.json()["access_token"])
    except (ValueError, KeyError, TypeError):
        raise BadRequest("sign-in.unfit") from None


def _callback(request: Request) -> str:
    return f"{request.url.scheme}://{request.headers['host']}{CALLBACK}"


async def _ended_everywhere(web: Web, token: str) -> None:
    """Ends the token here and in the other services; nothing is to be ended of one that is good no more. Raises Unavailable."""
    try:
        expires_at = (await web.edge.verifier.verify(token)).expires_at
    except Unauthenticated:
        return
    if web.end_token is not None:
        await web.end_token(token, expires_at)


async def _issuers_end(web: Web, request: Request) -> str | None:
    """Where the issuer ends its own session and sends people back (OpenID Connect RP-Initiated Logout 1.0); None where it cannot."""
    try:
        address = (await _discovery(web)).get("end_session_endpoint")
    except Unavailable:
        return None
    if not isinstance(address, str) or not address.startswith(("https://", "http://")):
        return None
    back = f"{request.url.scheme}://{request.headers['host']}{ENDED}"
    return f"{address}?{urlencode({'client_id': CLIENT, 'post_logout_redirect_uri': back})}"
