"""Navigation: the entries of the menu in their groups, and which of them somebody sees. The service tells them."""

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

    def seen_by(self, role: str | None) -> bool:
        """Whether somebody under a mandate of this role sees it; None is anybody without one."""
        return self.public if role is None else not self.roles or role in self.roles


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under one heading; those that everything begins with have none."""

    heading: str
    entries: tuple[Entry, ...]


def menu_of(menu: Iterable[Group], role: str | None) -> tuple[Group, ...]:
    """The menu of somebody under a mandate of this role; of anybody without one. A group without entries is left out."""
    seen = (Group(each.heading, tuple(one for one in each.entries if one.seen_by(role))) for each in menu)
    return tuple(group for group in seen if group.entries)
