"""Ids of things with a natural key: uuid5 of opaque ids and years, never of a personal value (it could be guessed)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import NAMESPACE_URL, UUID, uuid5

from services.chassis.text.letters import canonical, folded, folded_number

_HERE = uuid5(NAMESPACE_URL, "urn:thidua:awards")


def window_id(unit_id: UUID, year: int) -> UUID:
    """A unit's nomination window of a year."""
    return uuid5(unit_id, f"window/{year}")


def claim_id(subject_id: UUID, title: str, year: int) -> UUID:
    """The claim of a subject to a title of a year: at most one nomination holds it."""
    return uuid5(subject_id, f"claim/{title}/{year}")


def deed_claim_id(subject_id: UUID, happened_on: date) -> UUID:
    """The claim of a subject to be commended for what it did on a day: one deed is commended once (Luật 06/2022/QH15 Điều 5)."""
    return uuid5(subject_id, f"claim/deed/{happened_on}")


def council_id(ward_code: str) -> UUID:
    """The council of a ward; its members change, the council stays."""
    return uuid5(_HERE, f"council/{ward_code}")


def ballot_id(nomination_id: UUID, member_id: str) -> UUID:
    """A member's ballot on a nomination: there is only one."""
    return uuid5(nomination_id, f"ballot/{member_id}")


def document_number_id(ward_code: str, year: int, symbol: str, number: int) -> UUID:
    """A document number: taken once per ward, year and symbol (NĐ 30/2020/NĐ-CP Điều 15)."""
    return uuid5(_HERE, f"document-number/{ward_code}/{year}/{canonical(symbol)}/{number}")


def city_number_id(ward_code: str, signed_on: date, issuer: str, number: str) -> UUID:
    """A number of a year of somebody of the city, as a ward records it: its decision is recorded once, however both are written."""
    return uuid5(
        _HERE, f"city-number/{ward_code}/{signed_on.year}/{folded(issuer).rstrip(' .')}/{folded_number(number)}"
    )


def recognition_id(ward_code: str, year: int, document_number: str, authors: Iterable[UUID]) -> UUID:
    """What one document recognised for these authors in a ward: one initiative, under whatever id it is recorded.

    A number is one however it is written: "97/QĐ-UBND", "097/qđ-ubnd" and "97 / QĐ-UBND". Of the first, as numbers are written, the id is
    what it was when zeros and spaces still counted; a store that holds one of the others has it under an id that is asked for no
    more: `RecogniseInitiative.before` finds it.
    """
    by = "/".join(sorted({str(author) for author in authors}))
    return uuid5(_HERE, f"recognition/{ward_code}/{year}/{folded_number(document_number)}/{by}")


def prize_id(subject_id: UUID, year: int) -> UUID:
    """What a subject was paid for titles of one counted period."""
    return uuid5(subject_id, f"prize/{year}")


def deed_prize_id(nomination_id: UUID) -> UUID:
    """What was paid for a sudden deed: it shares no counted period with anything (NĐ 152/2025/NĐ-CP Điều 49)."""
    return uuid5(nomination_id, "prize")


def award_id(nomination_id: UUID) -> UUID:
    """The award that came of a nomination."""
    return uuid5(nomination_id, "award")


def hold_id(ward_code: str, subject_id: UUID) -> UUID:
    """What is looked into about a subject in a ward (tạm dừng xét tặng)."""
    return uuid5(subject_id, f"hold/{ward_code}")


def record_id(ward_code: str, subject_id: UUID) -> UUID:
    """What documents say of a subject in a ward (sổ theo dõi)."""
    return uuid5(subject_id, f"record/{ward_code}")
