"""Undoing what was signed: corrected (đính chính), annulled (hủy bỏ, thu hồi), restored (khôi phục), line by line. Pure.

Each is a document of its own, by the level that signed: the ward's chairman signs what is done to the ward's decisions, and what the
city did to its own is recorded. A correction changes no award; an annulment touches no other award and leaves number, claim and
initiative used, so that it can be undone: what rested on the annulled award is shown, and people judge.
Source: Luật Thi đua, khen thưởng số 06/2022/QH15 Điều 93.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final
from uuid import UUID

from services.awards.decisions.commands import (
    AnnulDecision,
    CorrectDecision,
    CorrectPaper,
    Line,
    LineCorrection,
    RecordCityAnnulment,
    RecordCityCorrection,
    RecordCityRestoration,
    RestoreDecision,
    Signing,
    Standing,
    Undoing,
    WithdrawCityAnnulment,
)
from services.awards.decisions.events import (
    AnnulmentWithdrawn,
    DecisionAnnulled,
    DecisionCorrected,
    DecisionRestored,
    DecisionSigned,
    PrizeCounted,
    PrizeTakenOff,
)
from services.awards.decisions.papers import (
    DECISION,
    Number,
    Paper,
    Signed,
    number_of,
    own_number,
    pack_on,
    take_number,
    title_rule,
)
from services.awards.decisions.prizes import PRIZE, period_of, prizes_of
from services.awards.decisions.refusals import DecisionRefused
from services.awards.law.money import payable
from services.awards.law.pack import Law, Pack
from services.awards.nominations.events import (
    AwardAnnulled,
    AwardAnnulmentWithdrawn,
    AwardCorrected,
    AwardRestored,
)
from services.awards.nominations.nomination import NOMINATION, Annulled, Awarded, NominationDenied, State
from services.awards.payments import money
from services.awards.subjects.decider import PERSON, Erased
from services.chassis import words
from services.chassis.calendar import local_date
from services.chassis.decider import Handles, StreamRef
from services.chassis.text.letters import folded, folded_number

Decided = Mapping[StreamRef[Any], Sequence[Any]]
CHAIRMAN: Final = frozenset({"chairman"})
RECORDERS: Final = frozenset({"clerk", "chairman", "city-officer"})
"""Who records what the city decided."""


def correct(command: CorrectDecision | RecordCityCorrection, paper: Paper, *states: Any, rules: Law) -> Decided:
    """Correct words in standing lines. Neither title nor money may become another: that would be no clerical error.

    In the ward's own list the words that are mended stand, or the mended ones are those that are kept.
    """
    signed, numbered, rest = document(command, paper, states)
    decision = signed.decision
    found, erased = known(command, rest)
    if len({(one.nomination_id, one.part) for one in command.corrections}) < len(command.corrections):
        raise DecisionRefused("decision.listed-twice")
    once(command, signed)
    pack = pack_on(rules, decision.signed_on, command.ward_code)
    here = command.stands if isinstance(command, CorrectDecision) else ()
    stands = {(one.nomination_id, one.part): one for one in here}
    corrected: dict[UUID, list[AwardCorrected]] = {}
    for one in command.corrections:
        award = _standing(found[one.nomination_id], decision)
        if one.written == one.reads:
            raise DecisionRefused("decision.nothing-corrected")
        name = title_rule(pack, award.award.title).name
        if one.part == "title" and folded(one.reads) != folded(name):
            raise DecisionRefused("decision.correction-title", title=name)
        if one.part == "money" and re.sub(r"\D", "", one.reads) != str(award.payable):
            raise DecisionRefused("decision.correction-money", money=words.dong(award.payable))
        if (standing := stands.get((one.nomination_id, one.part))) is not None:
            _stands_there(one, standing, award)
        gone = award.item.person_id in erased
        corrected.setdefault(one.nomination_id, []).append(
            AwardCorrected(
                **whose(award),
                part=one.part,
                written=None if gone else one.written,
                reads=None if gone else one.reads,
                document_number=command.document_number,
                corrected_on=command.signed_on,
            )
        )
    event = DecisionCorrected(
        decision_id=command.decision_id,
        document_id=command.document_id,
        document_number=command.document_number,
        corrected_on=command.signed_on,
        nominations=tuple(corrected),
        signer_position=_signer(command),
    )
    return {
        DECISION.at(command.decision_id): [event],
        **numbered,
        **{NOMINATION.at(key): events for key, events in corrected.items()},
    }


def _stands_there(one: LineCorrection, standing: Standing, award: Awarded) -> None:
    """Refuses a correction of words that do not stand in the line; of a person's, what stands is not told."""
    if folded(one.written) == folded(standing.text):
        return
    if not standing.corrected and folded(one.reads) == folded(standing.text):
        return  # what is kept was mended first, or the paper alone has the slip
    if standing.corrected and award.item.person_id is not None:
        raise DecisionRefused("decision.correction-differs")
    raise DecisionRefused("decision.correction-stands", text=standing.text)


