"""Reading the law: what a file may not say, each told with file, line and rule; and adding law by adding files."""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from services.awards.law.judge import Context, choose, judge
from services.awards.law.money import payable, prize, reckoned
from services.awards.law.pack import HOUSEHOLD_ORDER, Law, differences
from services.awards.law.reading import FOLDER, read_law, read_rows
from services.awards.law.rows import LawError
from services.awards.law.votes import Equal, break_tie, over_quota
from tests.unit.awards.law_cases import history

LAW = read_law()
FILES = {path.relative_to(FOLDER).as_posix(): path.read_bytes() for path in FOLDER.rglob("*.toml")}
HEAD = '[document]\nname = "Quyết định thử"\nnumber = "1/QĐ"\nfrom = 2027-01-01\nsure = "H"\n\n'
RULE = '[[rule]]\nid = "thu"\nawards = ["LDTT"]\nsubjects = ["individual"]\nrequires = "{}"\nsentence = "Thử"\n'
VALUE = '[[value]]\nid = "thu"\nvalue = 1\nsays = "thử"\n'
MONEY = '[[money]]\nid = "thu"\nawards = ["LDTT"]\nsubjects = ["individual"]\ncoefficient = {}\n'

REFUSED = [
    ("a fact nobody knows", RULE.format("not on_hodl"), "fact.unknown", 11),
    ("a title nobody knows", RULE.format("takes_part").replace("LDTT", "LDTTT"), "title.unknown", 9),
    ("a title nobody knows in a question", RULE.format("held(CSTD, year)"), "title.unknown", 11),
    ("a value nobody knows", RULE.format("run(CSTDCS, $dem-lai) >= $bao-nhieu"), "value.unknown", 11),
    ("a word the fact never is", RULE.format("rating(year) >= excellent"), "fact.value", 11),
    ("a number out of range", RULE.format("months(year, $nghi.tinh, $nghi.dao-tao) >= 13"), "fact.value", 11),
    ("an order among unordered words", RULE.format("category(count_day) >= worker"), "fact.value", 11),
    ("yes or no compared", RULE.format("takes_part >= 1"), "fact.value", 11),
    ("a number asked as yes or no", RULE.format("months(year, $nghi.tinh, $nghi.dao-tao)"), "fact.value", 11),
    ("too few parameters", RULE.format("run(CSTDCS) >= 3"), "fact.args", 11),
    ("a parameter that is none", RULE.format("initiative(village)"), "fact.args", 11),
    ("a fact of another subject", RULE.format("united"), "fact.subjects", 11),
    ("a line that says nothing", RULE.format("takes part"), "requirement", 11),
    ("a requirement without lines", RULE.format(" "), "requirement", 11),
    ("a coefficient as text", MONEY.format('"0.3"'), "number.as-text", 11),
    ("a coefficient of nothing", MONEY.format("0"), "field.type", 11),
    (
        "a percentage as text",
        '[[vote]]\nid = "da-so"\nawards = ["LDTT"]\npercent = "50"\nmore_than = true\nbase = "all"\nballot = false\n',
        "number.as-text",
        10,
    ),
    ("a field that says nothing", VALUE + "vlaue = 1\n", "field.unknown", 11),
    ("a field that is missing", '[[value]]\nid = "thu"\nvalue = 1\n', "field.missing", 7),
    ("a row without an id", '[[value]]\nvalue = 1\nsays = "thử"\n', "field.missing", 7),
    ("a day as text", VALUE + 'until = "2027-01-01"\n', "field.type", 11),
    ("a table nobody knows", '[[rules]]\nid = "thu"\n', "table.unknown", 7),
    ("H that is not confirmed", VALUE + "confirmed = false\n", "sure.contradiction", 11),
    ("L that is confirmed", VALUE + 'sure = "L"\nconfirmed = true\n', "sure.contradiction", 12),
    ("memory that is confirmed", VALUE + 'sure = "mem"\nconfirmed = true\n', "sure.contradiction", 12),
    ("M that does not say", VALUE + 'sure = "M"\n', "sure.silent", 11),
    ("a confidence that is none", VALUE + 'sure = "high"\n', "sure", 11),
    ("a row that stands twice", VALUE + "\n" + VALUE, "twice", 12),
    (
        "a title twice",
        '[[award]]\nid = "LDTT"\nfrom = 2024-01-01\nname = "Lại"\nform = false\nkinds = ["cong-trang"]\nsubjects = ["individual"]\nperiod = "year"\nrank = 1\n',  # noqa: E501
        "twice",
        7,
    ),
    ("an overlap of a day", VALUE + "until = 2027-06-30\n\n" + VALUE + "from = 2027-06-30\n", "overlap", 17),
    ("a gap of a day", VALUE + "until = 2027-06-30\n\n" + VALUE + "from = 2027-07-02\n", "gap", 17),
    (
        "a gap after a repeal",
        VALUE + '\n[[value]]\nid = "thu"\nfrom = 2028-01-01\nends = true\n\n' + VALUE + "from = 2028-01-02\n",
        "gap",
        17,
    ),
    ("an end of what never began", '[[value]]\nid = "chua-co"\nends = true\n', "ends", 7),
    ("a last day before the first", VALUE + "until = 2026-12-31\n", "until", 11),
    (
        "a kind of session nobody knows",
        '[[quorum]]\nid = "thu"\nsession = "special"\nnumerator = 1\ndenominator = 2\n',
        "word.unknown",
        9,
    ),
    (
        "a derived fact that nothing derives",
        '[[fact]]\nname = "tuoi"\ntype = "whole"\nsubjects = ["individual"]\nsource = "derived"\nsays = "tuổi"\n',
        "fact.no-function",
        7,
    ),
    ("broken TOML", "[[value]]\nid = \n", "toml", 8),
    ("a space that does not break", VALUE.replace("thử", "thử\u00a0lại"), "text.blank", 10),
    ("letters and marks apart", VALUE.replace("thử", "thu\u031b\u0309"), "text.nfc", 10),
]


