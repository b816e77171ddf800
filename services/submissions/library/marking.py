"""The mark of a document that was withdrawn, as its own page and the pages of what spread it show it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from markupsafe import Markup

from services.chassis.words import day
from services.submissions.fields import said_reason

NAMED: Final = ("withdrawn_on", "withdrawn_for", "instead_id", "instead")
"""The columns of a row that can be marked."""


def mark(row: Mapping[str, Any]) -> Any:
    """ "Văn bản đã thu hồi ngày 14/05/2024, lý do: sai nội dung."; nothing where the document stands."""
    if row["withdrawn_on"] is None:
        return ""
    said = Markup("Văn bản đã thu hồi ngày {}, lý do: {}.").format(
        day(row["withdrawn_on"]), said_reason(row["withdrawn_for"])
    )
    if row["instead_id"] is None:
        return said
    link = Markup(' Văn bản thay thế: <a href="/submissions/pages/library/{}">{}</a>.')
    return said + link.format(row["instead_id"], row["instead"])
