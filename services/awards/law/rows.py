"""Rows of the law: one dated statement each, with its document, article and how sure we are of it; and what a table may hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Literal

Confidence = Literal["H", "M", "L", "mem"]
SubjectKind = Literal["individual", "collective", "household"]
KINDS: Final[tuple[SubjectKind, ...]] = ("individual", "collective", "household")


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
class Row:
    """One row: in force from `since` until a later row of its place, table and id, or, where it says so, until its last day."""

    place: str
    table: str
    id: str
    since: date
    until: date | None = None
    known_from: date | None = None
    ends: bool = False
    fields: Mapping[str, Any] = field(default_factory=dict)
    document: str
    number: str
    article: str
    sure: Confidence
    confirmed: bool
    file: str
    line: int

    @property
    def source(self) -> Source:
        """Its citation, article first."""
        return Source(
            citation=f"{self.article} {self.document}".strip(), confidence=self.sure, confirmed=self.confirmed
        )

    @property
    def binds(self) -> bool:
        """Whether it may refuse by itself: a row that nobody confirmed only warns."""
        return self.confirmed


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a file is not fit to be law: where, which rule of the format, and what."""

    file: str
    line: int
    rule: str
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.rule}: {self.text}"


class LawError(ValueError):
    """Every problem of a folder at once."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


Kind = Literal["text", "whole", "number", "yes-no", "words", "titles", "title", "subjects", "requirement", "value"]

TABLES: Final[Mapping[str, Mapping[str, tuple[Kind, bool]]]] = {
    "regime": {"name": ("text", True)},
    "place": {"name": ("text", True), "wards": ("words", False)},
    "kind": {"name": ("text", True), "counts": ("yes-no", True)},
    "award": {
        "name": ("text", True),
        "short": ("text", False),
        "form": ("yes-no", True),
        "kinds": ("words", True),
        "subjects": ("subjects", True),
        "categories": ("words", False),
        "period": ("text", True),
        "rank": ("whole", True),
        "covers": ("titles", False),
        "local_rules": ("yes-no", False),
        "outside": ("text", False),
    },
    "deciders": {
        "awards": ("titles", True),
        "level": ("text", True),
        "position": ("text", True),
        "role": ("text", True),
    },
    "vote": {
        "awards": ("titles", True),
        "percent": ("whole", True),
        "more_than": ("yes-no", True),
        "base": ("text", True),
        "ballot": ("yes-no", True),
    },
    "quorum": {"session": ("text", True), "numerator": ("whole", True), "denominator": ("whole", True)},
    "ballot": {"modes": ("words", True), "why_not_secret": ("text", True)},
    "money": {"awards": ("titles", True), "subjects": ("subjects", True), "coefficient": ("number", True)},
    "papers": {"awards": ("titles", True), "name": ("text", True), "form": ("text", False), "any_of": ("text", False)},
    "limit": {
        "awards": ("titles", False),
        "step": ("text", True),
        "days": ("whole", False),
        "working": ("yes-no", False),
        "date": ("text", False),
    },
    "object": {"awards": ("titles", True), "items": ("words", True)},
    "value": {"value": ("value", True), "says": ("text", True)},
    "rule": {
        "awards": ("titles", True),
        "subjects": ("subjects", True),
        "requires": ("requirement", True),
        "sentence": ("text", True),
    },
    "fact": {
        "type": ("text", True),
        "source": ("text", True),
        "says": ("text", True),
        "words": ("words", False),
        "low": ("whole", False),
        "high": ("whole", False),
        "subjects": ("subjects", True),
        "params": ("words", False),
    },
    "transition": {"pack_by": ("text", True), "favourable": ("yes-no", True), "sentence": ("text", True)},
    "quota": {
        "awards": ("titles", True),
        "subjects": ("subjects", True),
        "percent": ("number", False),
        "count": ("whole", False),
        "of": ("text", True),
        "scope": ("text", True),
    },
    "priority": {"group": ("text", True), "sentence": ("text", True)},
    "ended": {"number": ("text", True), "sentence": ("text", True)},
    "amended": {"number": ("text", True), "by": ("text", True), "sentence": ("text", True)},
    "open": {"sentence": ("text", True)},
}
"""Every table and what its rows say; `True` means that a row has to say it."""

COMMON: Final = frozenset({"id", "from", "until", "known_from", "ends", "article", "sure", "confirmed", "delegated"})
"""What any row may say."""
