from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from services.submissions.ids import score_sheet_id, scorecard_id
from services.submissions.scorecards.capability import (
    CHECK,
    MEND,
    PUBLISH,
    RETURN,
    UNCHECK,
    UNPUBLISH,
    shows,
    state_of,
    warns,
)
from services.submissions.scorecards.commands import (
    AmendScoreSheet,
    CheckScore,
    IssueScoreSheet,
    MendScore,
    OutdateScore,
    PublishScore,
    ReleaseScore,
    ReturnScore,
    SendScore,
    TakeBackScore,
    TakeBackScoreCheck,
    TakeBackScoreReturn,
    UnpublishScore,
    WithdrawScoreSheet,
)
from services.submissions.scorecards.decider import (
    CARD,
    HANDLES,
    decide_check,
    decide_check_taken_back,
    decide_mend,
    decide_outdated,
    decide_publish,
    decide_release,
    decide_return,
    decide_return_taken_back,
    decide_send,
    decide_take_back,
    decide_unpublish,
)
from services.submissions.scorecards.events import (
    Figure,
    ScoreChecked,
    ScoreCheckTakenBack,
    Scored,
    ScorePublished,
    ScoreReleased,
    ScoreReturned,
    ScoreReturnTakenBack,
    ScoreSent,
    ScoreSheetIssued,
    ScoreSheetWithdrawn,
    ScoreTakenBack,
    ScoreUnpublished,
    SheetLine,
)
from services.submissions.scorecards.facts import FACTS
from services.submissions.scorecards.figures import beyond
from services.submissions.scorecards.issuing import shows_sheet
from services.submissions.scorecards.sheets import (
    SHEET,
    Unwritten,
    decide_amend,
    decide_issue,
    decide_withdraw,
)
from services.submissions.units.decider import UNIT
from tests.support.given import decider, head_of
from tests.unit.submissions import test_units
from thidua_contracts.codes import UnitKind

NOW = datetime(2024, 11, 4, 3, tzinfo=UTC)
U, OTHER = UUID(int=1), UUID(int=2)
S = score_sheet_id("03386", 2024)
C = scorecard_id(S, U)
rate = SheetLine(
    code="TC1", name="Hộ đạt Gia đình văn hóa", points=Decimal(60), kind="ratio-to-target", of="Số hộ đạt",
    per="Tổng số hộ", scale=Decimal("0.9"),
)  # fmt: skip
fined = SheetLine(
    code="TC2", name="Vụ việc mất an ninh", points=Decimal(0), kind="deduction", of="Số vụ", scale=Decimal(5)
)
lines = (rate, fined)

issue = IssueScoreSheet(ward_code="03386", at=NOW, year=2024, lines=lines, document_number="12/HD-UBND")
issued = ScoreSheetIssued(sheet_id=S, year=2024, version=1, lines=lines, document_number="12/HD-UBND")
stricter = (replace(rate, scale=Decimal(1)), fined)
amend = AmendScoreSheet(ward_code="03386", at=NOW, sheet_id=S, lines=stricter, document_number="14/HD-UBND")
amended = replace(issued, version=2, lines=stricter, document_number="14/HD-UBND")
withdraw = WithdrawScoreSheet(ward_code="03386", at=NOW, sheet_id=S, reason="year")
withdrawn = ScoreSheetWithdrawn(sheet_id=S, year=2024, reason="year")

