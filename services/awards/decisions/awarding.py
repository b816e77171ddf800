"""Awarding: the events of one signed list, whoever signed it. Pure.

One `award-decided` per nomination, in its own stream, in one transaction with the decision and the prizes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from services.awards.decisions.events import DecisionSigned, ListedAward, PrizeCounted
from services.awards.decisions.papers import DECISION
from services.awards.decisions.prizes import PRIZE, Paid, counted
from services.awards.ids import award_id
from services.awards.law.money import money_source
from services.awards.law.pack import Level, Pack, Salary
from services.awards.nominations.events import AwardDecided, Put
from services.awards.nominations.nomination import NOMINATION
from services.awards.payments.limits import pay_by
from services.chassis.decider import StreamRef

Events = dict[StreamRef[Any], Sequence[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """The paper under a list: whose decision, its number and day, and the rules and base salary of that day."""

    decision_id: UUID
    level: Level
    document_number: str
    signed_on: date
    signer_position: str
    pack: Pack
    salary: Salary


def award(under: Signature, items: Sequence[Put], paid: Mapping[UUID, Paid], refused: Sequence[UUID] = ()) -> Events:
    """The decision with its list, an award per item and the prizes; `register_number` counts the list from 1."""
    prizes = counted(items, paid, under.pack, under.salary)
    places = dict(enumerate(items, start=1))
    decision = DecisionSigned(
        decision_id=under.decision_id,
        level=under.level,
        document_number=under.document_number,
        signed_on=under.signed_on,
        signer_position=under.signer_position,
        base_salary=under.salary.dong,
        lines=tuple(
            ListedAward(
                register_number=place,
                nomination_id=item.nomination_id,
                subject_id=item.subject_id,
                title=item.title,
                payable=prizes[item.nomination_id].payable,
            )
            for place, item in places.items()
        ),
        refused=tuple(refused),
        total=sum(prize.payable for prize in prizes.values()),
        pack_id=under.pack.id,
        pack_hash=under.pack.hash,
        pay_by=pay_by(under.signed_on) if under.level == "ward" else None,
    )
    by_period: dict[UUID, list[PrizeCounted]] = {}
    for prize in prizes.values():
        by_period.setdefault(prize.prize_id, []).append(prize)
    return {
        DECISION.at(under.decision_id): [decision],
        **{
            NOMINATION.at(item.nomination_id): [_decided(under, item, place, prizes[item.nomination_id], paid)]
            for place, item in places.items()
        },
        **{PRIZE.at(key): events for key, events in by_period.items()},
    }


def _decided(under: Signature, item: Put, place: int, prize: PrizeCounted, paid: Mapping[UUID, Paid]) -> AwardDecided:
    money = money_source(under.pack, item.title, item.subject_kind)
    coefficient = under.pack.coefficient(item.title, item.subject_kind)
    return AwardDecided(
        nomination_id=item.nomination_id,
        award_id=award_id(item.nomination_id),
        decision_id=under.decision_id,
        unit_id=item.unit_id,
        subject_id=item.subject_id,
        subject_kind=item.subject_kind,
        title=item.title,
        year=item.year,
        direct_worker=item.direct_worker,
        level=under.level,
        document_number=under.document_number,
        decided_on=under.signed_on,
        signer_position=under.signer_position,
        register_number=place,
        base_salary=under.salary.dong,
        coefficient_hundredths=coefficient.hundredths if coefficient else 0,
        amount=prize.amount,
        payable=prize.payable,
        money_citation=money.citation,
        # the decree speaks of titles of one moment: that what was paid earlier is taken off is our reading
        money_confirmed=money.confirmed and not (paid[prize.prize_id].dong and prize.payable < prize.amount),
    )