@pytest.mark.parametrize(("text", "rule", "line"), [each[1:] for each in REFUSED], ids=[each[0] for each in REFUSED])
def test_a_file_that_is_not_fit_is_refused_with_file_line_and_rule(text: str, rule: str, line: int) -> None:
    with pytest.raises(LawError) as refused:
        read_rows({**FILES, "vn/thu.toml": (HEAD + text).encode()})
    assert ("vn/thu.toml", line, rule) in {(each.file, each.line, each.rule) for each in refused.value.problems}


def test_a_byte_order_mark_is_refused() -> None:
    with pytest.raises(LawError, match=r"text\.blank"):
        read_rows({**FILES, "vn/thu.toml": b"\xef\xbb\xbf" + (HEAD + VALUE).encode()})


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(LawError) as refused:
        read_rows({**FILES, "vn/thu.toml": (HEAD + VALUE + "vlaue = 1\n" + MONEY.format('"0.3"')).encode()})
    assert len(refused.value.problems) == 2


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (RULE.format("takes_part").replace("LDTT", "CSTT"), "overlay.no-local-rules"),
        (RULE.format("takes_part").replace('"thu"', '"ldtt.thi-dua"'), "overlay.not-delegated"),
        (MONEY.format("0.4").replace('"thu"', '"LDTT"'), "overlay.not-delegated"),
    ],
)
def test_a_place_changes_only_what_the_law_leaves_to_it(text: str, rule: str) -> None:
    with pytest.raises(LawError) as refused:
        read_rows({**FILES, "vn/lai-chau/thu.toml": (HEAD + text).encode()})
    assert rule in {each.rule for each in refused.value.problems}