figures = (Figure(code="TC1", count=40, base=60), Figure(code="TC2", count=1))
scored = (
    Scored(
        code="TC1", name=rate.name, count=40, base=60, points=Decimal("44.44"), most=Decimal(60)
    ),  # 60 × (40/60) / 0.9
    Scored(code="TC2", name=fined.name, count=1, base=None, points=Decimal("-5.00"), most=Decimal(0)),
)
found = (Figure(code="TC1", count=54, base=60), Figure(code="TC2", count=1))
better = (replace(scored[0], count=54, points=Decimal("60.00")), scored[1])
send = SendScore(ward_code="03386", at=NOW, sheet_id=S, unit_id=U, figures=figures)
sent = ScoreSent(
    card_id=C, unit_id=U, sheet_id=S, year=2024, version=1, lines=scored, total=Decimal("39.44"), by_office=False
)
take_back = TakeBackScore(ward_code="03386", at=NOW, card_id=C, reason="content")
taken_back = ScoreTakenBack(card_id=C, unit_id=U, year=2024, reason="content", by_office=False)
give_back = ReturnScore(ward_code="03386", at=NOW, card_id=C, sheet_id=S, reasons=("figures",))
mend = MendScore(ward_code="03386", at=NOW, card_id=C, sheet_id=S, unit_id=U, figures=found)
outdate = OutdateScore(ward_code="03386", at=NOW, card_id=C, sheet_id=S)
release = ReleaseScore(ward_code="03386", at=NOW, card_id=C, sheet_id=S)
released = ScoreReleased(card_id=C, unit_id=U, year=2024)
returned = ScoreReturned(card_id=C, unit_id=U, year=2024, reasons=("figures",))
unreturn = TakeBackScoreReturn(ward_code="03386", at=NOW, card_id=C, reason="slip")
unreturned = ScoreReturnTakenBack(card_id=C, unit_id=U, year=2024, reason="slip")
check = CheckScore(ward_code="03386", at=NOW, card_id=C, sheet_id=S, figures=found)
checked = ScoreChecked(card_id=C, unit_id=U, year=2024, lines=better, total=Decimal("55.00"))
uncheck = TakeBackScoreCheck(ward_code="03386", at=NOW, card_id=C, sheet_id=S, reason="slip")
unchecked = ScoreCheckTakenBack(card_id=C, unit_id=U, year=2024, reason="slip")
publish = PublishScore(ward_code="03386", at=NOW, card_id=C, sheet_id=S)
published = ScorePublished(card_id=C, unit_id=U, year=2024, published_on=date(2024, 11, 4))
unpublish = UnpublishScore(ward_code="03386", at=NOW, card_id=C, sheet_id=S, reason="slip")
unpublished = ScoreUnpublished(card_id=C, unit_id=U, year=2024, reason="slip")
GOLDEN: list[Any] = [
    issued, withdrawn, sent, taken_back, returned, unreturned, checked, unchecked, published, unpublished, released,
]  # fmt: skip

HEAD, STRANGER = head_of(U), head_of(OTHER)
CLERK = replace(HEAD, role="clerk", unit_id=None)
GROUP = UNIT.fold([test_units.registered])
IN_FORCE, CHANGED, GONE = SHEET.fold([issued]), SHEET.fold([issued, amended]), SHEET.fold([issued, withdrawn])
issuing, amending = decider(SHEET, decide_issue), decider(SHEET, decide_amend)
sending = decider(CARD, decide_send).by(HEAD).beside(IN_FORCE, GROUP)
checking = decider(CARD, decide_check).beside(IN_FORCE)
publishing = decider(CARD, decide_publish).beside(IN_FORCE)


def test_a_year_has_one_sheet_written_anew_in_versions_and_withdrawn() -> None:
    issuing.when(issue).then(issued)
    issuing.given(issued).when(issue).then_refused("score-sheet.already-issued")
    amending.given(issued).when(amend).then(amended)
    amending.given(issued, amended).when(amend).then_refused("score-sheet.unchanged")
    amending.given(issued, withdrawn).when(amend).then_refused("score-sheet.withdrawn")
    amending.when(amend).then_refused("not-found")
    withdrawing = decider(SHEET, decide_withdraw)
    withdrawing.given(issued).when(withdraw).then(withdrawn)
    withdrawing.given(issued, withdrawn).when(withdraw).then_nothing()
    withdrawing.when(withdraw).then_refused("not-found")
    issuing.given(issued, withdrawn).when(issue).then(replace(issued, version=2))
    assert shows_sheet(GONE).lines == shows_sheet(IN_FORCE).lines, "what the next one begins with"
    assert shows_sheet(GONE).document_number is None


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (replace(fined, code="tc1"), "score-sheet.code-twice"),
        (replace(fined, per="Tổng số hộ"), "score-sheet.base"),
        (replace(rate, code="TC3", per=None), "score-sheet.base"),
        (replace(fined, scale=Decimal(0)), "score-sheet.scale"),
    ],
)
def test_a_sheet_can_be_scored_by(line: SheetLine, code: str) -> None:
    issuing.when(replace(issue, lines=(rate, line))).then_refused(code)
    amending.given(issued).when(replace(amend, lines=(rate, line))).then_refused(code)


