"""Declaration: a list comes in as Excel by one of the acts that make something; its fields are the columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field
from functools import cached_property

from services.chassis.kit.doing import Do
from services.chassis.kit.fields import Evidence, Group, Rows
from services.chassis.kit.listing import ListPage
from services.chassis.kit.parts import Part


@dataclass(frozen=True, slots=True)
class Change:
    """An act on a thing that is there already, done where one of these columns says something else than the list."""

    do: Do
    on: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One row is one command of `do`, judged as its form is.

    By the fields of `key` a row is known again among what the list shows: the same is not entered twice. `columns` names the list's
    column of a field where it has another name; a field that the list does not show is not compared. A known row that differs is a
    `change`, or a mistake where none is declared. `more` are further headings that a field is known by.
    """

    do: Do
    key: tuple[str, ...]
    columns: Mapping[str, str] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    more: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raises ValueError for an act that no row can be: one on a record, one that looks something up, one with parts of its own."""
        do, names = self.do, {part.name for part in self.do.asked}
        unfit = [part.name for part in do.asked if isinstance(part.mark, Group | Rows)]
        if do.in_path or do.look or do.shape or do.asks or unfit:
            raise ValueError(f"{do.name}: a row of a sheet is no such act ({', '.join(unfit)})")
        named = {*self.key, *self.columns, *self.more, *(name for change in self.changes for name in change.on)}
        if unknown := named - names:
            raise ValueError(f"{do.name}: a sheet speaks of {sorted(unknown)}")
        for change in self.changes:
            if missing := {part.name for part in change.do.asked} - names:
                raise ValueError(f"{change.do.name}: a sheet of {do.name} does not hold {sorted(missing)}")

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Its columns: a cell holds no file."""
        return tuple(part for part in self.do.asked if not isinstance(part.mark, Evidence))

    def column_of(self, name: str) -> str:
        """The list's column of a field."""
        return self.columns.get(name, name)

    def called(self, listed: ListPage) -> dict[str, tuple[str, ...]]:
        """What the heading of each field may be: its label, its name in the API, its heading in the list."""
        shown = {column.name: column.label for column in listed.columns}
        return {
            part.name: (
                part.mark.label,
                part.name,
                *([shown[self.column_of(part.name)]] if self.column_of(part.name) in shown else []),
                *self.more.get(part.name, ()),
            )
            for part in self.parts
        }

    def needed(self, part: Part) -> bool:
        """Whether a file without this column cannot be taken."""
        return part.default is MISSING and not part.optional
