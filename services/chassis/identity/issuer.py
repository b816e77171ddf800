"""Issuer: the public keys of the one configured issuer, read from it alone and kept while they are fresh.

A key id that is not known is looked for once, and at most once a second whoever asks, so that a rotation is noticed at once and
invented ids cost the issuer nothing. Keys that were read stay in use for some hours while the issuer is away, and nobody who has one waits
for a reading that another began: an issuer that hangs delays one request at a time.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt import PyJWK, PyJWTError

from services.chassis.errors import Unavailable

FRESH_FOR: Final = 60.0
"""Seconds after which keys are read again."""
KEPT_FOR: Final = 4 * 3600.0
"""Seconds for which keys serve while the issuer cannot be read: a key that it has withdrawn meanwhile opens nothing after that."""
PAUSE: Final = 1.0
"""Least seconds between two readings."""
TIMEOUT: Final = 3.0
LARGEST: Final = 256 * 1024
SMALLEST_RSA: Final = 2048

log = logging.getLogger("thidua.issuer")


class UnfitIssuer(Exception):
    """Discovery or keys of the issuer are not what they must be."""


class IssuerKeys:
    """The signing keys of an issuer, by key id and algorithm."""

    def __init__(self, issuer: str, client: httpx.AsyncClient, *, now: Callable[[], float] = time.monotonic) -> None:
        self._issuer = issuer
        self._client = client
        self._now = now
        self._keys: Mapping[tuple[str, str], Any] = {}
        self._read_at: float | None = None
        self._tried_at: float | None = None
        self._reading = asyncio.Lock()

    async def find(self, key_id: str, algorithm: str) -> Any | None:
        """The public key, or None. Raises Unavailable while keys could not be read, ever or for `KEPT_FOR`."""
        wanted = (key_id, algorithm)
        if wanted not in self._keys or self._is_stale():
            await self._refresh(wanted)
        if self._read_at is None or self._now() - self._read_at > KEPT_FOR:
            raise Unavailable
        return self._keys.get(wanted)

    def _is_stale(self) -> bool:
        return self._read_at is None or self._now() - self._read_at > FRESH_FOR

    async def _refresh(self, wanted: tuple[str, str]) -> None:
        if wanted in self._keys and self._reading.locked():
            return
        async with self._reading:
            if wanted in self._keys and not self._is_stale():
                return  # somebody else has read them while this one waited
            if self._tried_at is not None and self._now() - self._tried_at < PAUSE:
                return
            try:
                self._keys = await self._read()
                self._read_at = self._now()
            except (httpx.HTTPError, httpx.InvalidURL, UnfitIssuer, ValueError) as error:
                log.warning("issuer keys not read: %s", type(error).__name__)
            finally:
                # its end, not its beginning: those who waited for a reading that hung do not begin another
                self._tried_at = self._now()

    async def _read(self) -> Mapping[tuple[str, str], Any]:
        discovery = await self._get(self._issuer.rstrip("/") + "/.well-known/openid-configuration")
        if discovery.get("issuer") != self._issuer:
            raise UnfitIssuer("discovery names another issuer")
        address = discovery.get("jwks_uri")
        if not isinstance(address, str) or _origin(address) != _origin(self._issuer):
            raise UnfitIssuer("keys live elsewhere than the issuer")
        listed = (await self._get(address)).get("keys")
        if not isinstance(listed, list):
            raise UnfitIssuer("no list of keys")
        return {found[0]: found[1] for jwk in listed if (found := _public_key(jwk)) is not None}

    async def _get(self, url: str) -> Mapping[str, Any]:
        async with self._client.stream("GET", url, timeout=TIMEOUT, follow_redirects=False) as response:
            if response.status_code != 200:
                raise UnfitIssuer(f"status {response.status_code}")
            content = b""
            async for chunk in response.aiter_bytes():
                content += chunk
                if len(content) > LARGEST:
                    raise UnfitIssuer("too large")
        parsed = json.loads(content)
        if not isinstance(parsed, dict):
            raise UnfitIssuer("not an object")
        return parsed


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port


def _public_key(jwk: Any) -> tuple[tuple[str, str], Any] | None:
    """A listed key under its id and the one algorithm it is for; None when it is none of ours."""
    if not isinstance(jwk, dict) or not isinstance(jwk.get("kid"), str) or jwk.get("use", "sig") != "sig":
        return None
    algorithm = {"RSA": "RS256", "EC": "ES256"}.get(str(jwk.get("kty")))
    if algorithm is None or jwk.get("alg", algorithm) != algorithm:
        return None
    public = {name: value for name, value in jwk.items() if name in ("kty", "kid", "n", "e", "crv", "x", "y")}
    try:
        key = PyJWK(public, algorithm).key
    except (PyJWTError, ValueError, TypeError):
        return None
    match key:
        case rsa.RSAPublicKey() if key.key_size >= SMALLEST_RSA:
            return (jwk["kid"], algorithm), key
        case ec.EllipticCurvePublicKey() if isinstance(key.curve, ec.SECP256R1):
            return (jwk["kid"], algorithm), key
        case _:
            return None
