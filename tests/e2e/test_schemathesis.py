"""Each service keeps what its OpenAPI promises, whatever is sent to it and whoever sends it; `make fuzz` does it for long."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import AsyncIterator, Iterator
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
from tests.support.chassis import at_work, issued, running
from tests.support.declared import SERVICES
from tests.support.eventually import eventually
from tests.support.fuzzing import Fuzzer, Somebody
from tests.support.serving import served
from tests.support.submissions import DOAN_KET, QUYET_THANG, submissions
from tests.support.things import Things, canary
from thidua_contracts.codes import Role

OF_THE_CITY = {Role.CITY_OFFICER, Role.OPERATOR}
BLOC = "khoi-mau"
ELSEWHERE = (Role.CLERK, Role.CHAIRMAN)
"""Who asks from the other ward."""
EXAMPLES, CHAINS = 1, 1
"""Requests of each kind to each operation, chains led by each person: enough to meet what is described wrongly in a minute."""


def people() -> Iterator[tuple[Role, str]]:
    """Somebody of each role, and some of another ward."""
    for role in Role:
        if role is not Role.UNKNOWN:
            yield role, CITY if role in OF_THE_CITY else BLOC if role is Role.BLOC_SECRETARY else QUYET_THANG
    for role in ELSEWHERE:
        yield role, DOAN_KET


async def grant(runtime: Runtime, role: Role, ward: str, unit_id: UUID | None, things: Things) -> None:
    """A mandate of `<role>-<ward>` that no request will end."""
    now, mandate_id = runtime.clock.now(), uuid4()
    things.spared.add(str(mandate_id))
    unit = unit_id if role is Role.UNIT_HEAD else None
    command = GrantMandate(ward, now, mandate_id, f"{role}-{ward}", role, local_date(now), unit_id=unit)
    await runtime.handler.handle(issued(command))


async def granted(runtime: Runtime) -> Any:
    return await runtime.projector.fetchval("SELECT count(DISTINCT principal) FROM read.mandates")


def store(folder: Path) -> str:
    """Where evidence files lie."""
    return (folder / "files").as_uri()


@asynccontextmanager
async def alone(
    service: Service, postgres: Postgres, folder: Path, things: Things
) -> AsyncIterator[tuple[Runtime, str, str]]:
    """A service on an empty database with somebody of each role; its address and its issuer's."""
    app = Starlette()
    async with AsyncExitStack() as stack:
        base = await stack.enter_async_context(served(app))
        where = f"{base}/issuer"
        app.router.routes.extend(issuer.routes(folder, where))
        name = f"fuzzed_{service.name}"
        runtime = await stack.enter_async_context(
            running(postgres, name, service, issuer=where, client_secret="of-the-test", files_url=store(folder))
        )
        for role, ward in people():
            await grant(runtime, role, ward, uuid4(), things)
        await stack.enter_async_context(at_work(runtime, "projections"))
        url = await stack.enter_async_context(served(create_app(runtime)))
        await eventually(lambda: granted(runtime), len(list(people())))
        yield runtime, url, where


@asynccontextmanager
async def peopled(postgres: Postgres, folder: Path, things: Things) -> AsyncIterator[tuple[Runtime, str, str]]:
    """Submissions with two wards and a canary in each list of theirs, and somebody of each role."""
    async with submissions(postgres, "fuzzed_submissions", folder, files_url=store(folder)) as it:
        units = {}
        named = {QUYET_THANG: "Phường Quyết Thắng", DOAN_KET: "Phường Đoàn Kết"}
        for number, (ward, name) in enumerate(named.items()):
            await it.ward(ward, name)  # its name is in a register that everybody reads
            units[ward] = await it.unit("T01", ward=ward, name=canary(ward))
            signer = await it.person(canary(ward), units[ward], ward=ward)
            await it.plan(signer, [it.obligation(canary(ward), 10, 12)], ward=ward, number=number + 1)
        for role, ward in people():
            await grant(it.runtime, role, ward, UUID(units.get(ward, units[QUYET_THANG])), things)
        await eventually(it.caught_up, True)
        yield it.runtime, str(it.client.base_url), it.issuer


@pytest.mark.parametrize("name", SERVICES)
async def test_a_service_answers_as_its_openapi_says(name: str, postgres: Postgres, tmp_path: Path) -> None:
    service, things = importlib.import_module(f"services.{name}.app").SERVICE, Things()
    start = peopled(postgres, tmp_path, things) if name == "submissions" else alone(service, postgres, tmp_path, things)
    async with start as (runtime, url, where):
        await things.gather(runtime.projector)
        asking = [Somebody(role, ward, issuer.mint(tmp_path, where, f"{role}-{ward}")) for role, ward in people()]
        asking.append(Somebody("nobody", "nowhere", issuer.mint(tmp_path, where, "nobody")))
        fuzzer = Fuzzer(url, name, asking, things)
        fuzzed = await asyncio.to_thread(fuzzer.run, examples=EXAMPLES, chains=CHAINS)
    assert not fuzzed.wrong, "\n\n".join(fuzzed.wrong)
    assert fuzzed.statuses[200] and fuzzed.statuses[403], fuzzed.statuses
    assert fuzzed.chained, "no request followed from an answer"
