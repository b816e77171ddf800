"""`python -m tests.bench NAME SCALE`: one benchmark in a process of its own, its facts as one JSON object; SCALE is JSON too."""

from __future__ import annotations

import json
import sys
from importlib import import_module

from tests.bench.figures import Scale
from tests.bench.ground import ground

if __name__ == "__main__":
    benchmark = import_module(f"tests.bench.{sys.argv[1].replace('-', '_')}")  # another commit's report has other ones
    scale = Scale(**json.loads(sys.argv[2]))
    with ground(scale.sampling) as on:
        print(json.dumps(benchmark.measure(on, scale).facts(), ensure_ascii=False))
