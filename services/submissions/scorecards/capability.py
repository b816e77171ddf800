"""Scorecards of residential groups: sent and mended by the group, returned or checked by the office, published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, Final
from uuid import UUID

from services.chassis import words
from services.chassis.kit.capability import Capability
from services.chassis.kit.doing import Do, Shape
from services.chassis.kit.listing import Column, Filter, ListPage, RecordPage, SubTable, Way
from services.chassis.kit.options import Asking, Find, listed
from services.chassis.kit.stream_table import stream_table
from services.chassis.readers.tables import Json
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web
from services.chassis.words import day
from services.submissions.edge import READERS
from services.submissions.options import wards
from services.submissions.scorecards import decider, events, figures, releasing, sheets
from services.submissions.scorecards.commands import (
    CheckScore,
    MendScore,
    PublishScore,
    ReturnScore,
    TakeBackScore,
    TakeBackScoreCheck,
    TakeBackScoreReturn,
    UnpublishScore,
)
from services.submissions.scorecards.facts import FACTS, reasons
from services.submissions.scorecards.issuing import OF_SHEET, YEAR
from services.submissions.units.decider import UnitRefused

OF_CARD: Final = (decider.ScoreRefused,)
STATES: Final = {
    "takenback": ("annulled", "Tổ, bản đã rút"),
    "sent": ("sent", "Chờ kiểm tra"),
    "returned": ("returned", "Bị trả lại"),
    "released": ("annulled", "Hết hiệu lực: bảng tiêu chí đã rút"),
    "checked": ("received", "Đã kiểm tra, chưa công bố"),
    "published": ("on-time", "Đã công bố"),
}
WORDS: Final = {state: word for state, (_, word) in STATES.items()}


@dataclass(frozen=True, slots=True)
class Row:
    """A scorecard as it is shown; lines as `Scored` has them, `returned` are words of `RETURNS`."""

    unit_id: UUID
    sheet_id: UUID
    year: int
    version: int
    standing: str
    own: Json
    total: Decimal
    checked: Json
    checked_total: Decimal | None
    published_on: date | None
    returned: tuple[str, ...]


def shows(state: Any) -> Row:
    """The row of a state; a stream begins with what was sent."""
    checked = state if isinstance(state, decider.Checked | decider.Published) else None
    return Row(
        state.card.unit_id,
        state.card.sheet_id,
        state.card.year,
        state.card.version,
        type(state).__name__.lower(),
        figures.as_json(state.card.lines),
        state.card.total,
        figures.as_json(checked.lines if checked else ()),
        checked.total if checked else None,
        state.published_on if isinstance(state, decider.Published) else None,
        state.reasons if isinstance(state, decider.Returned) else (),
    )


def _at(*states: str) -> Any:
    return lambda row: row["standing"] in states


def _in_force(*states: str) -> Any:
    """At one of these steps, by a sheet that was not withdrawn."""
    return lambda row: row["standing"] in states and row["sheet_standing"] == "issued"


def _by_this(*states: str) -> Any:
    """At one of these steps, by the sheet as it is now."""
    return lambda row: _in_force(*states)(row) and row["version"] == row["sheet_version"]


def _returnable(row: Mapping[str, Any]) -> bool:
    """Whether the office may give it back: it waits to be checked, or was checked by a sheet that was written anew since."""
    return _in_force("sent", "checked")(row) and not _by_this("checked")(row)


def warns(row: Mapping[str, Any]) -> str:
    """Why nothing can be done about it, or what has to be done first; "" where nothing stands in the way."""
    match row["standing"], row["sheet_standing"] == "issued", row["version"] == row["sheet_version"]:
        case "sent" | "returned" | "checked" | "released", False, _:
            return (
                f"Bảng tiêu chí năm {row['year']} đã rút nên bảng điểm này không còn được trả lại, kiểm tra, công bố. "
                "Ban hành lại bảng của năm đó thì tổ, bản chấm lại."
            )
        case "released", True, _:
            return f"Bảng tiêu chí năm {row['year']} đã rút rồi ban hành lại. Tổ, bản chấm lại từ trang bảng tiêu chí."
        case "sent", True, False:
            return (
                "Bảng tiêu chí đã sửa sau khi tổ, bản tự chấm. Tổ, bản bấm “Sửa, gửi lại” để chấm lại; "
                "phường, xã chưa kiểm tra được, chỉ trả lại được."
            )
        case "checked", True, False:
            return (
                "Bảng tiêu chí đã sửa sau khi tổ, bản tự chấm nên chưa công bố được. "
                "Phường, xã trả lại; tổ, bản chờ trả lại rồi chấm lại."
            )
        case "published", False, _:
            return f"Điểm đã công bố theo bảng tiêu chí năm {row['year']}, bảng đó nay đã rút. Rút công bố thì bảng điểm hết hiệu lực."
        case "published", True, False:
            return (
                f"Điểm đã công bố theo bảng tiêu chí lần {row['version']}; bảng hiện nay là lần {row['sheet_version']}. "
                "Rút công bố thì tổ, bản phải chấm lại."
            )
        case _:
            return ""


def state_of(row: Mapping[str, Any]) -> tuple[str, str]:
    """Its state, with what its sheet has made of it since."""
    kind, word = STATES[row["standing"]]
    match row["standing"], row["sheet_standing"] == "issued", row["version"] == row["sheet_version"]:
        case "sent" | "returned" | "checked", False, _:
            return STATES["released"]
        case "published", False, _:
            return "annulled", f"{word}; bảng tiêu chí đã rút"
        case "sent" | "checked", True, False:
            return "returned", f"{word}; phải chấm lại vì bảng tiêu chí đã sửa"
        case _:
            return kind, word


async def _becomes(_web: Web, _visitor: Visitor, row: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """What the card is once a step is taken back, as its sheet is now."""
    assert row is not None
    if row["sheet_standing"] != "issued":
        return {"then": "bảng điểm hết hiệu lực vì bảng tiêu chí đã rút"}
    if row["version"] != row["sheet_version"]:
        return {"then": "bảng điểm chờ trả lại để chấm lại vì bảng tiêu chí đã sửa"}
    return {"then": "sửa rồi công bố lại được" if row["standing"] == "published" else "tổ, bản sửa được"}


async def why_returned(asking: Asking) -> Shape:
    """What the office wants mended, above the figures."""
    assert asking.record is not None
    returned = asking.record["returned"]
    notes = (f"Phường, xã trả lại, phải sửa: {reasons(returned)}.",) if returned else ()
    return replace(await figures.read_again(SENT_AGAIN, asking), notes=notes)


SENT_AGAIN: Final = ("Văn phòng kiểm tra theo số liệu này. Sửa được nữa cho đến khi kiểm tra.",)
CHECKED_SO: Final = ("Điểm tính theo số liệu này; tổ, bản chưa thấy cho đến khi công bố. Ghi lần nữa là sửa.",)


TAKE_BACK: Final = Do(
    command=TakeBackScore,
    name="take-back",
    path="/scorecards/{card_id}:take-back",
    body="ScoreTakenBack",
    about="Lý do rút bảng điểm.",
    title="Rút bảng điểm",
    summary="Rút bảng điểm tự chấm trước khi được kiểm tra",
    button="Rút bảng điểm",
    effect=("Văn phòng không còn bảng điểm để kiểm tra; rút nhầm thì gửi lại từ trang bảng tiêu chí.",),
    done="Đã rút bảng điểm.",
    refuses=OF_CARD,
    offered=_at("sent", "returned"),
)
MEND: Final = Do(
    command=MendScore,
    name="mend",
    path="/scorecards/{card_id}:mend",
    body="ScoreMended",
    about="Số liệu của tổ dân phố, bản theo từng tiêu chí, đã sửa.",
    title="Sửa, gửi lại",
    summary="Sửa, gửi lại bảng điểm tự chấm của tổ dân phố, bản",
    button="Gửi lại bảng điểm",
    effect=SENT_AGAIN,
    done="Đã gửi lại bảng điểm.",
    refuses=(*OF_CARD, *OF_SHEET, UnitRefused),
    places=figures.PLACES,
    offered=_in_force("sent", "returned"),
    begin=figures.to_be_mended,
    beside=figures.criteria,
    shape=why_returned,
    look=figures.its_sheet,
    replaces=True,
)
RETURN: Final = Do(
    command=ReturnScore,
    name="return",
    path="/scorecards/{card_id}:return",
    body="ScoreReturn",
    about="Những điểm tổ, bản phải sửa.",
    title="Trả lại",
    summary="Trả lại bảng điểm của tổ dân phố, bản để sửa",
    button="Trả lại để sửa",
    effect=("Tổ, bản sửa và gửi lại. Trả lại nhầm thì hủy được.",),
    done="Đã trả lại bảng điểm.",
    refuses=(*OF_CARD, *OF_SHEET),
    offered=_returnable,
    look=figures.its_sheet,
)
UNRETURN: Final = Do(
    command=TakeBackScoreReturn,
    name="take-back-return",
    path="/scorecards/{card_id}:take-back-return",
    body="ScoreReturnTakenBack",
    about="Lý do hủy trả lại.",
    title="Hủy trả lại",
    summary="Hủy việc trả lại bảng điểm",
    button="Hủy trả lại",
    effect=("Bảng điểm trở lại chờ kiểm tra.",),
    done="Đã hủy trả lại.",
    refuses=OF_CARD,
    offered=_at("returned"),
)
CHECK: Final = Do(
    command=CheckScore,
    name="check",
    path="/scorecards/{card_id}:check",
    body="ScoreCheck",
    about="Số liệu từng tiêu chí như phường, xã kiểm tra.",
    title="Kiểm tra",
    summary="Kiểm tra bảng điểm của tổ dân phố, bản",
    button="Ghi kết quả kiểm tra",
    effect=CHECKED_SO,
    done="Đã ghi kết quả kiểm tra.",
    refuses=(*OF_CARD, *OF_SHEET),
    places=figures.PLACES,
    offered=_by_this("sent", "checked"),
    begin=figures.as_sent,
    beside=figures.criteria_and_own,
    shape=partial(figures.read_again, CHECKED_SO),
    look=figures.its_sheet,
    replaces=True,
)
UNCHECK: Final = Do(
    command=TakeBackScoreCheck,
    name="take-back-check",
    path="/scorecards/{card_id}:take-back-check",
    body="ScoreCheckTakenBack",
    about="Lý do hủy kiểm tra.",
    title="Hủy kiểm tra",
    summary="Hủy kết quả kiểm tra bảng điểm",
    button="Hủy kiểm tra",
    effect=("Kết quả kiểm tra không còn; {then}.",),
    done="Đã hủy kiểm tra.",
    refuses=OF_CARD,
    offered=_at("checked"),
    given=_becomes,
    look=figures.its_sheet,
)
PUBLISH: Final = Do(
    command=PublishScore,
    name="publish",
    path="/scorecards/{card_id}:publish",
    title="Công bố điểm",
    summary="Công bố điểm cho tổ dân phố, bản",
    button="Công bố điểm",
    effect=("Tổ, bản xem được điểm từng tiêu chí. Công bố nhầm thì rút được.",),
    done="Đã công bố điểm.",
    refuses=(*OF_CARD, *OF_SHEET),
    offered=_by_this("checked"),
    look=figures.its_sheet,
)
UNPUBLISH: Final = Do(
    command=UnpublishScore,
    name="unpublish",
    path="/scorecards/{card_id}:unpublish",
    body="ScoreUnpublished",
    about="Lý do rút công bố.",
    title="Rút công bố",
    summary="Rút công bố điểm của tổ dân phố, bản",
    button="Rút công bố",
    effect=("Tổ, bản không còn thấy điểm đã kiểm tra; {then}.",),
    done="Đã rút công bố điểm.",
    refuses=OF_CARD,
    offered=_at("published"),
    given=_becomes,
    look=figures.its_sheet,
)


OWN: Final = """
SELECT l.code, l.name, l.count, l.base, l.points, l.most FROM scorecards c
CROSS JOIN json_to_recordset(c.own) AS l(code text, name text, count integer, base integer, points numeric, most numeric)
WHERE $1::date IS NOT NULL AND c.card_id::text = $2 LIMIT 100
"""
CHECKED: Final = """
SELECT l.code, l.name, l.count, l.base, l.points, l.most FROM scorecards c
CROSS JOIN json_to_recordset(c.checked) AS l(code text, name text, count integer, base integer, points numeric, most numeric)
WHERE $1::date IS NOT NULL AND c.card_id::text = $2 AND c.published_on IS NULL LIMIT 100
"""
PUBLISHED: Final = """
SELECT l.code, l.name, l.count, l.base, l.points, l.most FROM scorecards c
CROSS JOIN json_to_recordset(c.checked) AS l(code text, name text, count integer, base integer, points numeric, most numeric)
WHERE $1::date IS NOT NULL AND c.card_id::text = $2 AND c.published_on IS NOT NULL LIMIT 100
"""


def _scored(title: str, source: str, empty: str, roles: frozenset[str] | None = None) -> SubTable:
    """Criterion by criterion, what was counted and what it gave."""
    return SubTable(
        title=title,
        source=source,
        columns=(
            Column(name="name", label="Tiêu chí"),
            Column(name="code", label="Mã", wide=True),
            Column(name="count", label="Số liệu", show=figures.counted),
            Column(name="points", label="Điểm", number=True),
            Column(name="most", label="Tối đa", number=True, wide=True),
        ),
        empty=empty,
        roles=roles,
    )


def _why(row: Mapping[str, Any]) -> str:
    return reasons(row["returned"]) or "không"


score_years: Final[Find] = listed(
    "SELECT DISTINCT year::text AS value, year::text AS label FROM scorecards WHERE $1::date IS NOT NULL LIMIT 100"
)
CARDS: Final = Capability(
    name="scorecards",
    file=__file__,
    handles=decider.HANDLES,
    facts=FACTS,
    readers=(
        stream_table(
            "scorecards",
            2,
            stream=decider.CARD,
            states=(
                decider.Absent,
                decider.TakenBack,
                decider.Released,
                decider.Sent,
                decider.Returned,
                decider.Checked,
                decider.Published,
            ),
            events=(
                events.ScoreSent,
                events.ScoreTakenBack,
                events.ScoreReturned,
                events.ScoreReturnTakenBack,
                events.ScoreChecked,
                events.ScoreCheckTakenBack,
                events.ScorePublished,
                events.ScoreUnpublished,
                events.ScoreReleased,
            ),
            key="card_id",
            row=Row,
            shows=shows,
        ),
        releasing.MANAGER,
    ),
    does=(UNPUBLISH, TAKE_BACK, UNCHECK, UNRETURN, RETURN, MEND, PUBLISH, CHECK),
    list=ListPage(
        path="/scorecards",
        title="Bảng điểm tổ dân phố, bản",
        source="""
            SELECT c.ward_code, c.card_id, c.unit_id, c.sheet_id, c.year, 9999 - c.year AS newest, c.version, c.standing, c.total,
                   CASE WHEN c.published_on IS NOT NULL THEN c.checked_total END AS given, c.published_on, c.returned,
                   u.name AS unit, u.sort_key, s.standing AS sheet_standing, s.version AS sheet_version
            FROM scorecards c JOIN units u ON u.ward_code = c.ward_code AND u.unit_id = c.unit_id
            LEFT JOIN score_sheets s ON s.ward_code = c.ward_code AND s.sheet_id = c.sheet_id
        """,
        columns=(
            Column(name="unit", label="Tổ dân phố, bản"),
            YEAR,
            Column(name="total", label="Điểm tự chấm", number=True),
            Column(
                name="given",
                label="Điểm công bố",
                show=lambda row: "chưa công bố" if row["given"] is None else words.number(row["given"]),
            ),
            Column(name="standing", label="Tình trạng", words=WORDS),
        ),
        key="card_id",
        order=("newest", "sort_key"),
        filters=(
            Filter(name="year", label="Năm", options="score-years"),
            Filter(name="standing", label="Tình trạng", words=WORDS),
        ),
        searched=("unit",),
        more=("sheet_id", "version", "published_on", "returned", "sheet_standing", "sheet_version"),
        own="unit_id",
        roles=READERS,
        back=("/submissions/pages/score-sheets", "Bảng tiêu chí tổ dân phố, bản"),
        menu=False,
        empty="Chưa có bảng điểm nào. Tổ dân phố, bản tự chấm từ trang bảng tiêu chí của năm.",
    ),
    record=RecordPage(
        heading=lambda row: f"Bảng điểm năm {row['year']} – {row['unit']}",
        stream=lambda key: decider.CARD.at(key).stream_id,
        state=state_of,
        warns=warns,
        facts=(
            Column(name="total", label="Điểm tự chấm", number=True),
            Column(
                name="given",
                label="Điểm công bố",
                show=lambda row: (
                    "chưa công bố"
                    if row["given"] is None
                    else f"{words.number(row['given'])}, ngày {day(row['published_on'])}"
                ),
            ),
            Column(name="returned", label="Phải sửa", show=_why),
        ),
        tables=(
            _scored("Điểm đã công bố", PUBLISHED, "Chưa công bố điểm."),
            _scored("Phường, xã kiểm tra", CHECKED, "Chưa có kết quả kiểm tra chờ công bố.", sheets.ISSUERS),
            _scored("Tổ, bản tự chấm", OWN, "Chưa tự chấm."),
        ),
        ways=(
            Way(
                label="Xem bảng tiêu chí",
                to=lambda row: f"/submissions/pages/score-sheets/{row['sheet_id']}",
                roles=READERS,
            ),
            Way(
                label="Chấm lại",
                to=lambda row: f"/submissions/pages/score-sheets/{row['sheet_id']}/do/score",
                roles=decider.SCORERS,
                offered=lambda row, _visitor: _in_force("takenback", "released")(row),
            ),
        ),
    ),
    options={"score-years": score_years, "wards": wards},
)
