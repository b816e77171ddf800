"""Wording: a session's quorum, agenda and acts as the pages say them; confirmations state counts of this moment. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from services.awards.councils.commands import DECLARED, SEAT_WORDS, Choice
from services.awards.law.pack import Law, TitleRule
from services.awards.law.votes import presence_needed, votes_needed
from services.awards.nominations.wording import CHOICES, least, rule_of
from services.awards.refusal import cited, marked
from services.chassis import words

Row = Mapping[str, Any]

STATES: Final = {
    "called": ("waiting", "Đã triệu tập, chưa khai mạc"),
    "open": ("received", "Đang họp"),
    "closed": ("locked", "Đã bế mạc"),
    "called-off": ("annulled", "Đã hủy triệu tập"),
}
OVER: Final = frozenset({"closed", "called-off"})
"""Sessions in which nothing happens any more."""


@dataclass(frozen=True, slots=True)
class Needed:
    """How many are needed, and the rule that says so, marked when nobody has seen its text; `rule` is that of a title."""

    count: int
    basis: str
    rule: TitleRule | None = None

    @property
    def of(self) -> str:
        """ "8 phiếu đồng ý (từ 80% tổng số thành viên)"."""
        return f"{self.count} phiếu đồng ý" + (f" ({least(self.rule.threshold)})" if self.rule else "")


NO_BREAK: Final = "\N{NO-BREAK SPACE}"


def seats(roster: Sequence[Row], names: Mapping[UUID, str]) -> dict[str, str]:
    """What each member is called, in the order of the roster: by name and seat; without a name by seat, numbered where several
    hold one.
    """
    kinds = [member["seat"] for member in roster]
    count: dict[str, int] = {}
    called: dict[str, str] = {}
    for member in roster:
        seat = member["seat"]
        count[seat] = count.get(seat, 0) + 1
        word = SEAT_WORDS[seat]
        name = names.get(member["person_id"]) if member["person_id"] else None
        numbered = f"{word} {count[seat]}" if kinds.count(seat) > 1 else word
        called[member["member_id"]] = f"{name} ({word})" if name else numbered
    return called


def sitting(session: Row, of_day: Sequence[UUID]) -> str:
    """ "Phiên họp Thứ Năm, 12/12/2024"; with its place among several of one day, in the order in which they were called.

    The day's name is never broken in two.
    """
    day = f"Phiên họp {words.weekday(session['held_on']).replace(' ', NO_BREAK, 1)}"
    return f"{day}, phiên thứ {of_day.index(session['session_id']) + 1}" if len(of_day) > 1 else day


def since(session: Row) -> str:
    """ "Khai mạc 19:00", or when it was called."""
    if session["opened_at"] is None:
        meets = ", ".join(said for said in (session["begins_at"], session["room"]) if said)
        return f"Triệu tập {words.moment(session['called_at'])}{f'; họp {meets}' if meets else ''}"
    return f"Khai mạc {words.clock(session['opened_at'])}"


def quorum(board: Row, rules: Law) -> Needed | None:
    """How many must be there: as recorded at the opening, before it as the rules of the day say."""
    if board["quorum"] is not None:
        return Needed(board["quorum"], marked(board["quorum_citation"], board["quorum_confirmed"]))
    pack = rules.on(board["held_on"], board["ward_code"])
    if pack is None or (rule := pack.quorum()) is None:
        return None
    return Needed(presence_needed(rule, board["members"]), cited(rule.source))


def ballot(board: Row, rules: Law) -> list[str]:
    """How the council votes, and the rule behind it."""
    pack = rules.on(board["held_on"], board["ward_code"])
    rule = pack.ballot if pack else None
    return [f"Biểu quyết công khai. Căn cứ: {cited(rule.source)}."] if rule else []


def because(needed: Needed | None) -> list[str]:
    """ "Căn cứ: Điều 8 (chưa được xác nhận)."."""
    return [f"Căn cứ: {needed.basis}."] if needed else []


def presence(board: Row, quorum_: Needed | None) -> str:
    """ "Có mặt 8/9, cần ít nhất 8: đủ để biểu quyết."."""
    present, members = board["present"], board["members"]
    if quorum_ is None:
        return f"Hội đồng có {members} thành viên. Ngày họp không có quy định nào có hiệu lực."
    needed = quorum_.count
    match board["state"]:
        case "called":
            return f"Hội đồng có {members} thành viên. Cần ít nhất {needed} người có mặt để khai mạc."
        case "called-off":
            return "Phiên họp không được tổ chức."
        case "closed":
            return f"Khi bế mạc có mặt {present}/{members}; mức cần là {needed}."
        case _ if present >= needed:
            return f"Có mặt {present}/{members}, cần ít nhất {needed}: đủ để biểu quyết."
        case _:
            return f"Có mặt {present}/{members}, cần ít nhất {needed}: thiếu {needed - present} người, chưa biểu quyết được."


def nothing(board: Row, waiting: int) -> str:
    """What an agenda says on which nothing stands."""
    year = board["year"]
    match board["state"]:
        case "closed":
            return "Phiên họp không biểu quyết hồ sơ nào."
        case "called-off" if waiting:
            return f"{waiting} hồ sơ của năm {year} vẫn chờ Hội đồng xét ở phiên họp khác."
        case _:
            return f"Chưa có hồ sơ nào của năm {year} chờ Hội đồng xét."


def threshold(facts: Row, members: int, rules: Law) -> Needed | None:
    """Yes votes that the title of a nomination needs of so many members."""
    rule = rule_of(facts, rules)
    return Needed(votes_needed(rule.threshold, members), cited(rule.threshold.source), rule) if rule else None


def state(vote: Row | None) -> tuple[str, str]:
    """The state of an agenda item as icon and word."""
    match vote["state"] if vote else "":
        case "open":
            return "now", "Đang biểu quyết"
        case "interrupted":
            return "paused", "Tạm dừng, thiếu người"
        case "closed":
            assert vote is not None
            if vote["passed"] is None:
                return "received", "Đang kiểm phiếu"
            return ("on-time", "Đạt") if vote["passed"] else ("returned", "Không đạt")
        case _:
            return "waiting", "Chưa biểu quyết"


def basis(vote: Row | None, needed: Needed | None) -> list[str]:
    """The rule behind the count: as recorded with it, before it as the rules say."""
    if vote and vote["threshold_citation"]:
        needed = Needed(vote["needed"], marked(vote["threshold_citation"], vote["threshold_confirmed"]))
    return because(needed)


def need(needed: Needed | None) -> str:
    """ "Cần ít nhất 8 phiếu đồng ý (từ 80% tổng số thành viên)."."""
    return f"Cần ít nhất {needed.of}." if needed else ""


def sentence(vote: Row | None, members: int) -> str:
    """Where an agenda item stands. Nothing of the choices before the count; how many ballots came, to who runs the session."""
    cast = vote["cast"] if vote else None
    match vote["state"] if vote else "":
        case "open":
            received = "" if cast is None else f"Đã nhận {cast}/{members} phiếu. "
            return f"{received}Kết quả hiện sau khi đóng biểu quyết."
        case "interrupted":
            received = "" if cast is None else f"; đã nhận {cast}/{members} phiếu"
            return f"Biểu quyết dừng vì không còn đủ người{received}."
        case "closed" if vote and vote["passed"] is None:
            return "Đang kiểm phiếu."
        case "closed" if vote and vote["declared"]:
            return f"Chủ tịch Hội đồng đóng biểu quyết khi chưa đủ phiếu: {DECLARED[vote['declared']]}."
        case _:
            return ""


def unappraised(facts: Row) -> list[str]:
    """That the ward's office has not appraised a nomination, and what opening a vote on it means for that; nothing where it has."""
    if facts["appraised_on"] is not None:
        return []
    return ["Văn phòng chưa thẩm định hồ sơ này; đã mở biểu quyết thì không thẩm định được nữa."]


