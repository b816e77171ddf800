"""Code words of the published language: append-only, never renamed, never reused.

Only the words are here. Vietnamese names are in the glossary (contracts/README.md); criteria, ratios and coefficients
are in rule packs. A reader that meets a word it does not know gets UNKNOWN and goes on; a writer can never publish
UNKNOWN (`encode` refuses it).
"""

from enum import StrEnum
from typing import Final, Self


class Code(StrEnum):
    """An open set of words. Every subclass has UNKNOWN."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        return cls("unknown") if isinstance(value, str) else None


class WardKind(Code):
    UNKNOWN = "unknown"
    WARD = "ward"
    COMMUNE = "commune"
    SPECIAL_ZONE = "special-zone"


class UnitKind(Code):
    UNKNOWN = "unknown"
    OFFICE = "office"
    PARTY_BODY = "party-body"
    ASSOCIATION = "association"
    SCHOOL = "school"
    HEALTH_STATION = "health-station"
    POLICE = "police"
    MILITARY = "military"
    RESIDENTIAL_GROUP = "residential-group"
    HAMLET = "hamlet"


class SubjectKind(Code):
    UNKNOWN = "unknown"
    INDIVIDUAL = "individual"
    COLLECTIVE = "collective"
    HOUSEHOLD = "household"


class ReportPeriod(Code):
    UNKNOWN = "unknown"
    HALF_YEAR = "half-year"
    YEAR = "year"


class SubmissionChannel(Code):
    UNKNOWN = "unknown"
    ELECTRONIC = "electronic"
    PAPER = "paper"


class Title(Code):
    """Titles keep the abbreviation everybody writes, without diacritics."""

    UNKNOWN = "unknown"
    LDTT = "LDTT"
    CSTDCS = "CSTDCS"
    TTLDTT = "TTLDTT"


class DeciderLevel(Code):
    UNKNOWN = "unknown"
    WARD = "ward"
    CITY = "city"


class Role(Code):
    UNKNOWN = "unknown"
    CITIZEN = "citizen"
    UNIT_HEAD = "unit-head"
    CLERK = "clerk"
    COUNCIL_MEMBER = "council-member"
    COUNCIL_SECRETARY = "council-secretary"
    CHAIRMAN = "chairman"
    BLOC_SECRETARY = "bloc-secretary"
    CITY_OFFICER = "city-officer"
    OPERATOR = "operator"


UNIT_ROLES: Final = frozenset({Role.UNIT_HEAD})
"""Roles that are held for one unit, and see and do what is that unit's alone."""


class DeliveryChannel(Code):
    UNKNOWN = "unknown"
    EMAIL = "email"
    INBOX = "inbox"
