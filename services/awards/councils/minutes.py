"""What the minutes of a session say (biên bản): who was there, each dossier with its threshold and its count, who chose what. Pure.

Only of votes that are closed: until then nobody reads what was chosen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from services.awards.councils import wording
from services.awards.councils.commands import DECLARED, SEAT_WORDS
from services.awards.law.pack import TitleRule
from services.awards.nominations.wording import others, result
from services.awards.refusal import bare
from services.chassis import words
from services.chassis.documents.letterhead import letterhead
from services.chassis.documents.paper import Annex, Block, Paper, heading, item, paragraph, table

TITLE: Final = "Biên bản họp"
OPEN: Final = "……"
"""What is written in by hand, where it was not said."""
Row = Mapping[str, Any]


def says(
    ward: str,
    board: Row,
    called: Mapping[str, str],
    votes: Sequence[tuple[str, Row, TitleRule | None, Sequence[Row]]],
    *,
    quorum: wording.Needed | None,
    chair: str = "",
    secretary: str = "",
) -> Paper:
    """The minutes of a session that is over. `votes`: what was voted on, the count, its rule and the ballots; `chair` and `secretary`,
    who sign it, by name.
    """
    head = letterhead(ward)
    present = [member for member in board["roster"] if member["attended"]]
    asked = f"; cần ít nhất {quorum.count}. Căn cứ: {bare(quorum.basis)}" if quorum else ""
    counted = [vote for vote in votes if vote[1]["passed"] is not None]
    passed = sum(bool(vote["passed"]) for _, vote, _, _ in counted)
    ended = f" Phiên họp kết thúc lúc {words.clock(board['closed_at'])}." if board["closed_at"] else ""
    return Paper(
        issuer=head.issuer,
        symbol="BB-HĐTĐKT",
        place=head.place,
        day=board["held_on"],
        kind="BIÊN BẢN",
        subject=f"Họp Hội đồng Thi đua - Khen thưởng {head.ward}, xét khen thưởng năm {board['year']}",
        blocks=(
            paragraph(f"Thời gian: {_from(board)} {words.weekday(board['held_on'])}."),
            paragraph(f"Địa điểm: {(board['room'] or OPEN * 6).rstrip('.')}."),
            heading("I. THÀNH PHẦN"),
            item(f"Có mặt {len(present)}/{board['members']} thành viên{asked}."),
            *(item(f"{SEAT_WORDS[seat]}: {_seated(board, called, seat)}.") for seat in ("chair", "secretary")),
            table(("Thành viên", "Dự họp"), [(called[one["member_id"]], _attended(one)) for one in board["roster"]]),
            heading("II. NỘI DUNG"),
            paragraph(
                f"Hội đồng xét, biểu quyết công khai hồ sơ đề nghị khen thưởng năm {board['year']}."
                if votes
                else "Phiên họp không biểu quyết hồ sơ nào."
            ),
            *(block for place, vote in enumerate(votes, start=1) for block in _voted(place, *vote)),
            heading("III. KẾT QUẢ"),
            paragraph(f"Thông qua {passed} hồ sơ, không thông qua {len(counted) - passed} hồ sơ.{ended}"),
        ),
        recipients=("Các thành viên Hội đồng",),
        authority="TM. HỘI ĐỒNG",
        position=SEAT_WORDS["chair"].upper(),
        signer=chair,
        beside_position="THƯ KÝ",
        beside_signer=secretary,
        annex=_ballots(counted) if counted else None,
    )


def _from(board: Row) -> str:
    return f"khai mạc lúc {words.clock(board['opened_at'])}," if board["opened_at"] else f"{OPEN} giờ {OPEN} phút,"


def _seated(board: Row, called: Mapping[str, str], seat: str) -> str:
    return ", ".join(called[one["member_id"]] for one in board["roster"] if one["seat"] == seat)


def _attended(member: Row) -> str:
    if not member["attended"]:
        return "Vắng mặt"
    return "Có mặt" if member["present"] else "Có mặt, về trước"


def _voted(place: int, what: str, vote: Row, rule: TitleRule | None, _: Sequence[Row]) -> list[Block]:
    """A dossier and what came of its vote."""
    if vote["passed"] is None:
        return [paragraph(what, label=f"{place}."), item("Chưa có kết quả, để phiên họp sau.")]
    declared = [item(f"Đóng biểu quyết: {DECLARED[vote['declared']]}.")] if vote["declared"] else []
    written = sum(ballot["channel"] == "written" for ballot in vote["ballots"])
    return [
        paragraph(what, label=f"{place}."),
        item(f"Kết quả: {result(vote, rule)}. {others({**vote, 'written': written})}"),
        item(f"Căn cứ: {vote['threshold_citation']}."),
        *declared,
    ]


def _ballots(counted: Sequence[tuple[str, Row, TitleRule | None, Sequence[Row]]]) -> Annex:
    """Who chose what, in the order of the roster."""
    rows = [
        (
            what,
            ballot["seat"],
            f"{ballot['choice']}{f', bằng văn bản số {number}' if (number := ballot['number']) else ''}",
        )
        for what, _, _, ballots in counted
        for ballot in ballots
    ]
    return Annex(
        heading="BIỂU QUYẾT",
        subject="Ý kiến của từng thành viên",
        blocks=(table(("Hồ sơ", "Thành viên", "Ý kiến"), rows),),
    )
