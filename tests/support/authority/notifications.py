"""The situations of notifications."""

from __future__ import annotations

from typing import Final

from services.chassis.identity.mandates import MANDATE
from services.notifications.deliveries.decider import DELIVERY
from tests.support.authority.situation import Situation
from tests.unit.chassis import test_erasure
from tests.unit.notifications import test_deliveries as deliveries
from tests.unit.notifications import test_notices as notices
from tests.unit.notifications import test_reminders as reminders
from tests.unit.submissions import test_mandates

INTENDED: Final = {DELIVERY.at(deliveries.ID): [deliveries.intended]}

SITUATIONS: Final = (
    Situation(test_mandates.head),
    Situation(test_mandates.relieve, {MANDATE.at(test_mandates.M): [test_mandates.granted]}),
    Situation(test_erasure.command),
    Situation(notices.command),
    Situation(deliveries.intend),
    Situation(deliveries.begin, INTENDED),
    Situation(deliveries.success, INTENDED),
    Situation(deliveries.failure, INTENDED),
    Situation(reminders.first),
    Situation(reminders.remind),
)
