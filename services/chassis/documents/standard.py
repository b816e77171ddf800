"""The standard DOCX template, made here so that its layout is read and reviewed as text; a ward changes a copy of it in Word.

Its tags are docxtpl's: `{%p … %}` stands for its whole paragraph, `{%tr … %}` for a row, `{%tc … %}` for a cell.
"""

from __future__ import annotations

import io
from functools import cache
from typing import Any, Final

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

FONT: Final = "Times New Roman"
BORDERS: Final = ("top", "left", "bottom", "right", "insideH", "insideV")


@cache
def standard() -> bytes:
    """The template as a file."""
    document = Document()
    _page(document)
    _head(document)
    _title(document)
    _body(document, "noi_dung")
    _foot(document)
    _annex(document)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = section.right_margin = Mm(20)
    section.left_margin = Mm(30)
    section.different_first_page_header_footer = True
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(14)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    number = section.header.paragraphs[0]
    number.alignment = ALIGN.CENTER
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = number.add_run()
        run.font.size = Pt(13)
        made = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            made.set(qn("w:fldCharType"), kind)
        made.text = text or None
        run._r.append(made)


def _put(
    where: Any,
    text: str,
    *,
    size: float = 14,
    bold: bool = False,
    italic: bool = False,
    align: Any = ALIGN.CENTER,
    before: float = 0,
    after: float = 0,
    indent: float = 0,
    keep: bool = False,
) -> Any:
    """Adds a paragraph; a cell's first one is empty and taken."""
    first = where.paragraphs[0] if getattr(where, "_tc", None) is not None else None
    paragraph = first if first is not None and not first.text and not first.runs else where.add_paragraph()
    paragraph.alignment = align
    layout = paragraph.paragraph_format
    layout.space_before, layout.space_after = Pt(before), Pt(after)
    layout.first_line_indent = Mm(indent)
    layout.keep_with_next = keep
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)
    return paragraph


def _tag(where: Any, text: str) -> None:
    """Adds a paragraph that only steers what is around it."""
    _put(where, text, size=8, align=ALIGN.LEFT)


def _rule(where: Any, side: float) -> None:
    """Adds a line with so many millimetres left and right of it."""
    paragraph = _put(where, "", size=3)
    layout = paragraph.paragraph_format
    layout.left_indent = layout.right_indent = Mm(side)
    layout.line_spacing = Pt(4)
    borders, line = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "auto")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().insert_element_before(borders, "w:spacing", "w:ind", "w:jc", "w:rPr")


def _columns(document: Any, left: float, right: float) -> tuple[Any, Any]:
    """The two cells of a table without borders."""
    table = document.add_table(rows=1, cols=2)
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, (left, right), strict=True):
        column.width = column.cells[0].width = Mm(width)
    first, second = table.rows[0].cells
    return first, second


def _head(document: Any) -> None:
    left, right = _columns(document, 64, 96)
    _tag(left, "{%p for dong in co_quan %}")
    _put(left, "{{ dong }}", size=13, bold=True)
    _tag(left, "{%p endfor %}")
    _rule(left, 20)
    _put(left, "{{ so_ky_hieu }}", size=13, before=6)
    _tag(left, "{%p if not ten_loai %}")
    _put(left, "V/v {{ trich_yeu }}", size=12)
    _tag(left, "{%p endif %}")
    _put(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=12, bold=True)
    _put(right, "Độc lập - Tự do - Hạnh phúc", size=13, bold=True)
    _rule(right, 20)
    _put(right, "{{ noi_va_ngay }}", size=13, italic=True, before=6)
    _put(document, "", size=6)


def _title(document: Any) -> None:
    _tag(document, "{%p if ten_loai %}")
    _put(document, "{{ ten_loai }}", bold=True, before=6)
    _put(document, "{{ trich_yeu }}", bold=True)
    _rule(document, 55)
    _tag(document, "{%p endif %}")
    _tag(document, "{%p for noi in kinh_gui_tung_dong %}")
    _put(document, "{{ noi }}", align=ALIGN.LEFT, before=4).paragraph_format.left_indent = Mm(30)
    _tag(document, "{%p endfor %}")
    _tag(document, "{%p if tham_quyen_ban_hanh %}")
    _put(document, "{{ tham_quyen_ban_hanh }}", bold=True, before=12, after=6)
    _tag(document, "{%p endif %}")
    _tag(document, "{%p for can_cu in can_cu_tung_dong %}")
    _put(document, "{{ can_cu }}", italic=True, align=ALIGN.JUSTIFY, before=6, indent=10)
    _tag(document, "{%p endfor %}")


