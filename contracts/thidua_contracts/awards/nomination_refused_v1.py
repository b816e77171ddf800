from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent, ReasonCode


class NominationRefused(IntegrationEvent):
    """A nomination was refused (không đủ điều kiện, không được đề nghị)."""

    type: ClassVar[str] = "vn.thidua.awards.NominationRefused.v1"

    nomination_id: Id
    unit_id: Id
    reason_code: ReasonCode
