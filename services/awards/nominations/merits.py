"""Merits and answers: what a unit states of a subject, and what the law answers. Pure."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Final, Literal

from services.awards.law.history import History, Said, Work
from services.awards.law.judge import Context, Judgement, Ruled, Truth, Verdict, judge
from services.awards.law.pack import Pack
from services.awards.law.requirements import AllOf, AnyOf, Ask, Members, Requirement, asks, text_of
from services.awards.law.rows import Confidence, SubjectKind
from services.chassis.kit.fields import Choice, Whole, YesNo

Rating = Literal["outstanding", "good", "completed", "failed"]
"""Xếp loại năm: hoàn thành xuất sắc, hoàn thành tốt, hoàn thành, không hoàn thành nhiệm vụ."""
Category = Literal["official", "employee", "worker", "farmer", "other", "soldier", "police", "militia"]
"""Whom the law tells apart among individuals (Điều 23, 24)."""

RATINGS: Final = {
    "outstanding": "hoàn thành xuất sắc nhiệm vụ",
    "good": "hoàn thành tốt nhiệm vụ",
    "completed": "hoàn thành nhiệm vụ",
    "failed": "không hoàn thành nhiệm vụ",
}
CATEGORIES: Final = {
    "official": "cán bộ, công chức, viên chức",
    "employee": "người lao động hưởng lương",
    "worker": "công nhân",
    "farmer": "nông dân",
    "other": "người lao động khác",
    "soldier": "quân nhân",
    "police": "công an",
    "militia": "dân quân",
}


def _count(label: str) -> Whole:
    return Whole(label, least=0, most=100_000, grouped=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Merits:
    """What the unit states, each fact by itself; what nobody stated is None and fulfils no criterion.

    `on_hold`: discipline, inspection or a complaint is being looked into (NĐ 152/2025/NĐ-CP Điều 4 khoản 4).
    `category`: None where the rest tells it: who has a rating is staff. `members_…` are counts of a collective;
    `members_disciplined` counts from cảnh cáo up.
    """

    on_hold: Annotated[bool | None, YesNo("Đang bị xem xét kỷ luật, thanh tra, khiếu nại")] = None
    takes_part: Annotated[bool | None, YesNo("Tham gia phong trào thi đua")] = None
    category: Annotated[
        Category | None,
        Choice(
            "Thuộc nhóm",
            words=CATEGORIES,
            hint="Bỏ trống thì người có xếp loại năm được hiểu là cán bộ, người lao động hưởng lương.",
        ),
    ] = None
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
FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "months": ("months_worked",),
    "topic": ("topic_accepted",),
    "members held": ("members", "members_ldtt"),
    "members disciplined": ("members", "members_disciplined"),
}
"""Where the form asks what the law calls otherwise."""


def history(
    kind: SubjectKind, merits: Merits, *, year: int, initiative: str | None, recorded: History | None = None
) -> History:
    """What is known of a subject: what is recorded, what its unit states, and the initiative on which it rests."""
    said: dict[str, Said | None] = {
        "on_hold": merits.on_hold,
        "takes_part": merits.takes_part,
        "category": merits.category,
        "rating": merits.rating,
        "months": merits.months_worked,
        "productive_work": merits.productive_work,
        "exemplary_conduct": merits.exemplary_conduct,
        "topic": merits.topic_accepted,
        "united": merits.united,
        "initiative": initiative is not None,
    }
    counts = {"held": merits.members_ldtt, "disciplined": merits.members_disciplined}
    return replace(
        recorded or History(kind=kind),
        stated={name: value for name, value in said.items() if value is not None},
        works=(Work("initiative", "base", year, id=initiative, event=f"initiative/{initiative}"),)
        if initiative
        else (),
        tallies={
            name: (merits.members, count)
            for name, count in counts.items()
            if merits.members is not None and count is not None
        },
    )


def too_many(merits: Merits) -> bool:
    """Whether more members are counted than there are."""
    parts = (merits.members_ldtt, merits.members_disciplined)
    return merits.members is not None and any(part is not None and part > merits.members for part in parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one rule of the law says of a nomination.

    `sources`: the entries and awards on which it rests, `stated` whether it rests on the unit's word too, `against` the facts of
    which something else is recorded than the unit states: what is recorded counts. Earlier builds stored none of the three, and
    before them no `truth` (what was not met may have been unknown), no branch and nothing missing.
    """

    rule: str
    met: bool
    effect: Literal["refuse", "warn"]
    sentence: str
    citation: str
    confidence: Confidence
    confirmed: bool
    truth: Literal["met", "not-met", "unknown"] | None = None
    branch: str = ""
    missing: tuple[str, ...] = ()
    stated: bool | None = None
    sources: tuple[str, ...] = ()
    against: tuple[str, ...] = ()


def judged(
    pack: Pack,
    title: str,
    kind: SubjectKind,
    merits: Merits,
    *,
    year: int,
    received_on: date,
    initiative: str | None,
    recorded: History | None = None,
) -> Judgement:
    """The judgement of the pack on what is recorded and what was stated."""
    context = Context(pack=pack, award=title, year=year, day=received_on)
    return judge(context, history(kind, merits, year=year, initiative=initiative, recorded=recorded))


