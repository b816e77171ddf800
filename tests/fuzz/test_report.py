"""The report of the long fuzz names what was found, and what was not run."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.fuzz.report import Report
from tests.support.fuzzing import Fuzzed


def test_what_was_not_run_says_so_and_what_was_found_is_named(tmp_path: Path) -> None:
    fuzzed = Fuzzed(
        {"clerk": Counter({200: 3, 500: 1})}, reached={"GET /a"}, operations={"GET /a", "POST /b"}, chained=2
    )
    fuzzed.blame("GET /a", "clerk", "Server error (500)", "it fell")
    report = Report(7, tmp_path)
    report.service("blocs", 12.4, fuzzed)
    report.wards(3, {"examples": 40}, [])
    lines = (tmp_path / "REPORT.md").read_text().splitlines()
    assert "| awards | | not run | |" in lines
    assert [line.split("|")[2:4] for line in lines if line.startswith(("| blocs | 12", "| wards"))] == [
        [" 12 ", " 1 "],
        [" 3 ", " none "],
    ]
    assert "| blocs | clerk | 4 | 200: 3, 500: 1 |" in lines
    assert (
        "- blocs: 1 of 2 operations done at least once, 2 requests followed from an answer; never done: `POST /b`."
        in lines
    )
    assert lines[-1] == "- blocs: GET /a as clerk: Server error (500): it fell"
