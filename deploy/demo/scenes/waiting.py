"""The next year: seven plans, and on a day of May a report to send, to send again, to accept; then the play ends."""

from __future__ import annotations

from typing import Final

from deploy.demo import people
from deploy.demo.rounds import HALF_2025, ROUNDS_2025, ROUNDS_2025_ELSEWHERE, YEAR_2025
from deploy.demo.sample import ELSEWHERE, QUYET_THANG, UNITS, WARDS, Ward, at
from deploy.demo.scenes import bloc, plan, reporting
from deploy.demo.stage import Stage

ISSUED: Final = at(2, 17, 9, year=2025)
RELIEVED: Final = people.head(QUYET_THANG.code, "tdp-2")
"""The last fact of the play is the end of this principal's mandate: a store that has it was played to the end."""


async def play(stage: Stage) -> None:
    """The plans and the bloc's year, what has come by May, the relief."""
    stage.told.saying("Ban hành kế hoạch năm 2025 (mẫu); khối thi đua bắt đầu năm mới")
    await stage.move_to(ISSUED)
    await stage.together([*(issue(stage, ward) for ward in WARDS), *bloc.begin_year(stage, ISSUED)])
    for ward in WARDS:
        units = len(UNITS) + 1 if ward is QUYET_THANG else len(ELSEWHERE)
        await plan.know_reports(stage, ward.code, owed=units * len(ROUNDS_2025))
    await reporting.play(stage, HALF_2025, "Kỳ báo cáo 6 tháng năm 2025: đã nộp, chờ tiếp nhận, trả lại, còn mở")
    await reporting.play(stage, YEAR_2025, "Trường học kết thúc năm học, nộp báo cáo năm")
    stage.told.saying("Thôi giao quyền cho tổ trưởng Tổ dân phố số 2 (mẫu)")
    path = f"/submissions/mandates/{stage.made.mandates[RELIEVED]}:relieve"
    await stage.together([stage.client.write(people.chairman(QUYET_THANG.code), path, key=f"relieve/{RELIEVED}")])


async def issue(stage: Stage, ward: Ward) -> None:
    """A ward's plan is drafted and signed."""
    await plan.draft(stage, ward, ROUNDS_2025 if ward is QUYET_THANG else ROUNDS_2025_ELSEWHERE)
    await plan.issue(stage, ward, ISSUED)
