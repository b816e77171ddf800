"""Comparing: what a file would do where the list shows what it shows: what is new, what changes, what is there already. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from services.chassis.kit.doing import Do
from services.chassis.kit.parts import Part, sentence_of
from services.chassis.kit.sheets.declaration import Change, Sheet
from services.chassis.kit.sheets.rows import Line, Mistake, Places, key_of, said, written


@dataclass(frozen=True, slots=True)
class Step:
    """One command to send: of which row, which act, on which thing (None for a new one), with which body as JSON."""

    row: int
    act: str
    key: str | None
    body: str


@dataclass(frozen=True, slots=True)
class Compared:
    """The steps of a file, in its order, how many rows change nothing, and what the list contradicts."""

    steps: tuple[Step, ...]
    same: int
    mistakes: tuple[Mistake, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A row as its sender reads it before it is entered: each cell with its label, what it replaces (None for nothing), what it says."""

    row: int
    new: bool
    cells: tuple[tuple[str, str | None, str], ...]


def compared(
    sheet: Sheet, lines: Iterable[Line], known: Sequence[Mapping[str, Any]], key: str, places: Places, may: Sequence[Do]
) -> Compared:
    """What these rows would do where the list shows the `known` rows, whose own key is the column `key`; `may` are the acts allowed."""
    there: dict[tuple[str, ...], list[Mapping[str, Any]]] = {}
    for row in known:
        values = _values(sheet, row)
        if all(values.get(name) is not None for name in sheet.key):
            there.setdefault(key_of(sheet, values), []).append({**values, key: row[key]})
    steps: list[Step] = []
    mistakes: list[Mistake] = []
    same = 0
    for line in lines:
        match there.get(key_of(sheet, line.body), []):
            case []:
                steps.append(Step(line.row, sheet.do.name, None, line.body.model_dump_json()))
            case [row]:
                done, wrong = _changes(sheet, line, row, str(row[key]), places, may)
                steps += done
                mistakes += wrong
                same += not done and not wrong
            case several:
                sentence = f"Trong danh sách có {len(several)} mục giống dòng này, không rõ là mục nào. Ghi từng mục trên trang của mục đó."
                mistakes.append(places.mistake(line.row, sheet.key[0], sentence))
    return Compared(tuple(steps), same, tuple(mistakes))


def told(
    sheet: Sheet,
    lines: Iterable[Line],
    known: Sequence[Mapping[str, Any]],
    key: str,
    steps: Iterable[Step],
    labels: Mapping[str, Mapping[str, str]],
) -> tuple[Told, ...]:
    """What these steps do, row by row; `labels` say what the options of a field are called."""
    parts = {part.name: part for part in sheet.parts}
    asked = {do.name: {part.name for part in do.asked} for do in (sheet.do, *(change.do for change in sheet.changes))}
    there = {str(row[key]): _values(sheet, row) for row in known}
    touched: dict[int, tuple[str | None, set[str]]] = {}
    for step in steps:
        touched.setdefault(step.row, (step.key, set()))[1].update(asked[step.act])
    said_by = {line.row: line for line in lines if line.row in touched}
    rows = []
    for number, (thing, names) in touched.items():
        line, row = said_by[number], there[thing] if thing is not None else {}
        cells: list[tuple[str, str | None, str]] = []
        for name, part in parts.items():
            if name not in line.given or name not in names | set(sheet.key):
                continue
            after = _shown(part, said(line.body, name), labels)
            same = name in row and written(part, row[name]) == written(part, said(line.body, name))
            if name in sheet.key or name not in row:
                cells.append((part.mark.label, None, after))
            elif not same:
                cells.append((part.mark.label, _shown(part, row[name], labels), after))
        rows.append(Told(number, thing is None, tuple(cells)))
    return tuple(rows)


def _shown(part: Part, value: Any, labels: Mapping[str, Mapping[str, str]]) -> str:
    """A value as it is read, by the words of its options."""
    if value is None or value == () or value == []:
        return "chưa có"
    if (called := labels.get(part.name)) is not None:
        return ", ".join(called.get(one, one) for one in part.mark.typed(value))
    return str(part.mark.shown(value))


def _values(sheet: Sheet, row: Mapping[str, Any]) -> dict[str, Any]:
    """What the list says, by the fields' names, as far as it shows them."""
    columns = {part.name: sheet.column_of(part.name) for part in sheet.parts}
    return {name: row[column] for name, column in columns.items() if column in row}


def _changes(
    sheet: Sheet, line: Line, row: Mapping[str, Any], key: str, places: Places, may: Sequence[Do]
) -> tuple[list[Step], list[Mistake]]:
    """The acts that make the thing what the row says; an empty cell changes nothing, a difference that no act mends is a mistake."""
    parts = {part.name: part for part in sheet.parts}
    differs = [
        name
        for name in parts
        if name in line.given
        and name in row
        and name not in sheet.key
        and written(parts[name], row[name]) != written(parts[name], said(line.body, name))
    ]
    acts = [change for change in sheet.changes if change.do in may and set(change.on) & set(differs)]
    covered = {name for change in acts for name in (*change.on, *(part.name for part in change.do.asked))}
    wrong = [
        places.mistake(
            line.row,
            name,
            f"Danh sách đang ghi “{parts[name].mark.shown(row[name]) if row[name] is not None else 'chưa có'}”. "
            "Sửa ô này cho giống, hoặc sửa trong danh sách trước.",
        )
        for name in differs
        if name not in covered
    ]
    if wrong:
        return [], wrong
    return _steps(acts, line, row, key, places)


def _steps(
    acts: Sequence[Change], line: Line, row: Mapping[str, Any], key: str, places: Places
) -> tuple[list[Step], list[Mistake]]:
    steps: list[Step] = []
    wrong: list[Mistake] = []
    for change in acts:
        do = change.do
        values = {
            part.name: said(line.body, part.name) if part.name in line.given else row.get(part.name)
            for part in do.asked
        }
        try:
            steps.append(Step(line.row, do.name, key, do.model.model_validate(values).model_dump_json()))
        except ValidationError as refused:
            wrong += [
                places.mistake(line.row, str(error["loc"][0]), sentence_of(do.parts, error))
                for error in refused.errors()
            ]
    return steps, wrong
