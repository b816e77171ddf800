"""Scorecards of residential groups: the ward's sheet of a year, what each group scored itself, what was checked and published."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from services.chassis import words
from services.chassis.errors import NotFound
from services.chassis.http.edge import Reader, Writer
from services.chassis.kit.capability import Capability, First
from services.chassis.kit.doing import Do
from services.chassis.kit.fields import lower
from services.chassis.kit.listing import Column, Filter, ListPage, RecordPage, SubTable, Way
from services.chassis.kit.options import Find, listed
from services.chassis.kit.stream_table import stream_table
from services.chassis.readers.tables import Json
from services.chassis.scoring import RULES
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web
from services.chassis.words import day
from services.submissions.edge import READERS
from services.submissions.ids import score_sheet_id
from services.submissions.options import units_in, wards
from services.submissions.scorecards import decider, events, sheets
from services.submissions.scorecards.commands import (
    AmendScoreSheet,
    CheckScore,
    IssueScoreSheet,
    PublishScore,
    ReturnScore,
    SendScore,
    TakeBackScore,
    TakeBackScoreCheck,
    TakeBackScoreReturn,
    UnpublishScore,
    WithdrawScoreSheet,
)
from services.submissions.scorecards.events import RETURNS
from services.submissions.scorecards.facts import FACTS
from services.submissions.units.decider import UnitRefused

OF_SHEET: Final = (sheets.SheetRefused,)
OF_CARD: Final = (decider.ScoreRefused,)
LINES: Final = {
    "score-sheet.code-twice": "lines",
    "score-sheet.base": "lines",
    "score-sheet.scale": "lines",
}
FIGURES: Final = {
    "score.no-such-criterion": "figures",
    "score.criterion-twice": "figures",
    "score.figure-missing": "figures",
    "score.base": "figures",
}
SHEET_STATES: Final = {"issued": ("on-time", "Đang áp dụng"), "withdrawn": ("annulled", "Đã rút")}
STATES: Final = {
    "takenback": ("annulled", "Tổ, bản đã rút"),
    "sent": ("sent", "Chờ kiểm tra"),
    "returned": ("returned", "Bị trả lại"),
    "checked": ("received", "Đã kiểm tra, chưa công bố"),
    "published": ("on-time", "Đã công bố"),
}
WORDS: Final = {state: word for state, (_, word) in STATES.items()}


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A sheet as it is shown; lines as `SheetLine` has them."""

    year: int
    version: int
    standing: str
    lines: Json
    document_number: str | None


def shows_sheet(state: Any) -> SheetRow:
    """The row of a sheet; of one that is withdrawn no line is left."""
    written = state if isinstance(state, sheets.Issued) else None
    return SheetRow(
        state.year,
        state.version,
        type(state).__name__.lower(),
        _json(written.lines if written else ()),
        written.document_number if written else None,
    )


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
        _json(state.card.lines),
        state.card.total,
        _json(checked.lines if checked else ()),
        checked.total if checked else None,
        state.published_on if isinstance(state, decider.Published) else None,
        state.reasons if isinstance(state, decider.Returned) else (),
    )


def _json(parts: Any) -> Json:
    return Json(json.dumps([asdict(part) for part in parts], ensure_ascii=False, default=str))


def _at(*states: str) -> Any:
    return lambda row: row["standing"] in states


