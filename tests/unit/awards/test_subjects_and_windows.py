"""Copies of units and people, windows that follow the year report, initiatives that are used once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import permutations
from typing import Any, cast
from uuid import NAMESPACE_URL, UUID, uuid5

import pytest

from services.awards import subscriptions
from services.awards.ids import recognition_id
from services.awards.initiatives import decider as initiatives
from services.awards.initiatives.commands import RecogniseInitiative, WithdrawInitiative
from services.awards.initiatives.events import (
    InitiativeReleased,
    InitiativeUsed,
    InitiativeWithdrawn,
    RecognitionReleased,
    RecognitionTaken,
)
from services.awards.subjects import decider as subjects
from services.awards.subjects.commands import CopyMemberships, CopyPerson, CopyUnit, EraseSubject
from services.awards.subjects.events import MembershipsCopied, PersonCopied, SubjectErased, UnitCopied
from services.awards.windows import decider as windows
from services.awards.windows.commands import CloseWindow, OpenWindow
from services.awards.windows.events import WindowClosed, WindowOpened
from services.chassis.event_envelope import Circumstances, EventEnvelope
from tests.support.given import decider
from tests.unit.awards.story import (
    AT,
    INITIATIVE,
    MEMBERSHIP,
    NOMINATION,
    PERSON,
    RECOGNISED,
    REPORT,
    UNIT,
    WARD,
    WINDOW,
    named,
    pack_on,
)
from thidua_contracts.submissions.person_registered_v1 import PersonRegistered

unit = decider(subjects.UNIT, subjects.copy_unit)
person = decider(subjects.PERSON, subjects.copy_person)
erasing = decider(subjects.PERSON, subjects.erase)
window = decider(windows.WINDOW, windows.decide)
initiative = decider(initiatives.INITIATIVE, initiatives.recognise).beside(initiatives.Unrecorded())
TAKEN = initiatives.Recorded(INITIATIVE, RECOGNISED.name)

copy_unit = CopyUnit(ward_code=WARD, at=AT, unit_id=UNIT, name="Tổ dân phố số 8", kind="residential-group")
unit_copied = UnitCopied(unit_id=UNIT, name="Tổ dân phố số 8", kind="residential-group")
copy_person = CopyPerson(ward_code=WARD, at=AT, person_id=PERSON, unit_id=UNIT, direct_worker=True)
copy_memberships = CopyMemberships(ward_code=WARD, at=AT, person_id=PERSON, memberships=(MEMBERSHIP,))
erase = EraseSubject(ward_code=WARD, at=AT, person_id=PERSON)
erased = SubjectErased(person_id=PERSON, erased_at=AT)
open_window = OpenWindow(ward_code=WARD, at=AT, unit_id=UNIT, year=2024, report_id=REPORT)
close_window = CloseWindow(ward_code=WARD, at=AT, unit_id=UNIT, year=2024, report_id=REPORT)
opened = WindowOpened(window_id=WINDOW, unit_id=UNIT, year=2024, report_id=REPORT)
closed = WindowClosed(window_id=WINDOW, unit_id=UNIT, year=2024, report_id=REPORT)
recognise = RecogniseInitiative(
    ward_code=WARD,
    at=AT,
    initiative_id=INITIATIVE,
    name=RECOGNISED.name,
    authors=RECOGNISED.authors,
    document_number=RECOGNISED.document_number,
    recognised_on=RECOGNISED.recognised_on,
    known=frozenset(RECOGNISED.authors),
)
used = InitiativeUsed(initiative_id=INITIATIVE, nomination_id=NOMINATION)
released = InitiativeReleased(initiative_id=INITIATIVE, nomination_id=NOMINATION)
RECOGNITION = recognition_id(WARD, 2024, RECOGNISED.document_number, RECOGNISED.authors)
withdraw_initiative = WithdrawInitiative(
    ward_code=WARD, at=AT, initiative_id=INITIATIVE, mistake="author", recognition_id=RECOGNITION
)
recognition_taken = RecognitionTaken(recognition_id=RECOGNITION, initiative_id=INITIATIVE, name=RECOGNISED.name)
recognition_released = RecognitionReleased(recognition_id=RECOGNITION, initiative_id=INITIATIVE)
initiative_withdrawn = InitiativeWithdrawn(initiative_id=INITIATIVE, mistake="author")


OTHER = named("đơn vị mới")
MOVED = PersonCopied(person_id=PERSON, unit_id=OTHER, direct_worker=False, member_from=date(2024, 11, 6))


def test_a_unit_is_copied_once_per_change() -> None:
    unit.given().when(copy_unit).then(unit_copied)
    unit.given(unit_copied).when(copy_unit).then_nothing()
    renamed = UnitCopied(unit_id=UNIT, name="Tổ 8", kind="residential-group")
    unit.given(renamed).when(copy_unit).then(unit_copied)


def test_a_person_is_copied_once_per_change() -> None:
    person.given().when(copy_person).then(MEMBERSHIP)
    person.given(MEMBERSHIP).when(copy_person).then_nothing()
    moving = replace(copy_person, unit_id=OTHER, direct_worker=False, member_from=date(2024, 11, 6))
    person.given(MEMBERSHIP).when(moving).then(MOVED)
    for told in ((MEMBERSHIP, MOVED), (MOVED, MEMBERSHIP)):
        person.given(*told).when(moving).then_nothing()
        person.given(*told).when(copy_person).then_nothing()


async def test_who_is_registered_from_a_coming_day_belongs_to_nobody_until_then() -> None:
    told = PersonRegistered(
        subject_id=str(PERSON), unit_id=str(UNIT), direct_worker=True, member_from=date(2024, 12, 1)
    )
    envelope = EventEnvelope(
        told, "submissions", UUID(int=1), f"person-{PERSON}", 1, 1, WARD, AT, lambda: Circumstances(UUID(int=2))
    )
    [copy] = await subscriptions.copy_person(cast(Any, None), envelope)
    state = subjects.PERSON.fold(subjects.copy_person(copy.command, subjects.PERSON.initial_state))
    with pytest.raises(subjects.SubjectRefused):
        subjects.member(state, UNIT, date(2024, 11, 30))
    assert subjects.member(state, UNIT, date(2024, 12, 1)).unit_id == UNIT
    [older] = await subscriptions.copy_person(
        cast(Any, None), replace(envelope, event=told.model_copy(update={"member_from": None}))
    )
    assert older.command.member_from is None, "older records do not say it: known since ever"


def test_a_person_belongs_to_a_unit_by_day_in_whatever_order_that_was_told() -> None:
    back = replace(MEMBERSHIP, direct_worker=False, member_from=date(2024, 12, 1))
    for told in permutations((MEMBERSHIP, MOVED, back)):
        state = subjects.PERSON.fold(told)
        for day, belongs in (
            (date(2024, 11, 5), MEMBERSHIP),
            (date(2024, 11, 6), MOVED),
            (date(2024, 11, 30), MOVED),
            (date(2024, 12, 1), back),
        ):
            assert belongs.unit_id is not None and subjects.member(state, belongs.unit_id, day) == belongs
            with pytest.raises(subjects.SubjectRefused):
                subjects.member(state, named("đơn vị thứ ba"), day)


def test_who_left_belongs_nowhere_from_that_day_on() -> None:
    leaving = replace(copy_person, unit_id=None, direct_worker=False, member_from=date(2024, 11, 6))
    left = replace(MEMBERSHIP, unit_id=None, direct_worker=False, member_from=date(2024, 11, 6))
    person.given(MEMBERSHIP).when(leaving).then(left)
    state = subjects.PERSON.fold([MEMBERSHIP, left])
    assert subjects.member(state, UNIT, date(2024, 11, 5)) == MEMBERSHIP
    with pytest.raises(subjects.SubjectRefused):
        subjects.member(state, UNIT, date(2024, 11, 6))


def test_corrected_memberships_take_the_place_of_all_that_were_told() -> None:
    right = replace(MOVED, member_from=date(2024, 11, 20))
    correcting = replace(copy_memberships, memberships=(MEMBERSHIP, right))
    corrected = MembershipsCopied(person_id=PERSON, memberships=(MEMBERSHIP, right))
    copying = decider(subjects.PERSON, subjects.copy_memberships)
    copying.given(MEMBERSHIP, MOVED).when(correcting).then(corrected)
    copying.given(MEMBERSHIP, MOVED, corrected).when(correcting).then_nothing()
    copying.given(MEMBERSHIP, erased).when(correcting).then_nothing()
    state = subjects.PERSON.fold([MEMBERSHIP, MOVED, corrected])
    assert subjects.member(state, UNIT, date(2024, 11, 19)) == MEMBERSHIP
    assert subjects.member(state, OTHER, date(2024, 11, 20)) == right
    assert subjects.PERSON.fold([MEMBERSHIP, erased, corrected]) == subjects.Erased()


def test_who_moved_before_the_registration_was_told_belongs_nowhere_until_that_day() -> None:
    with pytest.raises(subjects.SubjectRefused):
        subjects.member(subjects.PERSON.fold([MOVED]), OTHER, date(2024, 11, 5))


def test_somebody_unknown_belongs_nowhere() -> None:
    with pytest.raises(subjects.SubjectRefused):
        subjects.member(subjects.PERSON.fold([]), OTHER, date(2024, 11, 5))


def test_an_erased_person_is_not_copied_again() -> None:
    person.given(MEMBERSHIP, erased).when(copy_person).then_nothing()
    person.given(MEMBERSHIP, erased, MEMBERSHIP).when(copy_person).then_nothing()


def test_an_erasure_is_recorded_once_also_of_somebody_unknown() -> None:
    erasing.given(MEMBERSHIP).when(erase).then(erased)
    erasing.given().when(erase).then(erased)
    erasing.given(erased).when(erase).then_nothing()


def test_an_accepted_year_report_opens_the_window() -> None:
    window.given().when(open_window).then(opened)
    window.given(opened).when(open_window).then_nothing()
    window.given(opened, closed).when(open_window).then(opened)


def test_a_withdrawn_acceptance_closes_the_window_that_it_opened() -> None:
    window.given(opened).when(close_window).then(closed)
    window.given(opened, closed).when(close_window).then_nothing()
    other = CloseWindow(ward_code=WARD, at=AT, unit_id=UNIT, year=2024, report_id=named("báo cáo khác"))
    window.given(opened).when(other).then_nothing()


def test_an_initiative_is_recognised_once() -> None:
    assert initiatives.recognise(recognise, initiatives.Unrecognised(), initiatives.Unrecorded()) == {
        initiatives.INITIATIVE.at(INITIATIVE): [RECOGNISED],
        initiatives.RECOGNITION.at(RECOGNITION): [recognition_taken],
    }
    initiative.given(RECOGNISED).when(recognise).then_nothing()
    other = RecogniseInitiative(
        ward_code=WARD,
        at=AT,
        initiative_id=INITIATIVE,
        name="Tên khác",
        authors=(PERSON,),
        document_number="7/QĐ-UBND",
        recognised_on=date(2024, 10, 1),
    )
    initiative.given(RECOGNISED).when(other).then_refused("initiative.already-recognised")


def test_an_initiative_has_an_author_and_a_day_that_is_past() -> None:
    nobody = RecogniseInitiative(
        ward_code=WARD,
        at=AT,
        initiative_id=INITIATIVE,
        name="Vô danh",
        authors=(),
        document_number="7/QĐ-UBND",
        recognised_on=date(2024, 10, 1),
    )
    initiative.given().when(nobody).then_refused("initiative.no-author")
    tomorrow = RecogniseInitiative(
        ward_code=WARD,
        at=AT,
        initiative_id=INITIATIVE,
        name="Sớm",
        authors=(PERSON,),
        document_number="7/QĐ-UBND",
        recognised_on=date(2024, 11, 6),
    )
    initiative.given().when(tomorrow).then_refused("initiative.in-future")


def test_the_authors_of_an_initiative_are_people_whom_the_ward_knows() -> None:
    stranger = named("người của xã khác")
    initiative.given().when(replace(recognise, authors=(PERSON, stranger))).then_refused("initiative.unknown-author")
    initiative.given().when(replace(recognise, known=frozenset())).then_refused("initiative.unknown-author")
    assert (
        initiative.given()
        .when(replace(recognise, authors=(PERSON, stranger), known=frozenset({PERSON, stranger})))
        .outcome()
    )
    initiative.given(RECOGNISED).when(replace(recognise, known=frozenset())).then_nothing()


def test_only_the_nomination_that_used_an_initiative_frees_it() -> None:
    fold = initiatives.INITIATIVE.fold
    assert initiatives.release(fold([RECOGNISED, used]), NOMINATION) == [released]
    assert initiatives.release(fold([RECOGNISED, used]), named("hồ sơ khác")) == []
    assert initiatives.release(fold([]), NOMINATION) == []
    assert initiatives.release(fold([RECOGNISED, used, released]), NOMINATION) == []


def test_an_initiative_recorded_by_mistake_is_withdrawn_while_nothing_rests_on_it() -> None:
    withdrawal = decider(initiatives.INITIATIVE, initiatives.withdraw).beside(TAKEN)
    both = {
        initiatives.INITIATIVE.at(INITIATIVE): [initiative_withdrawn],
        initiatives.RECOGNITION.at(RECOGNITION): [recognition_released],
    }
    assert withdrawal.given(RECOGNISED).beside(TAKEN).when(withdraw_initiative).outcome() == both
    withdrawal.given(RECOGNISED, used).when(withdraw_initiative).then_refused("initiative.supports")
    freed = withdrawal.given(RECOGNISED, used, released).when(withdraw_initiative)
    assert freed.outcome() == both
    withdrawal.given(RECOGNISED, initiative_withdrawn).when(withdraw_initiative).then_nothing()
    withdrawal.given().when(withdraw_initiative).then_refused("not-found")
    initiative.given(RECOGNISED, initiative_withdrawn).when(recognise).then_refused("initiative.already-recognised")
    other = replace(withdraw_initiative, recognition_id=named("khác"))
    withdrawal.given(RECOGNISED).when(other).then_refused("not-found")


def test_the_same_recognition_under_another_id_is_refused_and_names_the_first() -> None:
    again = replace(recognise, initiative_id=named("sáng kiến ghi lại"), name="Tên viết khác")
    refused = initiative.given().beside(TAKEN).when(again).then_refused("initiative.recorded-before")
    assert RECOGNISED.name in refused.sentence
    key = initiatives.recognition_of(recognise)
    assert initiatives.recognition_of(replace(again, document_number="7/q\u0111-ubnd")) == key
    for number in ("07/QĐ-UBND", "7 / QĐ-UBND", " 007/qđ-ubnd ", "7/Q\u00d0\u2011UBND"):
        assert initiatives.recognition_of(replace(again, document_number=number)) == key, number
    assert initiatives.recognition_of(replace(again, authors=(*again.authors, *again.authors))) == key
    for number in ("8/QĐ-UBND", "70/QĐ-UBND", "7/QĐ-HĐND"):
        assert initiatives.recognition_of(replace(again, document_number=number)) != key, number
    assert initiatives.recognition_of(replace(again, authors=(named("khác"),))) != key
    assert initiatives.RECOGNITION.fold([recognition_taken, recognition_released]) == initiatives.Unrecorded()
    told = initiative.given().when(replace(again, before="Tên đã ghi")).then_refused("initiative.recorded-before")
    assert "Tên đã ghi" in told.sentence, "also under an id of before numbers were folded"


def test_a_number_as_it_is_written_gives_the_id_that_it_always_gave() -> None:
    here = uuid5(NAMESPACE_URL, "urn:thidua:awards")
    assert recognition_id(WARD, 2024, "97/QĐ-UBND", [PERSON]) == uuid5(
        here, f"recognition/{WARD}/2024/97/QĐ-UBND/{PERSON}"
    )


def test_what_was_recognised_before_recognitions_were_kept_is_withdrawn_too() -> None:
    outcome = initiatives.withdraw(
        withdraw_initiative, initiatives.INITIATIVE.fold([RECOGNISED]), initiatives.Unrecorded()
    )
    assert outcome == {initiatives.INITIATIVE.at(INITIATIVE): [initiative_withdrawn]}


def test_a_nomination_rests_on_its_initiative_again_unless_another_does() -> None:
    fold = initiatives.INITIATIVE.fold
    assert initiatives.again(fold([RECOGNISED]), NOMINATION) == [used]
    assert initiatives.again(fold([RECOGNISED, used]), NOMINATION) == []
    assert initiatives.again(fold([]), NOMINATION) == []
    with pytest.raises(initiatives.InitiativeRefused) as taken:
        initiatives.again(fold([RECOGNISED, used]), named("hồ sơ khác"))
    assert taken.value.code == "initiative.used"
    with pytest.raises(initiatives.InitiativeRefused) as gone:
        initiatives.again(fold([RECOGNISED, initiative_withdrawn]), NOMINATION)
    assert gone.value.code == "initiative.withdrawn"


def test_a_withdrawn_initiative_supports_nothing_and_has_nothing_to_release() -> None:
    state = initiatives.INITIATIVE.fold([RECOGNISED, initiative_withdrawn])
    with pytest.raises(initiatives.InitiativeRefused) as refused:
        initiatives.use(state, pack_on(date(2024, 11, 5)).initiative, NOMINATION, PERSON)
    assert refused.value.code == "initiative.withdrawn"
    assert initiatives.release(state, NOMINATION) == []


def test_what_happened_to_an_unrecognised_initiative_changes_nothing() -> None:
    assert initiatives.INITIATIVE.fold([used]) == initiatives.Unrecognised()
