"""What the pages of awards say: full sentences with counts, citations marked when nobody has seen them, no total too early."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime
from typing import Any, get_args
from uuid import uuid4

import pytest

from services.awards.councils import minutes
from services.awards.councils import wording as council
from services.awards.decisions import later
from services.awards.decisions import wording as decisions
from services.awards.decisions.corrected import holding
from services.awards.law.pack import HOUSEHOLD_ORDER, Law, Pack
from services.awards.law.rows import Source, SubjectKind
from services.awards.naming import Names
from services.awards.nominations import wording
from services.awards.nominations.merits import Merits, answers, judged
from tests.unit.awards.story import RULES

UNIT, PERSON = uuid4(), uuid4()
AT = datetime(2024, 11, 15, 7, 5, 12, tzinfo=UTC)
DOSSIER: dict[str, Any] = {
    "ward_code": "03386",
    "title": "LDTT",
    "year": 2024,
    "unit_id": UNIT,
    "subject_id": PERSON,
    "subject_kind": "individual",
    "state": "voted",
    "passed": True,
    "pack_id": "vn-2024-01-01",
    "answers": [{"met": True}, {"met": False}],
}
NAMES = Names({UNIT: "Tổ dân phố số 8"}, {PERSON: "Lò Thị Mẫu"})
VOTE: dict[str, Any] = {
    "yes": 8,
    "no": 1,
    "abstained": 0,
    "silent": 0,
    "members": 9,
    "needed": 8,
    "passed": True,
    "threshold_citation": "Điều 8",
    "threshold_confirmed": False,
    "written": 1,
}
AWARD: dict[str, Any] = {
    "signer_position": "Chủ tịch UBND phường",
    "register_number": 1,
    "base_salary": 2_340_000,
    "coefficient_hundredths": 30,
    "amount": 710_000,
    "payable": 710_000,
    "money_citation": "Điều 54",
    "money_confirmed": True,
}
MENDED: dict[str, Any] = {
    "nomination_id": 1,
    "event": "corrected",
    "part": "name",
    "document_number": "107/QĐ-UBND",
    "effective_on": date(2024, 11, 1),
    "written": "Bản Mẫu",
    "reads": "Bản Mẫu 2",
}
EIGHT = council.Needed(8, "Điều 8 (chưa được xác nhận)", RULES.pack(date(2024, 1, 1)).title("CSTDCS"))
BASIS = "Căn cứ: Điều 8 (chưa được xác nhận)."


def line(event: str, detail: dict[str, Any], **more: Any) -> dict[str, Any]:
    past = {
        "event": event,
        "detail": detail,
        "effective_on": date(2024, 11, 20),
        "recorded_at": AT,
        "reason": None,
        "citation": None,
        "document_number": None,
        "words": "",
    }
    return wording.line(past | more, DOSSIER, NAMES, RULES)


def board(**more: Any) -> dict[str, Any]:
    return {
        "state": "open",
        "present": 8,
        "members": 9,
        "quorum": 8,
        "quorum_citation": None,
        "quorum_confirmed": None,
        "ward_code": "03386",
        "held_on": date(2024, 11, 15),
        "votes": [],
    } | more


def vote(state: str = "open", cast: int | None = 7, **more: Any) -> dict[str, Any]:
    return {
        "state": state,
        "cast": cast,
        "missing": 0,
        "declared": None,
        "passed": None,
        "threshold_citation": None,
    } | more


def test_the_proposal_names_unit_title_subject_and_what_was_met() -> None:
    said = line("proposed", {})
    assert said["sentence"] == ("Tổ dân phố số 8 đề nghị tặng danh hiệu “Lao động tiên tiến” năm 2024 cho Lò Thị Mẫu.")
    assert said["detail"] == "Nhận ngày 20/11/2024. Đáp ứng 1/2 điều kiện khi nhận."
    assert said["at"] == AT


def test_a_vote_says_count_share_need_and_verdict_and_marks_an_unseen_citation() -> None:
    said = line("voted", VOTE)
    assert said["sentence"] == (
        "Hội đồng biểu quyết: 8/9 phiếu đồng ý (88,9%), cần ít nhất 8 phiếu (trên 50% tổng số thành viên): đạt."
    )
    assert said["detail"] == ("Còn lại: 1 không đồng ý. Có 1 ý kiến bằng văn bản. Căn cứ: Điều 8 (chưa được xác nhận).")
    assert "không đạt" in line("voted", VOTE | {"yes": 7, "passed": False})["sentence"]
    assert "chưa được xác nhận" not in line("voted", VOTE | {"threshold_confirmed": True})["detail"]


def test_an_award_says_paper_signer_number_and_how_the_money_was_reckoned() -> None:
    said = line("awarded", AWARD, document_number="105/QĐ-UBND")
    assert said["sentence"] == "Được tặng danh hiệu theo Quyết định số 105/QĐ-UBND ngày 20/11/2024."
    assert said["detail"] == (
        "Người ký: Chủ tịch UBND phường. Số sổ vàng 1. "
        "Tiền thưởng 710.000\N{NO-BREAK SPACE}đ (hệ số 0,3 × lương cơ sở 2.340.000\N{NO-BREAK SPACE}đ = "
        "702.000\N{NO-BREAK SPACE}đ, làm tròn lên 710.000\N{NO-BREAK SPACE}đ). Căn cứ: Điều 54."
    )
    assert "chi 0 đ vì đã nhận mức khác trong kỳ (chưa được xác nhận)." in paid({"payable": 0})
    assert paid({"money_confirmed": False}).endswith("Căn cứ: Điều 54 (chưa được xác nhận).")


def paid(award: dict[str, Any], **dossier: Any) -> str:
    said = wording.paid(AWARD | award, DOSSIER | dossier, date(2024, 12, 18), RULES)
    return said.replace("\N{NO-BREAK SPACE}", " ")


def test_the_money_of_a_household_is_shown_as_it_was_reckoned() -> None:
    """0,3 × 2.340.000 is not 1.060.000: the household's factor stood in the amount and not on the page."""
    assert "1.060.000 đ (hệ số 0,3 × 1,5 cho hộ gia đình × lương cơ sở 2.340.000 đ = 1.053.000 đ, làm tròn lên" in paid(
        {"amount": 1_060_000}, subject_kind="household"
    )
    whole = paid({"amount": 2_340_000, "coefficient_hundredths": 100}, title="CSTDCS")
    assert "(hệ số 1 × lương cơ sở 2.340.000 đ = 2.340.000 đ); chi" in whole, "nothing was rounded"


