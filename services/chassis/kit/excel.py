"""Excel: rows as a workbook, written row by row; numbers and days stay numbers and days, and no text becomes a formula."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any, Final

import xlsxwriter

from services.chassis.calendar import ZONE
from services.chassis.kit.listing import Column

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST: Final = 100_000
"""Rows of one workbook."""
WIDEST: Final = 60


async def workbook(title: str, columns: Sequence[Column], rows: Iterable[Mapping[str, Any]], note: str) -> bytes:
    """The rows under their headings; made beside the event loop, which must never stand still."""
    return await asyncio.to_thread(_made, title, columns, list(rows), note)


def _made(title: str, columns: Sequence[Column], rows: Sequence[Mapping[str, Any]], note: str) -> bytes:
    file = BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "in_memory": True,
        "remove_timezone": True,
    }
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet(title[:31].translate(str.maketrans("[]:*?/\\", "       ")))
        heading = book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "valign": "top"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "dd/mm/yyyy", "valign": "top"})
        moment = book.add_format({"num_format": "hh:mm dd/mm/yyyy", "valign": "top"})
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(2)
        sheet.freeze_panes(3, 1)
        for place, column in enumerate(columns):
            longest = max((len(str(column.of(row))) for row in rows[:200]), default=0)
            sheet.set_column(place, place, min(max(len(column.label), longest) + 2, WIDEST))
        sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
        sheet.write_string(1, 0, note)
        for place, column in enumerate(columns):
            sheet.write_string(2, place, column.label, heading)
        for number, row in enumerate(rows, start=3):
            for place, column in enumerate(columns):
                match column.cell(row):
                    case datetime() as at:
                        sheet.write_datetime(number, place, at.astimezone(ZONE), moment)
                    case date() as on:
                        sheet.write_datetime(number, place, on, day)
                    case int() | Decimal() as figure:
                        sheet.write_number(number, place, figure)
                    case text:
                        sheet.write_string(number, place, text, wrap)
    return file.getvalue()
