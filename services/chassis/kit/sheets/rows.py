"""Rows: a tab read row by row into what the act's body holds, judged as the form is; every cell that is wrong is told at once. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.chassis.kit.parts import Part, read_form
from services.chassis.kit.sheets.cells import Names, typed
from services.chassis.kit.sheets.columns import Columns
from services.chassis.kit.sheets.declaration import Sheet
from services.chassis.kit.sheets.legacy import converted
from services.chassis.kit.sheets.refusals import MOST_ROWS, SheetRefused
from services.chassis.kit.sheets.workbook import address
from services.chassis.text.letters import folded
from services.chassis.web.forms import Form
from services.chassis.web.inputs import Unclear


@dataclass(frozen=True, slots=True)
class Mistake:
    """A cell to mend: its row from 0, its address (a row alone where no cell is to blame), its column, what stands in it, what to do."""

    row: int
    cell: str
    column: str
    text: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row that is right: its number from 0, its body, and the fields that it says something in."""

    row: int
    body: Any
    given: frozenset[str]


class Places:
    """Where a field of a row stands in the file, for whoever has to mend it."""

    def __init__(self, parts: Sequence[Part], columns: Mapping[str, int], cells: Sequence[Sequence[Any]] = ()) -> None:
        self._labels = {part.name: part.mark.label for part in parts}
        self._columns = columns
        self._cells = cells

    def mistake(self, row: int, name: str, sentence: str) -> Mistake:
        """The mistake at a field; one that is in no column stands at the row."""
        column, label = self._columns.get(name), self._labels.get(name, "")
        if column is None:
            return Mistake(row, f"dòng {row + 1}", label, "", sentence)
        cells = self._cells[row] if row < len(self._cells) else ()
        text = str(cells[column]) if column < len(cells) else ""
        return Mistake(row, address(row, column), label, text[:100], sentence)


def texts_of(columns: Columns) -> list[str]:
    """Every text of the chosen columns, headings too."""
    rows = columns.tab.rows[columns.heading :]
    wanted = columns.sure.values()
    return [row[column] for row in rows for column in wanted if column < len(row) and isinstance(row[column], str)]


def read(
    sheet: Sheet, columns: Columns, names: Mapping[str, Names], letters: str = ""
) -> tuple[list[Line], list[Mistake], int]:
    """The rows that are right, every mistake from top to bottom, and how many rows say what another row said.

    `names` are those of each field that is chosen among options; `letters` what the texts are put into Unicode from.
    Raises SheetRefused.
    """
    parts = {part.name: part for part in sheet.parts}
    places = Places(sheet.parts, columns.sure, columns.tab.rows)
    filled = [
        (row, cells)
        for row, cells in enumerate(columns.tab.rows)
        if row > columns.heading and any(cell != "" and str(cell).strip() for cell in _chosen(cells, columns))
    ]
    if not filled:
        raise SheetRefused("sheet.empty")
    if len(filled) > MOST_ROWS:
        raise SheetRefused("sheet.too-many-rows")
    lines: list[Line] = []
    mistakes: list[Mistake] = []
    first: dict[tuple[str, ...], Line] = {}
    repeated = 0
    for row, cells in filled:
        form, unclear = _form(parts, columns, cells, names, letters)
        body, field_errors = read_form(sheet.do.parts, sheet.do.model, form)
        told = unclear | {error["field"]: error["sentence"] for error in field_errors if error["field"] not in unclear}
        mistakes += [places.mistake(row, name, told[name]) for name in parts if name in told]
        if told:
            continue
        line = Line(row, body, frozenset(name for name, texts in form.items() if texts))
        before = first.setdefault(key_of(sheet, body), line)
        if before is line:
            lines.append(line)
        elif before.body == body:
            repeated += 1
        else:
            sentence = f"Dòng này trùng với dòng {before.row + 1} nhưng nội dung khác. Bỏ một trong hai dòng."
            mistakes.append(places.mistake(row, sheet.key[0], sentence))
    return lines, mistakes, repeated


def key_of(sheet: Sheet, values: Any) -> tuple[str, ...]:
    """By what a body, or a row of the list by the names of its fields, is known again."""
    parts = {part.name: part for part in sheet.parts}
    return tuple(folded(written(parts[name], said(values, name))) for name in sheet.key)


def said(values: Any, name: str) -> Any:
    """A value by its field's name, of a body or of a mapping."""
    return values.get(name) if isinstance(values, Mapping) else getattr(values, name)


def written(part: Part, value: Any) -> str:
    """A value as it is typed, on one line; "" for none."""
    return "" if value is None else "; ".join(part.mark.typed(value))


def _chosen(cells: Sequence[Any], columns: Columns) -> list[Any]:
    return [cells[column] for column in columns.sure.values() if column < len(cells)]


def _form(
    parts: Mapping[str, Part], columns: Columns, cells: Sequence[Any], names: Mapping[str, Names], letters: str
) -> tuple[Form, dict[str, str]]:
    """The row as a form, and what in it is unclear, by field."""
    form, unclear = Form(), {}
    for name, column in columns.sure.items():
        cell = cells[column] if column < len(cells) else ""
        if letters and isinstance(cell, str):
            cell = converted(cell, letters)
        try:
            if texts := typed(parts[name], cell, names.get(name), dates_1904=columns.tab.dates_1904):
                form[name] = texts
        except Unclear as error:
            unclear[name] = error.sentence
    return form, unclear
