from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from uuid import UUID

import pytest

from services.chassis.identity.mandates import (
    MANDATE,
    Granted,
    GrantMandate,
    MandateGranted,
    MandateRelieved,
    Relieved,
    RelieveMandate,
)
from services.submissions.mandates.commands import EndMandates
from services.submissions.mandates.decider import (
    GRANTABLE,
    HANDLES,
    OF_THE_CITY,
    decide_ends,
    decide_grant,
    decide_relief,
)
from services.submissions.units.decider import Active
from services.submissions.wards.decider import Unregistered
from tests.support.given import decider
from tests.unit.submissions.test_wards import THERE as WARD
from thidua_contracts.codes import WATCHING_ROLES

U, M = UUID(int=1), UUID(int=50)
NOW = datetime(2024, 1, 2, tzinfo=UTC)
UNIT = Active(U, date(2024, 1, 1), ((date(2024, 1, 1), "TDP8"),))
head = GrantMandate(
    ward_code="03386", at=NOW, mandate_id=M, principal="sub-1", role="unit-head", valid_from=date(2024, 1, 2), unit_id=U
)
granted = MandateGranted(M, "03386", "sub-1", "unit-head", U, date(2024, 1, 2), None)
clerk = replace(head, role="clerk", unit_id=None)
granting = decider(MANDATE, partial(decide_grant, by=None)).beside(WARD)
ends = EndMandates(ward_code="03386", at=NOW, mandates=(M,))
relieve = RelieveMandate(ward_code="03386", at=NOW, mandate_id=M)


def under(role: str, principal: str = "granter") -> MandateGranted:
    """The mandate under which somebody acts."""
    return MandateGranted(UUID(int=60), "03386", principal, role, None, date(2024, 1, 1), None)


def test_a_unit_s_role_is_granted_for_a_living_unit() -> None:
    granting.beside(WARD, UNIT).when(head).then(granted)
    day = head.valid_from
    granting.beside(WARD, replace(UNIT, closed_on=day)).when(head).then_refused("unit.closed")
    assert granting.beside(WARD, replace(UNIT, closed_on=day + timedelta(days=1))).when(head).outcome()


@pytest.mark.parametrize(
    "principal", ["chủ-tịch", "\u0430dmin", "sub 1", "sub\u00a01", "system:x", "service:awards", ""]
)
def test_a_role_is_given_to_what_a_person_signs_in_with(principal: str) -> None:
    granting.when(replace(clerk, principal=principal)).then_refused("mandate.no-account")


def test_a_unit_s_role_names_its_unit() -> None:
    granting.when(replace(head, unit_id=None)).then_refused("mandate.unit-missing")


def test_a_ward_s_role_needs_no_unit() -> None:
    granting.when(clerk).then(replace(granted, role="clerk", unit_id=None))


def test_a_city_role_is_not_held_for_one_ward() -> None:
    granting.when(replace(clerk, role="city-officer")).then_refused("mandate.city-only")
    assert granting.beside(Unregistered()).when(replace(clerk, role="city-officer", ward_code="city")).outcome()


@pytest.mark.parametrize("role", sorted(frozenset().union(*GRANTABLE.values()) - OF_THE_CITY))
def test_a_ward_role_is_not_held_for_the_whole_city(role: str) -> None:
    """Its holder would read every ward."""
    granting.beside(WARD, UNIT).when(replace(head, role=role, ward_code="city")).then_refused("mandate.ward-only")


def test_for_a_bloc_only_its_secretary_holds_a_role() -> None:
    secretary = replace(clerk, role="bloc-secretary")
    granting.when(replace(clerk, ward_code="khoi-lai-chau")).then_refused("mandate.bloc-only")
    assert granting.beside(Unregistered()).when(replace(secretary, ward_code="khoi-lai-chau")).outcome()
    assert granting.when(secretary).outcome()


