"""February: each ward drafts its plan, issues it with number and day, launches its movements, and units join them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from deploy.demo import people
from deploy.demo.client import until
from deploy.demo.rounds import ROUNDS, Round
from deploy.demo.sample import (
    CHAIRMEN,
    ELSEWHERE,
    LEGAL_BASES,
    MOVEMENTS,
    MOVEMENTS_ELSEWHERE,
    PLAN_NUMBER,
    QUYET_THANG,
    RECIPIENTS,
    SYMBOL,
    UNITS,
    WARDS,
    YEAR,
    Movement,
    Unit,
    Ward,
    at,
)
from deploy.demo.stage import Stage

DRAFTED: Final = at(2, 5, 9)
ISSUED: Final = at(2, 19, 9)
LAUNCHED: Final = at(2, 19, 14)
JOINED: Final = at(3, 4, 9)


async def play(stage: Stage) -> None:
    """Seven plans, their movements and who joins."""
    stage.told.saying("Dự thảo kế hoạch công tác thi đua, khen thưởng năm 2024: chưa có số, chưa có ngày")
    await stage.move_to(DRAFTED)
    await stage.together(draft(stage, ward, ROUNDS) for ward in WARDS)
    stage.told.saying("Ban hành kế hoạch: số, ngày, người ký, nơi nhận, căn cứ pháp lý")
    await stage.move_to(ISSUED)
    await stage.together(issue(stage, ward, ISSUED) for ward in WARDS)
    stage.told.saying("Phát động chín phong trào thi đua của phường")
    await stage.move_to(LAUNCHED)
    await stage.together(launch(stage, ward.code, movement) for ward in WARDS for movement in movements_of(ward))
    stage.told.saying("Các đơn vị đăng ký tham gia phong trào; mỗi đơn vị nhận nghĩa vụ báo cáo của mình")
    await stage.move_to(JOINED)
    await stage.together(joinings(stage))
    for ward in WARDS:
        await know_reports(stage, ward.code, owed=len(units_of(ward)) * len(ROUNDS))


def units_of(ward: Ward) -> tuple[Unit, ...]:
    """The units of a ward at the beginning of the year."""
    return UNITS if ward is QUYET_THANG else ELSEWHERE


def movements_of(ward: Ward) -> tuple[Movement, ...]:
    """The nine of Quyết Thắng; elsewhere some of those that are not its own."""
    if ward is QUYET_THANG:
        return MOVEMENTS
    return tuple(movement for movement in MOVEMENTS if movement.code != "vhcs")[: MOVEMENTS_ELSEWHERE[ward.code]]


async def draft(stage: Stage, ward: Ward, rounds: Sequence[Round]) -> None:
    """The clerk writes the draft: deadlines in the plan's own words; all but one of the plans are invented."""
    year = rounds[0].due.year
    mine = ward is QUYET_THANG
    real = mine and year == YEAR
    body = {
        "year": year,
        "title": f"Kế hoạch công tác thi đua, khen thưởng năm {year}"
        + ("" if mine else f" của {ward.name}")
        + ("" if real else " (mẫu)"),
        "legal_bases": [{"title": basis} for basis in (LEGAL_BASES if real else LEGAL_BASES[:2])],
        "recipients": list(RECIPIENTS),
        "obligations": [
            {
                "name": one.name,
                "period": one.period,
                "due": {"day": one.due.isoformat(), "reading": "before"},
                "locks": {"day": one.locks.isoformat(), "reading": "through"},
            }
            for one in rounds
        ],
    }
    key = f"plan/{year}/{ward.code}"
    reply = await stage.client.write(people.clerk(ward.code), "/submissions/plans", body, key=key)
    stage.made.plans[ward.code] = reply["id"]


async def issue(stage: Stage, ward: Ward, on: datetime) -> None:
    """The clerk checks, the chairman signs, the clerk gives number and day and sends the plan out."""
    clerk, chairman = people.clerk(ward.code), people.chairman(ward.code)
    paper = {"number": PLAN_NUMBER, "symbol": SYMBOL, "issued_on": on.date().isoformat()}
    signature = {"signer_id": stage.made.people[ward.code, CHAIRMEN[ward.code]]}
    steps: tuple[tuple[str, str, dict[str, Any] | None], ...] = (
        (clerk, "check", None),
        (chairman, "sign", signature),
        (clerk, "number", paper),
        (clerk, "issue", None),
    )
    for who, step, body in steps:
        path = f"/submissions/plans/{stage.made.plans[ward.code]}:{step}"
        await stage.client.write(who, path, body, key=f"plan/{on.year}/{ward.code}/{step}")


async def launch(stage: Stage, ward: str, movement: Movement) -> None:
    """A movement begins under the plan."""
    body = {
        "plan_id": stage.made.plans[ward],
        "code": movement.code,
        "name": movement.name,
        "kind": "phase" if movement.ends_on else "regular",
        "goals": ["Theo nội dung kế hoạch thi đua của phường, xã (mẫu)"],
        "subjects": ["units", "individuals"],
        "criteria": ["Có đăng ký, có báo cáo kết quả (mẫu)"],
        "starts_on": movement.starts_on.isoformat(),
        "ends_on": movement.ends_on.isoformat() if movement.ends_on else None,
    }
    key = f"movement/{ward}/{movement.code}"
    reply = await stage.client.write(people.clerk(ward), "/submissions/movements", body, key=key)
    stage.made.movements[ward, movement.code] = reply["id"]


def joinings(stage: Stage) -> Iterator[Any]:
    """Each unit joins what the plan means it for."""
    for ward in WARDS:
        for movement in movements_of(ward):
            for unit in units_of(ward):
                if not movement.for_kinds or unit.kind in movement.for_kinds:
                    yield join(stage, ward.code, movement, unit)


async def join(stage: Stage, ward: str, movement: Movement, unit: Unit) -> None:
    """A unit joins a movement by its head."""
    path = f"/submissions/movements/{stage.made.movements[ward, movement.code]}:join"
    body = {"unit_id": stage.made.units[ward, unit.code]}
    await stage.client.write(people.head(ward, unit.code), path, body, key=f"join/{ward}/{movement.code}/{unit.code}")


async def know_reports(stage: Stage, ward: str, owed: int) -> None:
    """Waits until the ward's units owe what the plan asks, and keeps the reports' ids."""
    codes = {unit_id: code for (of, code), unit_id in stage.made.units.items() if of == ward}

    async def opened() -> list[dict[str, Any]]:
        reports = await stage.client.pages(people.clerk(ward), "/submissions/reports", plan_id=stage.made.plans[ward])
        return reports if len(reports) >= owed else []

    for report in await until(opened, f"{owed} nghĩa vụ báo cáo của {ward} / reports owed in {ward}"):
        stage.made.reports[ward, codes[report["unit_id"]], report["period"]] = report["report_id"]
