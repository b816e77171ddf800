"""Rule pack: the law of an interval as data, each rule with its source and how sure we are of it.

No law is written in an `if`: criteria, thresholds, deciders, coefficients and salaries come from the files in
`rule_packs`. A pack that was used is never edited, because events keep its id and content hash: a change is a new file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from services.awards.rules.criteria import Requirement

Confidence = Literal["H", "M", "L", "mem"]
SubjectKind = Literal["individual", "collective", "household"]
Title = Literal["LDTT", "CSTDCS", "TTLDTT"]
Level = Literal["ward", "city"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a rule comes from: the citation as an official writes it, and whether anybody has seen its text.

    `confidence` H = text seen, M = secondary source, L = weak hint, mem = from memory. `confirmed` False is shown as
    "chưa được xác nhận" wherever the rule is applied.
    """

    citation: str
    confidence: Confidence
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who may hold a title (đối tượng)."""

    subject: SubjectKind
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Decides:
    """Who decides a title (thẩm quyền quyết định); `position` is the signer's office as it stands in the law."""

    level: Level
    position: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """Votes needed over ALL members of the council: at least `percent`, or more than it when `more_than`."""

    percent: int
    more_than: bool
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Quorum:
    """Members present before a vote may open, as a fraction of all members."""

    numerator: int
    denominator: int
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficient:
    """Prize money in hundredths of the base salary (lương cơ sở)."""

    hundredths: int
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleRule:
    """Everything about one title (danh hiệu)."""

    title: Title
    name: str
    holders: tuple[Holder, ...]
    decides: Decides
    threshold: Threshold
    coefficient: Coefficient


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """A question asked of a nomination; `effect` refuse stops it, warn is shown to the council."""

    id: str
    titles: tuple[Title, ...]
    subjects: tuple[SubjectKind, ...]
    requires: Requirement
    effect: Literal["refuse", "warn"]
    sentence: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdMoney:
    """A household gets `factor_hundredths` of an individual; which product is rounded is not settled by the decree.

    `product-first`: coefficients are multiplied, then rounded once. `amount-first`: the individual's rounded amount is
    multiplied and rounded again.
    """

    factor_hundredths: int
    order: Literal["product-first", "amount-first"]
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyRule:
    """Rounding step in đồng (always up) and what happens with several titles of one counted period."""

    round_up_to: int
    same_period: Literal["highest-only", "each"]
    source: Source
    household: HouseholdMoney


@dataclass(frozen=True, slots=True, kw_only=True)
class InitiativeRule:
    """How many nominations one initiative (sáng kiến) may support."""

    uses: int
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotRule:
    """Which kinds of ballot may be held; `why_not_secret` is what a person is told otherwise."""

    modes: tuple[Literal["open", "secret"], ...]
    why_not_secret: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiry:
    """A day after which a pack may no longer hold although no successor is known: a warning, never an error."""

    on: date
    sentence: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePack:
    """The rules from `in_force_from` to `in_force_until` (both included; None = no end known).

    `may_replace` names earlier packs whose dossiers may follow this one instead because it is more favourable to them.
    """

    id: str
    name: str
    in_force_from: date
    in_force_until: date | None
    source: Source
    titles: tuple[TitleRule, ...]
    criteria: tuple[Criterion, ...]
    quorum: Quorum
    ballot: BallotRule
    money: MoneyRule
    initiative: InitiativeRule
    may_replace: tuple[str, ...] = ()
    replacement: Source | None = None
    expiry: Expiry | None = None
    hash: str = ""

    def title(self, title: str) -> TitleRule | None:
        """The rule of a title, or None if this pack does not know it."""
        return next((rule for rule in self.titles if rule.title == title), None)

    def holds_on(self, day: date) -> bool:
        """Whether this pack is in force on a day."""
        return self.in_force_from <= day and (self.in_force_until is None or day <= self.in_force_until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Salary:
    """Base salary (lương cơ sở) in đồng a month, from a day on."""

    valid_from: date
    dong: int
    source: Source


@dataclass(frozen=True, slots=True)
class Rules:
    """All packs and base salaries, oldest first: what every `decide` of this service is given."""

    packs: tuple[RulePack, ...]
    salaries: tuple[Salary, ...]

    def on(self, day: date) -> RulePack | None:
        """The pack in force on a day; None before the first."""
        return next((pack for pack in self.packs if pack.holds_on(day)), None)

    def named(self, pack_id: str) -> RulePack | None:
        """The pack with this id."""
        return next((pack for pack in self.packs if pack.id == pack_id), None)

    def salary_on(self, day: date) -> Salary | None:
        """The base salary in force on a day; None before the first."""
        return next((salary for salary in reversed(self.salaries) if salary.valid_from <= day), None)
