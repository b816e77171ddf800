"""Document number: free, then taken once by whatever document comes first, in whichever service and spelling.

One stream per ward, year, folded symbol and number, so that two signers meet in the same stream and the store lets one of them in.
The body that issues a document is part of its symbol ("KH-UBND", "QĐ-HĐTĐKT").

Pure: no I/O, no clock, no new ids. Everything variable arrives in the command.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, assert_never
from uuid import UUID

from services.chassis.calendar import local_date
from services.chassis.decider import DomainError, Handles, Refusal, StreamRef, StreamType
from services.submissions.ids import document_number_id
from services.submissions.numbers.commands import RecordOutsideNumber, TakeNumber, WithdrawOutsideNumber
from services.submissions.numbers.events import (
    DocumentNumberTaken,
    DocumentNumberVoided,
    Event,
    OutsideNumberRecorded,
    OutsideNumberWithdrawn,
)
from services.submissions.refusals import NOT_FOUND


class NumberRefused(DomainError):
    """What a document number refuses."""

    refusals: ClassVar[Mapping[str, Refusal]] = {
        "number.taken": Refusal(
            "Số {number}/{symbol} năm {year} đã cấp cho văn bản khác. Xem sổ văn bản đi rồi ghi số khác."
        ),
        "number.in-the-future": Refusal("Ngày văn bản không thể sau ngày hôm nay. Hãy kiểm tra lại ngày.", 422),
        "number.not-outside": Refusal(
            "Số này đã cấp cho văn bản lập trong hệ thống nên không rút được. Sửa ở trang của văn bản đó."
        ),
        "not-found": NOT_FOUND,
    }


@dataclass(frozen=True, slots=True)
class Free:
    """No document has this number."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A document of this system has this number, or had it before it was voided."""

    document_id: UUID


@dataclass(frozen=True, slots=True)
class Outside:
    """A document outside this system has this number."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """It was recorded by mistake: as free as before."""


State = Free | Taken | Outside | Withdrawn


def evolve(state: State, event: Event) -> State:
    """The number after this event."""
    match event:
        case DocumentNumberTaken():
            return Taken(event.document_id)
        case OutsideNumberRecorded():
            return Outside()
        case OutsideNumberWithdrawn():
            return Withdrawn()
        case DocumentNumberVoided():
            return state
        case _:
            assert_never(event)


DOCUMENT_NUMBER: StreamType[State] = StreamType("document-number", Free(), evolve)


def number_of(ward_code: str, number: int, symbol: str, dated_on: date) -> StreamRef[State]:
    """The stream that holds this number of the ward's year and symbol."""
    return DOCUMENT_NUMBER.new(document_number_id(ward_code, dated_on.year, symbol, number))


def is_free(state: State) -> bool:
    """Whether a document may have this number."""
    return isinstance(state, Free | Withdrawn)


def refuse(number: int, symbol: str, dated_on: date) -> NumberRefused:
    """That the number is another document's."""
    return NumberRefused("number.taken", number=number, symbol=symbol, year=dated_on.year)


def decide_take(command: TakeNumber, state: State) -> list[Event]:
    """Take the number for a document; the same document asks twice and gets it once."""
    if state == Taken(command.document_id):
        return []
    if not is_free(state):
        raise refuse(command.number, command.symbol, command.dated_on)
    return [
        DocumentNumberTaken(
            year=command.dated_on.year,
            symbol=command.symbol,
            number=command.number,
            document_id=command.document_id,
            service=command.service,
            subject=command.subject,
            dated_on=command.dated_on,
            kind=command.kind,
            about_id=command.about_id,
        )
    ]


def decide_record(command: RecordOutsideNumber, state: State) -> list[Event]:
    """Record a document outside, on a day that has come."""
    if command.dated_on > local_date(command.at):
        raise NumberRefused("number.in-the-future")
    if not is_free(state):
        raise refuse(command.number, command.symbol, command.dated_on)
    return [
        OutsideNumberRecorded(
            year=command.dated_on.year,
            symbol=command.symbol,
            number=command.number,
            subject=command.subject,
            dated_on=command.dated_on,
        )
    ]


def decide_withdraw(command: WithdrawOutsideNumber, state: State) -> list[Event]:
    """Take back what was recorded by mistake; the same again is nothing."""
    match state:
        case Outside():
            return [OutsideNumberWithdrawn(reason=command.reason)]
        case Withdrawn():
            return []
        case Taken():
            raise NumberRefused("number.not-outside")
        case Free():
            raise NumberRefused("not-found")
        case _:
            assert_never(state)


KEEPERS = frozenset({"clerk", "records-clerk"})

HANDLES: tuple[Handles[Any], ...] = (
    Handles(TakeNumber, lambda c: (number_of(c.ward_code, c.number, c.symbol, c.dated_on),), decide_take),
    Handles(
        RecordOutsideNumber,
        lambda c: (number_of(c.ward_code, c.number, c.symbol, c.dated_on),),
        decide_record,
        roles=KEEPERS,
    ),
    Handles(
        WithdrawOutsideNumber,
        lambda c: (DOCUMENT_NUMBER.at(c.number_id),),
        decide_withdraw,
        roles=KEEPERS,
    ),
)
