"""One played year for all tests of this folder: begun, interrupted, played to its end, then the stack in the background."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from deploy.demo import people
from deploy.local import processes
from tests.support import stack
from tests.support.cli import PATIENCE, command, thidua
from tests.support.paged import WARD, Opened, Person, opened_on, person
from tests.support.provenance import ROOT

INTERRUPTED = 130
"""What a command that was asked to stop ends with."""


@dataclass(frozen=True, slots=True)
class Year:
    """The played year: its data folder, and what the demo said at its end."""

    home: Path
    facts: dict[str, Any]

    def thidua(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Runs a command of ours on this stack."""
        return thidua(self.home, *words)


def interrupted(home: Path, at: str) -> None:
    """Plays until the play says these words, then asks it to stop; it takes everything down."""
    playing = subprocess.Popen(
        command(home, "demo", "--once"), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    assert playing.stderr is not None
    said = []
    for line in playing.stderr:
        said.append(line)
        if at in line:
            break
    else:
        pytest.fail("".join(said))
    playing.terminate()
    _, after = playing.communicate(timeout=PATIENCE)
    assert playing.returncode == INTERRUPTED, after
    assert still_running(home) == [], after


def still_running(home: Path) -> list[str]:
    """The processes of a stack that are alive."""
    return [record.stem for record in (home / "pids").glob("*.json") if processes.recorded(home, record.stem)]


def play(home: Path) -> Year:
    """Plays the year from an empty folder, interrupted once, on a stack that stays up: three starts of it would take a minute more."""
    interrupted(home, "Phát động chín phong trào")
    up = thidua(home, "up", "--detach")
    assert up.returncode == 0, up.stdout + up.stderr
    played = thidua(home, "demo", "--once", "--json")
    assert played.returncode == 0, played.stderr
    assert still_running(home), "--once takes down what it started, and nothing else"
    return Year(home, json.loads(played.stdout))


@pytest.fixture(scope="session")
def year() -> Iterator[Year]:
    """The played year on its stack."""
    with stack.session_home() as home:
        try:
            yield play(home)
        finally:
            thidua(home, "down")


@pytest.fixture(scope="module")
def opened(year: Year) -> Iterator[Opened]:
    """A browser on the year's pages."""
    with opened_on(year.home) as found:
        yield found


@pytest.fixture(scope="module")
def clerk(opened: Opened) -> Iterator[Person]:
    """The ward's clerk, signed in."""
    with person(opened, people.clerk(WARD)) as found:
        yield found
