"""Deciding in the ward: its chairman signs what is the ward's and forwards what is not. Pure; the rules are passed in.

Who decides a title is asked of the rules on the day of the signature, not of the day of receipt: power to sign goes with
the office, and from 1/7/2025 the commune's chairman has what the district's had (NĐ 129/2025/NĐ-CP Điều 59).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from services.awards.decisions import renumbering, taking_back, undoing
from services.awards.decisions.awarding import Signature, award
from services.awards.decisions.city import record_city, record_city_streams
from services.awards.decisions.commands import ForwardNominations, Line, RecordCityDecision, SignDecision
from services.awards.decisions.events import LetterSigned
from services.awards.decisions.papers import (
    DECISION,
    LETTER,
    Letter,
    Number,
    Paper,
    fit,
    number_of,
    pack_on,
    same,
    take_number,
    title_rule,
)
from services.awards.decisions.prizes import prizes_of, salary_on
from services.awards.decisions.refusals import DecisionRefused
from services.awards.holds.decider import of as held
from services.awards.law.pack import Law
from services.awards.nominations.events import NominationForwarded, Put
from services.awards.nominations.nomination import (
    NOMINATION,
    Consulting,
    Forwarded,
    consulted,
    not_held,
    passed,
    released,
)
from services.awards.nominations.nomination import State as NominationState
from services.chassis.calendar import local_date
from services.chassis.decider import Handles, StreamRef

Decided = Mapping[StreamRef[Any], Sequence[Any]]


def sign(command: SignDecision, paper: Paper, number: Number, *states: Any, rules: Law) -> Decided:
    """Decide what the council put through and the ward's chairman may decide on the day of the signature.

    `states`: the nominations of the list in order, what was paid for each counted period, then what is looked into about whom.
    """
    fit(paper, command.lines, command.signed_on, command.at)
    taken = take_number(command, number, command.decision_id)
    pack, salary = pack_on(rules, command.signed_on, command.ward_code), salary_on(rules, command.signed_on)
    count = len(command.lines)
    periods = prizes_of(command.lines)
    for holds in states[count + len(periods) :]:
        not_held(holds, pack)
    items = []
    for line, state in zip(command.lines, states[:count], strict=True):
        item, earliest = _ripe(line, state, local_date(command.at))
        same(line, item, command.signed_on, earliest)
        rule = title_rule(pack, item.title)
        if rule.decides.level != "ward":
            raise DecisionRefused("decision.not-wards", source=rule.decides.source, title=rule.name)
        items.append(item)
    signature = Signature(
        decision_id=command.decision_id,
        level="ward",
        document_number=f"{command.number}/{command.symbol}",
        signed_on=command.signed_on,
        signer_position=title_rule(pack, items[0].title).decides.position,
        pack=pack,
        salary=salary,
    )
    paid = dict(zip(periods, states[count : count + len(periods)], strict=True))
    awarded = award(signature, items, paid)
    for item, state in zip(items, states[:count], strict=True):
        awarded[NOMINATION.at(item.nomination_id)] = [*released(state), *awarded[NOMINATION.at(item.nomination_id)]]
    return {number_of(command): [taken], **awarded}


def _ripe(line: Line, state: NominationState, day: date) -> tuple[Put, date | None]:
    """What the council put through, also what lies with a level above that has lost the title to the ward; not before which day.

    Of a sudden deed, members of the council were only asked.
    """
    if isinstance(state, Consulting):
        return consulted(state, day), None
    if isinstance(state, Forwarded):
        return state.item, state.letter.forwarded_on
    item, vote = passed(state)
    return item, vote.held_on or line.voted_on


def forward(command: ForwardNominations, paper: Letter, number: Number, *states: Any, rules: Law) -> Decided:
    """Send up what the council put through and the ward's chairman may not decide on the day of the letter.

    `states`: the nominations of the list in order, then what is looked into about whom.
    """
    fit(paper, command.lines, command.signed_on, command.at)
    taken = take_number(command, number, command.forwarding_id)
    pack = pack_on(rules, command.signed_on, command.ward_code)
    document_number = f"{command.number}/{command.symbol}"
    letters: dict[StreamRef[Any], Sequence[Any]] = {}
    for holds in states[len(command.lines) :]:
        not_held(holds, pack)
    for line, state in zip(command.lines, states[: len(command.lines)], strict=True):
        item, vote = passed(state)
        same(line, item, command.signed_on, vote.held_on or line.voted_on)
        rule = title_rule(pack, item.title)
        if rule.decides.level == "ward":
            raise DecisionRefused("decision.wards-own", source=rule.decides.source, title=rule.name)
        letters[NOMINATION.at(item.nomination_id)] = [
            NominationForwarded(
                nomination_id=item.nomination_id,
                forwarding_id=command.forwarding_id,
                to_level=rule.decides.level,
                document_number=document_number,
                forwarded_on=command.signed_on,
            )
        ]
    letter = LetterSigned(
        forwarding_id=command.forwarding_id,
        to_level="city",
        document_number=document_number,
        signed_on=command.signed_on,
        recipient=command.recipient,
        nominations=tuple(line.nomination_id for line in command.lines),
    )
    return {LETTER.at(command.forwarding_id): [letter], number_of(command): [taken], **letters}


def _sign_streams(command: SignDecision) -> Sequence[StreamRef[Any]]:
    return (
        DECISION.new(command.decision_id),
        number_of(command),
        *(NOMINATION.at(key) for key in dict.fromkeys(line.nomination_id for line in command.lines)),
        *prizes_of(command.lines).values(),
        *_holds_of(command),
    )


def _forward_streams(command: ForwardNominations) -> Sequence[StreamRef[Any]]:
    return (
        LETTER.new(command.forwarding_id),
        number_of(command),
        *(NOMINATION.at(key) for key in dict.fromkeys(line.nomination_id for line in command.lines)),
        *_holds_of(command),
    )


def _holds_of(command: SignDecision | ForwardNominations) -> Sequence[StreamRef[Any]]:
    return [held(command.ward_code, subject) for subject in dict.fromkeys(line.subject_id for line in command.lines)]


def handles(rules: Law) -> tuple[Handles[Any], ...]:
    """The commands of decisions and letters under these rules."""
    chairman = frozenset({"chairman"})
    return (
        Handles(SignDecision, _sign_streams, partial(sign, rules=rules), roles=chairman),
        Handles(ForwardNominations, _forward_streams, partial(forward, rules=rules), roles=chairman),
        Handles(
            RecordCityDecision,
            record_city_streams,
            partial(record_city, rules=rules),
            roles=undoing.RECORDERS,
        ),
        *undoing.handles(rules),
        *renumbering.handles(rules),
        *taking_back.HANDLES,
    )