def test_a_place_may_add_its_own_rule_where_the_law_leaves_rules_to_it() -> None:
    more = Law(read_rows({**FILES, "vn/lai-chau/thu.toml": (HEAD + RULE.format("takes_part")).encode()}))
    assert more.pack(date(2027, 1, 1), "vn/lai-chau").row("rule", "thu")
    assert more.pack(date(2027, 1, 1)).row("rule", "thu") is None


FOURTH = """
[document]
name = "Luật thử số 9/2027/QH16"
number = "9/2027/QH16"
from = 2027-07-01
sure = "H"

[[regime]]
id = "vn"
name = "Chế độ thứ tư"

[[value]]
id = "luong-co-so"
value = 3_000_000
says = "mức lương cơ sở"

[[rule]]
id = "ldtt.nhiem-vu"
awards = ["LDTT"]
subjects = ["individual"]
requires = "rating(year) >= outstanding"
sentence = "Hoàn thành xuất sắc nhiệm vụ"
article = "Điều 1"

[[rule]]
id = "ldtt.sau-thang"
ends = true

[[transition]]
id = "chuyen-tiep.2027"
pack_by = "received"
favourable = true
sentence = "Quy định mới nếu có lợi hơn"
"""
OVERLAY = """
[document]
name = "Quyết định thử tỉnh Lai Châu"
number = "2/2027/QĐ-UBND"
from = 2027-02-01
sure = "H"

[[place]]
id = "vn/lai-chau"
name = "tỉnh Lai Châu"
wards = ["03388"]

[[value]]
id = "ttldtt.ty-le-ldtt"
value = 0.8
says = "tỷ lệ"
article = "Điều 2"

[[vote]]
id = "da-so"
awards = ["LDTT"]
percent = 60
more_than = false
base = "all"
ballot = false
"""


def test_a_fourth_regime_and_an_overlay_are_files_and_nothing_else(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "law")
    (tmp_path / "law/vn/luat-thu.toml").write_text(FOURTH, encoding="utf-8")
    (tmp_path / "law/vn/lai-chau").mkdir()
    (tmp_path / "law/vn/lai-chau/quyet-dinh-thu.toml").write_text(OVERLAY, encoding="utf-8")
    more = read_law(tmp_path / "law")
    for day in LAW.days():  # no older pack is another than it was
        assert more.pack(day).hash == LAW.pack(day).hash
    assert [pack.name for pack in more.packs()][-1] == "Chế độ thứ tư"
    staff = history("individual", "STAFF; rated good 2027")
    before, after = (
        judge(Context(pack=more.pack(day), award="LDTT", year=2027, day=day), staff).status
        for day in (date(2027, 6, 30), date(2027, 7, 1))
    )
    assert (before, after) == ("ready", "refused")
    new = history("individual", "category official; yes takes_part; rated outstanding 2027; service 2027-11-01..")
    late = date(2027, 12, 20)
    chosen = choose(more, "vn", "LDTT", new, year=2027, received=date(2027, 6, 30), now=late)
    assert chosen.may and chosen.better
    assert prize(more.pack(late), "LDTT", "individual", 3_000_000) == 900_000
    assert more.pack(late).salary and more.place_of("03388") == "vn/lai-chau" and more.place_of("99999") == "vn"
    local = more.on(late, "03388")
    assert local and local.title("LDTT").threshold.percent == 60  # type: ignore[union-attr]
    team = history("collective", "TEAM; rated good 2027; team 79xLDTT 21x-")
    assert {
        place: next(
            r
            for r in judge(Context(pack=more.pack(late, place), award="TTLDTT", year=2027, day=late), team).rules
            if r.row.id == "ttldtt.ty-le"
        ).verdict.truth
        for place in ("vn", "vn/lai-chau")
    } == {"vn": "met", "vn/lai-chau": "not-met"}


