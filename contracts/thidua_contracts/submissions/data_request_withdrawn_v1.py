from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent


class DataRequestWithdrawn(IntegrationEvent):
    """Nobody has to settle the request any more."""

    type: ClassVar[str] = "vn.thidua.submissions.DataRequestWithdrawn.v1"

    request_id: Id
