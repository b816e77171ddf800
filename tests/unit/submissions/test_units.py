from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from services.submissions.ids import unit_code_id
from services.submissions.units.commands import (
    CallOffUnitChange,
    ChangeUnit,
    ChangeUnitCode,
    CloseUnit,
    CorrectRegistration,
    CorrectUnitEnd,
    CorrectUnitProfile,
    MakeUnitChange,
    RegisterUnit,
    ReopenUnit,
    SucceedUnit,
    WithdrawRegistration,
)
from services.submissions.units.decider import (
    HANDLES,
    UNIT,
    UNIT_CODE,
    Active,
    Free,
    Taken,
    UnitRefused,
    Withdrawn,
    active,
    decide_call_off,
    decide_change,
    decide_close,
    decide_code,
    decide_end,
    decide_make,
    decide_profile,
    decide_register,
    decide_registration,
    decide_succession,
    decide_withdrawal,
)
from services.submissions.units.events import (
    Profile,
    UnitChangeCalledOff,
    UnitChanged,
    UnitChangePlanned,
    UnitClosed,
    UnitCodeChanged,
    UnitCodeFreed,
    UnitCodeTaken,
    UnitEndCorrected,
    UnitProfilesCorrected,
    UnitRegistered,
    UnitRegistrationCorrected,
    UnitReopened,
    UnitSucceeded,
    UnitWithdrawn,
)
from services.submissions.units.facts import FACTS
from tests.support.given import decider
from tests.unit.submissions.test_wards import THERE as WARD
from thidua_contracts.codes import UnitKind, UnitPriority

NOW = datetime(2024, 1, 2, tzinfo=UTC)
U, OTHER = UUID(int=1), UUID(int=2)

register = RegisterUnit(
    ward_code="03386", at=NOW, unit_id=U, code="TDP8", name="Tổ dân phố số 8", kind=UnitKind.RESIDENTIAL_GROUP,
    valid_from=date(2024, 1, 1),
)  # fmt: skip
registered = UnitRegistered(
    unit_id=U, code="TDP8", name="Tổ dân phố số 8", kind=UnitKind.RESIDENTIAL_GROUP, valid_from=date(2024, 1, 1),
    parent_id=None, priorities=(),
)  # fmt: skip
change = ChangeUnitCode(ward_code="03386", at=NOW, unit_id=U, code="T08", valid_from=date(2024, 7, 1))
changed = UnitCodeChanged(unit_id=U, code="T08", valid_from=date(2024, 7, 1))
close = CloseUnit(ward_code="03386", at=NOW, unit_id=U, closed_on=date(2024, 9, 1))
closed = UnitClosed(unit_id=U, closed_on=date(2024, 9, 1))

correct = CorrectUnitEnd(
    ward_code="03386", at=NOW, unit_id=U, closed_on=date(2024, 12, 31), document_number="12/QĐ-UBND"
)
corrected = UnitEndCorrected(unit_id=U, closed_on=date(2024, 12, 31), document_number="12/QĐ-UBND", reason="decided")
reopen = ReopenUnit(ward_code="03386", at=NOW, unit_id=U, document_number="13/QĐ-UBND")
reopened = UnitReopened(unit_id=U, document_number="13/QĐ-UBND", reason="decided")

