"""November: units whose year report was accepted put names forward; rules refuse one, a unit takes one back."""

from __future__ import annotations

from typing import Any, Final

from deploy.demo import people
from deploy.demo.client import Client, Problem
from deploy.demo.honours import NO_REPORT, NOMINATIONS, TOO_SHORT, WITHDRAWN, Nomination
from deploy.demo.sample import QUYET_THANG, at
from deploy.demo.stage import Made, Stage

WARD: Final = QUYET_THANG.code
RECOGNISED: Final = at(11, 20, 8)
PROPOSED: Final = at(11, 20, 9)
TAKEN_BACK: Final = at(11, 20, 15)
ARRIVING: Final = frozenset({"window.not-open", "nomination.not-found", "subject.other-unit", "not-found"})
"""The year report, the unit or the person is still on its way to this service."""


async def play(stage: Stage) -> None:
    """An initiative, twelve dossiers that reach the council, one taken back, two that are refused at once."""
    stage.told.saying("Công nhận sáng kiến cấp cơ sở (mẫu)")
    await stage.move_to(RECOGNISED)
    body = {
        "name": "Số hoá sổ theo dõi phong trào văn hoá ở tổ dân phố (mẫu)",
        "authors": [stage.made.people[WARD, "Trần Thị Mẫu C"]],
        "document_number": "96/QĐ-UBND (mẫu)",
        "recognised_on": RECOGNISED.date().isoformat(),
    }
    clerk = people.clerk(WARD)
    arriving = frozenset({"initiative.unknown-author"})
    [made] = await stage.together(
        [stage.client.write(clerk, "/awards/initiatives", body, key="initiative", arriving=arriving)]
    )
    stage.told.saying("Đơn vị có báo cáo năm đã tiếp nhận đề nghị xét tặng danh hiệu")
    await stage.move_to(PROPOSED)
    await stage.together(propose(stage, nomination, made["id"]) for nomination in (*NOMINATIONS, WITHDRAWN))
    for refusal in await refused(stage.client, stage.made):
        stage.told.saying(f"Không nhận hồ sơ {refusal['title']} của {refusal['unit']}: {refusal['reason']}")
    stage.told.saying("Hội Liên hiệp Phụ nữ rút một hồ sơ")
    await stage.move_to(TAKEN_BACK)
    await stage.together([withdraw(stage, WITHDRAWN)])


def body_of(nomination: Nomination, made: Made, initiative: str | None = None) -> dict[str, Any]:
    """What the head of the unit sends."""
    unit_id = made.units[WARD, nomination.unit]
    return {
        "unit_id": unit_id,
        "subject_id": made.people[WARD, nomination.subject] if nomination.subject else unit_id,
        "subject_kind": nomination.kind,
        "title": nomination.title,
        "year": nomination.year,
        "merits": dict(nomination.merits),
        "achievements": f"Hoàn thành tốt nhiệm vụ, tích cực tham gia phong trào thi đua năm {nomination.year} (mẫu).",
        "initiative_id": initiative if nomination.initiative else None,
    }


async def propose(stage: Stage, nomination: Nomination, initiative: str | None = None) -> None:
    """A dossier is sent."""
    who, key = people.head(WARD, nomination.unit), f"nomination/{nomination.word}"
    body = body_of(nomination, stage.made, initiative)
    reply = await stage.client.write(who, "/awards/nominations", body, key=key, arriving=ARRIVING)
    stage.made.nominations[nomination.word] = reply["id"]


async def refused(client: Client, made: Made) -> list[dict[str, Any]]:
    """Two dossiers that the rules do not take, with what they answer; nothing is recorded, so asking again is the same."""
    answers = []
    for nomination in (TOO_SHORT, NO_REPORT):
        who, key = people.head(WARD, nomination.unit), f"nomination/{nomination.word}"
        try:
            await client.write(who, "/awards/nominations", body_of(nomination, made), key=key)
        except Problem as refusal:
            answers.append(
                {
                    "unit": nomination.unit,
                    "subject": nomination.subject,
                    "title": nomination.title,
                    "code": refusal.code,
                    "reason": refusal.detail,
                    "citation": refusal.citation,
                }
            )
    return answers


async def withdraw(stage: Stage, nomination: Nomination) -> None:
    """The unit takes its dossier back."""
    path = f"/awards/nominations/{stage.made.nominations[nomination.word]}:withdraw"
    body = {"reason": "Đơn vị đề nghị rút để xét trong đợt sau (mẫu)."}
    key = f"nomination/{nomination.word}/withdraw"
    await stage.client.write(people.head(WARD, nomination.unit), path, body, key=key, arriving=frozenset({"not-found"}))
