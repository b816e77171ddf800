"""Template: the workbook that a person fills in and sends back: headings, what may be chosen in each column, and a sheet that explains."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any, Final

import xlsxwriter

from services.chassis.kit.fields import Day, Number, Whole, YesNo
from services.chassis.kit.options import Option
from services.chassis.kit.parts import Part
from services.chassis.kit.sheets.cells import SHOWN
from services.chassis.kit.sheets.declaration import Sheet
from services.chassis.kit.sheets.refusals import MOST_ROWS
from services.chassis.text.ordering import sort_key
from services.chassis.web.inputs import EXAMPLE

CHOICES: Final = "Danh mục"
NOTES: Final = "Hướng dẫn"
RULES: Final = (
    "Mỗi dòng là một mục. Giữ dòng tiêu đề; thứ tự cột đổi được, cột thừa được bỏ qua.",
    "Ngày ghi ngày trước, tháng sau: 14/05/2024. Số thập phân dùng dấu phẩy: 1,5.",
    "Tải tệp lên rồi hệ thống báo từng ô cần sửa; chưa bấm xác nhận thì chưa ghi gì.",
    "Tải lại đúng tệp này không ghi hai lần.",
)


async def template(title: str, sheet: Sheet, options: Mapping[str, Sequence[Option]]) -> bytes:
    """The workbook; made beside the event loop."""
    return await asyncio.to_thread(_made, title, sheet, options)


def _made(title: str, sheet: Sheet, options: Mapping[str, Sequence[Option]]) -> bytes:
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        page = book.add_worksheet(title[:31].translate(str.maketrans("[]:*?/\\", "       ")))
        notes = book.add_worksheet(NOTES)
        choices = book.add_worksheet(CHOICES)
        choices.hide()
        heading = book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "valign": "top"})
        formats = {
            "text": book.add_format({"num_format": "@"}),
            "day": book.add_format({"num_format": "dd/mm/yyyy"}),
            "number": book.add_format({"num_format": "#,##0.##"}),
            "plain": book.add_format({"num_format": "0"}),
        }
        page.freeze_panes(1, 1)
        for place, part in enumerate(sheet.parts):
            page.write_string(0, place, part.mark.label, heading)
            page.set_column(place, place, max(len(part.mark.label) + 2, 18), formats[_format(part)])
            told = {"input_title": part.mark.label[:32], "input_message": _way(sheet, part, ())[:255]}
            if words := _words(part, options):
                for row, word in enumerate(words):
                    choices.write_string(row, place, word)
                column = xlsxwriter.utility.xl_col_to_name(place)
                source = f"='{CHOICES}'!${column}$1:${column}${len(words)}"
                how = {"validate": "list", "source": source, "error_type": "warning"}
            else:
                how = {"validate": "any"}
            page.data_validation(1, place, MOST_ROWS, place, {**how, **told})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        notes.set_column(0, 0, 30)
        notes.set_column(1, 1, 16)
        notes.set_column(2, 2, 70)
        for row, rule in enumerate(RULES):
            notes.write_string(row, 0, rule)
        first = len(RULES) + 1
        for place, word in enumerate(("Cột", "Bắt buộc", "Cách ghi")):
            notes.write_string(first, place, word, heading)
        for row, part in enumerate(sheet.parts, start=first + 1):
            notes.write_string(row, 0, part.mark.label, wrap)
            notes.write_string(row, 1, "Có" if sheet.needed(part) else "Không", wrap)
            notes.write_string(row, 2, _way(sheet, part, _words(part, options)), wrap)
    return file.getvalue()


def _format(part: Part) -> str:
    match part.mark:
        case Day():
            return "day"
        case Whole(grouped=False):
            return "plain"
        case Whole() | Number():
            return "number"
        case _:
            return "text"


def _words(part: Part, options: Mapping[str, Sequence[Option]]) -> list[str]:
    """What may be chosen in a column."""
    if isinstance(part.mark, YesNo):
        return ["Có", "Không"]
    return sorted((option.label for option in options.get(part.name, ())), key=sort_key)


def _way(sheet: Sheet, part: Part, words: Sequence[str]) -> str:
    """How a column is filled in."""
    mark: Any = part.mark
    example = mark.example or (EXAMPLE if isinstance(mark, Day) else "")
    some = f"Ghi một trong: {', '.join(words[:SHOWN])}{' …' if len(words) > SHOWN else ''}." if words else ""
    pieces = (mark.hint, some, f"Ví dụ: {example}." if example else "", "" if sheet.needed(part) else "Được để trống.")
    return " ".join(piece for piece in pieces if piece)
