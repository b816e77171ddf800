"""What README.md shows is run as it stands: each fenced block under `<!-- executed -->`."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.conftest import Year, still_running
from tests.support.cli import PATIENCE
from tests.support.provenance import ROOT

BLOCK = re.compile(r"^<!-- executed -->\n```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCKS = [(match[1], match[2]) for match in BLOCK.finditer((ROOT / "README.md").read_text())]
ELSEWHERE = (
    'thidua() { command thidua "$@" --home "$STACK"; }\nmake() { command make -C "$ROOT" ARGS="--home $STACK" "$@"; }\n'
)
"""The commands of the block, on a stack of the test's own."""


def block(language: str) -> str:
    [found] = [text for kind, text in BLOCKS if kind == language]
    return found


def succeeds(command: list[str], folder: Path, **environment: str) -> str:
    ran = subprocess.run(
        command, cwd=folder, env=os.environ | environment, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert ran.returncode == 0, f"{ran.stdout[-4000:]}\n{ran.stderr[-4000:]}"
    return ran.stdout


def test_the_readme_shows_a_decision_and_a_running_stack() -> None:
    assert [language for language, _ in BLOCKS] == ["python", "sh"]


def test_the_decision_is_decided_as_the_readme_says(tmp_path: Path) -> None:
    assert "khóa sổ" in succeeds([sys.executable, "-c", block("python")], tmp_path)


@pytest.mark.last
def test_the_readme_s_commands_follow_a_fact_through_the_played_year(year: Year, tmp_path: Path) -> None:
    """From a stopped stack whose year is played already: the first command then only shows it. It ends stopped again."""
    assert year.thidua("down").returncode == 0
    where = {"ROOT": str(ROOT), "STACK": str(year.home)}
    first, rest = block("sh").replace(". .venv/bin/activate", '. "$ROOT/.venv/bin/activate"').split("\n", 1)
    succeeds(["bash", "-euc", ELSEWHERE + first], tmp_path, **where)
    assert still_running(year.home) == [], "ONCE=1 takes down what it started"
    said = succeeds(["bash", "-euc", ELSEWHERE + rest], tmp_path, **where)
    assert "ReportSubmitted" in said or "report-submitted" in said
