"""How many households of the residential groups take part in a movement: counted by day, taken back, listed, as Excel."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from python_calamine import CalamineWorkbook

from deploy.local.postgres import Postgres
from tests.integration.test_register_pages import CLERK, seen, signed_in
from tests.support.eventually import eventually
from tests.support.signed_in import KEY
from tests.support.submissions import ASKED, QUYET_THANG, Submissions, submissions

HEADS = tuple(f"head-{QUYET_THANG}-{code}" for code in ("TDP1", "TDP2"))
LIST = "/movement-households"


@pytest_asyncio.fixture(scope="module")
async def it(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Submissions]:
    """A ward with two residential groups."""
    async with submissions(postgres, "households", tmp_path_factory.mktemp("issuer"), session_key=KEY) as running:
        await running.ward()
        await eventually(running.caught_up, True)
        yield running


async def test_the_households_of_a_group_are_counted_over_time(it: Submissions) -> None:
    first, second = [await it.unit(code) for code in ("TDP1", "TDP2")]
    signer = await it.person("Lò Văn An", first)
    plan = await it.plan(signer, [it.obligation("Báo cáo", 20, 30)], number=8, ahead=1)
    body = {"plan_id": plan, "code": "NTM", "name": "Nông thôn mới", "starts_on": it.in_days(-30)}
    whose = {"subjects": ["units", "households"]}
    movement = (await it.did(CLERK, "/movements", ASKED | body | whose))["id"]
    page, count = f"/movements/{movement}", f"/movements/{movement}:count-households"
    head, other = HEADS
    assert "do/count-households" not in await seen(it, CLERK, page), "no group takes part yet"
    said = {"unit_id": first, "counted_on": it.in_days(-10), "households": 40, "of_all": 60}
    assert await it.refused(head, count, said) == (409, "movement.not-taking-part")
    for who, unit in ((head, first), (other, second)):
        await it.did(who, f"{page}:join", {"unit_id": unit})
    assert "do/count-households" in await seen(it, head, page)
    form = await seen(it, CLERK, f"{page}/do/count-households")
    assert "Tổ dân phố TDP1" in form and "Tổ dân phố TDP2" in form
    await it.did(head, count, said)
    await it.did(head, count, said | {"counted_on": it.in_days(-1), "households": 50})
    await it.did(CLERK, count, {**said, "unit_id": second, "households": 70, "of_all": 80})
    assert await it.refused(head, count, said | {"unit_id": second}) == (404, "not-found")
    assert await it.refused(head, count, said | {"households": 61}) == (422, "movement.more-than-all")
    assert "120 trên 140 hộ của 2 tổ, bản" in await seen(it, CLERK, page), "of each group its newest count"
    again = said | {"counted_on": it.in_days(-1), "households": 55}
    assert await it.refused(head, count, again) == (409, "movement.counted"), "nobody writes over it unseen"
    taken_back = f"{page}/units/{first}/households/{it.in_days(-1)}:withdraw"
    await it.did(head, taken_back, {"reason": "reached"})
    await it.did(head, count, again)
    assert "125 trên 140 hộ của 2 tổ, bản" in await seen(it, CLERK, page), "taken back, it is said again"
    assert await it.refused(other, taken_back, {"reason": "day"}) == (404, "not-found")
    await it.did(head, taken_back, {"reason": "day"})
    assert "110 trên 140 hộ của 2 tổ, bản" in await seen(it, CLERK, page)
    assert await it.refused(head, taken_back, {"reason": "day"}) == (409, "movement.not-counted")
    listed = await seen(it, head, f"{LIST}?movement_id={movement}")
    assert "66%" in listed and "87%" not in listed, "a unit reads its own"
    file = await it.client.get(f"/submissions/pages{LIST}/excel", headers=signed_in(it, CLERK))
    assert file.status_code == 200
    rows = CalamineWorkbook.from_filelike(io.BytesIO(file.content)).get_sheet_by_index(0).to_python()
    [group] = [row for row in rows if "Tổ dân phố TDP2" in row]
    assert group[3:6] == [70, 80, "87%"], rows


async def test_a_movement_of_units_alone_counts_no_households(it: Submissions) -> None:
    unit = await it.unit("TDP3")
    signer = await it.person("Lò Văn Ba", unit)
    plan = await it.plan(signer, [it.obligation("Báo cáo", 20, 30)], number=9, ahead=1)
    body = {"plan_id": plan, "code": "VHCS", "name": "Văn hóa công sở", "starts_on": it.in_days(-30)}
    movement = (await it.did(CLERK, "/movements", ASKED | body | {"subjects": ["units"]}))["id"]
    page = f"/movements/{movement}"
    await it.did(CLERK, f"{page}:join", {"unit_id": unit})
    assert "do/count-households" not in await seen(it, CLERK, page)
    said = {"unit_id": unit, "counted_on": it.in_days(-1), "households": 40, "of_all": 60}
    assert await it.refused(CLERK, f"{page}:count-households", said) == (409, "movement.not-of-households")
