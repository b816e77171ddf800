"""What is read of a workbook, and what is refused before anything reads it; each refusal is provoked by its own file."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from io import BytesIO
from typing import Final

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from services.chassis.kit.sheets.refusals import LARGEST, UNPACKED, SheetRefused
from services.chassis.kit.sheets.workbook import address, read
from tests.support.sheets import altered, sheet_xml, workbook

GOOD: Final = workbook([["Mã", "Tên"], ["TDP08", "Tổ 8"], [8, 1.5], [True, date(2024, 12, 31)]])
FAR: Final = '<row r="1"><c r="A1"><v>1</v></c></row><row r="{row}"><c r="{cell}"><v>1</v></c></row>'


def with_parts(**more: bytes) -> bytes:
    return altered(GOOD, lambda parts: {**parts, **{name.replace("__", "/"): part for name, part in more.items()}})


def zeros(parts: dict[str, bytes]) -> dict[str, bytes]:
    return {**parts, "xl/bomb.xml": b"<a>" + b" " * UNPACKED + b"</a>"}


def lying() -> bytes:
    """A bomb whose header says that it is small: only what was judged is handed on, so it is no bomb to the reader either."""
    file = bytearray(altered(GOOD, zeros))
    place = file.rindex(b"xl/bomb.xml") - 46  # the entry of the directory
    file[place + 24 : place + 28] = struct.pack("<I", 10)
    return bytes(file)


def entities(parts: dict[str, bytes]) -> dict[str, bytes]:
    part = parts["xl/workbook.xml"].replace(b"?>", b'?><!DOCTYPE a [<!ENTITY b "cccccccccc">]>', 1)
    return {**parts, "xl/workbook.xml": part}


def macro_kind(parts: dict[str, bytes]) -> dict[str, bytes]:
    kinds = parts["[Content_Types].xml"].replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml")
    return {**parts, "[Content_Types].xml": kinds}


HOSTILE: Final[dict[str, tuple[str, Callable[[], bytes]]]] = {
    "nothing": ("sheet.missing", lambda: b""),
    "too large": ("sheet.too-large", lambda: GOOD + bytes(LARGEST)),
    "a PDF called .xlsx": ("sheet.not-excel", lambda: b"%PDF-1.7 ..."),
    "a Word file": ("sheet.not-excel", lambda: altered(GOOD, lambda _: {"word/document.xml": b"<a/>"})),
    "an old workbook, or one with a password": (
        "sheet.old-format",
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
    ),
    "macros": ("sheet.macros", lambda: with_parts(xl__vbaProject=b"", **{"xl__vbaProject.bin": b"x"})),
    "macros by its kind": ("sheet.macros", lambda: altered(GOOD, macro_kind)),
    "macros of Excel 4": ("sheet.macros", lambda: with_parts(**{"xl__macrosheets__sheet1.xml": b"<a/>"})),
    "links": ("sheet.external-links", lambda: with_parts(**{"xl__externalLinks__externalLink1.xml": b"<a/>"})),
    "a source of data": ("sheet.external-links", lambda: with_parts(**{"xl__connections.xml": b"<a/>"})),
    "a bomb": ("sheet.unpacks-too-large", lambda: altered(GOOD, zeros)),
    "a bomb whose header lies": ("sheet.unreadable", lying),
    "a thousand parts": (
        "sheet.unpacks-too-large",
        lambda: altered(GOOD, lambda parts: parts | {f"xl/media/{number}.png": b"" for number in range(1000)}),
    ),
    "entities": ("sheet.unreadable", lambda: altered(GOOD, entities)),
    "cut off": ("sheet.unreadable", lambda: GOOD[: len(GOOD) // 2]),
    "packed as Excel never packs": ("sheet.unreadable", lambda: altered(GOOD, lambda parts: parts, zipfile.ZIP_LZMA)),
    "no XML": ("sheet.unreadable", lambda: altered(GOOD, lambda parts: {**parts, "xl/workbook.xml": b"<a"})),
    "a cell at the far end": ("sheet.too-wide", lambda: altered(GOOD, sheet_xml(FAR.format(row=2, cell="XFD2")))),
    "a cell a million rows down": (
        "sheet.too-many-rows",
        lambda: altered(GOOD, sheet_xml(FAR.format(row=1048576, cell="A1048576"))),
    ),
    "a row a million rows down whose cell says nothing of it": (
        "sheet.too-many-rows",
        lambda: altered(GOOD, sheet_xml('<row r="1048576"><c><v>1</v></c></row>')),
    ),
    "thirty thousand empty rows with a format": (
        "sheet.too-many-rows",
        lambda: altered(GOOD, sheet_xml("".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(1, 30_000)))),
    ),
    "a place that is none": (
        "sheet.unreadable",
        lambda: altered(GOOD, sheet_xml('<row r="1"><c r="1A"><v>1</v></c></row>')),
    ),
    "no cell": ("sheet.empty", lambda: altered(GOOD, sheet_xml(""))),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_refused(kind: str) -> None:
    code, file = HOSTILE[kind]
    with pytest.raises(SheetRefused) as refused:
        read(file())
    assert refused.value.code == code


def test_every_refusal_says_what_to_do() -> None:
    for code, refusal in SheetRefused.refusals.items():
        assert refusal.sentence.endswith("."), code


def test_cells_keep_what_they_are() -> None:
    [tab] = read(GOOD)
    assert tab.rows[:2] == [["Mã", "Tên"], ["TDP08", "Tổ 8"]]
    assert tab.rows[2] == [8, 1.5] and tab.rows[3] == [True, date(2024, 12, 31)]


def test_an_address_is_excels_even_where_the_first_rows_and_columns_are_empty() -> None:
    [tab] = read(workbook([[], [None, None, "x"]]))
    assert tab.rows[1][2] == "x" and (address(1, 2), address(6, 1), address(39, 27)) == ("C2", "B7", "AB40")


def test_a_failed_formula_is_told_and_a_hidden_sheet_is_not_read() -> None:
    file = BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet("A").write_formula(0, 0, "=NA()", None, "#N/A")
        hidden = book.add_worksheet("B")
        hidden.write(0, 0, "x")
        hidden.hide()
    [tab] = read(file.getvalue())
    assert (tab.name, tab.rows) == ("A", [["#N/A"]])


@settings(deadline=None, max_examples=60)
@given(place=st.integers(0, len(GOOD) - 1), byte=st.integers(0, 255))
def test_a_damaged_file_is_read_or_refused(place: int, byte: int) -> None:
    file = bytearray(GOOD)
    file[place] = byte
    with suppress(SheetRefused):
        read(bytes(file))


@settings(deadline=None, max_examples=60)
@given(place=st.integers(0, 5000), noise=st.binary(min_size=1, max_size=12))
def test_a_damaged_part_is_read_or_refused(place: int, noise: bytes) -> None:
    def damaged(parts: dict[str, bytes]) -> dict[str, bytes]:
        names = sorted(name for name in parts if name.endswith(".xml"))
        name = names[place % len(names)]
        at = place % len(parts[name])
        return {**parts, name: parts[name][:at] + noise + parts[name][at + len(noise) :]}

    with suppress(SheetRefused):
        read(altered(GOOD, damaged))
