"""Direct relief: by HTTP or by Kafka, whichever comes first, it is one command, and only the owner of mandates may send it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
import pytest_asyncio
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from deploy.local import issuer as local_issuer
from deploy.local.postgres import Postgres
from services.chassis.commands import Actor
from services.chassis.decider import Handles
from services.chassis.errors import Forbidden
from services.chassis.event_envelope import Circumstances, EventEnvelope
from services.chassis.http.app import create_app
from services.chassis.identity import mandates
from services.chassis.identity.copying import NAME, copying_manager
from services.chassis.identity.mandates import GrantMandate, RelieveMandate
from services.chassis.identity.relief import teller
from services.chassis.loops import Loop
from tests.support import notes, notes_api
from tests.support.chassis import AT, WARD, issued, running
from tests.support.edge_api import Api, refused, serving
from tests.support.serving import served
from thidua_contracts.codes import Role
from thidua_contracts.submissions.mandate_granted_v1 import MandateGranted
from thidua_contracts.submissions.mandate_relieved_v1 import MandateRelieved

OWED = """
INSERT INTO reading.relief (event_id, peer, mandate_id, ward_code, relieved_at, correlation_id, recorded_at)
VALUES ($1, $2, $3, $4, now(), $1, now())
"""
TOLD = "SELECT peer, count(confirmed_at) AS confirmed, sum(attempts) AS attempts FROM reading.relief GROUP BY peer"

OWN_HANDLES: tuple[Handles[Any], ...] = tuple(
    case for case in notes.HANDLES if case.command not in (GrantMandate, RelieveMandate)
)
COPY = replace(notes_api.SERVICE, name="awards", handles=(*OWN_HANDLES, *mandates.HANDLES))

MANAGER = copying_manager(
    granted=(
        MandateGranted,
        lambda told: GrantMandate(
            told.ward_code,
            told.recorded_at,
            UUID(told.event.mandate_id),
            told.event.principal,
            str(told.event.role),
            told.event.valid_from,
            told.event.valid_to,
        ),
    ),
    relieved=(
        MandateRelieved,
        lambda told: RelieveMandate(told.ward_code, told.event.relieved_at, UUID(told.event.mandate_id)),
    ),
)


@pytest_asyncio.fixture
async def copy(postgres: Postgres, tmp_path: Path) -> AsyncIterator[Api]:
    async with serving(postgres, "direct_relief", tmp_path, COPY, reading=False) as running_api:
        yield running_api


async def relieve(copy: Api, mandate_id: UUID, event_id: UUID, subject: str = "service:submissions") -> httpx.Response:
    body = {
        "event_id": str(event_id),
        "correlation_id": str(uuid4()),
        "ward_code": WARD,
        "relieved_at": AT.isoformat(),
    }
    headers = {"Authorization": f"Bearer {copy.token(subject)}"}
    return await copy.client.post(f"/internal/mandates/{mandate_id}:relieve", json=body, headers=headers)


def told(event: Any, event_id: UUID) -> EventEnvelope[Any]:
    return EventEnvelope(event, "submissions", event_id, "mandate-x", 2, 7, WARD, AT, lambda: Circumstances(uuid4()))


async def by_kafka(copy: Api, recorded: EventEnvelope[Any]) -> None:
    """What the runner does with a record of the owner's topic."""
    react = MANAGER.react[type(recorded.event)]
    async with copy.runtime.projector.acquire() as connection:
        todo = await react(connection, recorded)  # type: ignore[arg-type]
    for do in todo:
        await copy.runtime.act(MANAGER.name)(do, recorded)