def unknown_names(command: CorrectDecision) -> list[tuple[UUID, tuple[str, str]]]:
    """Of whom a name is corrected for the first time, with the two names: which one is kept, only its owner knows."""
    known = {(one.nomination_id, one.part) for one in command.stands}
    people = {line.nomination_id: line.person_id for line in command.lines}
    return [
        (person_id, (one.written, one.reads))
        for one in command.corrections
        if one.part == "name" and (one.nomination_id, one.part) not in known
        if (person_id := people[one.nomination_id]) is not None
    ]


def annul(command: AnnulDecision | RecordCityAnnulment, paper: Paper, *states: Any, rules: Law) -> Decided:
    """Annul standing lines: what was paid of them, and the objects, are to be given back; they count no more for their period.

    Objects that were given back once and not handed over again since the award was restored are not owed a second time.
    """
    signed, numbered, rest = document(command, paper, states)
    decision = signed.decision
    found, erased = known(command, rest)
    pack = pack_on(rules, decision.signed_on, command.ward_code)
    annulled, counted = [], []
    for key in command.nominations:
        award = _standing(found[key], decision)
        if award.restored_on is not None and command.signed_on < award.restored_on:
            raise DecisionRefused("decision.before-restoration", day=words.day(award.restored_on))
        counted.append((period_of(award.item), key, award.payable))
        annulled.append(
            AwardAnnulled(
                **whose(award),
                payable=signed.money.accounts[key].net if key in signed.money.accounts else 0,
                apart=True,
                objects=() if award.owed else _objects(pack, award.award.title),
                reason_code=command.reason_code,
                reason=None if award.item.person_id in erased else command.reason,
                document_number=command.document_number,
                annulled_on=command.signed_on,
            )
        )
    event = DecisionAnnulled(
        decision_id=command.decision_id,
        document_id=command.document_id,
        document_number=command.document_number,
        annulled_on=command.signed_on,
        reason_code=command.reason_code,
        nominations=command.nominations,
        total=sum(one.payable for one in annulled),
        signer_position=_signer(command),
    )
    return {
        DECISION.at(command.decision_id): [_owing(signed, event)],
        **numbered,
        **{NOMINATION.at(one.nomination_id): [one] for one in annulled},
        **taken_off(counted),
    }


