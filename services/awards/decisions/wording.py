"""Wording: decisions and their lists as the pages say them. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from services.awards.naming import title
from services.awards.nominations.commands import OF_PAPER, PARTS
from services.awards.nominations.wording import LESS
from services.awards.refusal import marked
from services.chassis import words
from services.chassis.kit.fields import lower
from thidua_contracts.codes import DeciderLevel, SubjectKind

Row = Mapping[str, Any]


def counted(lines: Iterable[Row]) -> str:
    """ "23 cá nhân, 4 tập thể, 2 hộ gia đình": only what there is."""
    found = Counter(line["subject_kind"] for line in lines)
    return ", ".join(f"{found[kind]} {kind.spoken}" for kind in SubjectKind if found[kind])


def each(of: str, kind: str, reckoned: str) -> str:
    """ "“Lao động tiên tiến”, mỗi cá nhân: hệ số 0,3 × lương cơ sở 2.340.000 đ = 702.000 đ."."""
    return f"“{title(of)}”, mỗi {SubjectKind(kind).spoken}: {reckoned}."


def level(code: str) -> str:
    """ "Xã, phường quyết định"."""
    return f"{DeciderLevel(code).label} quyết định"


def public(line: Row) -> str:
    """Whom a line honours, as anybody may read it: a collective by name, anybody else by unit."""
    unit = line["unit"] or "một đơn vị"
    match line["subject_kind"]:
        case "collective":
            reads = [one["reads"] for one in line["corrections"] if one["part"] == "name" and one["reads"]]
            return str(reads[-1] if reads else unit)
        case "household":
            return f"Một hộ gia đình thuộc {unit}"
        case _:
            return f"Một cá nhân thuộc {unit}"


def unsure(line: Row) -> str:
    """What of a line's money nobody has confirmed: how it is reckoned, or that the period's other title was taken off."""
    reckoned = [] if line["money_confirmed"] else [marked("mức thưởng", confirmed=False)]
    return "; ".join([*reckoned, *([LESS] if line["payable"] != line["amount"] else [])])


def titles(codes: Iterable[str]) -> str:
    """ "Lao động tiên tiến; Tập thể lao động tiên tiến"."""
    return "; ".join(title(code) for code in codes)


def state(lines: Iterable[Row], *, withdrawn: bool) -> tuple[str, str]:
    """The state of a decision as icon and word."""
    if withdrawn:
        return ("annulled", "Đã rút, ghi nhầm")
    states = [line["state"] for line in lines]
    return _state(len(states), states.count("annulled"))


def listed_state(decision: Row) -> tuple[str, str]:
    """The same of a decision in a list."""
    return _state(decision["awards"], decision["annulled"])


def _state(awards: int, annulled: int) -> tuple[str, str]:
    if not annulled:
        return ("decided", "Đã quyết định")
    return ("annulled", "Đã hủy bỏ" if annulled == awards else f"Hủy bỏ {annulled}/{awards} danh hiệu")


def line_state(line: Row) -> tuple[str, str] | None:
    """The state of a line that does not stand."""
    return {"annulled": ("annulled", "Đã hủy bỏ"), "withdrawn": ("annulled", "Đã rút, ghi nhầm")}.get(line["state"])


def as_signed(decision: Row) -> str:
    """How number and day read when it was signed, where they were corrected since."""
    number, signed_on = decision["number_as_signed"], decision["day_as_signed"]
    if (number, signed_on) == (decision["document_number"], decision["signed_on"]):
        return ""
    return f"Khi ký ghi số {number}, ngày {words.day(signed_on)}; số, ngày trên đây đã đính chính."


def notes(line: Row) -> list[str]:
    """By which papers a line was annulled and corrected, and how it reads since."""
    said = []
    if line["state"] == "annulled":
        said.append(f"Hủy bỏ theo văn bản số {line['annulled_by']} ngày {words.day(line['annulled_on'])}")
    for one in line["corrections"]:
        if one["part"] in OF_PAPER:  # said once, of the decision
            continue
        paper = f"văn bản số {one['document_number']} ngày {words.day(one['effective_on'])}"
        reads = (
            f": “{one['reads']}”, trước ghi “{one['written']}”" if one["reads"] else "; chữ đúng đọc trong văn bản đó"
        )
        said.append(f"Đã đính chính {lower(PARTS[one['part']])} theo {paper}{reads}")
    return said
