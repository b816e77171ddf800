"""Votes: how many are needed, in whole numbers, over all members of the council."""

from __future__ import annotations

from services.awards.rules.pack import Quorum, Threshold


def votes_needed(threshold: Threshold, members: int) -> int:
    """Yes votes needed of `members`: 80 % of 9 is 8; more than 50 % of 9 is 5, of 10 is 6."""
    if threshold.more_than:
        return members * threshold.percent // 100 + 1
    return -(-members * threshold.percent // 100)


def presence_needed(quorum: Quorum, members: int) -> int:
    """Members who must be present before a vote opens."""
    return -(-members * quorum.numerator // quorum.denominator)