def restore(command: RestoreDecision | RecordCityRestoration, paper: Paper, *states: Any, rules: Law) -> Decided:
    """Let annulled lines stand again; of a period in which something else was paid meanwhile, only what the highest leaves.

    Objects that had been given back are handed over again; the money is paid again by the accountant.
    """
    signed, numbered, rest = document(command, paper, states)
    decision = signed.decision
    found, _ = known(command, rest)
    pack = pack_on(rules, decision.signed_on, command.ward_code)
    lost = [_annulled(found[key], decision) for key in command.nominations]
    for one in lost:
        if command.signed_on < one.annulment.annulled_on:
            raise DecisionRefused("decision.before-annulment", day=words.day(one.annulment.annulled_on))
    again, prizes = _counted_again(lost, prizes_of(command.lines), rest, pack)
    restored = [
        AwardRestored(
            **whose(one.award),
            payable=dong,
            document_number=command.document_number,
            restored_on=command.signed_on,
            owed=owed,
        )
        for one, dong, owed in again
    ]
    amounts = {one.nomination_id: one.payable for one in restored}
    event = DecisionRestored(
        decision_id=command.decision_id,
        document_id=command.document_id,
        document_number=command.document_number,
        restored_on=command.signed_on,
        nominations=command.nominations,
        total=sum(amounts.values()),
        signer_position=_signer(command),
        amounts=tuple(amounts[key] for key in command.nominations),
    )
    return {
        DECISION.at(command.decision_id): [_owing(signed, event)],
        **numbered,
        **{NOMINATION.at(one.nomination_id): [one] for one in restored},
        **prizes,
    }


def withdraw_annulment(command: WithdrawCityAnnulment, paper: Paper, *states: Any, rules: Law) -> Decided:
    """Take back the record that the city annulled lines by a document, as long as all of them are annulled by it.

    They stand as if it had never been; what was given back meanwhile is paid and handed over again. `states`: the lines, the prizes.
    """
    if not isinstance(paper, Signed):
        raise NominationDenied("nomination.other-facts")
    if paper.decision.level == "ward":
        raise DecisionRefused("decision.signed-here")
    number = folded_number(command.document_number)
    named = [one for one in paper.annulments if folded_number(one.document_number) == number]
    if not named:
        raise DecisionRefused("decision.not-annulled-by", number=command.document_number)
    listed = tuple(key for one in named for key in one.nominations)
    if {line.nomination_id for line in command.lines} != set(listed):
        raise NominationDenied("nomination.other-facts")
    annulled = [state for state in states if isinstance(state, Annulled)]
    lost = [state for state in annulled if folded_number(state.annulment.document_number) == number]
    if len(lost) < len(command.lines):
        raise DecisionRefused("decision.restored-since")
    pack = pack_on(rules, paper.decision.signed_on, command.ward_code)
    again, prizes = _counted_again(lost, prizes_of(command.lines), states, pack)
    withdrawn = [
        AwardAnnulmentWithdrawn(
            **whose(one.award), payable=dong, document_number=one.annulment.document_number, owed=owed
        )
        for one, dong, owed in again
    ]
    event = AnnulmentWithdrawn(
        decision_id=command.decision_id,
        document_number=named[-1].document_number,
        mistake=command.mistake,
        nominations=listed,
        total=sum(one.payable for one in withdrawn),
    )
    return {
        DECISION.at(command.decision_id): [event],
        **{NOMINATION.at(one.nomination_id): [one] for one in withdrawn},
        **prizes,
    }


def _counted_again(
    lost: Sequence[Annulled], periods: Mapping[UUID, StreamRef[Any]], states: Sequence[Any], pack: Pack
) -> tuple[list[tuple[Annulled, int, bool]], dict[StreamRef[Any], Sequence[Any]]]:
    """What annulled awards count for their period again, each with its đồng and whether it is owed; the prizes are the last states."""
    so_far: dict[UUID, int] = {key: paid.dong for key, paid in zip(periods, states[-len(periods) :], strict=True)}
    again: list[tuple[Annulled, int, bool]] = []
    prizes = dict[UUID, list[PrizeCounted]]()
    for one in sorted(lost, key=lambda one: (-one.award.award.amount, str(one.item.nomination_id))):
        award = one.award
        key = period_of(award.item)
        dong = min(award.payable, payable(pack, award.award.amount, so_far[key]))
        so_far[key] += dong
        prizes.setdefault(key, []).append(
            PrizeCounted(prize_id=key, nomination_id=award.item.nomination_id, amount=award.award.amount, payable=dong)
        )
        # money of the city's decisions is in no account of the ward: an earlier build had the office get it back with the objects
        by_office = dong and not one.annulment.apart and award.award.level != "ward"
        again.append((one, dong, one.recovered and bool(by_office or _objects(pack, award.award.title))))
    return again, {PRIZE.at(key): counted for key, counted in prizes.items()}