def _body(document: Any, blocks: str) -> None:
    _tag(document, f"{{%p for khoi in {blocks} %}}")
    _tag(document, '{%p if khoi.loai == "heading" %}')
    _put(document, "{{ khoi.chu }}", bold=True, align=ALIGN.JUSTIFY, before=8, indent=10, keep=True)
    _tag(document, "{%p endif %}")
    _tag(document, '{%p if khoi.loai == "centred" %}')
    _put(document, "{{ khoi.chu }}", bold=True, before=8, after=4, keep=True)
    _tag(document, "{%p endif %}")
    _tag(document, '{%p if khoi.loai == "paragraph" %}')
    paragraph = _put(
        document, "{% if khoi.nhan %}{{ khoi.nhan }} {% endif %}", bold=True, align=ALIGN.JUSTIFY, before=6, indent=10
    )
    paragraph.add_run("{{ khoi.chu }}").font.size = Pt(14)
    _tag(document, "{%p endif %}")
    _tag(document, '{%p if khoi.loai == "item" %}')
    _put(document, "- {{ khoi.chu }}", align=ALIGN.JUSTIFY, before=6, indent=10)
    _tag(document, "{%p endif %}")
    _tag(document, '{%p if khoi.loai == "table" %}')
    _table(document)
    _tag(document, "{%p endif %}")
    _tag(document, "{%p endfor %}")


def _table(document: Any) -> None:
    table = document.add_table(rows=4, cols=4)
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    rows = (
        ("STT", "{%tc for ten in khoi.cot %}", "{{ ten }}", "{%tc endfor %}"),
        ("{%tr for dong in khoi.dong %}", "", "", ""),
        ("{{ loop.index }}", "{%tc for o in dong %}", "{{ o }}", "{%tc endfor %}"),
        ("{%tr endfor %}", "", "", ""),
    )
    for number, (row, texts) in enumerate(zip(table.rows, rows, strict=True)):
        for place, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            centred = number == 0 or place == 0
            _put(cell, text, size=12, bold=number == 0, align=ALIGN.CENTER if centred else ALIGN.LEFT)
    for place, column in enumerate(table.columns):
        column.width = Mm(48 if place else 14)
    heading = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(heading)


def _foot(document: Any) -> None:
    _put(document, "", size=6, keep=True)
    left, right = _columns(document, 70, 90)
    _tag(left, "{%p if chuc_vu_ky_cung %}")
    _put(left, "{{ chuc_vu_ky_cung }}", bold=True)
    for _ in range(4):
        _put(left, "")
    _put(left, "{{ nguoi_ky_cung }}", bold=True, after=12)
    _tag(left, "{%p endif %}")
    _put(left, "Nơi nhận:", size=12, bold=True, italic=True, align=ALIGN.LEFT)
    _tag(left, "{%p for noi in noi_nhan_tung_dong %}")
    _put(left, "{{ noi }}", size=11, align=ALIGN.LEFT)
    _tag(left, "{%p endfor %}")
    _tag(right, "{%p if tham_quyen_ky %}")
    _put(right, "{{ tham_quyen_ky }}", bold=True)
    _tag(right, "{%p endif %}")
    _tag(right, "{%p if ky_thay %}")
    _put(right, "{{ ky_thay }}", bold=True)
    _tag(right, "{%p endif %}")
    _put(right, "{{ chuc_vu }}", bold=True)
    for _ in range(4):
        _put(right, "")
    _put(right, "{{ nguoi_ky }}", bold=True)


def _annex(document: Any) -> None:
    _tag(document, "{%p if phu_luc %}")
    _put(document, "{{ phu_luc.ten }}", bold=True).paragraph_format.page_break_before = True
    _tag(document, "{%p if phu_luc.trich_yeu %}")
    _put(document, "{{ phu_luc.trich_yeu }}", bold=True)
    _tag(document, "{%p endif %}")
    _put(document, "{{ dinh_kem }}", italic=True)
    _rule(document, 55)
    _body(document, "phu_luc.noi_dung")
    _tag(document, "{%p endif %}")