async def test_a_relief_by_both_paths_is_one_command(copy: Api) -> None:
    mandate_id, event_id = uuid4(), uuid4()
    direct = await relieve(copy, mandate_id, event_id)
    assert direct.status_code == 200, direct.text
    assert (await relieve(copy, mandate_id, event_id)).json() == direct.json()
    await by_kafka(copy, told(MandateRelieved(mandate_id=str(mandate_id), relieved_at=AT), event_id))
    owner = await asyncpg.connect(copy.runtime.settings.database_url)
    try:
        events = "SELECT array_agg(event_type) FROM store.events WHERE stream_id = $1"
        assert await owner.fetchval(events, f"mandate-{mandate_id}") == ["mandate-relieved"]
        # one key, not merely one outcome
        keys = "SELECT array_agg(actor) FROM store.commands WHERE stream_id = $1"
        assert await owner.fetchval(keys, f"mandate-{mandate_id}") == [f"system:awards.{NAME}"]
    finally:
        await owner.close()


async def test_a_relief_that_outruns_its_grant_wins_over_it(copy: Api) -> None:
    mandate_id = uuid4()
    assert (await relieve(copy, mandate_id, uuid4())).status_code == 200
    granted = MandateGranted(
        mandate_id=str(mandate_id), principal="clerk-1", role=Role.CLERK, valid_from=date(2020, 1, 1)
    )
    await by_kafka(copy, told(granted, uuid4()))
    command = notes.WriteNote(uuid4(), WARD, uuid4(), "x", datetime.now(UTC))
    forged = replace(issued(command), actor=Actor("clerk-1", mandate_id))
    with pytest.raises(Forbidden, match=r"mandate\.relieved"):
        await copy.runtime.handler.handle(forged)


@pytest.mark.parametrize("subject", ["clerk-1", "service:awards", "service:submissions2", "Service:submissions"])
async def test_nobody_but_the_owner_of_mandates_relieves_directly(copy: Api, subject: str) -> None:
    head = await copy.head()
    refused(await relieve(copy, uuid4(), uuid4(), subject), 403, "mandate.role")
    assert await copy.head() == head


async def test_without_a_token_nothing_is_relieved(copy: Api) -> None:
    refused(await copy.client.post(f"/internal/mandates/{uuid4()}:relieve", json={}), 401, "token.missing")


async def test_the_owner_itself_has_no_such_address(postgres: Postgres, tmp_path: Path) -> None:
    async with running(postgres, "direct_relief_owner", notes_api.SERVICE, issuer="http://issuer.test") as runtime:
        paths = {getattr(route, "path", "") for route in create_app(runtime).routes}
    assert not any(path.startswith("/internal/mandates") for path in paths)


async def test_a_service_that_hangs_does_not_delay_what_another_is_told(postgres: Postgres, tmp_path: Path) -> None:
    answers = asyncio.Event()

    async def hangs(_: Request) -> Response:
        await answers.wait()
        return Response()

    async def hears(_: Request) -> Response:
        return Response()

    app = Starlette()
    async with served(app) as base:
        app.router.routes.extend(local_issuer.routes(tmp_path, f"{base}/issuer"))
        app.router.routes.append(Route("/away/internal/mandates/{mandate}", hangs, methods=["POST"]))
        app.router.routes.append(Route("/well/internal/mandates/{mandate}", hears, methods=["POST"]))
        peers = {"awards": f"{base}/away", "blocs": f"{base}/well"}
        secret = local_issuer.client_secret(tmp_path, notes_api.SERVICE.name)
        settings = {"issuer": f"{base}/issuer", "client_secret": secret, "peers": peers}
        async with running(postgres, "telling_reliefs", notes_api.SERVICE, **settings) as runtime:
            for peer, number in (("awards", 30), ("blocs", 3)):
                for _ in range(number):
                    await runtime.projector.execute(OWED, uuid4(), peer, uuid4(), WARD)
            assert await teller(runtime, Loop("relief"))()
            answers.set()
            rows = await runtime.projector.fetch(TOLD)
    told = {row["peer"]: (row["confirmed"], row["attempts"]) for row in rows}
    assert told == {"awards": (0, 1), "blocs": (3, 3)}, (
        "one of the thirty was tried, and none of the three waited for it"
    )
