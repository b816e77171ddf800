"""A running API of the notes service, with people who hold mandates and a way to sign tokens."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
from starlette.applications import Starlette

from deploy.local import issuer
from deploy.local.postgres import Postgres
from services.chassis.http.app import create_app
from services.chassis.identity.mandates import GrantMandate, RelieveMandate
from services.chassis.runtime import Runtime
from services.chassis.service import Service
from tests.support import notes_api
from tests.support.chassis import WARD, at_work, issued, running
from tests.support.serving import served

OTHER_WARD = "03389"


@dataclass(frozen=True)
class Api:
    """A running API with its store and a way to sign tokens."""

    runtime: Runtime
    client: httpx.AsyncClient
    keys: Path
    issuer: str

    def token(self, subject: str, **claims: Any) -> str:
        return issuer.mint(self.keys, self.issuer, subject, **claims)

    def headers(self, subject: str, key: str | None = None, **more: str) -> dict[str, str]:
        return {
            "Authorization": f"Bearer {self.token(subject)}",
            "Idempotency-Key": key or str(uuid4()),
            **more,
        }

    async def write(self, subject: str = "clerk-1", *, key: str | None = None, **body: Any) -> httpx.Response:
        return await self.client.post("/submissions/notes", json=NOTE | body, headers=self.headers(subject, key))

    async def head(self) -> int:
        return int(await self.runtime.projector.fetchval("SELECT coalesce(max(position), 0) FROM store.events"))


NOTE = {"about": str(uuid4()), "text": "Đã kiểm tra"}


async def grant(runtime: Runtime, principal: str, role: str, ward: str = WARD, **term: date) -> UUID:
    mandate_id = uuid4()
    first = term.get("valid_from", date(2020, 1, 1))
    now = runtime.clock.now()
    await runtime.handler.handle(
        issued(GrantMandate(ward, now, mandate_id, principal, role, first, term.get("valid_to")))
    )
    return mandate_id


async def projected(runtime: Runtime) -> None:
    """Waits until every own reader has applied the head."""
    async with asyncio.timeout(20):
        while True:
            row = await runtime.projector.fetchrow(
                """SELECT (SELECT coalesce(max(position), 0) FROM store.events) AS head,
                          (SELECT min(next) FROM reading.checkpoint) AS next"""
            )
            assert row is not None
            if row["next"] is not None and row["next"] > row["head"]:
                return
            await asyncio.sleep(0.02)


@asynccontextmanager
async def serving(
    postgres: Postgres, name: str, keys: Path, service: Service = notes_api.SERVICE, *, reading: bool = True
) -> AsyncIterator[Api]:
    """The API on fresh databases called `name`; with `reading` its own readers run beside it."""
    app = Starlette()
    async with served(app) as base:
        where = f"{base}/issuer"
        app.router.routes.extend(issuer.routes(keys, where))
        async with running(postgres, name, service, issuer=where) as runtime:
            async with at_work(runtime, "projections"):
                await people(runtime)
            async with (
                at_work(runtime, "projections") if reading else nullcontext(),
                served(create_app(runtime)) as url,
                httpx.AsyncClient(base_url=url, timeout=10) as client,
            ):
                yield Api(runtime, client, keys, where)


async def people(runtime: Runtime) -> None:
    """A clerk in each of two wards, a chairman, and clerks whose mandates have ended."""
    for principal, role, ward in (
        ("clerk-1", "clerk", WARD),
        ("clerk-2", "clerk", OTHER_WARD),
        ("chairman-1", "chairman", WARD),
        ("relieved-1", "clerk", WARD),
    ):
        mandate_id = await grant(runtime, principal, role, ward)
        if principal == "relieved-1":
            await runtime.handler.handle(issued(RelieveMandate(ward, runtime.clock.now(), mandate_id)))
    await grant(runtime, "expired-1", "clerk", valid_to=date(2021, 1, 1))
    await projected(runtime)


def refused(response: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The problem document, of this status and code, with a Vietnamese sentence."""
    assert response.headers["content-type"] == "application/problem+json", response.text
    document: dict[str, Any] = response.json()
    assert (response.status_code, document["status"], document["code"]) == (status, status, code), document
    assert document["type"] == f"urn:thidua:problem:{code}"
    assert any(letter in document["detail"].lower() for letter in "ăâđêôơưáàảãạếềộốịựứ"), document["detail"]
    assert document["instance"].startswith("urn:thidua:trace:")
    return document
