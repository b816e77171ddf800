"""The judge: what the rules of a pack say of a subject for an award, branch by branch, in three values. Pure.

An award without an applicable rule is never met. A rule that nobody confirmed warns or asks for a person's judgement; it
never refuses.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, Literal, assert_never

from services.awards.law.derived import DERIVED, FAR, Asked, Found, stated
from services.awards.law.history import History
from services.awards.law.pack import COMMON, Law, Pack
from services.awards.law.requirements import AllOf, AnyOf, Ask, Const, Members, Named, Requirement, text_of
from services.awards.law.rows import Row


class Truth(StrEnum):
    """Whether something is so."""

    MET = "met"
    NOT_MET = "not-met"
    UNKNOWN = "unknown"


Status = Literal["refused", "hold", "incomplete", "judge", "ready"]
RANK: Final[Sequence[Status]] = ("refused", "hold", "incomplete", "judge", "ready")
"""From worst to best, for the more favourable of two packs."""
HOLD: Final = "chung.tam-dung"
"""The rule that puts a subject on hold (NĐ 152 Điều 4 khoản 4)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What one line of a rule comes to; `parts` are the branches below it."""

    truth: Truth
    text: str
    cite: str = ""
    got: str = ""
    events: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()
    stated: bool = False
    against: tuple[str, ...] = ()
    """The facts of which something else is recorded than stated: what is recorded counts."""
    parts: tuple[Verdict, ...] = ()

    @property
    def branch(self) -> Verdict | None:
        """Of an any-of, the branch that is met."""
        return next((part for part in self.parts if part.truth is Truth.MET), None)


@dataclass(frozen=True, slots=True)
class Ruled:
    """One rule of the pack and what it comes to."""

    row: Row
    verdict: Verdict

    @property
    def binds(self) -> bool:
        """Whether it refuses by itself when it is not met."""
        return self.row.binds


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What the pack says of a subject for an award."""

    status: Status
    award: str
    pack: Pack
    rules: tuple[Ruled, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """What has to be known to say more; not asked where the answer could not change anything."""
        if self.status == "refused":
            return ()
        return tuple(dict.fromkeys(one for rule in self.rules for one in rule.verdict.missing))


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What is judged: an award of a counted year, asked on a day; `review` is the day of the unit's review meeting."""

    pack: Pack
    award: str
    year: int
    day: date
    review: date | None = None

    @property
    def count_day(self) -> date:
        """The day whose members and holds count: the last of the year, or the review if that is earlier."""
        return min(date(self.year, 12, 31), self.review or self.day)


def judge(context: Context, history: History) -> Judgement:
    """Every rule of the pack that concerns this award and kind of subject, answered."""
    pack, award = context.pack, context.award
    row = pack.row("award", award)
    if row is None:
        return Judgement(status="refused", award=award, pack=pack, rules=())
    rules = (Ruled(row, _honours(row, context, history)), *_rules(context, award, history))
    return Judgement(status=_status(rules), award=award, pack=pack, rules=rules)


def _status(rules: Sequence[Ruled]) -> Status:
    truths = [(rule.verdict.truth, rule.binds, rule.row.id) for rule in rules]
    if any(truth is Truth.NOT_MET and binds and row_id != HOLD for truth, binds, row_id in truths):
        return "refused"
    if any(truth is Truth.NOT_MET and binds for truth, binds, _ in truths):
        return "hold"
    if any(truth is Truth.UNKNOWN and binds for truth, binds, _ in truths):
        return "incomplete"
    own = [rule for rule in rules if rule.row.table == "rule" and not rule.row.id.startswith(COMMON)]
    if not own or any(truth is not Truth.MET for truth, _, _ in truths):
        return "judge"  # an award without a rule, or with rules that nobody confirmed, is a person's to judge
    return "ready"


def _rules(context: Context, award: str, history: History) -> Iterable[Ruled]:
    form = bool((row := context.pack.row("award", award)) and row.fields["form"])
    for row in context.pack.of("rule", award, history.kind):
        asked = Asked(context.pack, history, context.year, context.count_day, form)
        yield Ruled(row, _verdict(row.fields["requires"], asked, row.source.citation, (award,)))


def _honours(row: Row, context: Context, history: History) -> Verdict:
    """Whether the award honours this kind of subject, and of individuals this category."""
    text = "Thuộc đối tượng được xét tặng"
    if history.kind not in row.fields["subjects"]:
        return Verdict(truth=Truth.NOT_MET, text=text, cite=row.source.citation, got=history.kind)
    wanted = row.fields.get("categories")
    if history.kind != "individual" or wanted is None:
        return Verdict(truth=Truth.MET, text=text, cite=row.source.citation, got=history.kind)
    asked = Asked(context.pack, history, context.year, context.count_day)
    found = DERIVED["category"](asked, ("count_day",))
    return _of(found, _in(found, wanted), text, row.source.citation)


def _verdict(requirement: Requirement, asked: Asked, cite: str, within: tuple[str, ...]) -> Verdict:
    own = requirement.cite or cite
    match requirement:
        case Ask():
            return _answer(requirement, asked, own, within)
        case Members():
            return _members(requirement, asked, own, within)
        case AnyOf(parts=parts) | AllOf(parts=parts):
            below = tuple(_verdict(part, asked, cite, within) for part in parts)
            some = isinstance(requirement, AnyOf)
            truth = either(one.truth for one in below) if some else both(one.truth for one in below)
            # branches that cannot come true any more, and those that need not, ask for nothing
            wanted = [one for one in below if truth is Truth.UNKNOWN and one.truth is Truth.UNKNOWN]
            behind = [one for one in below if one.truth is truth]
            return Verdict(
                truth=truth,
                text=text_of(requirement),
                cite=own,
                events=_once(event for one in behind for event in one.events),
                missing=_once(name for one in wanted for name in one.missing),
                aside=_once(said for one in below for said in one.aside),
                stated=any(one.stated for one in behind),
                against=_once(name for one in below for name in one.against),
                parts=below,
            )
        case _:
            assert_never(requirement)


def _answer(ask: Ask, asked: Asked, cite: str, within: tuple[str, ...]) -> Verdict:
    row = asked.pack.row("fact", ask.fact)
    if row is None:
        raise LookupError(f"the pack has no fact {ask.fact}")
    args = [_resolved(arg, asked.pack) for arg in ask.args]
    if ask.fact == "meets":
        return _meets(str(args[0]), asked, cite, within, ask)
    found = DERIVED[ask.fact](asked, args) if row.fields["source"] == "derived" else stated(asked, ask.fact)
    value = _resolved(ask.value, asked.pack) if ask.value is not None else None
    return _of(found, _compared(found, ask.op, value, row.fields.get("words", ())), text_of(ask), cite)


def _meets(award: str, asked: Asked, cite: str, within: tuple[str, ...], ask: Ask) -> Verdict:
    """Whether another award's own rules are met, asked under that award's own kind."""
    if award in within:
        raise LookupError(f"{award} rests on itself")
    row = asked.pack.row("award", award)
    if row is None:
        raise LookupError(f"the pack has no award {award}")
    own = Asked(asked.pack, asked.history, asked.year, asked.day, bool(row.fields["form"]))
    context = Context(pack=asked.pack, award=award, year=asked.year, day=asked.day)
    rules = asked.pack.of("rule", award, asked.history.kind)
    parts = [_honours(row, context, asked.history)]
    parts += [_verdict(rule.fields["requires"], own, rule.source.citation, (*within, award)) for rule in rules]
    ruled = any(not rule.id.startswith(COMMON) for rule in rules)
    truth = both(part.truth for part in parts) if ruled else Truth.NOT_MET
    wanted = parts if truth is Truth.UNKNOWN else []
    return Verdict(
        truth=truth,
        text=text_of(ask),
        cite=cite,
        got=row.fields["name"],
        events=_once(event for part in parts for event in part.events),
        missing=_once(name for part in wanted if part.truth is Truth.UNKNOWN for name in part.missing),
        aside=_once(said for part in parts for said in part.aside),
        stated=any(part.stated for part in parts),
        against=_once(name for part in parts for name in part.against),
        parts=tuple(parts),
    )


def _members(members: Members, asked: Asked, cite: str, within: tuple[str, ...]) -> Verdict:
    """How many of the members of the day meet the question; pending and unknown ones leave bounds."""
    text, least = text_of(members), members.least
    share = Decimal(str(_resolved(least, asked.pack))) if least is not None else Decimal(1)
    tally = asked.history.tallies.get(members.of.fact)
    recorded, fact = Verdict(truth=Truth.UNKNOWN, text=text, cite=cite), f"members {members.of.fact}"
    if asked.history.members is None:
        return _tallied(members.how, share, tally, 0, recorded, fact)
    present = [
        one for one in asked.history.members if not one.service or any(span.on(asked.day) for span in one.service)
    ]
    each = [_answer(members.of, Asked(asked.pack, one, asked.year, asked.day), cite, within) for one in present]
    yes = [one for one in each if one.truth is Truth.MET]
    open_ = [one for one in each if one.truth is Truth.UNKNOWN]
    recorded = replace(
        recorded,
        events=_once(event for one in yes for event in one.events),
        aside=_once(said for one in each for said in one.aside),
    )
    if asked.history.partly:
        return _tallied(members.how, share, tally, len(yes), recorded, fact)
    truth = _counted(members.how, share, len(yes), len(open_), len(each))
    return replace(
        recorded,
        truth=truth,
        got=f"{len(yes)}/{len(each)}" + (f", {len(open_)} chưa rõ" if open_ else ""),
        missing=_once(name for one in open_ for name in one.missing) if truth is Truth.UNKNOWN else (),
    )


def _tallied(
    how: str, share: Decimal, tally: tuple[int, int] | None, yes: int, recorded: Verdict, fact: str
) -> Verdict:
    """What a unit counted of its members, of whom at least `yes` are recorded: fewer cannot be."""
    if tally is None:
        truth = _counted(how, share, yes, FAR, FAR)
        return replace(recorded, truth=truth, missing=(fact,) if truth is Truth.UNKNOWN else ())
    whole, part = max(tally[0], yes), tally[1]
    if part >= yes:
        return replace(recorded, truth=_counted(how, share, part, 0, whole), got=f"{part}/{whole}", stated=True)
    truth = _counted(how, share, yes, whole - yes, whole)
    missing = (fact,) if truth is Truth.UNKNOWN else ()
    return replace(recorded, truth=truth, got=f"từ {yes}/{whole}", missing=missing, against=(fact,))


def _counted(how: str, share: Decimal, yes: int, open_: int, whole: int) -> Truth:
    match how:
        case "some":
            return Truth.MET if yes else Truth.UNKNOWN if open_ else Truth.NOT_MET
        case "none":
            return Truth.NOT_MET if yes else Truth.UNKNOWN if open_ else Truth.MET
        case _:
            needed = Decimal(1) if how == "all" else share
            if not whole:
                return Truth.NOT_MET  # nothing is a share of zero
            if yes >= needed * whole:
                return Truth.MET
            return Truth.UNKNOWN if yes + open_ >= needed * whole else Truth.NOT_MET


def _of(found: Found, truth: Truth, text: str, cite: str) -> Verdict:
    return Verdict(
        truth=truth,
        text=text,
        cite=cite,
        got=found.got,
        events=found.events,
        missing=found.missing if truth is Truth.UNKNOWN else (),
        aside=found.aside,
        stated=found.stated,
        against=found.against,
    )


def _compared(found: Found, op: str, value: Any, words: Sequence[str]) -> Truth:
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return _number(found, op, int(value))
    if op in ("is", "not"):
        wanted = op == "is"
        return _among(found.possible, {wanted}) if found.possible else Truth.UNKNOWN
    if op == "in":
        return _in(found, value)
    if not found.possible:
        return Truth.UNKNOWN
    places = [words.index(word) for word in found.possible]
    least = words.index(value)
    match op:
        case ">=":
            return _sure(min(places) >= least, max(places) < least)
        case "<=":
            return _sure(max(places) <= least, min(places) > least)
        case _:
            return _among(found.possible, {value})


def _number(found: Found, op: str, value: int) -> Truth:
    match op:
        case ">=":
            return _sure(found.low >= value, found.high < value)
        case "<=":
            return _sure(found.high <= value, found.low > value)
        case _:
            return _sure(found.low == found.high == value, not found.low <= value <= found.high)


def _in(found: Found, words: Iterable[str]) -> Truth:
    return _among(found.possible, set(words)) if found.possible else Truth.UNKNOWN


def _among(possible: frozenset[Any], wanted: set[Any]) -> Truth:
    return _sure(possible <= wanted, not possible & wanted)


def _sure(met: bool, not_met: bool) -> Truth:
    return Truth.MET if met else Truth.NOT_MET if not_met else Truth.UNKNOWN


def either(truths: Iterable[Truth]) -> Truth:
    """One is enough."""
    found = set(truths)
    return Truth.MET if Truth.MET in found else Truth.UNKNOWN if Truth.UNKNOWN in found else Truth.NOT_MET


def both(truths: Iterable[Truth]) -> Truth:
    """All are needed."""
    found = set(truths)
    return Truth.NOT_MET if Truth.NOT_MET in found else Truth.UNKNOWN if Truth.UNKNOWN in found else Truth.MET


def _resolved(const: Const, pack: Pack) -> Any:
    if isinstance(const, Named):
        value = pack.value(const.id)
        if value is None:
            raise LookupError(f"the pack has no value {const.id}")
        return Decimal(value) if isinstance(value, int) else value
    return const


def _once(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The pack of the day of receipt, and a later one that the law lets a dossier follow, each judged."""

    default: Judgement
    other: Judgement | None
    allowed_by: Row | None

    @property
    def may(self) -> bool:
        """Whether the later pack may be chosen."""
        return self.other is not None

    @property
    def better(self) -> bool:
        """Whether it is more favourable to the subject."""
        return self.other is not None and RANK.index(self.other.status) > RANK.index(self.default.status)


def transition(law: Law, place: str, received: date, now: date) -> tuple[Pack, Row] | None:
    """The later pack that a dossier received on a day may follow, as the law is known now, and the row that allows it."""
    rows = [
        row
        for row in law.pack(now, place).rows + tuple(row for row in law.rows if row.since > now)
        if row.table == "transition"
        and row.fields["favourable"]
        and row.since > received
        and (row.known_from or row.since) <= now
        and (row.place == place or place.startswith(f"{row.place}/"))
    ]
    if not rows:
        return None
    row = min(rows, key=lambda one: one.since)
    return law.pack(row.since, place), row


def choose(law: Law, place: str, award: str, history: History, *, year: int, received: date, now: date) -> Choice:
    """Both packs judged where the law leaves a choice."""
    default = judge(Context(pack=law.pack(received, place), award=award, year=year, day=received), history)
    found = transition(law, place, received, now)
    if found is None:
        return Choice(default=default, other=None, allowed_by=None)
    pack, row = found
    return Choice(
        default=default, other=judge(Context(pack=pack, award=award, year=year, day=received), history), allowed_by=row
    )
