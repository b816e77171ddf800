from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from services.submissions.archive.capability import UNFILED
from services.submissions.archive.commands import (
    CloseFile,
    CorrectFile,
    FilePapers,
    HandOverFile,
    ListFile,
    PutIntoFile,
    ReopenFile,
    TakeBackHandOver,
    TakeOutPaper,
    WithdrawFile,
)
from services.submissions.archive.decider import (
    ARCHIVE_FILE,
    HANDLES,
    asked,
    decide_close,
    decide_correct,
    decide_file,
    decide_hand_over,
    decide_list,
    decide_reopen,
    decide_take_back,
    decide_take_out,
    decide_withdraw,
)
from services.submissions.archive.events import (
    FileClosed,
    FileCorrected,
    FileEntry,
    FileHandedOver,
    FileListed,
    FileReopened,
    FileWithdrawn,
    HandOverTakenBack,
    Paper,
    PapersFiled,
    PaperTakenOut,
)
from services.submissions.archive.facts import closed as told
from services.submissions.archive.rules import ROWS, hand_over_by, read
from services.submissions.directives.decider import Distributed
from services.submissions.ids import archive_file_id
from services.submissions.library.decider import Entered, Withdrawn
from services.submissions.numbers.decider import Free, Taken
from services.submissions.reports.state import REPORT
from tests.support.given import decider
from tests.unit.submissions.test_library import DOC, entry
from tests.unit.submissions.test_reports import accepted, requested, submitted

NOW = datetime(2025, 2, 10, 3, tzinfo=UTC)
CODE, YEAR = "01.TĐKT", 2024
F = archive_file_id("03386", YEAR, CODE)
N, R, D = UUID(int=81), UUID(int=82), UUID(int=83)
file_entry = FileEntry(code=CODE, year=YEAR, title="Kế hoạch, báo cáo thi đua năm 2024", retention=20)
put = ListFile(ward_code="03386", at=NOW, year=YEAR, code=CODE, title=file_entry.title, retention=20)
listed = FileListed(file_id=F, entry=file_entry)
correct = CorrectFile(ward_code="03386", at=NOW, file_id=F, title="Kế hoạch thi đua năm 2024")
corrected = FileCorrected(file_id=F, entry=replace(file_entry, title="Kế hoạch thi đua năm 2024", retention=None))
withdraw = WithdrawFile(ward_code="03386", at=NOW, file_id=F, reason="slip")
withdrawn = FileWithdrawn(file_id=F, reason="slip")
file = FilePapers(
    ward_code="03386", at=NOW, file_id=F, numbers=(N,), reports=(R,), documents=(DOC,), directives=(D,)
)  # fmt: skip
put_into = PutIntoFile(
    ward_code="03386", at=NOW, file_id=F, numbers=(N,), reports=(R,), documents=(DOC,), directives=(D,)
)  # fmt: skip
PAPERS = (
    Paper(kind="number", paper_id=N),
    Paper(kind="report", paper_id=R),
    Paper(kind="document", paper_id=DOC),
    Paper(kind="directive", paper_id=D),
)
filed = PapersFiled(file_id=F, papers=PAPERS, filed_on=date(2025, 2, 10))
take_out = TakeOutPaper(ward_code="03386", at=NOW, file_id=F, paper_id=N, reason="thing")
taken_out = PaperTakenOut(file_id=F, paper=PAPERS[0], reason="thing")
close = CloseFile(ward_code="03386", at=NOW, file_id=F, closed_on=date(2025, 1, 31))
closed = FileClosed(
    file_id=F, code=CODE, year=YEAR, title=file_entry.title, closed_on=date(2025, 1, 31), hand_over_by=date(2026, 1, 31)
)
reopen = ReopenFile(ward_code="03386", at=NOW, file_id=F, reason="content")
reopened = FileReopened(file_id=F, reason="content")
hand_over = HandOverFile(
    ward_code="03386", at=NOW, file_id=F, handed_over_on=date(2025, 2, 10), document_number="03/BB-UBND"
)
handed_over = FileHandedOver(file_id=F, handed_over_on=date(2025, 2, 10), document_number="03/BB-UBND")
take_back = TakeBackHandOver(ward_code="03386", at=NOW, file_id=F, reason="day")
taken_back = HandOverTakenBack(
    file_id=F, code=CODE, year=YEAR, title=file_entry.title, closed_on=date(2025, 1, 31),
    hand_over_by=date(2026, 1, 31), reason="day",
)  # fmt: skip
GOLDEN = [listed, corrected, withdrawn, filed, taken_out, closed, reopened, handed_over, taken_back]

