"""ruff and mypy, as strict as they get, find nothing."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.architecture.source import ROOT

TOOLS = {
    "ruff": ["ruff", "check", "--output-format=concise", "--quiet", "."],
    "format": ["ruff", "format", "--check", "."],
    "mypy": ["mypy", "--no-error-summary", "contracts/thidua_contracts", "services", "deploy", "tests"],
}


@pytest.mark.parametrize("tool", TOOLS)
def test_finds_nothing(tool: str) -> None:
    ran = subprocess.run([sys.executable, "-m", *TOOLS[tool]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, f"\n{ran.stdout}{ran.stderr}"
