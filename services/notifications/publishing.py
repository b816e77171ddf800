"""What other services are told of notifications: that a message was taken, or that it never will be."""

from __future__ import annotations

from typing import Final

from services.chassis.erasure.acknowledgement import ErasureAcknowledged
from services.chassis.publishing import Publishing
from services.notifications.deliveries.events import DeliveryFailed, DeliverySucceeded
from services.notifications.event_registry import REGISTRY
from services.notifications.retired import REGISTRY as RETIRED
from thidua_contracts.notifications.notification_delivered_v1 import NotificationDelivered
from thidua_contracts.notifications.notification_failed_v1 import NotificationFailed
from thidua_contracts.notifications.subject_erasure_acknowledged_v1 import SubjectErasureAcknowledged


def delivered(event: DeliverySucceeded) -> NotificationDelivered:
    return NotificationDelivered(
        notification_id=str(event.intent_id),
        template=event.template,
        channel=event.channel,
        recipient_id=event.recipient_id,
        delivered_at=event.at,
    )


def failed(event: DeliveryFailed) -> NotificationFailed:
    return NotificationFailed(
        notification_id=str(event.intent_id),
        template=event.template,
        channel=event.channel,
        recipient_id=event.recipient_id,
        failed_at=event.at,
        reason_code=event.reason_code,
    )


def erasure_acknowledged(event: ErasureAcknowledged) -> SubjectErasureAcknowledged:
    return SubjectErasureAcknowledged(subject_id=str(event.subject_id), acknowledged_at=event.acknowledged_at)


PUBLISHING: Final = Publishing(
    REGISTRY,
    public={
        "delivery-succeeded": delivered,
        "delivery-failed": failed,
        "subject-erasure-acknowledged": erasure_acknowledged,
    },
    # what is to be done and how often it was tried is this service's own business
    private=frozenset(
        {
            "mandate-granted",
            "mandate-relieved",
            *RETIRED.types,
            "notice-raised",
            "reminder-raised",
            "unit-reminded",
            "delivery-intended",
            "delivery-attempted",
            "delivery-attempt-failed",
        }
    ),
)
