"""How a session's timeline says its events; what members chose stands in no timeline. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from services.awards.councils.commands import DECLARED, NOT_HELD
from services.awards.councils.events import (
    MemberArrived,
    MemberLeft,
    SessionCalled,
    SessionCalledOff,
    SessionClosed,
    SessionOpened,
    SessionReopened,
    VoteCancelled,
    VoteClosed,
    VoteInterrupted,
    VoteOpened,
    WrittenOpinionRecorded,
    WrittenOpinionWithdrawn,
)
from services.chassis.kit.facts import Fact, Names, Naming
from services.chassis.words import day

OfOpinion = WrittenOpinionRecorded | WrittenOpinionWithdrawn


def _called(event: SessionCalled) -> str:
    where = "".join(f", {said}" for said in (event.begins_at, event.room) if said)
    return f"Triệu tập phiên họp ngày {day(event.held_on)}{where}, {len(event.roster)} thành viên."


def _called_off(event: SessionCalledOff) -> str:
    return "Hủy triệu tập phiên họp" + (f": {NOT_HELD[event.reason]}." if event.reason else ".")


def _member(event: MemberArrived | MemberLeft | OfOpinion, names: Names) -> str:
    return names.get(event.member_id, "một thành viên")


def _item(event: VoteOpened | VoteCancelled | VoteInterrupted | VoteClosed | OfOpinion, names: Names) -> str:
    return names.get(str(event.nomination_id), "một hồ sơ")


def _closed(event: VoteClosed, names: Names) -> str:
    why = f"; {DECLARED[event.declared]}" if event.declared else ""
    return f"Biểu quyết xong: {_item(event, names)}{why}."


def _written(did: str) -> Callable[[OfOpinion, Names], str]:
    """Whose opinion was recorded or taken back, about what; never what it says, and nothing of another session."""

    def says(event: OfOpinion, names: Names) -> str:
        if str(event.session_id) not in names:
            return ""
        return f"{did} ý kiến bằng văn bản của {_member(event, names)}: {_item(event, names)}."

    return says


SESSION_SAYS: Final = {
    fact.name: fact
    for fact in (
        Fact(
            "session-called",
            2,
            SessionCalled,
            says=_called,
        ),
        Fact("session-called-off", 2, SessionCalledOff, says=_called_off),
        Fact(
            "session-opened",
            2,
            SessionOpened,
            says=lambda event: f"Khai mạc phiên họp, có mặt {len(event.present)}/{event.members}.",
        ),
        Fact(
            "member-arrived",
            1,
            MemberArrived,
            says=Naming(lambda event, names: f"Ghi nhận có mặt: {_member(event, names)}."),
        ),
        Fact("member-left", 1, MemberLeft, says=Naming(lambda event, names: f"Về trước: {_member(event, names)}.")),
        Fact("vote-opened", 1, VoteOpened, says=Naming(lambda event, names: f"Mở biểu quyết: {_item(event, names)}.")),
        Fact(
            "vote-cancelled",
            1,
            VoteCancelled,
            says=Naming(lambda event, names: f"Hủy mở biểu quyết, mở nhầm: {_item(event, names)}."),
        ),
        Fact(
            "vote-interrupted",
            1,
            VoteInterrupted,
            says=Naming(lambda event, names: f"Dừng biểu quyết vì thiếu người: {_item(event, names)}."),
        ),
        Fact("vote-closed", 2, VoteClosed, says=Naming(_closed)),
        Fact("session-closed", 1, SessionClosed, says="Bế mạc phiên họp."),
        Fact("session-reopened", 1, SessionReopened, says="Mở lại phiên họp, bế mạc nhầm."),
        Fact("written-opinion-recorded", 1, WrittenOpinionRecorded, says=Naming(_written("Ghi"))),
        Fact("written-opinion-withdrawn", 1, WrittenOpinionWithdrawn, says=Naming(_written("Rút"))),
    )
}
"""Of ballots only that an opinion was recorded in writing, and for whom."""
