"""The four Kafka topics: one per bounded context, and nothing else.

The number of partitions never changes: it decides on which partition a ward's facts lie, in order. Retention is
unlimited, so that a read model fed by others can be built again from offset 0.
"""

from dataclasses import dataclass
from typing import Final

UNLIMITED: Final = -1


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic, the one service that writes it, and the services that read it today; other systems may, where a city lets them."""

    name: str
    owner: str
    readers: tuple[str, ...]
    partitions: int = 12
    retention_ms: int = UNLIMITED
    retention_bytes: int = UNLIMITED


SUBMISSIONS: Final = Topic("thidua.submissions", owner="submissions", readers=("awards", "blocs", "notifications"))
AWARDS: Final = Topic("thidua.awards", owner="awards", readers=("blocs", "notifications"))
BLOCS: Final = Topic("thidua.blocs", owner="blocs", readers=("notifications",))
NOTIFICATIONS: Final = Topic("thidua.notifications", owner="notifications", readers=())

TOPICS: Final = (SUBMISSIONS, AWARDS, BLOCS, NOTIFICATIONS)
