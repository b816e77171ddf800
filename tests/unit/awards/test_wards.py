"""Names of wards: those that held on the day, and never a code in a name's place."""

from __future__ import annotations

from datetime import date

from services.awards.wards.query import UNNAMED, WardNames

NAMES = WardNames({"03388": [(date(2004, 12, 27), "Phường Quyết Tiến"), (date(2025, 7, 1), "Phường Đoàn Kết")]})


def test_a_successor_under_the_same_code_has_its_name_from_its_day_on() -> None:
    assert NAMES.on("03388", date(2025, 6, 30)) == "Phường Quyết Tiến"
    assert NAMES.on("03388", date(2025, 7, 1)) == "Phường Đoàn Kết"


def test_a_day_before_the_first_name_has_the_first_and_a_code_is_no_name() -> None:
    assert NAMES.on("03388", date(2000, 1, 1)) == "Phường Quyết Tiến"
    assert NAMES.on("03386", date(2025, 7, 1)) == UNNAMED
