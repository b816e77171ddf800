"""Acts of a session from its pages: who may, what it means at this moment, and the command it becomes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, get_args
from uuid import UUID

from services.awards.councils import wording
from services.awards.councils.agenda import Session
from services.awards.councils.commands import (
    DECLARED,
    NOT_HELD,
    CallOffSession,
    CancelVote,
    CastBallot,
    Choice,
    CloseSession,
    CloseVote,
    OpenSession,
    OpenVote,
    RecordArrival,
    RecordDeparture,
    RecordWrittenOpinion,
    ReopenSession,
    WithdrawWrittenOpinion,
)
from services.awards.councils.session import before_its_end, on_its_day, on_the_same_day
from services.awards.nominations.wording import CHOICES
from services.chassis import words
from services.chassis.errors import NotFound
from services.chassis.http.edge import Writer
from services.chassis.kit.doing import Shape
from services.chassis.web.forms import Form
from services.chassis.web.inputs import FieldError, id_of, needed

Said = tuple[str, list[str]]
MOST_NUMBER: Final = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """An act that somebody is about to do: on which nomination, about which member, choosing what."""

    it: Session
    fields: Form
    principal: str

    @property
    def nomination_id(self) -> UUID:
        """The nomination. Raises NotFound for one that is not before this session."""
        found = id_of(self.fields.text("ho-so"))
        if found is None or found not in self.it.facts:
            raise NotFound("nomination")
        return found

    @property
    def member(self) -> Mapping[str, Any]:
        """The member, named by place in the roster: who signs in stands in no address. Raises NotFound."""
        place, roster = self.fields.text("ghe"), self.it.board["roster"]
        if not (place.isascii() and place.isdigit() and len(place) < 4 and int(place) < len(roster)):
            raise NotFound("member")
        found: Mapping[str, Any] = roster[int(place)]
        return found

    @property
    def seat(self) -> str:
        """What the member is called."""
        return self.it.called[self.member["member_id"]]

    @property
    def chairs(self) -> bool:
        """Whether who asks sits in the session as its chair."""
        return any(one["member_id"] == self.principal and one["seat"] == "chair" for one in self.it.board["roster"])

    @property
    def choice(self) -> Choice:
        """What is chosen. Raises NotFound for anything else."""
        chosen = self.fields.text("y-kien")
        for known in get_args(Choice):
            if chosen == known:
                return known  # type: ignore[no-any-return]
        raise NotFound("choice")


@dataclass(frozen=True, slots=True)
class Act:
    """An act with its own page; `more` names what its form asks besides.

    `for_whom`: to whom it is offered, by their seat; the decider has the last word. While it is `pending` its page is compared
    with what holds now; a form sent twice must not be asked anew, and nobody is asked for what is done already.
    What is not `allowed` at this moment is refused before anything is filled in; while it is not `possible`, its page says why and
    has no button. `places` says at which field a refusal is shown.
    """

    command: type[Any]
    label: str
    said: Callable[[Asked], Said]
    build: Callable[[Writer, Asked, list[FieldError]], Any]
    more: str = ""
    pending: Callable[[Asked], bool] | None = None
    for_whom: Callable[[Asked], bool] = lambda asked: bool(asked.it.board["runs"])
    allowed: Callable[[Asked, datetime], None] = lambda asked, at: None
    possible: Callable[[Asked], bool] = lambda asked: True
    places: Mapping[str, str] = field(default_factory=dict)

    def shape(self, asked: Asked) -> Shape:
        """What it means at this moment."""
        sentence, facts = self.said(asked)
        return Shape(effect=(sentence, *facts))


def _running(asked: Asked) -> bool:
    vote = asked.it.vote(asked.nomination_id)
    return vote is not None and vote["state"] == "open"


def _awaited(asked: Asked) -> bool:
    """Whether the vote still waits for this visitor's ballot."""
    mine = asked.it.mine(asked.nomination_id)
    return _running(asked) and (mine is None or mine["channel"] == "written")


def _runs_or_oneself(asked: Asked) -> bool:
    return bool(asked.it.board["runs"]) or asked.member["member_id"] == asked.principal


def _said_open(asked: Asked) -> Said:
    sentence = f"Khai mạc phiên họp xét khen thưởng năm {asked.it.board['year']}."
    return sentence, [wording.presence(asked.it.board, asked.it.quorum), *wording.because(asked.it.quorum)]


