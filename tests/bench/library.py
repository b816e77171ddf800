"""The library `eventsourcing` end to end: FastAPI, its application, and its projection runner in a process of its own.

What it cannot do: Kafka, or any bus between two services' stores: its runner reads the application's own database, told of news by
LISTEN/NOTIFY. It takes one event in one transaction: no batches and no group commit. Its database functions, faster in the
benchmark of appends, are left out: they take no lock, and its reader passed over an event whose transaction ended after a later
one's (seen here: 1 of 200 from 64 connections never became a row). `python -m tests.bench.library ROLE JOB`.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.dispatch import singledispatchmethod
from eventsourcing.persistence import Tracking
from eventsourcing.postgres import PostgresDatastore, PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from eventsourcing.utils import get_topic
from fastapi import FastAPI
from psycopg.sql import SQL

from tests.bench import peer
from tests.bench.chain import Content, Reply, serve

NAME = "eventsourcing, FastAPI and its projection runner"
ROLES: tuple[str, ...] = ("api", "reader")
FASTEST = 1_000
"""More facts a second than it carries: so many aggregates must be ready."""
CONNECTIONS = 16
TABLE = "CREATE TABLE IF NOT EXISTS readable (id text PRIMARY KEY, body text NOT NULL)"
UPSERT = SQL("INSERT INTO readable VALUES (%s, %s) ON CONFLICT (id) DO UPDATE SET body = excluded.body")
SENT: Any = peer.Paper.Sent  # type: ignore[attr-defined]  # the decorator makes this class


class Readable(PostgresTrackingRecorder):
    """The rows, each written with how far the projection is."""

    def __init__(self, datastore: PostgresDatastore, **more: Any) -> None:
        super().__init__(datastore, **more)
        self.sql_create_statements.append(SQL(TABLE).format())

    def upsert(self, which: UUID, body: str, tracking: Tracking) -> None:
        """One row and one tracking position in one transaction."""
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            cursor.execute(UPSERT, (str(which), body), prepare=True)


class Reading(Projection[Readable]):
    """Makes each event a row."""

    topics = (get_topic(SENT),)

    @singledispatchmethod
    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        """Of no other event."""

    @process_event.register
    def _(self, domain_event: SENT, tracking: Tracking) -> None:
        self.view.upsert(domain_event.originator_id, domain_event.text, tracking)


def api(database: str) -> FastAPI:
    """The route: an aggregate is loaded and saved with one new event."""
    application = peer.application(database, functions=False, connections=CONNECTIONS)
    app = FastAPI(openapi_url=None)

    @app.post("/reports/{report_id}:submit")
    def taken(report_id: UUID, body: Content) -> Reply:
        paper: peer.Paper = application.repository.get(report_id)
        paper.send(text=body.model_dump_json())
        return Reply(stream_id=f"report-{report_id}", position=application.save(paper)[-1].notification.id)

    return app


def reader(database: str) -> None:
    """Runs the projection until the process ends."""
    with ProjectionRunner[Application[UUID], Readable](
        application_class=Application[UUID],
        projection_class=Reading,
        view_class=Readable,
        env={**os.environ, **peer.environment(database, functions=False, connections=CONNECTIONS)},
    ) as runner:
        runner.run_forever()


def prepare(database: str, number: int) -> Sequence[str]:
    """Makes aggregates that may be sent; their ids."""
    with peer.application(database, functions=False, connections=CONNECTIONS) as application:
        return [str(which) for which in peer.made(application, number)]


if __name__ == "__main__":
    role, job = sys.argv[1], json.loads(sys.argv[2])
    if role == "api":
        serve(api(job["database"]), job["port"])
    else:
        reader(job["database"])
