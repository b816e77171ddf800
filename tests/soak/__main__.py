"""`python -m tests.soak`, as `make soak` does: SOAK_SCALE shortens every stretch, SOAK_SEED is for the ids.

The report is written anew after each part, so that a run that was cut off says which parts it never came to.
"""

from __future__ import annotations

import os
from typing import Any

from tests.bench import report
from tests.bench.figures import Result, Scale
from tests.bench.ground import ground
from tests.soak.report import PAGE
from tests.soak.soak import soak


def main() -> None:
    """Soaks and writes the report; exit code 1 when a command failed or something does not agree: speed is told, not judged."""
    usual = Scale()
    scale = float(os.environ.get("SOAK_SCALE", "1"))
    seed = int(os.environ.get("SOAK_SEED", usual.seed))
    results: list[dict[str, Any]] = []
    wrong = 0

    def told(result: Result) -> None:
        nonlocal wrong
        wrong += sum(not target.met for target in result.targets if target.bound == 0)
        results.append(result.facts())
        report.write(results, PAGE)
        for target in results[-1]["targets"]:
            verdict = "met" if target["met"] else "not met"
            print(
                f"{result.benchmark}: {target['what']}: {target['figure']:g} ({target['target']}): {verdict}",
                flush=True,
            )

    with ground(usual.sampling) as on:
        soak(on, scale, sampling=usual.sampling, seed=seed, told=told)
    if wrong:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