def _open(writer: Writer, asked: Asked, field_errors: list[FieldError]) -> OpenSession:
    chosen = set(asked.fields.get("co-mat", []))
    present = tuple(
        member["member_id"] for place, member in enumerate(asked.it.board["roster"]) if str(place) in chosen
    )
    if not present:
        field_errors.append({"field": "co-mat-0", "sentence": "Đánh dấu những thành viên đang có mặt."})
    return OpenSession(
        ward_code=writer.ward_code, at=writer.at, session_id=asked.it.board["session_id"], present=present
    )


def _said_call_off(asked: Asked) -> Said:
    day = words.day(asked.it.board["held_on"])
    return f"Hủy triệu tập phiên họp ngày {day}, xét khen thưởng năm {asked.it.board['year']}.", [
        "Phiên họp không được tổ chức; hồ sơ vẫn chờ Hội đồng xét.",
        "Họp ngày khác thì triệu tập phiên họp mới.",
    ]


def _call_off(writer: Writer, asked: Asked, field_errors: list[FieldError]) -> CallOffSession | None:
    said = asked.fields.text("ly-do")
    reason = next((word for word in NOT_HELD if word == said), None)
    if reason is None:
        field_errors.append({"field": "ly-do", "sentence": "Chọn lý do hủy triệu tập."})
        return None
    return CallOffSession(
        ward_code=writer.ward_code, at=writer.at, session_id=asked.it.board["session_id"], reason=reason
    )


def _said_close(asked: Asked) -> Said:
    interrupted = sum(vote["state"] == "interrupted" for vote in asked.it.board["votes"])
    return wording.ending(asked.it.board, len(asked.it.waiting) + interrupted)


def _close(writer: Writer, asked: Asked, _: list[FieldError]) -> CloseSession:
    return CloseSession(ward_code=writer.ward_code, at=writer.at, session_id=asked.it.board["session_id"])


def _closable(asked: Asked) -> bool:
    return not any(vote["state"] == "open" for vote in asked.it.board["votes"])


def _said_reopen(asked: Asked) -> Said:
    day = words.day(asked.it.board["held_on"])
    return f"Mở lại phiên họp ngày {day}.", [
        "Người có mặt tính như lúc bế mạc; hồ sơ đã kiểm phiếu giữ nguyên kết quả.",
        f"Chỉ mở lại được trong ngày họp ({day}).",
    ]


def _reopen(writer: Writer, asked: Asked, _: list[FieldError]) -> ReopenSession:
    return ReopenSession(ward_code=writer.ward_code, at=writer.at, session_id=asked.it.board["session_id"])


def _said_arrive(asked: Asked) -> Said:
    return wording.arriving(asked.seat, asked.it.board)


def _arrive(writer: Writer, asked: Asked, _: list[FieldError]) -> RecordArrival:
    member = asked.member["member_id"]
    return RecordArrival(
        ward_code=writer.ward_code, at=writer.at, session_id=asked.it.board["session_id"], member_id=member
    )


def _said_leave(asked: Asked) -> Said:
    return wording.leaving(asked.seat, asked.it.board, asked.it.quorum)


def _leave(writer: Writer, asked: Asked, _: list[FieldError]) -> RecordDeparture:
    member = asked.member["member_id"]
    return RecordDeparture(
        ward_code=writer.ward_code, at=writer.at, session_id=asked.it.board["session_id"], member_id=member
    )


def _said_open_vote(asked: Asked) -> Said:
    it, one = asked.it, asked.nomination_id
    sentence, facts = wording.opening(it.what(one), it.board, it.quorum, it.needed(one), it.ballot)
    return sentence, [*wording.unappraised(it.facts[one]), *it.on_hold(one), *facts]


def _open_vote(writer: Writer, asked: Asked, _: list[FieldError]) -> OpenVote:
    return OpenVote(
        ward_code=writer.ward_code,
        at=writer.at,
        session_id=asked.it.board["session_id"],
        nomination_id=asked.nomination_id,
        mode="open",
        earlier_session=asked.it.facts[asked.nomination_id]["session_id"],
    )


def _quorate(asked: Asked) -> bool:
    quorum = asked.it.quorum
    return quorum is not None and asked.it.board["present"] >= quorum.count


def _opened(asked: Asked) -> bool:
    """Whether a vote on it was opened here and is not counted."""
    vote = asked.it.vote(asked.nomination_id)
    return vote is not None and vote["state"] in ("open", "interrupted")


def _unvoted(asked: Asked) -> bool:
    vote = asked.it.vote(asked.nomination_id)
    return vote is not None and not vote["cast"]