# Packs that were used are never edited: stored events name them by id and hash. A new hash here needs a new file, not a new line.
FROZEN = {
    "vn-2024-01-01": "2e723142a23d550c54595e17dc4fbf355fc1e9b7c8411abb07db7bb181249597",
    "vn-2024-01-30": "e899dbd876ffa7779dd2755729a5010d7f74ebffc79728b8f7303f243bccc79d",
    "vn-2024-04-15": "14b3c8a7bdd73bed5f7912ee0995822a3b2a07d1f3d2346aadf5a5f909baf33e",
    "vn-2024-07-01": "d4c343b3d4eda6816915bf04de3edefcdd2c46cdc585e113b32a634af2756558",
    "vn-2025-07-01": "d0c1a784452fa7d182f1ab4d350199b08b449c07c864109ea298f44d2296f06f",
    "vn-2025-07-15": "0468232f405109d0f1a10c1587f3c06e293ccb2d3fa41d60079fde949d773764",
    "vn-2025-08-05": "a55d5e573abd3d08e813900f4c7e7419086c9b4fed675ce93f6a56587f8a428c",
    "vn-2026-07-01": "6d6a7a615a01eecc781cbb45aafd620cc9ebe9c272804a3a6bbce702376d9def",
    "vn-2026-10-01": "4811ddee8f2d11c11d0e6e36ee422c4ecea1383da15314b6f632123d4239330b",
    "vn-2027-03-01": "6ea8e823e5bd8cc4806af894a10ea27a5a6726f5f4c4c3ed5dfe1f680e102737",
}


def test_a_pack_that_was_used_is_never_edited() -> None:
    assert {pack.id: pack.hash for pack in LAW.packs()} == FROZEN


def test_the_layout_of_a_file_does_not_change_a_hash() -> None:
    name = "vn/nd-98-2023.toml"
    text = FILES[name].decode()
    changed = text.replace("coefficient = 0.3\n", "coefficient  =  0.30  # the same\n").replace("\n[[", "\n\n\n[[")
    other = Law(read_rows({**FILES, name: changed.encode()}))
    assert other.pack(date(2024, 12, 20)).hash == LAW.pack(date(2024, 12, 20)).hash
    less = Law(read_rows({**FILES, name: text.replace("coefficient = 0.3\n", "coefficient = 0.31\n").encode()}))
    assert less.pack(date(2024, 12, 20)).hash != LAW.pack(date(2024, 12, 20)).hash


def test_a_row_that_became_known_later_is_not_in_what_was_known_before() -> None:
    late = Law(
        read_rows({**FILES, "vn/thu.toml": (HEAD + VALUE + "from = 2024-01-01\nknown_from = 2026-01-01\n").encode()})
    )
    day = date(2024, 12, 20)
    assert late.pack(day, known=date(2025, 12, 31)).hash == LAW.pack(day, known=date(2025, 12, 31)).hash
    assert late.pack(day).row("value", "thu")


def test_packs_are_found_by_the_ids_that_events_keep() -> None:
    assert LAW.named("vn-2024-01-01") is LAW.pack(date(2024, 1, 1))
    overlay = LAW.named("vn.bac-ninh-2025-12-15")
    assert overlay is not None and overlay.place == "vn/bac-ninh"
    for unknown in ("vn-1990-01-01", "vn-2024-13-01", "vn.xx-2024-01-01", "nothing"):
        assert LAW.named(unknown) is None


def test_before_the_first_regime_there_is_no_law_to_apply() -> None:
    assert LAW.on(date(2023, 12, 31)) is None and LAW.on(date(2024, 1, 1)) is not None


def test_what_changes_next_and_what_it_changes() -> None:
    assert LAW.next_change(date(2026, 7, 1)) == date(2026, 10, 1)
    changes = {(new or old).id for old, new in differences(LAW.pack(date(2026, 9, 30)), LAW.pack(date(2026, 10, 1)))}  # type: ignore[union-attr]
    assert changes == {
        "vn",
        "luat-06-2022",
        "phong-trao",
        "chuyen-de",
        "dan-toc",
        "chuyen-tiep.2026",
        "quyet-dinh.truoc",
    }


