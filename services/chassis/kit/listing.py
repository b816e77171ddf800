"""Listing: a list of things and the page of one of them, declared; their SQL, pages and Excel follow from it.

`source` is a SELECT that names its columns, `ward_code` among them, and may use `$1`, today's day. What the reader may see is
row-level security's to say. Rows come in the list's own order, which goes in one direction over columns that are never NULL
and ends with the key.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, Final
from uuid import UUID

import asyncpg
from markupsafe import Markup

from services.chassis import words
from services.chassis.errors import NotFound
from services.chassis.http.edge import Reader
from services.chassis.kit.derived_sql import Statements, derive
from services.chassis.kit.evidence import RecordFiles
from services.chassis.kit.facts import Fact
from services.chassis.kit.papers import RecordPaper
from services.chassis.security import What
from services.chassis.web.visitor import Visitor

SHOWN: Final = 50
"""Rows of a page."""
SEARCHED: Final = 5000
"""Rows that a search looks through."""


Names = Callable[[Any, Any, Sequence[Mapping[str, Any]]], Awaitable[list[dict[str, Any]]]]
"""Rows, with what another service alone knows of them: asked under the visitor's token, for what is shown and nothing more.

Given are the web, the visitor and the rows.
"""


def never(_: Mapping[str, Any]) -> bool:
    """Whatever the row says, no."""
    return False


def nothing(_: Mapping[str, Any]) -> str:
    """Whatever the row says, no words."""
    return ""


def withdrawn(row: Mapping[str, Any]) -> bool:
    """Whether it was withdrawn."""
    return bool(row["state"] == "withdrawn")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: the row's field, its heading, and how it is read; `wide` is left out on a phone."""

    name: str
    label: str
    show: Callable[[Mapping[str, Any]], Any] | None = None
    number: bool = False
    wide: bool = False
    words: Mapping[str, str] = field(default_factory=dict)
    """What its code words are called."""

    def of(self, row: Mapping[str, Any]) -> Any:
        """What the page shows: text, or markup made by the web's components."""
        if self.show is not None:
            return self.show(row)
        return said(row[self.name], self.words)

    def cell(self, row: Mapping[str, Any]) -> Any:
        """What a spreadsheet gets: a number or day as such, anything else as text."""
        value = row[self.name]
        if self.show is None and isinstance(value, int | Decimal | date | datetime) and not isinstance(value, bool):
            return value
        shown = self.of(row)
        return str(shown.striptags() if isinstance(shown, Markup) else shown)


