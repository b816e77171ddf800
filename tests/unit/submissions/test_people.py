from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from uuid import UUID

import pytest

from services.chassis.personal import ERASED
from services.submissions.people.commands import (
    ChangePersonAddress,
    CorrectPersonName,
    EraseSubject,
    MovePerson,
    RegisterPerson,
)
from services.submissions.people.decider import HANDLES, PERSON, decide, decide_move, decide_register
from services.submissions.people.events import (
    PersonAddressChanged,
    PersonMoved,
    PersonNameCorrected,
    PersonRegistered,
    SubjectErased,
)
from services.submissions.units.decider import Active
from tests.support.given import decider, head_of
from thidua_contracts.codes import SubjectKind

NOW = datetime(2024, 1, 2, tzinfo=UTC)
P, U, OTHER = UUID(int=10), UUID(int=1), UUID(int=2)
UNIT = Active(U, date(2024, 1, 1), "TDP8", date(2024, 1, 1))
CLOSED = replace(UNIT, closed_on=date(2024, 9, 1))

register = RegisterPerson(
    ward_code="03386", at=NOW, person_id=P, kind=SubjectKind.INDIVIDUAL, full_name="Lò Thị Mẫu",
    email="mau@example.vn", unit_id=U, member_from=date(2024, 1, 1), direct_worker=True,
)  # fmt: skip
registered = PersonRegistered(
    person_id=P, kind=SubjectKind.INDIVIDUAL, full_name="Lò Thị Mẫu", email="mau@example.vn", unit_id=U,
    member_from=date(2024, 1, 1), direct_worker=True,
)  # fmt: skip
move = MovePerson(
    ward_code="03386", at=NOW, person_id=P, unit_id=OTHER, member_from=date(2024, 6, 1), direct_worker=False
)
moved = PersonMoved(person_id=P, unit_id=OTHER, member_from=date(2024, 6, 1), direct_worker=False)
correct = CorrectPersonName(ward_code="03386", at=NOW, person_id=P, full_name="Lò Thị Mấu")
address = ChangePersonAddress(ward_code="03386", at=NOW, person_id=P, email=None)
erase = EraseSubject(ward_code="03386", at=NOW, person_id=P, document_number="3/ĐN")
erased = SubjectErased(person_id=P, document_number="3/ĐN")

registering = decider(PERSON, partial(decide_register, by=None)).beside(UNIT)
moving = decider(PERSON, decide_move)
person = decider(PERSON, partial(decide, by=None))


def test_a_person_is_registered_in_a_living_unit() -> None:
    registering.when(register).then(registered)


def test_a_person_is_registered_once() -> None:
    registering.given(registered).beside(UNIT).when(register).then_refused("person.already-registered")


def test_nobody_joins_a_unit_that_ended() -> None:
    late = replace(register, member_from=date(2024, 9, 1))
    registering.beside(CLOSED).when(late).then_refused("unit.closed")
    moving.given(registered).beside(CLOSED).when(replace(move, member_from=date(2024, 9, 1))).then_refused(
        "unit.closed"
    )


def test_until_a_unit_ends_people_come_to_it() -> None:
    registering.beside(CLOSED).when(register).then(registered)
    last = replace(register, member_from=date(2024, 8, 31))
    assert registering.beside(CLOSED).when(last).outcome()


def test_a_unit_head_registers_people_of_the_own_unit_only() -> None:
    registering.by(head_of(U)).when(register).then(registered)
    registering.by(head_of(OTHER)).when(register).then_refused("not-found")


def test_a_person_moves_to_another_unit_from_a_later_day() -> None:
    moving.given(registered).beside(UNIT).when(move).then(moved)


def test_becoming_a_leader_in_the_same_unit_is_a_move() -> None:
    leader = replace(move, unit_id=U)
    moving.given(registered).beside(UNIT).when(leader).then(replace(moved, unit_id=U))


def test_moving_to_where_one_is_already_is_nothing() -> None:
    moving.given(registered, moved).beside(UNIT).when(move).then_nothing()


def test_where_one_is_already_is_refused_from_another_day() -> None:
    for day in (date(2024, 5, 1), date(2024, 7, 1)):
        again = moving.given(registered, moved).beside(UNIT).when(replace(move, member_from=day))
        assert "01/06/2024" in again.then_refused("person.already-there").sentence


def test_a_move_follows_the_membership_before_it() -> None:
    early = replace(move, member_from=date(2024, 1, 1))
    refused = moving.given(registered).beside(UNIT).when(early).then_refused("person.moved-not-later")
    assert "01/01/2024" in refused.sentence


def test_a_name_and_an_address_are_corrected() -> None:
    person.given(registered).when(correct).then(PersonNameCorrected(person_id=P, full_name="Lò Thị Mấu"))
    person.given(registered).when(address).then(PersonAddressChanged(person_id=P, email=None))


def test_a_unit_head_corrects_people_of_the_own_unit_only() -> None:
    for command in (correct, address):
        assert len(person.given(registered).by(head_of(U)).when(command).outcome()) == 1
        person.given(registered).by(head_of(OTHER)).when(command).then_refused("not-found")


def test_after_a_move_the_new_unit_s_head_speaks_for_the_person() -> None:
    after = person.given(registered, moved)
    assert len(after.by(head_of(OTHER)).when(correct).outcome()) == 1
    after.by(head_of(U)).when(correct).then_refused("not-found")


def test_a_correction_changes_no_membership() -> None:
    corrected = PersonNameCorrected(person_id=P, full_name=ERASED)
    assert PERSON.fold([registered, corrected]) == PERSON.fold([registered])


def test_a_person_is_erased_once() -> None:
    person.given(registered).when(erase).then(erased)
    person.given(registered, erased).when(erase).then_nothing()


def test_an_erased_person_is_not_erased_on_another_document() -> None:
    person.given(registered, erased).when(replace(erase, document_number="4/ĐN")).then_refused("person.erased")


@pytest.mark.parametrize("command", [correct, address])
def test_an_erased_person_cannot_change(command: CorrectPersonName | ChangePersonAddress) -> None:
    person.given(registered, erased).when(command).then_refused("person.erased")


def test_who_is_not_registered_is_not_found() -> None:
    person.when(correct).then_refused("not-found")
    person.when(erase).then_refused("not-found")


def test_each_command_names_its_streams() -> None:
    by_command = {case.command: case for case in HANDLES}
    subject, unit = by_command[RegisterPerson].streams(register)
    assert subject.may_be_absent and unit.only_read
    subject, unit = by_command[MovePerson].streams(move)
    assert not subject.may_be_absent and unit.only_read
    for command in (correct, address, erase):
        (subject,) = by_command[type(command)].streams(command)
        assert subject == PERSON.at(P) and not subject.may_be_absent
