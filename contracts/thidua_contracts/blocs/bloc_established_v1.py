from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent, Text, Word, Year


class BlocEstablished(IntegrationEvent):
    """A bloc (khối thi đua) was established for a year."""

    type: ClassVar[str] = "vn.thidua.blocs.BlocEstablished.v1"

    bloc_id: Id
    code: Word
    name: Text
    year: Year
