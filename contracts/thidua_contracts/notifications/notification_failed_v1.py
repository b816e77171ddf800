from typing import ClassVar

from thidua_contracts.codes import DeliveryChannel
from thidua_contracts.event import Id, Instant, IntegrationEvent, ReasonCode, Word


class NotificationFailed(IntegrationEvent):
    """A message could not be delivered and will not be tried again (gửi không thành công)."""

    type: ClassVar[str] = "vn.thidua.notifications.NotificationFailed.v1"

    notification_id: Id
    template: Word
    channel: DeliveryChannel
    recipient_id: Id
    failed_at: Instant
    reason_code: ReasonCode
