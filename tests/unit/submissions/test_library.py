from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from services.chassis.files.reference import FileRef
from services.submissions.ids import library_document_id
from services.submissions.library.commands import (
    AttachText,
    CorrectDocument,
    EndDocument,
    EnterDocument,
    RestoreDocument,
    TakeBackEnd,
    WithdrawDocument,
)
from services.submissions.library.decider import (
    HANDLES,
    LIBRARY_DOCUMENT,
    Absent,
    Entered,
    Withdrawn,
    decide_attach,
    decide_correct,
    decide_end,
    decide_enter,
    decide_restore,
    decide_take_back,
    decide_withdraw,
    document_of,
)
from services.submissions.library.events import (
    Entry,
    Instead,
    LibraryDocumentCorrected,
    LibraryDocumentEnded,
    LibraryDocumentEndTakenBack,
    LibraryDocumentEntered,
    LibraryDocumentRestored,
    LibraryDocumentTextAttached,
    LibraryDocumentWithdrawn,
)
from tests.support.given import decider

NOW = datetime(2024, 7, 1, 3, tzinfo=UTC)
ISSUER = "Chính phủ"
DOC = library_document_id("03386", 2023, ISSUER, "98/2023/NĐ-CP")
NEWER = library_document_id("03386", 2025, ISSUER, "152/2025/NĐ-CP")
enter = EnterDocument(
    ward_code="03386", at=NOW, title="Nghị định quy định chi tiết Luật Thi đua, khen thưởng", kind="decree",
    level="state", number="98/2023/NĐ-CP", issuer=ISSUER, issued_on=date(2023, 12, 31),
    in_force_from=date(2024, 1, 1), link="https://vanban.chinhphu.vn/?docid=209541",
)  # fmt: skip
entry = Entry(
    title=enter.title, kind="decree", level="state", number="98/2023/NĐ-CP", issuer=ISSUER,
    issued_on=date(2023, 12, 31), in_force_from=date(2024, 1, 1), in_force_to=None, link=enter.link,
)  # fmt: skip
entered = LibraryDocumentEntered(document_id=DOC, entry=entry)
correct = CorrectDocument(
    ward_code="03386", at=NOW, document_id=DOC, title="Nghị định về thi đua, khen thưởng", kind="decree", level="state",
    issued_on=date(2023, 12, 31), in_force_from=date(2024, 1, 1), link=enter.link,
)  # fmt: skip
right = replace(entry, title="Nghị định về thi đua, khen thưởng")
corrected = LibraryDocumentCorrected(document_id=DOC, entry=right)
end = EndDocument(
    ward_code="03386", at=NOW, document_id=DOC, ended_on=date(2025, 7, 1), by_document_id=NEWER
)  # fmt: skip
ended = LibraryDocumentEnded(document_id=DOC, ended_on=date(2025, 7, 1), by_document_id=NEWER)
unend = TakeBackEnd(ward_code="03386", at=NOW, document_id=DOC, reason="number")
end_taken_back = LibraryDocumentEndTakenBack(document_id=DOC, reason="number")
withdraw = WithdrawDocument(ward_code="03386", at=NOW, document_id=DOC, reason="twice")
withdrawn = LibraryDocumentWithdrawn(document_id=DOC, reason="twice")
restore = RestoreDocument(ward_code="03386", at=NOW, document_id=DOC, reason="slip")
restored = LibraryDocumentRestored(document_id=DOC, reason="slip")
TEXT = FileRef(file_id=UUID("0192f1c4-6d5e-8a10-8b3c-0000000000aa"), kind="pdf", size=204_800)
attach = AttachText(ward_code="03386", at=NOW, document_id=DOC, files=(TEXT,))
text_attached = LibraryDocumentTextAttached(document_id=DOC, files=(TEXT,))
newer = LibraryDocumentEntered(
    document_id=NEWER, entry=replace(entry, number="152/2025/NĐ-CP", issued_on=date(2025, 6, 14))
)
GOLDEN = [entered, corrected, text_attached, ended, end_taken_back, withdrawn, restored]
SUCCESSOR = Entered(NEWER, newer.entry)
INSTEAD = Instead(document_id=NEWER, number="152/2025/NĐ-CP", title=enter.title)

