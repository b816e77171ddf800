"""Jobs for the load generator, and its results."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.figures import percentile
from tests.bench.seeds import FIGURES
from tests.support.provenance import ROOT

CONTENT = json.dumps(
    {
        "document_number": "12/BC-TDP",
        "figures": [{"indicator": figure.indicator, "value": str(figure.value)} for figure in FIGURES],
    }
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of a job: accepted requests a second, latencies (seconds), cores that the generator used itself."""

    rate: float
    began: float
    ended: float
    statuses: dict[str, int]
    latencies: list[float]
    accepted: list[tuple[str, float, float]]
    cores: float

    def milliseconds(self, share: float) -> float:
        """A percentile of the answers' latency."""
        return percentile(self.latencies, share) * 1000


def load(
    folder: Path,
    port: int,
    *,
    path: str = "",
    things: Sequence[tuple[str, int]],
    seconds: float,
    connections: int = 64,
    method: str = "POST",
    tokens: Sequence[str] = (),
    body: str = "",
    steps: Sequence[tuple[str, str]] = (),
    pause: float = 0.0,
    rate: float | None = None,
    tell: bool = False,
    refusable: bool = False,
    after: float = 0.0,
    withheld: int = 0,
) -> Loaded:
    """Runs the generator in a process of its own until all is answered.

    With each thing the `steps` (path, body) are done in turn, `pause` seconds apart, or the one of `path` and `body`. The first request is
    sent `after` so many seconds. With `withheld` each connection sends one request with so many bytes of a body of one more. Raises
    AssertionError when something was refused, unless that is `refusable`.
    """
    job = {
        "port": port,
        "method": method,
        "headers": "Content-Type: application/json\r\n" if body or steps else "",
        "tokens": list(tokens),
        "steps": list(steps) or [(path, body)],
        "pause": pause,
        "things": list(things),
        "seconds": seconds,
        "connections": connections,
        "rate": rate,
        "tell": tell,
        "after": after,
        "withheld": withheld,
    }
    file = folder / "job.json"
    file.write_text(json.dumps(job))
    command = [sys.executable, "-m", "tests.bench.client", str(file)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(file.with_suffix(".result").read_text())
    assert refusable or set(found["statuses"]) <= {"200"}, found["statuses"]
    found["accepted"] = [tuple(one) for one in found["accepted"]]
    return Loaded(**found)
