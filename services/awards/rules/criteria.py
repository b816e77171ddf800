"""Criteria: requirements as data, asked of the facts of a nomination.

A fact that nobody stated does not fulfil a requirement: the proposer has to say it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal, assert_never

from pydantic import Field

Facts = Mapping[str, bool | int | str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Is:
    """The fact was stated and has this value."""

    op: Literal["is"] = "is"
    fact: str
    value: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OneOf:
    """The fact is one of these words."""

    op: Literal["one-of"] = "one-of"
    fact: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AtLeast:
    """The fact is a number not below this one."""

    op: Literal["at-least"] = "at-least"
    fact: str
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AtMost:
    """The fact is a number not above this one."""

    op: Literal["at-most"] = "at-most"
    fact: str
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """`part` is at least `percent` of `whole`, compared in whole numbers; nothing is a share of zero."""

    op: Literal["share"] = "share"
    part: str
    whole: str
    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyOf:
    """One of these is enough."""

    op: Literal["any-of"] = "any-of"
    of: tuple[Requirement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AllOf:
    """All of these are needed."""

    op: Literal["all-of"] = "all-of"
    of: tuple[Requirement, ...]


Requirement = Annotated[Is | OneOf | AtLeast | AtMost | Share | AnyOf | AllOf, Field(discriminator="op")]


def meets(requirement: Requirement, facts: Facts) -> bool:
    """Whether the facts fulfil the requirement."""
    match requirement:
        case Is(fact=fact, value=value):
            return facts.get(fact) is value
        case OneOf(fact=fact, values=values):
            return facts.get(fact) in values
        case AtLeast(fact=fact, value=value):
            return (number := _number(facts, fact)) is not None and number >= value
        case AtMost(fact=fact, value=value):
            return (number := _number(facts, fact)) is not None and number <= value
        case Share(part=part, whole=whole, percent=percent):
            of, all_ = _number(facts, part), _number(facts, whole)
            return of is not None and all_ is not None and all_ > 0 and of * 100 >= all_ * percent
        case AnyOf(of=parts):
            return any(meets(part, facts) for part in parts)
        case AllOf(of=parts):
            return all(meets(part, facts) for part in parts)
        case _:
            assert_never(requirement)


def facts_of(requirement: Requirement) -> frozenset[str]:
    """The facts that a requirement asks."""
    match requirement:
        case Is(fact=fact) | OneOf(fact=fact) | AtLeast(fact=fact) | AtMost(fact=fact):
            return frozenset({fact})
        case Share(part=part, whole=whole):
            return frozenset({part, whole})
        case AnyOf(of=parts) | AllOf(of=parts):
            return frozenset(fact for part in parts for fact in facts_of(part))
        case _:
            assert_never(requirement)


def _number(facts: Facts, fact: str) -> int | None:
    value = facts.get(fact)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
