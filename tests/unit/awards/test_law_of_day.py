"""What the page of a day's law tells: every row as a sentence, what is open once, and what changes next, row by row."""

from __future__ import annotations

from datetime import date

import pytest

from services.awards.law.pack import OPEN, Law, differences
from services.awards.law.reading import read_law
from services.awards.law.rows import TABLES
from services.awards.law.telling import KINDS, OF_SYSTEM, PARTS, SURE, Told, sentence, told

LAW = read_law()
DAYS = [(place, day) for place in LAW.places for day in LAW.days(place) if LAW.pack(day, place).regime]


def of(day: date, place: str = "vn") -> Told:
    found = told(LAW, day, place)
    assert found is not None
    return found


def said(found: Told, award: str, part: str) -> list[str]:
    return [line.says for line in found.of(award) if line.part == part]


def test_before_the_first_regime_there_is_nothing_to_tell() -> None:
    assert told(LAW, date(2016, 12, 31)) is None


@pytest.mark.parametrize(("place", "day"), DAYS)
def test_every_row_of_every_pack_is_told_with_where_it_stands_and_how_sure_it_is(place: str, day: date) -> None:
    found = of(day, place)
    rows = [row for row in found.pack.rows if row.table in PARTS and row.number != OF_SYSTEM]
    assert {(line.part, line.source) for line in found.lines} == {(row.table, row.source) for row in rows} | {
        (line.part, line.source) for line in found.lines if line.part == "money"
    }
    assert all(line.says and line.source.citation and SURE[line.source.confidence] for line in found.lines)
    assert all("E+" not in line.says and "Decimal" not in line.says for line in found.lines)


def test_a_table_is_told_or_is_the_systems_own() -> None:
    assert TABLES.keys() - PARTS.keys() == {"fact", "place", OPEN}


def test_an_award_says_who_decides_how_it_is_voted_on_what_it_pays_and_how_long_it_takes() -> None:
    before, after = of(date(2025, 6, 30)), of(date(2026, 9, 1))
    assert "Chủ tịch Ủy ban nhân dân thành phố" in said(before, "CSTDCS", "deciders")
    assert "Chủ tịch Ủy ban nhân dân phường (cấp xã)" in said(after, "CSTDCS", "deciders")
    assert said(after, "CSTDCS", "vote") == ["Bỏ phiếu: từ 80% tổng số thành viên đồng ý"]
    assert said(after, "LDTT", "vote") == ["Biểu quyết: trên 50% tổng số thành viên đồng ý"]
    assert said(after, "CSTDCS", "limit")[0].endswith("từ khi hồ sơ đủ: 20 ngày làm việc")
    assert said(after, "CSTDCS", "object") == ["Bằng chứng nhận, khung"]
    assert said(before, "LDTT", "money") == ["Cá nhân: hệ số 0,3, 710.000\N{NO-BREAK SPACE}đ"]
    assert said(after, "GK", "money") == [
        "Cá nhân: hệ số 0,3, 760.000\N{NO-BREAK SPACE}đ",
        "Hộ gia đình: mức của cá nhân × hệ số hộ gia đình, 1.140.000\N{NO-BREAK SPACE}đ",
        "Tập thể: hệ số 0,6, 1.520.000\N{NO-BREAK SPACE}đ",
    ]
    assert "Phiên xét khen thưởng: từ 4/5 tổng số thành viên" in said(after, "", "quorum")


def test_a_province_says_its_own_where_the_law_leaves_it_to_it() -> None:
    day = date(2026, 1, 5)
    own = of(day, "vn/bac-ninh")
    assert [line.place for line in own.of("TTLDTT") if "70 %" in line.says] == ["vn/bac-ninh"]
    assert not [line for line in of(day).lines if line.place != "vn"]


def test_what_changes_next_is_told_row_by_row() -> None:
    found = of(date(2025, 6, 30))
    assert found.next_change == date(2025, 7, 1)
    later = LAW.pack(date(2025, 7, 1))
    pairs = [pair for pair in differences(found.pack, later) if (pair[0] or pair[1]).number != OF_SYSTEM]  # type: ignore[union-attr]
    assert len(found.changes) == len([pair for pair in pairs if (pair[0] or pair[1]).table in PARTS])  # type: ignore[union-attr]
    [ends] = [change for change in found.changes if change.before == "Chủ tịch Ủy ban nhân dân thành phố"]
    assert (ends.kind, ends.after) == ("ends", "")
    [new] = [change for change in found.changes if change.after.endswith("từ khi hồ sơ đủ: 20 ngày làm việc")]
    assert (new.kind, new.awards) == ("new", ("CSTDCS",))
    assert {change.kind for change in found.changes} == KINDS.keys()
    anew = [change for change in found.changes if change.kind == "cited-anew"]
    assert all(change.before == change.after and change.was != change.becomes for change in anew)


def test_the_base_salary_of_july_2026_is_a_change_that_is_seen_the_day_before() -> None:
    [change] = [one for one in of(date(2026, 6, 30)).changes if "lương cơ sở" in one.before]
    assert (change.kind, change.before[-9:], change.after[-9:]) == ("changes", "2.340.000", "2.530.000")


def test_after_the_last_known_change_nothing_is_promised() -> None:
    last = of(LAW.days()[-1])
    assert (last.next_change, last.changes) == (None, ())


def test_what_nobody_confirmed_is_told_once_and_from_its_day_on() -> None:
    now = of(date(2026, 11, 30)).open_questions
    assert len(now) == len(set(now)) == 10
    for about in (
        "06/2026/QH16",
        "tỷ lệ phiếu",
        "Số ngày giải quyết",
        "Điều 85",
        "Hệ số cho cá nhân",
        "hộ gia đình",
        "bảng điểm khối",
        "86/2023",
        "Thời hạn lưu",
        "trích lập Quỹ",
    ):
        assert any(about in sentence_ for sentence_ in now), about
    assert not any("06/2026" in sentence_ for sentence_ in of(date(2026, 9, 30)).open_questions)


def test_a_question_is_no_law_and_no_hash_holds_it() -> None:
    questions = LAW.open_questions(date(2026, 11, 30))
    less = Law([*LAW.rows, *questions[1:]])
    assert len(less.open_questions(date(2026, 11, 30))) == len(questions) - 1
    assert less.pack(date(2026, 11, 30)).hash == LAW.pack(date(2026, 11, 30)).hash
    assert not [row for row in LAW.rows if row.table == OPEN]


def test_doubts_and_holes_are_those_of_the_pack() -> None:
    found = of(date(2026, 11, 30))
    assert [doubt.number for doubt in found.doubts] == ["06/2022/QH15", "98/2023/NĐ-CP"]
    assert ("CSTT", "chưa có tiêu chuẩn") in found.holes
    assert ("AHLD", "chưa có mức tiền thưởng của cá nhân") in found.holes
    assert not [one for one in found.holes if one[0] == "LDTT"], "what honours nobody of a kind lacks no money for it"
    assert {doubt.since for doubt in found.expires} == {date(2027, 3, 1)}


def test_a_word_that_stands_for_its_sentence_is_not_shown() -> None:
    pack = LAW.pack(date(2026, 9, 1))
    row = pack.row("value", "tien.ho-gia-dinh.thu-tu")
    assert row is not None and sentence(row, pack) == "Nhân các hệ số trước rồi làm tròn một lần"
