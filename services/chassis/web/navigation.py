"""Navigation: an entry of the menu, and which entries somebody sees. The entries themselves are told by the service."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """A link of the menu; without roles it is for everybody who has signed in, `public` also for those who have not."""

    label: str
    address: str
    roles: frozenset[str] = frozenset()
    public: bool = False


def entries_for(menu: Iterable[Entry], role: str | None) -> tuple[Entry, ...]:
    """The menu of somebody under a mandate of this role; of anybody without one."""
    if role is None:
        return tuple(entry for entry in menu if entry.public)
    return tuple(entry for entry in menu if not entry.roles or role in entry.roles)