def test_a_group_scores_itself_once_and_mends_what_it_sent() -> None:
    sending.when(send).then(sent)
    sending.given(sent).when(send).then_nothing()
    sending.given(sent).when(replace(send, figures=found)).then_refused("score.already-sent")
    sending.given(sent, returned).when(send).then_refused("score.already-sent")
    sending.given(sent, taken_back).when(send).then(sent)
    sending.given(sent, checked).when(send).then_refused("score.checked")
    sending.given(sent, checked, published).when(send).then_refused("score.published")
    sending.by(CLERK).when(send).then(replace(sent, by_office=True))
    sending.by(STRANGER).when(send).then_refused("not-found")
    sending.beside(CHANGED, GROUP).given(sent).when(send).then_refused("score.already-sent")


def test_only_a_living_group_is_scored_in_a_year_that_has_begun_by_a_sheet_in_force() -> None:
    office = UNIT.fold([replace(test_units.registered, kind=UnitKind.OFFICE)])
    sending.beside(IN_FORCE, office).when(send).then_refused("score.not-a-group")
    ended = UNIT.fold([test_units.registered, test_units.closed])
    sending.beside(IN_FORCE, ended).when(send).then_refused("unit.closed")
    sending.beside(GONE, GROUP).when(send).then_refused("score-sheet.withdrawn")
    sending.beside(Unwritten(), GROUP).when(send).then_refused("not-found")
    early = replace(send, at=datetime(2023, 12, 31, 16, tzinfo=UTC))
    sending.when(early).then_refused("score.year-to-come")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ((figures[0],), "score.figure-missing"),
        ((*figures, figures[0]), "score.criterion-twice"),
        ((*figures, Figure(code="TC9", count=1)), "score.no-such-criterion"),
        ((replace(figures[0], base=None), figures[1]), "score.base"),
        ((figures[0], replace(figures[1], base=2)), "score.base"),
    ],
)
def test_every_criterion_has_its_figure_once(wrong: tuple[Figure, ...], code: str) -> None:
    sending.when(replace(send, figures=wrong)).then_refused(code)
    checking.given(sent).when(replace(check, figures=wrong)).then_refused(code)


def test_each_kind_of_rule_turns_a_figure_into_points() -> None:
    counted = replace(fined, code="TC3", kind="count-times-unit", points=Decimal(8), scale=Decimal(3))
    extra = replace(fined, code="TC4", kind="bonus", points=Decimal(5), scale=Decimal(2))
    sheet = SHEET.fold([replace(issued, lines=(counted, extra))])
    said = (Figure(code="TC3", count=3), Figure(code="TC4", count=2))
    lines = tuple(
        Scored(code=line.code, name=line.name, count=count, base=None, points=Decimal(points), most=line.points)
        for line, count, points in ((counted, 3, "8.00"), (extra, 2, "4.00"))
    )
    sending.beside(sheet, GROUP).when(replace(send, figures=said)).then(
        replace(sent, lines=lines, total=Decimal("12.00"))
    )


def test_what_was_sent_is_taken_back_before_it_is_checked() -> None:
    taking = decider(CARD, decide_take_back).by(HEAD)
    taking.given(sent).when(take_back).then(taken_back)
    taking.given(sent, returned).when(take_back).then(taken_back)
    taking.given(sent).by(CLERK).when(take_back).then(replace(taken_back, by_office=True))
    for history in ([sent], [sent, returned]):
        taking.given(*history).by(STRANGER).when(take_back).then_refused("not-found")
    taking.given(sent, checked).when(take_back).then_refused("score.checked")
    taking.given(sent, taken_back).when(take_back).then_refused("score.not-sent")
    taking.when(take_back).then_refused("not-found")


