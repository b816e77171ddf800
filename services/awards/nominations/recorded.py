"""Recorded: what streams say of a subject and of members of its unit, each fact with the entry or award behind it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from services.awards.deeds.procedure import SUDDEN
from services.awards.law.history import Dated, Held, History, Rated
from services.awards.law.rows import SubjectKind
from services.awards.nominations.nomination import Annulled, Awarded, NominationDenied
from services.awards.records.decider import Record
from services.awards.records.events import DisciplineRecorded, Entry, LeaveRecorded, RatingRecorded
from services.awards.subjects.decider import Person

RECORD: Final = "record"
MERIT: Final = "cong-trang"
AWARD: Final = "award"
"""What a source begins with: which stream it names follows."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """Whatever streams were read, by subject."""

    records: Mapping[UUID, Record]
    awards: Mapping[UUID, tuple[Held, ...]]
    members: tuple[UUID, ...]
    said: Mapping[UUID, str]

    def of(self, kind: SubjectKind, subject_id: UUID) -> History:
        """The history of the subject; of a collective with those of its members of whom something is recorded."""
        own = self._one(kind, subject_id)
        if kind != "collective":
            return own
        return replace(own, members=tuple(self._one("individual", one) for one in self.members), partly=True)

    def _one(self, kind: SubjectKind, subject_id: UUID) -> History:
        entries = (self.records.get(subject_id) or Record()).entries.values()
        return History(
            kind=kind,
            ratings=tuple(
                Rated(one.year, word, _entry(one))
                for one in entries
                if isinstance(one, RatingRecorded) and (word := self.said[one.entry_id])
            ),
            leaves=tuple(
                Dated(self.said[one.entry_id] or "unknown", one.first, one.last, _entry(one))
                for one in entries
                if isinstance(one, LeaveRecorded)
            ),
            disciplines=tuple(
                Dated(word, one.first, one.last, _entry(one))
                for one in entries
                if isinstance(one, DisciplineRecorded) and (word := self.said[one.entry_id])
            ),
            awards=self.awards.get(subject_id, ()),
        )


def recorded(states: Iterable[Any], unit_id: UUID, day: date, said: Mapping[UUID, str]) -> Recorded:
    """What the states of the streams that were read say, and the words of their entries; members are those of the unit on that day.

    Raises NominationDenied for an entry whose word did not come along: it was made a moment ago.
    """
    records: dict[UUID, Record] = {}
    awards: dict[UUID, tuple[Held, ...]] = {}
    members: list[UUID] = []
    for state in states:
        match state:
            case Record(subject_id=UUID() as subject_id):
                if any(entry_id not in said for entry_id in state.entries):
                    raise NominationDenied("nomination.other-facts")
                records[subject_id] = state
            case Person() if (on := state.on(day)) is not None and on.unit_id == unit_id:
                members.append(on.person_id)
            case Awarded() | Annulled():
                item = state.item
                held = given(
                    item.title,
                    item.year,
                    item.nomination_id,
                    standing=isinstance(state, Awarded),
                    kind=SUDDEN if item.sudden else MERIT,
                )
                awards[item.subject_id] = (*awards.get(item.subject_id, ()), held)
            case _:
                pass
    return Recorded(records, awards, tuple(members), said)


def given(award: str, year: int, nomination_id: UUID, *, standing: bool, kind: str = MERIT) -> Held:
    """An award that was given here, with the nomination that it came of; whether its kind counts, the law says."""
    return Held(award, year, kind, "held" if standing else "annulled", f"{AWARD}/{nomination_id}")


def _entry(entry: Entry) -> str:
    return f"{RECORD}/{entry.entry_id}"
