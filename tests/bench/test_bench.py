"""Each benchmark runs and tells what it should; how fast it was is not a test's business."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.bench import append, report
from tests.bench.figures import Others, Runs, Scale, Target
from tests.bench.ground import Ground, ground

SHORT = Scale(seconds=0.2, runs=1, trial=True)


@pytest.fixture(scope="module")
def on() -> Iterator[Ground]:
    with ground(SHORT.sampling) as made:
        yield made


@pytest.mark.parametrize("name", report.BENCHMARKS)
def test_a_benchmark_tells_ours_peer_ratio_spread_and_hardware(name: str, on: Ground, tmp_path: Path) -> None:
    told = json.loads(json.dumps(report.BENCHMARKS[name](on, SHORT).facts()))
    assert told["benchmark"] == name
    assert len(told["ours"]["runs"]) == 1 and told["ours"]["median"] > 0
    assert set(told["ratio"]) <= {peer["name"] for peer in told["peer"]}
    assert told["targets"] and told["bound"] and told["hardware"] and told["commit"] and told["spread"]
    assert told["sampling"] == SHORT.sampling
    report.write([told], replace(report.PAGE, path=tmp_path / "REPORT.md"))
    assert told["title"] in (tmp_path / "REPORT.md").read_text()


def test_what_says_nothing_when_it_is_small_is_small_only_in_a_trial() -> None:
    assert Scale(seconds=2).at_least(80_000, 200_000) == 200_000 and Scale().at_least(300_000, 200_000) == 300_000
    assert SHORT.at_least(8_000, 200_000) == 8_000


def test_all_sixty_commands_on_one_stream_succeed(on: Ground) -> None:
    told = report.BENCHMARKS["contention"](on, SHORT)
    assert [target.met for target in told.targets] == [True]


def test_what_is_not_met_says_so_with_its_reason(tmp_path: Path) -> None:
    assert not Target("events a second", 19_000, 20_000).met
    assert not Target("p99", 1_001, 1_000, at_most=True).met
    runs = Runs("ours", "events/s", [10, 30, 20])
    assert (runs.median, runs.spread) == (20, 1.0)


def test_what_others_use_of_the_machine_is_told_apart_from_what_we_use(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two cores for ten seconds, of which we used 17; then a stretch in which more of ours ended than the machine counted."""
    looks = iter([(0.0, 100.0, 40.0), (10.0, 120.0, 57.0), (20.0, 121.0, 59.0)])
    monkeypatch.setattr(Others, "_now", lambda _: next(looks))
    others = Others()
    assert (others.look(), others.look()) == (0.3, 0)


def test_an_event_of_the_append_benchmark_has_six_hundred_bytes() -> None:
    assert 560 <= append.size_of_an_event() <= 640
