"""What blocs stores beside its capabilities' facts: the copy of the mandates under which people act here, and erasures."""

from __future__ import annotations

from typing import Final

from services.chassis.erasure.acknowledgement import REGISTRY as ERASURES
from services.chassis.identity.mandates import REGISTRY as MANDATES

REGISTRY: Final = MANDATES + ERASURES
