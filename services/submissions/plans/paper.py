"""What the paper of a plan says: purposes and requirements, the reports that it asks for, its budget, its tasks in an annex,
who gets it and who signs it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.chassis import words
from services.chassis.documents.letterhead import AUTHORITY, CHAIRMAN, Letterhead, letterhead
from services.chassis.documents.paper import Annex, Block, Paper, heading, item, paragraph, table
from services.chassis.errors import NotFound
from services.chassis.kit.papers import RecordPaper
from services.submissions.plans import projection
from services.submissions.wards.projection import name_of
from thidua_contracts.codes import UnitKind

NAME: Final = "Kế hoạch"
UNITS: Final = "SELECT unit_id, name FROM units WHERE ward_code = $1 AND unit_id = ANY ($2::uuid[])"
ROMAN: Final = ("I", "II", "III", "IV")

Section = tuple[str, list[Block]]


async def says(connection: asyncpg.Connection, row: Mapping[str, Any]) -> Paper:
    """The paper of the plan of a list's row."""
    plan = await projection.one(connection, row["plan_id"])
    if plan is None:
        raise NotFound("plan")
    head = letterhead(await name_of(connection, row["ward_code"]))
    units = await connection.fetch(UNITS, row["ward_code"], [UUID(task["unit_id"]) for task in plan["tasks"]])
    return Paper(
        issuer=head.issuer,
        number=plan["number"],
        symbol=plan["symbol"] or "KH-UBND",
        place=head.place,
        day=plan["issued_on"],
        kind=NAME.upper(),
        subject=subject(plan["title"]),
        bases=tuple(map(basis, plan["legal_bases"])),
        blocks=tuple(blocks(head, plan)),
        recipients=tuple(plan["recipients"]),
        authority=plan["authority"] or AUTHORITY,
        **signing(plan["signer_title"] or CHAIRMAN),
        signer=row["signer"] or "",
        annex=annex(plan, {str(unit["unit_id"]): unit["name"] for unit in units}),
    )


def signing(title: str) -> dict[str, str]:
    """The words above the signature, in capitals (Nghị định 30/2020/NĐ-CP, Phụ lục I, mục II.7): "KT. CHỦ TỊCH / PHÓ CHỦ TỊCH" says in
    whose place somebody of which position signs.
    """
    place, _, position = title.upper().rpartition(" / ")
    return {"in_place_of": place, "position": position}


def subject(title: str) -> str:
    """The title without the name of the paper, which stands above it."""
    bare = title.removeprefix(NAME).strip() or title
    return bare[:1].upper() + bare[1:]


def basis(one: Mapping[str, Any]) -> str:
    """ "Luật Thi đua, khen thưởng số 06/2022/QH15 ngày 15/06/2022"."""
    number = f" số {one['number']}" if one["number"] else ""
    day = f" ngày {words.day(date.fromisoformat(one['issued_on']))}" if one["issued_on"] else ""
    return f"{one['title']}{number}{day}"


def blocks(head: Letterhead, plan: Mapping[str, Any]) -> list[Block]:
    """The text of a plan: what it does not have, it does not speak of."""
    sections = [one for one in (_aims(plan), _content(plan), _budget(plan), _carrying_out(head)) if one[1]]
    told = [
        block
        for number, (title, said) in zip(ROMAN, sections, strict=False)
        for block in (heading(f"{number}. {title}"), *said)
    ]
    named = f"Kế hoạch {plan['title'].removeprefix(NAME).strip()}"
    return [paragraph(f"{head.committee} ban hành {named} như sau:"), *told]


def _aims(plan: Mapping[str, Any]) -> Section:
    return "MỤC ĐÍCH, YÊU CẦU", [
        *_list("Mục đích", plan["purposes"]),
        *_list("Yêu cầu", plan["requirements"]),
    ]


def _list(title: str, lines: Sequence[str]) -> list[Block]:
    return [paragraph("", f"{title}:"), *map(item, lines)] if lines else []


def _content(plan: Mapping[str, Any]) -> Section:
    rows = [
        (
            one["name"],
            words.until(one["due_at"]),
            words.until(one["locks_at"]),
            ", ".join(UnitKind.words().get(kind, kind) for kind in one["unit_kinds"]) or "Mọi đơn vị",
        )
        for one in plan["obligations"]
    ]
    reports = [
        paragraph(
            "Các đơn vị gửi báo cáo theo bảng dưới đây. Sau hạn nộp là nộp trễ; sau lúc khóa sổ không nhận báo cáo.",
            "Chế độ báo cáo:",
        ),
        table(("Báo cáo", "Hạn nộp", "Khóa sổ", "Đơn vị phải nộp"), rows),
    ]
    tasks = paragraph("Có phụ lục chi tiết kèm theo.", "Nhiệm vụ cụ thể:")
    return "NỘI DUNG", [*(reports if rows else ()), *((tasks,) if plan["tasks"] else ())]


def _budget(plan: Mapping[str, Any]) -> Section:
    if not plan["budget"]:
        return "KINH PHÍ THỰC HIỆN", []
    rows = [(one["purpose"], words.dong(one["amount"]), one["source"] or "") for one in plan["budget"]]
    total = words.dong(sum(one["amount"] for one in plan["budget"]))
    return "KINH PHÍ THỰC HIỆN", [
        paragraph(f"Tổng kinh phí dự kiến: {total}, gồm:"),
        table(("Nội dung chi", "Số tiền", "Nguồn"), rows),
    ]


def _carrying_out(head: Letterhead) -> Section:
    return "TỔ CHỨC THỰC HIỆN", [
        paragraph(
            "Các cơ quan, đơn vị, đoàn thể, tổ dân phố căn cứ Kế hoạch này tổ chức thực hiện và báo cáo đúng hạn."
        ),
        paragraph(f"Trong quá trình thực hiện, nếu có vướng mắc, phản ánh về {head.committee} để được hướng dẫn./."),
    ]


def annex(plan: Mapping[str, Any], units: Mapping[str, str]) -> Annex | None:
    """The tasks of the annex in their order, each with its unit and day; None where a plan has none."""
    if not plan["tasks"]:
        return None
    rows = [
        (
            task["code"],
            task["name"],
            units.get(task["unit_id"], ""),
            words.day(date.fromisoformat(task["due_on"])),
            task["result"] or "",
        )
        for task in plan["tasks"]
    ]
    columns = ("Số", "Nhiệm vụ", "Chủ trì", "Thời hạn", "Sản phẩm")
    return Annex(heading="PHỤ LỤC", subject="Nhiệm vụ cụ thể", blocks=(table(columns, rows),))


PAPER: Final = RecordPaper(name="plan", title=NAME, says=says)
