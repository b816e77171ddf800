"""Workbooks that come in: judged as a stranger's file before anything reads them, then read into rows of plain cells.

Only the XML parts are unpacked, each bounded, and only what was judged is handed on: `calamine` reads a workbook written anew from these
parts, so a header that lies about a size, a macro or a link reaches it never. A cell far down would make it lay out every cell above:
places are judged first.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from services.chassis.kit.sheets.refusals import LARGEST, LOWEST, MOST_COLUMNS, MOST_PARTS, UNPACKED, SheetRefused
from services.chassis.zipped import BROKEN, entries

OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How the format before .xlsx begins, and an .xlsx with a password."""
ZIP: Final = b"PK\x03\x04"
PANIC: Final = "PanicException"
"""What a defect of the reader written in Rust is called; it is no `Exception`."""
LINKS: Final = ("xl/externallinks/", "xl/connections.xml", "xl/querytables/")
MACROS: Final = ("xl/macrosheets/", "xl/dialogsheets/")
DATES_1904: Final = re.compile(rb"""\bdate1904\s*=\s*["'](?:1|true)["']""")
FAILED: Final = re.compile(rb"""(<(?:\w+:)?c\b[^>]*\st=)(["'])e\2""")
"""A cell whose formula ended in an error; `calamine` would leave it out, as if nothing had been written there."""
PLACE: Final = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")


@dataclass(frozen=True, slots=True)
class Tab:
    """A visible sheet of a workbook: `rows` from the first, each from its first cell; what is empty is "".

    A formula that ended in an error is its text ("#N/A"). With `dates_1904` a bare number is no day.
    """

    name: str
    rows: Sequence[Sequence[Any]]
    dates_1904: bool = False


def address(row: int, column: int) -> str:
    """The address of a cell, as Excel says it: (6, 1) is B7."""
    return f"{letters(column)}{row + 1}"


def letters(column: int) -> str:
    """The letters of a column: 0 is A, 27 is AB."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def read(file: bytes) -> tuple[Tab, ...]:
    """The visible sheets of a file. Raises SheetRefused."""
    parts = _parts(file)
    for part in parts.values():
        _judge(part)
    old_days = DATES_1904.search(parts.get("xl/workbook.xml", b"")) is not None
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(_anew(parts)))
        tabs = [
            Tab(each.name, book.get_sheet_by_name(each.name).to_python(skip_empty_area=False), old_days)
            for each in book.sheets_metadata
            if each.visible == SheetVisibleEnum.Visible and each.typ == SheetTypeEnum.WorkSheet
        ]
    except (CalamineError, *BROKEN):
        raise SheetRefused("sheet.unreadable") from None
    except BaseException as error:
        if type(error).__name__ != PANIC:
            raise
        raise SheetRefused("sheet.unreadable") from None
    filled = tuple(tab for tab in tabs if any(cell != "" for row in tab.rows for cell in row))
    if not filled:
        raise SheetRefused("sheet.empty")
    return filled


def _parts(file: bytes) -> dict[str, bytes]:
    """The XML parts of a file, unpacked within bounds. Raises SheetRefused."""
    if not file:
        raise SheetRefused("sheet.missing")
    if len(file) > LARGEST:
        raise SheetRefused("sheet.too-large")
    if file.startswith(OLE):
        raise SheetRefused("sheet.old-format")
    if not file.startswith(ZIP):
        raise SheetRefused("sheet.not-excel")
    try:
        with zipfile.ZipFile(BytesIO(file)) as archive:
            return _unpacked(archive)
    except BROKEN:
        raise SheetRefused("sheet.unreadable") from None


def _unpacked(archive: zipfile.ZipFile) -> dict[str, bytes]:
    infos = entries(archive)
    names = [info.filename.lower() for info in infos]
    if len(set(names)) != len(names):
        raise SheetRefused("sheet.unreadable")
    if len(names) > MOST_PARTS:
        raise SheetRefused("sheet.unpacks-too-large")
    if "xl/workbook.xml" not in names:
        raise SheetRefused("sheet.not-excel")
    if any(name.endswith("vbaproject.bin") or name.startswith(MACROS) for name in names):
        raise SheetRefused("sheet.macros")
    if any(name.startswith(LINKS) for name in names):
        raise SheetRefused("sheet.external-links")
    parts, left = {}, UNPACKED
    for info in infos:
        if info.filename.lower().endswith((".xml", ".rels")):
            if info.file_size > left:
                raise SheetRefused("sheet.unpacks-too-large")
            parts[info.filename] = archive.read(info)  # reads no more than it says of itself
            left -= len(parts[info.filename])
    if b"macroenabled" in parts.get("[Content_Types].xml", b"").lower():
        raise SheetRefused("sheet.macros")
    return parts


def _anew(parts: Mapping[str, bytes]) -> bytes:
    """A workbook of these parts alone, nothing in it packed."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(name, FAILED.sub(rb'\1"str"', part))
    return file.getvalue()


def _judge(part: bytes) -> None:
    """Raises SheetRefused for a cell too far away, or XML of a kind that Excel does not write."""
    places = _Places()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = places.doctype
    parser.StartElementHandler = places.begins
    try:
        parser.Parse(part, True)
    except (expat.ExpatError, LookupError, ValueError):  # LookupError: an encoding that nobody knows
        raise SheetRefused("sheet.unreadable") from None


class _Places:
    """Where the cells of a part stand, as they are read one after the other."""

    def __init__(self) -> None:
        self._row = self._column = -1
        self._cell: tuple[int, int] = (0, 0)
        self._rows = 0

    def doctype(self, *_: Any) -> None:
        raise SheetRefused("sheet.unreadable")

    def begins(self, name: str, attributes: Mapping[str, str]) -> None:
        match name.rpartition(" ")[2]:
            case "row":
                self._row = _number(attributes.get("r")) if "r" in attributes else self._row + 1
                self._column = -1
                self._rows += 1
                if self._rows > LOWEST:
                    raise SheetRefused("sheet.too-many-rows")
            case "c":
                self._cell = self._place(attributes.get("r"))
                self._row, self._column = self._cell
            case "v" | "is":  # only what holds something takes a place
                row, column = self._cell
                if row >= LOWEST:
                    raise SheetRefused("sheet.too-many-rows")
                if column >= MOST_COLUMNS:
                    raise SheetRefused("sheet.too-wide")

    def _place(self, told: str | None) -> tuple[int, int]:
        if told is None:
            return max(self._row, 0), self._column + 1
        found = PLACE.fullmatch(told.upper())
        if found is None:
            raise SheetRefused("sheet.unreadable")
        column = 0
        for letter in found[1]:
            column = column * 26 + ord(letter) - 64
        return int(found[2]) - 1, column - 1


def _number(text: str | None) -> int:
    if text is None or not (text.isascii() and text.isdigit()) or len(text) > 7 or text == "0":
        raise SheetRefused("sheet.unreadable")
    return int(text) - 1
