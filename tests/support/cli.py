"""`thidua` as an operator runs it: a process of its own on a stack's folder."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.support.provenance import ROOT

PATIENCE = 600
"""Seconds for one command on a machine that does other things too."""


def command(home: Path, *words: str) -> list[str]:
    """The command line."""
    return [sys.executable, "-m", "deploy.cli.main", *words, "--home", str(home)]


def thidua(
    home: Path, *words: str, environment: Mapping[str, str] | None = None, patience: float = PATIENCE
) -> subprocess.CompletedProcess[str]:
    """Runs a command to its end."""
    return subprocess.run(
        command(home, *words),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=patience,
        check=False,
        env=environment,
    )
