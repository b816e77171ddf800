"""Papers: numbers taken once per ward, year and symbol, and what every signed list has to fulfil. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final, Protocol, assert_never
from uuid import UUID

from services.awards.decisions.commands import CorrectLetter, Line, Signing
from services.awards.decisions.events import (
    AnnulmentWithdrawn,
    CityDecisionWithdrawn,
    CityNumberFreed,
    CityNumberTaken,
    CorrectionWithdrawn,
    DecisionAnnulled,
    DecisionCorrected,
    DecisionRestored,
    DecisionSigned,
    DocumentNumberTaken,
    LetterCorrected,
    LetterRecalled,
    LetterSigned,
    OfDecision,
    OfLetter,
)
from services.awards.decisions.refusals import DecisionRefused
from services.awards.ids import document_number_id
from services.awards.law.pack import Law, Level, Pack, TitleRule
from services.awards.nominations.events import Put
from services.awards.nominations.nomination import NominationDenied
from services.awards.payments import money
from services.awards.payments.events import (
    AwardsPaid,
    MoneyRecovered,
    MoneyRecoveryTakenBack,
    OfMoney,
    PaymentTakenBack,
)
from services.awards.payments.money import Money
from services.chassis import words
from services.chassis.calendar import local_date
from services.chassis.decider import StreamRef, StreamType
from services.chassis.text.letters import folded_number


@dataclass(frozen=True, slots=True)
class Unsigned:
    """No such decision or letter yet."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed decision; what becomes of its lines, the nominations say.

    `annulments`: the documents by which lines of it were annulled; `restored`: some stand again by another; `corrections` hold, by
    their document, in the order in which they were recorded: its number may be another's of another year; `withdrawn`: it had been
    recorded by mistake; `money`: what of the ward's own is to be paid, and was.
    """

    decision: DecisionSigned
    annulments: tuple[DecisionAnnulled, ...] = ()
    restored: bool = False
    corrections: Mapping[UUID, DecisionCorrected] = field(default_factory=dict)
    withdrawn: bool = False
    money: Money = field(default_factory=Money)

    @property
    def number(self) -> str:
        """Its number as it reads now."""
        read = (one.reads_number for one in reversed(tuple(self.corrections.values())) if one.reads_number is not None)
        return next(read, self.decision.document_number)

    @property
    def signed_on(self) -> date:
        """Its day as it reads now."""
        corrections = reversed(tuple(self.corrections.values()))
        read = (one.reads_signed_on for one in corrections if one.reads_signed_on is not None)
        return next(read, self.decision.signed_on)


Paper = Unsigned | Signed
Later = (
    DecisionCorrected
    | CorrectionWithdrawn
    | DecisionAnnulled
    | DecisionRestored
    | AnnulmentWithdrawn
    | CityDecisionWithdrawn
    | OfMoney
)


def evolve_paper(state: Paper, event: OfDecision) -> Paper:
    """A decision after its event."""
    match event:
        case DecisionSigned():
            return Signed(event, money=money.signed(event))
        case _:
            return _after(state, event) if isinstance(state, Signed) else state


def _after(state: Signed, event: Later) -> Signed:
    match event:
        case CityDecisionWithdrawn():
            return replace(state, withdrawn=True)
        case DecisionCorrected():
            return replace(state, corrections={**state.corrections, event.document_id: event})
        case CorrectionWithdrawn():
            kept = {key: one for key, one in state.corrections.items() if key != event.document_id}
            return replace(state, corrections=kept)
        case DecisionAnnulled():
            return replace(state, annulments=(*state.annulments, event), money=money.annulled(state.money, event))
        case DecisionRestored():
            return replace(state, restored=True, money=money.restored(state.money, event))
        case AwardsPaid() | PaymentTakenBack() | MoneyRecovered() | MoneyRecoveryTakenBack():
            return replace(state, money=money.moved(state.money, event))
        case AnnulmentWithdrawn():
            number = folded_number(event.document_number)
            kept_ = tuple(one for one in state.annulments if folded_number(one.document_number) != number)
            return replace(state, annulments=kept_)
        case _:
            assert_never(event)


@dataclass(frozen=True, slots=True)
class Sent:
    """A signed letter, to whom it reads now; `recalled`: it was taken back."""

    letter: LetterSigned
    recipient: str
    recalled: bool = False


Letter = Unsigned | Sent


def evolve_letter(state: Letter, event: OfLetter) -> Letter:
    """A letter after its event."""
    match event:
        case LetterSigned():
            return Sent(event, event.recipient)
        case LetterRecalled():
            return replace(state, recalled=True) if isinstance(state, Sent) else state
        case LetterCorrected():
            return replace(state, recipient=event.recipient) if isinstance(state, Sent) else state
        case _:
            assert_never(event)


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


@dataclass(frozen=True, slots=True)
class Unrecorded:
    """Nothing of this number of the city is recorded."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """It is recorded as this decision."""

    decision_id: UUID
    document_number: str
    signed_on: date


CityNumber = Unrecorded | Recorded


def evolve_city_number(_: CityNumber, event: CityNumberTaken | CityNumberFreed) -> CityNumber:
    """A number of the city after its event."""
    match event:
        case CityNumberTaken():
            return Recorded(event.decision_id, event.document_number, event.signed_on)
        case CityNumberFreed():
            return Unrecorded()
        case _:
            assert_never(event)


CITY_NUMBER: Final[StreamType[CityNumber]] = StreamType("city-number", Unrecorded(), evolve_city_number)
DECISION: Final[StreamType[Paper]] = StreamType("decision", Unsigned(), evolve_paper)
LETTER: Final[StreamType[Letter]] = StreamType("letter", Unsigned(), evolve_letter)
NUMBER: Final[StreamType[Number]] = StreamType("document-number", Unused(), evolve_number)


class Numbered(Protocol):
    """A document that takes a number of its ward, year and symbol."""

    @property
    def ward_code(self) -> str: ...
    @property
    def number(self) -> int: ...
    @property
    def symbol(self) -> str: ...
    @property
    def signed_on(self) -> date: ...


@dataclass(frozen=True, slots=True)
class OwnNumber:
    """The number of a document as it stands on it, read: "131/QĐ-UBND"."""

    ward_code: str
    number: int
    symbol: str
    signed_on: date


_READ: Final = re.compile(r"\s*0*(?P<number>[1-9][0-9]{0,4})\s*/\s*(?P<symbol>[^\s/]{2,40})\s*")


def own_number(command: Signing | CorrectLetter) -> OwnNumber | None:
    """The number that the ward's own document takes; None where it cannot be read."""
    return read_number(command.document_number, command.signed_on, command.ward_code)


