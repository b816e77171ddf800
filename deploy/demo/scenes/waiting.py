"""The next year: seven plans, and on a day of May something to do for everybody: reports, dossiers, a vote; the play ends."""

from __future__ import annotations

from typing import Final

from deploy.demo import people, sample
from deploy.demo.honours import OF_2025, SEATS, YET_TO_VOTE
from deploy.demo.rounds import HALF_2025, NOW, ROUNDS_2025, ROUNDS_2025_ELSEWHERE, YEAR_2025
from deploy.demo.sample import ELSEWHERE, QUYET_THANG, UNITS, WARDS, Ward, at
from deploy.demo.scenes import bloc, council, nominations, plan, reorganisation, reporting
from deploy.demo.stage import Stage

ISSUED: Final = at(2, 17, 9, year=2025)
RELIEVED: Final = people.head(QUYET_THANG.code, sample.RELIEVED)
"""The last fact of the play is the end of this principal's mandate: a store that has it was played to the end."""


async def play(stage: Stage) -> None:
    """The plans and the bloc's year, what has come by May, the council, the wards that are to come, the relief."""
    stage.told.saying("Ban hành kế hoạch năm 2025 (mẫu); khối thi đua bắt đầu năm mới")
    await stage.move_to(ISSUED)
    await stage.together([*(issue(stage, ward) for ward in WARDS), *bloc.begin_year(stage, ISSUED)])
    for ward in WARDS:
        units = len(UNITS) + 1 if ward is QUYET_THANG else len(ELSEWHERE)
        await plan.know_reports(stage, ward.code, owed=units * len(ROUNDS_2025))
    await reporting.play(stage, HALF_2025, "Kỳ báo cáo 6 tháng năm 2025: đã nộp, chờ tiếp nhận, trả lại, còn mở")
    await reporting.play(stage, YEAR_2025, "Trường học kết thúc năm học, nộp báo cáo năm")
    stage.told.saying("Hội đồng họp xét hồ sơ của trường: một hồ sơ đang biểu quyết, một hồ sơ chờ biểu quyết")
    await vote(stage)
    await reorganisation.play(stage)
    stage.told.saying("Thôi giao quyền cho tổ trưởng Tổ dân phố số 2 (mẫu)")
    path = f"/submissions/mandates/{stage.made.mandates[RELIEVED]}:relieve"
    await stage.together([stage.client.write(people.chairman(QUYET_THANG.code), path, key=f"relieve/{RELIEVED}")])


async def issue(stage: Stage, ward: Ward) -> None:
    """A ward's plan is drafted and signed."""
    await plan.draft(stage, ward, ROUNDS_2025 if ward is QUYET_THANG else ROUNDS_2025_ELSEWHERE)
    await plan.issue(stage, ward, ISSUED)


async def vote(stage: Stage) -> None:
    """A session sits; of the school's two dossiers one is under vote, and some have not voted yet."""
    running, *_ = OF_2025
    await stage.together(nominations.propose(stage, nomination) for nomination in OF_2025)
    session = await council.call(stage, NOW)
    await council.open_(stage, session, NOW)
    await stage.together([council.step(stage, session, "open-vote", running)])
    await stage.together(council.ballot(stage, session, running, seat) for seat in SEATS if seat not in YET_TO_VOTE)