LATER = datetime(2024, 12, 2, tzinfo=UTC)
FIRST = Profile(
    valid_from=date(2024, 1, 1), name="Tổ dân phố số 8", kind=UnitKind.RESIDENTIAL_GROUP, parent_id=None, priorities=()
)
BORDER = Profile(
    valid_from=date(2024, 6, 1),
    name="Bản Tám",
    kind=UnitKind.HAMLET,
    parent_id=OTHER,
    priorities=(UnitPriority.BORDER_AREA,),
)
rename = ChangeUnit(
    ward_code="03386", at=LATER, unit_id=U, name="Bản Tám", kind=UnitKind.HAMLET, parent_id=OTHER,
    priorities=(UnitPriority.BORDER_AREA,), valid_from=date(2024, 6, 1), document_number="14/QĐ-UBND",
)  # fmt: skip
renamed = UnitChanged(unit_id=U, profile=BORDER, document_number="14/QĐ-UBND")
COMING = date(2024, 12, 3)
later = replace(rename, valid_from=COMING)
planned = UnitChangePlanned(unit_id=U, profile=replace(BORDER, valid_from=COMING), document_number="14/QĐ-UBND")
make = MakeUnitChange(ward_code="03386", at=LATER, unit_id=U)
call_off = CallOffUnitChange(ward_code="03386", at=LATER, unit_id=U, document_number="18/QĐ-UBND")
called_off = UnitChangeCalledOff(unit_id=U, document_number="18/QĐ-UBND", reason="decided")
mend = CorrectUnitProfile(
    ward_code="03386", at=LATER, unit_id=U, recorded_from=BORDER.valid_from, name="Bản Tám", kind=UnitKind.HAMLET,
    parent_id=None, priorities=(), valid_from=date(2024, 7, 1), document_number="15/QĐ-UBND",
)  # fmt: skip
MENDED = replace(BORDER, valid_from=date(2024, 7, 1), parent_id=None, priorities=())
succeed = SucceedUnit(
    ward_code="03386", at=NOW, unit_id=U, successors=(OTHER,), closed_on=date(2024, 9, 1), document_number="16/QĐ-UBND"
)
succeeded = UnitSucceeded(unit_id=U, closed_on=date(2024, 9, 1), successors=(OTHER,), document_number="16/QĐ-UBND")

mistyped = CorrectRegistration(
    ward_code="03386", at=NOW, unit_id=U, was="TDP8", code="TDP08", name="Tổ dân phố số 08", kind=UnitKind.HAMLET,
    valid_from=date(2024, 1, 3), parent_id=None, priorities=(),
)  # fmt: skip
RIGHT = Profile(
    valid_from=date(2024, 1, 3), name="Tổ dân phố số 08", kind=UnitKind.HAMLET, parent_id=None, priorities=()
)
rightly = UnitRegistrationCorrected(unit_id=U, code="TDP08", profiles=(RIGHT,))
take_back = WithdrawRegistration(ward_code="03386", at=NOW, unit_id=U, codes=("TDP8",), rests=(), reason="registered")
withdrawn = UnitWithdrawn(unit_id=U, closed_on=date(2024, 1, 1), reason="registered")

registering = decider(UNIT, decide_register)
recoding = decider(UNIT, decide_code)
closing = decider(UNIT, decide_close)
ending = decider(UNIT, decide_end)
changing = decider(UNIT, decide_change)
mending = decider(UNIT, decide_profile)
succeeding = decider(UNIT, decide_succession)
retyping = decider(UNIT, decide_registration)
withdrawing = decider(UNIT, decide_withdrawal)
ROOT = UNIT.fold([replace(registered, unit_id=OTHER, code="MTTQ")])
BELOW = UNIT.fold([replace(registered, unit_id=OTHER, code="MTTQ", parent_id=UUID(int=3))])
T08 = UNIT_CODE.new(unit_code_id("03386", "T08"))


def test_a_unit_is_registered_and_its_code_is_taken_in_the_same_append() -> None:
    assert registering.beside(Free(), WARD).when(register).outcome() == {
        UNIT.new(U): [registered],
        UNIT_CODE.new(unit_code_id("03386", "TDP8")): [UnitCodeTaken(code="TDP8", unit_id=U)],
    }


def test_a_code_is_one_in_capitals_and_small_letters() -> None:
    assert unit_code_id("03386", "tdp8") == unit_code_id("03386", "TDP8") != unit_code_id("03387", "TDP8")


def test_no_unit_begins_in_a_ward_that_has_ended() -> None:
    ended = replace(WARD, ended_on=register.valid_from)
    registering.beside(Free(), ended).when(register).then_refused("unit.ward-ended")
    later = replace(WARD, ended_on=register.valid_from + timedelta(days=1))
    assert registering.beside(Free(), later).when(register).outcome()


def test_a_unit_is_registered_once() -> None:
    registering.given(registered).beside(Taken(U), WARD).when(register).then_refused("unit.already-registered")


def test_a_code_belongs_to_one_unit_for_ever() -> None:
    registering.beside(Taken(OTHER), WARD).when(register).then_refused("unit.code-taken")
    recoding.given(registered).beside(Taken(OTHER)).when(change).then_refused("unit.code-taken")


