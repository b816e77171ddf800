"""When a message that was not taken is tried again, as data."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

AGAIN_AFTER: Final = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)
"""The pause after the first, second, … failed attempt; after the last one it has failed for good."""

UNSETTLED_FOR: Final = timedelta(minutes=5)
"""An attempt without an outcome for so long was cut off by a crash: the message is sent again, with the same Message-ID."""
