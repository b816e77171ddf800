"""Everything that blocs stores: its own events, and the copy of the mandates under which people act here."""

from __future__ import annotations

from typing import Final

from services.blocs.criteria.events import REGISTRY as CRITERIA
from services.blocs.membership.events import REGISTRY as MEMBERSHIP
from services.chassis.erasure import REGISTRY as ERASURES
from services.chassis.identity.mandates import REGISTRY as MANDATES

REGISTRY: Final = MANDATES + ERASURES + MEMBERSHIP + CRITERIA
