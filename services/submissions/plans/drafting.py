"""A draft of a plan: what its form holds, where that comes from, and what is done with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from services.chassis.errors import NotFound
from services.chassis.kit.doing import Do
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web
from services.submissions.library.decider import LibraryRefused
from services.submissions.people.decider import PersonRefused
from services.submissions.plans import projection
from services.submissions.plans.commands import DraftPlan, RevisePlan, WithdrawDraft
from services.submissions.plans.decider import PlanRefused

REFUSES: Final = (PlanRefused, PersonRefused, LibraryRefused)
PLACES: Final = {
    "plan.obligation-twice": "obligations",
    "plan.locks-before-due": "obligations",
    "plan.task-twice": "tasks",
    "plan.recipient-twice": "recipients",
    "library.withdrawn": "documents",
    # the others speak of the plan itself: they stand above the form
}
OF_LAST_YEAR: Final = "tu-ke-hoach"
"""The plan that a new draft is begun from, in the address of its form."""


def at(*states: str) -> Callable[[Mapping[str, Any]], bool]:
    """Offered while the plan stands at one of these steps."""
    return lambda row: row["state"] in states


def under_way(*steps: str) -> Callable[[Mapping[str, Any]], bool]:
    """Offered while the plan, or what is to change it, stands at one of these steps."""
    return lambda row: row["state"] in steps or row["amending"] in steps


def of_amendment(title: str) -> Callable[[Mapping[str, Any]], str]:
    """What an act on a plan's paper is called when that paper is to change an issued plan."""
    return lambda row: title if row["amending"] else ""


async def plan_of(visitor: Visitor, plan_id: UUID) -> dict[str, Any]:
    """A plan. Raises NotFound."""
    async with visitor.reader().rows() as connection:
        plan = await projection.one(connection, plan_id)
    if plan is None:
        raise NotFound("plan")
    return plan


async def written(visitor: Visitor, plan_id: UUID) -> dict[str, Any]:
    """A plan's year and content as its form holds them. Raises NotFound."""
    plan = await plan_of(visitor, plan_id)
    return {
        "year": plan["year"],
        **amendable(plan),
        "obligations": [
            {
                "name": duty["name"],
                "period": duty["period"],
                "due": {"day": duty["due_day"], "reading": duty["due_reading"]},
                "locks": {"day": duty["locks_day"], "reading": duty["locks_reading"]},
                "unit_kinds": duty["unit_kinds"],
            }
            for duty in plan["obligations"]
        ],
    }


def amendable(plan: Mapping[str, Any]) -> dict[str, Any]:
    """What an amendment may change, as a form holds it: everything but the reports."""
    return {
        **{name: plan[name] for name in ("title", "purposes", "requirements", "recipients", "budget")},
        "documents": [basis["document_id"] for basis in plan["legal_bases"] if basis.get("document_id")],
        "legal_bases": [
            {**basis, "issued_on": _day(basis["issued_on"])}
            for basis in plan["legal_bases"]
            if not basis.get("document_id")
        ],
        "tasks": [{**task, "due_on": _day(task["due_on"])} for task in plan["tasks"]],
    }


def _day(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None


async def as_it_is(_: Web, visitor: Visitor, plan: Mapping[str, Any] | None) -> dict[str, Any]:
    """What the draft says now."""
    assert plan is not None
    return await written(visitor, plan["plan_id"])


async def as_last_year(_: Web, visitor: Visitor, plan: Mapping[str, Any] | None) -> dict[str, Any]:
    """What an earlier plan says, a year later; an empty form when none was named."""
    named = visitor.request.query_params.get(OF_LAST_YEAR, "")
    if not named:
        return {}
    try:
        return a_year_later(await written(visitor, UUID(named)))
    except ValueError:
        raise NotFound("plan") from None


def a_year_later(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content with its year, in names too, and the days of its reports and tasks, moved by one year; what it rests on stays."""
    year = content["year"]
    named = re.compile(rf"(?<!\d){year}(?!\d)")

    def next_name(text: str) -> str:
        return named.sub(str(year + 1), text)

    return {
        **content,
        "year": year + 1,
        "title": next_name(content["title"]),
        "tasks": [
            {**task, "name": next_name(task["name"]), "due_on": _next_year(task["due_on"])} for task in content["tasks"]
        ],
        "obligations": [
            {
                **duty,
                "name": next_name(duty["name"]),
                **{face: {**duty[face], "day": _next_year(duty[face]["day"])} for face in ("due", "locks")},
            }
            for duty in content["obligations"]
        ],
    }


def _next_year(day: date) -> date:
    return date(day.year + 1, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)


async def dropping(_: Web, __: Visitor, plan: Mapping[str, Any] | None) -> dict[str, str]:
    """Which paper is given up."""
    assert plan is not None
    if plan["amending"]:
        return {
            "dropped": f"Văn bản điều chỉnh thôi không dùng; kế hoạch số {plan['document']} đã ban hành giữ nguyên."
        }
    return {"dropped": "Dự thảo thôi không dùng."}


DRAFT: Final = Do(
    command=DraftPlan,
    name="draft",
    path="/plans",
    body="NewPlan",
    about="Dự thảo kế hoạch của một năm.",
    title="Lập dự thảo kế hoạch",
    button="Lập dự thảo",
    effect=("Dự thảo chưa giao việc cho ai.", "Sửa được cho đến khi kiểm tra xong."),
    done="Đã lập dự thảo. Xem lại rồi kiểm tra.",
    refuses=REFUSES,
    places=PLACES,
    creates=lambda command: command.plan_id,
    begin=as_last_year,
)
REVISE: Final = Do(
    command=RevisePlan,
    name="revise",
    path="/plans/{plan_id}:revise",
    body="Draft",
    about="Nội dung dự thảo: chưa có số, chưa có ngày.",
    title="Sửa dự thảo kế hoạch",
    button="Lưu dự thảo",
    done="Đã sửa dự thảo.",
    refuses=REFUSES,
    places=PLACES,
    offered=at("draft"),
    begin=as_it_is,
    replaces=True,
)
WITHDRAW: Final = Do(
    command=WithdrawDraft,
    name="withdraw",
    path="/plans/{plan_id}:withdraw",
    body="DraftWithdrawal",
    about="Lý do rút dự thảo.",
    title="Rút dự thảo",
    button="Rút dự thảo",
    called=of_amendment("Rút văn bản điều chỉnh"),
    effect=("{dropped}",),
    given=dropping,
    done="Đã rút.",
    refuses=REFUSES,
    places=PLACES,
    offered=under_way("draft", "checked"),
)
