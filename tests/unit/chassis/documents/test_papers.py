"""Papers: PDF and DOCX say the same, in the decree's words for what is not yet known, and no text of theirs is markup."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from services.chassis.documents.paper import Annex, Paper, centred, heading, item, paragraph, table
from services.chassis.documents.pdf import made
from services.chassis.documents.standard import standard
from services.chassis.documents.template import SAMPLE, filled
from tests.support.papers import letters, lines_of_docx, text_of_pdf

GOLDEN = Path(__file__).with_name("golden") / "paper.txt"
LETTER = Paper(
    issuer=("ỦY BAN NHÂN DÂN", "PHƯỜNG QUYẾT THẮNG"),
    symbol="UBND-VHXH",
    place="Quyết Thắng",
    subject="nộp báo cáo sơ kết 6 tháng đầu năm",
    addressees=("Trường Tiểu học Quyết Thắng",),
    blocks=(paragraph("Đề nghị đơn vị nộp báo cáo."),),
)
ALPHABET = "ẮằẳẵĐđƠơƯưỵ aZ09-–“”'\"#$*_`@\\~<>&;:/=+[](){}%^|€"
ODD = some.text(alphabet=ALPHABET, min_size=1, max_size=60)


def read(paper: Paper) -> str:
    """What both files say; they say the same."""
    draft, signed = filled(standard(), paper), made(paper)
    assert letters(" ".join(lines_of_docx(draft))) == text_of_pdf(signed)
    return text_of_pdf(signed)


def test_what_is_printed_is_what_the_golden_text_says() -> None:
    read(SAMPLE)
    lines = [line for line in lines_of_docx(filled(standard(), SAMPLE)) if line]
    assert lines == GOLDEN.read_text().splitlines()


def test_the_same_facts_make_the_same_bytes() -> None:
    first = made(SAMPLE), filled(standard(), SAMPLE)
    made(LETTER)
    assert (made(SAMPLE), filled(standard(), SAMPLE)) == first


def test_what_has_no_number_and_no_day_leaves_room_for_them() -> None:
    assert LETTER.number_line.startswith("Số: \u00a0")
    assert LETTER.place_line.replace("\u00a0", "") == "Quyết Thắng, ngàythángnăm"
    assert letters("Số:/UBND-VHXH") in read(LETTER)


def test_days_and_numbers_below_ten_and_the_first_two_months_have_a_zero() -> None:
    paper = LETTER.model_copy(update={"number": 5, "day": date(2025, 2, 3)})
    assert (paper.number_line, paper.place_line) == (
        "Số: 05/UBND-VHXH",
        "Quyết Thắng, ngày 03 tháng 02 năm 2025",
    )
    assert LETTER.model_copy(update={"day": date(2025, 3, 31)}).place_line.endswith("ngày 31 tháng 3 năm 2025")


def test_a_letter_is_copied_to_whom_it_is_written_and_the_archive_comes_last() -> None:
    paper = LETTER.model_copy(update={"recipients": ("Lưu: VT, VHXH.", "- Thường trực Đảng ủy;")})
    assert paper.recipient_lines == ("- Như trên;", "- Thường trực Đảng ủy;", "- Lưu: VT, VHXH.")


def test_bases_end_in_semicolons_and_a_full_stop() -> None:
    paper = LETTER.model_copy(update={"bases": ("Luật A;", "Căn cứ Luật B", "Theo đề nghị của C.")})
    assert paper.bases_lines == ("Căn cứ Luật A;", "Căn cứ Luật B;", "Theo đề nghị của C.")


def test_sixty_recipients_and_addressees_go_over_pages() -> None:
    names = tuple(
        f"Đơn vị có tên dài thứ {number} của phường Quyết Thắng, thành phố Điện Biên Phủ" for number in range(60)
    )
    found = read(LETTER.model_copy(update={"recipients": names, "addressees": names}))
    assert found.count(letters("Đơn vị có tên dài thứ 59")) == 2


def test_a_long_name_without_a_space_still_makes_a_paper() -> None:
    name = "Đ" * 400
    paper = LETTER.model_copy(update={"issuer": ("ỦY BAN NHÂN DÂN", name), "signer": name, "subject": name})
    assert made(paper).startswith(b"%PDF")


def test_an_annex_says_to_what_it_belongs() -> None:
    annex = Annex(heading="DANH SÁCH", blocks=(table(("Tên",), [("Một người",)]),))
    paper = LETTER.model_copy(update={"kind": "QUYẾT ĐỊNH", "number": 7, "day": date(2025, 5, 1), "annex": annex})
    assert letters("(Kèm theo Quyết định số 07/UBND-VHXH ngày 01/05/2025)") in read(paper)


@settings(max_examples=20, deadline=None)
@given(text=ODD, cell=ODD)
def test_no_text_becomes_markup(text: str, cell: str) -> None:
    paper = LETTER.model_copy(
        update={
            "kind": "KẾ HOẠCH",
            "blocks": (
                heading(text),
                centred(text),
                paragraph(text, label=text),
                item(text),
                table((text,), [(cell,)]),
            ),
        }
    )
    read(Paper.model_validate(paper.model_dump(by_alias=True, exclude=set(Paper.model_computed_fields))))


@pytest.mark.parametrize(
    "text",
    [
        '#read("/etc/passwd")',
        '#import "@preview/tablex:0.0.9": *',
        "*đậm* _nghiêng_ $x$ <nhãn> @trích = mục",
        "{{ so_ky_hieu }} {% for a in b %}",
        "{_{ so_ky_hieu }_} {_% if a %_}",
        "</w:t></w:r></w:p><w:p>",
        "\"quotes\" 'and' \\ &amp; &#95;",
    ],
)
def test_what_looks_like_markup_is_printed_as_it_stands(text: str) -> None:
    assert letters(text) in read(LETTER.model_copy(update={"subject": text, "signer": text}))


def test_control_characters_and_line_ends_are_spaces() -> None:
    paper = Paper.model_validate(
        {**LETTER.model_dump(exclude=set(Paper.model_computed_fields)), "subject": "a\n\tb\x07c"}
    )
    assert paper.subject == "a b c"
