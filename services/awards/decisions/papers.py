"""Papers: numbers taken once per ward, year and symbol, and what every signed list has to fulfil. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from services.awards.decisions.commands import ForwardNominations, Line, SignDecision
from services.awards.decisions.events import DecisionSigned, DocumentNumberTaken, LetterSigned
from services.awards.decisions.refusals import DecisionRefused
from services.awards.ids import document_number_id
from services.awards.law.pack import Law, Pack, TitleRule
from services.awards.nominations.events import NominationProposed
from services.awards.nominations.nomination import NominationDenied
from services.chassis import words
from services.chassis.calendar import local_date
from services.chassis.decider import StreamRef, StreamType


@dataclass(frozen=True, slots=True)
class Unsigned:
    """No such decision or letter yet."""


@dataclass(frozen=True, slots=True)
class Signed:
    """Signed, for ever."""


Paper = Unsigned | Signed


def evolve_paper(state: Paper, event: DecisionSigned | LetterSigned) -> Paper:
    """A decision or letter after its event."""
    return Signed()


@dataclass(frozen=True, slots=True)
class Unused:
    """Nobody took the number."""


@dataclass(frozen=True, slots=True)
class Used:
    """It belongs to this document."""

    document_id: UUID


Number = Unused | Used


def evolve_number(state: Number, event: DocumentNumberTaken) -> Number:
    """A number after its event."""
    return Used(event.document_id)


DECISION: Final[StreamType[Paper]] = StreamType("decision", Unsigned(), evolve_paper)
LETTER: Final[StreamType[Paper]] = StreamType("letter", Unsigned(), evolve_paper)
NUMBER: Final[StreamType[Number]] = StreamType("document-number", Unused(), evolve_number)


def number_of(command: SignDecision | ForwardNominations) -> StreamRef[Number]:
    """The stream of the command's document number."""
    key = document_number_id(command.ward_code, command.signed_on.year, command.symbol, command.number)
    return NUMBER.new(key)


def take_number(command: SignDecision | ForwardNominations, state: Number, document_id: UUID) -> DocumentNumberTaken:
    """Take the number for this document, or refuse: it is unique in the year for its symbol."""
    if command.number < 1:
        raise DecisionRefused("decision.number")
    year = command.signed_on.year
    if isinstance(state, Used):
        raise DecisionRefused("decision.number-taken", number=command.number, symbol=command.symbol, year=year)
    return DocumentNumberTaken(document_id=document_id, number=command.number, symbol=command.symbol, year=year)


def fit(paper: Paper, lines: Sequence[Line], signed_on: date, at: datetime) -> None:
    """A new paper with a list in which nothing stands twice, signed on a day that has come."""
    if isinstance(paper, Signed):
        raise DecisionRefused("decision.already-signed")
    if not lines:
        raise DecisionRefused("decision.empty")
    if len({line.nomination_id for line in lines}) < len(lines):
        raise DecisionRefused("decision.listed-twice")
    if signed_on > local_date(at):
        raise DecisionRefused("decision.in-future")


def same(line: Line, item: NominationProposed, signed_on: date, earliest: date | None) -> None:
    """The line says what the nomination says, and the paper is not older than the dossier, its vote or its letter (`earliest`)."""
    said = (line.subject_id, line.year, line.person_id, line.initiative_id)
    if said != (item.subject_id, item.year, item.person_id, item.initiative_id):
        raise NominationDenied("nomination.other-facts")
    if signed_on < item.received_on:
        raise DecisionRefused("decision.before-receipt", day=words.day(item.received_on))
    if earliest is not None and signed_on < earliest:
        raise DecisionRefused("decision.before-vote", day=words.day(earliest))


def pack_on(rules: Law, day: date, ward: str) -> Pack:
    """The pack in force on the day of a signature: it says who may sign and what is paid."""
    if (pack := rules.on(day, ward)) is None:
        raise DecisionRefused("decision.no-rules", day=words.day(day))
    return pack


def title_rule(pack: Pack, title: str) -> TitleRule:
    """The rule of a title on the day of a signature."""
    if (rule := pack.title(title)) is None:
        raise DecisionRefused("decision.unknown-title", title=title)
    return rule
