"""Benchmarks that start a whole stack of their own tell what they should: by `make trial`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.trial import LONG, Measured, tells_what_it_should


@pytest.mark.parametrize("name", sorted(LONG))
def test_a_long_benchmark_tells_ours_peer_ratio_spread_and_hardware(
    name: str, measured: Measured, tmp_path: Path
) -> None:
    tells_what_it_should(name, measured, tmp_path)


def test_the_cost_of_a_fact_is_told_for_each_process_and_what_the_stack_takes_at_rest(measured: Measured) -> None:
    told = measured("cost")
    processes = {"submissions-api", "submissions-worker", "notifications-worker", "postgresql", "kafka"}
    for what in ("a fact of a flood, µs", "a fact of a backlog, µs", "cores at rest"):
        assert processes <= set(told["more"][what])
    assert told["more"]["a fact of a backlog, µs"]["blocs-worker"] > 0
    assert told["more"]["connections to PostgreSQL at rest"]["median"] >= 8
