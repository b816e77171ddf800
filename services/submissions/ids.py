"""Ids of things that have a natural key: uuid5 of that key, never of a personal value (it could be guessed)."""

from __future__ import annotations

from uuid import NAMESPACE_URL, UUID, uuid5

from services.chassis.text.letters import canonical, folded, folded_number

_HERE = uuid5(NAMESPACE_URL, "urn:thidua:submissions")


def ward_id(ward_code: str) -> UUID:
    """The stream key of a ward."""
    return uuid5(_HERE, f"ward/{ward_code}")


def ward_code_id(code: str) -> UUID:
    """The stream key of an official code, which its holders have one after the other."""
    return uuid5(_HERE, f"ward-code/{code}")


def unit_code_id(ward_code: str, code: str) -> UUID:
    """The stream key of a unit code within its ward: a code is never used twice, in capitals or small letters."""
    return uuid5(_HERE, f"unit-code/{ward_code}/{code.lower()}")


def document_number_id(ward_code: str, year: int, symbol: str, number: int) -> UUID:
    """The stream key of a document number: taken once per ward, year and symbol."""
    return uuid5(_HERE, f"document-number/{ward_code}/{year}/{canonical(symbol)}/{number}")


def library_document_id(ward_code: str, year: int, issuer: str, number: str) -> UUID:
    """The stream key of a document in the library: of one issuer and year a number is one document, however either is written."""
    return uuid5(_HERE, f"library-document/{ward_code}/{year}/{folded(issuer).rstrip(' .')}/{folded_number(number)}")


def archive_file_id(ward_code: str, year: int, code: str) -> UUID:
    """The stream key of a file of the archive: a code is one file of a year, however it is written."""
    return uuid5(_HERE, f"archive-file/{ward_code}/{year}/{folded_number(code)}")


def reading_id(directive_id: UUID, unit_id: UUID) -> UUID:
    """A unit reads a directive once."""
    return uuid5(directive_id, f"reading/{unit_id}")


def attendance_id(briefing_id: UUID, person_id: UUID) -> UUID:
    """Somebody attends a briefing once."""
    return uuid5(briefing_id, f"attendance/{person_id}")


def movement_id(plan_id: UUID, code: str) -> UUID:
    """A movement is launched once per plan and code, in capitals or small letters."""
    return uuid5(plan_id, f"movement/{code.lower()}")


def participation_id(movement: UUID, unit_id: UUID) -> UUID:
    """A unit joins a movement once."""
    return uuid5(movement, f"participation/{unit_id}")


def report_id(obligation_id: UUID, unit_id: UUID) -> UUID:
    """A unit owes one report per obligation."""
    return uuid5(obligation_id, f"report/{unit_id}")


def plan_task_id(plan_id: UUID, code: str) -> UUID:
    """A task of a plan's annex, by its place there: the same before and after an amendment."""
    return uuid5(plan_id, f"task/{folded(code)}")


def unit_plan_id(plan_id: UUID, unit_id: UUID) -> UUID:
    """A unit has one plan of its own under a plan of the ward."""
    return uuid5(plan_id, f"unit-plan/{unit_id}")


def aims_call_id(ward_code: str, year: int) -> UUID:
    """A ward calls for a year's aims once."""
    return uuid5(_HERE, f"aims-call/{ward_code}/{year}")


def aims_id(unit_id: UUID, year: int) -> UUID:
    """What a unit aims at in a year is one thing."""
    return uuid5(unit_id, f"aims/{year}")


def score_sheet_id(ward_code: str, year: int) -> UUID:
    """A ward has one criteria sheet for residential groups in a year."""
    return uuid5(_HERE, f"score-sheet/{ward_code}/{year}")


def scorecard_id(sheet_id: UUID, unit_id: UUID) -> UUID:
    """A residential group has one scorecard by a sheet."""
    return uuid5(sheet_id, f"scorecard/{unit_id}")


def unit_receipt_id(plan_id: UUID, unit_id: UUID) -> UUID:
    """A unit receives a plan once."""
    return uuid5(plan_id, f"receipt/unit/{unit_id}")


def outside_receipt_id(plan_id: UUID, recipient: str) -> UUID:
    """A recipient receives a plan once, however its name is written."""
    return uuid5(plan_id, f"receipt/{folded(recipient)}")
