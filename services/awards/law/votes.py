"""Votes: how many are needed, in whole numbers, over all members of the council; who goes first in a tie; quotas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from services.awards.law.pack import Pack, Quorum, Threshold
from services.awards.law.rows import Row


def votes_needed(threshold: Threshold, members: int) -> int:
    """Yes votes needed of `members`: 80 % of 9 is 8; more than 50 % of 9 is 5, of 10 is 6."""
    if threshold.more_than:
        return members * threshold.percent // 100 + 1
    return -(-members * threshold.percent // 100)


def passes(threshold: Threshold, yes: int, members: int) -> bool:
    """Whether the yes votes are enough of all members, the absent and the silent included."""
    return yes >= votes_needed(threshold, members)


def presence_needed(quorum: Quorum, members: int) -> int:
    """Members who must be present before a vote opens."""
    return -(-members * quorum.numerator // quorum.denominator)


@dataclass(frozen=True, slots=True)
class Equal:
    """One of several with equal results: a person by sex, a collective by its share of women; None is not recorded."""

    name: str
    woman: bool | None = None
    women: Decimal | None = None


def break_tie(pack: Pack, equals: Sequence[Equal]) -> tuple[Literal["chosen", "ballot", "unknown"], tuple[str, ...]]:
    """Who is chosen before any ballot; what is not recorded is neither “no” nor a ballot."""
    share = pack.value("bang-nhau.nu")
    if share is None:
        return "ballot", tuple(one.name for one in equals)
    women = [one.woman if one.women is None else one.women >= Decimal(share) for one in equals]
    if any(woman is None for woman in women):
        return "unknown", tuple(one.name for one, woman in zip(equals, women, strict=True) if woman is None)
    first = tuple(one.name for one, woman in zip(equals, women, strict=True) if woman)
    return ("chosen", first) if len(first) == 1 else ("ballot", first or tuple(one.name for one in equals))


def over_quota(quota: Row, proposed: int, whole: int) -> int:
    """How many of `proposed` are more than the quota leaves; `whole` is what a share is taken of."""
    if "count" in quota.fields:
        return max(0, proposed - int(quota.fields["count"]))
    return max(0, proposed - int(Decimal(quota.fields["percent"]) * whole / 100))
