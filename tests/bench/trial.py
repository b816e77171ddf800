"""Trial: a benchmark run once and so shortly that it says nothing but whether it tells what it should."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from tests.bench import report
from tests.bench.figures import Scale

Measured = Callable[[str], dict[str, Any]]
SHORT: Final = Scale(seconds=0.2, runs=1, trial=True)
LONG: Final = frozenset({"cost", "burst", "memory", "hot-ward", "flood"})
"""Benchmarks that start a whole stack of their own, or are slow to tell anything: `end-to-end` stands for them in `make test`,
`make trial` runs all."""


def tells_what_it_should(name: str, measured: Measured, folder: Path) -> None:
    """Ours, a peer, their ratio and spread, the targets, the hardware, and its part of the report."""
    told = measured(name)
    assert told["benchmark"] == name
    assert len(told["ours"]["runs"]) == 1 and told["ours"]["median"] > 0
    assert set(told["ratio"]) <= {peer["name"] for peer in told["peer"]}
    assert told["targets"] and told["bound"] and told["hardware"] and told["commit"] and told["spread"]
    assert told["sampling"] == SHORT.sampling
    report.write([told], replace(report.PAGE, path=folder / "REPORT.md"))
    assert told["title"] in (folder / "REPORT.md").read_text()