def opening(
    what: str, board: Row, quorum_: Needed | None, needed: Needed | None, ballot_: Sequence[str]
) -> tuple[str, list[str]]:
    """What opening a vote means now."""
    facts = [presence(board, quorum_), *because(quorum_)]
    if needed:
        facts.append(f"Cần ít nhất {needed.of}; Hội đồng có {board['members']} thành viên.")
    facts += [*because(needed), *ballot_]
    facts.append("Ai chọn gì được ghi vào biên bản. Thành viên vắng gửi ý kiến bằng văn bản.")
    return f"Mở biểu quyết: {what}.", facts


def closing(what: str, vote: Row, members: int, needed: Needed | None) -> tuple[str, list[str]]:
    """What closing a vote means now."""
    cast, missing = vote["cast"], vote["missing"]
    if cast == members:
        facts = [f"Đã nhận đủ {members}/{members} phiếu."]
    else:
        facts = [
            f"Mới có {cast}/{members} phiếu. Đóng lúc này, {members - cast} thành viên tính là không bỏ phiếu, "
            "vẫn nằm trong tổng số."
        ]
    if missing:
        facts.append(
            f"Còn {missing} thành viên có mặt chưa bỏ phiếu: đợi họ, hoặc Chủ tịch Hội đồng đóng biểu quyết và nêu lý do."
        )
    if needed:
        impossible = f" Chỉ có {cast} phiếu nên không thể đạt." if cast < needed.count else ""
        facts += [f"Cần ít nhất {needed.of}.{impossible}", *because(needed)]
    return f"Đóng biểu quyết và kiểm phiếu: {what}.", [*facts, "Đóng rồi không bỏ thêm phiếu được nữa."]


