"""Branches of deciders that the unit tests take: measured while they run, only in the files that decide.

Measuring starts before anything is imported and ends with the last unit test, so that the slow tests run at full speed.
It is judged in a test of its own when the whole of tests/unit is run.
"""

from __future__ import annotations

import json
from pathlib import Path

import coverage

from tests.architecture.imports import decisions
from tests.architecture.source import ROOT

NEVER = r"case _:\n\s+assert_never\("
"""The end of a match that the type checker proves unreachable."""


def start() -> coverage.Coverage:
    """Begin to measure; nothing is written to disk."""
    measure = coverage.Coverage(
        data_file=None,
        branch=True,
        config_file=False,
        include=[str(ROOT / path) for path in decisions(ROOT)],
        messages=False,
    )
    measure.exclude(NEVER)
    measure.start()
    return measure


def missing(measure: coverage.Coverage, scratch: Path) -> list[str]:
    """The lines and branches that no test took, one text per file; empty when all were. `scratch` holds the report."""
    measure.stop()
    measure.json_report(morfs=[str(ROOT / path) for path in decisions(ROOT)], outfile=str(scratch))
    files = json.loads(scratch.read_text())["files"]
    return [
        f"{path}: {', '.join([*map(str, seen['missing_lines']), *(f'{a}→{b}' for a, b in seen['missing_branches'])])}"
        for path, seen in files.items()
        if seen["missing_lines"] or seen["missing_branches"]
    ]
