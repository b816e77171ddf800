"""What the units aim at in the year: asked in January, registered, one returned and mended, accepted, followed up by quarter."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from deploy.demo import people
from deploy.demo.honours import NOMINATIONS, WITHDRAWN
from deploy.demo.sample import AIMED_BY_ALL, OWN_TITLE, PEOPLE_AT_HOME, QUYET_THANG, TARGETS, UNITS, YEAR, Unit, at
from deploy.demo.stage import Stage
from services.chassis.kit.fields import lower
from services.submissions.aims.commands import QUARTERS
from services.submissions.ids import aims_id

WARD: Final = QUYET_THANG.code
CLERK: Final = people.clerk(WARD)
CALLED: Final = at(1, 8, 9)
REGISTERED: Final = at(1, 22, 9)
DUE_ON: Final = "2024-01-31"
RETURNED: Final = "tieu-hoc"
FOLLOWED: Final = ("vp-tk", "phu-nu", "tram-yt", "tieu-hoc", "tdp-1")
"""The units that say how far they are."""
FIRST_QUARTER: Final = at(4, 10, 9)
THIRD_QUARTER: Final = at(10, 10, 9)
ARRIVING: Final = frozenset({"not-found"})
"""The ward has called, and the unit has not been asked yet."""


async def play(stage: Stage) -> None:
    """The ward calls, its units register, the office accepts."""
    stage.told.saying("Văn phòng mở đợt đăng ký danh hiệu thi đua, chỉ tiêu năm 2024, hạn hết ngày 31/01/2024")
    await stage.move_to(CALLED)
    call = {"year": YEAR, "due_on": DUE_ON}
    await stage.together([stage.client.write(CLERK, "/submissions/aims-calls", call, key="aims/call")])
    stage.told.saying("Các đơn vị đăng ký; Trường Tiểu học sửa và gửi lại; văn phòng chấp nhận (mẫu)")
    await stage.move_to(REGISTERED)
    await stage.together(registered(stage, unit) for unit in UNITS)


async def registered(stage: Stage, unit: Unit) -> None:
    """A unit registers and the office accepts, of one unit not before it has mended what it sent."""
    head, content = people.head(WARD, unit.code), content_of(stage, unit)
    if unit.code == RETURNED:
        await act(stage, head, unit.code, "register", content | {"targets": content["targets"][:1]})
        returned = await act(stage, CLERK, unit.code, "return", {"reasons": ["targets"]})
        await act(stage, head, unit.code, "change", content, seen=returned["version"])
    else:
        await act(stage, head, unit.code, "register", content)
    await act(stage, CLERK, unit.code, "accept")


def content_of(stage: Stage, unit: Unit) -> dict[str, Any]:
    """A title of the unit, the titles that its people are put forward for in November, two targets."""
    titles: dict[str, list[str]] = {}
    for one in (*NOMINATIONS, WITHDRAWN):
        if one.unit == unit.code and one.subject:
            titles.setdefault(one.title, []).append(stage.made.people[WARD, one.subject])
    return {
        "titles": [OWN_TITLE["home" if unit.kind in PEOPLE_AT_HOME else "work"]],
        "members": [{"title": title, "people": who} for title, who in titles.items()],
        "targets": [
            {"indicator": indicator, "value": value} for indicator, value in (AIMED_BY_ALL, TARGETS[unit.kind])
        ],
    }


async def first_quarter(stage: Stage) -> None:
    """Some units say how far they are."""
    await _followed(stage, FIRST_QUARTER, "1", "1")


async def third_quarter(stage: Stage) -> None:
    """They say it again, from the year's beginning."""
    await _followed(stage, THIRD_QUARTER, "3", "2")


async def _followed(stage: Stage, when: datetime, quarter: str, value: str) -> None:
    stage.told.saying(f"Đơn vị ghi kết quả chỉ tiêu đến hết {lower(QUARTERS[quarter])} (mẫu)")
    await stage.move_to(when)
    indicator, _ = AIMED_BY_ALL
    said = {"indicator": indicator, "quarter": quarter, "value": value, "source": "book"}

    async def reached(unit: str) -> None:
        head = people.head(WARD, unit)
        seen = await stage.client.version(head, address(stage, unit))
        await act(stage, head, unit, "reach", said, again=quarter, seen=seen)

    await stage.together(reached(unit) for unit in FOLLOWED)


def address(stage: Stage, unit: str) -> str:
    """Where what a unit aims at stands in the API."""
    return f"/submissions/aims/{aims_id(UUID(stage.made.units[WARD, unit]), YEAR)}"


async def act(
    stage: Stage,
    who: str,
    unit: str,
    step: str,
    body: dict[str, Any] | None = None,
    *,
    again: str = "1",
    seen: int | None = None,
) -> dict[str, Any]:
    """Somebody does something with what a unit aims at."""
    path = f"{address(stage, unit)}:{step}"
    key = f"aims/{unit}/{step}/{again}"
    return await stage.client.write(who, path, body, key=key, arriving=ARRIVING, seen=seen)