def test_a_code_changes_from_a_later_day_and_the_new_one_is_taken() -> None:
    assert recoding.given(registered).beside(Free()).when(change).outcome() == {
        UNIT.at(U): [changed],
        T08: [UnitCodeTaken(code="T08", unit_id=U)],
    }


def test_a_unit_may_go_back_to_a_code_of_its_own() -> None:
    back = replace(change, code="TDP8", valid_from=date(2024, 8, 1))
    assert recoding.given(registered, changed).beside(Taken(U)).when(back).outcome() == {
        UNIT.at(U): [UnitCodeChanged(unit_id=U, code="TDP8", valid_from=date(2024, 8, 1))]
    }


def test_the_same_code_again_is_nothing() -> None:
    assert (
        recoding.given(registered)
        .beside(Taken(U))
        .when(replace(change, code="TDP8", valid_from=date(2024, 1, 1)))
        .outcome()
        == {}
    )


def test_the_same_code_from_another_day_is_refused() -> None:
    for day in (date(2023, 12, 1), date(2024, 7, 1)):
        same = replace(change, code="TDP8", valid_from=day)
        refused = recoding.given(registered).beside(Taken(U)).when(same).then_refused("unit.code-from-another-day")
        assert "TDP8" in refused.sentence and "01/01/2024" in refused.sentence


def test_a_code_cannot_take_effect_before_the_one_it_follows() -> None:
    same_day = replace(change, valid_from=date(2024, 1, 1))
    refused = recoding.given(registered).beside(Free()).when(same_day).then_refused("unit.code-not-later")
    assert "01/01/2024" in refused.sentence


def test_what_is_not_registered_cannot_change() -> None:
    recoding.beside(Free()).when(change).then_refused("not-found")


def test_a_unit_ends_once() -> None:
    closing.given(registered).when(close).then(closed)
    closing.given(registered, closed).when(close).then_nothing()
    later = replace(close, closed_on=date(2024, 12, 31))
    refused = closing.given(registered, closed).when(later).then_refused("unit.end-recorded")
    assert "01/09/2024" in refused.sentence
    closing.when(close).then_refused("not-found")


def test_a_unit_lives_until_the_day_of_its_end() -> None:
    ends = UNIT.fold([registered, closed])
    assert active(ends, date(2024, 8, 31)) == ends
    with pytest.raises(UnitRefused, match="01/09/2024"):
        active(ends, date(2024, 9, 1))
    before, after = replace(change, valid_from=date(2024, 8, 31)), replace(change, valid_from=date(2024, 9, 1))
    assert recoding.given(registered, closed).beside(Free()).when(before).outcome()
    recoding.given(registered, closed).beside(Free()).when(after).then_refused("unit.closed")


def test_the_day_of_an_end_can_be_corrected_and_the_end_taken_back() -> None:
    ending.given(registered, closed).when(correct).then(corrected)
    ending.given(registered, closed, corrected).when(correct).then_refused("unit.nothing-corrected")
    ending.given(registered, closed).when(reopen).then(reopened)
    assert active(UNIT.fold([registered, closed, corrected]), date(2024, 12, 30)).closed_on == date(2024, 12, 31)
    assert UNIT.fold([registered, closed, reopened]) == UNIT.fold([registered])


def test_only_an_end_that_was_recorded_can_be_corrected() -> None:
    for command in (correct, reopen):
        ending.given(registered).when(command).then_refused("unit.not-ending")
        ending.given(registered, closed, reopened).when(command).then_refused("unit.not-ending")
        ending.when(command).then_refused("not-found")
    early = replace(correct, closed_on=date(2023, 12, 31))
    ending.given(registered, closed).when(early).then_refused("unit.closed-before-it-began")


def test_a_unit_does_not_end_before_it_began() -> None:
    closing.given(registered).when(replace(close, closed_on=date(2023, 12, 31))).then_refused(
        "unit.closed-before-it-began"
    )


def test_a_code_once_taken_stays_taken() -> None:
    assert UNIT_CODE.fold([UnitCodeTaken(code="TDP8", unit_id=U)]) == Taken(U)


def test_the_ward_is_a_condition_of_registering_and_is_only_read() -> None:
    unit, code, ward = HANDLES[0].streams(register)
    assert unit.may_be_absent and code.may_be_absent and ward.only_read
    unit, code = HANDLES[1].streams(change)
    assert not unit.may_be_absent and code == T08
    (unit,) = HANDLES[2].streams(close)
    assert not unit.may_be_absent


