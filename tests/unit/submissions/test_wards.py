from datetime import UTC, date, datetime

from services.submissions.wards.commands import RegisterWard
from services.submissions.wards.decider import HANDLES, WARD, decide
from services.submissions.wards.events import WardRegistered
from tests.support.given import decider
from thidua_contracts.codes import WardKind

ward = decider(WARD, decide)
NOW = datetime(2024, 1, 2, tzinfo=UTC)
register = RegisterWard(
    code="03388",
    at=NOW,
    name="Phường Đoàn Kết",
    kind=WardKind.WARD,
    valid_from=date(2025, 7, 1),
    predecessors=("03386",),
)
registered = WardRegistered(
    code="03388", name="Phường Đoàn Kết", kind=WardKind.WARD, valid_from=date(2025, 7, 1), predecessors=("03386",)
)


def test_a_ward_is_registered_with_the_codes_it_took_over() -> None:
    ward.when(register).then(registered)


def test_a_ward_code_is_never_reused() -> None:
    refused = ward.given(registered).when(register).then_refused("ward.already-registered")
    assert "03388" in refused.sentence


def test_a_ward_is_not_its_own_predecessor() -> None:
    again = RegisterWard(
        code="03388", at=NOW, name="X", kind=WardKind.WARD, valid_from=date(2025, 7, 1), predecessors=("03388",)
    )
    ward.when(again).then_refused("ward.own-predecessor")


def test_only_the_city_registers_wards() -> None:
    (case,) = HANDLES
    assert case.roles == {"operator", "city-officer"}
    assert case.streams(register)[0].may_be_absent