def test_what_was_sent_or_returned_is_mended_and_sent_again() -> None:
    mending = decider(CARD, decide_mend).by(HEAD).beside(IN_FORCE, GROUP)
    again = replace(sent, lines=better, total=Decimal("55.00"))
    mending.given(sent, returned).when(mend).then(again)
    mending.given(sent).when(mend).then(again)
    mending.given(sent).when(replace(mend, figures=figures)).then_nothing()
    mending.given(sent, returned).when(replace(mend, figures=figures)).then(sent)
    by_the_new = (replace(scored[0], points=Decimal("40.00")), scored[1])
    mending.beside(CHANGED, GROUP).given(sent).when(replace(mend, figures=figures)).then(
        replace(sent, version=2, lines=by_the_new, total=Decimal("35.00"))
    )
    mending.given(sent, returned).by(CLERK).when(mend).then(replace(again, by_office=True))
    for history in ([sent], [sent, returned]):
        mending.given(*history).by(STRANGER).when(mend).then_refused("not-found")
        mending.given(*history).when(replace(mend, sheet_id=UUID(int=9))).then_refused("not-found")
        mending.given(*history).when(replace(mend, unit_id=OTHER)).then_refused("not-found")
        mending.given(*history).beside(GONE, GROUP).when(mend).then_refused("score-sheet.withdrawn")
    mending.given(sent, checked).when(mend).then_refused("score.checked")
    mending.given(sent, taken_back).when(mend).then_refused("score.not-sent")
    mending.when(mend).then_refused("not-found")


def test_what_was_checked_by_a_sheet_that_was_written_anew_waits_again() -> None:
    outdating = decider(CARD, decide_outdated).beside(CHANGED)
    outdated = ScoreCheckTakenBack(card_id=C, unit_id=U, year=2024, reason="sheet-changed")
    outdating.given(sent, checked).when(outdate).then(outdated)
    outdating.given(replace(sent, version=2), checked).when(outdate).then_nothing()
    outdating.given(sent, checked).beside(GONE).when(outdate).then_nothing()
    for history in ([], [sent], [sent, returned], [sent, checked, published]):
        outdating.given(*history).when(outdate).then_nothing()
    said = {fact.name: fact for fact in FACTS}["score-check-taken-back"].says
    assert callable(said) and said(outdated) == "Hủy kiểm tra: bảng tiêu chí đã sửa."


def test_a_card_whose_sheet_was_withdrawn_is_released_unless_it_was_published() -> None:
    releasing = decider(CARD, decide_release).beside(GONE)
    for history in ([sent], [sent, returned], [sent, checked]):
        releasing.given(*history).when(release).then(released)
    for history in ([], [sent, taken_back], [sent, released], [sent, checked, published]):
        releasing.given(*history).when(release).then_nothing()
    since = replace(sent, version=2)
    releasing.beside(CHANGED).given(since).when(release).then_nothing()  # sent by the sheet that was issued again
    releasing.beside(CHANGED).given(sent).when(release).then(released)
    checking.given(sent, released).when(check).then_refused("score.released")
    sending.given(sent, released).when(send).then(sent)
    assert shows(CARD.fold([sent, released])).standing == "released"


@pytest.mark.parametrize(
    ("standing", "sheet", "version", "offers", "why"),
    [
        ("sent", "issued", 1, {"check", "return", "mend"}, ""),
        ("sent", "issued", 2, {"return", "mend"}, "Tổ, bản bấm “Sửa, gửi lại” để chấm lại; phường, xã"),
        ("sent", "withdrawn", 1, set(), "đã rút nên bảng điểm này không còn được trả lại, kiểm tra, công bố"),
        ("returned", "issued", 1, {"mend"}, ""),
        ("returned", "withdrawn", 1, set(), "đã rút nên"),
        ("checked", "issued", 1, {"check", "publish"}, ""),
        ("checked", "issued", 2, {"return"}, "tổ, bản chờ trả lại rồi chấm lại"),
        ("checked", "withdrawn", 1, set(), "đã rút nên"),
        ("released", "withdrawn", 1, set(), "đã rút nên"),
        ("released", "issued", 2, set(), "chấm lại từ trang bảng tiêu chí"),
        ("published", "withdrawn", 1, set(), "bảng đó nay đã rút"),
        ("published", "issued", 2, set(), "bảng hiện nay là lần 2"),
        ("published", "issued", 1, set(), ""),
    ],
)
def test_what_its_sheet_lets_nobody_do_is_not_offered_and_the_card_says_why(
    standing: str, sheet: str, version: int, offers: set[str], why: str
) -> None:
    row = {"standing": standing, "sheet_standing": sheet, "version": 1, "sheet_version": version, "year": 2024}
    assert {do.name for do in (CHECK, RETURN, MEND, PUBLISH) if do.offered(row)} == offers
    assert why in warns(row) and bool(warns(row)) == bool(why)


