from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
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
from services.submissions.mandates.commands import EndMandates, NameHolder
from services.submissions.mandates.decider import (
    GRANTABLE,
    HANDLES,
    HOLDER,
    NAMERS,
    OF_THE_CITY,
    decide_ends,
    decide_grant,
    decide_holder,
    decide_relief,
)
from services.submissions.mandates.events import HolderNamed
from services.submissions.mandates.holders import NAME_HOLDER
from services.submissions.people.decider import Gone, Known
from services.submissions.people.events import Membership
from services.submissions.people.resolving import READERS
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
P = UUID(int=10)
name = NameHolder(ward_code="03386", at=NOW, mandate_id=M, person_id=P)
named = HolderNamed(mandate_id=M, person_id=P)
PERSON = Known((Membership(member_from=date(2024, 1, 1), unit_id=U),))
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


def naming(by: MandateGranted | None, mandate: object = Granted(granted), person: object = PERSON) -> Any:
    return decider(HOLDER, partial(decide_holder, by=by)).beside(mandate, person)


def test_whoever_may_give_a_mandate_says_which_person_holds_it_also_after_its_end() -> None:
    naming(under("clerk")).when(name).then(named)
    naming(under("clerk"), Relieved(NOW, granted)).when(name).then(named)
    naming(under("clerk")).given(named).when(name).then_nothing()


@pytest.mark.parametrize(("granter", "role", "may"), [rank for rank in RANKS if rank[0] in NAMERS])
def test_nobody_names_the_holder_of_the_own_rank_or_a_higher_one(granter: str, role: str, may: bool) -> None:
    asked = naming(under(granter), Granted(replace(granted, role=role))).when(name)
    if may:
        asked.then(named)
    else:
        asked.then_refused("mandate.above-own-rank")


def test_nobody_puts_a_name_to_the_own_mandate() -> None:
    """Else what one does would stand under somebody else's name."""
    naming(under("chairman", granted.principal)).when(name).then_refused("mandate.own-holder")


def test_a_name_that_was_recorded_by_mistake_is_taken_off_before_another_is_recorded() -> None:
    nobody = replace(name, person_id=None)
    mistaken = replace(named, person_id=UUID(int=4))
    alone = decider(HOLDER, partial(decide_holder, by=under("clerk"))).beside(Granted(granted))
    alone.given(mistaken).when(nobody).then(replace(named, person_id=None))
    alone.when(nobody).then_nothing()
    naming(under("clerk")).given(mistaken).when(name).then_refused("mandate.holder-named")
    naming(under("clerk")).given(mistaken, replace(named, person_id=None)).when(name).then(named)


def test_an_erased_person_holds_no_mandate_by_name() -> None:
    naming(under("clerk"), person=Gone("1/QĐ-UBND")).when(name).then_refused("person.erased")


def test_of_a_relief_whose_grant_never_came_nobody_is_named() -> None:
    naming(under("clerk"), Relieved(NOW, None)).when(name).then_refused("not-found")


def test_who_is_told_no_names_says_none() -> None:
    assert frozenset(GRANTABLE) & READERS == NAMERS and "operator" not in NAMERS


def test_the_button_stands_where_the_decision_would_be_taken() -> None:
    seen = {"role": "unit-head", "ward_code": "03386", "principal": "sub-1", "own_role": "clerk", "own_account": "x"}
    assert NAME_HOLDER.offered(seen)
    for other in ({"own_role": "leader"}, {"own_account": "sub-1"}, {"ward_code": "khoi-mau"}, {"role": "clerk"}):
        assert not NAME_HOLDER.offered(seen | other), other


def test_naming_a_holder_rests_on_the_mandate_and_on_the_person_who_is_named() -> None:
    [streams] = [case.streams for case in HANDLES if case.command is NameHolder]
    own, mandate, person = streams(name)
    assert own.may_be_absent and mandate.only_read and person.only_read
    assert len(streams(replace(name, person_id=None))) == 2, "nobody is asked about when a name is taken away"
