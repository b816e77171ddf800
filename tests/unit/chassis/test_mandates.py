"""Mandates: granted once, relieved for ever, in whatever order the two arrive."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.errors import Forbidden
from services.chassis.identity.mandates import (
    MANDATE,
    REGISTRY,
    GrantMandate,
    MandateGranted,
    MandateRelieved,
    RelieveMandate,
    State,
    decide,
    handles,
    held,
)
from tests.support.given import decider

ID = UUID("6f9619ff-8b86-4d01-b42d-00cf4fc964ff")
AT = datetime(2024, 3, 1, 2, tzinfo=UTC)
LATER = datetime(2024, 4, 1, 2, tzinfo=UTC)
GRANT = GrantMandate("03386", AT, ID, "p-1", "clerk", date(2024, 1, 1), date(2024, 12, 31))
GRANTED = MandateGranted(ID, "03386", "p-1", "clerk", None, date(2024, 1, 1), date(2024, 12, 31))
RELIEVE = RelieveMandate("03386", LATER, ID)
RELIEVED = MandateRelieved(ID, "03386", LATER)

mandate = decider(MANDATE, decide)


def test_a_mandate_is_granted() -> None:
    mandate.given().when(GRANT).then(GRANTED)


def test_the_same_grant_again_is_nothing_new() -> None:
    mandate.given(GRANTED).when(replace(GRANT, at=LATER)).then_nothing()


def test_a_mandate_id_is_granted_once() -> None:
    mandate.given(GRANTED).when(replace(GRANT, role="chairman")).then_refused("mandate.already-granted")


def test_a_relieved_mandate_is_never_granted_anew() -> None:
    mandate.given(GRANTED, RELIEVED).when(replace(GRANT, valid_to=None)).then_refused("mandate.already-granted")


def test_a_term_ends_after_it_begins() -> None:
    mandate.given().when(replace(GRANT, valid_to=date(2023, 12, 31))).then_refused("mandate.term-reversed")


def test_a_relief_says_whose_mandate_it_was_once_its_grant_is_known() -> None:
    mandate.given(GRANTED).when(RELIEVE).then(replace(RELIEVED, principal="p-1", role="clerk"))


def test_a_relief_is_recorded_before_its_grant() -> None:
    mandate.given().when(RELIEVE).then(RELIEVED)


def test_a_relief_by_both_paths_is_one_relief() -> None:
    mandate.given(RELIEVED).when(RELIEVE).then_nothing()
    mandate.given(GRANTED, RELIEVED).when(RELIEVE).then_nothing()


def test_a_grant_after_its_relief_is_recorded_once() -> None:
    mandate.given(RELIEVED).when(GRANT).then(GRANTED)
    mandate.given(RELIEVED, GRANTED).when(GRANT).then_nothing()


@given(st.permutations([GRANTED, RELIEVED, RELIEVED]))
def test_the_relief_wins_in_every_order(history: list[MandateGranted | MandateRelieved]) -> None:
    state = MANDATE.fold(history)
    with pytest.raises(Forbidden, match=r"mandate\.relieved"):
        held(state, "p-1", AT)


def test_who_holds_a_mandate_acts_by_it() -> None:
    assert held(MANDATE.fold([GRANTED]), "p-1", AT) == GRANTED


@pytest.mark.parametrize(
    ("history", "principal", "at", "code"),
    [
        ([], "p-1", AT, "mandate.unknown"),
        ([RELIEVED], "p-1", AT, "mandate.unknown"),
        ([GRANTED], "p-2", AT, "mandate.unknown"),
        ([GRANTED, RELIEVED], "p-2", AT, "mandate.unknown"),
        ([GRANTED], "p-1", datetime(2023, 12, 31, 16, 59, tzinfo=UTC), "mandate.unknown"),
        ([GRANTED], "p-1", datetime(2024, 12, 31, 17, tzinfo=UTC), "mandate.expired"),
        ([GRANTED, RELIEVED], "p-1", AT, "mandate.relieved"),
    ],
)
def test_nobody_acts_without_a_mandate_that_holds(
    history: list[MandateGranted | MandateRelieved], principal: str, at: datetime, code: str
) -> None:
    with pytest.raises(Forbidden, match=code):
        held(MANDATE.fold(history), principal, at)


@pytest.mark.parametrize(
    ("at", "why_not"),
    [
        (datetime(2023, 12, 31, 16, 59, 59, tzinfo=UTC), "mandate.unknown"),
        (datetime(2023, 12, 31, 17, tzinfo=UTC), None),
        (datetime(2024, 12, 31, 16, 59, 59, tzinfo=UTC), None),
        (datetime(2024, 12, 31, 17, tzinfo=UTC), "mandate.expired"),
    ],
)
def test_a_mandate_holds_from_its_first_local_day_to_its_last(at: datetime, why_not: str | None) -> None:
    assert refusal(MANDATE.fold([GRANTED]), at) == why_not


def test_a_mandate_without_last_day_holds_until_relieved() -> None:
    endless = replace(GRANTED, valid_to=None)
    assert refusal(MANDATE.fold([endless]), datetime(2099, 1, 1, tzinfo=UTC)) is None
    assert refusal(MANDATE.fold([endless, RELIEVED]), datetime(2099, 1, 1, tzinfo=UTC)) == "mandate.relieved"
    assert refusal(MANDATE.fold([]), AT) == "mandate.unknown"


def refusal(state: State, at: datetime) -> str | None:
    """Why the grant's own person may not act by it; None when they may."""
    try:
        held(state, GRANTED.principal, at)
    except Forbidden as refused:
        return refused.code
    return None


@pytest.mark.parametrize("event", [GRANTED, replace(GRANTED, unit_id=ID, valid_to=None), RELIEVED])
def test_what_is_stored_comes_back(event: MandateGranted | MandateRelieved) -> None:
    stored = REGISTRY.stored(event)
    assert REGISTRY.decode(stored.name, stored.version, REGISTRY.encode(event, ID, {}), ID) == event


def test_only_the_owner_lets_persons_grant() -> None:
    assert all(case.roles == frozenset() for case in handles())
    assert all(case.roles == {"operator"} for case in handles("operator"))


def test_a_copy_relieves_what_has_not_arrived_and_the_owner_does_not() -> None:
    (_, copy), (_, own) = handles(), handles("operator")
    assert copy.streams(RELIEVE)[0].may_be_absent
    assert not own.streams(RELIEVE)[0].may_be_absent
