"""What the form of a proposal asks: the facts that the law asks for that title and kind of subject, and no others."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.awards.law.rows import SubjectKind
from services.awards.nominations.merits import always, asked
from services.awards.options import people
from services.chassis.kit.options import Asking
from tests.unit.awards.story import pack_on

WORK = {"on_hold", "takes_part", "category", "rating", "months_worked", "productive_work", "exemplary_conduct"}


@pytest.mark.parametrize(
    ("title", "kinds", "facts"),
    [
        ("LDTT", ("individual",), WORK),
        ("LDTT", ("household",), {"on_hold"}),
        ("CSTDCS", ("individual",), WORK | {"initiative", "topic_accepted"}),
        (
            "TTLDTT",
            ("collective",),
            {"on_hold", "takes_part", "rating", "united", "members", "members_ldtt", "members_disciplined"},
        ),
        ("TTLDTT", ("individual",), {"on_hold"}),
    ],
)
def test_only_what_the_rule_of_a_title_asks_is_asked(
    title: str, kinds: tuple[SubjectKind, ...], facts: set[str]
) -> None:
    assert asked(pack_on(date(2025, 8, 1)), title, kinds) == facts


SUBJECTS: tuple[SubjectKind, ...] = ("individual", "household")


def test_while_it_is_open_who_it_is_every_kind_of_subject_is_asked_for() -> None:
    pack = pack_on(date(2025, 8, 1))
    both = asked(pack, "LDTT", ("individual", "household"))
    individual, household = (asked(pack, "LDTT", (kind,)) for kind in SUBJECTS)
    assert both == individual | household


async def test_nobody_is_asked_who_a_key_is_that_is_no_id() -> None:
    nobody: Any = None
    assert await people(Asking(nobody, nobody, None, keys=("", "khong-phai-ma"))) == []


def test_what_the_law_asks_in_any_case_is_told_from_what_depends_on_the_person() -> None:
    pack = pack_on(date(2025, 8, 1))
    person: tuple[SubjectKind, ...] = ("individual",)
    together: tuple[SubjectKind, ...] = ("collective",)
    assert always(pack, "CSTDCS", person) >= {"category", "on_hold"}
    assert not always(pack, "CSTDCS", person) & {"rating", "months_worked", "productive_work"}
    assert always(pack, "TTLDTT", together) == asked(pack, "TTLDTT", together)
    assert "exemplary_conduct" in always(pack, "GK", person), "one of several that are asked together"
