"""Refusals of awards: a sentence as an official would write it, with the citation of the rule that was applied."""

from __future__ import annotations

import dataclasses
from typing import Final

from services.awards.law.rows import Source
from services.chassis.decider import DomainError, Refusal

NOT_CONFIRMED: Final = "chưa được xác nhận"
NOT_FOUND: Final = {"not-found": Refusal("Không tìm thấy nội dung được yêu cầu.", 404)}
"""The same words as for what does not exist: another unit's things are not told apart from it."""


class AwardsRefused(DomainError):
    """A refusal whose citation may come from the rule pack that was applied."""

    def __init__(self, code: str, /, *, source: Source | None = None, **facts: object) -> None:
        super().__init__(code, **facts)
        if source is not None:
            self.refusal = dataclasses.replace(self.refusal, citation=cited(source))


def cited(source: Source) -> str:
    """The citation as it is shown: marked when nobody has seen the text of the rule."""
    return marked(source.citation, source.confirmed)


def bare(marked: str) -> str:
    """What a rule says without the mark: how sure the office is of a text stands in no paper."""
    return marked.removesuffix(f" ({NOT_CONFIRMED})")


def marked(words: str, confirmed: bool) -> str:
    """What a rule says or where it stands, marked when nobody has seen its text."""
    return words if confirmed else f"{words} ({NOT_CONFIRMED})"
