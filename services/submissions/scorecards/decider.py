"""Scorecard: a residential group scores itself by the ward's sheet; the office returns or checks it, and publishes it to the group.

One stream per sheet and group. Pure: no I/O, no clock, no new ids. Everything variable arrives in the command.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar, Final, TypeVar, assert_never
from uuid import UUID

from services.chassis.calendar import local_date
from services.chassis.decider import DomainError, Handles, Refusal, StreamRef, StreamType
from services.chassis.identity.mandates import MandateGranted, on_behalf, reaches
from services.chassis.scoring import points, shown
from services.submissions.ids import scorecard_id
from services.submissions.movements.decider import GROUPS
from services.submissions.refusals import NOT_FOUND
from services.submissions.scorecards.commands import (
    CheckScore,
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
)
from services.submissions.scorecards.events import (
    Event,
    Figure,
    ScoreChecked,
    ScoreCheckTakenBack,
    Scored,
    ScorePublished,
    ScoreReleased,
    ScoreReturned,
    ScoreReturnTakenBack,
    ScoreSent,
    ScoreTakenBack,
    ScoreUnpublished,
    SheetLine,
)
from services.submissions.scorecards.sheets import HANDLES as OF_SHEETS
from services.submissions.scorecards.sheets import ISSUERS, SHEET, Issued, issued, rule_of
from services.submissions.scorecards.sheets import State as SheetState
from services.submissions.units.decider import UNIT, active
from services.submissions.units.decider import State as UnitState


class ScoreRefused(DomainError):
    """What a scorecard refuses."""

    refusals: ClassVar[Mapping[str, Refusal]] = {
        "score.already-sent": Refusal(
            "Tổ, bản đã gửi bảng điểm của năm này. Muốn sửa thì dùng “Sửa, gửi lại” ở trang bảng điểm."
        ),
        "score.sent": Refusal("Bảng điểm đang chờ phường, xã kiểm tra nên chưa làm được việc này."),
        "score.returned": Refusal("Bảng điểm đã được trả lại. Chờ tổ, bản sửa và gửi lại."),
        "score.not-sent": Refusal("Tổ, bản chưa gửi bảng điểm của năm này. Tải lại trang để xem tình trạng."),
        "score.checked": Refusal("Bảng điểm đã kiểm tra. Muốn chấm lại, đề nghị phường, xã hủy kiểm tra trước."),
        "score.released": Refusal(
            "Bảng tiêu chí đã rút nên bảng điểm này không còn được kiểm tra, công bố. Ban hành lại bảng của năm đó thì tổ, bản chấm lại."
        ),
        "score.published": Refusal("Bảng điểm đã công bố. Muốn sửa, hãy rút công bố trước."),
        "score.not-a-group": Refusal("Chỉ tổ dân phố, thôn, bản có bảng điểm này. Hãy chọn đơn vị khác.", 422),
        "score.year-to-come": Refusal("Năm {year} chưa bắt đầu nên chưa chấm điểm được."),
        "score.sheet-changed": Refusal("Bảng tiêu chí đã sửa sau khi tổ, bản tự chấm. Trả lại để tổ, bản chấm lại."),
        "score.no-such-criterion": Refusal("Bảng tiêu chí không có mã “{code}”. Chỉ ghi các mã trong bảng.", 422),
        "score.criterion-twice": Refusal("Tiêu chí {code} được ghi hai lần. Giữ lại một dòng.", 422),
        "score.figure-missing": Refusal("Chưa ghi số liệu của tiêu chí {code}. Không có thì ghi 0.", 422),
        "score.base": Refusal("Tiêu chí {code}: ghi “So với” khi tính theo tỷ lệ, nếu không thì để trống.", 422),
        "not-found": NOT_FOUND,
    }


@dataclass(frozen=True, slots=True)
class Card:
    """What a group was scored, by which version of which sheet."""

    unit_id: UUID
    sheet_id: UUID
    year: int
    version: int
    lines: tuple[Scored, ...]
    total: Decimal


@dataclass(frozen=True, slots=True)
class Absent:
    """Nobody has scored the group."""


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What was sent was taken back."""

    card: Card


@dataclass(frozen=True, slots=True)
class Released:
    """Its sheet was withdrawn before it was published."""

    card: Card


@dataclass(frozen=True, slots=True)
class Sent:
    """The office has it to check."""

    card: Card