def voting(
    what: str, choice: Choice, facts: Row, members: int, needed: Needed | None, ballot_: Sequence[str]
) -> tuple[str, list[str]]:
    """What a ballot is about to say, and of what."""
    warnings = facts["warnings"]
    said = [
        f"{warnings} điều kiện của hồ sơ cần xem xét." if warnings else "Hồ sơ đáp ứng mọi điều kiện đã trả lời.",
        *([f"Cần ít nhất {needed.of}; Hội đồng có {members} thành viên."] if needed else []),
        *because(needed),
        *ballot_,
        "Hội đồng thấy đồng chí chọn gì sau khi đóng biểu quyết.",
        "Mỗi người một phiếu; phiếu gửi rồi không sửa được.",
    ]
    return f"Bỏ phiếu “{CHOICES[choice]}” cho {what}.", said


def leaving(seat: str, board: Row, quorum_: Needed | None) -> tuple[str, list[str]]:
    """What somebody's leaving means now."""
    left = board["present"] - 1
    running = sum(vote["state"] == "open" for vote in board["votes"])
    facts = [f"Còn có mặt {left}/{board['members']}."]
    if quorum_ and left < quorum_.count:
        stops = f" {running} hồ sơ đang biểu quyết sẽ dừng." if running else ""
        facts += [f"Dưới mức {quorum_.count}: không biểu quyết được nữa.{stops}", *because(quorum_)]
    return f"Ghi nhận {seat} về trước.", facts


def arriving(seat: str, board: Row) -> tuple[str, list[str]]:
    """What somebody's arrival means now."""
    return f"Ghi nhận {seat} đến sau.", [f"Có mặt {board['present'] + 1}/{board['members']} từ lúc này."]


def ending(board: Row, waiting: int) -> tuple[str, list[str]]:
    """What ending the session means now."""
    counted = sum(vote["state"] == "closed" for vote in board["votes"])
    running = sum(vote["state"] == "open" for vote in board["votes"])
    facts = [f"Đã kiểm phiếu {counted} hồ sơ."]
    if waiting:
        facts.append(f"{waiting} hồ sơ chưa có kết quả, để phiên họp sau.")
    if running:
        facts.append(f"{running} hồ sơ còn đang biểu quyết: kiểm phiếu trước rồi mới bế mạc được.")
    return f"Bế mạc phiên họp ngày {words.day(board['held_on'])}.", [
        *facts,
        "Bế mạc nhầm thì mở lại được trong ngày họp.",
    ]
