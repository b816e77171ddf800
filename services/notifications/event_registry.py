"""Everything that notifications stores: its own events, and the copy of mandates by which it finds recipients."""

from __future__ import annotations

from typing import Final

from services.chassis.erasure.acknowledgement import REGISTRY as ERASURES
from services.chassis.identity.mandates import REGISTRY as MANDATES
from services.notifications.deliveries.events import REGISTRY as DELIVERIES
from services.notifications.notices.events import REGISTRY as NOTICES
from services.notifications.reminders.events import REGISTRY as REMINDERS
from services.notifications.retired import REGISTRY as RETIRED

REGISTRY: Final = MANDATES + ERASURES + RETIRED + NOTICES + REMINDERS + DELIVERIES
