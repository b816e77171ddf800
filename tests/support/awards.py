"""Awards beside submissions, each on a real database, joined by a real broker: a ward in November 2024 and its people."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
from starlette.applications import Starlette

from deploy.local import issuer
from deploy.local.kafka import Kafka
from deploy.local.postgres import Postgres
from services.awards.app import SERVICE as AWARDS
from services.chassis.http.app import create_app
from services.chassis.runtime import Runtime
from services.chassis.service import Service
from services.submissions.app import SERVICE as SUBMISSIONS
from services.submissions.mandates.bootstrap import first_mandate
from tests.support.chassis import at_work, running
from tests.support.eventually import eventually
from tests.support.kafka import fresh_topic
from tests.support.serving import served
from tests.support.submissions import OPERATOR, QUYET_THANG, Submissions
from thidua_contracts.topics import Topic

BEGIN = datetime(2024, 11, 1, 1, 0, tzinfo=UTC)


@dataclass
class Awards:
    """The awards service with a client; `last` is the token of the newest write, which every read waits for."""

    runtime: Runtime
    client: httpx.AsyncClient
    submissions: Submissions
    last: str | None = None
    members: list[str] = field(default_factory=list)

    async def post(
        self, who: str, path: str, body: Any = None, *, key: str | None = None, ward: str | None = None
    ) -> Any:
        params = ({"after": self.last} if self.last else {}) | ({"ward": ward} if ward else {})
        headers = self.submissions.headers(who, key)
        answer = await self.client.post(f"/awards{path}", json=body, headers=headers, params=params)
        if answer.is_success and "token" in answer.json():  # a file that is sent is no event yet
            self.last = answer.json()["token"]
        return answer

    async def did(self, who: str, path: str, body: Any = None, **more: Any) -> dict[str, Any]:
        """A write that is taken; its reply."""
        answer = await self.post(who, path, body, **more)
        assert answer.is_success, answer.text
        told: dict[str, Any] = answer.json()
        return told

    async def refused(self, who: str, path: str, body: Any = None, **more: Any) -> dict[str, Any]:
        """A write that is refused and changes nothing; its problem document."""
        before = await self._recorded_by(who)
        answer = await self.post(who, path, body, **more)
        assert answer.is_client_error, answer.text
        assert await self._recorded_by(who) == before
        assert answer.headers["content-type"] == "application/problem+json", answer.text
        problem: dict[str, Any] = answer.json()
        assert problem["detail"] and problem["title"]
        return problem

    async def get(self, who: str, path: str, **params: Any) -> httpx.Response:
        after = {"after": self.last} if self.last else {}
        headers = self.submissions.headers(who)
        return await self.client.get(f"/awards{path}", params=params | after, headers=headers)

    async def read(self, who: str, path: str, **params: Any) -> Any:
        """What is read, with everything written so far, however long the readers need on a busy machine."""
        answers: list[httpx.Response] = []

        async def caught_up() -> bool:
            answers.append(await self.get(who, path, **params))
            return "X-Read-Model" not in answers[-1].headers

        await eventually(caught_up, True, within=60)
        assert answers[-1].status_code == 200, answers[-1].text
        return answers[-1].json()

    async def _recorded_by(self, who: str) -> int:
        # not the head: what submissions told is recorded beside the request
        question = "SELECT count(*) FROM store.events WHERE metadata->>'actor' = $1"
        return int(await self.runtime.projector.fetchval(question, who))

    async def knows(self, who: str) -> None:
        """Waits until a mandate granted by submissions has arrived."""

        async def may_read() -> int:
            return (await self.get(who, "/rule-packs")).status_code

        await eventually(may_read, 200)

    async def knows_streams(self, *streams: str) -> None:
        """Waits until copies of facts of submissions have arrived."""

        async def missing() -> set[str]:
            rows = await self.runtime.projector.fetch(
                "SELECT DISTINCT stream_id FROM store.events WHERE stream_id = ANY ($1::text[])", list(streams)
            )
            return set(streams) - {row["stream_id"] for row in rows}

        await eventually(missing, set[str]())

    async def knows_versions(self, stream: str, version: int) -> None:
        """Waits until the copy of a stream of submissions holds so many events."""

        async def held() -> int:
            question = "SELECT count(*) FROM store.events WHERE stream_id = $1"
            return int(await self.runtime.projector.fetchval(question, stream))

        await eventually(held, version)

    async def knows_types(self, stream: str, event_type: str) -> None:
        """Waits until a stream holds an event of this stored type."""

        async def holds() -> bool:
            question = "SELECT EXISTS (SELECT FROM store.events WHERE stream_id = $1 AND event_type = $2)"
            return bool(await self.runtime.projector.fetchval(question, stream, event_type))

        await eventually(holds, True)


async def set_clock(runtime: Runtime, to: datetime) -> None:
    """Plays another time in this service's database."""
    connection = await asyncpg.connect(runtime.settings.database_url)
    try:
        await connection.fetchval("SELECT set_store_clock($1)", to - datetime.now(UTC))
    finally:
        await connection.close()
    await eventually(lambda: abs(runtime.clock.now() - to) < timedelta(minutes=1), True)


