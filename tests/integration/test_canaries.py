"""What a person types is stored sealed and shown to those who may see it, and is nowhere else: no span, no log, no metric."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from fastapi import APIRouter

from deploy.local.postgres import Postgres
from services.chassis import logs, telemetry
from services.chassis.http.edge import Edge
from services.chassis.span_files import SpanFiles
from tests.support import notes_api
from tests.support.edge_api import Api, refused, serving

CANARY = "Chim-hoàng-yến-báo-tử"
INCOMING = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"


def failing(edge: Edge) -> APIRouter:
    router = APIRouter()

    @router.get("/fails")
    async def fails() -> dict[str, str]:
        raise ValueError(f"the value was {CANARY}")

    return router


@pytest.fixture
def spans(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "spans"
    telemetry.record("submissions", "api", 1.0, [SpanFiles(folder, service="submissions", process="api")])
    yield folder
    telemetry.record("submissions", "api", 1.0, [])


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.JsonLines(service="submissions", process="api"))
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


@pytest_asyncio.fixture
async def api(postgres: Postgres, tmp_path: Path, spans: Path, lines: io.StringIO) -> AsyncIterator[Api]:
    service = replace(notes_api.SERVICE, routes=(notes_api.routes, failing))
    async with serving(postgres, "canaries", tmp_path / "keys", service) as running_api:
        yield running_api


def kept(folder: Path) -> list[dict[str, Any]]:
    telemetry.flush()
    return [json.loads(line) for path in folder.glob("*.jsonl") for line in path.read_text().splitlines()]


async def test_a_canary_is_seen_by_its_reader_and_nowhere_else(api: Api, spans: Path, lines: io.StringIO) -> None:
    key = f"key-{uuid4()}"
    accepted = (await api.write(text=CANARY, key=key)).json()
    refused(await api.write(text=CANARY + "?", key=key), 422, "idempotency-key.reused")
    for wrong in ({"text": [CANARY]}, {CANARY: 1}, {"about": CANARY}, {"day": CANARY}, {"tags": {CANARY: 1}}):
        refused(await api.write(**wrong), 422, "body.invalid")
    for address in (
        f"/submissions/{CANARY}",
        f"/submissions/notes?cursor={CANARY}",
        f"/submissions/notes?after={CANARY}",
    ):
        await api.client.get(address, headers=api.headers("clerk-1", **{"X-Something": "x"}))
    refused(await api.client.get("/submissions/fails"), 500, "internal")
    await api.client.get("/submissions/notes", headers={"Authorization": "Bearer " + "canary." * 3})
    listed = await api.client.get(
        "/submissions/notes", params={"after": accepted["token"]}, headers=api.headers("clerk-1")
    )
    assert CANARY in listed.text
    recorded = await api.runtime.projector.fetch(
        "SELECT data::text || metadata::text || coalesce(published, '') AS event FROM store.events"
    )
    assert CANARY not in "".join(row["event"] for row in recorded)
    assert kept(spans)
    everywhere = json.dumps(kept(spans), ensure_ascii=False) + lines.getvalue()
    everywhere += (await api.client.get("/metrics")).text
    assert "canary" not in everywhere
    for trace_of_it in (CANARY, CANARY[:8], json.dumps(CANARY)[1:12]):
        assert trace_of_it not in everywhere


async def test_an_unexpected_error_is_a_problem_without_details_and_a_line_with_its_place(
    api: Api, lines: io.StringIO
) -> None:
    answer = await api.client.get("/submissions/fails")
    document = refused(answer, 500, "internal")
    assert "errors" not in document and "ValueError" not in answer.text
    (line,) = [json.loads(text) for text in lines.getvalue().splitlines() if "http.unexpected" in text]
    assert line["error"] == "ValueError"
    assert line["at"][-1].endswith(" fails")
    assert document["instance"] == f"urn:thidua:trace:{line['trace']}"


async def test_one_trace_goes_from_the_request_to_the_stored_event(api: Api, spans: Path) -> None:
    answer = await api.client.post(
        "/submissions/notes",
        json={"about": str(uuid4()), "text": "x"},
        headers=api.headers("clerk-1", traceparent=INCOMING),
    )
    stored = await api.runtime.projector.fetchval(
        "SELECT metadata->>'traceparent' FROM store.events WHERE position = $1", answer.json()["position"]
    )
    found = {span["span_id"]: span for span in kept(spans)}
    command = found[stored.split("-")[2]]
    server = found[command["parent_id"]]
    assert command["name"] == "command WriteNote"
    assert (server["name"], server["kind"], server["parent_id"]) == ("POST /submissions/notes", "server", None)
    assert server["attributes"]["http.response.status_code"] == 201
    assert server["attributes"]["thidua.ward_code"] == "03386"
    UUID(server["attributes"]["thidua.correlation_id"])
    # a stranger's trace is linked, and neither joined nor asked whether to record
    assert server["trace_id"] != INCOMING.split("-")[1]
    assert [link["trace_id"] for link in server["links"]] == [INCOMING.split("-")[1]]