HELD = (
    Taken(N),
    REPORT.fold([requested, submitted, accepted]),
    Entered(DOC, entry),
    Distributed("Chỉ thị", "34-CT/TW", (), (), DOC),
)
listing = decider(ARCHIVE_FILE, decide_list)
filing = decider(ARCHIVE_FILE, decide_file).given(listed)
closing = decider(ARCHIVE_FILE, decide_close)
handing = decider(ARCHIVE_FILE, decide_hand_over)


def test_a_code_is_one_file_of_a_year_however_it_is_written() -> None:
    listing.when(put).then(listed)
    listing.given(listed).when(put).then_refused("archive.already-listed")
    listing.given(listed, withdrawn).when(put).then(listed)
    assert archive_file_id("03386", YEAR, "01.tđkt") == F == archive_file_id("03386", YEAR, "1. TĐKT")
    assert archive_file_id("03386", 2025, CODE) != F


def test_a_file_is_written_right_until_it_is_closed() -> None:
    correcting = decider(ARCHIVE_FILE, decide_correct)
    correcting.given(listed).when(correct).then(corrected)
    correcting.given(listed, corrected).when(correct).then_nothing()
    correcting.given(listed, filed, closed).when(correct).then_refused("archive.closed")
    correcting.given(listed, filed, closed, handed_over).when(correct).then_refused("archive.handed-over")
    correcting.given(listed, withdrawn).when(correct).then_refused("archive.withdrawn")
    correcting.when(correct).then_refused("not-found")


def test_only_an_empty_file_is_taken_off_the_list() -> None:
    withdrawing = decider(ARCHIVE_FILE, decide_withdraw)
    withdrawing.given(listed).when(withdraw).then(withdrawn)
    withdrawing.given(listed, withdrawn).when(withdraw).then_nothing()
    withdrawing.given(listed, filed).when(withdraw).then_refused("archive.not-empty")
    every = tuple(PaperTakenOut(file_id=F, paper=one, reason="twice") for one in PAPERS)
    withdrawing.given(listed, filed, *every).when(withdraw).then(withdrawn)


def test_what_is_there_is_filed_once() -> None:
    filing.beside(*HELD).when(file).then(filed)
    filing.given(listed, filed).beside(*HELD).when(file).then_nothing()
    again = filing.given(listed, filed, taken_out).beside(*HELD).when(file)
    again.then(replace(filed, papers=PAPERS[:1]))
    nothing = replace(file, numbers=(), reports=(), documents=(), directives=())
    filing.when(nothing).then_refused("archive.nothing-chosen")
    filing.given(listed, filed, closed).beside(*HELD).when(file).then_refused("archive.closed")


def test_papers_that_are_known_first_are_put_into_a_chosen_file_by_the_same_rules() -> None:
    filing.beside(*HELD).when(put_into).then(filed)
    filing.given(listed, filed, closed).beside(*HELD).when(put_into).then_refused("archive.closed")
    [case] = [case for case in HANDLES if case.command is PutIntoFile]
    assert case.streams(put_into)[0].stream_id == f"archive-file-{F}"
    assert UNFILED.list is not None and UNFILED.list.act is not None
    name, begins = UNFILED.list.act
    assert name == "file" and begins({"kind": "report", "paper_id": R}) == {"reports": str(R)}


def test_what_is_not_there_to_be_filed_is_refused() -> None:
    number, report, document, directive = HELD
    filing.beside(Free(), report, document, directive).when(file).then_refused("archive.no-number")
    for history in ([requested], [requested, submitted]):
        filing.beside(number, REPORT.fold(history), document, directive).when(file).then_refused(
            "archive.report-not-accepted"
        )
    filing.beside(number, report, Withdrawn(HELD[2]), directive).when(file).then_refused("library.withdrawn")


def test_what_was_filed_by_mistake_is_taken_out() -> None:
    taking = decider(ARCHIVE_FILE, decide_take_out)
    taking.given(listed, filed).when(take_out).then(taken_out)
    taking.given(listed, filed, taken_out).when(take_out).then_refused("archive.paper-not-here")
    taking.given(listed, filed, closed).when(take_out).then_refused("archive.closed")


