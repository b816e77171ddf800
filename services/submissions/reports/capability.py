"""Reports (báo cáo): owed by units, sent by their heads; accepted, returned, recorded from paper, extended by the office.

List, record and the sending in two steps are written by hand; the acts of the office are declared.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import asyncpg

from services.chassis.files.reference import FileRef
from services.chassis.kit.capability import Capability
from services.chassis.kit.evidence import RecordFiles
from services.chassis.kit.listing import ListPage, RecordPage
from services.submissions.reports import (
    api,
    grid_pages,
    history,
    open_reports,
    pages,
    query,
    reading,
    send_pages,
    tracking,
    wording,
)
from services.submissions.reports.acts import DOES
from services.submissions.reports.decider import HANDLES
from services.submissions.reports.facts import FACTS
from services.submissions.reports.state import REPORT


async def evidence(connection: asyncpg.Connection, row: Mapping[str, Any]) -> list[FileRef]:
    """The files that were sent with a report, also those of a sending that was given back."""
    return await query.evidence(connection, row["report_id"])


REPORTS: Final = Capability(
    name="reports",
    file=__file__,
    handles=HANDLES,
    facts=FACTS,
    readers=(tracking.MODEL, history.MODEL, open_reports.MANAGER),
    does=DOES,
    list=ListPage(
        path="/reports",
        title="Báo cáo",
        source="""
            SELECT t.ward_code, t.report_id, t.unit_id, t.year, t.period, t.state, t.due_at, t.locks_at, u.name AS unit_name,
                   o.name, t.attempt, t.by_office, t.sent_by, t.extensions,
                   EXISTS (SELECT FROM report_history h WHERE h.ward_code = t.ward_code AND h.report_id = t.report_id
                           AND h.reason IS NOT NULL AND NOT EXISTS (SELECT FROM report_history e WHERE e.ward_code = h.ward_code
                           AND e.report_id = h.report_id AND e.event = 'words-erased' AND e.stream_version > h.stream_version)) AS noted
            FROM tracking t LEFT JOIN units u ON u.ward_code = t.ward_code AND u.unit_id = t.unit_id
            LEFT JOIN obligations o ON o.ward_code = t.ward_code AND o.plan_id = t.plan_id AND o.obligation_id = t.obligation_id
        """,
        columns=(),
        key="report_id",
        order=("-due_at",),
        more=(
            "unit_id",
            "year",
            "period",
            "state",
            "due_at",
            "locks_at",
            "unit_name",
            "name",
            "attempt",
            "by_office",
            "sent_by",
            "extensions",
            "noted",
        ),
        own="unit_id",
        roles=reading.READERS,
        empty="Chưa có báo cáo nào.",
        handwritten=True,
        menu=False,
    ),
    record=RecordPage(
        heading=lambda row: f"{wording.name(row)} · {row['unit_name'] or ''}",
        stream=lambda key: REPORT.at(key).stream_id,
        state=lambda row: ("received", wording.stored(row)),
        files=RecordFiles(of=evidence),
        handwritten=True,
    ),
    routes=(api.routes, reading.routes),
    pages=(grid_pages.pages, pages.pages, send_pages.pages),
)
