"""How a session's timeline says its events; what members chose stands in no timeline. Pure."""

from __future__ import annotations

from typing import Final

from services.awards.councils.commands import DECLARED, NOT_HELD
from services.awards.councils.events import (
    MemberArrived,
    MemberLeft,
    SessionCalled,
    SessionCalledOff,
    SessionClosed,
    SessionOpened,
    VoteClosed,
    VoteInterrupted,
    VoteOpened,
)
from services.chassis.kit.facts import Fact, Names, Naming
from services.chassis.words import day


def _called_off(event: SessionCalledOff) -> str:
    return "Hủy triệu tập phiên họp" + (f": {NOT_HELD[event.reason]}." if event.reason else ".")


def _member(event: MemberArrived | MemberLeft, names: Names) -> str:
    return names.get(event.member_id, "một thành viên")


def _item(event: VoteOpened | VoteInterrupted | VoteClosed, names: Names) -> str:
    return names.get(str(event.nomination_id), "một hồ sơ")


def _closed(event: VoteClosed, names: Names) -> str:
    why = f"; {DECLARED[event.declared]}" if event.declared else ""
    return f"Biểu quyết xong: {_item(event, names)}{why}."


SESSION_SAYS: Final = {
    fact.name: fact
    for fact in (
        Fact(
            "session-called",
            1,
            SessionCalled,
            says=lambda event: f"Triệu tập phiên họp ngày {day(event.held_on)}, {len(event.roster)} thành viên.",
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
            "vote-interrupted",
            1,
            VoteInterrupted,
            says=Naming(lambda event, names: f"Dừng biểu quyết vì thiếu người: {_item(event, names)}."),
        ),
        Fact("vote-closed", 2, VoteClosed, says=Naming(_closed)),
        Fact("session-closed", 1, SessionClosed, says="Bế mạc phiên họp."),
    )
}
