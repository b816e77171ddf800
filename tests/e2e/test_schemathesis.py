"""Each service keeps what its OpenAPI promises, whatever is sent to it and whoever sends it."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from starlette.applications import Starlette

from deploy.local import issuer
from deploy.local.postgres import Postgres
from services.chassis.calendar import local_date
from services.chassis.decider import CITY
from services.chassis.http.app import create_app
from services.chassis.identity.mandates import GrantMandate
from services.chassis.runtime import Runtime
from services.chassis.service import Service
from tests.support.chassis import WARD, at_work, issued, running
from tests.support.declared import SERVICES
from tests.support.eventually import eventually
from tests.support.fuzzing import fuzz
from tests.support.serving import served
from tests.support.submissions import OPERATOR, QUYET_THANG, submissions
from thidua_contracts.codes import Role

OF_THE_CITY = {Role.CITY_OFFICER, Role.OPERATOR, Role.BLOC_SECRETARY}
ROLES = [role for role in Role if role not in (Role.UNKNOWN, Role.CITIZEN)]
EXAMPLES = 2
"""Requests of each kind to each operation: enough to meet what is described wrongly, all services within a minute."""


@asynccontextmanager
async def alone(service: Service, postgres: Postgres, folder: Path) -> AsyncIterator[tuple[str, dict[str, str]]]:
    """A service on an empty database with somebody of each role; its address and their tokens."""
    app = Starlette()
    async with AsyncExitStack() as stack:
        base = await stack.enter_async_context(served(app))
        where = f"{base}/issuer"
        app.router.routes.extend(issuer.routes(folder, where))
        name = f"fuzzed_{service.name}"
        runtime = await stack.enter_async_context(
            running(postgres, name, service, issuer=where, client_secret="of-the-test")
        )
        for role in ROLES:
            await runtime.handler.handle(issued(mandate(runtime, role)))
        await stack.enter_async_context(at_work(runtime, "projections"))
        url = await stack.enter_async_context(served(create_app(runtime)))
        await eventually(lambda: granted(runtime), len(ROLES))
        yield url, {role: issuer.mint(folder, where, f"some-{role}") for role in ROLES}


def mandate(runtime: Runtime, role: Role, unit_id: UUID | None = None) -> GrantMandate:
    now = runtime.clock.now()
    ward = CITY if role in OF_THE_CITY else WARD
    unit = uuid4() if role is Role.UNIT_HEAD else None
    return GrantMandate(ward, now, uuid4(), f"some-{role}", role, local_date(now), unit_id=unit_id or unit)


async def granted(runtime: Runtime) -> Any:
    return await runtime.projector.fetchval("SELECT count(*) FROM read.mandates")


@asynccontextmanager
async def peopled(postgres: Postgres, folder: Path) -> AsyncIterator[tuple[str, dict[str, str]]]:
    """Submissions with a ward, a unit, and somebody of each role."""
    async with submissions(postgres, "fuzzed_submissions", folder) as it:
        await it.ward()
        unit = await it.unit("T01")
        who = {Role.OPERATOR: OPERATOR, Role.UNIT_HEAD: f"head-{QUYET_THANG}-T01"}
        who |= {role: f"{role}-{QUYET_THANG}" for role in (Role.CLERK, Role.CHAIRMAN)}
        for role in ROLES:
            if role not in who:
                who[role] = f"some-{role}"
                ward = None if role in OF_THE_CITY else QUYET_THANG
                await it.grant(OPERATOR, who[role], role, ward=ward)
        await it.person("Người Mẫu", unit)
        yield str(it.client.base_url), {role: issuer.mint(folder, it.issuer, name) for role, name in who.items()}


@pytest.mark.parametrize("name", SERVICES)
async def test_a_service_answers_as_its_openapi_says(name: str, postgres: Postgres, tmp_path: Path) -> None:
    service = importlib.import_module(f"services.{name}.app").SERVICE
    running_service = peopled(postgres, tmp_path) if name == "submissions" else alone(service, postgres, tmp_path)
    async with running_service as (url, tokens):
        fuzzed = await asyncio.to_thread(fuzz, url, name, tokens, examples=EXAMPLES)
    assert not fuzzed.wrong, "\n\n".join(fuzzed.wrong)
    assert fuzzed.statuses[200] and fuzzed.statuses[403], fuzzed.statuses