def test_the_other_reading_of_the_household_rule_is_shown_in_its_two_steps() -> None:
    rows = [
        dataclasses.replace(row, fields={**row.fields, "value": "amount-first"}) if row.id == HOUSEHOLD_ORDER else row
        for row in RULES.rows
    ]
    rules = Law(rows)
    award, household = AWARD | {"amount": 1_070_000}, DOSSIER | {"subject_kind": "household"}
    said = wording.reckoning(award, household, date(2024, 12, 18), rules).replace("\N{NO-BREAK SPACE}", " ")
    assert said == (
        "hệ số 0,3 × lương cơ sở 2.340.000 đ = 702.000 đ, làm tròn lên 710.000 đ; "
        "1,5 cho hộ gia đình × 710.000 đ = 1.065.000 đ, làm tròn lên 1.070.000 đ"
    )


def test_a_formula_that_does_not_give_the_amount_is_not_shown() -> None:
    assert paid({"amount": 999_000, "payable": 999_000}) == "Tiền thưởng 999.000 đ. Căn cứ: Điều 54."


def test_money_that_nobody_confirmed_is_marked_in_its_line() -> None:
    assert decisions.unsure(AWARD) == ""
    assert decisions.unsure(AWARD | {"money_confirmed": False}) == "mức thưởng (chưa được xác nhận)"
    assert decisions.unsure(AWARD | {"payable": 0}) == "vì đã nhận mức khác trong kỳ (chưa được xác nhận)"


