"""How operators' commands print: names are never cut off, because they are copied into the next command."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

PIPED = 240
"""Columns where nobody's terminal says how many there are."""


def console() -> Console:
    """Standard output; wide when it goes into a file or another program."""
    ours = Console(highlight=False)
    return ours if ours.is_terminal else Console(highlight=False, width=PIPED)


def table(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Prints a table whose cells fold rather than lose their end; numbers stand to the right."""
    texts = [[str(cell) for cell in row] for row in rows]
    shown = Table(box=SIMPLE_HEAD, pad_edge=False)
    for number, header in enumerate(headers):
        numeric = bool(texts) and all(_is_number(row[number]) for row in texts)
        shown.add_column(header, overflow="fold", justify="right" if numeric else "left")
    for row in texts:
        shown.add_row(*row)
    console().print(shown)


def _is_number(text: str) -> bool:
    return text.replace(",", "").replace(".", "").isdigit()
