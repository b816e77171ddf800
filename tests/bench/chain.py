"""The bare chain: a peer of about a hundred lines with nothing but the way itself, from an HTTP request to a row of another process.

A route checks the body, one INSERT stores all that wait (group commit), a relay sends to Kafka, a consumer upserts batch by batch.
What it does not do: tokens, mandates, command keys, streams and versions, a contract for what is sent, second deliveries told
apart from first ones, records that cannot be applied, rebuilding, wards kept apart, traces. `python -m tests.bench.chain ROLE JOB`.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import uvicorn
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from fastapi import FastAPI
from pydantic import BaseModel

NAME = "bare chain"
ROLES: tuple[str, ...] = ("api", "relay", "reader")
FASTEST = 3_000
"""More facts a second than it carries: how many ids must be ready."""
TABLES = """
CREATE TABLE facts (position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id text NOT NULL, body jsonb NOT NULL);
CREATE TABLE checkpoint (next bigint NOT NULL);
INSERT INTO checkpoint VALUES (1);
CREATE TABLE readable (id text PRIMARY KEY, document_number text, figures jsonb NOT NULL);
"""
INSERT = "INSERT INTO facts (id, body) SELECT * FROM unnest($1::text[], $2::jsonb[]) RETURNING position"
AFTER = (
    "SELECT position, id, body FROM facts WHERE position >= (SELECT next FROM checkpoint) ORDER BY position LIMIT 1000"
)
UPSERT = """
INSERT INTO readable SELECT * FROM unnest($1::text[], $2::text[], $3::jsonb[])
ON CONFLICT (id) DO UPDATE SET document_number = excluded.document_number, figures = excluded.figures
"""


class Figure(BaseModel):
    """As in the real body."""

    indicator: str
    value: Decimal


class Content(BaseModel):
    """The real body."""

    document_number: str | None = None
    figures: tuple[Figure, ...] = ()


class Reply(BaseModel):
    """Where the fact stands."""

    stream_id: str
    position: int


class Writer:
    """Stores all that wait in one transaction; the next ones gather meanwhile."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection
        self._waiting: list[tuple[str, str, asyncio.Future[int]]] = []
        self._called = asyncio.Event()

    async def stored(self, which: str, body: str) -> int:
        """The position of a fact, once it is durable."""
        future: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._waiting.append((which, body, future))
        self._called.set()
        return await future

    async def run(self) -> None:
        """One INSERT after the other."""
        while await self._called.wait():
            self._called.clear()
            ids, bodies, futures = zip(*self._waiting, strict=True)
            self._waiting.clear()
            for row, future in zip(await self._connection.fetch(INSERT, ids, bodies), futures, strict=True):
                future.set_result(row["position"])


def api(database: str) -> FastAPI:
    """The route."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.writer = Writer(await asyncpg.connect(database))
        writing = asyncio.create_task(app.state.writer.run())
        yield
        writing.cancel()

    app = FastAPI(openapi_url=None, lifespan=lifespan)

    @app.post("/reports/{report_id}:submit")
    async def taken(report_id: UUID, body: Content) -> Reply:
        return Reply(
            stream_id=f"report-{report_id}",
            position=await app.state.writer.stored(str(report_id), body.model_dump_json()),
        )

    return app


async def relay(database: str, bootstrap: str, topic: str) -> None:
    """Sends the facts in their order."""
    connection = await asyncpg.connect(database)
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all", enable_idempotence=True, linger_ms=2)
    await producer.start()
    while True:
        if not (rows := await connection.fetch(AFTER)):
            await asyncio.sleep(0.02)
            continue
        sent = [await producer.send(topic, row["body"].encode(), key=row["id"].encode()) for row in rows]
        await asyncio.gather(*sent)
        await connection.execute("UPDATE checkpoint SET next = $1", rows[-1]["position"] + 1)


async def reader(database: str, bootstrap: str, topic: str) -> None:
    """Makes each fact a row."""
    connection = await asyncpg.connect(database)
    consumer = AIOKafkaConsumer(
        topic,
        bootstrap_servers=bootstrap,
        group_id=topic,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        metadata_max_age_ms=1_000,  # a topic that was made a moment ago is not known everywhere yet
    )
    await consumer.start()
    while True:
        taken = await consumer.getmany(timeout_ms=1000, max_records=500)
        if records := {record.key.decode(): json.loads(record.value) for part in taken.values() for record in part}:
            figures = [json.dumps(each["figures"]) for each in records.values()]
            await connection.execute(
                UPSERT, list(records), [each["document_number"] for each in records.values()], figures
            )
            await consumer.commit()


def prepare(database: str, number: int) -> Sequence[str]:
    """Makes the tables; the ids of reports that may be sent: any."""

    async def tables() -> None:
        connection = await asyncpg.connect(database)
        await connection.execute(TABLES)
        await connection.close()

    asyncio.run(tables())
    return [str(uuid4()) for _ in range(number)]


def serve(app: FastAPI, port: int) -> None:
    """Serves on the loop that the services' APIs run on, with as little garbage collection."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    uvicorn.run(app, host="127.0.0.1", port=port, loop="uvloop", log_config=None, access_log=False)


if __name__ == "__main__":
    role, job = sys.argv[1], json.loads(sys.argv[2])
    if role == "api":
        serve(api(job["database"]), job["port"])
    else:
        run: Any = {"relay": relay, "reader": reader}[role]
        asyncio.run(run(job["database"], job["bootstrap"], job["topic"]))
