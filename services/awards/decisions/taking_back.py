"""Taking back what was done by mistake: the record of a city's decision, a correction, a letter before its answer. Pure.

A letter's recipient is corrected.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from services.awards.decisions.commands import (
    CorrectLetter,
    RecallLetter,
    WithdrawCityCorrection,
    WithdrawCityDecision,
    WithdrawCorrection,
)
from services.awards.decisions.events import (
    CityDecisionWithdrawn,
    CityNumberFreed,
    CorrectionWithdrawn,
    LetterCorrected,
    LetterRecalled,
)
from services.awards.decisions.papers import (
    CITY_NUMBER,
    DECISION,
    LETTER,
    CityNumber,
    Letter,
    Number,
    Paper,
    Recorded,
    Sent,
    Signed,
    Unused,
    number_of,
    own_number,
    take_number,
)
from services.awards.decisions.prizes import period_of, prizes_of
from services.awards.decisions.refusals import DecisionRefused
from services.awards.decisions.undoing import RECORDERS, taken_off, whose
from services.awards.ids import city_number_id
from services.awards.initiatives.decider import INITIATIVE, again
from services.awards.nominations.events import (
    AwardCorrectionWithdrawn,
    AwardWithdrawn,
    NominationRecalled,
    RefusalWithdrawn,
)
from services.awards.nominations.nomination import (
    NOMINATION,
    Annulled,
    Awarded,
    Closed,
    Forwarded,
    NominationDenied,
    State,
)
from services.chassis import words
from services.chassis.calendar import local_date
from services.chassis.decider import Handles, StreamRef
from services.chassis.text.letters import folded_number

Decided = Mapping[StreamRef[Any], Sequence[Any]]
UNUSED: Final = Unused()


def withdraw_city(command: WithdrawCityDecision, paper: Paper, number: CityNumber, *states: Any) -> Decided:
    """Take back the record of a city's decision while nothing was done to it: everything lies with the city again.

    `states`: the nominations (awarded, then refused), the initiatives of the refused, the prizes.
    """
    if not isinstance(paper, Signed) or paper.decision.level != "city":
        raise DecisionRefused("decision.not-city")
    if paper.withdrawn:
        return {}
    listed = (*(line.nomination_id for line in paper.decision.lines), *paper.decision.refused)
    if tuple(line.nomination_id for line in command.lines) != listed:
        raise NominationDenied("nomination.other-facts")
    if paper.annulments or paper.restored or paper.corrections:
        raise DecisionRefused("decision.acted-on")
    initiatives = _initiatives(command, len(paper.decision.lines))
    given: dict[StreamRef[Any], Sequence[Any]] = {
        DECISION.at(command.decision_id): [
            CityDecisionWithdrawn(decision_id=command.decision_id, mistake=command.mistake)
        ]
    }
    own = (command.ward_code, paper.decision.signed_on, paper.decision.signer_position, paper.decision.document_number)
    if city_number_id(*own) != command.city_number_id:
        raise NominationDenied("nomination.other-facts")
    if isinstance(number, Recorded) and number.decision_id == command.decision_id:
        given[CITY_NUMBER.at(command.city_number_id)] = [CityNumberFreed(decision_id=command.decision_id)]
    off = []
    for line, state in zip(command.lines, states[: len(listed)], strict=True):
        given[NOMINATION.at(line.nomination_id)] = [_again_with_the_city(state, paper)]
        if isinstance(state, Awarded):
            off.append((period_of(state.item), line.nomination_id, state.payable))
    for (stream, users), state in zip(initiatives.items(), states[len(listed) :], strict=False):
        given[stream] = [event for nomination_id in users for event in again(state, nomination_id)]
    return {**given, **taken_off(off)}


def _again_with_the_city(state: State, paper: Signed) -> AwardWithdrawn | RefusalWithdrawn:
    number = paper.decision.document_number
    match state:
        case Awarded(award=award, before=Forwarded()) if award.decision_id == paper.decision.decision_id:
            return AwardWithdrawn(
                nomination_id=award.nomination_id,
                award_id=award.award_id,
                decision_id=award.decision_id,
                unit_id=award.unit_id,
                title=award.title,
                year=award.year,
                document_number=number,
            )
        case Closed(item=item, before=Forwarded(), document_number=refused_by) if refused_by == number:
            return RefusalWithdrawn(nomination_id=item.nomination_id, unit_id=item.unit_id, document_number=number)
        case _:
            raise NominationDenied("nomination.other-facts")


def _initiatives(command: WithdrawCityDecision, awarded: int | None = None) -> dict[StreamRef[Any], list[UUID]]:
    """The initiatives of the lines (of the refused ones, where the number of awarded ones is known), each once with its users."""
    users: dict[StreamRef[Any], list[UUID]] = {}
    for place, line in enumerate(command.lines):
        if line.initiative_id:
            found = users.setdefault(INITIATIVE.at(line.initiative_id), [])
            if awarded is not None and place >= awarded:
                found.append(line.nomination_id)
    return users


def withdraw_correction(command: WithdrawCorrection | WithdrawCityCorrection, paper: Paper, *states: State) -> Decided:
    """Take back a correction, by whoever made it: its lines read as before, and it may be made anew. `states`: its lines.

    Of two documents of one number, of two years, the one that was recorded last is taken back first.
    """
    if not isinstance(paper, Signed):
        raise NominationDenied("nomination.other-facts")
    signs = isinstance(command, WithdrawCorrection)
    if signs and paper.decision.level != "ward":
        raise DecisionRefused("decision.citys-own")
    if not signs and paper.decision.level == "ward":
        raise DecisionRefused("decision.signed-here")
    number = folded_number(command.document_number)
    named = [one for one in paper.corrections.values() if folded_number(one.document_number) == number]
    if not named:
        raise DecisionRefused("decision.not-corrected", number=command.document_number)
    correction = named[-1]
    if {line.nomination_id for line in command.lines} != set(correction.nominations):
        raise NominationDenied("nomination.other-facts")
    kept = {key: one for key, one in paper.corrections.items() if one is not correction}
    back = replace(paper, corrections=kept)
    reads = back.number if back.number != paper.number else None
    day = back.signed_on if back.signed_on != paper.signed_on else None
    given: dict[StreamRef[Any], Sequence[Any]] = {
        DECISION.at(command.decision_id): [
            CorrectionWithdrawn(
                decision_id=command.decision_id,
                document_id=correction.document_id,
                document_number=correction.document_number,
                mistake=command.mistake,
                nominations=correction.nominations,
                reads_number=reads,
                reads_signed_on=day,
            )
        ]
    }
    for state in states:
        award = state.award if isinstance(state, Annulled) else state
        if not isinstance(award, Awarded) or award.award.decision_id != command.decision_id:
            raise DecisionRefused("decision.not-in-list")
        given[NOMINATION.at(award.item.nomination_id)] = [
            AwardCorrectionWithdrawn(
                **whose(award),
                document_number=correction.document_number,
                decision_number=reads,
                decided_on=day,
            )
        ]
    return given


def recall(command: RecallLetter, letter: Letter, *states: State) -> Decided:
    """Take a letter back while all of it waits: its nominations lie in the ward as before. The number stays used."""
    if not isinstance(letter, Sent):
        raise NominationDenied("not-found")
    if letter.recalled:
        return {}
    if tuple(line.nomination_id for line in command.lines) != letter.letter.nominations:
        raise NominationDenied("nomination.other-facts")
    today = local_date(command.at)
    given: dict[StreamRef[Any], Sequence[Any]] = {
        LETTER.at(command.forwarding_id): [
            LetterRecalled(forwarding_id=command.forwarding_id, mistake=command.mistake, recalled_on=today)
        ]
    }
    for line, state in zip(command.lines, states, strict=True):
        if not isinstance(state, Forwarded) or state.letter.forwarding_id != command.forwarding_id:
            raise DecisionRefused("letter.answered")
        given[NOMINATION.at(line.nomination_id)] = [
            NominationRecalled(
                nomination_id=line.nomination_id,
                unit_id=state.item.unit_id,
                title=state.item.title,
                year=state.item.year,
                forwarding_id=command.forwarding_id,
                document_number=letter.letter.document_number,
                recalled_on=today,
            )
        ]
    return given


def correct_letter(command: CorrectLetter, letter: Letter, number: Number = UNUSED) -> Decided:
    """Correct to whom a letter goes, by a document of its own."""
    if not isinstance(letter, Sent):
        raise NominationDenied("not-found")
    if letter.recalled:
        raise DecisionRefused("letter.recalled")
    if command.signed_on > local_date(command.at):
        raise DecisionRefused("decision.in-future")
    if command.signed_on < letter.letter.signed_on:
        raise DecisionRefused("decision.before-letter", day=words.day(letter.letter.signed_on))
    if command.recipient == letter.recipient:
        raise DecisionRefused("decision.nothing-corrected")
    own = own_number(command)
    if own is None:
        raise DecisionRefused("decision.number-unread")
    corrected = LetterCorrected(
        forwarding_id=command.forwarding_id,
        document_id=command.document_id,
        document_number=command.document_number,
        corrected_on=command.signed_on,
        recipient=command.recipient,
    )
    return {
        LETTER.at(command.forwarding_id): [corrected],
        number_of(own): [take_number(own, number, command.document_id)],
    }


def withdraw_city_streams(command: WithdrawCityDecision) -> Sequence[StreamRef[Any]]:
    """The streams that taking back a record reads and writes."""
    return (
        DECISION.at(command.decision_id),
        CITY_NUMBER.new(command.city_number_id),
        *(NOMINATION.at(key) for key in dict.fromkeys(line.nomination_id for line in command.lines)),
        *_initiatives(command),
        *prizes_of(command.lines).values(),
    )


def withdraw_correction_streams(command: WithdrawCorrection | WithdrawCityCorrection) -> Sequence[StreamRef[Any]]:
    """The decision and the lines that were corrected."""
    keys = dict.fromkeys(line.nomination_id for line in command.lines)
    return (DECISION.at(command.decision_id), *(NOMINATION.at(key) for key in keys))


def recall_streams(command: RecallLetter) -> Sequence[StreamRef[Any]]:
    """The letter and what it sent up."""
    return (LETTER.at(command.forwarding_id), *(NOMINATION.at(line.nomination_id) for line in command.lines))


def correct_letter_streams(command: CorrectLetter) -> Sequence[StreamRef[Any]]:
    """The letter and the number of its correction."""
    own = own_number(command)
    return (LETTER.at(command.forwarding_id), *((number_of(own),) if own else ()))


CHAIRMAN: Final = frozenset({"chairman"})
HANDLES: Final[tuple[Handles[Any], ...]] = (
    Handles(
        WithdrawCityDecision,
        withdraw_city_streams,
        withdraw_city,
        roles=RECORDERS,
    ),
    Handles(WithdrawCorrection, withdraw_correction_streams, withdraw_correction, roles=CHAIRMAN),
    Handles(WithdrawCityCorrection, withdraw_correction_streams, withdraw_correction, roles=RECORDERS),
    Handles(RecallLetter, recall_streams, recall, roles=CHAIRMAN),
    Handles(CorrectLetter, correct_letter_streams, correct_letter, roles=CHAIRMAN),
)
