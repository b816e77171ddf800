"""Ballots are read in one place: who may read which is said there, and nowhere else."""

from __future__ import annotations

import re
from pathlib import Path

import services.awards

READS = re.compile(r"\b(?:FROM|JOIN)\s+ballots\b")


def test_the_table_of_ballots_is_read_in_one_file() -> None:
    root = Path(services.awards.__path__[0])
    files = [path for path in root.rglob("*") if path.suffix in {".py", ".sql"}]
    assert {str(path.relative_to(root)) for path in files if READS.search(path.read_text())} == {"councils/ballots.py"}
