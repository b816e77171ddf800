"""Rule packs: which law holds on a day, how many votes, how much money."""

from __future__ import annotations

import dataclasses
import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from services.awards.rules.criteria import AllOf, AnyOf, AtLeast, AtMost, Is, OneOf, Requirement, Share, meets
from services.awards.rules.money import payable, prize
from services.awards.rules.pack import Quorum, RulePack, Source, Threshold, TitleRule
from services.awards.rules.reading import FOLDER, content_hash, read_pack, read_rules
from services.awards.rules.votes import presence_needed, votes_needed

RULES = read_rules()
SOURCE = Source(citation="Điều 1", confidence="H", confirmed=True)

# Packs are append-only: stored events name them by id and hash. A new hash here needs a new file, not a new line.
FROZEN = {
    "vn-2024-01-01": "108756b6988ce636902aa2d49c828ef653f9a42d24628f766dcfb547e942d518",
    "vn-2025-07-01": "8d168059fcae7af8a0437f11096dca23dc0284207e876a39e965cd6a9e67c76f",
    "vn-2026-10-01": "9c6fff5c0a454e0f7969095a308c4a53dd3a25f3170f9efd4e7135ee308a94a8",
}


def pack_on(year: int, month: int, day: int) -> RulePack:
    pack = RULES.on(date(year, month, day))
    assert pack is not None
    return pack


def title(pack: RulePack, name: str) -> TitleRule:
    rule = pack.title(name)
    assert rule is not None
    return rule


def test_a_pack_that_was_used_is_never_edited() -> None:
    assert {pack.id: pack.hash for pack in RULES.packs} == FROZEN


def test_the_pack_is_the_one_of_the_day() -> None:
    assert pack_on(2024, 1, 1).id == pack_on(2025, 6, 30).id == "vn-2024-01-01"
    assert pack_on(2025, 7, 1).id == pack_on(2026, 9, 30).id == "vn-2025-07-01"
    assert pack_on(2026, 10, 1).id == pack_on(2099, 1, 1).id == "vn-2026-10-01"
    assert RULES.on(date(2023, 12, 31)) is None


def test_a_pack_is_found_by_name() -> None:
    assert RULES.named("vn-2024-01-01") is RULES.packs[0]
    assert RULES.named("vn-1990") is None
    assert RULES.packs[0].title("CSTDTQ") is None


def test_what_is_not_confirmed_is_marked() -> None:
    old, new, amended = RULES.packs
    assert title(old, "CSTDCS").threshold.source.confirmed
    assert not title(new, "CSTDCS").threshold.source.confirmed, "voting under NĐ 152 was not seen"
    assert not any(pack.money.household.source.confirmed for pack in RULES.packs), "household rounding is open"
    assert not amended.source.confirmed and not any(criterion.source.confirmed for criterion in amended.criteria)
    assert all(not criterion.source.confirmed for criterion in old.criteria if criterion.effect == "warn")


@pytest.mark.parametrize(
    ("day", "dong"),
    [
        (date(2024, 6, 30), 1_800_000),
        (date(2024, 7, 1), 2_340_000),
        (date(2026, 6, 30), 2_340_000),
        (date(2026, 7, 1), 2_530_000),
    ],
)
def test_the_base_salary_is_the_one_of_the_day(day: date, dong: int) -> None:
    salary = RULES.salary_on(day)
    assert salary is not None and salary.dong == dong


def test_before_the_first_base_salary_there_is_none() -> None:
    assert RULES.salary_on(date(2019, 6, 30)) is None


@pytest.mark.parametrize(
    ("name", "ward_2024", "ward_2025"),
    [("LDTT", "ward", "ward"), ("CSTDCS", "city", "ward"), ("TTLDTT", "city", "ward")],
)
def test_who_decides_changed_on_1_july_2025(name: str, ward_2024: str, ward_2025: str) -> None:
    assert title(pack_on(2025, 6, 30), name).decides.level == ward_2024
    assert title(pack_on(2025, 7, 1), name).decides.level == ward_2025


@pytest.mark.parametrize(
    ("percent", "more_than", "members", "needed"),
    [
        (80, False, 9, 8),
        (80, False, 10, 8),
        (90, False, 11, 10),
        (50, True, 9, 5),
        (50, True, 10, 6),
        (80, False, 1, 1),
    ],
)
def test_votes_are_counted_over_all_members_in_whole_numbers(
    percent: int, more_than: bool, members: int, needed: int
) -> None:
    assert votes_needed(Threshold(percent=percent, more_than=more_than, source=SOURCE), members) == needed


@pytest.mark.parametrize(("numerator", "denominator", "members", "needed"), [(4, 5, 9, 8), (2, 3, 9, 6), (2, 3, 10, 7)])
def test_the_quorum_is_rounded_up(numerator: int, denominator: int, members: int, needed: int) -> None:
    assert presence_needed(Quorum(numerator=numerator, denominator=denominator, source=SOURCE), members) == needed


