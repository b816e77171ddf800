"""How long the fuzz is: short in `make test`, as long as FUZZ_SECONDS in `make fuzz`, from a seed that the report names."""

from __future__ import annotations

import os
import random

import pytest

from tests.fuzz.report import Report

FULL = os.environ.get("FUZZ") == "full"
SECONDS = float(os.environ.get("FUZZ_SECONDS", "1260"))
"""Of sending requests to the services; the wards take half as much again."""

collect_ignore = [] if FULL else ["test_long.py"]


@pytest.fixture(scope="session")
def seed() -> int:
    """The seed of a long run: FUZZ_SEED, or a new one."""
    chosen = os.environ.get("FUZZ_SEED")
    return int(chosen) if chosen else random.SystemRandom().randrange(1, 10_000)


@pytest.fixture(scope="session")
def report(seed: int) -> Report:
    """Takes what each part of a long run has found."""
    return Report(seed)
