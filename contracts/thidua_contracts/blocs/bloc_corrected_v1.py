from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent, Text, Word, Year


class BlocCorrected(IntegrationEvent):
    """What a bloc (khối thi đua) is called, or since which year it is, was written wrongly: this is right."""

    type: ClassVar[str] = "vn.thidua.blocs.BlocCorrected.v1"

    bloc_id: Id
    code: Word
    name: Text
    year: Year
