"""What the letter says that urges units to send a report (công văn đôn đốc), and its files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from starlette.responses import Response

from services.chassis import words
from services.chassis.documents import projection
from services.chassis.documents.files import Kind, Printed, reply
from services.chassis.documents.letterhead import AUTHORITY, CHAIRMAN, Letterhead, letterhead
from services.chassis.documents.paper import Annex, Paper, paragraph, table
from services.chassis.errors import NotFound
from services.chassis.http.edge import Reader
from services.chassis.text.ordering import sort_key
from services.submissions.plans import projection as plans
from services.submissions.reports import wording
from services.submissions.wards.projection import name_of

NAME: Final = "urging"
TITLE: Final = "Công văn đôn đốc"
FEW: Final = 15
"""Units that are named where the letter says to whom it goes; more are listed in its annex."""
UNSENT: Final = """
SELECT u.name, t.state, t.due_at, t.locks_at FROM tracking t
JOIN units u ON u.ward_code = t.ward_code AND u.unit_id = t.unit_id
WHERE t.ward_code = $1 AND t.obligation_id = $2 AND t.state IN ('due', 'missed', 'returned') AND t.locks_at > $3
"""


async def files(
    reader: Reader, plan_id: UUID, obligation_id: UUID, now: datetime, kind: Kind, roles: frozenset[str]
) -> Response:
    """The letter to the units that still owe a report of this kind, for these roles. Raises Forbidden, NotFound where none does."""
    reader.require(*roles)
    async with reader.rows() as connection:
        plan = await plans.one(connection, plan_id)
        asked = plan and next((one for one in plan["obligations"] if one["obligation_id"] == obligation_id), None)
        if plan is None or asked is None:
            raise NotFound("obligation")
        rows = await connection.fetch(UNSENT, plan["ward_code"], obligation_id, now)
        if not rows:
            raise NotFound("report")
        head = letterhead(await name_of(connection, plan["ward_code"]))
        template = await projection.template(connection, plan["ward_code"], NAME)
    return await reply(Printed(TITLE, says(head, plan, asked, [dict(row) for row in rows], now), template), kind)


def says(
    head: Letterhead,
    plan: Mapping[str, Any],
    asked: Mapping[str, Any],
    rows: Sequence[Mapping[str, Any]],
    now: datetime,
) -> Paper:
    """The letter; of one plan, one obligation of it, and the reports that are still owed."""
    owing = sorted(rows, key=lambda row: sort_key(row["name"]))
    few = len(owing) <= FEW
    owed = table(
        ("Đơn vị", "Tình trạng", "Hạn nộp"),
        [(row["name"], wording.STATES[wording.kind(row, now)], words.until(row["due_at"])) for row in owing],
    )
    listed = "các đơn vị nêu trên" if few else f"{len(owing)} đơn vị trong danh sách kèm theo"
    last = max(row["locks_at"] for row in owing)
    return Paper(
        issuer=head.issuer,
        symbol="UBND",
        place=head.place,
        subject=f"đôn đốc nộp {asked['name'][:1].lower()}{asked['name'][1:]}",
        addressees=tuple(row["name"] for row in owing) if few else ("Các đơn vị có tên trong danh sách kèm theo",),
        blocks=(
            paragraph(
                f"Theo Kế hoạch số {plan['number']:02}/{plan['symbol']} ngày {words.day(plan['issued_on'])} của "
                f"{head.committee}, hạn nộp “{asked['name']}” là {words.until(asked['due_at'])}."
            ),
            paragraph(
                f"Đến ngày {words.day(now)}, {listed} chưa nộp hoặc được trả lại mà chưa gửi lại{':' if few else '.'}"
            ),
            *((owed,) if few else ()),
            paragraph(
                f"{head.committee} đề nghị thủ trưởng các đơn vị nộp ngay báo cáo; sau lúc khóa sổ ({words.until(last)}) "
                "không nhận báo cáo nữa./."
            ),
        ),
        authority=AUTHORITY,
        position=CHAIRMAN,
        annex=None if few else Annex(heading="DANH SÁCH", subject="Đơn vị chưa nộp báo cáo", blocks=(owed,)),
    )
