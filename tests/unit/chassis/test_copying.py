"""A copied mandate says what the owner said, and ends when the owner ended it."""

from datetime import UTC, date, datetime
from uuid import UUID

from services.chassis.identity.copying import grant_told, relief_told
from services.chassis.identity.mandates import GrantMandate, RelieveMandate
from tests.support.told import Told
from thidua_contracts.codes import Role
from thidua_contracts.submissions.mandate_granted_v1 import MandateGranted
from thidua_contracts.submissions.mandate_relieved_v1 import MandateRelieved

MANDATE, UNIT = UUID("7d3c2b10-9f7e-5a55-8f57-0c2ce8a6a7d1"), UUID("5c1a4a2e-7f0b-5d0d-9c44-1f0b2a9d8e77")
RECORDED, RELIEVED = datetime(2024, 9, 1, 3, tzinfo=UTC), datetime(2024, 9, 1, 2, tzinfo=UTC)


def test_a_grant_is_copied_whole() -> None:
    event = MandateGranted(
        mandate_id=str(MANDATE),
        principal="u-1",
        role=Role.UNIT_HEAD,
        valid_from=date(2024, 1, 1),
        unit_id=str(UNIT),
        valid_to=date(2024, 12, 31),
    )
    command = grant_told(Told()(event, f"mandate-{MANDATE}", "03386", RECORDED))
    assert command == GrantMandate(
        "03386", RECORDED, MANDATE, "u-1", "unit-head", date(2024, 1, 1), date(2024, 12, 31), UNIT
    )


def test_a_relief_holds_from_the_moment_of_its_own_and_not_of_its_arrival() -> None:
    event = MandateRelieved(mandate_id=str(MANDATE), relieved_at=RELIEVED)
    command = relief_told(Told()(event, f"mandate-{MANDATE}", "03386", RECORDED))
    assert command == RelieveMandate("03386", RELIEVED, MANDATE)
