"""Number and day of a ward's decision were written wrong: corrected (đính chính) by a document of its own. Pure.

What it awards rests on the rules and the base salary of its day: a day of other rules is no clerical error. The paper as it was signed
stays; both numbers stay used.
Source: Nghị định số 30/2020/NĐ-CP Điều 18 khoản 4.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from services.awards.decisions.commands import CorrectPaper, Line
from services.awards.decisions.events import DecisionCorrected
from services.awards.decisions.papers import (
    DECISION,
    OwnNumber,
    Paper,
    Signed,
    Used,
    number_of,
    own_number,
    pack_on,
    read_number,
    take_number,
)
from services.awards.decisions.prizes import salary_on
from services.awards.decisions.refusals import DecisionRefused
from services.awards.decisions.undoing import CHAIRMAN, document, keys_of, known, once, people_of, whose
from services.awards.law.pack import Law
from services.awards.nominations.commands import PaperPart
from services.awards.nominations.events import AwardCorrected
from services.awards.nominations.nomination import NOMINATION, Annulled, Awarded, NominationDenied, State
from services.chassis import words
from services.chassis.decider import Handles, StreamRef
from services.chassis.text.letters import folded_number

Decided = Mapping[StreamRef[Any], Sequence[Any]]


def correct_paper(command: CorrectPaper, paper: Paper, *states: Any, rules: Law) -> Decided:
    """Correct number, day or both. `states`: the numbers of the document and of the decision, the nominations, the people."""
    mended = _mended(command)
    if not mended:
        raise DecisionRefused("decision.nothing-corrected" if _said(command) else "decision.no-correction")
    signed, numbered, rest = document(command, paper, states)
    if (command.now_number, command.now_signed_on) != (signed.number, signed.signed_on):
        raise NominationDenied("nomination.other-facts")
    if {line.nomination_id for line in command.lines} != {line.nomination_id for line in signed.decision.lines}:
        raise NominationDenied("nomination.other-facts")
    once(command, signed)
    _other_day(command, signed, rules)
    if _renumbered(command):
        taken = renumbered(command)
        if taken is None:
            raise DecisionRefused("decision.number-wrong")
        if number_of(taken) in numbered:
            raise DecisionRefused(
                "decision.number-taken", number=taken.number, symbol=taken.symbol, year=taken.signed_on.year
            )
        first, *rest = rest
        if isinstance(first, Used):
            raise not_free(command, taken)
        numbered = {**numbered, number_of(taken): [take_number(taken, first, command.decision_id)]}
    found, erased = known(command, rest)
    event = DecisionCorrected(
        decision_id=command.decision_id,
        document_id=command.document_id,
        document_number=command.document_number,
        corrected_on=command.signed_on,
        nominations=tuple(line.nomination_id for line in command.lines),
        reads_number=mended["number"][1] if "number" in mended else None,
        reads_signed_on=command.reads_signed_on if "date" in mended else None,
    )
    lines = {
        NOMINATION.at(line.nomination_id): _line(command, line, found[line.nomination_id], mended, erased)
        for line in command.lines
    }
    return {DECISION.at(command.decision_id): [event], **numbered, **lines}


def _said(command: CorrectPaper) -> bool:
    return command.reads_number is not None or command.reads_signed_on is not None


def _mended(command: CorrectPaper) -> dict[PaperPart, tuple[str, str]]:
    """What of number and day reads otherwise: as written, and as it reads."""
    found: dict[PaperPart, tuple[str, str]] = {}
    if command.reads_number is not None and folded_number(command.reads_number) != folded_number(command.now_number):
        found["number"] = (command.now_number, command.reads_number)
    if command.reads_signed_on is not None and command.reads_signed_on != command.now_signed_on:
        found["date"] = (words.day(command.now_signed_on), words.day(command.reads_signed_on))
    return found


def _renumbered(command: CorrectPaper) -> bool:
    """Whether it needs another number of the register: another one, or the same of another year."""
    other_year = (command.reads_signed_on or command.now_signed_on).year != command.now_signed_on.year
    return other_year or "number" in _mended(command)


def renumbered(command: CorrectPaper) -> OwnNumber | None:
    """The number that the decision takes; None where it keeps its own, or where the number cannot be read."""
    if not _renumbered(command):
        return None
    day, text = command.reads_signed_on or command.now_signed_on, command.reads_number or command.now_number
    return read_number(text, day, command.ward_code)


def not_free(command: CorrectPaper, taken: OwnNumber) -> DecisionRefused:
    """That the right number is another document's: of what was written, number or day is at fault."""
    code = "decision.right-number-taken" if "number" in _mended(command) else "decision.right-day-taken"
    return DecisionRefused(code, number=taken.number, symbol=taken.symbol, year=taken.signed_on.year)


def _other_day(command: CorrectPaper, signed: Signed, rules: Law) -> None:
    """Refuses a day that comes after the correction itself, or has other rules or another base salary."""
    day: date | None = command.reads_signed_on
    if day is None:
        return
    if day > command.signed_on:
        raise DecisionRefused("decision.after-correction", day=words.day(command.signed_on))
    same_rules = pack_on(rules, day, command.ward_code).id == signed.decision.pack_id
    if not same_rules or salary_on(rules, day).dong != signed.decision.base_salary:
        raise DecisionRefused("decision.other-rules", day=words.day(day))


def _line(
    command: CorrectPaper,
    line: Line,
    state: State,
    mended: Mapping[PaperPart, tuple[str, str]],
    erased: set[UUID],
) -> list[AwardCorrected]:
    """What a line says of it; refused where the day comes before what the award rests on, or after its annulment."""
    award = state.award if isinstance(state, Annulled) else state
    if not isinstance(award, Awarded) or award.award.decision_id != command.decision_id:
        raise DecisionRefused("decision.not-in-list")
    if (day := command.reads_signed_on) is not None:
        if day < award.item.received_on:
            raise DecisionRefused("decision.before-receipt", day=words.day(award.item.received_on))
        if line.voted_on is not None and day < line.voted_on:
            raise DecisionRefused("decision.before-vote", day=words.day(line.voted_on))
        if isinstance(state, Annulled) and day > state.annulment.annulled_on:
            raise DecisionRefused("decision.after-annulment", day=words.day(state.annulment.annulled_on))
    gone = award.item.person_id in erased
    return [
        AwardCorrected(
            **whose(award),
            part=part,
            written=None if gone else written,
            reads=None if gone else reads,
            document_number=command.document_number,
            corrected_on=command.signed_on,
            decision_number=command.reads_number if part == "number" else None,
            decided_on=command.reads_signed_on if part == "date" else None,
        )
        for part, (written, reads) in mended.items()
    ]


def streams(command: CorrectPaper) -> Sequence[StreamRef[Any]]:
    """The decision, the numbers of document and decision, the nominations and people of its list."""
    own, taken = own_number(command), renumbered(command)
    numbers = dict.fromkeys(number_of(one) for one in (own, taken) if one is not None)
    return (
        DECISION.at(command.decision_id),
        *numbers,
        *(NOMINATION.at(key) for key in keys_of(command)),
        *people_of(command).values(),
    )


def handles(rules: Law) -> tuple[Handles[Any], ...]:
    """The command under these rules."""
    return (Handles(CorrectPaper, streams, partial(correct_paper, rules=rules), roles=CHAIRMAN),)