def answers(judgement: Judgement) -> tuple[Answer, ...]:
    """Every rule that concerns this title and kind of subject, answered; an award that the pack does not know honours nobody."""
    if not judgement.rules:
        source = judgement.pack.source
        return (_answer(WHO, "Thuộc đối tượng được xét tặng danh hiệu", source.citation, source.confidence, True),)
    return tuple(answer_of(rule) for rule in judgement.rules)


WHO: Final = "chung.doi-tuong"
ALL: Final = text_of(AllOf(()))


def answer_of(ruled: Ruled) -> Answer:
    """The answer of one rule, as it is stored."""
    row, verdict = ruled.row, ruled.verdict
    whom = row.table == "award"
    branch = verdict.branch
    return Answer(
        rule=WHO if whom else row.id,
        met=verdict.truth is Truth.MET,
        effect="refuse" if ruled.binds else "warn",
        sentence="Thuộc đối tượng được xét tặng danh hiệu" if whom else row.fields["sentence"],
        citation=row.source.citation,
        confidence=row.sure,
        confirmed=row.confirmed,
        truth=verdict.truth.value,
        branch=(branch.cite or branch.text) if branch else "",
        missing=verdict.missing,
        stated=verdict.stated,
        sources=verdict.events,
        against=verdict.against,
    )


def _answer(rule: str, sentence: str, citation: str, confidence: Confidence, confirmed: bool) -> Answer:
    return Answer(
        rule=rule,
        met=False,
        effect="refuse",
        sentence=sentence,
        citation=citation,
        confidence=confidence,
        confirmed=confirmed,
        truth="not-met",
    )


@dataclass(frozen=True, slots=True)
class Lacking:
    """A rule that is not met: what it says and where it stands, and the facts that are open, `stated` or not yet.

    `against`: those of which something else is recorded.
    """

    rule: str
    facts: tuple[str, ...]
    stated: bool
    against: tuple[str, ...] = ()


def lacking(verdict: Verdict, rule: str) -> Lacking:
    """Of a verdict that is not met the fields that are open: those that nobody stated, else those that do not suffice."""
    missing = fields(verdict.missing)
    return Lacking(rule, missing or fields(sorted(_open(verdict))), not missing, fields(verdict.against))


def _open(verdict: Verdict) -> set[str]:
    """The facts that speak against a verdict; a branch for another category of people is nobody's to fill in."""
    if not verdict.parts:
        return {_fact(verdict.text)} if verdict.truth is not Truth.MET else set()
    whose = [part for part in verdict.parts if _fact(part.text) == "category" and part.truth is Truth.NOT_MET]
    if whose and verdict.text == ALL:
        return set()
    rest = [part for part in verdict.parts if part.truth is not Truth.MET and part not in whose]
    return {fact for part in rest or whose for fact in _open(part)}


def _fact(text: str) -> str:
    _, of_members, asked_ = text.partition(" : ")
    name = re.match(r"(?:not )?([a-z_]+)", asked_ or text)
    return f"{'members ' if of_members else ''}{name.group(1) if name else ''}"


def fields(facts: Sequence[str]) -> tuple[str, ...]:
    """The fields of the form that ask these facts."""
    found = {field for fact in facts for field in FIELDS.get(fact, (fact,)) if field in ORDER}
    return tuple(sorted(found, key=ORDER.index))


def asked(pack: Pack, title: str, kinds: Collection[SubjectKind]) -> frozenset[str]:
    """The fields that the law asks of a subject of one of these kinds for this title; `initiative` may be among them."""
    facts: set[str] = set()
    open_, seen = [title], {title}
    while open_:
        for row in pack.of("rule", open_.pop()):
            if not set(kinds) & set(row.fields["subjects"]):
                continue
            members = {id(ask) for ask in _of_members(row.fields["requires"])}
            for ask in asks(row.fields["requires"]):
                facts.add(f"members {ask.fact}" if id(ask) in members else ask.fact)
                if ask.fact == "meets" and ask.args[0] not in seen:
                    seen.add(str(ask.args[0]))
                    open_.append(str(ask.args[0]))
    return frozenset(fields(sorted(facts)))


def always(pack: Pack, title: str, kinds: Collection[SubjectKind]) -> frozenset[str]:
    """Those that the law asks in any case; what stands among alternatives depends on the person's group, which is asked itself."""
    facts = {
        fact
        for row in pack.of("rule", title)
        if set(kinds) & set(row.fields["subjects"])
        for fact in _outright(row.fields["requires"])
    }
    return frozenset(fields(sorted(facts))) | (asked(pack, title, kinds) & {"category"})


def _outright(requirement: Requirement) -> set[str]:
    match requirement:
        case AllOf(parts=parts):
            return {fact for part in parts for fact in _outright(part)}
        case Members(of=of):
            return {f"members {of.fact}"}
        case AnyOf():
            return set()
        case _:
            return {ask.fact for ask in asks(requirement)}


def _of_members(requirement: Requirement) -> Sequence[Ask]:
    match requirement:
        case Members(of=of):
            return [of]
        case AnyOf(parts=parts) | AllOf(parts=parts):
            return [ask for part in parts for ask in _of_members(part)]
        case _:
            return []
