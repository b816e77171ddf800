"""Wording: facts as code words and instants become Vietnamese phrases, in the register of official letters.

Facts are stored, phrases are not: a better sentence tomorrow reads the facts of yesterday.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from string import Template
from typing import Final

from services.chassis import words
from services.chassis.kit.fields import lower
from thidua_contracts.codes import Mistake, ReportPeriod, Role, WardKind

TITLES: Final = {
    "LDTT": "Lao động tiên tiến",
    "CSTDCS": "Chiến sĩ thi đua cơ sở",
    "TTLDTT": "Tập thể lao động tiên tiến",
    "GK": "Giấy khen",
}
FORMS: Final = frozenset({"GK"})
"""Of these, what is no title (danh hiệu) and is not called one."""


def phrases(facts: Mapping[str, str]) -> dict[str, str]:
    """The facts themselves and what they mean in words; a fact that is absent has a phrase that reads well without it."""
    said = {"unit": "đơn vị", "ward": "phường, xã", "year": "", **facts}
    said["held_for"] = "".join(f", {_in_a_sentence(facts[name])}" for name in ("unit", "ward") if name in facts)
    said["report"], said["plan"] = _report(facts), _plan(facts)
    said["ward"] = _in_a_sentence(said["ward"])
    said["title"] = TITLES.get(facts.get("title", ""), "thi đua")
    said["award"] = said["title"] if facts.get("title") in FORMS else f"danh hiệu “{said['title']}”"
    said |= {word.capitalize(): said[word][:1].upper() + said[word][1:] for word in ("report", "ward", "unit")}
    said["recalled_for"] = f" Lý do: {Mistake(facts['recalled_for']).spoken}." if "recalled_for" in facts else ""
    said["instead"] = _instead(facts)
    if "due_at" in facts:
        said["deadline"] = words.until(datetime.fromisoformat(facts["due_at"]))
    if "returned_at" in facts:
        said["returned_day"] = words.day(datetime.fromisoformat(facts["returned_at"]))
    if "decided_on" in facts:
        said["decision_day"] = words.day(date.fromisoformat(facts["decided_on"]))
    for name in ("corrected_on", "annulled_on", "restored_on"):
        if name in facts:
            said["document_day"] = words.day(date.fromisoformat(facts[name]))
    if "settled_on" in facts:
        said["settled_day"] = words.day(date.fromisoformat(facts["settled_on"]))
    if "held_on" in facts:
        said["session_day"] = words.day(date.fromisoformat(facts["held_on"]))
    if "briefed_on" in facts:
        said["briefing_day"] = words.day(date.fromisoformat(facts["briefed_on"]))
    if "role" in facts:
        said["role"] = Role(facts["role"]).label
    if "valid_from" in facts:
        until = f" đến hết ngày {words.day(date.fromisoformat(facts['valid_to']))}" if "valid_to" in facts else ""
        said["term"] = f"từ ngày {words.day(date.fromisoformat(facts['valid_from']))}{until}"
    if "relieved_at" in facts:
        said["relieved_day"] = words.day(datetime.fromisoformat(facts["relieved_at"]))
    if "money_dong" in facts:
        said["money"] = words.dong(int(facts["money_dong"]))
    for name in ("to_pay", "to_recover"):
        if f"{name}_dong" in facts:
            said[name] = words.dong(int(facts[f"{name}_dong"]))
    return said


def filled(text: str, facts: Mapping[str, str]) -> str:
    """A sentence with its phrases. Raises KeyError when the sentence asks for something that the facts do not give."""
    return Template(text).substitute(phrases(facts))


def _report(facts: Mapping[str, str]) -> str:
    """ "báo cáo sơ kết 6 tháng (Kế hoạch số 57/KH-UBND năm 2024)"; where the plan was not heard, "báo cáo sơ kết 6 tháng đầu năm 2024"."""
    year = facts.get("year", "")
    if "report_name" in facts and "plan_number" in facts:
        return f"{lower(facts['report_name'])} (Kế hoạch số {facts['plan_number']} năm {year})"
    return f"{ReportPeriod(facts['period']).spoken if 'period' in facts else 'báo cáo'} {year}".strip()


def _plan(facts: Mapping[str, str]) -> str:
    """ "“Kế hoạch công tác thi đua năm 2024”"."""
    if "plan_title" in facts:
        return f"“{facts['plan_title']}”"
    return f"kế hoạch thi đua, khen thưởng năm {facts.get('year', '')}".strip()


def _instead(facts: Mapping[str, str]) -> str:
    """ " Văn bản thay thế: số 152/2025/NĐ-CP, Nghị định …."; nothing where none stands in its place."""
    if "instead_number" not in facts:
        return ""
    return f" Văn bản thay thế: số {facts['instead_number']}, {facts.get('instead_title', '')}."


def _in_a_sentence(ward: str) -> str:
    """ "Phường Quyết Thắng" at the head of a list is "phường Quyết Thắng" in a sentence."""
    kind = next((kind for kind in WardKind if ward.startswith(f"{kind.label} ")), None)
    return ward if kind is None else kind.spoken + ward.removeprefix(kind.label)
