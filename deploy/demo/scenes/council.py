"""The council: formed in March, in session on an evening of December, with open ballots and one opinion in writing."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from deploy.demo import people
from deploy.demo.honours import ABSENT, COUNCIL_PAPER, NOMINATIONS, SEATS, Nomination, kind_of, name_of, principal
from deploy.demo.sample import QUYET_THANG, at
from deploy.demo.scenes.decisions import ARRIVING
from deploy.demo.stage import Stage

WARD: Final = QUYET_THANG.code
SECRETARY: Final = people.council_secretary(WARD)
FORMED: Final = at(3, 11, 15)
CALLED: Final = at(12, 5, 9)
HELD: Final = at(12, 12, 19)


async def formed(stage: Stage) -> None:
    """Nine members by decision of the chairman."""
    stage.told.saying("Kiện toàn Hội đồng Thi đua – Khen thưởng phường: chín thành viên")
    await stage.move_to(FORMED)
    number, signed_on = COUNCIL_PAPER
    body = {
        "document_number": number,
        "signed_on": signed_on.isoformat(),
        "seats": [
            {"member_id": principal(seat), "seat": kind_of(seat), "person_id": stage.made.people[WARD, name_of(seat)]}
            for seat in SEATS
        ],
    }
    chairman, arriving = people.chairman(WARD), frozenset({"council.unknown-person"})
    await stage.together([stage.client.write(chairman, "/awards/councils", body, key="council", arriving=arriving)])


async def evening(stage: Stage) -> None:
    """Eight are there, the ninth has written; every dossier is voted on by all nine."""
    stage.told.saying("Triệu tập phiên họp Hội đồng")
    await stage.move_to(CALLED)
    session = await call(stage, HELD)
    stage.told.saying("Phiên họp tối 12/12: tám thành viên có mặt, một thành viên gửi ý kiến bằng văn bản")
    await stage.move_to(HELD)
    await open_(stage, session, HELD)
    stage.told.saying("Biểu quyết công khai từng hồ sơ")
    await stage.together(step(stage, session, "open-vote", nomination) for nomination in NOMINATIONS)
    await stage.together(ballot(stage, session, nomination, seat) for nomination in NOMINATIONS for seat in SEATS)
    stage.told.saying("Kiểm phiếu, bế mạc")
    await stage.together(step(stage, session, "close-vote", nomination) for nomination in NOMINATIONS)
    await stage.together([stage.client.write(SECRETARY, f"{session}:close", key="session/close")])


async def call(stage: Stage, held: datetime) -> str:
    """The secretary calls a session on dossiers of that year; its path."""
    body = {"year": held.year, "held_on": held.date().isoformat()}
    writing = stage.client.write(SECRETARY, "/awards/sessions", body, key=f"session/{held.year}")
    [called] = await stage.together([writing])
    return f"/awards/sessions/{called['id']}"


async def open_(stage: Stage, session: str, held: datetime) -> None:
    """All are there but one."""
    present = {"present": [principal(seat) for seat in SEATS if seat != ABSENT]}
    key = f"session/{held.year}/open"
    await stage.together([stage.client.write(SECRETARY, f"{session}:open", present, key=key)])


async def step(stage: Stage, session: str, action: str, nomination: Nomination) -> None:
    """The secretary opens or counts a vote."""
    body = {"nomination_id": stage.made.nominations[nomination.word]}
    key = f"session/{action}/{nomination.word}"
    await stage.client.write(SECRETARY, f"{session}:{action}", body, key=key, arriving=ARRIVING)


async def ballot(stage: Stage, session: str, nomination: Nomination, seat: str) -> None:
    """A member votes, or the secretary records what the absent one wrote."""
    choice = "no" if seat in nomination.no else "abstain" if seat in nomination.abstain else "yes"
    body: dict[str, Any] = {"nomination_id": stage.made.nominations[nomination.word], "choice": choice}
    key = f"ballot/{nomination.word}/{seat}"
    if seat == ABSENT:
        body |= {"member_id": principal(seat), "document_number": "17/YK-BCHQS (mẫu)"}
        await stage.client.write(SECRETARY, f"{session}:record-opinion", body, key=key)
    else:
        await stage.client.write(principal(seat), f"{session}:vote", body, key=key)
