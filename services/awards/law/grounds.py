"""Grounds: which awards the law asks for before another, of the subject itself and of its members. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from services.awards.law.pack import Pack
from services.awards.law.requirements import AllOf, AnyOf, Ask, Members, Requirement

HELD: Final = frozenset({"held", "run", "ever"})
"""The facts that are told by awards."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """Titles by code: `own` of the subject in its year or before, `of_members` of the members in that year."""

    own: frozenset[str] = frozenset()
    of_members: frozenset[str] = frozenset()


def grounds(pack: Pack, title: str) -> Grounds:
    """What an award of this title rests on; a title that has to be met brings what it rests on itself."""
    own: set[str] = set()
    of_members: set[str] = set()
    open_, seen = [title], {title}
    while open_:
        for row in pack.of("rule", open_.pop()):
            for ask, among in _asks(row.fields["requires"]):
                if not ask.args:
                    continue
                award = str(ask.args[0])
                if ask.fact in HELD:
                    (of_members if among else own).add(award)
                elif ask.fact == "meets" and award not in seen:
                    seen.add(award)
                    open_.append(award)
    return Grounds(frozenset(own), frozenset(of_members))


def _asks(requirement: Requirement) -> list[tuple[Ask, bool]]:
    """Every question, and whether it is put to the members."""
    match requirement:
        case Ask():
            return [(requirement, False)]
        case Members(of=of):
            return [(of, True)]
        case AnyOf(parts=parts) | AllOf(parts=parts):
            return [one for part in parts for one in _asks(part)]
