"""Where the soak's results are written: the page of the benchmarks, with parts of its own."""

from __future__ import annotations

from typing import Final

from tests.bench.report import Page
from tests.soak.soak import PARTS
from tests.support.provenance import ROOT

PAGE: Final = Page(
    ROOT / "tests" / "soak" / "REPORT.md",
    "Soak: a city's load for long, and what grows",
    "make soak",
    "make soak",
    "One run of each part; a slope is that of the least-squares line over the last two thirds of a stretch.",
    PARTS,
)
