"""Provenance: at which commit, and on what, something was found out; every committed report says it."""

from __future__ import annotations

import os
import platform
import subprocess
from pathlib import Path
from typing import Final

import psutil  # type: ignore[import-untyped]  # ships no types

ROOT: Final = Path(__file__).parents[2]
CODE: Final = (".", ":!tests/*/REPORT.md", ":!tests/*/results.json")
"""What can make a difference: a report that is being written is no change of what it reports on."""


def commit(root: Path = ROOT) -> str:
    """The commit that ran, marked when the tree had changes."""

    def git(*arguments: str) -> str:
        done = subprocess.run(["git", *arguments], check=False, capture_output=True, text=True, cwd=root)
        return done.stdout.strip()

    head = git("rev-parse", "--short", "HEAD")
    return f"{head or 'unknown'}{'-dirty' if git('status', '--porcelain', '--', *CODE) else ''}"


def hardware() -> str:
    """What it ran on."""
    memory = psutil.virtual_memory().total / 2**30
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, {system}"