def test_the_office_returns_or_checks_and_takes_either_back() -> None:
    returning = decider(CARD, decide_return).beside(IN_FORCE)
    unreturning = decider(CARD, decide_return_taken_back)
    returning.given(sent).when(give_back).then(returned)
    returning.given(sent, returned).when(give_back).then_refused("score.returned")
    returning.given(sent).beside(CHANGED).when(give_back).then(returned)
    returning.given(sent, checked).when(give_back).then_refused("score.checked")
    returning.given(sent, checked).beside(CHANGED).when(give_back).then(returned)
    returning.given(sent, checked).beside(GONE).when(give_back).then_refused("score-sheet.withdrawn")
    returning.given(sent, checked, published).beside(CHANGED).when(give_back).then_refused("score.published")
    returning.given(sent).beside(GONE).when(give_back).then_refused("score-sheet.withdrawn")
    returning.given(sent).when(replace(give_back, sheet_id=UUID(int=9))).then_refused("not-found")
    unreturning.given(sent, returned).when(unreturn).then(unreturned)
    unreturning.given(sent).when(unreturn).then_refused("score.sent")
    checking.given(sent, returned, unreturned).when(check).then(checked)
    checking.given(sent).when(check).then(checked)
    checking.given(sent, checked).when(check).then_nothing()
    by_own = replace(checked, lines=scored, total=Decimal("39.44"))
    checking.given(sent, checked).when(replace(check, figures=figures)).then(by_own)
    checking.given(sent, returned).when(check).then_refused("score.returned")
    checking.given(sent).when(replace(check, sheet_id=UUID(int=9))).then_refused("not-found")
    checking.given(sent).beside(CHANGED).when(check).then_refused("score.sheet-changed")
    checking.given(sent).beside(GONE).when(check).then_refused("score-sheet.withdrawn")
    unchecking = decider(CARD, decide_check_taken_back).beside(IN_FORCE)
    unchecking.given(sent, checked).when(uncheck).then(unchecked)
    unchecking.given(sent, checked, published).when(uncheck).then_refused("score.published")
    checking.given(sent, checked, unchecked).when(check).then(checked)


def test_what_was_checked_is_published_and_hidden_again() -> None:
    publishing.given(sent, checked).when(publish).then(published)
    publishing.given(sent, checked, published).when(publish).then_nothing()
    publishing.given(sent).when(publish).then_refused("score.sent")
    publishing.given(sent, checked).beside(CHANGED).when(publish).then_refused("score.sheet-changed")
    publishing.given(sent, checked).beside(GONE).when(publish).then_refused("score-sheet.withdrawn")
    hiding = decider(CARD, decide_unpublish).beside(IN_FORCE)
    hiding.given(sent, checked, published).when(unpublish).then(unpublished)
    hiding.given(sent, checked).when(unpublish).then_refused("score.checked")
    publishing.given(sent, checked, published, unpublished).when(publish).then(published)
    row = shows(CARD.fold([sent, checked, published]))
    assert (row.standing, row.total, row.checked_total) == ("published", Decimal("39.44"), Decimal("55.00"))
    assert row.published_on == date(2024, 11, 4) and shows(CARD.fold([sent, checked])).published_on is None


def test_what_is_taken_back_after_its_sheet_changed_opens_nothing_that_cannot_be_done() -> None:
    hiding = decider(CARD, decide_unpublish).given(sent, checked, published)
    hiding.beside(GONE).when(unpublish).then(unpublished, released)
    for sheet in (CHANGED, SHEET.fold([issued, withdrawn, replace(issued, version=2)])):
        hiding.beside(sheet).when(unpublish).then(unpublished, unchecked)
    unchecking = decider(CARD, decide_check_taken_back).given(sent, checked)
    unchecking.beside(GONE).when(uncheck).then(unchecked, released)
    unchecking.beside(CHANGED).when(uncheck).then(unchecked)
    for card, command in ((hiding, unpublish), (unchecking, uncheck)):
        card.beside(IN_FORCE).when(replace(command, sheet_id=UUID(int=9))).then_refused("not-found")
    returning = decider(CARD, decide_return).beside(CHANGED)
    returning.given(sent, checked, published, unpublished, unchecked).when(give_back).then(returned)


