"""Scale: the short version of a row in `make test`, the long one in `make fault`, and FAULT_SCALE between them."""

from __future__ import annotations

import os

from tests.fault.field import Field

SCALE = float(os.environ.get("FAULT_SCALE", "1"))
"""Multiplies how often things are done in the long version."""


def times(field: Field, short: int, full: int) -> int:
    """How often, in the short and in the long version."""
    return max(short, round(full * SCALE)) if field.full else short


def seconds(field: Field, short: float, full: float) -> float:
    """How long."""
    return full if field.full else short
