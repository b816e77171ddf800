"""Figures: what a report counts, and what may be written there. One rule for the form and for the API."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from services.submissions.reports.events import Figure
from services.submissions.reports.refusals import ReportRefused

INDICATORS: Final[Mapping[str, tuple[str, str]]] = {
    "phong-trao-tham-gia": ("Số phong trào đã tham gia", "phong trào"),
    "guong-nguoi-tot-viec-tot": ("Số gương người tốt, việc tốt", "gương"),
}
"""What every report counts: code word to label and unit. Other figures may be added, and are shown by their word."""
MOST: Final = 10**9


def label(indicator: str) -> str:
    """What an indicator is called on the screen."""
    return INDICATORS.get(indicator, (indicator, ""))[0]


def judge(figure: Figure) -> None:
    """Whether this can be its value: nothing is negative, and what is counted is whole. Raises ReportRefused."""
    counted = figure.indicator.lower() in INDICATORS
    if not 0 <= figure.value < MOST or (counted and figure.value != figure.value.to_integral_value()):
        raise ReportRefused(
            "report.figure-not-a-count" if counted else "report.figure-out-of-range", indicator=label(figure.indicator)
        )


def judge_all(figures: Sequence[Figure]) -> None:
    """Whether a report can be sent with these: each once, in capitals or small letters, every count there. Raises ReportRefused."""
    times = Counter(figure.indicator.lower() for figure in figures)
    for indicator in [*INDICATORS, *times]:
        if times[indicator] == 0:
            raise ReportRefused("report.figure-missing", indicator=label(indicator))
        if times[indicator] > 1:
            raise ReportRefused("report.figure-twice", indicator=label(indicator))
    for figure in figures:
        judge(figure)
