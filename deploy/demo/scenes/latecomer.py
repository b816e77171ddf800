"""June: a hamlet is registered; it owes the year's report and not the half-year's, and registers what it aims at."""

from __future__ import annotations

from datetime import date
from typing import Final

from deploy.demo.rounds import ROUNDS
from deploy.demo.sample import LATECOMER, QUYET_THANG, UNITS, at
from deploy.demo.scenes import aims
from deploy.demo.scenes.places import enter_unit, grant_head
from deploy.demo.scenes.plan import know_reports
from deploy.demo.stage import Stage

REGISTERED: Final = at(6, 10, 9)


async def play(stage: Stage) -> None:
    """The hamlet, its head, its one report, its aims."""
    stage.told.saying(
        "Tháng 6: đăng ký thêm Bản số 4 (mẫu); đơn vị chỉ phải nộp báo cáo năm, có một tuần để đăng ký thi đua"
    )
    await stage.move_to(REGISTERED)
    ward = QUYET_THANG.code
    await stage.together([enter_unit(stage, ward, LATECOMER, date(2024, 6, 1))])
    await stage.together([grant_head(stage, ward, LATECOMER, REGISTERED.date())])
    await know_reports(stage, ward, owed=len(UNITS) * len(ROUNDS) + 1)
    await stage.together([aims.registered(stage, LATECOMER)])