@pytest.mark.parametrize(
    ("name", "subject", "salary", "dong"),
    [
        ("LDTT", "individual", 1_800_000, 540_000),
        ("LDTT", "individual", 2_340_000, 710_000),
        ("LDTT", "individual", 2_530_000, 760_000),
        ("LDTT", "household", 2_340_000, 1_060_000),
        ("LDTT", "household", 2_530_000, 1_140_000),
        ("TTLDTT", "collective", 2_340_000, 1_880_000),
        ("TTLDTT", "collective", 2_530_000, 2_030_000),
        ("CSTDCS", "individual", 2_340_000, 2_340_000),
        ("CSTDCS", "individual", 2_530_000, 2_530_000),
    ],
)
def test_prizes_are_rounded_up_to_ten_thousand_once(name: str, subject: str, salary: int, dong: int) -> None:
    for pack in RULES.packs:
        assert prize(pack, title(pack, name), subject, salary) == dong  # type: ignore[arg-type]


def test_the_other_reading_of_the_household_rule_can_be_switched_on() -> None:
    pack = RULES.packs[1]
    household = dataclasses.replace(pack.money.household, order="amount-first")
    other = dataclasses.replace(pack, money=dataclasses.replace(pack.money, household=household))
    assert prize(other, title(other, "LDTT"), "household", 2_340_000) == 1_070_000
    assert prize(other, title(other, "LDTT"), "individual", 2_340_000) == 710_000


def test_of_several_titles_of_one_period_only_the_highest_is_paid() -> None:
    pack = RULES.packs[1]
    assert payable(pack, 2_340_000, 710_000) == 1_630_000
    assert payable(pack, 710_000, 2_340_000) == 0
    each = dataclasses.replace(pack, money=dataclasses.replace(pack.money, same_period="each"))
    assert payable(each, 710_000, 2_340_000) == 710_000


@pytest.mark.parametrize(
    ("requirement", "met", "not_met"),
    [
        (Is(fact="held", value=False), {"held": False}, {}),
        (OneOf(fact="rating", values=("good",)), {"rating": "good"}, {"rating": "completed"}),
        (AtLeast(fact="months", value=6), {"months": 6}, {"months": 5}),
        (AtLeast(fact="months", value=1), {"months": 1}, {"months": True}),
        (AtMost(fact="disciplined", value=0), {"disciplined": 0}, {"disciplined": 1}),
        (AtMost(fact="disciplined", value=0), {"disciplined": 0}, {}),
        (Share(part="a", whole="b", percent=70), {"a": 7, "b": 10}, {"a": 6, "b": 9}),
        (Share(part="a", whole="b", percent=0), {"a": 0, "b": 1}, {"a": 0, "b": 0}),
        (Share(part="a", whole="b", percent=70), {"a": 7, "b": 10}, {"a": 7}),
        (Share(part="a", whole="b", percent=70), {"a": 7, "b": 10}, {"b": 7}),
        (AnyOf(of=(Is(fact="x", value=True), Is(fact="y", value=True))), {"y": True}, {"x": False}),
        (AllOf(of=(Is(fact="x", value=True), Is(fact="y", value=True))), {"x": True, "y": True}, {"x": True}),
    ],
)
def test_a_requirement_is_met_only_by_what_was_stated(
    requirement: Requirement, met: dict[str, bool | int | str | None], not_met: dict[str, bool | int | str | None]
) -> None:
    assert meets(requirement, met)
    assert not meets(requirement, not_met)


def test_the_layout_of_a_file_does_not_change_its_hash() -> None:
    assert content_hash('{"b": 1, "a": "Đoàn"}') == content_hash('{"a":"Đoàn",\n "b":1}')
    assert content_hash('{"a": 1}') != content_hash('{"a": 2}')


def test_a_misspelt_rule_is_refused() -> None:
    shape = json.loads((FOLDER / "vn-2024-01-01.json").read_text(encoding="utf-8"))
    shape["criteria"][1]["requires"]["of"][0]["valeus"] = ["good"]
    with pytest.raises(ValueError, match="valeus"):
        read_pack(json.dumps(shape))


def test_a_pack_does_not_state_its_own_hash() -> None:
    shape = json.loads((FOLDER / "vn-2024-01-01.json").read_text(encoding="utf-8")) | {"hash": "00"}
    with pytest.raises(ValueError, match="hash"):
        read_pack(json.dumps(shape))


def test_two_packs_on_one_day_are_refused(tmp_path: Path) -> None:
    for file in FOLDER.glob("*.json"):
        (tmp_path / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    later = json.loads((FOLDER / "vn-2025-07-01.json").read_text(encoding="utf-8"))
    later |= {"in_force_from": (RULES.packs[1].in_force_from - timedelta(days=1)).isoformat()}
    (tmp_path / "vn-2025-07-01.json").write_text(json.dumps(later), encoding="utf-8")
    with pytest.raises(ValueError, match="one day"):
        read_rules(tmp_path)
