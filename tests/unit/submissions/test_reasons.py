"""Why something is taken back: each act offers reasons that fit it, and a timeline still says those of former days."""

from __future__ import annotations

from collections import defaultdict
from types import SimpleNamespace

from services.submissions.app import SERVICE
from services.submissions.fields import because

FORMER = frozenset(
    {
        "absent",
        "addressee",
        "basis",
        "content",
        "day",
        "document",
        "early",
        "elsewhere",
        "form",
        "left",
        "needless",
        "none",
        "number",
        "person",
        "registered",
        "scope",
        "session",
        "slip",
        "task",
        "thing",
        "twice",
        "unfinished",
        "unit",
    }
)
"""What builds before offered and stored; no other file remembers it."""


def offered() -> dict[tuple[str, ...], set[str]]:
    """Each list of reasons, with the acts that offer it."""
    lists: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for capability in SERVICE.capabilities:
        for do in capability.does:
            for part in do.asked:
                if part.name == "reason" and part.mark.kind == "choice":
                    lists[tuple(part.mark.words)].add(do.command.__name__)
    return lists


def test_no_list_of_reasons_serves_many_acts() -> None:
    lists = offered()
    assert len(lists) > 15
    assert all(len(acts) <= 3 for acts in lists.values()), "one list for everything fits nothing"
    assert all(3 <= len(codes) <= 7 for codes in lists), "short enough to be read"


def test_no_word_that_was_ever_recorded_is_without_its_sentence() -> None:
    say = because("Hủy")
    for code in FORMER | {code for codes in offered() for code in codes}:
        assert say(SimpleNamespace(reason=code)) != f"Hủy: {code}.", code
    for reason, said in (("addressee", "nhầm nơi nhận hoặc đơn vị"), ("thing", "nhầm mục"), ("lạ", "lạ")):
        assert say(SimpleNamespace(reason=reason)) == f"Hủy: {said}."
