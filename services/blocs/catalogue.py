"""Everything that blocs stores: its own events, and the copy of the mandates under which people act here."""

from __future__ import annotations

from typing import Final

from services.blocs.criteria.events import CATALOGUE as CRITERIA
from services.blocs.membership.events import CATALOGUE as MEMBERSHIP
from services.chassis.erasure import CATALOGUE as ERASURES
from services.chassis.identity.mandates import CATALOGUE as MANDATES

CATALOGUE: Final = MANDATES + ERASURES + MEMBERSHIP + CRITERIA
