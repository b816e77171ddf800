"""What units aim at, as awards keeps it: accepted, given back to an earlier acceptance, withdrawn."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest_asyncio

from deploy.local.postgres import Postgres
from services.awards.aims import projection
from services.awards.app import SERVICE
from services.chassis.pool import held
from services.chassis.runtime import Runtime
from tests.support.chassis import running
from tests.support.told import Told
from thidua_contracts.submissions.aims import AimedTitle
from thidua_contracts.submissions.aims_acceptance_taken_back_v1 import AimsAcceptanceTakenBack
from thidua_contracts.submissions.aims_accepted_v1 import AimsAccepted
from thidua_contracts.submissions.aims_withdrawn_v1 import AimsWithdrawn

WARD, UNIT, PERSON = "03386", UUID(int=1), UUID(int=2)
OF: dict[str, Any] = {"aims_id": str(UUID(int=3)), "unit_id": str(UNIT), "year": 2024}
LDTT = AimedTitle(title="LDTT", title_name="Lao động tiên tiến", subject_id=str(PERSON))


@pytest_asyncio.fixture(scope="module")
async def runtime(postgres: Postgres) -> AsyncIterator[Runtime]:
    async with running(postgres, "awards_aims", SERVICE) as runtime:
        yield runtime


async def test_a_title_is_aimed_at_until_the_registration_is_withdrawn(runtime: Runtime) -> None:
    told = Told()

    async def after(event: Any) -> bool | None:
        recorded = told(event, "aims-1", WARD)
        async with held(runtime.projector) as connection, connection.transaction():
            await projection.MODEL.apply[type(event)](connection, recorded)
            asked: dict[str, Any] = {"ward_code": WARD, "unit_id": UNIT, "year": 2024}
            return await projection.aimed(connection, **asked, subject_id=PERSON, title="LDTT")

    accepted = AimsAccepted(**OF, titles=(LDTT,), targets=())
    assert await after(accepted) is True
    assert await after(AimsWithdrawn(**OF)) is True, "of a change that waited, what was accepted holds"
    assert await after(AimsWithdrawn(**OF, nothing_holds=True)) is None, "the unit has registered nothing"
    assert await after(accepted) is True
    assert await after(AimsAcceptanceTakenBack(**OF)) is None
