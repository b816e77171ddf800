"""Against: the same benchmark of this tree and of another commit, in turns, each turn in processes and on servers of its own.

The other commit is checked out beside this one. What it is measured with is this tree's (`SAME`): generator, peers and what is asked
of a whole stack know nothing of a commit's insides. The rest of its `tests/bench` is its own, because it does: how its databases
are filled, when it has settled, and the benchmarks of one part. Packages are those installed here.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final

from tests.bench.figures import Runs, Scale, Target
from tests.support.provenance import ROOT

SAME: Final = (
    "__main__",
    "burst",
    "chain",
    "client",
    "cost",
    "end_to_end",
    "figures",
    "flooding",
    "library",
    "loading",
    "peer",
    "rival",
)


def measure(name: str, scale: Scale, commit: str) -> dict[str, Any]:
    """A benchmark's facts, with those of the other commit under "against", and the ratio of both.

    Raises CalledProcessError when there is no such commit or a turn fails.
    """
    one = replace(scale, runs=1)
    ours: list[dict[str, Any]] = []
    theirs: list[dict[str, Any]] = []
    with checkout(commit) as tree:
        sides = ((ROOT, ours), (tree, theirs))
        for number in range(scale.runs):
            for place, told in sides if number % 2 == 0 else sides[::-1]:
                told.append(_turn(place, name, one))
        return compared(ours, theirs, _git(tree, "rev-parse", "--short", "HEAD"))


@contextmanager
def checkout(commit: str) -> Iterator[Path]:
    """A tree of another commit, measured with what this one is measured with; gone at the end."""
    with tempfile.TemporaryDirectory(prefix="thidua-against-") as folder:
        tree = Path(folder) / "tree"
        _git(ROOT, "worktree", "add", "--quiet", "--detach", str(tree), commit)
        try:
            for module in SAME:
                shutil.copy(ROOT / "tests" / "bench" / f"{module}.py", tree / "tests" / "bench")
            yield tree
        finally:
            _git(ROOT, "worktree", "remove", "--force", str(tree))


def compared(ours: Sequence[dict[str, Any]], theirs: Sequence[dict[str, Any]], commit: str) -> dict[str, Any]:
    """Our turns as one result, theirs as one within it; every ratio is the median of the turns' own ratios."""
    ratios = [now["ours"]["median"] / was["ours"]["median"] for now, was in zip(ours, theirs, strict=True)]
    facts: dict[str, Any] = merged(ours) | {"against": merged(theirs) | {"commit": commit}}
    facts["ratio"][f"{facts['ours']['name']}, at {commit}"] = round(statistics.median(ratios), 3)
    return facts


def merged(turns: Sequence[Any]) -> Any:
    """Several turns of one thing as one: runs one after the other, of every other number the median."""
    first = turns[0]
    if isinstance(first, list):
        return [merged(same) for same in zip(*turns, strict=True)]
    if not isinstance(first, dict):
        numbers = all(isinstance(turn, int | float) for turn in turns)
        return statistics.median(turns) if numbers and any(turn != first for turn in turns) else first
    found = {key: merged([turn[key] for turn in turns if key in turn]) for key in first}
    if "runs" in first:
        runs = Runs(first["name"], first["unit"], [value for turn in turns for value in turn["runs"]])
        return runs.facts() | {"cpu_us": found["cpu_us"]}
    if "met" in first:
        found["met"] = Target(first["what"], found["figure"], first["bound"], at_most=first["at_most"]).met
    if "peer" in first:
        found["spread"] = {side["name"]: side["spread"] for side in (found["ours"], *found["peer"])}
    return found


def _turn(tree: Path, name: str, scale: Scale) -> dict[str, Any]:
    """One run of a benchmark by the code of a tree."""
    command = [sys.executable, "-m", "tests.bench", name, json.dumps(asdict(scale))]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(tree), str(tree / "contracts")))}
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=tree, env=environment)
    facts: dict[str, Any] = json.loads(done.stdout)
    return facts


def _git(tree: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], check=True, stdout=subprocess.PIPE, text=True, cwd=tree).stdout.strip()
