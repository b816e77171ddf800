"""A situation: a command that somebody sends, and what was recorded before."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

History = dict[Any, Any]
"""The events of each stream, by its reference."""
WARD, OTHER_WARD = "03386", "03389"
UNIT = UUID(int=1)
SOMEBODY = "somebody"
"""Who sends the command, where it does not matter who it is."""


@dataclass(frozen=True)
class Situation:
    """A command that would be done for the right sender; `ward` and `unit` are where its things belong.

    `where` says what is special about it; `who` is the account that sends it.
    """

    command: Any
    history: History = field(default_factory=dict)
    where: str = ""
    ward: str = WARD
    unit: UUID = UNIT
    who: str = SOMEBODY
