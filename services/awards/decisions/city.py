"""The city's answer: what its chairman decided about forwarded nominations, recorded by number and day. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any
from uuid import UUID

from services.awards.decisions.awarding import Signature, award
from services.awards.decisions.commands import Line, RecordCityDecision, TurnedDown
from services.awards.decisions.events import CityNumberTaken
from services.awards.decisions.papers import (
    CITY_NUMBER,
    DECISION,
    CityNumber,
    Paper,
    Recorded,
    fit,
    pack_on,
    same,
    title_rule,
)
from services.awards.decisions.prizes import prizes_of, salary_on
from services.awards.decisions.refusals import DecisionRefused
from services.awards.ids import city_number_id
from services.awards.initiatives.decider import INITIATIVE, release
from services.awards.law.pack import Law
from services.awards.nominations.events import NominationProposed, NominationRefused
from services.awards.nominations.nomination import NOMINATION, Forwarded, NominationDenied
from services.awards.nominations.nomination import State as NominationState
from services.awards.subjects.decider import PERSON, Erased
from services.chassis import words
from services.chassis.decider import StreamRef

Decided = Mapping[StreamRef[Any], Sequence[Any]]


def record_city(command: RecordCityDecision, paper: Paper, number: CityNumber, *states: Any, rules: Law) -> Decided:
    """Record awards and refusals for nominations that lie with the city; an initiative of a refused one is free again.

    `states`: the nominations (awarded, then refused), what was paid per counted period, then of the refused the initiatives
    and the people: of an erased one no words are kept.
    """
    lines = command.lines
    fit(paper, lines, command.signed_on, command.at)
    if before := (number.document_number, number.signed_on) if isinstance(number, Recorded) else command.before:
        raise DecisionRefused("decision.city-recorded", number=before[0], day=words.day(before[1]))
    items = [_item(line, state, command) for line, state in zip(lines, states[: len(lines)], strict=True)]
    awarded, turned_down = items[: len(command.awarded)], items[len(command.awarded) :]
    periods, initiatives, people = prizes_of(_awarded(command)), _initiatives(command), _people(command)
    paid, used, known = _cut(states[len(lines) :], len(periods), len(initiatives), len(people))
    erased = {person for person, state in zip(people, known, strict=True) if isinstance(state, Erased)}
    refused = [
        _refused(command, line, item, line.reason if item.person_id not in erased else None)
        for line, item in zip(command.refused, turned_down, strict=True)
    ]
    pack = pack_on(rules, command.signed_on, command.ward_code)
    for item in awarded:
        rule = title_rule(pack, item.title)
        if rule.decides.level == "ward":  # the level that had it has ended: the ward signs what it had sent up
            raise DecisionRefused("decision.wards-own", source=rule.decides.source, title=rule.name)
    signature = Signature(
        decision_id=command.decision_id,
        level="city",
        document_number=command.document_number,
        signed_on=command.signed_on,
        signer_position=command.signer_position,
        pack=pack,
        salary=salary_on(rules, command.signed_on),
    )
    freed = {
        stream: [event for nomination_id in users for event in release(initiative, nomination_id)]
        for (stream, users), initiative in zip(initiatives.items(), used, strict=True)
    }
    taken = CityNumberTaken(
        decision_id=command.decision_id, document_number=command.document_number, signed_on=command.signed_on
    )
    return {
        _number_of(command): [taken],
        **award(signature, awarded, dict(zip(periods, paid, strict=True)), [event.nomination_id for event in refused]),
        **{NOMINATION.at(event.nomination_id): [event] for event in refused},
        **freed,
    }


def record_city_streams(command: RecordCityDecision) -> Sequence[StreamRef[Any]]:
    """The streams that the recording reads and writes."""
    return (
        DECISION.new(command.decision_id),
        _number_of(command),
        *(NOMINATION.at(key) for key in dict.fromkeys(line.nomination_id for line in command.lines)),
        *prizes_of(_awarded(command)).values(),
        *_initiatives(command),
        *_people(command).values(),
    )


def _number_of(command: RecordCityDecision) -> StreamRef[CityNumber]:
    key = city_number_id(command.ward_code, command.signed_on, command.signer_position, command.document_number)
    return CITY_NUMBER.new(key)


def _awarded(command: RecordCityDecision) -> tuple[Line, ...]:
    return command.lines[: len(command.awarded)]


def _refused_lines(command: RecordCityDecision) -> tuple[Line, ...]:
    return command.lines[len(command.awarded) :]


def _initiatives(command: RecordCityDecision) -> dict[StreamRef[Any], list[UUID]]:
    """The initiatives of refused nominations, each stream once, with the nominations that used it."""
    users: dict[StreamRef[Any], list[UUID]] = {}
    for line in _refused_lines(command):
        if line.initiative_id:
            users.setdefault(INITIATIVE.at(line.initiative_id), []).append(line.nomination_id)
    return users


def _people(command: RecordCityDecision) -> dict[UUID, StreamRef[Any]]:
    """The people and households of refused nominations, each once."""
    people = (line.person_id for line in _refused_lines(command))
    return {person: PERSON.read(person) for person in people if person is not None}


def _cut(states: Sequence[Any], *lengths: int) -> list[Sequence[Any]]:
    """The states in pieces of these lengths, in order."""
    ends = list(accumulate(lengths))
    return [states[end - length : end] for end, length in zip(ends, lengths, strict=True)]


def _item(line: Line, state: NominationState, command: RecordCityDecision) -> NominationProposed:
    if not isinstance(state, Forwarded):
        raise NominationDenied("nomination.not-forwarded")
    same(line, state.item, command.signed_on, state.letter.forwarded_on)
    return state.item


def _refused(
    command: RecordCityDecision, line: TurnedDown, item: NominationProposed, reason: str | None
) -> NominationRefused:
    if line.reason_code == "not-passed":  # what lies with the city, the council has put through
        raise NominationDenied("nomination.was-passed")
    return NominationRefused(
        nomination_id=item.nomination_id,
        unit_id=item.unit_id,
        subject_id=item.subject_id,
        level="city",
        reason_code=line.reason_code,
        reason=reason,
        citation=None,
        document_number=command.document_number,
        refused_on=command.signed_on,
    )