def taken_off(awards: Any) -> dict[StreamRef[Any], list[PrizeTakenOff]]:
    """What awards (period, nomination, đồng) count no more, by period."""
    off: dict[StreamRef[Any], list[PrizeTakenOff]] = {}
    for key, nomination_id, dong in awards:
        off.setdefault(PRIZE.at(key), []).append(PrizeTakenOff(prize_id=key, nomination_id=nomination_id, payable=dong))
    return off


def _owing(signed: Signed, event: DecisionAnnulled | DecisionRestored) -> DecisionAnnulled | DecisionRestored:
    """The event with what of the ward's money is owed after it."""
    so_far = signed.money
    after = money.annulled(so_far, event) if isinstance(event, DecisionAnnulled) else money.restored(so_far, event)
    owed = after.owed(signed.number, signed.signed_on) if after.accounts else None
    return replace(event, owed=owed)


def _signer(command: Undoing) -> str | None:
    """Who of the city signed what is recorded."""
    match command:
        case RecordCityCorrection() | RecordCityAnnulment() | RecordCityRestoration():
            return command.signer_position
        case _:
            return None


def document(
    command: Undoing, paper: Paper, states: Sequence[Any]
) -> tuple[Signed, dict[StreamRef[Any], Sequence[Any]], Sequence[Any]]:
    """The decision, the number that the document takes in the ward's register, and the other states.

    Whoever signs for the ward signs nothing about the city's decisions, and the other way round.
    """
    if not isinstance(paper, Signed):
        raise NominationDenied("nomination.other-facts")
    signs = isinstance(command, Signing)
    if signs and paper.decision.level != "ward":
        raise DecisionRefused("decision.citys-own")
    if not signs and paper.decision.level == "ward":
        raise DecisionRefused("decision.signed-here")
    if paper.withdrawn:
        raise DecisionRefused("decision.withdrawn")
    if not command.lines:
        raise DecisionRefused("decision.empty")
    if command.signed_on > local_date(command.at):
        raise DecisionRefused("decision.in-future")
    if command.signed_on < paper.signed_on:
        raise DecisionRefused("decision.before-decision", day=words.day(paper.signed_on))
    if not isinstance(command, Signing):
        return paper, {}, states
    number = own_number(command)
    if number is None:
        raise DecisionRefused("decision.number-unread")
    first: Number = states[0]
    return paper, {number_of(number): [take_number(number, first, command.document_id)]}, states[1:]


def once(command: CorrectDecision | RecordCityCorrection | CorrectPaper, signed: Signed) -> None:
    """No other correction that holds has this number of this year. Raises DecisionRefused."""
    number, year = folded_number(command.document_number), command.signed_on.year
    so_far = ((folded_number(one.document_number), one.corrected_on.year) for one in signed.corrections.values())
    if (number, year) in so_far:
        raise DecisionRefused("decision.recorded-twice", number=command.document_number, year=year)


def known(command: Undoing, states: Sequence[Any]) -> tuple[dict[UUID, State], set[UUID]]:
    """The nominations of the lines by id, and who of their subjects was erased: of these no words are kept."""
    keys, people = keys_of(command), people_of(command)
    found = dict(zip(keys, states, strict=False))
    for line in command.lines:
        state = found[line.nomination_id]
        if not isinstance(state, Awarded | Annulled) or (line.subject_id, line.year, line.person_id) != (
            state.item.subject_id,
            state.item.year,
            state.item.person_id,
        ):
            raise DecisionRefused("decision.not-in-list")
    states_ = zip(people, states[len(keys) :], strict=False)
    return found, {person for person, state in states_ if isinstance(state, Erased)}


