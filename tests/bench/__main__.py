"""`python -m tests.bench NAME SCALE`: one benchmark in a process of its own, its facts as one JSON object; SCALE is JSON too."""

from __future__ import annotations

import json
import sys

from tests.bench import report
from tests.bench.figures import Scale

if __name__ == "__main__":
    print(json.dumps(report.measure(sys.argv[1], Scale(**json.loads(sys.argv[2]))).facts(), ensure_ascii=False))
