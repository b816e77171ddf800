"""Workbooks as people send them, and some that nobody should: made here, so that a test says what is in them."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any

import xlsxwriter


def workbook(rows: Sequence[Sequence[Any]], *, name: str = "Sheet1") -> bytes:
    """A workbook of these rows; days are days, None is empty."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet(name)
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                match cell:
                    case None:
                        pass
                    case date():
                        page.write_datetime(number, place, cell, day)
                    case bool():
                        page.write_boolean(number, place, cell)
                    case int() | float():
                        page.write_number(number, place, cell)
                    case _:
                        page.write_string(number, place, cell)
    return file.getvalue()


def altered(
    file: bytes, change: Callable[[dict[str, bytes]], Mapping[str, bytes]], packing: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """The workbook with other parts in it, packed."""
    with zipfile.ZipFile(BytesIO(file)) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    made = BytesIO()
    with zipfile.ZipFile(made, "w", packing) as archive:
        for name, part in change(parts).items():
            archive.writestr(name, part)
    return made.getvalue()


def sheet_xml(rows: str) -> Callable[[dict[str, bytes]], Mapping[str, bytes]]:
    """A change that gives the first sheet these rows, as XML."""
    xml = (
        '<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{rows}</sheetData></worksheet>"
    )
    return lambda parts: {**parts, "xl/worksheets/sheet1.xml": xml.encode()}
