"""Criteria sheet for residential groups: issued for a year, written anew in versions, withdrawn.

One stream per ward and year. Pure: no I/O, no clock, no new ids. Everything variable arrives in the command.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, Final, assert_never

from services.chassis import words
from services.chassis.decider import DomainError, Handles, Refusal, StreamType
from services.chassis.scoring import Bonus, CountTimesUnit, Deduction, RatioToTarget, Rule, exceeds
from services.chassis.text.letters import folded
from services.submissions.ids import score_sheet_id
from services.submissions.refusals import NOT_FOUND
from services.submissions.scorecards.commands import AmendScoreSheet, IssueScoreSheet, WithdrawScoreSheet
from services.submissions.scorecards.events import ScoreSheetIssued, ScoreSheetWithdrawn, SheetEvent, SheetLine


class SheetRefused(DomainError):
    """What a criteria sheet refuses."""

    refusals: ClassVar[Mapping[str, Refusal]] = {
        "score-sheet.already-issued": Refusal("Năm {year} đã có bảng tiêu chí. Mở bảng đó để sửa hoặc rút."),
        "score-sheet.withdrawn": Refusal("Bảng tiêu chí này đã rút. Cần chấm điểm thì ban hành lại bảng của năm đó."),
        "score-sheet.unchanged": Refusal("Nội dung sửa giống nội dung đang ghi; không có gì để sửa.", 422),
        "score-sheet.code-twice": Refusal("Mã tiêu chí “{code}” được ghi hai lần. Hãy chọn mã khác.", 422),
        "score-sheet.base": Refusal(
            "Tiêu chí {code}: ghi “So với” khi tính theo tỷ lệ, để trống với các cách tính khác.", 422
        ),
        "score-sheet.scale": Refusal("Tiêu chí {code}: chỉ tiêu hoặc mức điểm phải lớn hơn 0.", 422),
        "score-sheet.unit-over-points": Refusal(
            "Tiêu chí {code}: mức điểm cho mỗi việc lớn hơn điểm tối đa {points}. Kiểm tra lại hai con số này.", 422
        ),
        "not-found": NOT_FOUND,
    }


@dataclass(frozen=True, slots=True)
class Unwritten:
    """The ward has no sheet for this year."""


@dataclass(frozen=True, slots=True)
class Issued:
    """Groups are scored by it."""

    year: int
    version: int
    lines: tuple[SheetLine, ...]
    document_number: str | None


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Nobody is scored by it; its lines are what the next one begins with."""

    year: int
    version: int
    lines: tuple[SheetLine, ...]


State = Unwritten | Issued | Withdrawn


def evolve(state: State, event: SheetEvent) -> State:
    """The sheet after this event."""
    match event:
        case ScoreSheetIssued():
            return Issued(event.year, event.version, event.lines, event.document_number)
        case ScoreSheetWithdrawn():
            assert isinstance(state, Issued)
            return Withdrawn(state.year, state.version, state.lines)
        case _:
            assert_never(event)


SHEET: Final[StreamType[State]] = StreamType("score-sheet", Unwritten(), evolve)


def rule_of(line: SheetLine) -> Rule[str]:
    """How its figures, `count` and `base`, become points."""
    match line.kind:
        case "ratio-to-target":
            return RatioToTarget("count", "base", line.scale)
        case "count-times-unit":
            return CountTimesUnit("count", line.scale)
        case "bonus":
            return Bonus("count", line.scale)
        case "deduction":
            return Deduction("count", line.scale)
        case _:
            assert_never(line.kind)


def whole(lines: Sequence[SheetLine]) -> tuple[SheetLine, ...]:
    """Lines that can be scored by. Raises SheetRefused."""
    codes = [folded(line.code) for line in lines]
    for line in lines:
        if codes.count(folded(line.code)) > 1:
            raise SheetRefused("score-sheet.code-twice", code=line.code)
        if (line.kind == "ratio-to-target") != (line.per is not None):
            raise SheetRefused("score-sheet.base", code=line.code)
        if line.scale <= Decimal(0):
            raise SheetRefused("score-sheet.scale", code=line.code)
        if exceeds(rule_of(line), line.points):
            raise SheetRefused("score-sheet.unit-over-points", code=line.code, points=words.number(line.points))
    return tuple(lines)


def issued(state: State) -> Issued:
    """The sheet, while groups are scored by it. Raises SheetRefused."""
    match state:
        case Issued():
            return state
        case Withdrawn():
            raise SheetRefused("score-sheet.withdrawn")
        case Unwritten():
            raise SheetRefused("not-found")
        case _:
            assert_never(state)


def decide_issue(command: IssueScoreSheet, state: State) -> list[SheetEvent]:
    """Issue the year's sheet, once; again after it was withdrawn, as the next version."""
    if isinstance(state, Issued):
        raise SheetRefused("score-sheet.already-issued", year=state.year)
    return [
        ScoreSheetIssued(
            sheet_id=score_sheet_id(command.ward_code, command.year),
            year=command.year,
            version=1 if isinstance(state, Unwritten) else state.version + 1,
            lines=whole(command.lines),
            document_number=command.document_number,
        )
    ]


def decide_amend(command: AmendScoreSheet, state: State) -> list[SheetEvent]:
    """Write it anew, as the next version."""
    sheet = issued(state)
    lines = whole(command.lines)
    if (lines, command.document_number) == (sheet.lines, sheet.document_number):
        raise SheetRefused("score-sheet.unchanged")
    return [
        ScoreSheetIssued(
            sheet_id=command.sheet_id,
            year=sheet.year,
            version=sheet.version + 1,
            lines=lines,
            document_number=command.document_number,
        )
    ]


def decide_withdraw(command: WithdrawScoreSheet, state: State) -> list[SheetEvent]:
    """Withdraw it; a second time, nothing happens."""
    if isinstance(state, Withdrawn):
        return []
    sheet = issued(state)
    return [ScoreSheetWithdrawn(sheet_id=command.sheet_id, year=sheet.year, reason=command.reason)]


ISSUERS: Final = frozenset({"clerk", "chairman"})

HANDLES: tuple[Handles[Any], ...] = (
    Handles(IssueScoreSheet, lambda c: (SHEET.new(score_sheet_id(c.ward_code, c.year)),), decide_issue, roles=ISSUERS),
    Handles(AmendScoreSheet, lambda c: (SHEET.at(c.sheet_id),), decide_amend, roles=ISSUERS),
    Handles(WithdrawScoreSheet, lambda c: (SHEET.at(c.sheet_id),), decide_withdraw, roles=ISSUERS),
)