@pytest.mark.parametrize(
    ("standing", "sheet", "version", "word", "then"),
    [
        ("published", "issued", 1, "Đã công bố", "sửa rồi công bố lại được"),
        ("published", "withdrawn", 1, "Đã công bố; bảng tiêu chí đã rút", "hết hiệu lực"),
        ("published", "issued", 2, "Đã công bố", "trả lại để chấm lại"),
        ("checked", "issued", 1, "Đã kiểm tra, chưa công bố", "tổ, bản sửa được"),
        ("checked", "withdrawn", 1, "Hết hiệu lực: bảng tiêu chí đã rút", "hết hiệu lực"),
        ("sent", "issued", 1, "Chờ kiểm tra", "tổ, bản sửa được"),
        ("sent", "issued", 2, "Chờ kiểm tra; phải chấm lại vì bảng tiêu chí đã sửa", "trả lại để chấm lại"),
        ("returned", "issued", 2, "Bị trả lại", "trả lại để chấm lại"),
    ],
)
async def test_a_card_says_what_its_sheet_has_made_of_it(
    standing: str, sheet: str, version: int, word: str, then: str
) -> None:
    row = {"standing": standing, "sheet_standing": sheet, "version": 1, "sheet_version": version, "year": 2024}
    assert state_of(row)[1] == word
    assert UNPUBLISH.given is not None and UNPUBLISH.given is UNCHECK.given
    nobody: Any = None
    assert then in (await UNPUBLISH.given(nobody, nobody, row))["then"]


def test_a_timeline_says_no_points_before_they_are_published() -> None:
    of = {fact.cls: fact for fact in FACTS}
    said = [of[type(event)].sentence(event) for event in GOLDEN]
    assert all(said) and "55" not in said[6]
    assert said[2] == "Tổ, bản gửi bảng điểm tự chấm theo bảng tiêu chí lần 1: 39,44 điểm."


def test_each_command_names_its_streams() -> None:
    of = {handles.command: handles.streams for handles in HANDLES}
    for one in (amend, withdraw):
        assert of[type(one)](one) == (SHEET.at(S),)
    assert of[IssueScoreSheet](issue) == (SHEET.new(S),)
    assert of[SendScore](send) == (CARD.new(C), SHEET.read(S), UNIT.read(U))
    for two in (check, publish, give_back, uncheck, unpublish, release):
        assert of[type(two)](two) == (CARD.at(C), SHEET.read(S))
    assert of[MendScore](mend) == (CARD.at(C), SHEET.read(S), UNIT.read(U))
    for three in (take_back, unreturn):
        assert of[type(three)](three) == (CARD.at(C),)


@pytest.mark.parametrize(
    ("kind", "scale", "count", "base", "told"),
    [
        ("ratio-to-target", "1", "100", "100", ""),
        ("ratio-to-target", "1", "120", "100", "số liệu 120 / 100 tính ra 120,00 điểm, quá tối đa; chỉ được 100 điểm"),
        ("ratio-to-target", "0.9", "95", "100", ""),
        ("ratio-to-target", "1.2", "120", "100", ""),
        ("count-times-unit", "1", "120", "", "số liệu 120 tính ra 120,00 điểm"),
        ("count-times-unit", "1", "100", "", ""),
        ("bonus", "1", "120", "", ""),
        ("deduction", "1", "120", "", ""),
        ("ratio-to-target", "1", "nhiều", "100", ""),
        ("ratio-to-target", "1", "120", "", ""),
    ],
)
def test_figures_beyond_the_most_are_read_again_where_the_rule_has_a_most(
    kind: Any, scale: str, count: str, base: str, told: str
) -> None:
    line = {"code": "TC1", "name": "Hộ đạt", "points": "100", "kind": kind, "of": "Số hộ", "per": None, "scale": scale}
    said = beyond(line, count, base)
    assert (told in said[0] and len(said) == 1) if told else said == []


def test_one_thing_counts_for_no_more_than_the_most_of_its_criterion() -> None:
    counted = replace(fined, kind="count-times-unit", points=Decimal(100), scale=Decimal(120))
    told = issuing.given().when(replace(issue, lines=(rate, counted))).then_refused("score-sheet.unit-over-points")
    assert "TC2" in told.sentence and "100" in told.sentence
    for kind in ("bonus", "deduction"):
        issuing.given().when(replace(issue, lines=(rate, replace(counted, kind=kind)))).outcome()
