"""What older builds took and this one refuses is stored for good: the read models take it and show what it came to."""

from __future__ import annotations

from datetime import date
from typing import Any, cast
from uuid import UUID

import pytest

from deploy.local.postgres import Postgres
from services.awards.wards.projection import MODEL as AWARDS_WARDS
from services.chassis.event_envelope import Circumstances, EventEnvelope
from services.submissions.units.events import Profile, UnitChangePlanned, UnitRegistered
from services.submissions.units.projection import MODEL as UNITS
from services.submissions.wards import events
from services.submissions.wards.projection import MODEL as WARDS
from tests.support.gathering import apply_each
from tests.support.stack import only_tables
from tests.support.told import AT
from thidua_contracts.codes import UnitKind, WardKind
from thidua_contracts.submissions.ward_days_corrected_v1 import WardDaysCorrected
from thidua_contracts.submissions.ward_registered_v1 import WardRegistered
from thidua_contracts.submissions.ward_renamed_v1 import WardRenamed

WARD, UNIT = "03386", UUID(int=7)
BEGAN, FIRST, SECOND = date(2004, 12, 27), date(2025, 1, 1), date(2025, 6, 1)


def told(*happened: Any) -> list[EventEnvelope[Any]]:
    """Events of one stream of the ward."""
    return [
        EventEnvelope(
            event=event,
            source="submissions",
            event_id=UUID(int=version),
            stream_id="thing",
            stream_version=version,
            position=version,
            ward_code=WARD,
            recorded_at=AT,
            circumstances=lambda: Circumstances(UUID(int=1)),
        )
        for version, event in enumerate(happened, 1)
    ]


async def test_of_two_changes_that_were_planned_for_a_unit_the_later_one_is_to_come(postgres: Postgres) -> None:
    begun = Profile(valid_from=BEGAN, name="Tổ 1", kind=UnitKind.HAMLET, parent_id=None, priorities=())
    registered = UnitRegistered(
        unit_id=UNIT, code="T1", name="Tổ 1", kind=UnitKind.HAMLET, valid_from=BEGAN, parent_id=None, priorities=()
    )
    changes = [
        UnitChangePlanned(
            unit_id=UNIT,
            profile=Profile(valid_from=day, name=name, kind=begun.kind, parent_id=None, priorities=()),
            document_number="1/QĐ",
        )
        for day, name in ((date(2025, 9, 1), "Tổ 2"), (date(2025, 8, 1), "Tổ 3"))
    ]
    async with only_tables(postgres, "submissions", "submissions_older_units", UNITS.sql) as connection:
        await apply_each(connection, UNITS, told(registered, *changes))
        rows = await connection.fetch("SELECT valid_from, name FROM unit_changes")
    assert [tuple(row) for row in rows] == [(date(2025, 8, 1), "Tổ 3")]


@pytest.mark.parametrize("begin", [FIRST, SECOND, date(2025, 3, 1), date(2026, 1, 1)])
@pytest.mark.parametrize("where", ["submissions", "awards"])
async def test_a_ward_that_begins_on_or_after_the_day_of_a_new_name_has_that_name(
    postgres: Postgres, where: str, begin: date
) -> None:
    of = events if where == "submissions" else None
    key = "ward" if of else "ward_code"
    registered, renamed, corrected = cast(
        tuple[Any, Any, Any],
        (of.WardRegistered, of.WardRenamed, of.WardDaysCorrected)
        if of
        else (WardRegistered, WardRenamed, WardDaysCorrected),
    )
    own = {"code": WARD, "document_number": "1/NQ"} if of else {}
    named = {key: WARD, "kind": WardKind.WARD}
    first = registered(**named, name="Một", valid_from=BEGAN, predecessors=(), **own)
    second, third = (
        renamed(**named, name=name, valid_from=day, document_number="2/NQ")
        for name, day in (("Hai", FIRST), ("Ba", SECOND))
    )
    moved, back = (
        corrected(**{key: WARD}, valid_from=day, ended_on=None, document_number="3/NQ") for day in (begin, BEGAN)
    )
    model = WARDS if of else AWARDS_WARDS
    names = "SELECT name FROM ward_names WHERE valid_from <= $1 ORDER BY valid_from DESC LIMIT 1"
    async with only_tables(postgres, where, f"{where}_older_wards", model.sql) as connection:
        await apply_each(connection, model, told(first, second, third, moved))
        assert await connection.fetchval(names, begin) == ("Ba" if begin >= SECOND else "Hai")
        await apply_each(connection, model, told(back))
        days = await connection.fetch("SELECT valid_from, name FROM ward_names ORDER BY valid_from")
    assert [tuple(row) for row in days] == [(BEGAN, "Một"), (FIRST, "Hai"), (SECOND, "Ba")]
