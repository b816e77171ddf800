"""Tokens: who is asking, and nothing else. What they may do is a mandate.

A bearer token is an RS256 or ES256 signed JWT of type `at+jwt` (RFC 9068) by the one configured issuer, for our audience,
within its time. Whatever is wrong with it, the answer is the same 401: only a token that was once good is told that it
has expired. Tokens live in real time, also when the local stack plays another year.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeGuard

import jwt
from jwt.api_jws import PyJWS

from services.chassis.http.refusals import Unauthenticated

ALGORITHMS: Final = ("RS256", "ES256")
TYPES: Final = frozenset({"at+jwt", "application/at+jwt"})
LONGEST: Final = 8192
"""Letters of a token; a longer one is not looked at."""
LEEWAY: Final = 10
"""Seconds that clocks may differ."""
REMEMBERED_FOR: Final = 60
"""Seconds after which a token is verified anew, with keys as old at most: a withdrawn key ends within two minutes."""
MOST_REMEMBERED: Final = 10_000
RESERVED: Final = "system:"
"""Actors of the machinery itself: no token ever speaks for them."""

_EMBEDDED_KEYS: Final = frozenset({"jwk", "jku", "x5u", "x5c", "crit", "b64", "zip", "enc"})
_JWS: Final = PyJWS(algorithms=list(ALGORITHMS))


class Keys(Protocol):
    """The issuer's signing keys."""

    async def find(self, key_id: str, algorithm: str) -> Any | None:
        """The public key with this id for this algorithm, or None."""
        ...


def digest_of(token: str) -> bytes:
    """What is remembered of a token."""
    return hashlib.sha256(token.encode()).digest()


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a token speaks for: the issuer's opaque `sub`, until when and since when (Unix seconds)."""

    principal: str
    expires_at: float
    issued_at: float


class Ended(Protocol):
    """The tokens that their holders have ended."""

    async def has(self, digest: bytes) -> bool:
        """Whether the token with this SHA-256 was ended."""
        ...


class TokenVerifier:
    """Verifies bearer tokens of one issuer for one audience; one that was ended is good no more."""

    def __init__(
        self,
        keys: Keys,
        *,
        issuer: str,
        audience: str,
        ended: Ended | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._keys = keys
        self._issuer = issuer
        self._audience = audience
        self._ended = ended
        self._now = now
        self._remembered: dict[bytes, tuple[float, Identity]] = {}

    async def verify(self, token: str) -> Identity:
        """Who the token speaks for. Raises Unauthenticated, or Unavailable while the issuer's keys were never read."""
        if len(token) > LONGEST or not token.isascii():
            raise Unauthenticated
        now = self._now()
        digest = digest_of(token)
        if self._ended is not None and await self._ended.has(digest):
            raise Unauthenticated("token.expired")
        remembered = self._remembered.get(digest)
        if remembered is not None and now < remembered[0]:
            return remembered[1]
        identity = await self._verify(token, now)
        if len(self._remembered) >= MOST_REMEMBERED:
            self._remembered = {key: entry for key, entry in self._remembered.items() if now < entry[0]}
            if len(self._remembered) >= MOST_REMEMBERED:
                self._remembered.clear()
        self._remembered[digest] = (min(now + REMEMBERED_FOR, identity.expires_at), identity)
        return identity

    async def _verify(self, token: str, now: float) -> Identity:
        header = _header(token)
        key = await self._keys.find(header["kid"], header["alg"])
        if key is None:
            raise Unauthenticated
        try:
            payload = _JWS.decode_complete(token, key, algorithms=[header["alg"]])["payload"]
        except (jwt.PyJWTError, ValueError, TypeError):
            raise Unauthenticated from None
        return self._judge(_object(payload), now)

    def _judge(self, claims: Mapping[str, Any], now: float) -> Identity:
        """The claims of a token whose signature is good; expiry is judged last, so that it tells nothing else."""
        subject, audience = claims.get("sub"), claims.get("aud")
        expires, issued, begins = (claims.get(name) for name in ("exp", "iat", "nbf"))
        audiences = audience if isinstance(audience, list) else [audience]
        if claims.get("iss") != self._issuer or self._audience not in audiences or not is_subject(subject):
            raise Unauthenticated
        if not _is_time(expires) or not _is_time(issued) or issued > now + LEEWAY:
            raise Unauthenticated
        if begins is not None and not (_is_time(begins) and begins <= now + LEEWAY):
            raise Unauthenticated
        if expires <= now - LEEWAY:
            raise Unauthenticated("token.expired")
        return Identity(subject, expires + LEEWAY, issued)


def _header(token: str) -> Mapping[str, Any]:
    """The protected header, if it is one that we would ever follow."""
    segment = token.partition(".")[0]
    try:
        header = _object(jwt.utils.base64url_decode(segment))
    except ValueError:
        raise Unauthenticated from None
    kind, key_id = header.get("typ"), header.get("kid")
    fits = (
        token.count(".") == 2
        and header.get("alg") in ALGORITHMS
        and isinstance(kind, str)
        and kind.lower() in TYPES
        and isinstance(key_id, str)
        and 1 <= len(key_id) <= 200
        and not _EMBEDDED_KEYS & header.keys()
    )
    if not fits:
        raise Unauthenticated
    return header


def _object(raw: bytes) -> Mapping[str, Any]:
    """A JSON object without repeated names, which two readers could understand differently."""
    try:
        parsed = json.loads(raw.decode(), object_pairs_hook=_unrepeated)
    except (ValueError, RecursionError):
        raise Unauthenticated from None
    if not isinstance(parsed, dict):
        raise Unauthenticated
    return parsed


def _unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = dict(pairs)
    if len(names) != len(pairs):
        raise ValueError("a repeated name")
    return names


def is_subject(value: object) -> TypeGuard[str]:
    """Whether a token may speak for this."""
    return (
        isinstance(value, str)
        and 1 <= len(value) <= 255
        and value.isascii()
        and value.isprintable()
        and not value.startswith(RESERVED)
    )


def _is_time(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 2**40
