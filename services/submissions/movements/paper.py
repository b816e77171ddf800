"""What the letter says by which a movement is launched."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import asyncpg

from services.chassis import words
from services.chassis.documents.letterhead import AUTHORITY, CHAIRMAN, letterhead
from services.chassis.documents.paper import Block, Paper, item, paragraph
from services.chassis.kit.papers import RecordPaper
from services.submissions.fields import in_a_row
from services.submissions.movements.events import SUBJECTS
from services.submissions.wards.projection import name_of

LAUNCHED_UNDER: Final = """
SELECT p.number, p.symbol, p.issued_on, p.title FROM movements m
JOIN plans p ON p.ward_code = m.ward_code AND p.plan_id = m.plan_id
WHERE m.ward_code = $1 AND m.movement_id = $2
"""


async def says(connection: asyncpg.Connection, row: Mapping[str, Any]) -> Paper:
    """The letter of the movement of a list's row."""
    head = letterhead(await name_of(connection, row["ward_code"]))
    plan = await connection.fetchrow(LAUNCHED_UNDER, row["ward_code"], row["movement_id"])
    under = (
        f"Thực hiện Kế hoạch số {plan['number']:02}/{plan['symbol']} ngày {words.day(plan['issued_on'])} của {head.committee}, "
        if plan and plan["number"]
        else ""
    )
    until = f" đến hết ngày {words.day(row['ends_on'])}" if row["ends_on"] else ""
    asked = _asked(row)
    return Paper(
        issuer=head.issuer,
        symbol="UBND",
        place=head.place,
        subject=f"phát động và đăng ký tham gia phong trào thi đua “{row['name']}”",
        addressees=(f"Các cơ quan, đơn vị, đoàn thể, tổ dân phố thuộc {head.ward}",),
        blocks=(
            paragraph(f"{under}{head.committee} phát động phong trào thi đua với nội dung như sau:"),
            item(f"Tên phong trào: “{row['name']}”, mã {row['code']};"),
            item(f"Thời gian: từ ngày {words.day(row['starts_on'])}{until}{';' if asked else '.'}"),
            *asked,
            paragraph(
                "Đề nghị các cơ quan, đơn vị phổ biến phong trào đến cán bộ, công chức, viên chức, người lao động và Nhân dân; "
                "đăng ký tham gia và tổ chức thực hiện nghiêm túc, thiết thực, hiệu quả."
            ),
            paragraph(
                f"Trong quá trình thực hiện, nếu có vướng mắc, phản ánh về {head.committee} để được hướng dẫn./."
            ),
        ),
        authority=AUTHORITY,
        position=CHAIRMAN,
    )


def _asked(row: Mapping[str, Any]) -> list[Block]:
    """What it asks of whom, as far as it is said."""
    whom = ", ".join(SUBJECTS.get(one, one).lower() for one in row["subjects"])
    said = [
        ("Chủ đề, khẩu hiệu", row["slogan"]),
        ("Hưởng ứng", row["parent"]),
        ("Đối tượng tham gia", whom),
        ("Mục tiêu, nội dung", in_a_row(row["goals"])),
        ("Tiêu chí thi đua", in_a_row(row["criteria"])),
    ]
    told = [f"{label}: {value.rstrip('.;')}" for label, value in said if value]
    return [item(f"{each}{';' if place < len(told) else '.'}") for place, each in enumerate(told, 1)]


PAPER: Final = RecordPaper(name="launch", title="Công văn phát động phong trào", says=says)
