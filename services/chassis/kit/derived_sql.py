"""Derived SQL: the statements of a declared list, made once at start from names of our own and never from what anybody asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol


class Listed(Protocol):
    """What the SQL of a list is derived from."""

    @property
    def path(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def order(self) -> tuple[str, ...]: ...
    @property
    def own(self) -> str: ...
    @property
    def search_key(self) -> str: ...
    @property
    def named(self) -> tuple[str, ...]: ...
    @property
    def alone(self) -> tuple[str, ...]: ...
    @property
    def filters(self) -> Sequence[Any]: ...


@dataclass(frozen=True, slots=True)
class Statements:
    """The SQL of a list.

    Parameters: today, ward, the own unit, then each filter, all as text and None for any; where the list has a search key, the
    patterns that it must fit, None for any. `page` goes on after the row whose key follows, with a limit last; `one` has today and a key.
    """

    page: str
    count: str
    one: str


def derive(of: Listed) -> Statements:
    """The SQL of a list, from names of our own alone: nothing that anybody asks for ever becomes part of it."""
    down = all(name.startswith("-") for name in of.order)
    if not down and any(name.startswith("-") for name in of.order):
        raise TypeError(f"{of.path}: a list goes in one direction, so that its next page begins at one place")
    order = tuple(dict.fromkeys((*(name.lstrip("-") for name in of.order), of.key)))
    columns = ", ".join(f"t.{quoted(name)}" for name in of.named)
    every = ", ".join(f"t.{quoted(name)}" for name in (*of.named, *of.alone))
    source = of.source.strip().rstrip(";")
    own = f"t.{quoted(of.own)}" if of.own else "NULL"
    tests = [
        "$1::date IS NOT NULL",
        "($2::text IS NULL OR t.ward_code = $2)",
        f"($3::text IS NULL OR {own}::text = $3)",
        *(
            f"(${place}::text IS NULL OR t.{quoted(each.name)}::text = ${place})"
            for place, each in enumerate(of.filters, start=4)
        ),
    ]
    last = 3 + len(of.filters)
    if of.search_key:
        last += 1
        tests.append(f"(${last}::text[] IS NULL OR t.{quoted(of.search_key)} LIKE ALL (${last}))")
    where = " AND ".join(tests)
    placed = ", ".join(f"t.{quoted(name)}" for name in order)
    after = ", ".join(f"c.{quoted(name)}" for name in order)
    key, way = quoted(of.key), " DESC" if down else ""
    ordered = ", ".join(f"t.{quoted(name)}{way}" for name in order)
    return Statements(
        page=f"SELECT {columns} FROM ({source}) AS t WHERE {where} "  # noqa: S608 - names of our own
        f"AND (${last + 1}::text IS NULL OR ({placed}) {'<' if down else '>'} "
        f"(SELECT {after} FROM ({source}) AS c WHERE c.{key}::text = ${last + 1})) "
        f"ORDER BY {ordered} LIMIT ${last + 2}",
        count=f"SELECT count(*) FROM ({source}) AS t WHERE {where}",  # noqa: S608 - the same
        one=f"SELECT {every} FROM ({source}) AS t WHERE $1::date IS NOT NULL AND t.{key}::text = $2",  # noqa: S608 - the same
    )


def belonging(of: Listed, by: str) -> str:
    """The SQL of those rows of a list whose column names one thing, for a table on that thing's page: `$1` is today, `$2` its key."""
    columns = ", ".join(f"t.{quoted(name)}" for name in of.named)
    ordered = ", ".join(f"t.{quoted(name.lstrip('-'))}{' DESC' if name.startswith('-') else ''}" for name in of.order)
    return f"SELECT {columns} FROM ({of.source}) AS t WHERE t.{quoted(by)}::text = $2 ORDER BY {ordered}"  # noqa: S608 - names of our own


def quoted(name: str) -> str:
    """A column's name, also one that is a word of SQL. Raises TypeError for what is no name."""
    if not name.isidentifier():
        raise TypeError(f"{name!r} is no column")
    return f'"{name}"'
