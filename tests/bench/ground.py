"""Ground: real servers in a folder of their own and real processes of the services, all stopped by pid at the end.

PostgreSQL has its usual settings, fsync among them, and notes when each transaction was committed: that is how the moment
in which a row became readable is known without asking for it all the time.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import uvloop

from deploy.cli.migrate import service_of
from deploy.kafka.topics import create_topics
from deploy.local import issuer, kafka, processes
from deploy.local.kafka import Kafka
from deploy.local.places import port_for
from deploy.local.postgres import Postgres
from deploy.local.processes import Running
from deploy.local.stack import health
from services.chassis.service import Service
from services.chassis.settings import Settings
from tests.support import stack
from tests.support.provenance import ROOT

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Urls:
    """The two databases of a service, as its owner."""

    facts: str
    keys: str

    @property
    def name(self) -> str:
        """The name of the database of facts."""
        return self.facts.rpartition("/")[2]


@dataclass(slots=True)
class Ground:
    """The servers, and what was started beside them; Kafka and the issuer come when first needed."""

    home: Path
    postgres: Postgres
    sampling: float
    _kafka: Kafka | None = None
    _issuer: str | None = None
    started: dict[str, Running] = field(default_factory=dict)
    ports: dict[str, int] = field(default_factory=dict)

    @property
    def kafka(self) -> Kafka:
        """A broker with the topics of the contracts."""
        if self._kafka is None:
            self._kafka = stack.start_kafka(self.home)
            asyncio.run(create_topics(self._kafka.broker))
        return self._kafka

    def forget_records(self) -> None:
        """Lets the broker begin anew: a relay stops when a topic holds what its own, newer, database never stored."""
        if self._kafka is not None:
            self._kafka.stop()
            shutil.rmtree(self.home / kafka.NAME)
            self._kafka = None

    @property
    def issuer(self) -> str:
        """The URL of a running issuer."""
        if self._issuer is None:
            port, smtp = port_for(self.home, "edge"), port_for(self.home, "smtp")
            self._issuer = f"http://127.0.0.1:{port}/issuer"
            self.spawn("edge", "deploy.local.edge", str(self.home), str(port), str(smtp), self._issuer)
            self.healthy("edge", f"http://127.0.0.1:{port}/health")
        return self._issuer

    def token(self, principal: str) -> str:
        """A token of this issuer."""
        return issuer.mint(self.home / "issuer", self.issuer, principal)

    def database(self, service: Service, name: str) -> Urls:
        """Fresh databases for a service, migrated."""
        return self._databases([(service, name)])[0]

    def databases(self, names: Mapping[str, str]) -> dict[str, Urls]:
        """Fresh databases of these names for several services, migrated together."""
        return dict(zip(names, self._databases([(service_of(each), names[each]) for each in names]), strict=True))

    def _databases(self, wanted: Sequence[tuple[Service, str]]) -> list[Urls]:
        async def make() -> list[Urls]:
            return [Urls(*await stack.migrated_databases(self.postgres, of, name)) for of, name in wanted]

        return asyncio.run(make())

    def settings(self, urls: Urls, **more: Any) -> Settings:
        """Settings for a runtime in this process."""
        given: dict[str, Any] = {"DATABASE_URL": urls.facts, "KEYS_DATABASE_URL": urls.keys, **more}
        return Settings(**given)

    def service(self, name: str, urls: Urls, *roles: str, module: str | None = None, **more: str) -> Running:
        """Starts a process of a service with these roles, as the local stack does; it is ready on return."""
        process = self.begin(name, urls, *roles, module=module, **more)
        self.ready(process)
        return self.started[process]

    def begin(self, name: str, urls: Urls, *roles: str, module: str | None = None, **more: str) -> str:
        """Starts such a process without waiting for it; its name."""
        kind = "api" if "api" in roles else "worker"
        port = self.ports[f"{name}-{kind}"] = port_for(self.home, f"{name}-{kind}")
        own = {
            "DATABASE_URL": urls.facts,
            "KEYS_DATABASE_URL": urls.keys,
            "KAFKA_BOOTSTRAP_SERVERS": self.kafka.bootstrap if kind == "worker" else "127.0.0.1:1",
            "THIDUA_ISSUER": self.issuer,
            "THIDUA_CLIENT_SECRET": issuer.client_secret(self.home / "issuer", name),
            "THIDUA_SPANS_DIR": str(self.home / "spans"),
            "THIDUA_SAMPLING": str(self.sampling),
            "THIDUA_SENDER_RATE": "0",  # a few people send what a city sends
            "THIDUA_STRANGER_RATE": "0",
            "THIDUA_SMTP_URL": f"smtp://127.0.0.1:{port_for(self.home, 'smtp')}",
            "THIDUA_PORT" if kind == "api" else "THIDUA_HEALTH_PORT": str(port),
            **more,
        }
        self.spawn(f"{name}-{kind}", module or f"services.{name}", *roles, environment=own)
        return f"{name}-{kind}"

    def ready(self, process: str) -> None:
        """Waits until a process of a service is ready."""
        self.healthy(process, f"http://127.0.0.1:{self.ports[process]}/{process.rpartition('-')[0]}/health")

    def spawn(self, name: str, module: str, *arguments: str, environment: Mapping[str, str] | None = None) -> Running:
        """Starts a Python module as a process of its own."""
        inherited = {key: value for key, value in os.environ.items() if not key.upper().startswith("THIDUA_")}
        running = processes.spawn(
            self.home,
            name,
            [sys.executable, "-m", module, *arguments],
            environment={**inherited, **(environment or {})},
            cwd=ROOT,
        )
        self.started[name] = running
        return running

    def healthy(self, name: str, url: str) -> None:
        """Waits until a process says that it is ready."""
        processes.wait_until(lambda: health(url) is not None, self.started[name], self.home, 60, pause=0.1)

    def stop(self, *names: str) -> None:
        """Stops processes that were started here; all of them when none is named."""
        for name in names or tuple(self.started):
            processes.stop(self.home, self.started.pop(name), signal.SIGTERM, 10)
            if name == "edge":
                self._issuer = None


@contextmanager
def ground(sampling: float) -> Iterator[Ground]:
    """A ground with PostgreSQL; everything on it is stopped and deleted at the end."""
    with stack.session_home() as home:
        server = Postgres(home, settings={"track_commit_timestamp": "on"}).start()
        yield Ground(home, server, sampling)


def run(doing: Coroutine[Any, Any, T]) -> T:
    """Runs on the event loop that the APIs run on; what speaks with Kafka or is an operator's verb runs on asyncio's own."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(doing)
