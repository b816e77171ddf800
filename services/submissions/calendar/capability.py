"""Key days (ngày kỷ niệm): entered by the clerk or by Văn hóa – Xã hội, shown with everything else on the page *Lịch*."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from services.chassis.kit.capability import Capability
from services.chassis.kit.doing import Do
from services.chassis.kit.listing import Column, Filter, ListPage, RecordPage
from services.chassis.kit.sheets.declaration import Sheet
from services.chassis.kit.stream_table import stream_table
from services.submissions.calendar import decider, events, pages
from services.submissions.calendar.commands import CorrectKeyDay, EnterKeyDay, WithdrawKeyDay
from services.submissions.calendar.facts import FACTS
from services.submissions.options import issued_plans, wards
from services.submissions.plans.decider import PlanRefused

REFUSES: Final = (decider.KeyDayRefused, PlanRefused)
STATES: Final = {"kept": ("received", "Trong lịch"), "withdrawn": ("annulled", "Đã rút")}
WORDS: Final = {state: word for state, (_, word) in STATES.items()}


@dataclass(frozen=True, slots=True)
class Row:
    """A key day as it is shown."""

    name: str
    day: date
    once: bool
    plan_id: UUID | None
    withdrawn: bool


def shows(state: Any) -> Row:
    """The row of a state; a stream begins with its day."""
    of = state.key_day
    return Row(of.name, of.day, of.once, of.plan_id, isinstance(state, decider.Withdrawn))


def _kept(row: Mapping[str, Any]) -> bool:
    return bool(row["state"] == "kept")


ENTER: Final = Do(
    command=EnterKeyDay,
    name="enter",
    path="/key-days",
    body="NewKeyDay",
    about="Một ngày kỷ niệm, ngày quan trọng của phường, xã.",
    title="Ghi ngày kỷ niệm",
    button="Ghi vào lịch",
    effect=("Ngày này hiện ở Lịch của mọi người trong phường, xã.",),
    done="Đã ghi ngày vào lịch.",
    refuses=REFUSES,
    creates=lambda command: command.key_day_id,
)
CORRECT: Final = Do(
    command=CorrectKeyDay,
    name="correct",
    path="/key-days/{key_day_id}:correct",
    body="RightKeyDay",
    about="Tên, ngày đúng.",
    title="Sửa",
    summary="Sửa một ngày kỷ niệm",
    button="Lưu",
    done="Đã sửa ngày kỷ niệm.",
    refuses=REFUSES,
    offered=_kept,
    fill=lambda row: {n: row[n] for n in ("name", "day", "once", "plan_id") if row[n] is not None},
    replaces=True,
)
WITHDRAW: Final = Do(
    command=WithdrawKeyDay,
    name="withdraw",
    path="/key-days/{key_day_id}:withdraw",
    body="KeyDayWithdrawal",
    about="Lý do rút ngày khỏi lịch.",
    title="Rút khỏi lịch",
    button="Rút khỏi lịch",
    effect=("Ngày này không còn ở Lịch. Ghi lại được.",),
    done="Đã rút ngày khỏi lịch.",
    refuses=REFUSES,
    offered=_kept,
)

NAME: Final = Column(name="name", label="Tên ngày")
DAY: Final = Column(name="day", label="Ngày sự kiện")
ONCE: Final = Column(name="once", label="Chỉ một lần", wide=True)

KEY_DAYS: Final = Capability(
    name="key-days",
    file=__file__,
    handles=decider.HANDLES,
    facts=FACTS,
    readers=(
        stream_table(
            "key_days",
            1,
            stream=decider.KEY_DAY,
            states=(decider.Absent, decider.Kept, decider.Withdrawn),
            events=(events.KeyDayEntered, events.KeyDayCorrected, events.KeyDayWithdrawn),
            key="key_day_id",
            row=Row,
            shows=shows,
        ),
    ),
    does=(ENTER, WITHDRAW, CORRECT),
    sheets=(Sheet(do=ENTER, key=("name", "day")),),
    list=ListPage(
        path="/key-days",
        title="Ngày kỷ niệm",
        intro="Ngày kỷ niệm, ngày quan trọng mà phường, xã ghi; ngày lễ của cả nước có sẵn ở Lịch.",
        source="""
            SELECT k.ward_code, k.key_day_id, k.name, k.day, k.once, k.plan_id, p.number || '/' || p.symbol AS plan,
                   CASE WHEN k.withdrawn THEN 'withdrawn' ELSE 'kept' END AS state
            FROM key_days k LEFT JOIN plans p ON p.ward_code = k.ward_code AND p.plan_id = k.plan_id
            WHERE $1::date IS NOT NULL
        """,
        columns=(
            NAME,
            DAY,
            ONCE,
            Column(name="plan", label="Theo kế hoạch", wide=True),
            Column(name="state", label="Tình trạng", words=WORDS),
        ),
        key="key_day_id",
        order=("day",),
        filters=(Filter(name="state", label="Tình trạng", words=WORDS),),
        searched=("name",),
        more=("plan_id",),
        roles=pages.READERS,
        menu=False,
        empty="Chưa ghi ngày kỷ niệm nào, ví dụ ngày thành lập Đảng bộ phường 10/12/2004.",
    ),
    record=RecordPage(
        heading=lambda row: str(row["name"]),
        stream=lambda key: decider.KEY_DAY.at(key).stream_id,
        state=lambda row: STATES[row["state"]],
        facts=(DAY, ONCE, Column(name="plan", label="Theo kế hoạch")),
    ),
    options={"issued-plans": issued_plans, "wards": wards},
    pages=(pages.pages,),
)