async def as_issued(_: Web, visitor: Visitor, row: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """The sheet as its form holds it. Raises NotFound."""
    assert row is not None
    lines = [
        {**line, "points": Decimal(line["points"]), "scale": Decimal(line["scale"])}
        for line in await _lines(visitor, "SELECT lines::text FROM score_sheets WHERE sheet_id = $1", row["sheet_id"])
    ]
    return {"lines": lines, "document_number": row["document_number"]}


async def to_be_scored(_: Web, visitor: Visitor, row: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """A line for each criterion, with what the unit of whoever asks has sent already."""
    assert row is not None
    lines = await _lines(visitor, "SELECT lines::text FROM score_sheets WHERE sheet_id = $1", row["sheet_id"])
    unit_id = visitor.reader().own_unit()
    sent = await _lines(
        visitor,
        "SELECT own::text FROM scorecards WHERE sheet_id = $1 AND unit_id = $2",
        row["sheet_id"],
        unit_id,
        needed=False,
    )
    known = {one["code"]: one for one in sent}
    figures = [{"code": line["code"], **_figure(known.get(line["code"]))} for line in lines]
    return {"figures": figures} | ({"unit_id": unit_id} if unit_id else {})


async def as_sent(_: Web, visitor: Visitor, row: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """The figures that were checked, or those that the group sent. Raises NotFound."""
    assert row is not None
    asked = "SELECT CASE WHEN json_array_length(checked) > 0 THEN checked ELSE own END::text FROM scorecards WHERE card_id = $1"
    return {"figures": [{"code": one["code"], **_figure(one)} for one in await _lines(visitor, asked, row["card_id"])]}


def _figure(one: Mapping[str, Any] | None) -> dict[str, Any]:
    if one is None:
        return {}
    return {"count": one["count"]} | ({"base": one["base"]} if one["base"] is not None else {})


async def _lines(visitor: Visitor, query: str, *of: Any, needed: bool = True) -> list[dict[str, Any]]:
    async with visitor.reader().rows() as connection:
        found = await connection.fetchval(query, *of)
    if found is None and needed:
        raise NotFound("scorecard")
    lines: list[dict[str, Any]] = json.loads(found or "[]")
    return lines


async def its_sheet(reader: Reader, _writer: Writer, path: Mapping[str, Any], _body: Any) -> Mapping[str, Any]:
    """The sheet by which a group was scored. Raises NotFound."""
    async with reader.rows() as connection:
        sheet_id = await connection.fetchval("SELECT sheet_id FROM scorecards WHERE card_id = $1", path["card_id"])
    if sheet_id is None:
        raise NotFound("scorecard")
    return {"sheet_id": sheet_id}


ISSUE: Final = Do(
    command=IssueScoreSheet,
    name="issue",
    path="/score-sheets",
    body="NewScoreSheet",
    about="Năm và các tiêu chí chấm điểm tổ dân phố, bản.",
    title="Ban hành bảng tiêu chí",
    summary="Ban hành bảng tiêu chí chấm điểm tổ dân phố, bản",
    button="Ban hành bảng tiêu chí",
    effect=("Tổ dân phố, bản tự chấm theo bảng này được ngay. Ban hành nhầm thì rút.",),
    done="Đã ban hành bảng tiêu chí.",
    refuses=OF_SHEET,
    places=LINES | {"score-sheet.already-issued": "year"},
    creates=lambda command: score_sheet_id(command.ward_code, command.year),
)
AMEND: Final = Do(
    command=AmendScoreSheet,
    name="amend",
    path="/score-sheets/{sheet_id}:amend",
    body="ScoreSheetAmendment",
    about="Các tiêu chí thay cho bảng đang ghi.",
    title="Sửa bảng tiêu chí",
    summary="Sửa bảng tiêu chí chấm điểm tổ dân phố, bản",
    button="Lưu bảng tiêu chí",
    effect=("Tổ, bản đã tự chấm theo lần trước phải chấm lại trước khi được kiểm tra, công bố.",),
    done="Đã sửa bảng tiêu chí.",
    refuses=OF_SHEET,
    places=LINES,
    offered=_at("issued"),
    begin=as_issued,
    replaces=True,
)
WITHDRAW: Final = Do(
    command=WithdrawScoreSheet,
    name="withdraw",
    path="/score-sheets/{sheet_id}:withdraw",
    body="ScoreSheetWithdrawal",
    about="Lý do rút bảng tiêu chí.",
    title="Rút bảng tiêu chí",
    summary="Rút bảng tiêu chí ban hành nhầm",
    button="Rút bảng tiêu chí",
    effect=("Không chấm, kiểm tra, công bố theo bảng này nữa; rút nhầm thì ban hành lại bảng của năm đó.",),
    done="Đã rút bảng tiêu chí.",
    refuses=OF_SHEET,
    offered=_at("issued"),
)
SEND: Final = Do(
    command=SendScore,
    name="score",
    path="/score-sheets/{sheet_id}:score",
    body="SelfScore",
    about="Số liệu của tổ dân phố, bản theo từng tiêu chí; điểm được tính theo bảng.",
    title="Tự chấm điểm",
    summary="Gửi bảng điểm tự chấm của tổ dân phố, bản",
    button="Gửi bảng điểm",
    effect=("Văn phòng kiểm tra rồi công bố điểm. Gửi lần nữa trước khi kiểm tra là sửa.",),
    done="Đã gửi bảng điểm tự chấm.",
    refuses=(*OF_CARD, *OF_SHEET, UnitRefused),
    places=FIGURES | {"score.not-a-group": "unit_id", "unit.closed": "unit_id"},
    offered=lambda row: (
        row["standing"] == "issued"
        and bool(row["groups"] if row["own_unit"] is None else row["own_unit"] in row["groups"])
    ),
    begin=to_be_scored,
)
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
    refuses=OF_CARD,
    offered=_at("sent"),
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
    effect=("Điểm tính theo số liệu này; tổ, bản chưa thấy cho đến khi công bố. Ghi lần nữa là sửa.",),
    done="Đã ghi kết quả kiểm tra.",
    refuses=(*OF_CARD, *OF_SHEET),
    places=FIGURES,
    offered=_at("sent", "checked"),
    begin=as_sent,
    look=its_sheet,
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
    effect=("Bảng điểm trở lại chờ kiểm tra; tổ, bản sửa được.",),
    done="Đã hủy kiểm tra.",
    refuses=OF_CARD,
    offered=_at("checked"),
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
    offered=_at("checked"),
    look=its_sheet,
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
    effect=("Tổ, bản không còn thấy điểm đã kiểm tra; sửa rồi công bố lại được.",),
    done="Đã rút công bố điểm.",
    refuses=OF_CARD,
    offered=_at("published"),
)

YEAR: Final = Column(name="year", label="Năm", show=lambda row: str(row["year"]))
VERSION: Final = Column(name="version", label="Lần", number=True)

SHEETS: Final = Capability(
    name="score-sheets",
    file=__file__,
    readers=(
        stream_table(
            "score_sheets",
            1,
            stream=sheets.SHEET,
            states=(sheets.Unwritten, sheets.Issued, sheets.Withdrawn),
            events=(events.ScoreSheetIssued, events.ScoreSheetWithdrawn),
            key="sheet_id",
            row=SheetRow,
            shows=shows_sheet,
        ),
    ),
    does=(WITHDRAW, AMEND, SEND, ISSUE),
    list=ListPage(
        path="/score-sheets",
        title="Bảng tiêu chí tổ dân phố, bản",
        source="""
            SELECT s.ward_code, s.sheet_id, s.year, s.version, s.standing, s.document_number,
                   json_array_length(s.lines) AS criteria, n.sent, n.published,
                   ARRAY(SELECT u.unit_id FROM units u WHERE u.ward_code = s.ward_code
                         AND u.kind IN ('residential-group', 'hamlet') AND u.began_on <= $1::date
                         AND coalesce(u.closed_on > $1::date, true)) AS groups
            FROM score_sheets s CROSS JOIN LATERAL (
                SELECT count(*) FILTER (WHERE c.standing <> 'takenback') AS sent,
                       count(*) FILTER (WHERE c.standing = 'published') AS published
                FROM scorecards c WHERE c.ward_code = s.ward_code AND c.sheet_id = s.sheet_id
            ) n
        """,
        columns=(
            YEAR,
            VERSION,
            Column(name="criteria", label="Số tiêu chí", number=True),
            Column(name="sent", label="Tổ, bản đã gửi", number=True),
            Column(name="published", label="Đã công bố", number=True, wide=True),
            Column(
                name="standing",
                label="Tình trạng",
                words={state: word for state, (_, word) in SHEET_STATES.items()},
            ),
        ),
        key="sheet_id",
        order=("-year",),
        more=("document_number", "groups"),
        roles=READERS,
        empty="Chưa ban hành bảng tiêu chí nào. Ban hành bảng của năm; tổ dân phố, bản tự chấm theo bảng đó.",
    ),
    record=RecordPage(
        heading=lambda row: f"Bảng tiêu chí tổ dân phố, bản năm {row['year']}",
        stream=lambda key: sheets.SHEET.at(key).stream_id,
        says=FACTS,
        state=lambda row: SHEET_STATES[row["standing"]],
        facts=(
            VERSION,
            Column(
                name="document_number",
                label="Văn bản",
                show=lambda row: row["document_number"] or "chưa ghi",
            ),
            Column(name="sent", label="Tổ, bản đã gửi", number=True),
        ),
        tables=(
            SubTable(
                title="Tiêu chí",
                source="""
                    SELECT l.code, l.name, l.points, l.kind, l.of, l.per, l.scale FROM score_sheets s
                    CROSS JOIN json_to_recordset(s.lines)
                        AS l(code text, name text, points numeric, kind text, of text, per text, scale numeric)
                    WHERE $1::date IS NOT NULL AND s.sheet_id::text = $2 LIMIT 100
                """,
                columns=(
                    Column(name="code", label="Mã"),
                    Column(name="name", label="Tiêu chí"),
                    Column(name="points", label="Điểm tối đa", number=True),
                    Column(name="kind", label="Cách tính", words=RULES, wide=True),
                    Column(
                        name="of",
                        label="Số liệu",
                        show=lambda row: " / ".join(row[name] for name in ("of", "per") if row[name]),
                        wide=True,
                    ),
                    Column(name="scale", label="Chỉ tiêu hoặc mức điểm", number=True, wide=True),
                ),
                empty="Bảng tiêu chí đã rút.",
            ),
        ),
        ways=(
            Way(
                label="Xem bảng điểm các tổ, bản",
                to=lambda row: f"/submissions/pages/scorecards?year={row['year']}",
                roles=READERS,
            ),
        ),
    ),
    first={
        "groups": First("Văn phòng đăng ký tổ dân phố, bản trước.", "/submissions/pages/units", "Xem danh sách đơn vị")
    },
    options={"groups": units_in("groups"), "wards": wards},
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


def _counted(row: Mapping[str, Any]) -> str:
    """ "48 / 60"."""
    base = f" / {words.number(row['base'])}" if row["base"] is not None else ""
    return f"{words.number(row['count'])}{base}"


def _scored(title: str, source: str, empty: str, roles: frozenset[str] | None = None) -> SubTable:
    """Criterion by criterion, what was counted and what it gave."""
    return SubTable(
        title=title,
        source=source,
        columns=(
            Column(name="name", label="Tiêu chí"),
            Column(name="code", label="Mã", wide=True),
            Column(name="count", label="Số liệu", show=_counted),
            Column(name="points", label="Điểm", number=True),
            Column(name="most", label="Tối đa", number=True, wide=True),
        ),
        empty=empty,
        roles=roles,
    )


def _why(row: Mapping[str, Any]) -> str:
    return "; ".join(lower(RETURNS.get(one, one)) for one in row["returned"]) or "không"


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
            1,
            stream=decider.CARD,
            states=(
                decider.Absent,
                decider.TakenBack,
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
            ),
            key="card_id",
            row=Row,
            shows=shows,
        ),
    ),
    does=(UNPUBLISH, TAKE_BACK, UNCHECK, UNRETURN, RETURN, PUBLISH, CHECK),
    list=ListPage(
        path="/scorecards",
        title="Bảng điểm tổ dân phố, bản",
        source="""
            SELECT c.ward_code, c.card_id, c.unit_id, c.sheet_id, c.year, 9999 - c.year AS newest, c.version, c.standing, c.total,
                   CASE WHEN c.published_on IS NOT NULL THEN c.checked_total END AS given, c.published_on, c.returned,
                   u.name AS unit, u.sort_key
            FROM scorecards c JOIN units u ON u.ward_code = c.ward_code AND u.unit_id = c.unit_id
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
        more=("sheet_id", "version", "published_on", "returned"),
        own="unit_id",
        roles=READERS,
        back=("/submissions/pages/score-sheets", "Bảng tiêu chí tổ dân phố, bản"),
        menu=False,
        empty="Chưa có bảng điểm nào. Tổ dân phố, bản tự chấm từ trang bảng tiêu chí của năm.",
    ),
    record=RecordPage(
        heading=lambda row: f"Bảng điểm năm {row['year']} – {row['unit']}",
        stream=lambda key: decider.CARD.at(key).stream_id,
        state=lambda row: STATES[row["standing"]],
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
        ),
    ),
    options={"score-years": score_years, "wards": wards},
)
