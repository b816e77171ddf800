"""Each benchmark runs and tells what it should; how fast it was is not a test's business."""

from __future__ import annotations

import ast
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.bench import against, append, chain, hot_ward, library, report, rival, seeds
from tests.bench.figures import Others, Result, Runs, Scale, Target
from tests.bench.ground import Ground
from tests.bench.trial import LONG, SHORT, Measured, tells_what_it_should
from tests.support.provenance import ROOT


@pytest.mark.parametrize("name", [name for name in report.BENCHMARKS if name not in LONG])
def test_a_benchmark_tells_ours_peer_ratio_spread_and_hardware(name: str, measured: Measured, tmp_path: Path) -> None:
    tells_what_it_should(name, measured, tmp_path)


def test_what_says_nothing_when_it_is_small_is_small_only_in_a_trial() -> None:
    assert Scale(seconds=2).at_least(80_000, 200_000) == 200_000 and Scale().at_least(300_000, 200_000) == 300_000
    assert SHORT.at_least(8_000, 200_000) == 8_000


def test_four_of_five_reports_are_the_hot_ward_s_and_the_rest_is_spread_evenly() -> None:
    count = 5 * len(seeds.WARDS)
    hot, even = (Counter(hot_ward.wards_of(count, hot=each)) for each in (True, False))
    assert hot.pop(seeds.WARDS[0]) == 4 * len(seeds.WARDS) and set(hot.values()) == {1, 2}
    assert set(even.values()) == {5} and {*hot, seeds.WARDS[0]} == set(even) == set(seeds.WARDS)


def test_all_sixty_commands_on_one_stream_succeed(measured: Measured) -> None:
    assert [target["met"] for target in measured("contention")["targets"]] == [True]


def test_end_to_end_stands_beside_its_peers_with_its_latency_cost_and_the_generators_part(measured: Measured) -> None:
    told = measured("end-to-end")
    assert {chain.NAME, library.NAME} <= set(told["ratio"])
    for name in ("ours", chain.NAME, library.NAME):
        assert 0 < told["more"][f"{name}: the generator's part of what it and the side use, in %"]["generator"] < 100
        assert told["more"][f"{name}: p99 at 300/s"]["median"] > 0
    assert all(side["cpu_us"] > 0 for side in (told["ours"], *told["peer"][:2]))


@pytest.mark.parametrize("module", rival.PEERS)
def test_a_peer_makes_a_row_of_each_report_that_it_accepted(module: rival.Module, on: Ground) -> None:
    with rival.rival(on, module, 150) as (running, ready):
        done = running.sent(ready, 60, None)
        assert sorted(running.arrived([which for which, _ in ready])) == sorted(which for which, _ in ready)
        assert done.statuses == {"200": 150} and set(running.processes) <= set(running.pids())


def test_turns_of_two_commits_become_one_result_with_both(tmp_path: Path) -> None:
    def turn(ours: float, chained: float, idle: float) -> dict[str, Any]:
        peers = [Runs("bare chain", "facts/s", [chained])]
        target = Target("idle", idle, 0.2, "cores", at_most=True)
        more = {"cores": {"api": idle}, "p99": Runs("p99", "ms", [idle]).facts()}
        ours_runs = Runs("ours", "facts/s", [ours], [7.0])
        return Result("end-to-end", "All", ours_runs, peers, [target], "Why.", SHORT, "How.", more=more).facts()

    now = [turn(400, 800, 0.1), turn(300, 1000, 0.3), turn(440, 800, 0.1)]
    then = [turn(100, 800, 0.4), turn(150, 1000, 0.4), turn(110, 800, 0.5)]
    told = against.compared(now, then, "abc1234")
    assert told["ours"]["runs"] == [400, 300, 440] and told["ours"]["median"] == 400 and told["spread"]["ours"] == 0.35
    assert told["ratio"] == {"bare chain": 0.5, "ours, at abc1234": 4.0}
    assert [(target["figure"], target["met"]) for target in told["targets"]] == [(0.1, True)]
    assert told["against"]["commit"] == "abc1234" and not told["against"]["targets"][0]["met"]
    report.write([told], replace(report.PAGE, path=tmp_path / "REPORT.md"))
    lines = (tmp_path / "REPORT.md").read_text().splitlines()
    assert "| ours, facts/s | 110 | 400 | 3.64 |" in lines and "| cores: api | 0.4 | 0.1 | 0.25 |" in lines


def test_another_commit_is_checked_out_beside_ours_with_our_measures_and_its_own_code() -> None:
    with against.checkout("HEAD") as tree:
        assert (tree / "services" / "submissions" / "app.py").exists()
        for module in against.SAME:
            ours = (ROOT / "tests" / "bench" / f"{module}.py").read_text()
            assert (tree / "tests" / "bench" / f"{module}.py").read_text() == ours
    assert not tree.exists()


@pytest.mark.parametrize("module", against.SAME)
def test_what_measures_two_commits_knows_nothing_of_their_insides(module: str) -> None:
    tree = ast.parse((ROOT / "tests" / "bench" / f"{module}.py").read_text())
    imported = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    imported += [name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names]
    assert not [name for name in imported if name.partition(".")[0] == "services"]


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
    assert 540 <= append.size_of_an_event() <= 660
