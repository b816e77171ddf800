"""Charts: numbers become shapes of the right size, words that add up, and pictures that stay small."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from markupsafe import Markup

from services.chassis.web import assets, charts
from services.chassis.web.charts import Descent, Part, Ranked

WHOLE = charts.completeness("6 tháng", on_time=17, late=3, returned=1, missing=1, exempt=1)
BALLOT = charts.votes("Mục 4", yes=8, no=1, abstained=0, not_cast=0, needed=8, share="80%")
ARRIVAL = charts.arrival("6 tháng", range(13), range(15), owed=22, owed_before=24)
WARDS = [Ranked(f"Phường số {rank}", rank, 39 - rank, f"#xa-{rank:05}") for rank in range(1, 39)]
RANKS = charts.ranks("Khối thi đua", WARDS)
KEPT = charts.punctuality(
    "Nộp", [("on-time", "đúng hạn", "2022"), ("late", "nộp trễ", "2023"), ("on-time", "đúng hạn", "2024")]
)
ARC = charts.arc(6, 2, 0, "trả lại 1 lần, 09/12")
CAME = [Descent(f"Phường {number}", "mã 00001", here=number == 2) for number in range(3)]
DESCENT = charts.descent("Nguồn gốc", "Hai phường nhập thành một.", CAME, [(0, 2), (1, 2)])
EVERY = {
    "descent": DESCENT,
    "completeness": WHOLE,
    "ballot": BALLOT,
    "arrival": ARRIVAL,
    "ranks": RANKS,
    "punctuality": KEPT,
    "arc": ARC,
}


def told(drawn: Markup) -> str:
    found = re.search(r'role="(?:img|group)"[^>]*><title>(.*?)</title>', drawn)
    assert found is not None
    return found[1]


def widths(drawn: Markup) -> list[float]:
    return [float(width) for width in re.findall(r'<svg class="part[^>]*width="([0-9.]+)%"', drawn)]


@pytest.mark.parametrize("name", EVERY)
def test_a_chart_is_well_formed_small_named_and_without_style_or_size_of_its_own(name: str) -> None:
    drawn = EVERY[name]
    ElementTree.fromstring(drawn)
    assert len(drawn.encode()) <= 8192
    assert told(drawn)
    assert " style=" not in drawn and "<style" not in drawn and ' id="' not in drawn


def test_a_word_that_has_no_room_on_a_phone_beside_its_line_stands_on_both_sides() -> None:
    anchors = {
        word: re.findall(r'text-anchor="(\w+)">1 ', charts.bar("Chờ ký", "Một.", [Part(word, 1, "waiting")]))
        for word in ("đã gửi", "chờ Hội đồng hoặc cấp trên")
    }
    assert anchors == {"đã gửi": ["end"], "chờ Hội đồng hoặc cấp trên": ["middle"]}


def test_every_class_of_a_chart_is_drawn_by_the_style() -> None:
    style = (assets.HERE / "pages.css").read_text()
    used = {
        name for drawn in EVERY.values() for names in re.findall(r'class="([^"]+)"', drawn) for name in names.split()
    }
    assert {name for name in used if f".{name}" not in style} == set()


def test_the_parts_of_an_obligation_fill_the_bar_and_its_sentence_says_each() -> None:
    assert sum(widths(WHOLE)) == pytest.approx(100, abs=0.05)
    assert widths(WHOLE)[0] == pytest.approx(1700 / 22, abs=0.01)
    assert told(WHOLE) == "6 tháng: 17/22 đúng hạn, 3 nộp trễ, 1 bị trả lại, 1 chưa nộp, 1 không phải nộp."
    assert "1 bị trả lại</text>" in WHOLE, "each part carries its words"


def test_a_part_of_nothing_is_not_drawn_and_nothing_owed_is_no_error() -> None:
    assert len(widths(charts.completeness("x", on_time=2, late=0, returned=0, missing=1))) == 2
    assert told(charts.completeness("x", on_time=0, late=0, returned=0, missing=0)) == "x: 0/0 đúng hạn."


def test_a_small_bar_keeps_its_words_in_the_title() -> None:
    drawn = charts.completeness("x", on_time=2, late=0, returned=0, missing=1, small=True)
    assert told(drawn) == "x: 2/3 đúng hạn, 1 chưa nộp." and "chưa nộp</text>" not in drawn and ">1</text>" in drawn


def test_patterns_differ_where_colours_might_not() -> None:
    style = (assets.HERE / "pages.css").read_text()
    drawn = {
        look: re.findall(rf"\.part\.{look} (?:rect|line){{(.*?)}}", style)
        for look in ("on-time", "late", "returned", "waiting")
    }
    without_colour = {look: re.sub(r"var\(--[a-z-]+\)", "", str(rules)) for look, rules in drawn.items()}
    assert len(set(without_colour.values())) == 4


@pytest.mark.parametrize(
    ("yes", "verdict"),
    [(8, "8/9 đồng ý (88,9%), cần ít nhất 8 (80%): đạt."), (7, "7/9 đồng ý (77,8%), cần ít nhất 8 (80%): không đạt.")],
)
def test_a_ballot_says_whether_it_reached_its_threshold(yes: int, verdict: str) -> None:
    drawn = charts.votes("Mục 4", yes=yes, no=9 - yes, abstained=0, not_cast=0, needed=8, share="80%")
    assert told(drawn) == f"Mục 4: {verdict}"
    rule = re.search(r'class="rule" x1="([0-9.]+)%"', drawn)
    assert rule is not None and float(rule[1]) == pytest.approx(800 / 9, abs=0.01)


def test_arrival_is_compared_with_the_same_day_of_last_year() -> None:
    assert told(ARRIVAL) == "6 tháng: Còn 2 ngày: 12/22 đã gửi; cùng lúc năm trước 12/24."
    assert told(charts.arrival("x", range(15), [], owed=22, owed_before=0)) == "x: Đến hạn: 14/22 đã gửi."


def test_heights_are_shares_so_that_years_of_different_size_compare() -> None:
    half_now, half_before = re.findall(
        r'd="M0 [0-9.]+H1V([0-9.]+)"', charts.arrival("x", [0, 10], [0, 12], owed=20, owed_before=24)
    )
    assert half_now == half_before


def test_a_ranking_names_who_moved_most_and_leads_to_the_rows() -> None:
    assert told(RANKS) == "Khối thi đua: 38 đơn vị; Phường số 1 tăng 37 bậc; Phường số 38 giảm 37 bậc."
    assert RANKS.count("<circle cx") == 38 and RANKS.count('class="before"') == 38 and 'href="#xa-00001"' in RANKS


def test_links_do_not_lie_inside_an_image() -> None:
    assert 'role="group"' in RANKS and 'role="img"' in charts.ranks("x", [Ranked("Xã mới", 1)])


def test_a_new_ward_has_no_hollow_dot() -> None:
    assert 'class="before"' not in charts.ranks("x", [Ranked("Xã mới", 1)])


def test_squares_say_their_state_and_the_sum() -> None:
    assert told(KEPT) == "Nộp: 3 kỳ: 2 đúng hạn, 1 nộp trễ."
    assert "<title>2023: nộp trễ</title>" in KEPT


def test_an_arc_leads_from_the_step_to_the_one_it_went_back_to() -> None:
    assert 'x1="41.67%" y1="0.1em"' in ARC and 'class="head" x="8.33%"' in ARC


def test_each_predecessor_has_a_rail_of_its_own_down_to_its_successor() -> None:
    down = re.findall(r'<line class="rail" x1="([0-9.]+)em" y1="([0-9.]+)em" x2="\1em" y2="([0-9.]+)em"/>', DESCENT)
    assert len({across for across, _, _ in down}) == len(down) == 2 and len({end for _, _, end in down}) == 1
    assert DESCENT.count("<circle") == 3 and DESCENT.count('<circle class="before"') == 2


def test_what_people_named_is_escaped() -> None:
    drawn = charts.ranks("<b>", [Ranked("<script>", 1, 2, '"><script>')])
    assert "<script" not in drawn and "<b>" not in drawn
