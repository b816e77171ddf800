"""Names of wards: those that held on the day, and never a code in a name's place."""

from __future__ import annotations

from datetime import date

from services.awards.law.pages import _places
from services.awards.law.reading import read_law
from services.awards.wards.query import UNNAMED, WardNames

NAMES = WardNames({"03388": [(date(2004, 12, 27), "Phường Quyết Tiến"), (date(2025, 7, 1), "Phường Đoàn Kết")]})


def test_a_successor_under_the_same_code_has_its_name_from_its_day_on() -> None:
    assert NAMES.on("03388", date(2025, 6, 30)) == "Phường Quyết Tiến"
    assert NAMES.on("03388", date(2025, 7, 1)) == "Phường Đoàn Kết"


def test_a_day_before_the_first_name_has_the_first_and_a_code_is_no_name() -> None:
    assert NAMES.on("03388", date(2000, 1, 1)) == "Phường Quyết Tiến"
    assert NAMES.on("03386", date(2025, 7, 1)) == UNNAMED


def test_in_a_list_wards_of_one_name_are_told_apart() -> None:
    two = WardNames({**NAMES.known, "03389": [(date(2004, 12, 27), "Phường Đoàn Kết")]})
    assert two.listed("03389", date(2024, 1, 1)) == "Phường Đoàn Kết", "one name each at that time"
    assert two.listed("03389", date(2025, 7, 1)) == "Phường Đoàn Kết (mã 03389)"
    assert two.listed("03386", date(2025, 7, 1)) == UNNAMED
    assert two.on("03389", date(2025, 7, 1)) == "Phường Đoàn Kết", "a paper names its own ward"


def test_the_law_of_a_day_offers_wards_of_one_name_apart() -> None:
    two = WardNames({**NAMES.known, "03389": [(date(2004, 12, 27), "Phường Đoàn Kết")]})
    offered = [label for _, label in _places(read_law(), two, date(2025, 7, 1))]
    assert {"Phường Đoàn Kết (mã 03388)", "Phường Đoàn Kết (mã 03389)"} < set(offered)
    assert len(set(offered)) == len(offered)
