"""Excel: a file of units judged and entered over the API, as somebody waits for it; the whole second time, when nothing is new."""

from __future__ import annotations

import time
from datetime import date
from uuid import uuid4

import httpx

from services.chassis.kit.excel import MEDIA_TYPE
from services.chassis.kit.sheets.refusals import MOST_ROWS
from services.submissions.app import SERVICE
from tests.bench import seeds
from tests.bench.accept import prepare
from tests.bench.figures import Cores, Result, Runs, Scale, Target
from tests.bench.ground import Ground, run
from tests.support.sheets import workbook

HEADINGS = ("Mã đơn vị", "Tên đơn vị", "Loại đơn vị", "Hoạt động từ ngày")
TRIAL = 50
PATIENCE = 300.0


def measure(on: Ground, scale: Scale) -> Result:
    """One file in each of several wards."""
    rows = TRIAL if scale.trial else MOST_ROWS
    urls = on.database(SERVICE, "bench_excel")
    wards = seeds.WARDS[: scale.runs]
    run(prepare(on, urls, [], wards))
    api = on.service("submissions", urls, "api")
    on.service("submissions", urls, "projections")
    entering, again = Runs("ours: rows judged and entered", "rows/s"), Runs("the same file again", "rows/s")
    cores, took = Cores(api=api.pid, postgresql=on.postgres.pid), Runs("a file", "s")
    units = [(f"T{number}", f"Tổ dân phố số {number}", "Tổ dân phố", date(2024, 1, 1)) for number in range(1, rows + 1)]
    file = workbook([HEADINGS, *units])
    cores.begin()
    begun = time.monotonic()
    for ward in wards:
        took.values.append(_sent(on, ward, file, {"added": rows, "same": 0}))
        entering.values.append(rows / took.values[-1])
        again.values.append(rows / _sent(on, ward, file, {"added": 0, "same": rows}))
    cores.end(time.monotonic() - begun)
    on.stop("submissions-api", "submissions-worker")
    return Result(
        "excel",
        "A file of Excel rows, each an ordinary command",
        entering,
        [again],
        [Target(f"{rows:,} rows", took.median, 20, "s", at_most=True)],
        "Python in the API process: each row is decided twice, before anything is recorded and when it is.",
        scale,
        f"POST /units:import of {rows:,} rows, {len(file) // 1024} KB, in {len(wards)} wards one after the other; then the same file.",
        cores.shares(),
        {"a file, in s": took.facts()},
    )


def _sent(on: Ground, ward: str, file: bytes, expected: dict[str, int]) -> float:
    """Sends a file and says how long it took; what came of it has to be what is expected."""
    headers = {
        "authorization": f"Bearer {on.token(seeds.clerk_in(ward))}",
        "idempotency-key": str(uuid4()),
        "content-type": MEDIA_TYPE,
    }
    begun = time.monotonic()
    address = f"http://127.0.0.1:{on.ports['submissions-api']}/submissions/units:import"
    answer = httpx.post(address, content=file, headers=headers, timeout=PATIENCE, trust_env=False)
    took = time.monotonic() - begun
    told = answer.json()
    if {name: told.get(name) for name in expected} != expected:
        raise RuntimeError(f"the file came to {told}")
    return took
