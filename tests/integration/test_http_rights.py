"""Who may do and read what, over HTTP on a real database; reading one's own writes; pages; what an operator sees."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio

from deploy.local.postgres import Postgres
from services.chassis.identity.mandates import RelieveMandate
from tests.support.chassis import WARD, issued
from tests.support.edge_api import NOTE, OTHER_WARD, Api, grant, projected, refused, serving


@pytest_asyncio.fixture(scope="module")
async def api(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Api]:
    async with serving(postgres, "http_rights", tmp_path_factory.mktemp("issuer")) as running_api:
        yield running_api


async def test_a_note_is_written_and_read_back(api: Api) -> None:
    answer = await api.write()
    assert answer.status_code == 201, answer.text
    accepted = answer.json()
    listed = await api.client.get(
        "/submissions/notes", params={"after": accepted["token"]}, headers=api.headers("clerk-1")
    )
    assert listed.status_code == 200
    assert "x-read-model" not in listed.headers
    assert accepted["stream_id"].removeprefix("note-") in {item["note_id"] for item in listed.json()["items"]}


@pytest.mark.parametrize(
    ("subject", "code"),
    [("nobody-1", "mandate.unknown"), ("relieved-1", "mandate.relieved"), ("expired-1", "mandate.expired")],
)
async def test_who_holds_no_mandate_is_refused(api: Api, subject: str, code: str) -> None:
    head = await api.head()
    refused(await api.write(subject), 403, code)
    refused(await api.client.get("/submissions/notes", headers=api.headers(subject)), 403, code)
    assert await api.head() == head


async def test_a_role_that_may_not_is_refused(api: Api) -> None:
    head = await api.head()
    refused(await api.write("chairman-1"), 403, "mandate.role")
    refused(await api.client.get("/submissions/notes:secret", headers=api.headers("clerk-1")), 403, "mandate.role")
    assert (await api.client.get("/submissions/notes:secret", headers=api.headers("chairman-1"))).status_code == 200
    assert await api.head() == head


async def test_a_relief_ends_reading_and_writing_at_once(api: Api) -> None:
    subject = f"clerk-{uuid4()}"
    mandate_id = await grant(api.runtime, subject, "clerk")
    await projected(api.runtime)
    assert (await api.write(subject)).status_code == 201
    await api.runtime.handler.handle(issued(RelieveMandate(WARD, api.runtime.clock.now(), mandate_id)))
    # the edge may still believe it for a second: the append does not
    refused(await api.write(subject), 403, "mandate.relieved")


async def test_another_wards_note_is_not_there(api: Api) -> None:
    note = (await api.write()).json()["stream_id"].removeprefix("note-")
    head = await api.head()
    theirs = await api.client.post(f"/submissions/notes/{note}:strike", headers=api.headers("clerk-2"))
    nobodys = await api.client.post(f"/submissions/notes/{uuid4()}:strike", headers=api.headers("clerk-2"))
    assert {**refused(theirs, 404, "not-found"), "instance": ""} == {
        **refused(nobodys, 404, "not-found"),
        "instance": "",
    }
    assert await api.head() == head


async def test_rows_of_another_ward_are_not_seen(api: Api) -> None:
    accepted = (await api.write()).json()
    params = {"after": accepted["token"], "limit": 200}
    listed = await api.client.get("/submissions/notes", params=params, headers=api.headers("clerk-2"))
    assert accepted["stream_id"].removeprefix("note-") not in {item["note_id"] for item in listed.json()["items"]}


@pytest.mark.parametrize(
    ("after", "code"),
    [
        ("awards:1", "token.foreign"),
        ("submissions", "token.foreign"),
        ("submissions:-1", "token.foreign"),
        ("submissions:999999999", "token.ahead"),
    ],
)
async def test_a_token_that_is_not_ours_is_refused(api: Api, after: str, code: str) -> None:
    answer = await api.client.get("/submissions/notes", params={"after": after}, headers=api.headers("clerk-1"))
    refused(answer, 400, code)


@pytest.mark.parametrize("cursor", ["x", "bm90LWpzb24", "W10", "WzFd", "..", "ư"])
async def test_a_cursor_that_is_none_is_refused(api: Api, cursor: str) -> None:
    answer = await api.client.get("/submissions/notes", params={"cursor": cursor}, headers=api.headers("clerk-1"))
    refused(answer, 400, "cursor.invalid")


@pytest.mark.parametrize("limit", ["0", "-1", "201", "x", "1e3"])
async def test_a_page_has_bounds(api: Api, limit: str) -> None:
    answer = await api.client.get("/submissions/notes", params={"limit": limit}, headers=api.headers("clerk-1"))
    refused(answer, 422, "body.invalid")


async def test_pages_follow_each_other_without_gap_or_repeat(api: Api) -> None:
    for number in range(5):
        token = (await api.write(text=f"trang {number}")).json()["token"]
    seen: list[str] = []
    params: dict[str, Any] = {"after": token, "limit": 2}
    while True:
        page = (await api.client.get("/submissions/notes", params=params, headers=api.headers("clerk-1"))).json()
        seen += [item["note_id"] for item in page["items"]]
        if page["next"] is None:
            break
        params["cursor"] = page["next"]
    assert seen == sorted(set(seen))
    expected = await api.runtime.projector.fetchval("SELECT count(*) FROM notes WHERE ward_code = $1", WARD)
    assert len(seen) == expected


async def test_the_mandate_named_is_the_mandate_used(api: Api) -> None:
    subject = f"both-{uuid4()}"
    first = await grant(api.runtime, subject, "chairman", valid_from=date(2019, 1, 1))
    second = await grant(api.runtime, subject, "clerk", OTHER_WARD)
    await projected(api.runtime)
    refused(
        await api.client.post(
            "/submissions/notes", json=NOTE, headers=api.headers(subject, **{"X-Mandate": str(first)})
        ),
        403,
        "mandate.role",
    )
    answer = await api.client.post(
        "/submissions/notes", json=NOTE, headers=api.headers(subject, **{"X-Mandate": str(second)})
    )
    assert answer.status_code == 201
    for wrong, status, code in ((str(uuid4()), 403, "mandate.unknown"), ("none", 400, "mandate.header")):
        headers = api.headers(subject, **{"X-Mandate": wrong})
        refused(await api.client.post("/submissions/notes", json=NOTE, headers=headers), status, code)


async def test_a_fitting_role_in_the_same_ward_is_chosen(api: Api) -> None:
    subject = f"both-{uuid4()}"
    await grant(api.runtime, subject, "chairman", valid_from=date(2019, 1, 1))
    await grant(api.runtime, subject, "clerk")
    await projected(api.runtime)
    assert (await api.write(subject)).status_code == 201


async def test_many_mandates_of_one_kind_leave_the_others_in_use(api: Api) -> None:
    """Somebody who may grant one role in one place could otherwise lock out anybody whose name they know."""
    subject = f"flooded-{uuid4()}"
    await grant(api.runtime, subject, "clerk")
    for _ in range(201):
        await grant(api.runtime, subject, "citizen", valid_from=date(1900, 1, 1))
    await projected(api.runtime)
    assert (await api.write(subject)).status_code == 201


async def test_health_tells_progress_and_the_clock(api: Api) -> None:
    answer = await api.client.get("/submissions/health")
    assert answer.status_code == 200
    document = answer.json()
    assert (document["service"], document["alive"], document["ready"]) == ("submissions", True, True)
    assert document["clock_offset_seconds"] == api.runtime.clock.offset.total_seconds()
    assert {loop["name"] for loop in document["loops"]} == {
        "reader notes",
        "reader mandates",
        "healing",
        "scrubbing",
        "sweeping",
        "names",
        "clock",
    }


async def test_metrics_tell_lag_and_loops(api: Api) -> None:
    await api.write()
    await projected(api.runtime)
    text = (await api.client.get("/metrics")).text
    head = await api.head()
    assert f"thidua_relay_lag_rows {float(head)}" in text  # no relay runs here
    assert 'thidua_projection_lag_events{reader="notes"} 0.0' in text
    assert 'thidua_projection_lag_seconds{reader="notes"} 0.0' in text
    assert 'thidua_parked_streams{reader="notes"} 0.0' in text
    assert 'thidua_loop_alive{loop="reader notes"} 1.0' in text
    assert 'thidua_command_seconds_count{command="WriteNote",outcome="done"}' in text
    assert 'thidua_reader_batch_seconds_count{outcome="done",reader="together"}' in text
    assert 'route="/submissions/notes",status="2xx"' in text


async def test_a_model_that_does_not_move_is_told_not_awaited_for_ever(postgres: Postgres, tmp_path: Path) -> None:
    async with serving(postgres, "http_behind", tmp_path, reading=False) as behind:
        token = (await behind.write()).json()["token"]
        started = time.monotonic()
        answer = await behind.client.get(
            "/submissions/notes", params={"after": token}, headers=behind.headers("clerk-1")
        )
        assert answer.status_code == 200
        assert answer.headers["x-read-model"] == "behind"
        assert 1.9 < time.monotonic() - started < 10