@pytest.mark.parametrize(
    ("event", "detail", "more", "sentence", "below"),
    [
        ("tabled", {}, {}, "Hội đồng bắt đầu biểu quyết hồ sơ.", ""),
        ("withdrawn", {}, {"reason": "Trùng"}, "Tổ dân phố số 8 rút hồ sơ.", "Lý do: Trùng"),
        (
            "forwarded",
            {"to_level": "city"},
            {"document_number": "7/TTr-UBND"},
            "Trình Chủ tịch UBND thành phố theo Tờ trình số 7/TTr-UBND ngày 20/11/2024.",
            "",
        ),
        (
            "refused",
            {"level": "ward", "reason_code": "not-passed"},
            {"reason": "4/9 phiếu", "citation": "Điều 8"},
            "Chủ tịch UBND xã, phường không tặng danh hiệu: Hội đồng không thông qua.",
            "Lý do: 4/9 phiếu Căn cứ: Điều 8.",
        ),
    ],
)
def test_every_step_is_a_sentence(
    event: str, detail: dict[str, Any], more: dict[str, Any], sentence: str, below: str
) -> None:
    said = line(event, detail, **more)
    assert (said["sentence"], said["detail"]) == (sentence, below)


def test_a_result_in_a_list_says_its_threshold_and_the_rule_behind_it() -> None:
    """7/9 refused beside 6/9 granted is no contradiction once the thresholds stand there."""
    refused = DOSSIER | {"title": "CSTDCS", "yes": 7, "members": 9, "needed": 8, "passed": False}
    assert wording.counted(refused, RULES) == [
        "7/9 phiếu đồng ý (77,8%), cần ít nhất 8 phiếu (từ 80% tổng số thành viên): không đạt",
        "căn cứ Điều 30 khoản 7 Nghị định số 98/2023/NĐ-CP",
    ]
    granted, rule = wording.counted(DOSSIER | {"yes": 6, "members": 9, "needed": 5}, RULES)
    assert granted == "6/9 phiếu đồng ý (66,7%), cần ít nhất 5 phiếu (trên 50% tổng số thành viên): đạt"
    assert rule.endswith("(chưa được xác nhận)")
    assert wording.counted(DOSSIER | {"passed": None}, RULES) == []


def test_a_refusal_in_a_list_says_why() -> None:
    refused = DOSSIER | {"state": "refused", "refused_for": "dossier-incomplete"}
    assert wording.refused(refused) == ["Lý do không tặng: hồ sơ chưa đủ"]
    assert wording.refused(DOSSIER | {"refused_for": None}) == []


def test_the_sum_of_a_title_names_it_once() -> None:
    said = decisions.each("TTLDTT", "collective", "hệ số 0,6")
    assert said == "“Tập thể lao động tiên tiến”, mỗi tập thể: hệ số 0,6."


def test_minutes_are_signed_by_both_and_say_nothing_of_how_sure_the_office_is_of_a_rule() -> None:
    people: list[dict[str, Any]] = [
        {"member_id": f"m-{seat}", "seat": seat, "attended": True, "present": True} for seat in ("chair", "secretary")
    ]
    board = {
        "roster": people, "members": 2, "closed_at": AT, "opened_at": AT, "held_on": AT.date(), "year": 2024, "room": None,
    }  # fmt: skip
    vote = VOTE | {"declared": None, "ballots": [], "yes": 1, "needed": 2, "passed": False}
    said = minutes.says(
        "Phường Đoàn Kết",
        board,
        {one["member_id"]: one["seat"] for one in people},
        [("Lao động tiên tiến năm 2024 · Lò Thị Mẫu", vote, None, [])],
        quorum=council.Needed(2, "Điều 60 (chưa được xác nhận)"),
        chair="Lò Văn Mẫu",
        secretary="Vàng Thị Mẫu",
    )
    assert (said.position, said.signer) == ("CHỦ TỊCH HỘI ĐỒNG", "Lò Văn Mẫu")
    assert (said.beside_position, said.beside_signer) == ("THƯ KÝ", "Vàng Thị Mẫu")
    told = " ".join(block.text for block in said.blocks)
    assert "Căn cứ: Điều 60." in told and "Căn cứ: Điều 8." in told and "xác nhận" not in told


def test_the_count_is_drawn_against_its_threshold() -> None:
    drawn = wording.picture(VOTE, RULES.pack(date(2024, 1, 1)).title("CSTDCS"))
    assert "8/9 đồng ý (88,9%), cần ít nhất 8 (từ 80% tổng số thành viên): đạt." in drawn
    assert "1 không đồng ý" in drawn
    history = [{"event": "tabled", "detail": {}}, {"event": "voted", "detail": VOTE}]
    assert wording.pictured(DOSSIER | {"history": history[:1]}, RULES) == ""
    assert "cần 8" in wording.pictured(DOSSIER | {"history": history}, RULES)


