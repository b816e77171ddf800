"""What the strip of awards says of dossiers and votes."""

from services.awards.home.pages import news, stages, told

YEAR = {"year": 2025, "waiting": 2, "to_sign": 3, "forwarded": 1, "awarded": 9, "refused": 0}


def test_the_stages_of_a_year_are_told_with_their_numbers_and_without_zeros() -> None:
    assert told(stages(YEAR)) == "15 hồ sơ: 9 đã tặng, 3 chờ ký quyết định, 3 chờ Hội đồng hoặc cấp trên."


def test_news_counts_dossiers_and_is_silent_when_nothing_happened() -> None:
    assert news({"voted": 4, "proposed": 1, "tabled": 4}) == "1 hồ sơ mới đề nghị, 4 hồ sơ đã biểu quyết"
    assert news({}) == ""
