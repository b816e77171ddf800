"""Client: speaks to the gateway as one of the demo's principals, and to nothing behind it.

Every write has a key derived from scene and step, so that playing again repeats nothing. A fact that another service or a
read model has not heard yet is asked for again until a deadline: the request itself is the probe.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from deploy.local.places import StackError

AT_ONCE: Final = 16
"""Requests in flight: enough to fill group commits, few enough for two cores."""
PATIENCE: Final = 60.0
"""Seconds in which a fact must arrive."""
LOOK_EVERY: Final = 0.05
BEHIND: Final = "read-model.behind"
PASSING: Final = frozenset({"mandate.unknown", "overloaded", "unavailable", "version-conflict", "gateway", BEHIND})
"""Codes of refusals that end by themselves: a mandate on its way to another service, a busy server."""

Body = Mapping[str, Any]


@dataclass(slots=True, eq=False)
class Problem(Exception):
    """A refusal: what was asked, its stable code and its Vietnamese sentence."""

    where: str
    status: int
    code: str
    detail: str
    citation: str | None = None

    def __str__(self) -> str:
        return f"{self.where}: {self.status} {self.code}: {self.detail}"


@dataclass(slots=True)
class Client:
    """A connection to one gateway; `mint` makes a bearer token for a subject, `done` is told of every write."""

    http: httpx.AsyncClient
    mint: Callable[[str], str]
    done: Callable[[], None] = lambda: None
    _tokens: dict[str, str] = field(default_factory=dict)
    _seen: dict[str, int] = field(default_factory=dict)
    _turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    async def write(
        self,
        who: str,
        path: str,
        body: Body | None = None,
        *,
        key: str,
        arriving: frozenset[str] = frozenset(),
        seen: int | None = None,
    ) -> dict[str, Any]:
        """Has something recorded; codes in `arriving` say that what it rests on is still on its way, `seen` is the version it replaces.

        Raises Problem when it is refused.
        """
        headers = {"Authorization": f"Bearer {self._token(who)}", "Idempotency-Key": f"demo/{key}"}
        if seen is not None:
            headers["If-Match"] = f'"{seen}"'
        content: dict[str, Any] = {} if body is None else {"json": dict(body)}
        reply = (await self._until_settled("POST", path, arriving | PASSING, headers=headers, **content)).json()
        service, _, position = str(reply.get("token", "")).partition(":")
        if position:
            self._seen[service] = max(self._seen.get(service, 0), int(position))
        self.done()
        return dict(reply)

    async def read(self, who: str, path: str, **query: Any) -> dict[str, Any]:
        """Reads what is there, not before everything written through this client in that service is. Raises Problem."""
        return dict((await self._got(who, path, query)).json())

    async def version(self, who: str, path: str) -> int:
        """The version of a thing, for whoever writes over it. Raises Problem."""
        return int((await self._got(who, path, {})).headers["ETag"].strip('"'))

    async def _got(self, who: str, path: str, query: dict[str, Any]) -> httpx.Response:
        service = path.split("/")[1]
        if service in self._seen:
            query["after"] = f"{service}:{self._seen[service]}"
        headers = {"Authorization": f"Bearer {self._token(who)}"}
        return await self._until_settled("GET", path, PASSING, headers=headers, params=query)

    async def pages(self, who: str, path: str, **query: Any) -> list[dict[str, Any]]:
        """All items of a list. Raises Problem."""
        items: list[dict[str, Any]] = []
        cursor: dict[str, str] = {}
        while True:
            page = await self.read(who, path, limit=200, **query, **cursor)
            items += page["items"]
            if not page["next"]:
                return items
            cursor = {"cursor": page["next"]}

    async def holds(self, who: str) -> bool:
        """Whether this principal holds a mandate that is known now; without waiting for one. Raises Problem."""
        path = "/submissions/mandates/mine"
        headers = {"Authorization": f"Bearer {self._token(who)}"}
        try:
            await self._until_settled("GET", path, PASSING - {"mandate.unknown"}, headers=headers)
        except Problem as refusal:
            if refusal.status != 403:
                raise
            return False
        return True

    def _token(self, who: str) -> str:
        if who not in self._tokens:
            self._tokens[who] = self.mint(who)
        return self._tokens[who]

    async def _until_settled(self, method: str, path: str, passing: frozenset[str], **request: Any) -> httpx.Response:
        give_up = time.monotonic() + PATIENCE
        while True:
            async with self._turns:
                answer = await self.http.request(method, path, **request)
            if answer.is_success and answer.headers.get("X-Read-Model") != "behind":
                return answer
            refusal = problem(answer)
            if refusal.code not in passing or time.monotonic() > give_up:
                raise refusal
            await asyncio.sleep(LOOK_EVERY)


def problem(answer: httpx.Response) -> Problem:
    """Why an answer does not count; an answer of the gateway itself has no document."""
    where = f"{answer.request.method} {answer.request.url.path}"
    if answer.is_success:
        return Problem(where, answer.status_code, BEHIND, "các bảng đọc chưa theo kịp / read models are behind")
    if answer.headers.get("content-type", "").startswith("application/problem+json"):
        said = answer.json()
        faults = "; ".join(f"{fault}" for fault in said.get("errors", ()))
        return Problem(
            where, answer.status_code, said["code"], f"{said['detail']} {faults}".strip(), said.get("citation")
        )
    code = "gateway" if answer.status_code in (502, 504) else "unexpected"
    return Problem(where, answer.status_code, code, answer.text[:500])


async def until(probe: Callable[[], Any], what: str, *, within: float = PATIENCE) -> Any:
    """Asks until the answer is true and returns it. Raises StackError with the last answer after `within` seconds."""
    give_up = time.monotonic() + within
    while True:
        seen = await probe()
        if seen:
            return seen
        if time.monotonic() > give_up:
            raise StackError(f"Chờ quá {within:.0f} giây: {what}. / Still waiting for: {what} (last seen: {seen!r}).")
        await asyncio.sleep(LOOK_EVERY)
