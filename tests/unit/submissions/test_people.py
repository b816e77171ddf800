from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from uuid import UUID

import pytest

from services.chassis.personal import ERASED
from services.submissions.people.commands import (
    ChangePersonAddress,
    CorrectMembership,
    CorrectPersonName,
    EraseSubject,
    LeaveUnit,
    MovePerson,
    RegisterPerson,
    WithdrawMembership,
)
from services.submissions.people.decider import (
    HANDLES,
    PERSON,
    decide,
    decide_correction,
    decide_leave,
    decide_move,
    decide_register,
    decide_withdrawal,
)
from services.submissions.people.events import (
    Membership,
    MembershipsCorrected,
    PersonAddressChanged,
    PersonLeft,
    PersonMoved,
    PersonNameCorrected,
    PersonRegistered,
    SubjectErased,
)
from services.submissions.units.decider import Active
from tests.support.given import Scenario, decider, head_of
from thidua_contracts.codes import Category, Post, SubjectKind

NOW = datetime(2024, 1, 2, tzinfo=UTC)
P, U, OTHER = UUID(int=10), UUID(int=1), UUID(int=2)
UNIT = Active(U, date(2024, 1, 1), ((date(2024, 1, 1), "TDP8"),))
CLOSED = replace(UNIT, closed_on=date(2024, 9, 1))

register = RegisterPerson(
    ward_code="03386", at=NOW, person_id=P, kind=SubjectKind.INDIVIDUAL, full_name="Lò Thị Mẫu",
    email="mau@example.vn", unit_id=U, member_from=date(2024, 1, 1), direct_worker=True, category=Category.WORKER,
)  # fmt: skip
registered = PersonRegistered(
    person_id=P, kind=SubjectKind.INDIVIDUAL, full_name="Lò Thị Mẫu", email="mau@example.vn", unit_id=U,
    member_from=date(2024, 1, 1), direct_worker=True, category=Category.WORKER, posts=(),
)  # fmt: skip
move = MovePerson(
    ward_code="03386", at=NOW, person_id=P, unit_id=OTHER, member_from=date(2024, 6, 1), direct_worker=False,
    category=Category.CIVIL_SERVANT, posts=(Post.DEPUTY_HEAD,),
)  # fmt: skip
moved = PersonMoved(
    person_id=P, unit_id=OTHER, member_from=date(2024, 6, 1), direct_worker=False, category=Category.CIVIL_SERVANT,
    posts=(Post.DEPUTY_HEAD,),
)  # fmt: skip
leave = LeaveUnit(ward_code="03386", at=NOW, person_id=P, left_on=date(2024, 9, 1))
left = PersonLeft(person_id=P, left_on=date(2024, 9, 1))
FIRST = Membership(member_from=date(2024, 1, 1), unit_id=U, direct_worker=True, category=Category.WORKER)
SECOND = Membership(
    member_from=date(2024, 6, 1), unit_id=OTHER, category=Category.CIVIL_SERVANT, posts=(Post.DEPUTY_HEAD,)
)
GONE = Membership(member_from=date(2024, 9, 1), unit_id=None)
correct_day = CorrectMembership(
    ward_code="03386", at=NOW, person_id=P, recorded_from=SECOND.member_from, member_from=date(2024, 7, 1), unit_id=OTHER,
    direct_worker=False, category=Category.CIVIL_SERVANT, posts=(Post.DEPUTY_HEAD,), document_number="15/TB-UBND",
)  # fmt: skip
withdraw = WithdrawMembership(
    ward_code="03386", at=NOW, person_id=P, last_from=SECOND.member_from, document_number="15/TB-UBND"
)


def corrected(*memberships: Membership) -> MembershipsCorrected:
    return MembershipsCorrected(person_id=P, memberships=memberships, document_number="15/TB-UBND")


correct = CorrectPersonName(ward_code="03386", at=NOW, person_id=P, full_name="Lò Thị Mấu")
address = ChangePersonAddress(ward_code="03386", at=NOW, person_id=P, email=None)
erase = EraseSubject(ward_code="03386", at=NOW, person_id=P, document_number="3/ĐN")
erased = SubjectErased(person_id=P, document_number="3/ĐN")

registering = decider(PERSON, partial(decide_register, by=None)).beside(UNIT)
moving = decider(PERSON, decide_move)
leaving = decider(PERSON, decide_leave)
correcting = decider(PERSON, decide_correction)
withdrawing = decider(PERSON, decide_withdrawal)
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


def test_from_the_day_of_a_move_the_new_unit_s_head_speaks_for_the_person() -> None:
    after = person.given(registered, moved)
    for day, head, stranger in (
        (datetime(2024, 5, 31, 16, tzinfo=UTC), U, OTHER),
        (datetime(2024, 5, 31, 17, tzinfo=UTC), OTHER, U),
    ):
        on_the_day = replace(correct, at=day)
        assert len(after.by(head_of(head)).when(on_the_day).outcome()) == 1
        after.by(head_of(stranger)).when(on_the_day).then_refused("not-found")


def test_who_left_is_nobody_s_but_the_office_s() -> None:
    after, late = person.given(registered, left), replace(correct, at=datetime(2024, 9, 1, tzinfo=UTC))
    after.by(head_of(U)).when(late).then_refused("not-found")
    assert len(after.by(replace(head_of(U), unit_id=None, role="clerk")).when(late).outcome()) == 1