def test_a_dossier_says_how_long_it_has_taken_and_the_way_back_to_its_unit() -> None:
    open_ = DOSSIER | {"received_on": date(2024, 11, 1), "history": []}
    assert wording.clock(open_, open_["received_on"]) == "Nhận hôm nay."
    assert wording.clock(open_, date(2024, 11, 13)) == "Đã 12 ngày kể từ ngày nhận."
    gone = open_ | {"history": [{"event": "withdrawn", "effective_on": date(2024, 11, 5)}], "state": "withdrawn"}
    assert wording.clock(gone, date(2024, 12, 31)) == "Xong sau 4 ngày kể từ ngày nhận."
    assert wording.clock(gone | {"received_on": date(2024, 11, 5)}, date(2024, 12, 31)) == "Xong trong ngày nhận."
    decided = [{"event": "awarded", "effective_on": date(2024, 11, 1)}, {"event": "award-withdrawn"}]
    again = open_ | {"state": "forwarded", "history": decided}
    assert wording.clock(again, date(2024, 11, 1)) == "Nhận hôm nay.", "what ended it was taken back"
    assert wording.clock(again, date(2024, 11, 13)) == "Đã 12 ngày kể từ ngày nhận."
    annulled = open_ | {"state": "annulled", "history": [{"event": "awarded", "effective_on": date(2024, 11, 5)}]}
    assert wording.clock(annulled, date(2024, 12, 31)) == "Xong sau 4 ngày kể từ ngày nhận."
    assert wording.back(open_) is None
    assert wording.back(gone) == {"from": 1, "to": 0, "sentence": "Đơn vị rút, 05/11/2024"}


def test_the_days_on_which_a_unit_completes_a_dossier_are_not_counted() -> None:
    def past(*events: tuple[str, int]) -> list[dict[str, Any]]:
        return [{"event": event, "effective_on": date(2024, 11, day)} for event, day in events]

    dossier = DOSSIER | {"received_on": date(2024, 11, 1), "state": "returned", "history": past(("returned", 4))}
    assert wording.clock(dossier, date(2024, 11, 13)) == (
        "Đã 3 ngày kể từ ngày nhận; dừng tính từ 04/11/2024, chờ đơn vị bổ sung."
    )
    assert wording.back(dossier) == {"from": 1, "to": 0, "sentence": "Trả lại đơn vị, 04/11/2024"}
    again = dossier | {"state": "proposed", "history": past(("returned", 4), ("completed", 9))}
    assert wording.clock(again, date(2024, 11, 13)) == "Đã 7 ngày kể từ ngày nhận, không kể 5 ngày đơn vị bổ sung."
    assert wording.back(again) is None
    mistaken = dossier | {"state": "proposed", "history": past(("returned", 4), ("return-taken-back", 9))}
    assert wording.clock(mistaken, date(2024, 11, 13)) == "Đã 12 ngày kể từ ngày nhận.", "it never was incomplete"


def test_a_dossier_says_whether_it_was_appraised() -> None:
    waiting = DOSSIER | {"state": "proposed", "passed": None}
    appraised = waiting | {"appraised_on": date(2024, 11, 4)}
    assert wording.state(waiting)[1] == "Chờ Hội đồng xét"
    assert wording.state(appraised)[1] == "Đã thẩm định, chờ Hội đồng xét"
    marks = [[step["mark"] for step in wording.steps(one, RULES)] for one in (waiting, appraised)]
    assert marks == [["done", "now", "next", "next"], ["done", "done", "now", "next"]]
    assert wording.steps(appraised, RULES)[1]["word"] == "Thẩm định"


def test_a_person_without_a_name_is_still_somebody() -> None:
    assert (
        wording.heading(DOSSIER, Names({}))
        == "Lao động tiên tiến năm 2024\N{NO-BREAK SPACE}· Một cá nhân (không hiện tên)"
    )


def test_a_vote_that_failed_has_its_own_state() -> None:
    assert wording.state(DOSSIER) == ("on-time", "Hội đồng đã thông qua")
    assert wording.state(DOSSIER | {"passed": False}) == ("returned", "Hội đồng không thông qua")