def _said_cancel_vote(asked: Asked) -> Said:
    what, vote = asked.it.what(asked.nomination_id), asked.it.vote(asked.nomination_id)
    cast = vote["cast"] if vote else 0
    facts = (
        [f"Đã có {cast} phiếu nên không hủy được. Ý kiến bằng văn bản ghi nhầm thì rút trước."]
        if cast
        else ["Chưa có phiếu nào. Hồ sơ trở lại chờ Hội đồng xét, mở biểu quyết lại được."]
    )
    return f"Hủy mở biểu quyết: {what}.", facts


def _cancel_vote(writer: Writer, asked: Asked, _: list[FieldError]) -> CancelVote:
    return CancelVote(
        ward_code=writer.ward_code,
        at=writer.at,
        session_id=asked.it.board["session_id"],
        nomination_id=asked.nomination_id,
        members=tuple(member["member_id"] for member in asked.it.board["roster"]),
    )


def _countable(asked: Asked) -> bool:
    """Whether everybody who is present has voted, or whoever asks may end the vote all the same."""
    vote = asked.it.vote(asked.nomination_id)
    return vote is not None and (not vote["missing"] or asked.chairs)


def _said_close_vote(asked: Asked) -> Said:
    one = asked.nomination_id
    vote = asked.it.vote(one)
    if vote is None:
        raise NotFound("vote")
    return wording.closing(asked.it.what(one), vote, asked.it.board["members"], asked.it.needed(one))


def _close_vote(writer: Writer, asked: Asked, _: list[FieldError]) -> CloseVote:
    said = asked.fields.text("ly-do")
    return CloseVote(
        ward_code=writer.ward_code,
        at=writer.at,
        session_id=asked.it.board["session_id"],
        nomination_id=asked.nomination_id,
        members=tuple(member["member_id"] for member in asked.it.board["roster"]),
        declared=next((word for word in DECLARED if word == said), None),
    )


def _said_vote(asked: Asked) -> Said:
    it, one = asked.it, asked.nomination_id
    members, needed = it.board["members"], it.needed(one)
    sentence, facts = wording.voting(it.what(one), asked.choice, it.facts[one], members, needed, it.ballot)
    return sentence, [*it.on_hold(one), *facts]


def _vote(writer: Writer, asked: Asked, _: list[FieldError]) -> CastBallot:
    return CastBallot(
        ward_code=writer.ward_code,
        at=writer.at,
        session_id=asked.it.board["session_id"],
        nomination_id=asked.nomination_id,
        member_id=writer.principal,
        choice=asked.choice,
    )


def _said_opinion(asked: Asked) -> Said:
    absent = [asked.it.called[member] for _, member in awaiting(asked)]
    facts = [f"Đang vắng: {', '.join(absent)}." if absent else "Không có thành viên vắng mặt nào còn chờ ghi ý kiến."]
    return f"Ghi ý kiến bằng văn bản về {asked.it.what(asked.nomination_id)}.", [
        *facts,
        "Ý kiến bằng văn bản tính như một lá phiếu; ghi nhầm thì rút được khi chưa đóng biểu quyết.",
        "Thành viên được báo; nếu đến dự và tự bỏ phiếu thì phiếu đó thay ý kiến này.",
    ]


def _opinion(writer: Writer, asked: Asked, field_errors: list[FieldError]) -> RecordWrittenOpinion | None:
    number = needed(asked.fields, "so-van-ban", "Ghi số văn bản của ý kiến.", field_errors, MOST_NUMBER)
    if asked.fields.text("ghe") == "":
        field_errors.append({"field": "ghe", "sentence": "Chọn thành viên đã gửi ý kiến."})
    if asked.fields.text("y-kien") not in CHOICES:
        field_errors.append({"field": "y-kien", "sentence": "Chọn ý kiến ghi trong văn bản."})
    if field_errors:
        return None
    return RecordWrittenOpinion(
        ward_code=writer.ward_code,
        at=writer.at,
        session_id=asked.it.board["session_id"],
        nomination_id=asked.nomination_id,
        member_id=asked.member["member_id"],
        choice=asked.choice,
        document_number=number,
    )


def awaiting(asked: Asked) -> list[tuple[int, str]]:
    """Who is absent and has no written opinion on it yet, each with the place in the roster."""
    vote = asked.it.vote(asked.nomination_id)
    written = vote["written"] if vote else ()
    return [
        (place, member["member_id"])
        for place, member in enumerate(asked.it.board["roster"])
        if not member["present"] and member["member_id"] not in written
    ]


def _recorded(asked: Asked) -> bool:
    """Whether the written opinion of this member stands while its vote is open."""
    vote = asked.it.vote(asked.nomination_id)
    return vote is not None and vote["state"] == "open" and asked.member["member_id"] in vote["written"]


