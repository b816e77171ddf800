"""Fixtures of the fault tests: servers of their own (they are killed), a nursery of processes, an issuer, the report."""

from __future__ import annotations

import os
import random
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from starlette.applications import Starlette

from deploy.local import issuer
from tests.fault.field import PRINCIPAL, Ground, Nursery
from tests.fault.report import Report
from tests.support import stack
from tests.support.serving import served

FULL = os.environ.get("FAULT") == "full"


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """The process that forks the services."""
    made = Nursery()
    yield made
    made.close()


@pytest_asyncio.fixture(scope="session")
async def ground(nursery: Nursery, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Ground]:
    """PostgreSQL and Kafka that may be killed, and somebody who says who the clerk is."""
    app, keys = Starlette(), tmp_path_factory.mktemp("issuer")
    logs = tmp_path_factory.mktemp("fault-logs")
    async with served(app) as base:
        where = f"{base}/issuer"
        app.router.routes.extend(issuer.routes(keys, where))
        with stack.session_home() as home:
            yield Ground(
                stack.start_postgres(home),
                stack.start_kafka(home),
                nursery,
                where,
                issuer.mint(keys, where, PRINCIPAL),
                logs,
            )


@pytest.fixture(scope="session")
def seed() -> int:
    """The seed of the session: FAULT_SEED, or 1 in short runs, or a new one in long runs."""
    chosen = os.environ.get("FAULT_SEED")
    return int(chosen) if chosen else random.SystemRandom().randrange(1, 10_000) if FULL else 1


@pytest.fixture(scope="session")
def report(seed: int) -> Report:
    """Takes a line per row; kept by the long version, or by any run with FAULT_REPORT set."""
    return Report(seed, FULL, FULL or "FAULT_REPORT" in os.environ)
