"""Submissions in a process of its own, on the topic that BENCH_TOPIC names."""

import os

from tests.bench.relay import renamed

if __name__ == "__main__":
    renamed(os.environ["BENCH_TOPIC"])
