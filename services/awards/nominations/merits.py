"""Merits and answers: what a unit states of a subject, and what the rule pack answers. Pure."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Literal

from services.awards.rules.criteria import meets
from services.awards.rules.pack import Confidence, RulePack, Source, SubjectKind, Title

Rating = Literal["outstanding", "good", "completed", "failed"]
"""Xếp loại năm: hoàn thành xuất sắc, hoàn thành tốt, hoàn thành, không hoàn thành nhiệm vụ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merits:
    """What the unit states, each fact by itself; what nobody stated is None and fulfils no criterion.

    `on_hold`: discipline, inspection or a complaint is being looked into (NĐ 152/2025/NĐ-CP Điều 4 khoản 4).
    `members_…` are counts of a collective; `members_disciplined` counts from cảnh cáo up.
    """

    on_hold: bool | None = None
    takes_part: bool | None = None
    rating: Rating | None = None
    months_worked: int | None = None
    productive_work: bool | None = None
    exemplary_conduct: bool | None = None
    topic_accepted: bool | None = None
    united: bool | None = None
    members: int | None = None
    members_ldtt: int | None = None
    members_disciplined: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one rule of the pack says of a nomination."""

    rule: str
    met: bool
    effect: Literal["refuse", "warn"]
    sentence: str
    citation: str
    confidence: Confidence
    confirmed: bool


def answers(
    pack: RulePack, title: Title, kind: SubjectKind, merits: Merits, *, has_initiative: bool
) -> tuple[Answer, ...]:
    """Every question of the pack that concerns this title and kind of subject, answered."""
    rule = pack.title(title)
    holder = next((holder for holder in rule.holders if holder.subject == kind), None) if rule else None
    facts = dataclasses.asdict(merits) | {"initiative": has_initiative}
    asked = [
        _answer(criterion.id, meets(criterion.requires, facts), criterion.effect, criterion.sentence, criterion.source)
        for criterion in pack.criteria
        if title in criterion.titles and kind in criterion.subjects
    ]
    who = _answer(
        "chung.doi-tuong",
        holder is not None,
        "refuse",
        "Thuộc đối tượng được xét tặng danh hiệu",
        holder.source if holder else pack.source,
    )
    return (who, *asked)


def _answer(rule: str, met: bool, effect: Literal["refuse", "warn"], sentence: str, source: Source) -> Answer:
    return Answer(
        rule=rule,
        met=met,
        effect=effect,
        sentence=sentence,
        citation=source.citation,
        confidence=source.confidence,
        confirmed=source.confirmed,
    )