def _standing(state: State, decision: DecisionSigned) -> Awarded:
    if isinstance(state, Annulled):
        raise DecisionRefused("decision.not-standing")
    if not isinstance(state, Awarded) or state.award.decision_id != decision.decision_id:
        raise DecisionRefused("decision.not-in-list")
    return state


def _annulled(state: State, decision: DecisionSigned) -> Annulled:
    if isinstance(state, Awarded):
        raise DecisionRefused("decision.not-annulled")
    if not isinstance(state, Annulled) or state.annulment.decision_id != decision.decision_id:
        raise DecisionRefused("decision.not-in-list")
    return state


def whose(award: Awarded) -> dict[str, Any]:
    """Which award an event is about, and whose."""
    of = award.award
    return {
        "nomination_id": of.nomination_id,
        "award_id": of.award_id,
        "decision_id": of.decision_id,
        "unit_id": of.unit_id,
        "subject_id": of.subject_id,
        "subject_kind": of.subject_kind,
        "title": of.title,
        "year": of.year,
    }


def _objects(pack: Pack, title: str) -> tuple[str, ...]:
    """What the law gives with a title besides money."""
    return tuple(
        item
        for row in pack.table("object")
        if title in row.fields["awards"]
        for item in row.fields["items"]
        if item != "tiền thưởng"
    )


def keys_of(command: Undoing) -> list[UUID]:
    return list(dict.fromkeys(line.nomination_id for line in command.lines))


def people_of(command: Undoing) -> dict[UUID, StreamRef[Any]]:
    """The people and households of the lines, each once."""
    people = (line.person_id for line in command.lines)
    return {person: PERSON.read(person) for person in people if person is not None}


def streams(command: Undoing) -> Sequence[StreamRef[Any]]:
    """The streams that a document rests on: decision, number, nominations, people, prizes."""
    number = own_number(command) if isinstance(command, Signing) else None
    corrects = isinstance(command, CorrectDecision | RecordCityCorrection)
    lines: Sequence[Line] = () if corrects else command.lines
    return (
        DECISION.at(command.decision_id),
        *((number_of(number),) if number else ()),
        *(NOMINATION.at(key) for key in keys_of(command)),
        *people_of(command).values(),
        *prizes_of(lines).values(),
    )


def withdraw_annulment_streams(command: WithdrawCityAnnulment) -> Sequence[StreamRef[Any]]:
    """The decision, the lines that were annulled, and what is counted for their periods."""
    return (
        DECISION.at(command.decision_id),
        *(NOMINATION.at(key) for key in dict.fromkeys(line.nomination_id for line in command.lines)),
        *prizes_of(command.lines).values(),
    )


def handles(rules: Law) -> tuple[Handles[Any], ...]:
    """The commands under these rules."""
    return (
        Handles(CorrectDecision, streams, partial(correct, rules=rules), roles=CHAIRMAN),
        Handles(AnnulDecision, streams, partial(annul, rules=rules), roles=CHAIRMAN),
        Handles(RestoreDecision, streams, partial(restore, rules=rules), roles=CHAIRMAN),
        Handles(RecordCityCorrection, streams, partial(correct, rules=rules), roles=RECORDERS),
        Handles(RecordCityAnnulment, streams, partial(annul, rules=rules), roles=RECORDERS),
        Handles(RecordCityRestoration, streams, partial(restore, rules=rules), roles=RECORDERS),
        Handles(
            WithdrawCityAnnulment,
            withdraw_annulment_streams,
            partial(withdraw_annulment, rules=rules),
            roles=RECORDERS,
        ),
    )
