"""A service's own token, by the issuer's client credentials grant: for addresses that no person may call."""

from __future__ import annotations

import time

import httpx

DISCOVERY = "/.well-known/openid-configuration"


class NoToken(Exception):
    """The issuer gave no token: tried again later."""


class ServiceToken:
    """The token of this service, asked for when it is first needed and again half a minute before it ends."""

    def __init__(self, issuer: str, client: httpx.AsyncClient, *, service: str, secret: str) -> None:
        self._issuer = issuer.rstrip("/")
        self._client = client
        self._service = service
        self._secret = secret
        self._token = ""
        self._until = 0.0

    async def get(self) -> str:
        """A valid bearer token. Raises NoToken."""
        if time.monotonic() < self._until:
            return self._token
        try:
            known = (await self._client.get(self._issuer + DISCOVERY)).raise_for_status().json()
            form = {"grant_type": "client_credentials", "client_id": self._service, "client_secret": self._secret}
            given = (await self._client.post(known["token_endpoint"], data=form)).raise_for_status().json()
            self._token, lifetime = str(given["access_token"]), float(given["expires_in"])
        except (httpx.HTTPError, KeyError, ValueError) as error:
            raise NoToken(type(error).__name__) from error
        self._until = time.monotonic() + max(lifetime - 30, 1)
        return self._token