@dataclass(frozen=True, slots=True)
class Returned:
    """The group has it to mend."""

    card: Card
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """The office has checked it."""

    card: Card
    lines: tuple[Scored, ...]
    total: Decimal


@dataclass(frozen=True, slots=True)
class Published:
    """The group is shown it."""

    card: Card
    lines: tuple[Scored, ...]
    total: Decimal
    published_on: date


State = Absent | TakenBack | Released | Sent | Returned | Checked | Published
S = TypeVar("S", Sent, Returned, Checked, Published)


def evolve(state: State, event: Event) -> State:
    """The scorecard after this event."""
    match event:
        case ScoreSent():
            return Sent(Card(event.unit_id, event.sheet_id, event.year, event.version, event.lines, event.total))
        case ScoreTakenBack():
            return TakenBack(_card(state))
        case ScoreReleased():
            return Released(_card(state))
        case ScoreReturned():
            return Returned(_card(state), event.reasons)
        case ScoreReturnTakenBack() | ScoreCheckTakenBack():
            return Sent(_card(state))
        case ScoreChecked():
            return Checked(_card(state), event.lines, event.total)
        case ScorePublished():
            assert isinstance(state, Checked)
            return Published(state.card, state.lines, state.total, event.published_on)
        case ScoreUnpublished():
            assert isinstance(state, Published)
            return Checked(state.card, state.lines, state.total)
        case _:
            assert_never(event)


def _card(state: State) -> Card:
    assert not isinstance(state, Absent)
    return state.card


CARD: Final[StreamType[State]] = StreamType("scorecard", Absent(), evolve)


def at(state: State, step: type[S], by: MandateGranted | None = None) -> S:
    """The scorecard of a group within the asker's reach, while it stands at this step. Raises ScoreRefused."""
    if not isinstance(state, Absent) and not reaches(by, state.card.unit_id):
        raise ScoreRefused("not-found")
    if isinstance(state, step):
        return state
    match state:
        case Absent():
            raise ScoreRefused("not-found")
        case TakenBack():
            raise ScoreRefused("score.not-sent")
        case Released():
            raise ScoreRefused("score.released")
        case Sent():
            raise ScoreRefused("score.sent")
        case Returned():
            raise ScoreRefused("score.returned")
        case Checked():
            raise ScoreRefused("score.checked")
        case Published():
            raise ScoreRefused("score.published")
        case _:
            assert_never(state)


def scored(lines: Sequence[SheetLine], figures: Sequence[Figure]) -> tuple[tuple[Scored, ...], Decimal]:
    """What these figures give by the sheet, criterion by criterion, and together. Raises ScoreRefused."""
    known = {line.code for line in lines}
    said: dict[str, Figure] = {}
    for figure in figures:
        if figure.code not in known:
            raise ScoreRefused("score.no-such-criterion", code=figure.code)
        if figure.code in said:
            raise ScoreRefused("score.criterion-twice", code=figure.code)
        said[figure.code] = figure
    found, total = [], Fraction(0)
    for line in lines:
        if (one := said.get(line.code)) is None:
            raise ScoreRefused("score.figure-missing", code=line.code)
        if (one.base is None) == (line.kind == "ratio-to-target"):
            raise ScoreRefused("score.base", code=line.code)
        given = points(rule_of(line), line.points, {"count": one.count, "base": one.base or 0})
        total += given
        found.append(
            Scored(
                code=line.code,
                name=line.name,
                count=one.count,
                base=one.base,
                points=shown(given),
                most=line.points,
            )
        )
    return tuple(found), shown(total)


def decide_send(
    command: SendScore, state: State, sheet: SheetState, unit: UnitState, *, by: MandateGranted | None
) -> list[Event]:
    """Score a living residential group by the sheet that is in force; what was sent is mended by `MendScore`, the same is nothing."""
    sent = _scored_anew(command, state, sheet, unit, by=by)
    if sent and isinstance(state, Sent | Returned):
        raise ScoreRefused("score.already-sent")
    return sent