def test_a_unit_is_called_and_classed_anew_from_a_day_on() -> None:
    changing.given(registered).beside(ROOT).when(rename).then(renamed)
    changing.given(registered, renamed).beside(ROOT).when(rename).then_nothing()
    again = replace(rename, valid_from=date(2024, 8, 1))
    changing.given(registered, renamed).beside(ROOT).when(again).then_refused("unit.nothing-changed")
    early = replace(rename, valid_from=date(2024, 1, 1))
    changing.given(registered).beside(ROOT).when(early).then_refused("unit.change-not-later")
    ended = replace(rename, valid_from=date(2024, 9, 1))
    changing.given(registered, closed).beside(ROOT).when(ended).then_refused("unit.closed")
    changing.beside(ROOT).when(rename).then_refused("not-found")


def test_a_change_of_a_coming_day_is_planned_and_made_on_that_day() -> None:
    changing.given(registered).beside(ROOT).when(later).then(planned)
    changing.given(registered, planned).beside(ROOT).when(later).then_nothing()
    changing.given(registered).beside(BELOW).when(later).then_refused("unit.parent-below")
    soon_below = UNIT.fold([replace(registered, unit_id=OTHER), replace(planned, unit_id=OTHER)])
    changing.given(registered).beside(soon_below).when(later).then_refused("unit.parent-below")
    for day in (COMING, date(2024, 12, 4)):
        other = replace(later, name="Bản Chín", valid_from=day)
        refused = changing.given(registered, planned).beside(ROOT).when(other).then_refused("unit.change-coming")
        assert "03/12/2024" in refused.sentence
    far = replace(planned, profile=replace(planned.profile, valid_from=date(2024, 12, 9)))
    changing.given(registered, far).beside(ROOT).when(later).then_refused("unit.change-coming")  # there is room for one
    today = replace(later, valid_from=date(2024, 12, 2))
    assert changing.given(registered, far).beside(ROOT).when(today).outcome()
    changing.given(registered, planned).beside(ROOT).when(rename).then(renamed)  # what holds today is free
    state = UNIT.fold([registered, planned])
    assert isinstance(state, Active) and state.profiles == (FIRST,), "until its day the unit is called as before"
    making = decider(UNIT, decide_make)
    come = replace(make, at=datetime(2024, 12, 2, 17, tzinfo=UTC))
    made = UnitChanged(unit_id=U, profile=planned.profile, document_number=planned.document_number)
    making.given(registered, planned).when(make).then_nothing()
    making.given(registered, planned).when(come).then(made)
    making.given(registered, planned, made).when(come).then_nothing()
    making.given(registered, planned, called_off).when(come).then_nothing()
    making.given(registered, planned, withdrawn).when(come).then_nothing()
    again = replace(later, name="Bản Chín", valid_from=date(2024, 12, 9))
    assert changing.given(registered, planned, made).beside(ROOT).when(again).outcome()
    mending.given(registered, renamed, planned).when(replace(mend, valid_from=COMING)).then_refused(
        "unit.change-coming"
    )
    moved = replace(mistyped, valid_from=COMING)
    retyping.given(registered, planned).beside(WARD, Taken(U), Free()).when(moved).then_refused("unit.out-of-order")


def test_a_change_that_was_to_come_is_called_off_by_hand_or_by_an_earlier_end() -> None:
    calling = decider(UNIT, decide_call_off)
    calling.given(registered, planned).when(call_off).then(called_off)
    calling.given(registered).when(call_off).then_refused("unit.no-change-coming")
    calling.given(registered, planned, called_off).when(call_off).then_refused("unit.no-change-coming")
    calling.when(call_off).then_refused("not-found")
    never = UnitChangeCalledOff(unit_id=U, document_number=None)
    closing.given(registered, planned).when(close).then(closed, never)
    closing.given(registered, planned).when(replace(close, closed_on=date(2024, 12, 4))).then(
        replace(closed, closed_on=date(2024, 12, 4))
    )
    succeeding.given(registered, planned).beside(ROOT).when(succeed).then(succeeded, never)
    far = replace(closed, closed_on=date(2025, 1, 1))
    ending.given(registered, planned, far).when(replace(correct, closed_on=COMING)).then(
        replace(corrected, closed_on=COMING), never
    )