def test_the_steps_show_the_city_only_where_it_decides_and_where_it_stopped() -> None:
    assert [step["mark"] for step in wording.steps(DOSSIER, RULES)] == ["done", "done", "now"]
    upward = [step["word"] for step in wording.steps(DOSSIER | {"title": "CSTDCS"}, RULES)]
    assert upward == ["Đơn vị đề nghị", "Hội đồng", "Trình thành phố", "Quyết định"]
    refused = wording.steps(DOSSIER | {"state": "refused", "passed": False}, RULES)
    assert [step["mark"] for step in refused] == ["done", "done", "back"]


def test_verdicts_put_what_is_missing_first_with_its_source_and_confidence() -> None:
    answer = {"rule": "r", "effect": "warn", "citation": "Điều 3", "confidence": "M", "confirmed": False}
    answers = [
        answer | {"met": True, "sentence": "Tham gia phong trào"},
        answer | {"met": False, "sentence": "Có sáng kiến"},
    ]
    first, second = wording.verdicts(answers)
    assert (first["sentence"], first["word"], second["word"]) == ("Có sáng kiến", "Cần xem xét", "Đáp ứng")
    assert (first["source"], first["confidence"]) == ("Điều 3 (chưa được xác nhận)", "theo nguồn thứ cấp")
    assert wording.verdicts([answers[1] | {"effect": "refuse"}])[0]["word"] == "Không đáp ứng"


def test_the_quorum_is_said_in_words() -> None:
    assert council.presence(board(), EIGHT) == "Có mặt 8/9, cần ít nhất 8: đủ để biểu quyết."
    assert council.presence(board(present=6), EIGHT).endswith("thiếu 2 người, chưa biểu quyết được.")
    assert council.presence(board(state="called"), EIGHT).endswith("Cần ít nhất 8 người có mặt để khai mạc.")
    before = council.quorum(board(quorum=None), RULES)
    assert before is not None and before.count == 8 and before.basis.endswith("(chưa được xác nhận)")
    seen = council.quorum(board(quorum_citation="Điều 8", quorum_confirmed=True), RULES)
    assert seen == council.Needed(8, "Điều 8")


def test_members_are_called_by_name_and_numbered_only_where_it_is_not_known() -> None:
    person = uuid4()
    roster: list[dict[str, Any]] = [
        {"member_id": "a", "seat": "chair", "person_id": None},
        {"member_id": "b", "seat": "member", "person_id": person},
        {"member_id": "c", "seat": "member", "person_id": uuid4()},
    ]
    called = {"a": "Chủ tịch Hội đồng", "b": "Lò Thị Mẫu (Ủy viên)", "c": "Ủy viên 2"}
    assert council.seats(roster, {person: "Lò Thị Mẫu"}) == called


def test_two_sessions_of_one_day_are_told_apart() -> None:
    first, second = uuid4(), uuid4()
    one = board(session_id=second)
    assert council.sitting(one, [second]) == "Phiên họp Thứ\N{NO-BREAK SPACE}Sáu, 15/11/2024"
    assert council.sitting(one, [first, second]) == "Phiên họp Thứ\N{NO-BREAK SPACE}Sáu, 15/11/2024, phiên thứ 2"
    called = {"called_at": AT, "opened_at": None, "begins_at": None, "room": None}
    assert council.since(called) == "Triệu tập 14:05 ngày 15/11/2024"
    meets = called | {"begins_at": "8 giờ 30 phút", "room": "Phòng họp tầng 2"}
    assert council.since(meets) == "Triệu tập 14:05 ngày 15/11/2024; họp 8 giờ 30 phút, Phòng họp tầng 2"
    assert council.since(called | {"opened_at": AT}) == "Khai mạc 14:05"


