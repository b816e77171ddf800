"""What if: a dossier judged by the law of another day and on what is known now; who is answered otherwise, and why."""

from __future__ import annotations

import dataclasses
import shutil
from datetime import date
from pathlib import Path
from typing import Any

from services.awards.law.history import History, Rated
from services.awards.law.reading import FOLDER, read_law
from services.awards.nominations import what_if
from services.awards.nominations.merits import Merits
from tests.unit.awards.story import COLLECTIVE, GOOD, RULES, pack_on, proposed

RECEIVED = date(2024, 11, 5)
STRICTER = """
[document]
name = "Luật thử"
number = "2/2028"
from = 2028-01-01
sure = "H"

[[regime]]
id = "vn"
name = "Luật thử"
article = "Luật thử"

[[rule]]
id = "ldtt.thi-dua"
awards = ["LDTT"]
subjects = ["individual"]
requires = \"\"\"
all of
  takes_part
  exemplary_conduct
\"\"\"
sentence = "Tích cực tham gia phong trào thi đua và gương mẫu"
article = "Điều 9"

[[rule]]
id = "ldtt.nhiem-vu"
awards = ["LDTT"]
subjects = ["individual"]
requires = "rating(year) >= completed"
sentence = "Hoàn thành nhiệm vụ trở lên"
article = "Điều 8"

[[rule]]
id = "ldtt.moi"
awards = ["LDTT"]
subjects = ["individual"]
requires = "takes_part"
sentence = "Tham gia phong trào"
article = "Điều 10"

[[transition]]
id = "chuyen-tiep.2028"
pack_by = "received"
favourable = true
sentence = "Hồ sơ nhận trước áp dụng quy định mới nếu có lợi hơn"
article = "Điều 99"
"""


def dossier(merits: Merits = GOOD, **changes: Any) -> dict[str, Any]:
    """A dossier as its read model has it."""
    item = proposed()
    stated = {name: value for name, value in dataclasses.asdict(merits).items() if value is not None}
    row = {
        "subject_kind": item.subject_kind,
        "title": item.title,
        "year": item.year,
        "received_on": item.received_on,
        "initiative_id": None,
        "merits": stated,
        "answers": [dataclasses.asdict(answer) for answer in item.answers],
        "pack_id": item.pack_id,
    }
    return row | changes


def changed(one: dict[str, Any], day: date, recorded: History | None = None) -> what_if.Changed | None:
    facts = what_if.known(one, recorded or History(kind=one["subject_kind"]))
    return what_if.changed(one, what_if.judged(pack_on(day), one, day, facts))


def test_under_the_law_and_the_facts_of_its_receipt_nothing_is_answered_otherwise() -> None:
    assert changed(dossier(), RECEIVED) is None
    assert changed(dossier(), date(2026, 11, 5)) is None, "later laws ask the same of it"


def test_what_was_recorded_since_is_answered_with_the_rule_and_the_contradiction() -> None:
    rated = History(kind="individual", ratings=(Rated(2024, "failed", "record/1"),))
    found = changed(dossier(), RECEIVED, rated)
    assert found is not None and (found.before, found.after) == ("đủ điều kiện", "không đủ điều kiện")
    [why] = found.why
    assert (why.before, why.after, why.against) == ("đáp ứng", "không đáp ứng", ("rating",))
    assert "Điều 24" in why.source
    assert changed(dossier(), RECEIVED, History(kind="individual", ratings=(Rated(2024, "good", "record/1"),))) is None


def test_a_hold_that_was_put_since_is_told() -> None:
    one = dossier()
    facts = what_if.known(one, History(kind="individual"))
    for cause in ("complaint", "denunciation", None):
        held = what_if.on_hold(facts, [{"cause": cause, "since": date(2024, 11, 1)}])
        found = what_if.changed(one, what_if.judged(pack_on(date(2025, 7, 2)), one, date(2025, 7, 2), held))
        assert found is not None and found.after == "đang tạm dừng", cause
    assert what_if.on_hold(facts, []) is facts


def test_answers_of_earlier_builds_said_only_whether_they_were_met() -> None:
    old = dossier()
    for answer in old["answers"]:
        answer |= {"truth": None, "stated": None}
    assert changed(old, RECEIVED) is None


def test_a_rule_that_is_asked_for_the_first_time_is_told_only_where_it_is_not_met(tmp_path: Path) -> None:
    law = _law(tmp_path)
    day = date(2028, 2, 1)
    pack = law.on(day)
    assert pack is not None
    one = dossier()
    facts = what_if.known(one, History(kind="individual"))
    found = what_if.changed(one, what_if.judged(pack, one, day, facts))
    assert found is not None and found.after == "chưa đủ thông tin"
    assert [(why.sentence, why.before, why.after) for why in found.why] == [
        ("Tích cực tham gia phong trào thi đua và gương mẫu", "đáp ứng", "chưa rõ")
    ]


def test_a_later_law_that_the_transitions_allow_is_told_only_where_it_is_better(tmp_path: Path) -> None:
    law = _law(tmp_path)
    now = date(2028, 2, 1)
    middling = dataclasses.replace(GOOD, rating="completed", exemplary_conduct=True)
    one = dossier(middling, received_on=date(2027, 6, 1), pack_id=law.pack(date(2027, 6, 1)).id)
    facts = what_if.known(one, History(kind="individual"))
    found = what_if.better(law, "vn", one, now, facts)
    assert found is not None and (found.before, found.after) == ("không đủ điều kiện", "đủ điều kiện")
    assert found.allowed_by.id == "chuyen-tiep.2028"
    good = dossier(received_on=one["received_on"], pack_id=one["pack_id"])
    assert what_if.better(law, "vn", good, now, what_if.known(good, History(kind="individual"))) is None
    chosen = dossier(middling, received_on=one["received_on"], pack_id=found.pack.id)
    assert what_if.better(law, "vn", chosen, now, facts) is None, "it follows that law already"
    assert what_if.better(RULES, "vn", dossier(), date(2024, 12, 1), facts) is None, "nothing allows it"


def test_a_collective_is_judged_on_what_its_unit_counted() -> None:
    one = dossier(COLLECTIVE, subject_kind="collective", title="TTLDTT", answers=[
        dataclasses.asdict(answer) for answer in proposed("TTLDTT", kind="collective").answers
    ])  # fmt: skip
    assert changed(one, RECEIVED) is None


def _law(folder: Path) -> Any:
    """The law with a file that makes one criterion stricter and one easier, and lets earlier dossiers follow it."""
    shutil.copytree(FOLDER, folder / "law")
    (folder / "law/vn/luat-thu-2.toml").write_text(STRICTER, encoding="utf-8")
    return read_law(folder / "law")