def _scored_anew(
    command: SendScore, state: State, sheet: SheetState, unit: UnitState, *, by: MandateGranted | None
) -> list[Event]:
    if not reaches(by, command.unit_id):
        raise ScoreRefused("not-found")
    written, today = issued(sheet), local_date(command.at)
    if active(unit, today).profiles[-1].kind not in GROUPS:
        raise ScoreRefused("score.not-a-group")
    if written.year > today.year:
        raise ScoreRefused("score.year-to-come", year=written.year)
    if isinstance(state, Checked | Published):
        at(state, Sent, by)
    lines, total = scored(written.lines, command.figures)
    if isinstance(state, Sent) and (state.card.version, state.card.lines) == (written.version, lines):
        return []
    return [
        ScoreSent(
            card_id=scorecard_id(command.sheet_id, command.unit_id),
            unit_id=command.unit_id,
            sheet_id=command.sheet_id,
            year=written.year,
            version=written.version,
            lines=lines,
            total=total,
            by_office=on_behalf(by),
        )
    ]


def decide_mend(
    command: MendScore, state: State, sheet: SheetState, unit: UnitState, *, by: MandateGranted | None
) -> list[Event]:
    """Send it again, with other figures or by the sheet as it is now; the same, while it waits to be checked, is nothing."""
    card = _with_group(state, by)
    if (card.sheet_id, card.unit_id) != (command.sheet_id, command.unit_id):
        raise ScoreRefused("not-found")
    again = SendScore(
        ward_code=command.ward_code,
        at=command.at,
        sheet_id=card.sheet_id,
        unit_id=card.unit_id,
        figures=command.figures,
    )
    return _scored_anew(again, state, sheet, unit, by=by)


def _with_group(state: State, by: MandateGranted | None) -> Card:
    """The card, while the group may change it: it waits to be checked, or was returned. Raises ScoreRefused."""
    return at(state, Returned, by).card if isinstance(state, Returned) else at(state, Sent, by).card


def _whose(card: Card) -> dict[str, Any]:
    return {"unit_id": card.unit_id, "year": card.year}


def decide_take_back(command: TakeBackScore, state: State, *, by: MandateGranted | None) -> list[Event]:
    """Take it back before it is checked."""
    card = _with_group(state, by)
    return [ScoreTakenBack(card_id=command.card_id, **_whose(card), reason=command.reason, by_office=on_behalf(by))]


def decide_return(command: ReturnScore, state: State, sheet: SheetState) -> list[Event]:
    """Give it back, and say why, while groups are scored by its sheet; checked, only where the sheet was written anew since."""
    card = state.card if isinstance(state, Checked) else at(state, Sent).card
    if card.version == _in_force(card, command.sheet_id, sheet).version:
        at(state, Sent)
    return [ScoreReturned(card_id=command.card_id, **_whose(card), reasons=command.reasons)]


def decide_return_taken_back(command: TakeBackScoreReturn, state: State) -> list[Event]:
    """Take the return back."""
    card = at(state, Returned).card
    return [ScoreReturnTakenBack(card_id=command.card_id, **_whose(card), reason=command.reason)]


def decide_release(command: ReleaseScore, state: State, sheet: SheetState) -> list[Event]:
    """Nobody has to do anything about it any more; what was published stays, and what is by the sheet that was issued since."""
    match state:
        case Sent() | Returned() | Checked() if not (isinstance(sheet, Issued) and state.card.version >= sheet.version):
            return [ScoreReleased(card_id=command.card_id, **_whose(state.card))]
        case _:
            return []


def decide_outdated(command: OutdateScore, state: State, sheet: SheetState) -> list[Event]:
    """What was checked by an older version waits again: to be returned by the office, or mended by the group."""
    match state:
        case Checked(card=card) if isinstance(sheet, Issued) and card.version < sheet.version:
            return [ScoreCheckTakenBack(card_id=command.card_id, **_whose(card), reason="sheet-changed")]
        case _:
            return []


def _sheet_of(card: Card, sheet_id: UUID, sheet: SheetState) -> Issued | None:
    """The card's sheet; None where it was withdrawn. Raises ScoreRefused."""
    if card.sheet_id != sheet_id:
        raise ScoreRefused("not-found")
    return sheet if isinstance(sheet, Issued) else None


def _in_force(card: Card, sheet_id: UUID, sheet: SheetState) -> Issued:
    """The card's sheet, while groups are scored by it. Raises ScoreRefused, SheetRefused."""
    if card.sheet_id != sheet_id:
        raise ScoreRefused("not-found")
    return issued(sheet)