def test_a_change_that_went_with_an_end_comes_back_with_the_end_s_undoing() -> None:
    never = UnitChangeCalledOff(unit_id=U, document_number=None)
    ended = (registered, planned, closed, never)
    early = replace(reopen, at=datetime(2024, 9, 2, tzinfo=UTC))
    ending.given(*ended).when(early).then(reopened, planned)
    state = UNIT.fold([*ended, reopened, planned])
    assert state == UNIT.fold([registered, planned]), "as if no end had been recorded"
    late = replace(reopen, at=datetime(2024, 12, 2, 17, tzinfo=UTC))
    made = UnitChanged(unit_id=U, profile=planned.profile, document_number=planned.document_number)
    ending.given(*ended).when(late).then(reopened, made)
    assert UNIT.fold([*ended, reopened, made]) == UNIT.fold([registered, planned, made])
    after, on = (replace(correct, closed_on=day) for day in (date(2024, 12, 4), COMING))
    ending.given(*ended).when(after).then(replace(corrected, closed_on=after.closed_on), planned)
    ending.given(*ended).when(on).then(replace(corrected, closed_on=COMING))
    by_hand = (registered, planned, called_off, closed)
    ending.given(*by_hand).when(early).then(reopened)
    slip = UnitChangeCalledOff(unit_id=U, document_number=None, reason="slip")
    ending.given(registered, planned, slip, closed).when(early).then(reopened)


def test_only_a_decision_needs_a_document_a_slip_does_not() -> None:
    calling = decider(UNIT, decide_call_off)
    for scenario, command, event in (
        (calling.given(registered, planned), call_off, called_off),
        (ending.given(registered, closed), correct, corrected),
        (ending.given(registered, closed), reopen, reopened),
    ):
        scenario.when(replace(command, document_number=None)).then_refused("unit.no-document")
        scenario.when(replace(command, document_number=None, reason="slip")).then(
            replace(event, document_number=None, reason="slip")
        )
    said = {fact.cls: fact for fact in FACTS}
    assert said[UnitReopened].sentence(replace(reopened, document_number=None, reason="slip")) == (
        "Hủy kết thúc: đơn vị tiếp tục hoạt động: bấm nhầm."
    )
    assert said[UnitReopened].sentence(reopened).endswith(", theo văn bản số 13/QĐ-UBND.")


def test_nothing_is_above_itself() -> None:
    own = replace(rename, parent_id=U)
    changing.given(registered).when(own).then_refused("unit.parent-below")
    changing.given(registered).beside(BELOW).when(rename).then_refused("unit.parent-below")
    registering.beside(Free(), WARD, BELOW).when(replace(register, parent_id=OTHER)).then_refused("unit.parent-below")
    mending.given(registered, renamed).beside(BELOW).when(replace(mend, parent_id=OTHER)).then_refused(
        "unit.parent-below"
    )
    assert registering.beside(Free(), WARD, ROOT).when(replace(register, parent_id=OTHER)).outcome()
    closed_above = UNIT.fold(
        [replace(registered, unit_id=OTHER), replace(closed, unit_id=OTHER, closed_on=date(2024, 3, 1))]
    )
    changing.given(registered).beside(closed_above).when(rename).then_refused("unit.closed")
    once_below = UNIT.fold(
        [
            replace(registered, unit_id=OTHER, parent_id=UUID(int=3)),
            replace(renamed, unit_id=OTHER, profile=replace(BORDER, parent_id=None)),
        ]
    )
    changing.given(registered).beside(once_below).when(rename).then(renamed)