@pytest.mark.parametrize("role", ["clerk", "bloc-secretary"])
def test_nobody_acts_in_a_ward_that_is_not_registered(role: str) -> None:
    granting.beside(Unregistered()).when(replace(clerk, role=role)).then_refused("mandate.ward-unknown")


RANKS = (
    ("clerk", "unit-head", True),
    ("chairman", "clerk", True),
    ("operator", "operator", True),
    ("chairman", "council-member", True),
    *(
        (granter, str(role), granter == "chairman")
        for granter in ("clerk", "chairman")
        for role in sorted(WATCHING_ROLES)
    ),
    *((str(role), "unit-head", False) for role in sorted(WATCHING_ROLES)),
    ("clerk", "clerk", False),
    ("clerk", "council-member", False),
    ("clerk", "council-secretary", False),
    ("chairman", "chairman", False),
    ("city-officer", "operator", False),
    ("citizen", "citizen", False),
)


@pytest.mark.parametrize(("granter", "role", "may"), RANKS)
def test_nobody_grants_or_ends_above_the_own_rank(granter: str, role: str, may: bool) -> None:
    ward = "city" if role in OF_THE_CITY else "03386"
    asked = replace(head, role=role, ward_code=ward, unit_id=U if role == "unit-head" else None)
    given = replace(granted, role=role, ward_code=ward)
    grants = decider(MANDATE, partial(decide_grant, by=under(granter))).beside(WARD).when(asked)
    ends = decider(MANDATE, partial(decide_relief, by=under(granter))).given(given).when(relieve)
    if may:
        assert grants.outcome()
        ends.then(MandateRelieved(M, "03386", NOW, given.principal, role, given.unit_id))
    else:
        grants.then_refused("mandate.above-own-rank")
        ends.then_refused("mandate.above-own-rank")


def test_only_an_operator_grants_the_own_rank() -> None:
    assert all(role not in roles for role, roles in GRANTABLE.items() if role != "operator")


@pytest.mark.parametrize("role", sorted(GRANTABLE))
def test_nobody_grants_to_oneself(role: str) -> None:
    citizen = replace(clerk, role="citizen")
    oneself = decider(MANDATE, partial(decide_grant, by=under(role, citizen.principal))).beside(WARD)
    oneself.when(citizen).then_refused("mandate.to-oneself")


def test_what_has_ended_ends_no_second_time() -> None:
    ended = (granted, MandateRelieved(M, "03386", NOW))
    decider(MANDATE, partial(decide_relief, by=under("clerk"))).given(*ended).when(relieve).then_nothing()


def test_nobody_is_granted_a_role_in_a_ward_from_the_day_on_which_it_is_no_more() -> None:
    ended = replace(WARD, ended_on=clerk.valid_from)
    granting.beside(ended).when(clerk).then_refused("mandate.ward-ended")
    assert granting.beside(replace(WARD, ended_on=clerk.valid_from + timedelta(days=1))).when(clerk).outcome()


def test_a_ward_that_is_no_more_ends_what_still_holds_of_its_mandates() -> None:
    other = UUID(int=51)
    command = EndMandates(ward_code="03386", at=NOW, mandates=(M, other))
    states = (Granted(granted), Relieved(NOW, replace(granted, mandate_id=other)))
    assert decide_ends(command, *states) == {
        MANDATE.at(M): [MandateRelieved(M, "03386", NOW, granted.principal, granted.role, granted.unit_id)],
        MANDATE.at(other): [],
    }
    assert [ref for case in HANDLES if case.command is EndMandates for ref in case.streams(command)] == [
        MANDATE.at(M),
        MANDATE.at(other),
    ]


def test_each_command_names_its_streams() -> None:
    mandate, ward, unit = HANDLES[0].streams(head)
    assert mandate.may_be_absent and ward.may_be_absent and ward.only_read and unit.only_read
    assert len(HANDLES[0].streams(clerk)) == 2
    (mandate,) = HANDLES[1].streams(RelieveMandate(ward_code="03386", at=NOW, mandate_id=M))
    assert not mandate.may_be_absent
