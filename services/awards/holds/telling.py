"""Telling of holds where somebody acts on a dossier: that it is on hold, and, to those whose work it is, since when and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.awards.holds.commands import CAUSES
from services.chassis.kit.fields import lower
from services.chassis.words import day

READERS: Final = frozenset({"clerk", "chairman", "council-secretary"})
"""Who reads what is looked into; everybody else who reads a dossier reads that it is on hold, not why."""
OPEN: Final = """
SELECT ward_code, subject_id, since, cause, document_number FROM holds
WHERE subject_id = ANY ($1::uuid[]) AND cleared_on IS NULL ORDER BY since, case_id
"""
Case = Mapping[str, Any]


async def open_cases(
    connection: asyncpg.Connection, subjects: Sequence[UUID]
) -> dict[tuple[str, UUID], list[dict[str, Any]]]:
    """What is looked into about these subjects, by ward and subject."""
    found: dict[tuple[str, UUID], list[dict[str, Any]]] = {}
    for row in await connection.fetch(OPEN, list(dict.fromkeys(subjects))):
        found.setdefault((row["ward_code"], row["subject_id"]), []).append(dict(row))
    return found


def held(cases: Sequence[Case], *, why: bool) -> str:
    """ "Đang tạm dừng xét tặng từ ngày 01/11/2024 theo văn bản số 21/TB-UBND (khiếu nại)"; without `why` only that it is."""
    if not why:
        return "Đang tạm dừng xét tặng"
    return f"Đang tạm dừng xét tặng {'; '.join(map(_case, cases))}"


def _case(case: Case) -> str:
    paper = f" theo văn bản số {case['document_number']}" if case["document_number"] else ""
    cause = CAUSES.get(case["cause"] or "")
    return f"từ ngày {day(case['since'])}{paper}{f' ({lower(cause)})' if cause else ''}"
