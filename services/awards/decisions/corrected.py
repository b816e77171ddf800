"""How lines of decisions read: which corrections hold, and what stands in a line since. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

Reading = Mapping[UUID, Mapping[str, str]]
"""How corrected lines read now: by nomination, then by the part that was corrected."""


def holding(rows: Iterable[Any], of: str) -> dict[Any, list[dict[str, Any]]]:
    """Corrections by the column `of`, without those that were taken back, of their history in order."""
    found: dict[Any, list[dict[str, Any]]] = {}
    for row in map(dict, rows):
        so_far = found.setdefault(row[of], [])
        if row["event"] == "corrected":
            so_far.append(row)
        else:
            by = [one["effective_on"] for one in so_far if one["document_number"] == row["document_number"]][-1:]
            so_far[:] = [
                one for one in so_far if (one["document_number"], [one["effective_on"]]) != (row["document_number"], by)
            ]
    return found


def reading(corrections: Mapping[UUID, Iterable[Mapping[str, Any]]]) -> dict[UUID, dict[str, str]]:
    """How lines read by the corrections that hold, the newest of a part last; words that were erased are none."""
    read = {
        nomination_id: {one["part"]: one["reads"] for one in done if one["reads"]}
        for nomination_id, done in corrections.items()
    }
    return {nomination_id: parts for nomination_id, parts in read.items() if parts}
