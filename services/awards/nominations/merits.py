"""Merits and answers: what a unit states of a subject, and what the rule pack answers. Pure."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from services.awards.rules.criteria import facts_of, meets
from services.awards.rules.pack import Confidence, RulePack, Source, SubjectKind, Title
from services.chassis.kit.fields import Choice, Whole, YesNo

Rating = Literal["outstanding", "good", "completed", "failed"]
"""Xếp loại năm: hoàn thành xuất sắc, hoàn thành tốt, hoàn thành, không hoàn thành nhiệm vụ."""


RATINGS: Final = {
    "outstanding": "hoàn thành xuất sắc nhiệm vụ",
    "good": "hoàn thành tốt nhiệm vụ",
    "completed": "hoàn thành nhiệm vụ",
    "failed": "không hoàn thành nhiệm vụ",
}


def _count(label: str) -> Whole:
    return Whole(label, least=0, most=100_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Merits:
    """What the unit states, each fact by itself; what nobody stated is None and fulfils no criterion.

    `on_hold`: discipline, inspection or a complaint is being looked into (NĐ 152/2025/NĐ-CP Điều 4 khoản 4).
    `members_…` are counts of a collective; `members_disciplined` counts from cảnh cáo up.
    """

    on_hold: Annotated[bool | None, YesNo("Đang bị xem xét kỷ luật, thanh tra, khiếu nại")] = None
    takes_part: Annotated[bool | None, YesNo("Tham gia phong trào thi đua")] = None
    rating: Annotated[Rating | None, Choice("Xếp loại năm", words=RATINGS)] = None
    months_worked: Annotated[int | None, Whole("Số tháng công tác trong năm", least=0, most=12)] = None
    productive_work: Annotated[bool | None, YesNo("Lao động, sản xuất có năng suất")] = None
    exemplary_conduct: Annotated[bool | None, YesNo("Gương mẫu chấp hành chủ trương, pháp luật")] = None
    topic_accepted: Annotated[bool | None, YesNo("Đề tài, đề án được nghiệm thu")] = None
    united: Annotated[bool | None, YesNo("Nội bộ đoàn kết")] = None
    members: Annotated[int | None, _count("Số thành viên")] = None
    members_ldtt: Annotated[int | None, _count("Số thành viên đạt Lao động tiên tiến")] = None
    members_disciplined: Annotated[int | None, _count("Số thành viên bị kỷ luật từ cảnh cáo trở lên")] = None


ORDER: Final = (*(fact.name for fact in dataclasses.fields(Merits)), "initiative")


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


@dataclass(frozen=True, slots=True)
class Lacking:
    """A rule that is not met: what it says and where it stands, and the facts that are open, `stated` or not yet."""

    rule: str
    facts: tuple[str, ...]
    stated: bool


def lacking(pack: RulePack, answer: Answer, merits: Merits, rule: str) -> Lacking:
    """Of the facts behind an answer that is not met those that nobody stated, else all; `initiative` may be among them."""
    asks = next((facts_of(one.requires) for one in pack.criteria if one.id == answer.rule), frozenset())
    stated = dataclasses.asdict(merits)
    unstated = {fact for fact in asks if fact in stated and stated[fact] is None}
    return Lacking(rule, tuple(sorted(unstated or asks, key=ORDER.index)), not unstated)


def asked(pack: RulePack, title: str, kinds: Collection[SubjectKind]) -> frozenset[str]:
    """The facts that the pack asks of a subject of one of these kinds for this title; `initiative` may be among them."""
    return frozenset(
        fact
        for criterion in pack.criteria
        if title in criterion.titles and set(kinds) & set(criterion.subjects)
        for fact in facts_of(criterion.requires)
    )


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
