"""Which of somebody's mandates a request acts under."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from services.chassis.errors import Forbidden
from services.chassis.http.edge import Edge, Reader
from services.chassis.identity.lookup import Mandate
from tests.unit.chassis.test_assembly import edge_of

U = UUID(int=1)
ROLES = ("unit-head", "clerk")


@pytest.fixture
def edge() -> Edge:
    return edge_of(unit_roles=frozenset({"unit-head"}))


def mandate(role: str, unit: UUID | None = None) -> Mandate:
    return Mandate(UUID(int=len(role)), role, "03386", unit, date(2024, 5, 10), None, False, ("03386",))


def asking(edge: Edge, *mandates: Mandate) -> Reader:
    return Reader(edge, "somebody", mandates, False)


def test_a_ward_s_mandate_is_taken_before_a_unit_s(edge: Edge) -> None:
    both = asking(edge, mandate("unit-head", U), mandate("clerk"))
    both.require(*ROLES)
    assert (both.mandate.role, both.own_unit()) == ("clerk", None)


def test_of_two_that_fit_the_first_is_taken(edge: Edge) -> None:
    both = asking(edge, mandate("chairman"), mandate("clerk"))
    both.require("clerk", "chairman")
    assert both.mandate.role == "chairman"


def test_a_unit_s_mandate_limits_to_its_unit(edge: Edge) -> None:
    head = asking(edge, mandate("citizen"), mandate("unit-head", U))
    head.require(*ROLES)
    assert head.own_unit() == U


def test_a_unit_head_of_no_unit_may_do_nothing(edge: Edge) -> None:
    with pytest.raises(Forbidden):
        asking(edge, mandate("unit-head")).own_unit()


def test_without_a_fitting_role_nothing_is_done(edge: Edge) -> None:
    with pytest.raises(Forbidden):
        asking(edge, mandate("citizen")).require(*ROLES)
