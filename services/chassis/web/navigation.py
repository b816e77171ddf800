"""Navigation: the menu, the same in every service; each entry for the roles whose work is there.

One file on purpose: four services that each drew their own menu would soon draw four.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Entry:
    """A link of the menu; without roles it is for everybody who has signed in, `public` also for those who have not."""

    label: str
    address: str
    roles: frozenset[str] = frozenset()
    public: bool = False


WARD: Final = frozenset({"clerk", "chairman", "council-secretary", "council-member", "city-officer"})
GRANTING: Final = frozenset({"clerk", "chairman", "city-officer", "operator"})

MENU: Final = (
    Entry("Việc của tôi", "/"),
    Entry("Theo dõi báo cáo", "/submissions/pages/tracking", WARD),
    Entry("Báo cáo của đơn vị", "/submissions/pages/reports", frozenset({"unit-head"})),
    Entry("Hồ sơ", "/awards/pages/dossiers", WARD | {"unit-head"}),
    Entry("Hội đồng", "/awards/pages/sessions", WARD),
    Entry("Khối thi đua", "/blocs/pages/board", WARD | {"bloc-secretary"}),
    Entry("Giao quyền", "/submissions/pages/mandates", GRANTING),
    Entry("Tìm", "/submissions/pages/search", WARD | {"unit-head"}),
    Entry("Quyết định khen thưởng", "/awards/pages/decisions", public=True),
)


def entries_for(role: str | None) -> tuple[Entry, ...]:
    """The menu of somebody under a mandate of this role; of anybody without one."""
    if role is None:
        return tuple(entry for entry in MENU if entry.public)
    return tuple(entry for entry in MENU if not entry.roles or role in entry.roles)
