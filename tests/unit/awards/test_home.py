"""What the strip of awards says of dossiers and votes."""

from datetime import date

from services.awards.decisions.papers import decided_by
from services.awards.home.pages import news, ripe, stages, told
from services.awards.law.reading import read_law

YEAR = {
    "year": 2025,
    "waiting": 2,
    "to_sign": 3,
    "to_forward": 1,
    "held": 1,
    "forwarded": 1,
    "awarded": 9,
    "not_passed": 0,
    "refused": 0,
}


def test_the_stages_of_a_year_are_told_with_their_numbers_and_without_zeros() -> None:
    assert told(stages(YEAR)) == (
        "17 hồ sơ: 9 đã tặng, 3 chờ ký quyết định, 1 chờ trình thành phố, 1 đang tạm dừng xét tặng, "
        "3 chờ Hội đồng hoặc cấp trên."
    )


def test_a_dossier_that_the_council_did_not_pass_is_not_told_as_refused_by_the_chairman() -> None:
    assert told(stages(dict.fromkeys(YEAR, 0) | {"not_passed": 1})) == "1 hồ sơ: 1 Hội đồng không thông qua."


def test_what_the_ward_signs_and_what_it_sends_up_are_counted_apart() -> None:
    assert ripe(YEAR) == "3 hồ sơ chờ ký quyết định, 1 hồ sơ chờ trình thành phố"
    assert ripe(YEAR | {"to_sign": 0}) == "1 hồ sơ chờ trình thành phố"
    assert ripe(YEAR | {"to_sign": 0, "to_forward": 0}) == ""
    day = date(2024, 11, 15)
    ward, city = (decided_by(read_law(), day, "03386", level) for level in ("ward", "city"))
    assert "LDTT" in ward and "TTLDTT" in city and not ward & city


def test_news_counts_dossiers_and_is_silent_when_nothing_happened() -> None:
    assert news({"voted": 4, "proposed": 1, "tabled": 4}) == "1 hồ sơ mới đề nghị, 4 hồ sơ đã biểu quyết"
    assert news({}) == ""