entering = decider(LIBRARY_DOCUMENT, decide_enter)
correcting = decider(LIBRARY_DOCUMENT, decide_correct)
ending = decider(LIBRARY_DOCUMENT, decide_end)


@pytest.mark.parametrize(
    ("issuer", "number"),
    [("Chính phủ", "098/2023/NĐ-CP"), ("Chính phủ.", "98/2023/nđ–cp"), ("CHÍNH PHỦ", " 98/2023 / NĐ-CP")],
)
def test_a_number_is_one_document_however_it_is_written(issuer: str, number: str) -> None:
    assert library_document_id("03386", 2023, issuer, number) == DOC
    assert library_document_id("03386", 2023, issuer, "908/2023/NĐ-CP") != DOC


def test_a_document_is_entered_once_however_its_number_is_written() -> None:
    entering.when(enter).then(entered)
    alike = replace(enter, number="98/2023/nÐ‑cp", issuer="CHÍNH PHỦ")
    assert document_of(alike) == document_of(enter)
    entering.given(entered).when(alike).then_refused("library.already-entered")
    entering.given(entered, withdrawn).when(enter).then(entered)


def test_the_same_number_of_another_issuer_or_year_is_another_document() -> None:
    others = [replace(enter, issuer="UBND thành phố"), replace(enter, issued_on=date(2024, 1, 2))]
    assert len({document_of(one).stream_id for one in (enter, *others)}) == 3


def test_days_of_a_document_follow_each_other() -> None:
    entering.when(replace(enter, issued_on=date(2024, 7, 2))).then_refused("library.issued-in-the-future")
    entering.when(replace(enter, in_force_from=date(2023, 12, 30))).then_refused("library.in-force-before-issue")
    entering.when(replace(enter, in_force_to=date(2024, 1, 1))).then_refused("library.ends-before-in-force")


def test_an_entry_is_written_right_but_not_made_another_document() -> None:
    correcting.given(entered).when(correct).then(corrected)
    correcting.given(entered, corrected).when(correct).then_nothing()
    correcting.given(entered).when(replace(correct, issued_on=date(2024, 1, 1))).then_refused("library.other-year")
    correcting.given(entered).when(replace(correct, in_force_from=date(2023, 1, 1))).then_refused(
        "library.in-force-before-issue"
    )
    correcting.given(entered, ended).when(replace(correct, in_force_from=date(2025, 7, 1))).then_refused(
        "library.already-ended"
    )
    correcting.given(entered, withdrawn).when(correct).then_refused("library.withdrawn")
    correcting.when(correct).then_refused("not-found")


def test_a_document_ends_once_and_the_end_is_taken_back() -> None:
    ending.given(entered).beside(SUCCESSOR).when(end).then(ended)
    ending.given(entered, ended).beside(SUCCESSOR).when(end).then_nothing()
    later = replace(end, ended_on=date(2025, 8, 1))
    ending.given(entered, ended).beside(SUCCESSOR).when(later).then_refused("library.already-ended")
    ending.given(entered, ended, end_taken_back).beside(SUCCESSOR).when(end).then(ended)
    taking = decider(LIBRARY_DOCUMENT, decide_take_back)
    taking.given(entered, ended).when(unend).then(end_taken_back)
    taking.given(entered).when(unend).then_nothing()


def test_what_ends_has_held_and_what_replaces_it_holds_longer() -> None:
    ending.given(entered).beside(SUCCESSOR).when(replace(end, ended_on=date(2024, 1, 1))).then_refused(
        "library.ends-before-in-force"
    )
    ending.given(entered).when(replace(end, by_document_id=DOC)).then_refused("library.replaces-itself")
    gone = replace(SUCCESSOR, ended_on=date(2025, 7, 1))
    ending.given(entered).beside(gone).when(end).then_refused("library.successor-ended")
    short = replace(SUCCESSOR, entry=replace(SUCCESSOR.entry, in_force_to=date(2025, 6, 30)))
    ending.given(entered).beside(short).when(end).then_refused("library.successor-ended")
    ending.given(entered).beside(Withdrawn(SUCCESSOR)).when(end).then_refused("library.withdrawn")
    ending.given(entered).beside(Absent()).when(end).then_refused("not-found")
    ending.given(entered).when(replace(end, by_document_id=None)).then(replace(ended, by_document_id=None))