def _listening(service: Service, topics: dict[str, Topic]) -> Service:
    subscriptions = tuple(
        replace(each, name=f"{each.name}-{uuid4().hex[:6]}", topics=tuple(topics[topic.name] for topic in each.topics))
        for each in service.subscriptions
    )
    return replace(service, topic=topics[service.topic.name], subscriptions=subscriptions)


@asynccontextmanager
async def awards(postgres: Postgres, kafka: Kafka, name: str, folder: Path) -> AsyncIterator[Awards]:
    """Both services on fresh databases and topics, playing November 2024, with one operator."""
    fresh = {topic.name: await fresh_topic(kafka, topic.owner) for topic in (SUBMISSIONS.topic, AWARDS.topic)}
    told, deciding = _listening(SUBMISSIONS, fresh), _listening(AWARDS, fresh)
    app = Starlette()
    async with AsyncExitStack() as stack:
        base = await stack.enter_async_context(served(app))
        where = f"{base}/issuer"
        app.router.routes.extend(issuer.routes(folder, where))
        common: dict[str, Any] = {"issuer": where, "KAFKA_BOOTSTRAP_SERVERS": kafka.bootstrap}
        common |= {"KAFKA_SESSION_TIMEOUT_MS": 6000, "files_url": (folder / "files").as_uri()}
        runtimes: list[Runtime] = []
        clients: list[httpx.AsyncClient] = []
        for each in (told, deciding):
            peers = {"submissions": str(clients[0].base_url)} if clients else {}
            own = {"client_secret": issuer.client_secret(folder, each.name), "peers": peers}
            runtime = await stack.enter_async_context(running(postgres, f"{name}_{each.name}", each, **common, **own))
            runtimes.append(runtime)
            await set_clock(runtime, BEGIN)
            await stack.enter_async_context(at_work(runtime, "projections", "scheduler", "relay"))
            url = await stack.enter_async_context(served(create_app(runtime)))
            clients.append(await stack.enter_async_context(httpx.AsyncClient(base_url=url, timeout=20)))
        await stack.enter_async_context(at_work(runtimes[1], "subscribers"))
        submissions = Submissions(runtimes[0], clients[0], folder, where, runtimes[0].settings.database_url)
        reply = await runtimes[0].handler.handle(first_mandate(OPERATOR, runtimes[0].clock.now()))
        submissions.last = f"submissions:{reply.position}"
        await eventually(submissions.caught_up, True)
        await submissions.ward()
        yield Awards(runtimes[1], clients[1], submissions)


async def council(it: Awards, size: int = 9) -> str:
    """A council of the ward with members `member-1` to `member-<size>`; the first is chair, the second its secretary."""
    it.members = [f"member-{place}" for place in range(1, size + 1)]
    for place, member in enumerate(it.members):
        role = ("chairman", "council-secretary")[place] if place < 2 else "council-member"
        await it.submissions.grant(OPERATOR, member, role, ward=QUYET_THANG)
    for member in it.members:
        await it.knows(member)
    kinds = ["chair", "secretary", *(["member"] * (size - 2))]
    seats = [{"member_id": member, "seat": seat} for member, seat in zip(it.members, kinds, strict=True)]
    body = {"document_number": "12/QĐ-UBND", "signed_on": "2024-03-01", "seats": seats}
    return str((await it.did("member-1", "/councils", body))["id"])
