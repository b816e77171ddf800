"""The law by its cases: each holds, and no row of the law can be taken out unnoticed."""

from __future__ import annotations

import re
from functools import cache

import pytest

from services.awards.law.pack import Law
from services.awards.law.reading import read_law
from services.awards.law.rows import Row
from tests.unit.awards.law_cases import Case, cases, wrong

LAW = read_law()


@pytest.mark.parametrize("case", cases(), ids=str)
def test_the_law_says_what_the_case_says(case: Case) -> None:
    assert not wrong(LAW, case), case.columns


def test_there_are_cases_enough_in_every_regime() -> None:
    judged = [case for case in cases() if len(case.columns) == 9]
    assert len(judged) >= 160
    for regime in ("2024", "2025", "2026"):
        assert sum(case.columns[2].startswith(regime) for case in judged) >= 8


@pytest.mark.unmeasured
@pytest.mark.parametrize("row", LAW.rows, ids=lambda row: f"{row.place}:{row.table}:{row.id}:{row.since}")
def test_a_row_taken_out_turns_a_case_red(row: Row) -> None:
    less = Law([other for other in LAW.rows if other is not row])
    words = {row.table, row.id, *row.id.split(".")}
    near = sorted(cases(), key=lambda case: -len(words & _words(case)))
    assert any(wrong(less, case) for case in near), f"nobody misses {row.file}:{row.line}"


@cache
def _words(case: Case) -> frozenset[str]:
    """What a case names: one that names most of a row is asked first, and nearly always the one that misses it."""
    return frozenset(re.split(r"[ |;]+", " ".join(case.columns)))
