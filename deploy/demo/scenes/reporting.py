"""A reporting round, moment by moment: in time, a minute before the end, late, returned, on paper, extended, missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Coroutine
from datetime import date, datetime
from typing import Any, Final

from deploy.demo import people
from deploy.demo.rounds import FIRST, SECOND, Round, Sending, elsewhere
from deploy.demo.sample import QUYET_THANG, at
from deploy.demo.stage import Stage
from services.chassis import words

Step = Callable[[], Coroutine[Any, Any, None]]
WARD: Final = QUYET_THANG.code
UNDONE_ON: Final = at(5, 16, 9)
PAPER_RECORDED: Final = at(5, 15, 9)
EXTENDED_ON: Final = at(5, 14, 9)
EXTENDED_UNTIL: Final = date(2024, 5, 22)


async def half_year(stage: Stage) -> None:
    """The round that ends with 14/5/2024."""
    await play(stage, FIRST, "Kỳ báo cáo 6 tháng: hạn hết ngày 14/5/2024")


async def whole_year(stage: Stage) -> None:
    """The round that ends with 31/10/2024."""
    await play(stage, SECOND, "Kỳ báo cáo năm: hạn hết ngày 31/10/2024")


async def play(stage: Stage, one: Round, title: str) -> None:
    """Plays the round's moments in order; between them the clock moves on and the scheduler does its part."""
    moments: defaultdict[datetime, list[Step]] = defaultdict(list)
    for sending in one.sendings:
        for when, step in steps(stage, one, WARD, sending):
            moments[when].append(step)
    for ward, sending in elsewhere(one):
        for when, step in steps(stage, one, ward, sending):
            moments[when].append(step)
    for when in sorted({*moments, *one.firing}):
        stage.told.saying(f"{title} – {words.moment(when)}")
        await stage.move_to(when)
        await stage.together(step() for step in moments[when])
        if when in one.firing:
            await stage.quiet.wait()


def steps(stage: Stage, one: Round, ward: str, sending: Sending) -> list[tuple[datetime, Step]]:
    """What happens to one report and when."""
    report = Report(stage, one, ward, sending.unit)
    match sending.how, sending.when, sending.again:
        case "missing", _, _:
            return []
        case "paper", datetime() as when, _:
            return [(PAPER_RECORDED, lambda: report.on_paper(when.date()))]
        case "sent", datetime() as when, _:
            return [(when, report.sent)]
        case "returned", datetime() as when, None:
            return [(when, report.returned)]
        case "returned", datetime() as when, datetime() as again:
            return [(when, report.returned), (again, report.sent_again)]
        case "undone", datetime() as when, datetime() as again:
            return [(when, report.accepted), (UNDONE_ON, report.undone), (again, report.sent_again)]
        case "extended", datetime() as when, _:
            return [(EXTENDED_ON, report.extended), (when, report.accepted)]
        case _, datetime() as when, _:
            return [(when, report.accepted)]
    raise ValueError(f"{sending}: needs a time")


class Report:
    """One report of the play: the requests that make up its story."""

    def __init__(self, stage: Stage, one: Round, ward: str, unit: str) -> None:
        self._stage = stage
        self._word = f"report/{one.due.year}/{ward}/{unit}/{one.period}"
        self._path = f"/submissions/reports/{stage.made.reports[ward, unit, one.period]}"
        self._ward, self._unit = ward, unit

    async def sent(self) -> None:
        """Sent by the unit, and waiting."""
        await self._send(1)

    async def accepted(self) -> None:
        """Sent by the unit, taken by the clerk."""
        await self._send(1)
        await self._clerk("accept", None, 1)

    async def returned(self) -> None:
        """Sent, and given back with a reason."""
        await self._send(1)
        await self._clerk("return", {"reason": "Thiếu biểu số liệu các phong trào thi đua (mẫu)."}, 1)

    async def undone(self) -> None:
        """The acceptance was a mistake: withdrawn, and the report given back."""
        reason = "Tiếp nhận nhầm: báo cáo chưa có chữ ký của tổ trưởng (mẫu)."
        await self._clerk("withdraw-acceptance", {"reason": reason}, 1)
        await self._clerk("return", {"reason": "Đề nghị bổ sung chữ ký của tổ trưởng (mẫu)."}, 1)

    async def sent_again(self) -> None:
        """Mended and taken."""
        await self._send(2)
        await self._clerk("accept", None, 2)

    async def on_paper(self, received_on: date) -> None:
        """The clerk records the paper with the day on which it came; the chairman takes it."""
        body = {
            "received_on": received_on.isoformat(),
            "document_number": f"05/BC-{self._unit} (mẫu)",
            "reason": "Bản mất kết nối, nộp bản giấy tại bộ phận một cửa (mẫu).",
        }
        await self._clerk("record-paper-receipt", body, 1)
        chairman = people.chairman(self._ward)
        await self._stage.client.write(chairman, f"{self._path}:accept", None, key=f"{self._word}/accept/1")

    async def extended(self) -> None:
        """The chairman gives more time on a document."""
        until_day = {"day": EXTENDED_UNTIL.isoformat(), "reading": "before"}
        body = {
            "due": until_day,
            "locks": {"day": "2024-05-31", "reading": "through"},
            "document_number": "64/UBND-VP (mẫu)",
            "document_date": EXTENDED_ON.date().isoformat(),
            "reason": "Đường vào bản bị sạt lở sau mưa lớn (mẫu).",
        }
        path = f"{self._path}:extend-deadline"
        await self._stage.client.write(people.chairman(self._ward), path, body, key=f"{self._word}/extend")

    async def _send(self, attempt: int) -> None:
        body = {
            "document_number": f"0{attempt}/BC-{self._unit} (mẫu)",
            "figures": [
                {"indicator": "phong-trao-tham-gia", "value": str(2 + len(self._unit) % 4)},
                {"indicator": "guong-nguoi-tot-viec-tot", "value": str(1 + len(self._unit) % 3)},
            ],
        }
        who = people.head(self._ward, self._unit)
        await self._stage.client.write(who, f"{self._path}:submit", body, key=f"{self._word}/submit/{attempt}")

    async def _clerk(self, action: str, body: dict[str, Any] | None, attempt: int) -> None:
        key = f"{self._word}/{action}/{attempt}"
        await self._stage.client.write(people.clerk(self._ward), f"{self._path}:{action}", body, key=key)