def test_a_wrong_name_or_day_is_corrected_between_its_neighbours() -> None:
    right = UnitProfilesCorrected(unit_id=U, profiles=(FIRST, MENDED), document_number="15/QĐ-UBND")
    mending.given(registered, renamed).when(mend).then(right)
    state = UNIT.fold([registered, renamed, right])
    assert isinstance(state, Active) and state.profiles == (FIRST, MENDED)
    again = mending.given(registered, renamed, right).when(replace(mend, recorded_from=MENDED.valid_from))
    again.then_refused("unit.nothing-corrected")
    mending.given(registered).when(mend).then_refused("unit.no-such-profile")
    for day in (date(2024, 1, 1), date(2023, 12, 31)):
        refused = (
            mending.given(registered, renamed).when(replace(mend, valid_from=day)).then_refused("unit.out-of-order")
        )
        assert "sau ngày 01/01/2024" in refused.sentence
    first = replace(mend, recorded_from=FIRST.valid_from, valid_from=FIRST.valid_from)
    assert mending.given(registered, renamed).when(first).outcome()
    moved = mending.given(registered, renamed).when(replace(first, valid_from=date(2024, 1, 2)))
    moved.then_refused("unit.out-of-order")
    last = mending.given(registered, renamed).when(replace(first, valid_from=BORDER.valid_from))
    assert "trước ngày 01/06/2024" in last.then_refused("unit.out-of-order").sentence
    coming = replace(mend, valid_from=date(2024, 12, 3))
    mending.given(registered, renamed).when(coming).then_refused("unit.change-to-come")


def test_a_unit_ends_in_favour_of_others_and_that_is_corrected_or_taken_back_as_any_end() -> None:
    succeeding.given(registered).beside(ROOT).when(succeed).then(succeeded)
    succeeding.given(registered, closed).beside(ROOT).when(succeed).then_refused("unit.end-recorded")
    own = replace(succeed, successors=(U,))
    succeeding.given(registered).when(own).then_refused("unit.own-successor")
    gone = UNIT.fold([replace(registered, unit_id=OTHER), replace(closed, unit_id=OTHER)])
    succeeding.given(registered).beside(gone).when(succeed).then_refused("unit.closed")
    early = replace(succeed, closed_on=date(2023, 12, 31))
    succeeding.given(registered).beside(ROOT).when(early).then_refused("unit.closed-before-it-began")
    ending.given(registered, succeeded).when(correct).then(corrected)
    ending.given(registered, succeeded).when(reopen).then(reopened)
    succeeding.given(registered, succeeded, reopened).beside(ROOT).when(succeed).then(succeeded)


def test_changes_and_successions_name_the_other_units() -> None:
    by_command = {case.command: case for case in HANDLES}
    for command, others in (
        (rename, 1),
        (replace(rename, parent_id=None), 0),
        (replace(rename, parent_id=U), 0),
        (mend, 0),
    ):
        unit, *read = by_command[type(command)].streams(command)
        assert unit == UNIT.at(U) and len(read) == others and all(each.only_read for each in read)
    unit, other = by_command[SucceedUnit].streams(replace(succeed, successors=(OTHER, U)))
    assert unit == UNIT.at(U) and other == UNIT.at(OTHER) and other.only_read
    assert len(by_command[RegisterUnit].streams(replace(register, parent_id=OTHER))) == 4


TDP8, TDP08 = (UNIT_CODE.new(unit_code_id("03386", each)) for each in ("TDP8", "TDP08"))
freed = UnitCodeFreed(code="TDP8", unit_id=U)


def test_what_was_mistyped_at_registration_is_corrected_and_the_wrong_code_is_free_again() -> None:
    assert retyping.given(registered).beside(WARD, Taken(U), Free()).when(mistyped).outcome() == {
        UNIT.at(U): [rightly],
        TDP08: [UnitCodeTaken(code="TDP08", unit_id=U)],
        TDP8: [freed],
    }
    assert UNIT.fold([registered, rightly]) == Active(
        U, RIGHT.valid_from, ((RIGHT.valid_from, "TDP08"),), None, (RIGHT,)
    )
    assert UNIT_CODE.fold([UnitCodeTaken(code="TDP8", unit_id=U), freed]) == Free()
    again = replace(mistyped, was="TDP08")
    assert retyping.given(registered, rightly).beside(WARD, Taken(U)).when(again).outcome() == {}
    retyping.beside(WARD, Taken(U), Free()).when(mistyped).then_refused("not-found")


def test_a_right_name_leaves_the_code_alone() -> None:
    name_only = replace(mistyped, code="TDP8")
    decided = retyping.given(registered).beside(WARD, Taken(U)).when(name_only).outcome()
    assert decided == {UNIT.at(U): [replace(rightly, code="TDP8")]}
    letters = replace(mistyped, code="tdp8")
    assert list(retyping.given(registered).beside(WARD, Taken(U)).when(letters).outcome()) == [UNIT.at(U)]