def _by_this(card: Card, sheet_id: UUID, sheet: SheetState) -> Issued:
    """The sheet, if the card is by it as it is now. Raises ScoreRefused, SheetRefused."""
    written = _in_force(card, sheet_id, sheet)
    if card.version != written.version:
        raise ScoreRefused("score.sheet-changed")
    return written


def decide_check(command: CheckScore, state: State, sheet: SheetState) -> list[Event]:
    """Check it by the version that the group scored itself by; again, it corrects what was checked, the same is nothing."""
    card = state.card if isinstance(state, Checked) else at(state, Sent).card
    lines, total = scored(_by_this(card, command.sheet_id, sheet).lines, command.figures)
    if isinstance(state, Checked) and state.lines == lines:
        return []
    return [ScoreChecked(card_id=command.card_id, **_whose(card), lines=lines, total=total)]


def decide_check_taken_back(command: TakeBackScoreCheck, state: State, sheet: SheetState) -> list[Event]:
    """Take the check back; by a sheet that was withdrawn it ends, for nobody can check it again."""
    card = at(state, Checked).card
    ends = _sheet_of(card, command.sheet_id, sheet) is None
    return [
        ScoreCheckTakenBack(card_id=command.card_id, **_whose(card), reason=command.reason),
        *([ScoreReleased(card_id=command.card_id, **_whose(card))] if ends else []),
    ]


def decide_publish(command: PublishScore, state: State, sheet: SheetState) -> list[Event]:
    """Show it to the group, as it was checked by the sheet that is in force; a second time, nothing happens."""
    if isinstance(state, Published):
        return []
    card = at(state, Checked).card
    _by_this(card, command.sheet_id, sheet)
    return [ScorePublished(card_id=command.card_id, **_whose(card), published_on=local_date(command.at))]


def decide_unpublish(command: UnpublishScore, state: State, sheet: SheetState) -> list[Event]:
    """Show it no more; by a sheet that was withdrawn it ends, by one written anew since it waits to be returned, not to be published."""
    card = at(state, Published).card
    hidden = ScoreUnpublished(card_id=command.card_id, **_whose(card), reason=command.reason)
    written = _sheet_of(card, command.sheet_id, sheet)
    if written is None:
        return [hidden, ScoreReleased(card_id=command.card_id, **_whose(card))]
    if card.version != written.version:
        return [hidden, ScoreCheckTakenBack(card_id=command.card_id, **_whose(card), reason=command.reason)]
    return [hidden]


def _send_streams(command: SendScore) -> tuple[StreamRef[Any], ...]:
    card = CARD.new(scorecard_id(command.sheet_id, command.unit_id))
    return card, SHEET.read(command.sheet_id), UNIT.read(command.unit_id)


def _own(command: Any) -> tuple[StreamRef[State], ...]:
    of: UUID = command.card_id
    return (CARD.at(of),)


def _by_its_sheet(command: Any) -> tuple[StreamRef[Any], ...]:
    return CARD.at(command.card_id), SHEET.read(command.sheet_id)


SCORERS: Final = frozenset({"unit-head", "clerk"})

HANDLES: tuple[Handles[Any], ...] = (
    *OF_SHEETS,
    Handles(SendScore, _send_streams, decide_send, roles=SCORERS, by_whom=True),
    Handles(TakeBackScore, _own, decide_take_back, roles=SCORERS, by_whom=True),
    Handles(
        MendScore,
        lambda c: (CARD.at(c.card_id), SHEET.read(c.sheet_id), UNIT.read(c.unit_id)),
        decide_mend,
        roles=SCORERS,
        by_whom=True,
    ),
    Handles(ReleaseScore, _by_its_sheet, decide_release),
    Handles(OutdateScore, _by_its_sheet, decide_outdated),
    Handles(ReturnScore, _by_its_sheet, decide_return, roles=ISSUERS),
    Handles(TakeBackScoreReturn, _own, decide_return_taken_back, roles=ISSUERS),
    Handles(CheckScore, _by_its_sheet, decide_check, roles=ISSUERS),
    Handles(TakeBackScoreCheck, _by_its_sheet, decide_check_taken_back, roles=ISSUERS),
    Handles(PublishScore, _by_its_sheet, decide_publish, roles=ISSUERS),
    Handles(UnpublishScore, _by_its_sheet, decide_unpublish, roles=ISSUERS),
)