def test_a_document_holds_until_the_earlier_of_its_own_end_and_another_one_s() -> None:
    held = Entered(DOC, replace(entry, in_force_to=date(2025, 1, 1)), ended_on=date(2025, 7, 1))
    assert held.ended(date(2025, 1, 1)) and not held.ended(date(2024, 12, 31))
    assert not Entered(DOC, entry).ended(date(2099, 1, 1))


def test_a_document_carries_the_files_of_its_text() -> None:
    entering.when(replace(enter, files=(TEXT,))).then(entered, text_attached)
    attaching = decider(LIBRARY_DOCUMENT, decide_attach)
    attaching.given(entered).when(attach).then(text_attached)
    attaching.given(entered, text_attached).when(attach).then_nothing()
    attaching.given(entered, withdrawn).when(attach).then_refused("library.withdrawn")
    attaching.when(attach).then_refused("not-found")
    bare = Entered(DOC, replace(entry, link=None))
    assert not bare.readable and replace(bare, files=(TEXT,)).readable and Entered(DOC, entry).readable


def test_an_entry_is_taken_back() -> None:
    taking = decider(LIBRARY_DOCUMENT, decide_withdraw)
    taking.given(entered).when(withdraw).then(withdrawn)
    taking.given(entered, withdrawn).when(withdraw).then_nothing()
    taking.when(withdraw).then_refused("not-found")


def test_a_withdrawal_says_which_document_to_go_by_and_that_one_stands() -> None:
    taking = decider(LIBRARY_DOCUMENT, decide_withdraw).given(entered)
    other = replace(withdraw, instead_id=NEWER)
    taking.beside(SUCCESSOR).when(other).then(replace(withdrawn, instead=INSTEAD))
    taking.beside(Withdrawn(SUCCESSOR)).when(other).then_refused("library.withdrawn")
    gone = replace(SUCCESSOR, ended_on=date(2024, 7, 1))
    taking.beside(gone).when(other).then_refused("library.successor-ended")
    taking.beside(replace(gone, ended_on=date(2024, 7, 2))).when(other).then(replace(withdrawn, instead=INSTEAD))
    taking.when(replace(withdraw, instead_id=DOC)).then_refused("library.replaces-itself")


def test_a_document_that_was_withdrawn_by_mistake_comes_back_as_it_stood() -> None:
    restoring = decider(LIBRARY_DOCUMENT, decide_restore)
    restoring.given(entered, text_attached, ended, withdrawn).when(restore).then(restored)
    restoring.given(entered).when(restore).then_nothing()
    restoring.when(restore).then_refused("not-found")
    before = (entered, text_attached, ended)
    assert LIBRARY_DOCUMENT.fold([*before, withdrawn, restored]) == LIBRARY_DOCUMENT.fold(before)
    attaching = decider(LIBRARY_DOCUMENT, decide_attach)
    attaching.given(*before, withdrawn, restored).when(attach).then_nothing()


def test_the_clerk_keeps_the_library() -> None:
    assert [set(case.roles) for case in HANDLES] == [{"clerk"}] * 7
    assert [ref.stream_id for ref in HANDLES[3].streams(end)] == [
        f"library-document-{DOC}",
        f"library-document-{NEWER}",
    ]
    assert len(HANDLES[3].streams(replace(end, by_document_id=None))) == 1
    assert [ref.stream_id for ref in HANDLES[5].streams(replace(withdraw, instead_id=NEWER))][1:] == [
        f"library-document-{NEWER}"
    ]
    assert len(HANDLES[3].streams(replace(end, by_document_id=DOC))) == 1
    assert UUID(HANDLES[1].streams(correct)[0].stream_id.removeprefix("library-document-")) == DOC
