"""What the paper of a plan says: its bases, the reports that it asks for, who gets it and who signs it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import asyncpg

from services.chassis import words
from services.chassis.documents.letterhead import AUTHORITY, CHAIRMAN, Letterhead, letterhead
from services.chassis.documents.paper import Block, Paper, heading, paragraph, table
from services.chassis.errors import NotFound
from services.chassis.kit.papers import RecordPaper
from services.submissions.plans import projection
from services.submissions.wards.projection import name_of
from thidua_contracts.codes import UnitKind

NAME: Final = "Kế hoạch"


async def says(connection: asyncpg.Connection, row: Mapping[str, Any]) -> Paper:
    """The paper of the plan of a list's row."""
    plan = await projection.one(connection, row["plan_id"])
    if plan is None:
        raise NotFound("plan")
    head = letterhead(await name_of(connection, row["ward_code"]))
    return Paper(
        issuer=head.issuer,
        number=plan["number"],
        symbol=plan["symbol"] or "KH-UBND",
        place=head.place,
        day=plan["issued_on"],
        kind=NAME.upper(),
        subject=subject(plan["title"]),
        bases=tuple(map(basis, plan["legal_bases"])),
        blocks=tuple(blocks(head, plan["title"], plan["obligations"])),
        recipients=tuple(plan["recipients"]),
        authority=plan["authority"] or AUTHORITY,
        position=plan["signer_title"] or CHAIRMAN,
        signer=row["signer"] or "",
    )


def subject(title: str) -> str:
    """The title without the name of the paper, which stands above it."""
    bare = title.removeprefix(NAME).strip() or title
    return bare[:1].upper() + bare[1:]


def basis(one: Mapping[str, Any]) -> str:
    """ "Luật Thi đua, khen thưởng số 06/2022/QH15 ngày 15/06/2022"."""
    number = f" số {one['number']}" if one["number"] else ""
    day = f" ngày {words.day(date.fromisoformat(one['issued_on']))}" if one["issued_on"] else ""
    return f"{one['title']}{number}{day}"


def blocks(head: Letterhead, title: str, obligations: Sequence[Mapping[str, Any]]) -> list[Block]:
    """The text of a plan."""
    named = f"Kế hoạch {title.removeprefix(NAME).strip()}"
    rows = [
        (
            one["name"],
            words.until(one["due_at"]),
            words.until(one["locks_at"]),
            ", ".join(UnitKind.words().get(kind, kind) for kind in one["unit_kinds"]) or "Mọi đơn vị",
        )
        for one in obligations
    ]
    reports = [
        heading("I. CHẾ ĐỘ BÁO CÁO"),
        paragraph(
            "Các đơn vị gửi báo cáo theo bảng dưới đây. Sau hạn nộp là nộp trễ; sau lúc khóa sổ không nhận báo cáo."
        ),
        table(("Báo cáo", "Hạn nộp", "Khóa sổ", "Đơn vị phải nộp"), rows),
    ]
    return [
        paragraph(f"{head.committee} ban hành {named} như sau:"),
        *(reports if rows else ()),
        heading(f"{'II' if rows else 'I'}. TỔ CHỨC THỰC HIỆN"),
        paragraph(
            "Các cơ quan, đơn vị, đoàn thể, tổ dân phố căn cứ Kế hoạch này tổ chức thực hiện và báo cáo đúng hạn."
        ),
        paragraph(f"Trong quá trình thực hiện, nếu có vướng mắc, phản ánh về {head.committee} để được hướng dẫn./."),
    ]


PAPER: Final = RecordPaper(name="plan", title=NAME, says=says)
