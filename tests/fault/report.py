"""Report: one line per row, with when, at which commit and how it was run; a row that was not run says so.

Results are kept in results.json beside it, so that rows may be run one by one (`make fault ARGS="-k poison"`).
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.fault.field import spread
from tests.fault.rows import ROWS
from tests.fault.scale import SCALE
from tests.support.provenance import commit, hardware

HERE = Path(__file__).parent
NEVER = {"outcome": "not run", "figures": "", "run": ""}


@dataclass(slots=True)
class Report:
    """Where a session's results go; a session that is not kept writes nothing."""

    seed: int
    full: bool
    kept: bool

    def row(self, name: str, passed: bool, seconds: float, figures: dict[str, Any]) -> None:
        """Notes a row."""
        self._note("rows", name, "held" if passed else "BROKEN", f"{seconds:.0f} s · {spread(**figures)}")

    def cut_off(self, name: str, seconds: float) -> None:
        """Notes a row that was ended from outside: it neither held nor broke. What was known of it before stays beside it."""
        before = read()["rows"].get(name, NEVER)
        told = f"{seconds:.0f} s · before that: {before['outcome']} ({before['run']}): {before['figures']}"
        self._note("rows", name, "cut off, not judged", told)

    def variant(self, name: str, row: str, caught: bool, how: str) -> None:
        """Notes a variant with a guard taken out."""
        self._note("teeth", name, "caught" if caught else "NOT CAUGHT", f"{row}: {how[:200]}")

    def _note(self, part: str, name: str, outcome: str, figures: str) -> None:
        if not self.kept:
            return
        results = read()
        how = f"long × {SCALE:g}" if self.full else "short"
        run = f"{datetime.now(UTC):%Y-%m-%d %H:%M}, {commit()}, seed {self.seed}, {how}, load {os.getloadavg()[0]:.0f}"
        results[part][name] = {"outcome": outcome, "figures": figures, "run": run}
        (HERE / "results.json").write_text(json.dumps(results, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
        (HERE / "REPORT.md").write_text(text(results))


def read() -> dict[str, dict[str, dict[str, str]]]:
    """What is known so far."""
    path = HERE / "results.json"
    return dict(json.loads(path.read_text())) if path.exists() else {"rows": {}, "teeth": {}}


def text(results: dict[str, dict[str, dict[str, str]]]) -> str:
    """The report as Markdown."""
    from tests.fault.test_teeth import TEETH

    lines = [
        "# Faults: what was done to the running system, and what was found afterwards",
        "",
        f"Written by `make fault`. {hardware()}.",
        "",
        "After each row the parked streams are redriven, everything catches up, `verify` compares store, topics and read models, every",
        "acknowledged command is looked up, and every effect of the process manager is counted. *Run*: time (UTC), commit, seed,",
        "version and scale, load average of the machine at the end. Latencies under a load far above the number of cores say",
        "something about the machine, not about the system.",
        "",
        "| row | outcome | figures | run |",
        "|---|---|---|---|",
    ]
    for name, row in ROWS.items():
        known = results["rows"].get(name, NEVER)
        lines.append(f"| {row.title} | {known['outcome']} | {known['figures']} | {known['run']} |")
    lines += ["", "## Guards taken out", "", "| without | outcome | row and first finding | run |", "|---|---|---|---|"]
    for name in TEETH:
        known = results["teeth"].get(name, NEVER)
        words = name.replace("_s_", "'s ").replace("_", " ")
        lines.append(f"| {words} | {known['outcome']} | {known['figures']} | {known['run']} |")
    return "\n".join(lines) + "\n"
