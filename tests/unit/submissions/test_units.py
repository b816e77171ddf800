from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

from services.submissions.ids import unit_code_id
from services.submissions.units.commands import ChangeUnitCode, CloseUnit, RegisterUnit
from services.submissions.units.decider import (
    HANDLES,
    UNIT,
    UNIT_CODE,
    Free,
    Taken,
    decide_close,
    decide_code,
    decide_register,
)
from services.submissions.units.events import UnitClosed, UnitCodeChanged, UnitCodeTaken, UnitRegistered
from services.submissions.wards.decider import Registered
from tests.support.given import decider
from thidua_contracts.codes import UnitKind

NOW = datetime(2024, 1, 2, tzinfo=UTC)
U, OTHER = UUID(int=1), UUID(int=2)
WARD = Registered("03386")

register = RegisterUnit(
    ward_code="03386", at=NOW, unit_id=U, code="TDP8", name="Tổ dân phố số 8", kind=UnitKind.RESIDENTIAL_GROUP,
    valid_from=date(2024, 1, 1),
)  # fmt: skip
registered = UnitRegistered(
    unit_id=U, code="TDP8", name="Tổ dân phố số 8", kind=UnitKind.RESIDENTIAL_GROUP, valid_from=date(2024, 1, 1)
)
change = ChangeUnitCode(ward_code="03386", at=NOW, unit_id=U, code="T08", valid_from=date(2024, 7, 1))
changed = UnitCodeChanged(unit_id=U, code="T08", valid_from=date(2024, 7, 1))
close = CloseUnit(ward_code="03386", at=NOW, unit_id=U, closed_on=date(2024, 9, 1))
closed = UnitClosed(unit_id=U, closed_on=date(2024, 9, 1))

registering = decider(UNIT, decide_register)
recoding = decider(UNIT, decide_code)
closing = decider(UNIT, decide_close)
T08 = UNIT_CODE.new(unit_code_id("03386", "T08"))


def test_a_unit_is_registered_and_its_code_is_taken_in_the_same_append() -> None:
    assert registering.beside(Free(), WARD).when(register).outcome() == {
        UNIT.new(U): [registered],
        UNIT_CODE.new(unit_code_id("03386", "TDP8")): [UnitCodeTaken(code="TDP8", unit_id=U)],
    }


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
    refused = closing.given(registered, closed).when(close).then_refused("unit.closed")
    assert "01/09/2024" in refused.sentence


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