def _said_withdraw_opinion(asked: Asked) -> Said:
    return f"Rút ý kiến bằng văn bản của {asked.seat} về {asked.it.what(asked.nomination_id)}.", [
        "Thành viên này trở lại chưa có phiếu và được báo; ghi lại cho đúng trước khi đóng biểu quyết.",
    ]


def _withdraw_opinion(writer: Writer, asked: Asked, _: list[FieldError]) -> WithdrawWrittenOpinion:
    return WithdrawWrittenOpinion(
        ward_code=writer.ward_code,
        at=writer.at,
        session_id=asked.it.board["session_id"],
        nomination_id=asked.nomination_id,
        member_id=asked.member["member_id"],
    )


ACTS: Final = {
    "open": Act(
        OpenSession,
        "Khai mạc",
        _said_open,
        _open,
        "present",
        pending=lambda asked: asked.it.board["state"] == "called",
        allowed=lambda asked, at: on_its_day(asked.it.board["held_on"], at),
    ),
    "call-off": Act(
        CallOffSession,
        "Hủy triệu tập",
        _said_call_off,
        _call_off,
        "not-held",
        pending=lambda asked: asked.it.board["state"] == "called",
    ),
    "close": Act(
        CloseSession,
        "Bế mạc",
        _said_close,
        _close,
        pending=lambda asked: asked.it.board["state"] == "open",
        possible=_closable,
    ),
    "reopen": Act(
        ReopenSession,
        "Mở lại phiên họp",
        _said_reopen,
        _reopen,
        pending=lambda asked: asked.it.board["state"] == "closed",
        allowed=lambda asked, at: on_the_same_day(asked.it.board["held_on"], at),
    ),
    "arrive": Act(
        RecordArrival,
        "Ghi người đến",
        _said_arrive,
        _arrive,
        pending=lambda asked: not asked.member["present"],
        for_whom=_runs_or_oneself,
    ),
    "leave": Act(
        RecordDeparture,
        "Ghi người về",
        _said_leave,
        _leave,
        pending=lambda asked: asked.member["present"],
        for_whom=_runs_or_oneself,
    ),
    "open-vote": Act(
        OpenVote,
        "Mở biểu quyết",
        _said_open_vote,
        _open_vote,
        pending=lambda asked: not _running(asked),
        allowed=lambda asked, at: before_its_end(asked.it.board["held_on"], at),
        possible=_quorate,
    ),
    "cancel-vote": Act(
        CancelVote, "Hủy mở biểu quyết", _said_cancel_vote, _cancel_vote, pending=_opened, possible=_unvoted
    ),
    "close-vote": Act(
        CloseVote,
        "Đóng biểu quyết",
        _said_close_vote,
        _close_vote,
        "declared",
        pending=_running,
        possible=_countable,
        places={"session.reason-missing": "ly-do"},
    ),
    "vote": Act(CastBallot, "Gửi phiếu", _said_vote, _vote, pending=_awaited, for_whom=lambda asked: True),
    "opinion": Act(
        RecordWrittenOpinion,
        "Ghi ý kiến",
        _said_opinion,
        _opinion,
        "opinion",
        possible=lambda asked: _running(asked) and bool(awaiting(asked)),
    ),
    "withdraw-opinion": Act(
        WithdrawWrittenOpinion, "Rút ý kiến", _said_withdraw_opinion, _withdraw_opinion, pending=_recorded
    ),
}
DONE: Final = {
    "called": "Đã triệu tập phiên họp. Khai mạc khi đủ người có mặt.",
    "open": "Đã khai mạc phiên họp.",
    "call-off": "Đã hủy triệu tập phiên họp.",
    "close": "Đã bế mạc phiên họp.",
    "arrive": "Đã ghi nhận thành viên đến.",
    "leave": "Đã ghi nhận thành viên về.",
    "open-vote": "Đã mở biểu quyết.",
    "close-vote": "Đã đóng biểu quyết và kiểm phiếu.",
    "vote": "Phiếu đã được ghi nhận.",
    "opinion": "Đã ghi ý kiến bằng văn bản.",
    "withdraw-opinion": "Đã rút ý kiến bằng văn bản.",
    "cancel-vote": "Đã hủy mở biểu quyết.",
    "reopen": "Đã mở lại phiên họp.",
}
PAST: Final = "Việc này đã được ghi nhận hoặc không còn thực hiện được. Số liệu dưới đây là hiện tại."
"""What is said to whoever asks for an act that is past."""
