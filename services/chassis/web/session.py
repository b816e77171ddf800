"""Session: who is signed in, kept in one sealed cookie that every service can open and nobody can read or change.

The cookie holds the access token, the chosen mandate and the CSRF token, encrypted and authenticated under a key that the
services of one deployment share (`THIDUA_SESSION_KEY`). The token is verified anew on each request, so a session never
outlives it; a relieved mandate, or a token that was ended by signing out, ends within a second. A session that nobody uses for two
hours ends, and each after twelve.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Final
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken
from starlette.requests import Request
from starlette.responses import Response

from services.chassis.clock import real_now

SIGN_IN: Final = "/session/sign-in"
LONGEST: Final = 4000
"""Bytes of a cookie that browsers keep."""
FLOW_FOR: Final = 600
"""Seconds in which a sign-in is completed."""
TICKET_FOR: Final = 30 * 24 * 3600
"""Seconds for which a form that lies open may still leave a draft."""
IDLE: Final = 2 * 3600
"""Seconds without a page after which a session ends."""
LASTS: Final = 12 * 3600
"""Seconds after which a session ends, counted from its token's."""
PROLONGED_EVERY: Final = 300
"""Seconds after which a page seals the cookie anew: it holds since when somebody does nothing."""
DEVICE_FOR: Final = 365 * 24 * 3600
WROTE_FOR: Final = 10
"""Seconds for which a browser remembers what it has just written: every page waits for that, whichever way one came to it."""


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody's session. `who` and `place` are words for the screen, never a ground for a right."""

    token: str
    csrf: str
    mandate: str | None = None
    role: str = ""
    who: str = ""
    place: str = ""

    @property
    def mandate_id(self) -> UUID | None:
        """The chosen mandate."""
        return UUID(self.mandate) if self.mandate else None

    def under(self, mandate: UUID, *, role: str, who: str, place: str) -> Session:
        """The same session under another mandate."""
        return replace(self, mandate=str(mandate), role=role, who=who, place=place)


@dataclass(frozen=True, slots=True)
class Flow:
    """A sign-in on its way: what must come back, the PKCE secret, and where to go then."""

    state: str
    verifier: str
    then: str


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a form carries to leave a draft, also after its session: whose it is, which form, and the page it stands on."""

    author: str
    form: str
    page: str


class Seal:
    """Seals cookies under the deployment's key. Different kinds cannot be taken for each other."""

    def __init__(self, key: str) -> None:
        self._boxes = {kind: _box(key, kind) for kind in KINDS}
        self._csrf = hashlib.sha256(f"csrf\n{key}".encode()).digest()

    def begin(self, token: str, principal: str) -> Session:
        """A session that begins. Its CSRF token is the person's: a form outlives the session, and nobody else can send it."""
        return Session(token, hmac.new(self._csrf, principal.encode(), hashlib.sha256).hexdigest())

    def session(self, request: Request) -> Session | None:
        """The request's session; None without one, or with one that is not ours."""
        fields = self._opened("session", request.cookies.get(name("session", request)), IDLE)
        return Session(**fields) if fields else None

    def prolong(self, request: Request, response: Response) -> None:
        """Seals the session anew when its seal has some age and the answer does not set the cookie itself."""
        sealed = request.cookies.get(name("session", request), "")
        sets = any(value.startswith(f"{name('session', request)}=") for value in response.headers.getlist("set-cookie"))
        session = None if sets else self.session(request)
        if session is not None:
            sealed_at = self._boxes["session"].extract_timestamp(sealed.encode())
            if real_now().timestamp() - sealed_at >= PROLONGED_EVERY:
                self.keep(request, response, session)

    def flow(self, request: Request) -> Flow | None:
        """The sign-in that this browser began not long ago."""
        fields = self._opened("flow", request.cookies.get(name("flow", request)), FLOW_FOR)
        return Flow(**fields) if fields else None

    def ticket(self, ticket: Ticket) -> str:
        """The ticket as it travels in a form."""
        return self._boxes["ticket"].encrypt(json.dumps(asdict(ticket)).encode()).decode()

    def opened(self, sealed: str) -> Ticket | None:
        """The ticket of a form that was made here, not too long ago."""
        fields = self._opened("ticket", sealed, TICKET_FOR)
        return Ticket(**fields) if fields else None

    def keep(self, request: Request, response: Response, what: Session | Flow) -> None:
        """Sets the cookie. Raises ValueError when the browser would not keep it."""
        kind = "session" if isinstance(what, Session) else "flow"
        sealed = self._boxes[kind].encrypt(json.dumps(asdict(what), ensure_ascii=False).encode()).decode()
        if len(sealed) > LONGEST:
            raise ValueError("the session is too large for a cookie")
        _set(request, response, kind, sealed, FLOW_FOR if kind == "flow" else None)

    def end(self, request: Request, response: Response, kind: str = "session") -> None:
        """Takes the cookie away."""
        _set(request, response, kind, "", 0)

    def _opened(self, kind: str, sealed: str | None, ttl: int | None) -> dict[str, str] | None:
        if not sealed or len(sealed) > LONGEST or not sealed.isascii():
            return None
        try:
            fields = json.loads(self._boxes[kind].decrypt(sealed.encode(), ttl=ttl))
        except (InvalidToken, ValueError):
            return None
        known = KINDS[kind].__dataclass_fields__.keys()
        return fields if isinstance(fields, dict) and fields.keys() == known else None


KINDS: Final[Mapping[str, type[Session | Flow | Ticket]]] = {"session": Session, "flow": Flow, "ticket": Ticket}


def new_flow(then: str) -> Flow:
    """A sign-in that begins."""
    return Flow(secrets.token_urlsafe(24), secrets.token_urlsafe(48), then)


def challenge(verifier: str) -> str:
    """The S256 challenge of a PKCE secret (RFC 7636)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def name(kind: str, request: Request) -> str:
    """The cookie's name; under https the browser itself guards that it is of this host alone."""
    return f"__Host-{kind}" if request.url.scheme == "https" else f"thidua-{kind}"


def device(request: Request) -> str:
    """The browser that asks, told from others by a random word; "" before anybody has signed in there."""
    return request.cookies.get(name("device", request), "")[:32]


def know(request: Request, response: Response) -> None:
    """Gives a browser its word: a draft says whether it was typed on another device."""
    if not device(request):
        _set(request, response, "device", secrets.token_urlsafe(16), DEVICE_FOR)


def remember(request: Request, response: Response, token: str) -> None:
    """Lets the browser say for some seconds what was just written, and since when: `<service>:<position>`."""
    _set(request, response, "wrote", f"{token}.{int(real_now().timestamp() * 1000)}", WROTE_FOR)


def wrote(request: Request) -> tuple[str, float] | None:
    """What this browser has just written, and how many seconds ago; None when that is long ago, or the cookie is not ours."""
    token, _, at = request.cookies.get(name("wrote", request), "").rpartition(".")
    if not token or not (at.isascii() and at.isdigit() and len(at) < 16):
        return None
    ago = real_now().timestamp() - int(at) / 1000
    return (token, ago) if 0 <= ago <= WROTE_FOR else None


def _set(request: Request, response: Response, kind: str, value: str, seconds: int | None) -> None:
    secure = request.url.scheme == "https"
    response.set_cookie(
        name(kind, request), value, max_age=seconds, path="/", secure=secure, httponly=True, samesite="lax"
    )


def _box(key: str, kind: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"{kind}\n{key}".encode()).digest()))