def test_a_registration_is_not_corrected_into_anothers_code_or_over_what_came_later() -> None:
    retyping.given(registered).beside(WARD, Taken(U), Taken(OTHER)).when(mistyped).then_refused("unit.code-taken")
    stale = replace(mistyped, was="TDP80")
    retyping.given(registered).beside(WARD, Taken(U), Free()).when(stale).then_refused("unit.codes-moved")
    for later, day in ((renamed, BORDER.valid_from), (changed, changed.valid_from)):
        early, late = replace(mistyped, valid_from=day - timedelta(days=1)), replace(mistyped, valid_from=day)
        assert retyping.given(registered, later).beside(WARD, Taken(U), Free()).when(early).outcome()
        refused = (
            retyping.given(registered, later)
            .beside(WARD, Taken(U), Free())
            .when(late)
            .then_refused("unit.out-of-order")
        )
        assert f"{day:%d/%m/%Y}" in refused.sentence
    after_end = replace(mistyped, valid_from=date(2024, 9, 2))
    retyping.given(registered, closed).beside(WARD, Taken(U), Free()).when(after_end).then_refused(
        "unit.closed-before-it-began"
    )
    below = replace(mistyped, parent_id=OTHER)
    retyping.given(registered).beside(WARD, Taken(U), Free(), BELOW).when(below).then_refused("unit.parent-below")
    assert retyping.given(registered).beside(WARD, Taken(U), Free(), ROOT).when(below).outcome()


def test_a_registration_for_a_coming_day_is_corrected_and_its_later_names_stay() -> None:
    coming = replace(mistyped, valid_from=date(2024, 5, 31))
    both = retyping.given(registered, renamed).beside(WARD, Taken(U), Free()).when(coming).outcome()
    [event] = both[UNIT.at(U)]
    assert event.profiles == (replace(RIGHT, valid_from=date(2024, 5, 31)), BORDER)


def test_a_code_to_which_the_unit_came_back_stays_its_own() -> None:
    back = UnitCodeChanged(unit_id=U, code="TDP8", valid_from=date(2024, 8, 1))
    decided = retyping.given(registered, changed, back).beside(WARD, Taken(U), Free()).when(mistyped).outcome()
    assert set(decided) == {UNIT.at(U), TDP08}


def test_a_registration_on_which_nothing_rests_is_taken_back_and_its_codes_are_free() -> None:
    decided = withdrawing.given(registered).beside(Taken(U)).when(take_back).outcome()
    assert decided == {UNIT.at(U): [withdrawn], TDP8: [freed]}
    assert UNIT.fold([registered, withdrawn]) == Withdrawn()
    assert withdrawing.given(registered, withdrawn).beside(Free()).when(take_back).outcome() == {}
    closing.given(registered, withdrawn).when(close).then_refused("unit.withdrawn")
    registering.given(registered, withdrawn).beside(Free(), WARD).when(register).then_refused("unit.already-registered")
    withdrawing.when(take_back).then_refused("not-found")


def test_a_registration_on_which_something_rests_is_not_taken_back() -> None:
    resting = replace(take_back, rests=("3 cá nhân, hộ", "1 báo cáo đã nộp"))
    refused = withdrawing.given(registered).beside(Taken(U)).when(resting).then_refused("unit.rests-on")
    assert "đang có 3 cá nhân, hộ, 1 báo cáo đã nộp." in refused.sentence
    withdrawing.given(registered, closed).beside(Taken(U)).when(take_back).then_refused("unit.end-recorded")
    withdrawing.given(registered, changed).beside(Taken(U)).when(take_back).then_refused("unit.codes-moved")


def test_what_is_corrected_and_taken_back_names_its_codes_and_only_reads_ward_and_parent() -> None:
    streams = {handles.command: handles.streams for handles in HANDLES}
    unit, ward, was, now = streams[CorrectRegistration](mistyped)
    assert (was, now) == (TDP8, TDP08) and ward.only_read and not unit.may_be_absent
    assert len(streams[CorrectRegistration](replace(mistyped, code="tdp8"))) == 3
    assert streams[CorrectRegistration](replace(mistyped, parent_id=OTHER))[-1].only_read
    assert streams[WithdrawRegistration](take_back) == (UNIT.at(U), TDP8)
