"""Submissions in a process of its own, on the topic that BENCH_TOPIC names: what it sends there is nobody's history."""

import os
from dataclasses import replace

from services.chassis.process import main
from services.submissions.app import SERVICE

if __name__ == "__main__":
    main(replace(SERVICE, topic=replace(SERVICE.topic, name=os.environ["BENCH_TOPIC"])))
