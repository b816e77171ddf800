"""A running submissions service on a real database, with an issuer, its readers and its scheduler, and people who act."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
from starlette.applications import Starlette

from deploy.local import issuer
from deploy.local.postgres import Postgres
from services.chassis.calendar import local_date
from services.chassis.http.app import create_app
from services.chassis.readers.local_store import SOURCE
from services.chassis.runtime import Runtime
from services.chassis.service import Service
from services.submissions.app import SERVICE
from services.submissions.mandates.bootstrap import first_mandate
from services.submissions.reports.figures import INDICATORS
from tests.support.chassis import at_work, running
from tests.support.eventually import eventually
from tests.support.serving import served

QUYET_THANG, DOAN_KET = "03386", "03389"
OPERATOR = "operator-1"
CONTENT = {"figures": [{"indicator": indicator, "value": "2"} for indicator in INDICATORS]}
"""The body of a report that can be sent."""
ASKED = {"kind": "regular", "goals": ["Đường sạch"], "subjects": ["units"], "criteria": ["Mỗi hộ hiến đất làm đường"]}
"""What a movement asks, as the law wants it said."""


@dataclass
class Submissions:
    """The service with a client; `last` is the token of the newest write, which every read waits for."""

    runtime: Runtime
    client: httpx.AsyncClient
    keys: Path
    issuer: str
    owner_url: str
    last: str | None = None
    tokens: dict[str, str] = field(default_factory=dict)

    def headers(self, who: str, key: str | None = None) -> dict[str, str]:
        if who not in self.tokens:
            self.tokens[who] = issuer.mint(self.keys, self.issuer, who)
        return {"Authorization": f"Bearer {self.tokens[who]}", "Idempotency-Key": key or str(uuid4())}

    async def post(
        self, who: str, path: str, body: Any = None, *, key: str | None = None, seen: int | None = None
    ) -> httpx.Response:
        version = {} if seen is None else {"If-Match": f'"{seen}"'}
        answer = await self.client.post(f"/submissions{path}", json=body, headers=self.headers(who, key) | version)
        if answer.is_success and "token" in answer.json():
            self.last = answer.json()["token"]
        return answer

    async def did(self, who: str, path: str, body: Any = None, *, seen: int | None = None) -> dict[str, Any]:
        """A write that is taken; its reply."""
        answer = await self.post(who, path, body, seen=seen)
        assert answer.is_success, answer.text
        told: dict[str, Any] = answer.json()
        return told

    async def refused(self, who: str, path: str, body: Any = None, *, seen: int | None = None) -> tuple[int, str]:
        """A write that is refused and changes nothing: status and code."""
        before = await self.recorded_by(who)
        answer = await self.post(who, path, body, seen=seen)
        assert await self.recorded_by(who) == before
        problem = answer.json()
        assert answer.headers["content-type"] == "application/problem+json", answer.text
        assert problem["detail"] and problem["title"]
        return answer.status_code, problem["code"]

    async def get(self, who: str, path: str, **params: Any) -> httpx.Response:
        after = {"after": self.last} if self.last else {}
        return await self.client.get(f"/submissions{path}", params=params | after, headers=self.headers(who))

    async def read(self, who: str, path: str, **params: Any) -> Any:
        """What is read, with everything written so far."""
        answer = await self.get(who, path, **params)
        assert answer.status_code == 200, answer.text
        assert "X-Read-Model" not in answer.headers
        return answer.json()

    async def version(self, who: str, path: str) -> int:
        """The version of a thing, as the API gives it to whoever writes over it."""
        answer = await self.get(who, path)
        assert answer.status_code == 200, answer.text
        return int(answer.headers["etag"].strip('"'))

    async def resolved(self, who: str, question: dict[str, Any]) -> list[dict[str, Any]]:
        """Who the subjects are, with everything written so far."""
        answer = await self.post(who, f"/subjects:resolve?after={self.last}", question)
        assert answer.status_code == 200, answer.text
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    async def recorded_by(self, who: str) -> int:
        """How many events somebody has caused."""
        # not the head: readers and scheduler go on recording beside the request
        query = "SELECT count(*) FROM store.events WHERE metadata->>'actor' = $1"
        return int(await self.runtime.projector.fetchval(query, who))

    async def caught_up(self) -> bool:
        """Whether every own reader has applied the head; one that has not begun has no checkpoint yet."""
        row = await self.runtime.projector.fetchrow(
            """
            SELECT (SELECT coalesce(max(position), 0) FROM store.events) AS head, min(next) AS next, count(*) AS readers
            FROM reading.checkpoint WHERE source = $1
            """,
            SOURCE,
        )
        assert row is not None
        return row["readers"] == len(self.runtime.service.local_readers) and bool(row["next"] > row["head"])

    async def move_clock(self, to: datetime) -> None:
        """Plays on to a later time."""
        connection = await asyncpg.connect(self.owner_url)
        try:
            await connection.fetchval("SELECT set_store_clock($1)", to - datetime.now(UTC))
        finally:
            await connection.close()
        await eventually(lambda: self.runtime.clock.now() >= to, True)

    def today(self) -> date:
        return local_date(self.runtime.clock.now())

    def in_days(self, days: int) -> str:
        return (self.today() + timedelta(days=days)).isoformat()

    async def ward(self, code: str = QUYET_THANG, name: str = "Phường Quyết Thắng") -> None:
        """A ward with a clerk and a chairman, called `clerk-<code>` and `chairman-<code>`."""
        body = {"code": code, "name": name, "kind": "ward", "valid_from": "2004-12-10"}
        await self.did(OPERATOR, "/wards", body)
        for role in ("clerk", "chairman"):
            await self.grant(OPERATOR, f"{role}-{code}", role, ward=code)

    async def grant(self, by: str, who: str, role: str, *, ward: str | None = None, unit: str | None = None) -> str:
        body = {"principal": who, "role": role, "unit_id": unit, "valid_from": self.today().isoformat()}
        granted = await self.did(by, f"/mandates?ward={ward}" if ward else "/mandates", body)
        await self.get(by, "/mandates/mine")  # waits: the mandate can be used from now on
        return str(granted["id"])

    async def unit(self, code: str, *, ward: str = QUYET_THANG, kind: str = "residential-group", **more: Any) -> str:
        """A unit with a head, called `head-<ward>-<code>`; its id."""
        body = {"code": code, "name": f"Tổ dân phố {code}", "kind": kind, "valid_from": "2024-01-01"} | more
        unit = str((await self.did(f"clerk-{ward}", "/units", body))["id"])
        await self.grant(f"clerk-{ward}", f"head-{ward}-{code}", "unit-head", unit=unit)
        return unit

    async def person(self, name: str, unit: str, *, ward: str = QUYET_THANG, **more: Any) -> str:
        body = {"full_name": name, "unit_id": unit, "member_from": "2024-01-01"} | more
        return str((await self.did(f"clerk-{ward}", "/people", body))["id"])

    async def plan(
        self, signer: str, obligations: list[dict[str, Any]], *, ward: str = QUYET_THANG, number: int, ahead: int = 0
    ) -> str:
        """An issued plan, for a year that is `ahead`; its id."""
        clerk = f"clerk-{ward}"
        body = {
            "year": self.today().year + ahead,
            "title": "Kế hoạch công tác thi đua, khen thưởng",
            "legal_bases": [{"title": "Luật Thi đua, khen thưởng", "issued_on": "2022-06-15"}],
            "recipients": ["UBND thành phố", "Lưu: VT"],
            "obligations": obligations,
        }
        plan = str((await self.did(clerk, "/plans", body))["id"])
        await self.signed(plan, signer, ward=ward)
        await self.did(clerk, f"/plans/{plan}:number", {"number": number, "issued_on": self.today().isoformat()})
        await self.did(clerk, f"/plans/{plan}:issue")
        return plan

    async def signed(self, plan: str, signer: str, *, ward: str = QUYET_THANG) -> None:
        """Has a draft checked and signed."""
        await self.did(f"clerk-{ward}", f"/plans/{plan}:check")
        await self.did(f"chairman-{ward}", f"/plans/{plan}:sign", {"signer_id": signer})

    def obligation(self, name: str, due: int, locks: int, period: str = "half-year", **more: Any) -> dict[str, Any]:
        """Due before the day in `due` days, locked after the day in `locks` days."""
        return {
            "name": name,
            "period": period,
            "due": {"day": self.in_days(due)},
            "locks": {"day": self.in_days(locks), "reading": "through"},
        } | more

    async def reports(self, who: str, **params: Any) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = (await self.read(who, "/reports", **params))["items"]
        return items


@asynccontextmanager
async def submissions(
    postgres: Postgres, name: str, folder: Path, *, service: Service = SERVICE, **settings: Any
) -> AsyncIterator[Submissions]:
    """The service on fresh databases called `name`, with its readers and scheduler running and one operator."""
    app = Starlette()
    async with served(app) as base:
        where = f"{base}/issuer"
        app.router.routes.extend(issuer.routes(folder, where))
        async with (
            running(postgres, name, service, issuer=where, client_secret="of-the-test", **settings) as runtime,
            at_work(runtime, "projections", "scheduler"),
            served(create_app(runtime)) as url,
            httpx.AsyncClient(base_url=url, timeout=20) as client,
        ):
            it = Submissions(runtime, client, folder, where, runtime.settings.database_url)
            reply = await runtime.handler.handle(first_mandate(OPERATOR, runtime.clock.now()))
            it.last = f"submissions:{reply.position}"
            await eventually(it.caught_up, True)
            yield it


def of(items: list[dict[str, Any]], **wanted: Any) -> dict[str, Any]:
    """The one item with these values."""
    found = [item for item in items if all(item[name] == value for name, value in wanted.items())]
    assert len(found) == 1, found
    return found[0]
