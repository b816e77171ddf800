"""Words that people write about a thing: a reason, a result. They may name anybody, so no one person's key fits them.

All words about a thing are sealed with one key of its own. Whoever is named in them asks, and on that document the key is ended, with all
that was written until then; what is written afterwards gets the next key. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final
from uuid import UUID, uuid5

from services.chassis.personal import ERASED, Erased, Personal

Words = Annotated[str | Erased, Personal(subject="words_id", told=True)]
"""The type of such a field; its event names the key as `words_id`."""
Remark = Annotated[str | Erased | None, Personal(subject="words_id", told=True)]
"""The same where nothing has to be said."""
GONE: Final = str(ERASED)
"""What stands in a row where words stood."""


@dataclass(frozen=True, slots=True)
class Written:
    """How the words about a thing stand: how often they were erased, and whether any were written since."""

    erasures: int = 0
    any: bool = False

    def words_id(self, thing: UUID) -> UUID:
        """The subject of the key that seals what is written now."""
        return uuid5(thing, f"words-{self.erasures}")

    def more(self) -> Written:
        """Something was written."""
        return Written(self.erasures, True)

    def erased(self) -> Written:
        """All of it was erased."""
        return Written(self.erasures + 1)


def shown(value: str | Erased | None) -> str | None:
    """The words as they stand in a row, the same whether the row was made before their key ended or after."""
    return GONE if isinstance(value, Erased) else value


UNWRITTEN: Final = Written()


def unsealed(thing: UUID) -> dict[str, str]:
    """What lifts an event that was stored before its words were sealed: it belongs to the first key, which never sealed it."""
    return {"words_id": str(UNWRITTEN.words_id(thing))}