def test_nothing_of_the_choices_is_said_before_the_count() -> None:
    open_ = vote() | {"yes": None}
    assert council.sentence(open_, 9) == "Đã nhận 7/9 phiếu. Kết quả hiện sau khi đóng biểu quyết."
    assert council.sentence(vote(cast=None), 9) == "Kết quả hiện sau khi đóng biểu quyết."
    assert council.sentence(vote("interrupted"), 9) == "Biểu quyết dừng vì không còn đủ người; đã nhận 7/9 phiếu."
    assert council.sentence(vote("interrupted", None), 9) == "Biểu quyết dừng vì không còn đủ người."
    assert council.need(EIGHT) == "Cần ít nhất 8 phiếu đồng ý (từ 80% tổng số thành viên)."
    assert council.sentence(vote("closed", 9), 9) == "Đang kiểm phiếu."
    assert council.basis(open_, EIGHT) == council.basis(vote("closed", 9, **VOTE), None) == [BASIS]
    assert council.state(vote("closed", 9, passed=False)) == ("returned", "Không đạt")


def test_closing_says_who_counts_as_silent_and_when_it_cannot_pass() -> None:
    sentence, facts = council.closing("hồ sơ A", vote(), 9, EIGHT)
    assert sentence == "Đóng biểu quyết và kiểm phiếu: hồ sơ A."
    assert facts[0].startswith("Mới có 7/9 phiếu. Đóng lúc này, 2 thành viên tính là không bỏ phiếu")
    assert facts[1] == "Cần ít nhất 8 phiếu đồng ý (từ 80% tổng số thành viên). Chỉ có 7 phiếu nên không thể đạt."
    assert facts[2] == BASIS
    waiting = council.closing("hồ sơ A", vote(missing=1), 9, EIGHT)[1]
    assert waiting[1].startswith("Còn 1 thành viên có mặt chưa bỏ phiếu: đợi họ, hoặc Chủ tịch Hội đồng")
    declared = vote("closed", **VOTE | {"declared": "unable"})
    assert council.sentence(declared, 9).endswith("khi chưa đủ phiếu: người còn lại không bỏ phiếu được trên hệ thống.")
    assert council.closing("hồ sơ A", vote(cast=9), 9, EIGHT)[1][:2] == [
        "Đã nhận đủ 9/9 phiếu.",
        "Cần ít nhất 8 phiếu đồng ý (từ 80% tổng số thành viên).",
    ]


def test_leaving_says_when_voting_stops() -> None:
    _, facts = council.leaving("Ủy viên 1", board(votes=[vote()]), EIGHT)
    assert facts == [
        "Còn có mặt 7/9.",
        "Dưới mức 8: không biểu quyết được nữa. 1 hồ sơ đang biểu quyết sẽ dừng.",
        BASIS,
    ]
    assert council.leaving("Ủy viên 1", board(present=9), EIGHT)[1] == ["Còn có mặt 8/9."]


def test_a_ballot_says_for_what_and_that_it_stays() -> None:
    sentence, facts = council.voting("hồ sơ A", "no", {"warnings": 1}, 9, EIGHT, ["Biểu quyết công khai."])
    assert sentence == "Bỏ phiếu “Không đồng ý” cho hồ sơ A."
    assert facts[0] == "1 điều kiện của hồ sơ cần xem xét."
    assert facts[2:4] == [BASIS, "Biểu quyết công khai."]
    assert facts[-1] == "Mỗi người một phiếu; phiếu gửi rồi không sửa được."


def test_ending_says_what_is_left() -> None:
    _, facts = council.ending(board(votes=[vote("closed"), vote()]), 2)
    assert facts[:3] == [
        "Đã kiểm phiếu 1 hồ sơ.",
        "2 hồ sơ chưa có kết quả, để phiên họp sau.",
        "1 hồ sơ còn đang biểu quyết: kiểm phiếu trước rồi mới bế mạc được.",
    ]


def test_the_public_reads_units_and_no_person() -> None:
    kinds = ("individual", "household", "collective")
    lines: list[dict[str, Any]] = [{"subject_kind": kind, "unit": "Bản Mẫu", "corrections": []} for kind in kinds]
    assert [decisions.public(one) for one in lines] == [
        "Một cá nhân thuộc Bản Mẫu",
        "Một hộ gia đình thuộc Bản Mẫu",
        "Bản Mẫu",
    ]
    assert decisions.counted(lines) == "1 cá nhân, 1 tập thể, 1 hộ gia đình"
    mended = lines[2] | {"corrections": [MENDED]}
    assert decisions.public(mended) == "Bản Mẫu 2", "a collective as its line reads since it was corrected"


