"""What trials of benchmarks share: the ground, and each benchmark measured once."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from tests.bench import report
from tests.bench.ground import Ground, ground
from tests.bench.trial import SHORT, Measured

collect_ignore = [] if os.environ.get("BENCH") == "full" else ["test_long.py"]


@pytest.fixture(scope="package")
def on() -> Iterator[Ground]:
    """PostgreSQL and Kafka for the benchmarks."""
    with ground(SHORT.sampling) as made:
        yield made


@pytest.fixture(scope="package")
def measured(on: Ground) -> Measured:
    """The facts of a benchmark, measured when first asked for."""

    @cache
    def once(name: str) -> dict[str, Any]:
        facts: dict[str, Any] = json.loads(json.dumps(report.BENCHMARKS[name](on, SHORT).facts()))
        return facts

    return once
