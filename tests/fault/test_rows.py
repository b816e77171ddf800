"""Each fault is done to real processes; afterwards everything that was acknowledged is there, once, everywhere."""

from __future__ import annotations

import asyncio
import time

import pytest

from tests.fault.conftest import FULL
from tests.fault.field import Ground, laid_out
from tests.fault.report import Report
from tests.fault.rows import ROWS

pytestmark = pytest.mark.fault


@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if FULL or row.short])
async def test_nothing_is_lost_doubled_or_mixed_up(name: str, ground: Ground, seed: int, report: Report) -> None:
    row, began = ROWS[name], time.monotonic()
    try:
        async with laid_out(ground, name, seed=seed, full=FULL, prepare=row.prepare) as field:
            figures = await row.run(field)
    except (KeyboardInterrupt, asyncio.CancelledError):
        report.cut_off(name, time.monotonic() - began)
        raise
    except Exception as failure:
        report.row(name, False, time.monotonic() - began, {"": str(failure).replace("\n", "; ")[:300]})
        raise
    report.row(name, True, time.monotonic() - began, figures)
