from typing import ClassVar

from thidua_contracts.event import Day, Id, IntegrationEvent, Ordinal, Part, Score, WardCode, Year


class Standing(Part):
    """One member's place. Equal totals share a rank."""

    ward_code: WardCode
    rank: Ordinal
    total: Score


class StandingsConcluded(IntegrationEvent):
    """The bloc concluded its year (bình xét, suy tôn của khối): the ranking is final."""

    type: ClassVar[str] = "vn.thidua.blocs.StandingsConcluded.v1"

    bloc_id: Id
    year: Year
    concluded_on: Day
    standings: tuple[Standing, ...]
