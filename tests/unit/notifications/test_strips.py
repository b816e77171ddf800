"""Every role has something under its tasks and something to read when there are none, on pages that exist."""

import pytest

from services.notifications.tasks.strips import EMPTY, PUBLIC, STRIPS, Strip
from tests.support.routed import page_routes
from thidua_contracts.codes import Role

ALL: set[Strip] = set(PUBLIC).union(*STRIPS.values())


def test_every_role_has_a_strip_and_an_empty_state_that_says_what_comes_next() -> None:
    assert set(STRIPS) == set(EMPTY) == set(Role.words())
    assert all(STRIPS.values())
    assert all("hiện ở đây" in said or "phần dưới" in said for said in EMPTY.values())


@pytest.mark.parametrize("strip", sorted(ALL, key=str))
def test_a_strip_is_a_page_and_leads_to_one_that_needs_no_script(strip: Strip) -> None:
    assert {f"GET {strip.address}", f"GET {strip.link}"} <= {*page_routes()}  # what no gateway passes on is no page


def test_the_strips_of_one_page_can_be_told_apart() -> None:
    for strips in STRIPS.values():
        assert len({strip.id for strip in strips}) == len(strips)
