from typing import ClassVar

from thidua_contracts.codes import DeliveryChannel
from thidua_contracts.event import Id, Instant, IntegrationEvent, Word


class NotificationDelivered(IntegrationEvent):
    """A message reached its recipient's channel (đã gửi thông báo)."""

    type: ClassVar[str] = "vn.thidua.notifications.NotificationDelivered.v1"

    notification_id: Id
    template: Word
    channel: DeliveryChannel
    recipient_id: Id
    delivered_at: Instant
