"""Everything that notifications stores: its own events, and the copy of mandates by which it finds recipients."""

from __future__ import annotations

from typing import Final

from services.chassis.erasure import CATALOGUE as ERASURES
from services.chassis.identity.mandates import CATALOGUE as MANDATES
from services.notifications.deliveries.events import CATALOGUE as DELIVERIES
from services.notifications.notices.events import CATALOGUE as NOTICES
from services.notifications.reminders.events import CATALOGUE as REMINDERS
from services.notifications.tasks.events import CATALOGUE as TASKS

CATALOGUE: Final = MANDATES + ERASURES + TASKS + NOTICES + REMINDERS + DELIVERIES