def test_the_choice_between_two_laws_judges_both_and_says_who_allows_it() -> None:
    staff = history("individual", "STAFF; rated good 2026")
    chosen = choose(LAW, "vn", "LDTT", staff, year=2026, received=date(2026, 9, 30), now=date(2026, 11, 20))
    assert chosen.may and not chosen.better and chosen.allowed_by is not None
    assert chosen.other is not None and chosen.other.pack.id == "vn-2026-10-01"
    unknown = choose(LAW, "vn", "LDTT", staff, year=2026, received=date(2026, 2, 10), now=date(2026, 2, 10))
    assert not unknown.may, "a law that is not issued yet is no choice"


def test_the_other_reading_of_the_household_rule_is_one_word_of_the_data() -> None:
    row = next(row for row in LAW.rows if row.id == HOUSEHOLD_ORDER and row.since == date(2025, 7, 1))
    name, text = row.file, FILES[row.file].decode()
    other = Law(read_rows({**FILES, name: text.replace('"product-first"', '"amount-first"').encode()})).pack(
        date(2025, 7, 1)
    )
    assert prize(other, "GK", "household", 2_340_000) == 1_070_000
    assert prize(LAW.pack(date(2025, 7, 1)), "GK", "household", 2_340_000) == 1_060_000
    assert [step.rounded for step in reckoned(other, "GK", "household", 2_340_000)] == [710_000, 1_070_000]


def test_of_several_titles_of_one_period_only_the_highest_is_paid() -> None:
    pack = LAW.pack(date(2025, 7, 1))
    assert payable(pack, 2_340_000, 710_000) == 1_630_000
    assert payable(pack, 710_000, 2_340_000) == 0


def test_a_tie_goes_to_the_woman_before_any_ballot() -> None:
    pack = LAW.pack(date(2025, 12, 20))
    woman, man, unknown = Equal("chị A", True), Equal("anh B", False), Equal("C")
    assert break_tie(pack, [man, woman]) == ("chosen", ("chị A",))
    assert break_tie(pack, [woman, Equal("chị D", True)]) == ("ballot", ("chị A", "chị D"))
    assert break_tie(pack, [man, Equal("anh E", False)]) == ("ballot", ("anh B", "anh E"))
    assert break_tie(pack, [man, unknown]) == ("unknown", ("C",))
    many, few = Equal("tổ 1", women=Decimal("0.7")), Equal("tổ 2", women=Decimal("0.69"))
    assert break_tie(pack, [few, many]) == ("chosen", ("tổ 1",))


def test_a_quota_says_how_many_are_too_many() -> None:
    pack = LAW.pack(date(2025, 12, 20), "vn/can-tho")
    quota = pack.row("quota", "bkt.ca-nhan")
    assert quota and [over_quota(quota, proposed, 100) for proposed in (5, 6)] == [0, 1]
    per_ward = LAW.pack(date(2025, 12, 20), "vn/dak-lak").row("quota", "bkt.moi-xa")
    assert per_ward and [over_quota(per_ward, proposed, 0) for proposed in (2, 3)] == [0, 1]


def test_what_is_not_confirmed_is_marked() -> None:
    pack = LAW.pack(date(2026, 11, 22))
    marked = {(row.table, row.id) for row in pack.rows if not row.confirmed}
    assert {
        ("vote", "bat-buoc-80"),
        ("vote", "bat-buoc-90"),
        ("limit", "ldtt"),
        ("limit", "gk"),
        ("money", "GK.ca-nhan"),
        ("money", "BKT.ca-nhan"),
        ("money", "BKTTG.ca-nhan"),
        ("money", "HCLD1.ca-nhan"),
        ("value", "tien.ho-gia-dinh.thu-tu"),
        ("value", "quy.thu"),
        ("value", "quy.thu.mien-nui"),
        ("regime", "vn"),
    } <= marked
    assert not any(row.confirmed for row in pack.rows if row.sure in ("L", "mem"))
