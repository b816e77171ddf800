"""The pure parts of the soak: slopes, how many reports a stretch needs, the order of steps, and what a cut-off run says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.bench import report
from tests.bench.client import Load
from tests.bench.figures import Result, Runs, Scale, Target
from tests.soak.report import PAGE
from tests.soak.slopes import HOUR, Sample, bytes_for_an_event, hourly, largest, slope
from tests.soak.soak import PARTS, PAUSE, STEPS, Stretch, stretches


def sample(at: float, memory: float, disk: float = 0.0, behind: int = 0, stored: int = 0) -> Sample:
    return Sample(at, {"api": memory}, {"awards": disk}, {"awards: relay": behind}, {"awards": stored})


def loading(things: int, pause: float = PAUSE) -> Load:
    load = Load("POST", "", list(STEPS), [], [(str(number), 0) for number in range(things)], pause)
    load.until = 10_000.0
    return load


def test_a_line_has_its_slope_whatever_the_noise_around_it() -> None:
    assert slope([(at, 5 + 0.25 * at) for at in range(100)]) == pytest.approx(0.25)
    assert slope([(at, 5 + 0.25 * at + (-1) ** at) for at in range(100)]) == pytest.approx(0.25, abs=0.01)


@pytest.mark.parametrize("points", [[], [(1.0, 5.0)], [(1.0, 5.0), (1.0, 9.0)]])
def test_where_there_is_no_line_there_is_no_slope(points: list[tuple[float, float]]) -> None:
    assert slope(points) == 0.0


def test_what_grows_only_in_the_first_third_is_flat() -> None:
    filling = [sample(at, min(100 + at, 130)) for at in range(90)]
    leaking = [sample(at, 100 + at) for at in range(90)]
    assert hourly(filling, "memory") == {"api": pytest.approx(0.0)}
    assert hourly(leaking, "memory") == {"api": pytest.approx(HOUR)}
    assert largest(filling, "memory") == {"api": 130}


def test_disk_is_counted_for_each_event_that_was_stored_meanwhile() -> None:
    samples = [sample(0, 0, disk=10, stored=1_000), sample(60, 0, disk=14, stored=1_000 + 2**11)]
    assert bytes_for_an_event(samples) == {"awards": 2**11}
    assert bytes_for_an_event([samples[0], replace(samples[0], at=60)]) == {}


def test_the_full_length_is_half_an_hour_of_a_hundred_and_five_minutes_of_five_hundred() -> None:
    assert stretches(1) == (Stretch("steady", 100, 1_800), Stretch("burst", 500, 300))
    assert stretches(0.1) == (Stretch("steady", 100, 180), Stretch("burst", 500, 30))


def test_the_steps_of_a_report_come_in_order_and_never_sooner_than_the_pause() -> None:
    load, now, done = loading(1), 0.0, []
    while (what := load.next(now)) is not None:
        done.append(what)
        assert load.next(now + PAUSE - 0.001) is None
        load.waiting.append(((0, what[1] + 1), now + PAUSE)) if what[1] + 1 < len(STEPS) else None
        now += PAUSE
    assert done == [(0, step) for step in range(len(STEPS))]


@pytest.mark.parametrize("stretch", [*stretches(1), *stretches(0.02)])
def test_a_stretch_has_enough_reports_for_all_its_arrivals(stretch: Stretch) -> None:
    load, arrivals = loading(stretch.reports), int(stretch.rate * stretch.seconds)
    for number in range(arrivals):
        now = number / stretch.rate
        what = load.next(now)
        assert what is not None, f"after {number} of {arrivals}"
        if what[1] + 1 < len(STEPS):
            load.waiting.append(((what[0], what[1] + 1), now + 0.5 + PAUSE))


def test_a_part_that_was_not_run_says_so(tmp_path: Path) -> None:
    steady = Result(
        "steady",
        "Calm",
        Runs("p99 of an answer", "ms", [1_500.0]),
        [],
        [Target("p99 of an answer", 1_500, 1_000, "ms", at_most=True)],
        "The two cores.",
        Scale(90, 1),
        "A short one.",
    )
    page = replace(PAGE, path=tmp_path / "REPORT.md")
    report.write([{**steady.facts(), "others": 0.1}], page)
    lines = page.path.read_text().splitlines()
    assert "| steady: p99 of an answer | 1500 | ≤ 1000 ms | not met: 1500, because the two cores. |" in lines
    assert [line for line in lines if "not measured" in line] == [
        f"| {name} | not measured | | |" for name in PARTS[1:]
    ]