def test_a_person_leaves_from_a_later_day_and_comes_back() -> None:
    leaving.given(registered).when(leave).then(left)
    leaving.given(registered, left).when(leave).then_nothing()
    leaving.given(registered, left).when(replace(leave, left_on=date(2024, 10, 1))).then_refused("person.already-left")
    leaving.given(registered).when(replace(leave, left_on=date(2024, 1, 1))).then_refused("person.moved-not-later")
    moving.given(registered, left).beside(UNIT).when(move).then_refused("person.moved-not-later")
    back = replace(move, member_from=date(2024, 11, 1))
    moving.given(registered, left).beside(UNIT).when(back).then(replace(moved, member_from=date(2024, 11, 1)))


def test_a_membership_is_corrected_between_its_neighbours() -> None:
    history = correcting.given(registered, moved, left).beside(UNIT)
    history.when(correct_day).then(corrected(FIRST, replace(SECOND, member_from=date(2024, 7, 1)), GONE))
    assert PERSON.fold([registered, moved, left, corrected(FIRST, GONE)]) == PERSON.fold([registered, left])
    for day in (date(2024, 1, 1), date(2024, 9, 1)):
        refused = history.when(replace(correct_day, member_from=day)).then_refused("person.out-of-order")
        assert "sau ngày 01/01/2024, trước ngày 01/09/2024" in refused.sentence
    for day in (date(2024, 1, 2), date(2024, 8, 31)):
        assert history.when(replace(correct_day, member_from=day)).outcome()
    history.when(replace(correct_day, member_from=SECOND.member_from)).then_refused("person.nothing-corrected")


def test_unit_and_capacity_are_corrected_too_and_a_leaving_as_a_leaving() -> None:
    elsewhere = replace(correct_day, member_from=SECOND.member_from, unit_id=U, posts=(), category=None)
    right = Membership(member_from=SECOND.member_from, unit_id=U)
    correcting.given(registered, moved).beside(UNIT).when(elsewhere).then(corrected(FIRST, right))
    later = CorrectMembership(
        ward_code="03386", at=NOW, person_id=P, recorded_from=GONE.member_from, member_from=date(2024, 9, 2), unit_id=None,
        direct_worker=False, category=None, posts=(), document_number="15/TB-UBND",
    )  # fmt: skip
    gone = replace(GONE, member_from=date(2024, 9, 2))
    correcting.given(registered, left).when(later).then(corrected(FIRST, gone))


def test_the_first_membership_is_corrected_and_keeps_a_unit() -> None:
    first = replace(correct_day, recorded_from=FIRST.member_from, member_from=date(2023, 12, 1))
    assert correcting.given(registered, moved).beside(UNIT).when(first).outcome()
    correcting.given(registered).when(replace(first, unit_id=None)).then_refused("person.first-membership")


def test_a_correction_names_a_day_that_was_recorded_and_a_living_unit() -> None:
    unknown = replace(correct_day, recorded_from=date(2024, 2, 1))
    correcting.given(registered).beside(UNIT).when(unknown).then_refused("person.no-such-membership")
    late = replace(correct_day, member_from=date(2024, 9, 1))
    correcting.given(registered, moved).beside(CLOSED).when(late).then_refused("unit.closed")


def test_the_newest_membership_is_taken_back_and_no_other() -> None:
    withdrawing.given(registered, moved).when(withdraw).then(corrected(FIRST))
    withdrawing.given(registered, moved, left).when(withdraw).then_refused("person.not-the-last")
    first = replace(withdraw, last_from=FIRST.member_from)
    withdrawing.given(registered).when(first).then_refused("person.first-membership")
    withdrawing.given(registered).when(withdraw).then_refused("person.no-such-membership")


def test_a_correction_changes_no_membership() -> None:
    corrected = PersonNameCorrected(person_id=P, full_name=ERASED)
    assert PERSON.fold([registered, corrected]) == PERSON.fold([registered])


def test_a_person_is_erased_once() -> None:
    person.given(registered).when(erase).then(erased)
    person.given(registered, erased).when(erase).then_nothing()


def test_an_erased_person_is_not_erased_on_another_document() -> None:
    person.given(registered, erased).when(replace(erase, document_number="4/ĐN")).then_refused("person.erased")


@pytest.mark.parametrize(
    ("asking", "command"), [(moving.beside(UNIT), move), (leaving, leave), (withdrawing, withdraw)]
)
def test_an_erased_person_belongs_nowhere_anew(
    asking: Scenario, command: MovePerson | LeaveUnit | WithdrawMembership
) -> None:
    replace(asking, history=(registered, moved, erased)).when(command).then_refused("person.erased")


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
    subject, unit = by_command[CorrectMembership].streams(correct_day)
    assert not subject.may_be_absent and unit.only_read
    for command in (correct, address, erase, leave, withdraw, replace(correct_day, unit_id=None)):
        (subject,) = by_command[type(command)].streams(command)
        assert subject == PERSON.at(P) and not subject.may_be_absent


def test_what_kind_of_subject_somebody_is_stays_whatever_becomes_of_their_memberships() -> None:
    household = replace(registered, kind=SubjectKind.HOUSEHOLD)
    for history in ([household], [household, moved], [household, moved, left]):
        assert PERSON.fold(history).kind is SubjectKind.HOUSEHOLD  # type: ignore[union-attr]
