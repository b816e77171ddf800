"""Criteria sheets of residential groups: issued, amended and withdrawn by the ward; groups score themselves from there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any, Final

from services.chassis.kit.capability import Capability, First
from services.chassis.kit.doing import Do
from services.chassis.kit.listing import Column, ListPage, RecordPage, SubTable, Way
from services.chassis.kit.rules import compared_where_it_counts
from services.chassis.kit.stream_table import stream_table
from services.chassis.readers.tables import Json
from services.chassis.scoring import RULES
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web
from services.submissions.edge import READERS
from services.submissions.ids import score_sheet_id
from services.submissions.options import units_in, wards
from services.submissions.scorecards import decider, events, figures, sheets
from services.submissions.scorecards.commands import AmendScoreSheet, IssueScoreSheet, SendScore, WithdrawScoreSheet
from services.submissions.scorecards.facts import FACTS
from services.submissions.units.decider import UnitRefused

OF_SHEET: Final = (sheets.SheetRefused,)
LINES: Final = {
    "score-sheet.code-twice": "lines",
    "score-sheet.base": "lines",
    "score-sheet.scale": "lines",
    "score-sheet.unit-over-points": "lines",
}
WITHDRAWN: Final = "SELECT lines::text FROM score_sheets WHERE year::text = $1 AND standing = 'withdrawn'"
SHEET_STATES: Final = {"issued": ("on-time", "Đang áp dụng"), "withdrawn": ("annulled", "Đã rút")}


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A sheet as it is shown; lines as `SheetLine` has them."""

    year: int
    version: int
    standing: str
    lines: Json
    document_number: str | None


def shows_sheet(state: Any) -> SheetRow:
    """The row of a sheet; one that is withdrawn keeps its lines."""
    return SheetRow(
        state.year,
        state.version,
        type(state).__name__.lower(),
        figures.as_json(state.lines),
        state.document_number if isinstance(state, sheets.Issued) else None,
    )


def _at(*states: str) -> Any:
    return lambda row: row["standing"] in states


def _to_be_scored(row: Mapping[str, Any]) -> bool:
    """Whether a group has no card by a sheet in force; to whoever is of a unit, whether that one has none. A card is mended on its page."""
    mine = row["own_unit"]
    return row["standing"] == "issued" and bool(row["to_score"] if mine is None else mine in row["to_score"])


async def as_issued(_: Web, visitor: Visitor, row: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """The sheet as its form holds it. Raises NotFound."""
    assert row is not None
    lines = await figures.lines_of(visitor, figures.OF_SHEET, row["sheet_id"])
    return {"lines": _typed(lines), "document_number": row["document_number"]}


async def as_withdrawn(_: Web, visitor: Visitor, _row: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """The criteria of the sheet that was withdrawn in the year that the address names."""
    year = visitor.request.query_params.get("year", "")
    return {"lines": _typed(lines)} if (lines := await figures.lines_of(visitor, WITHDRAWN, year, needed=False)) else {}


def _typed(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**line, "points": Decimal(line["points"]), "scale": Decimal(line["scale"])} for line in lines]


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
    begin=as_withdrawn,
    shape=compared_where_it_counts("lines"),
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
    effect=(
        "Tổ, bản đã tự chấm theo lần trước phải chấm lại trước khi được kiểm tra, công bố.",
        "Kết quả đã kiểm tra theo lần trước mà chưa công bố thì không còn.",
    ),
    done="Đã sửa bảng tiêu chí.",
    refuses=OF_SHEET,
    places=LINES,
    offered=_at("issued"),
    begin=as_issued,
    shape=compared_where_it_counts("lines"),
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
    effect=(
        "Không chấm, kiểm tra, công bố theo bảng này nữa; rút nhầm thì ban hành lại bảng của năm đó.",
        "Bảng điểm đã công bố: {published}, vẫn giữ. Bảng điểm chưa công bố: {ending}, hết hiệu lực.",
    ),
    done="Đã rút bảng tiêu chí.",
    refuses=OF_SHEET,
    offered=_at("issued"),
)
SENT: Final = ("Văn phòng kiểm tra rồi công bố điểm. Sửa được ở trang bảng điểm cho đến khi kiểm tra.",)
SEND: Final = Do(
    command=SendScore,
    name="score",
    path="/score-sheets/{sheet_id}:score",
    body="SelfScore",
    about="Số liệu của tổ dân phố, bản theo từng tiêu chí; điểm được tính theo bảng.",
    title="Tự chấm điểm",
    summary="Gửi bảng điểm tự chấm của tổ dân phố, bản",
    button="Gửi bảng điểm",
    effect=SENT,
    done="Đã gửi bảng điểm tự chấm.",
    leads=("/submissions/pages/scorecards", "Xem bảng điểm"),
    refuses=(decider.ScoreRefused, *OF_SHEET, UnitRefused),
    places=figures.PLACES | {"score.not-a-group": "unit_id", "score.already-sent": "unit_id", "unit.closed": "unit_id"},
    offered=_to_be_scored,
    begin=figures.to_be_scored,
    beside=figures.criteria,
    shape=partial(figures.read_again, SENT),
)

GONE: Final = "Bảng đã rút. Các tiêu chí dưới đây là của bảng đã rút, không dùng để chấm."
YEAR: Final = Column(name="year", label="Năm", show=lambda row: str(row["year"]))
VERSION: Final = Column(name="version", label="Lần", number=True)

SHEETS: Final = Capability(
    name="score-sheets",
    file=__file__,
    readers=(
        stream_table(
            "score_sheets",
            2,
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
                   json_array_length(s.lines) AS criteria, n.sent, n.published, n.sent - n.published AS ending,
                   ARRAY(SELECT u.unit_id FROM units u WHERE u.ward_code = s.ward_code
                         AND u.kind IN ('residential-group', 'hamlet') AND u.began_on <= $1::date
                         AND coalesce(u.closed_on > $1::date, true)
                         AND NOT EXISTS (SELECT FROM scorecards c WHERE c.ward_code = s.ward_code AND c.sheet_id = s.sheet_id
                                         AND c.unit_id = u.unit_id AND c.standing NOT IN ('takenback', 'released'))) AS to_score
            FROM score_sheets s CROSS JOIN LATERAL (
                SELECT count(*) FILTER (WHERE c.standing NOT IN ('takenback', 'released')) AS sent,
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
        more=("document_number", "to_score", "ending"),
        roles=READERS,
        empty="Chưa ban hành bảng tiêu chí nào. Ban hành bảng của năm; tổ dân phố, bản tự chấm theo bảng đó.",
    ),
    record=RecordPage(
        heading=lambda row: f"Bảng tiêu chí tổ dân phố, bản năm {row['year']}",
        stream=lambda key: sheets.SHEET.at(key).stream_id,
        says=FACTS,
        state=lambda row: SHEET_STATES[row["standing"]],
        warns=lambda row: GONE if row["standing"] == "withdrawn" else "",
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
                empty="Chưa có tiêu chí nào.",
            ),
        ),
        ways=(
            Way(
                label="Ban hành lại",
                to=lambda row: f"/submissions/pages/score-sheets/do/issue?year={row['year']}",
                roles=sheets.ISSUERS,
                offered=lambda row, _visitor: row["standing"] == "withdrawn",
            ),
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
    options={"groups": units_in("to_score"), "wards": wards},
)