def test_a_corrected_line_says_by_which_paper_how_it_reads_and_what_stood_there() -> None:
    line_ = {"state": "standing", "corrections": [MENDED]}
    paper = "Đã đính chính họ tên, tên gọi theo văn bản số 107/QĐ-UBND ngày 01/11/2024"
    assert decisions.notes(line_) == [f"{paper}: “Bản Mẫu 2”, trước ghi “Bản Mẫu”"]
    secret = MENDED | {"written": None, "reads": None}
    assert decisions.notes(line_ | {"corrections": [secret]}) == [f"{paper}; chữ đúng đọc trong văn bản đó"], (
        "the words are told to those who may know them"
    )


def test_a_correction_that_was_taken_back_is_no_correction_any_more() -> None:
    back = {"nomination_id": 1, "event": "correction-withdrawn", "document_number": "107/QĐ-UBND", "part": None}
    other = MENDED | {"document_number": "108/QĐ-UBND", "part": "place"}
    assert holding([MENDED, other, back], "nomination_id") == {1: [other]}
    assert holding([MENDED, back, MENDED], "nomination_id") == {1: [MENDED]}, "made anew"
    assert later.documents([MENDED, back])[0]["withdrawn"]
    anew = later.documents([MENDED, MENDED, back, back, MENDED])
    assert [(one["withdrawn"], len(one["lines"])) for one in anew] == [(True, 2), (False, 1)]


ACTING = frozenset({"award", "rule", "deciders", "vote", "money", "ballot", "quorum", "regime"})
"""Tables whose rows stand behind what is said of a dossier and a session."""


def unconfirmed(pack: Pack) -> list[Source]:
    """Every source of a pack that acts on dossiers and sessions, and whose text nobody has seen."""
    rows = [row for row in pack.rows if row.table in ACTING and not row.confirmed]
    return [row.source for row in rows if row.fields.get("session", "award") == "award" and "outside" not in row.fields]


def said_under(pack: Pack) -> str:
    """Whatever the pages say of dossiers of every title and kind, and of a session on a day of the pack."""
    said: list[str] = []
    for rule in pack.titles:
        for kind in get_args(SubjectKind):
            dossier = DOSSIER | {
                "pack_id": pack.id,
                "title": rule.title,
                "subject_kind": kind,
                "pack_chosen_because": "Có lợi hơn.",
            }
            given = answers(
                judged(pack, rule.title, kind, Merits(), year=2024, received_on=pack.since, initiative=None)
            )
            said += [verdict["source"] for verdict in wording.verdicts([dataclasses.asdict(one) for one in given])]
            said += [source for _, source in wording.grounds(dossier, RULES)]
            day = board(state="called", quorum=None, held_on=pack.since)
            needed = council.threshold(dossier, 9, RULES)
            opened = council.opening("hồ sơ", day, council.quorum(day, RULES), needed, council.ballot(day, RULES))
            said += opened[1]
    return "\n".join(said)


def test_whoever_opens_a_vote_is_told_that_the_dossier_was_not_appraised() -> None:
    assert council.unappraised({"appraised_on": date(2024, 11, 2)}) == []
    [said] = council.unappraised({"appraised_on": None})
    assert said.startswith("Văn phòng chưa thẩm định hồ sơ này")


@pytest.mark.parametrize("pack", RULES.packs(), ids=lambda pack: pack.id)
def test_every_rule_that_nobody_confirmed_is_marked_where_it_acts(pack: Pack) -> None:
    said = said_under(pack)
    found = [source for source in unconfirmed(pack) if not source.citation.startswith(pack.source.citation)]
    assert found, "no pack is wholly confirmed yet"
    assert [source for source in found if f"{source.citation} (chưa được xác nhận)" not in said] == []
    assert ("(chưa được xác nhận)" in wording.pack_name(pack.id, RULES)) is not pack.source.confirmed


def test_a_dossier_says_whether_the_title_was_registered_when_the_year_began() -> None:
    assert wording.aimed(True, 2024) == "Đầu năm 2024 đã đăng ký danh hiệu này."
    assert wording.aimed(False, 2024) == "Đầu năm 2024 không đăng ký danh hiệu này."
    assert wording.aimed(None, 2024) == "", "a unit that has registered nothing is not said to have left it out"