def read_number(text: str, signed_on: date, ward_code: str) -> OwnNumber | None:
    """A number of the ward of a day, as it stands on a paper; None where it cannot be read."""
    found = _READ.fullmatch(text)
    return OwnNumber(ward_code, int(found["number"]), found["symbol"], signed_on) if found else None


def number_of(document: Numbered) -> StreamRef[Number]:
    """The stream of a document's number."""
    key = document_number_id(document.ward_code, document.signed_on.year, document.symbol, document.number)
    return NUMBER.new(key)


def take_number(document: Numbered, state: Number, document_id: UUID) -> DocumentNumberTaken:
    """Take the number for this document, or refuse: it is unique in the year for its symbol."""
    if document.number < 1:
        raise DecisionRefused("decision.number")
    year = document.signed_on.year
    if isinstance(state, Used):
        raise DecisionRefused("decision.number-taken", number=document.number, symbol=document.symbol, year=year)
    return DocumentNumberTaken(document_id=document_id, number=document.number, symbol=document.symbol, year=year)


def fit(paper: Paper | Letter, lines: Sequence[Line], signed_on: date, at: datetime) -> None:
    """A new paper with a list in which nothing stands twice, signed on a day that has come."""
    if not isinstance(paper, Unsigned):
        raise DecisionRefused("decision.already-signed")
    if not lines:
        raise DecisionRefused("decision.empty")
    if len({line.nomination_id for line in lines}) < len(lines):
        raise DecisionRefused("decision.listed-twice")
    if signed_on > local_date(at):
        raise DecisionRefused("decision.in-future")


def same(line: Line, item: Put, signed_on: date, earliest: date | None) -> None:
    """The line says what the nomination says, and the paper is not older than the dossier, its vote or its letter (`earliest`)."""
    said = (line.subject_id, line.year, line.person_id, line.initiative_id, line.sudden)
    if said != (item.subject_id, item.year, item.person_id, item.initiative_id, item.sudden):
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


def decided_by(rules: Law, day: date, ward: str, level: Level) -> set[str]:
    """The titles that a level decides on a day."""
    pack = rules.on(day, ward)
    return {rule.title for rule in pack.titles if rule.decides.level == level} if pack else set()


def title_rule(pack: Pack, title: str) -> TitleRule:
    """The rule of a title on the day of a signature."""
    if (rule := pack.title(title)) is None:
        raise DecisionRefused("decision.unknown-title", title=title)
    return rule
