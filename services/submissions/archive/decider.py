"""File of the archive: listed, opened by its first paper, closed, handed over in time; each step is taken back while the next is not done.

One stream per ward, year and folded code, so that a code is one file of a year, however it is written.

Pure: no I/O, no clock, no new ids. Everything variable arrives in the command.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar, Final, TypeVar, assert_never
from uuid import UUID

from services.chassis import words
from services.chassis.calendar import local_date
from services.chassis.decider import DomainError, Handles, Refusal, StreamRef, StreamType
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
from services.submissions.archive.events import (
    Event,
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
from services.submissions.archive.rules import hand_over_by
from services.submissions.directives.decider import DIRECTIVE
from services.submissions.ids import archive_file_id
from services.submissions.library.decider import LIBRARY_DOCUMENT, entered
from services.submissions.numbers.decider import DOCUMENT_NUMBER, is_free
from services.submissions.refusals import NOT_FOUND
from services.submissions.reports.state import REPORT, Accepted


class ArchiveRefused(DomainError):
    """What a file of the archive refuses."""

    refusals: ClassVar[Mapping[str, Refusal]] = {
        "archive.already-listed": Refusal(
            "Hồ sơ {code} năm {year} đã có trong danh mục. Mở hồ sơ đó, hoặc ghi số, ký hiệu khác."
        ),
        "archive.withdrawn": Refusal(
            "Hồ sơ này đã rút khỏi danh mục. Muốn dùng lại, hãy ghi hồ sơ vào danh mục lần nữa."
        ),
        "archive.not-empty": Refusal("Hồ sơ còn văn bản nên không rút được. Lấy các văn bản ra trước."),
        "archive.closed": Refusal("Hồ sơ đã kết thúc từ ngày {closed_on}. Muốn thay đổi, hãy mở lại hồ sơ trước."),
        "archive.handed-over": Refusal(
            "Hồ sơ đã nộp lưu ngày {handed_over_on}. Muốn thay đổi, hãy hủy ghi nộp lưu trước."
        ),
        "archive.nothing-chosen": Refusal("Chưa chọn văn bản nào. Chọn ít nhất một văn bản ở một trong bốn mục.", 422),
        "archive.no-number": Refusal(
            "Có số đã rút khỏi sổ văn bản đi nên không lưu được. Tải lại trang rồi chọn lại.", 422
        ),
        "archive.report-not-accepted": Refusal(
            "Có báo cáo chưa được tiếp nhận nên chưa lưu được. Tiếp nhận báo cáo đó trước.", 422
        ),
        "archive.paper-not-here": Refusal("Văn bản này không có trong hồ sơ. Tải lại trang để xem hồ sơ hiện nay."),
        "archive.empty": Refusal("Hồ sơ chưa có văn bản nào nên chưa kết thúc được. Đưa văn bản vào, hoặc rút hồ sơ."),
        "archive.in-the-future": Refusal("Ngày này không thể sau ngày hôm nay. Hãy kiểm tra lại ngày.", 422),
        "archive.closed-before-its-year": Refusal(
            "Hồ sơ năm {year} không thể kết thúc trước ngày 01/01/{year}. Hãy kiểm tra lại ngày.", 422
        ),
        "archive.not-closed": Refusal("Hồ sơ chưa kết thúc. Hãy ghi kết thúc hồ sơ trước."),
        "archive.handed-over-before-closed": Refusal(
            "Ngày nộp lưu không thể trước ngày kết thúc hồ sơ ({closed_on}). Hãy kiểm tra lại ngày.", 422
        ),
        "archive.not-handed-over": Refusal("Hồ sơ chưa ghi nộp lưu nên không có gì để hủy."),
        "not-found": NOT_FOUND,
    }


@dataclass(frozen=True, slots=True)
class Unlisted:
    """No list has it."""


@dataclass(frozen=True, slots=True)
class Listed:
    """On the list; open once it holds papers."""

    entry: FileEntry
    papers: tuple[Paper, ...] = ()


@dataclass(frozen=True, slots=True)
class Closed:
    """Its work has ended."""

    file: Listed
    closed_on: date
    hand_over_by: date | None


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The archive has it."""

    closed: Closed
    handed_over_on: date


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Listed by mistake."""


State = Unlisted | Listed | Closed | HandedOver | Withdrawn
S = TypeVar("S", Listed, Closed, HandedOver)


def evolve(state: State, event: Event) -> State:
    """The file after this event."""
    match event:
        case FileListed():
            return Listed(event.entry)
        case FileCorrected():
            return replace(_is(state, Listed), entry=event.entry)
        case FileWithdrawn():
            return Withdrawn()
        case PapersFiled():
            return replace(_is(state, Listed), papers=_is(state, Listed).papers + event.papers)
        case PaperTakenOut():
            papers = tuple(each for each in _is(state, Listed).papers if each != event.paper)
            return replace(_is(state, Listed), papers=papers)
        case FileClosed():
            return Closed(_is(state, Listed), event.closed_on, event.hand_over_by)
        case FileReopened():
            return _is(state, Closed).file
        case FileHandedOver():
            return HandedOver(_is(state, Closed), event.handed_over_on)
        case HandOverTakenBack():
            return _is(state, HandedOver).closed
        case _:
            assert_never(event)


def _is(state: State, step: type[S]) -> S:
    assert isinstance(state, step)
    return state


ARCHIVE_FILE: Final[StreamType[State]] = StreamType("archive-file", Unlisted(), evolve)
KEEPERS: Final = frozenset({"records-clerk", "clerk"})


def standing(state: State, step: type[S]) -> S:
    """The file, while it stands at this step. Raises ArchiveRefused, which says where it stands."""
    if isinstance(state, step):
        return state
    match state:
        case Unlisted():
            raise ArchiveRefused("not-found")
        case Withdrawn():
            raise ArchiveRefused("archive.withdrawn")
        case Listed() if step is HandedOver:
            raise ArchiveRefused("archive.not-handed-over")
        case Listed():
            raise ArchiveRefused("archive.not-closed")
        case Closed() if step is HandedOver:
            raise ArchiveRefused("archive.not-handed-over")
        case Closed():
            raise ArchiveRefused("archive.closed", closed_on=words.day(state.closed_on))
        case HandedOver():
            raise ArchiveRefused("archive.handed-over", handed_over_on=words.day(state.handed_over_on))
        case _:
            assert_never(state)


def not_to_come(day: date, command: CloseFile | HandOverFile) -> None:
    """A day that has come."""
    if day > local_date(command.at):
        raise ArchiveRefused("archive.in-the-future")


def decide_list(command: ListFile, state: State) -> list[Event]:
    """Put it on the list, once, and again after it was taken off."""
    if not isinstance(state, Unlisted | Withdrawn):
        raise ArchiveRefused("archive.already-listed", code=command.code, year=command.year)
    entry = FileEntry(code=command.code, year=command.year, title=command.title, retention=command.retention)
    return [FileListed(file_id=archive_file_id(command.ward_code, command.year, command.code), entry=entry)]


def decide_correct(command: CorrectFile, state: State) -> list[Event]:
    """Write it right; the same again is nothing. By its retention a closed file is handed over: that one is opened first."""
    file = standing(state, Listed)
    right = replace(file.entry, title=command.title, retention=command.retention)
    return [] if right == file.entry else [FileCorrected(file_id=command.file_id, entry=right)]


def decide_withdraw(command: WithdrawFile, state: State) -> list[Event]:
    """Take an empty file off the list; a second time, nothing happens."""
    if isinstance(state, Withdrawn):
        return []
    if standing(state, Listed).papers:
        raise ArchiveRefused("archive.not-empty")
    return [FileWithdrawn(file_id=command.file_id, reason=command.reason)]


def asked(command: FilePapers) -> tuple[Paper, ...]:
    """What is to be filed, in the order in which its streams are named."""
    chosen = {
        "number": command.numbers,
        "report": command.reports,
        "document": command.documents,
        "directive": command.directives,
    }
    return tuple(Paper(kind=kind, paper_id=one) for kind, ids in chosen.items() for one in dict.fromkeys(ids))


def decide_file(command: FilePapers, state: State, *held: Any) -> list[Event]:
    """File what is there to be filed; what is in the file already stays."""
    file = standing(state, Listed)
    papers = asked(command)
    if not papers:
        raise ArchiveRefused("archive.nothing-chosen")
    for paper, of in zip(papers, held, strict=True):
        match paper.kind:
            case "number" if is_free(of):
                raise ArchiveRefused("archive.no-number")
            case "report" if not isinstance(of, Accepted):
                raise ArchiveRefused("archive.report-not-accepted")
            case "document":
                entered(of)
            case _:
                pass
    new = tuple(paper for paper in papers if paper not in file.papers)
    return [PapersFiled(file_id=command.file_id, papers=new, filed_on=local_date(command.at))] if new else []


def decide_take_out(command: TakeOutPaper, state: State) -> list[Event]:
    """Take it out."""
    file = standing(state, Listed)
    paper = next((each for each in file.papers if each.paper_id == command.paper_id), None)
    if paper is None:
        raise ArchiveRefused("archive.paper-not-here")
    return [PaperTakenOut(file_id=command.file_id, paper=paper, reason=command.reason)]


def decide_close(command: CloseFile, state: State) -> list[Event]:
    """Close it, on a day that has come; the law of that day says until when it is handed over."""
    file = standing(state, Listed)
    if not file.papers:
        raise ArchiveRefused("archive.empty")
    not_to_come(command.closed_on, command)
    if command.closed_on.year < file.entry.year:
        raise ArchiveRefused("archive.closed-before-its-year", year=file.entry.year)
    return [
        FileClosed(
            file_id=command.file_id,
            code=file.entry.code,
            year=file.entry.year,
            title=file.entry.title,
            closed_on=command.closed_on,
            hand_over_by=hand_over_by(command.closed_on, file.entry.retention),
        )
    ]


def decide_reopen(command: ReopenFile, state: State) -> list[Event]:
    """Open it again."""
    standing(state, Closed)
    return [FileReopened(file_id=command.file_id, reason=command.reason)]


def decide_hand_over(command: HandOverFile, state: State) -> list[Event]:
    """Hand it over, also when the law would let the ward keep it."""
    closed = standing(state, Closed)
    not_to_come(command.handed_over_on, command)
    if command.handed_over_on < closed.closed_on:
        raise ArchiveRefused("archive.handed-over-before-closed", closed_on=words.day(closed.closed_on))
    return [
        FileHandedOver(
            file_id=command.file_id, handed_over_on=command.handed_over_on, document_number=command.document_number
        )
    ]


def decide_take_back(command: TakeBackHandOver, state: State) -> list[Event]:
    """Take it back: it is owed by the same day as before."""
    closed = standing(state, HandedOver).closed
    entry = closed.file.entry
    return [
        HandOverTakenBack(
            file_id=command.file_id,
            code=entry.code,
            year=entry.year,
            title=entry.title,
            closed_on=closed.closed_on,
            hand_over_by=closed.hand_over_by,
            reason=command.reason,
        )
    ]


STREAMS: Final[Mapping[str, StreamType[Any]]] = {
    "number": DOCUMENT_NUMBER,
    "report": REPORT,
    "document": LIBRARY_DOCUMENT,
    "directive": DIRECTIVE,
}


def _filing(command: FilePapers) -> tuple[StreamRef[Any], ...]:
    held = (STREAMS[paper.kind].read(paper.paper_id) for paper in asked(command))
    return ARCHIVE_FILE.at(command.file_id), *held


def _listing(command: ListFile) -> tuple[StreamRef[State], ...]:
    return (ARCHIVE_FILE.new(archive_file_id(command.ward_code, command.year, command.code)),)


def _own(command: Any) -> tuple[StreamRef[State], ...]:
    file_id: UUID = command.file_id
    return (ARCHIVE_FILE.at(file_id),)


HANDLES: tuple[Handles[Any], ...] = (
    Handles(ListFile, _listing, decide_list, roles=KEEPERS),
    Handles(CorrectFile, _own, decide_correct, roles=KEEPERS),
    Handles(WithdrawFile, _own, decide_withdraw, roles=KEEPERS),
    Handles(FilePapers, _filing, decide_file, roles=KEEPERS),
    Handles(PutIntoFile, _filing, decide_file, roles=KEEPERS),
    Handles(TakeOutPaper, _own, decide_take_out, roles=KEEPERS),
    Handles(CloseFile, _own, decide_close, roles=KEEPERS),
    Handles(ReopenFile, _own, decide_reopen, roles=KEEPERS),
    Handles(HandOverFile, _own, decide_hand_over, roles=KEEPERS),
    Handles(TakeBackHandOver, _own, decide_take_back, roles=KEEPERS),
)