def said(value: Any, known: Mapping[str, str]) -> str:
    """A value as it is read; what is missing is said to be."""
    match value:
        case None:
            return "chưa có"
        case bool():
            return "Có" if value else "Không"
        case datetime():
            return words.moment(value)
        case date():
            return words.day(value)
        case int() | Decimal():
            return words.number(value)
        case list() | tuple():
            return ", ".join(said(one, known) for one in value) or "chưa có"
        case _:
            return known.get(str(value), str(value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """What another service knows of rows, asked for by the page's script once they are shown: it fills what they leave room for.

    `to` is the address to ask, empty where there is nothing to ask; `roles` are those to whom it is told.
    """

    to: Callable[[Sequence[Mapping[str, Any]]], str]
    roles: frozenset[str]

    def address(self, rows: Sequence[Mapping[str, Any]], visitor: Visitor) -> str:
        """Where to ask about these rows; empty for a visitor who is not told."""
        return self.to(rows) if visitor.holds(*self.roles) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """A choice above a list: rows whose column is the chosen word."""

    name: str
    label: str
    words: Mapping[str, str] = field(default_factory=dict)
    options: str = ""
    """Or one of the capability's options."""


@dataclass(frozen=True, kw_only=True)
class ListPage:
    """A list below `/<service>/pages`, for the roles whose work it is.

    `order` names columns, `-` before each of them for newest first. `searched` are the columns a search looks at, in the first
    few thousand rows; a longer list names instead the column of its source that holds the `search_key` of what is searched. With
    `personal` what is searched for never stands in an address. `own` is the column that a mandate of one unit is limited to.
    `watched` is what the security log says of whoever reads it.
    """

    path: str
    title: str
    source: str
    columns: tuple[Column, ...]
    key: str
    order: tuple[str, ...]
    roles: frozenset[str]
    empty: str
    key_type: Any = UUID
    """What the key is in an address; one that is no id is bounded."""
    filters: tuple[Filter, ...] = ()
    searched: tuple[str, ...] = ()
    search_key: str = ""
    personal: bool = False
    watched: What | None = None
    more: tuple[str, ...] = ()
    """Columns of the source that no page shows but acts or words need."""
    alone: tuple[str, ...] = ()
    """Columns that are read of one thing alone: what would be dear for each row of a list."""
    own: str = ""
    excel: bool | frozenset[str] = True
    """Whether it is given as Excel, or to which of the roles."""
    names: Names | None = None
    menu: bool = True
    """Whether the menu leads to it; a list that only other pages lead to is not in it."""
    intro: str = ""
    back: tuple[str, str] = ("/", "Việc của tôi")
    """Where it leads back to: the page that leads to it."""
    way: Way | None = None
    """Where a row leads when it has no page of its own."""
    act: tuple[str, Callable[[Mapping[str, Any]], Mapping[str, str]]] | None = None
    """The name of a creating `Do` that each row offers, with what its form begins with there."""
    later: Later | None = None
    struck: Callable[[Mapping[str, Any]], bool] = never
    """Which rows are struck through: what was recorded by mistake stays in sight."""
    handwritten: bool = False
    """Its page is among the capability's own `pages`."""

    def __post_init__(self) -> None:
        """Raises TypeError for a list whose SQL cannot be derived."""
        assert self.statements.one

    @cached_property
    def named(self) -> tuple[str, ...]:
        """Every column that is read."""
        names = ("ward_code", self.key, *(column.name for column in self.columns), *self.more, self.own)
        return tuple(dict.fromkeys(name for name in names if name))

    @cached_property
    def statements(self) -> Statements:
        """Its SQL."""
        return derive(self)

    def own_of(self, reader: Reader) -> str | None:
        """The unit that the list is limited to for this reader, as text; None for no limit."""
        unit = reader.own_unit() if self.own else None
        return None if unit is None else str(unit)

    async def one(self, connection: asyncpg.Connection, reader: Reader, on: date, key: Any) -> asyncpg.Record:
        """The row of a thing, as of a day, for a reader of this list. Raises NotFound, of another unit's row too."""
        own = self.own_of(reader)
        row = await connection.fetchrow(self.statements.one, on, str(key))
        if row is None or (own is not None and str(row[self.own]) != own):
            raise NotFound(self.path)
        return row


@dataclass(frozen=True, slots=True, kw_only=True)
class SubTable:
    """A table on the page of a thing: `source` names its columns, `$1` is today, `$2` the thing's key as text."""

    title: str
    source: str
    columns: tuple[Column, ...]
    empty: str | Callable[[Mapping[str, Any]], str]
    """What is said in its place while it has no rows, perhaps by what the thing's own row says."""
    link: Callable[[Mapping[str, Any]], str] | None = None
    """Where a row leads."""
    act: tuple[str, Callable[[Mapping[str, Any]], Mapping[str, str] | None]] | None = None
    """The name of a `Do` that a row offers, with what is `addressed` beside the record's key; None from a row without it."""
    undo: tuple[str, Callable[[Mapping[str, Any]], Mapping[str, str] | None]] | None = None
    """The same of a second one, which takes back what the row tells."""
    mend: tuple[str, Callable[[Mapping[str, Any]], Mapping[str, str] | None]] | None = None
    """The same of one that writes anew what the row tells."""
    own: str = ""
    """The column that says whose a row is: a mandate of one unit acts on its own rows alone."""
    order: Callable[[Mapping[str, Any]], Any] | None = None
    """By what its rows are sorted where the database has no such order: as names are."""
    roles: frozenset[str] | None = None
    """Whom it is for; None for everybody who sees the page."""

    @property
    def acts(self) -> tuple[tuple[str, Callable[[Mapping[str, Any]], Mapping[str, str] | None]], ...]:
        """What a row offers."""
        return tuple(act for act in (self.act, self.mend, self.undo) if act is not None)

    def no_rows(self, row: Mapping[str, Any]) -> str:
        """What is said in its place on the page of this row's thing."""
        return self.empty if isinstance(self.empty, str) else self.empty(row)

    def sorted(self, rows: Sequence[Any]) -> Sequence[Any]:
        """The rows in its order."""
        return rows if self.order is None else sorted(rows, key=self.order)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A button on the page of a thing that leads to another page, for the roles whose work is there."""

    label: str
    to: Callable[[Mapping[str, Any]], str]
    roles: frozenset[str]
    offered: Callable[[Mapping[str, Any], Visitor], bool] = lambda _row, _visitor: True


@dataclass(frozen=True, kw_only=True)
class RecordPage:
    """The page of one thing: its facts, its tables, what happened, what can be done with it and where it leads.

    A fact that is shown as None is left out.
    `stream` names its stream from its key; `streams` are more whose events its timeline tells. `template` is a fragment of the
    capability's own folder, shown below the facts, with what `given` looks up for it.
    """

    heading: Callable[[Mapping[str, Any]], str]
    stream: Callable[[Any], str]
    facts: tuple[Column, ...] = ()
    tables: tuple[SubTable, ...] = ()
    streams: Callable[[Mapping[str, Any]], Sequence[str]] | None = None
    state: Callable[[Mapping[str, Any]], tuple[str, str]] | None = None
    """Its state as the kind and the word of a state tag."""
    timeline: bool = True
    says: Sequence[Fact] = ()
    """Facts of another capability that its timeline tells: one file often declares the events of two."""
    names: str = ""
    """SQL that gives code and name of what its timeline's sentences call by name; `$1` is today."""
    ways: tuple[Way, ...] = ()
    paper: RecordPaper | None = None
    """The official paper that it makes."""
    files: RecordFiles | None = None
    """The evidence that it has: shown on its page, given to whoever may read it."""
    warns: Callable[[Mapping[str, Any]], Any] = nothing
    """What whoever opens it has to know first: that it holds no longer, and why; nothing while there is nothing to say."""
    later: Later | None = None
    template: str = ""
    given: Callable[..., Any] | None = None
    handwritten: bool = False
    """Its page is among the capability's own `pages`; the forms of its acts lead back to it."""
