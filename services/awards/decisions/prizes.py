"""Prizes: what each line of a decision is paid, the highest title of one counted period only. Pure.

Source: NĐ 152/2025/NĐ-CP Điều 49. The decree speaks of titles awarded at the same moment; that a later, higher title of
the same period is paid less what was paid before is our reading (chưa được xác nhận): both give the highest in all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol
from uuid import UUID

from services.awards.decisions.commands import Line
from services.awards.decisions.events import PrizeCounted, PrizeTakenOff
from services.awards.decisions.papers import title_rule
from services.awards.decisions.refusals import DecisionRefused
from services.awards.ids import deed_prize_id, prize_id
from services.awards.law.money import payable, prize
from services.awards.law.pack import Law, Pack, Salary
from services.awards.law.rows import SubjectKind
from services.chassis import words
from services.chassis.decider import StreamRef, StreamType


class InPeriod(Protocol):
    """What the counted period follows from."""

    @property
    def nomination_id(self) -> UUID: ...
    @property
    def subject_id(self) -> UUID: ...
    @property
    def year(self) -> int: ...
    @property
    def sudden(self) -> bool: ...


class Counted(InPeriod, Protocol):
    """What of a nomination its prize depends on."""

    @property
    def subject_kind(self) -> SubjectKind: ...
    @property
    def title(self) -> str: ...


def period_of(one: InPeriod) -> UUID:
    """The prize of its counted period: titles of one year share it, a sudden deed has its own."""
    return deed_prize_id(one.nomination_id) if one.sudden else prize_id(one.subject_id, one.year)


@dataclass(frozen=True, slots=True)
class Paid:
    """Đồng paid so far to a subject for titles of one counted period."""

    dong: int = 0


def evolve(state: Paid, event: PrizeCounted | PrizeTakenOff) -> Paid:
    """What was paid after an event."""
    return Paid(state.dong + (event.payable if isinstance(event, PrizeCounted) else -event.payable))


PRIZE: Final[StreamType[Paid]] = StreamType("prize", Paid(), evolve)


def prizes_of(lines: Sequence[Line]) -> dict[UUID, StreamRef[Paid]]:
    """The prize streams of a list by key, each once: a subject may stand in it with two titles of one period."""
    return {key: PRIZE.new(key) for key in dict.fromkeys(map(period_of, lines))}


def counted(
    items: Sequence[Counted], paid: Mapping[UUID, Paid], pack: Pack, salary: Salary
) -> dict[UUID, PrizeCounted]:
    """The prize of each nomination; of one subject's titles the highest takes its money first."""
    amounts = {
        item.nomination_id: prize(pack, title_rule(pack, item.title).title, item.subject_kind, salary.dong)
        for item in items
    }
    so_far = {key: state.dong for key, state in paid.items()}
    prizes: dict[UUID, PrizeCounted] = {}
    for item in sorted(items, key=lambda item: (-amounts[item.nomination_id], str(item.nomination_id))):
        key = period_of(item)
        amount = amounts[item.nomination_id]
        rest = payable(pack, amount, so_far[key])
        so_far[key] += rest
        prizes[item.nomination_id] = PrizeCounted(
            prize_id=key, nomination_id=item.nomination_id, amount=amount, payable=rest
        )
    return prizes


def salary_on(rules: Law, day: date) -> Salary:
    """The base salary of the decision's day (NĐ 152/2025/NĐ-CP Điều 49 khoản 1)."""
    if (salary := rules.pack(day).salary) is None:
        raise DecisionRefused("decision.no-rules", day=words.day(day))
    return salary