def test_a_file_with_papers_is_closed_on_a_day_that_has_come() -> None:
    closing.given(listed, filed).when(close).then(closed)
    closing.given(listed).when(close).then_refused("archive.empty")
    tomorrow = replace(close, closed_on=date(2025, 2, 11))
    closing.given(listed, filed).when(tomorrow).then_refused("archive.in-the-future")
    before = replace(close, closed_on=date(2023, 12, 31))
    closing.given(listed, filed).when(before).then_refused("archive.closed-before-its-year")
    closing.given(listed, filed, closed).when(close).then_refused("archive.closed")


def test_a_closed_file_is_opened_again_until_the_archive_has_it() -> None:
    opening = decider(ARCHIVE_FILE, decide_reopen)
    opening.given(listed, filed, closed).when(reopen).then(reopened)
    opening.given(listed, filed).when(reopen).then_refused("archive.not-closed")
    opening.given(listed, filed, closed, handed_over).when(reopen).then_refused("archive.handed-over")
    closing.given(listed, filed, closed, reopened).when(close).then(closed)


def test_a_file_is_handed_over_after_it_was_closed_and_that_is_taken_back() -> None:
    handing.given(listed, filed, closed).when(hand_over).then(handed_over)
    early = replace(hand_over, handed_over_on=date(2025, 1, 30))
    handing.given(listed, filed, closed).when(early).then_refused("archive.handed-over-before-closed")
    tomorrow = replace(hand_over, handed_over_on=date(2025, 2, 11))
    handing.given(listed, filed, closed).when(tomorrow).then_refused("archive.in-the-future")
    handing.given(listed, filed).when(hand_over).then_refused("archive.not-closed")
    taking = decider(ARCHIVE_FILE, decide_take_back)
    taking.given(listed, filed, closed, handed_over).when(take_back).then(taken_back)
    for history in ((listed, filed), (listed, filed, closed)):
        taking.given(*history).when(take_back).then_refused("archive.not-handed-over")
    handing.given(listed, filed, closed, handed_over, taken_back).when(hand_over).then(handed_over)


@pytest.mark.parametrize(
    ("ended", "retention", "by"),
    [
        (date(2025, 1, 31), 20, date(2026, 1, 31)),
        (date(2025, 1, 31), None, date(2026, 1, 31)),  # for ever
        (date(2025, 1, 31), 5, date(2026, 1, 31)),
        (date(2025, 1, 31), 4, None),
        (date(2024, 2, 29), 5, date(2025, 2, 28)),
        (date(2020, 3, 4), 20, None),  # before the decree
    ],
)
def test_the_law_of_the_day_says_until_when_a_file_is_handed_over(
    ended: date, retention: int | None, by: date | None
) -> None:
    assert hand_over_by(ended, retention) == by


def test_the_rules_of_the_archive_are_dated_and_cite_the_law() -> None:
    assert all(row.citation and row.years for row in ROWS)
    later = read('[[hand_over]]\nfrom = 2020-03-05\nyears = 1\nleast_retention = 5\ncitation = "a"\n'
                 '[[hand_over]]\nfrom = 2030-01-01\nyears = 2\nleast_retention = 5\ncitation = "b"\n')  # fmt: skip
    assert hand_over_by(date(2029, 12, 31), 5, later) == date(2030, 12, 31)
    assert hand_over_by(date(2030, 1, 1), 5, later) == date(2032, 1, 1)


def test_a_file_that_may_stay_here_is_told_without_a_day() -> None:
    assert told(replace(closed, hand_over_by=None)).due_at is None
    assert told(closed).due_at == datetime(2026, 1, 31, 17, tzinfo=UTC)


def test_who_keeps_the_files_and_what_a_decision_rests_on() -> None:
    assert {frozenset(case.roles) for case in HANDLES} == {frozenset({"records-clerk", "clerk"})}
    commands = (put, correct, withdraw, file, put_into, take_out, close, reopen, hand_over, take_back)
    lengths = [len(case.streams(command)) for case, command in zip(HANDLES, commands, strict=True)]
    assert lengths == [1, 1, 1, 5, 5, 1, 1, 1, 1, 1]
    assert asked(replace(file, numbers=(N, N))) == PAPERS
