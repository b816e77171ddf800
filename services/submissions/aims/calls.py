"""Calls for aims: opened for a year by the clerk, moved, called off; who has registered, and the ward's summary as pages and paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

import asyncpg

from services.chassis import words
from services.chassis.documents.letterhead import AUTHORITY, CHAIRMAN, letterhead
from services.chassis.documents.paper import Paper, heading, paragraph, table
from services.chassis.kit.capability import Capability
from services.chassis.kit.doing import Do
from services.chassis.kit.listing import Column, Filter, ListPage, RecordPage, SubTable, Way
from services.chassis.kit.papers import RecordPaper
from services.chassis.kit.stream_table import stream_table
from services.chassis.web.charts import Part, bar
from services.submissions.aims import asking, calling, events
from services.submissions.aims.capability import WORDS as STANDINGS
from services.submissions.aims.catalogue import INDICATORS, NAMES
from services.submissions.aims.commands import CallForAims, CallOffAims, MoveAimsCall
from services.submissions.aims.facts import FACTS
from services.submissions.edge import READERS, WATCHERS
from services.submissions.ids import aims_call_id
from services.submissions.options import wards
from services.submissions.wards.projection import name_of
from thidua_contracts.codes import UNIT_ROLES

REFUSES: Final = (calling.CallRefused,)
PLACES: Final = {
    "aims-call.already-called": "year",
    "aims-call.day-passed": "due_on",
    "aims-call.other-year": "due_on",
}
STATES: Final = {
    "running": ("waiting", "Đang đăng ký"),
    "late": ("late", "Trễ, còn đơn vị chưa đăng ký"),
    "complete": ("on-time", "Mọi đơn vị đã đăng ký"),
    "off": ("annulled", "Đã hủy"),
}
WORDS: Final = {state: word for state, (_, word) in STATES.items()}

BY_UNIT: Final = """
SELECT a.aims_id, u.name, a.titles, a.people, a.aimed, a.registered_on,
       CASE WHEN a.standing = 'asked' AND a.due_on < $1::date THEN 'late' ELSE a.standing END AS standing
FROM aims_calls c JOIN aims a ON a.ward_code = c.ward_code AND a.year = c.year
JOIN units u ON u.ward_code = a.ward_code AND u.unit_id = a.unit_id
WHERE c.call_id::text = $2 AND a.standing <> 'released' ORDER BY u.sort_key LIMIT 1000
"""
BY_TITLE: Final = """
SELECT x.title, count(*) FILTER (WHERE x.own) AS units, count(*) FILTER (WHERE NOT x.own) AS people FROM (
    SELECT unnest(a.titles) AS title, true AS own
    FROM aims_calls c JOIN aims a ON a.ward_code = c.ward_code AND a.year = c.year WHERE c.call_id::text = $2
    UNION ALL
    SELECT m.title, false
    FROM aims_calls c JOIN aims a ON a.ward_code = c.ward_code AND a.year = c.year
    CROSS JOIN json_to_recordset(a.members) AS m(title text, people json)
    CROSS JOIN json_array_elements_text(m.people) AS one(person_id) WHERE c.call_id::text = $2
) x WHERE $1::date IS NOT NULL GROUP BY x.title ORDER BY x.title
"""
BY_INDICATOR: Final = """
SELECT t.indicator, count(*) AS units, sum(t.value) AS whole, avg(t.value) AS mean
FROM aims_calls c JOIN aims a ON a.ward_code = c.ward_code AND a.year = c.year
CROSS JOIN json_to_recordset(a.targets) AS t(indicator text, value numeric)
WHERE $1::date IS NOT NULL AND c.call_id::text = $2 GROUP BY t.indicator ORDER BY t.indicator
"""


@dataclass(frozen=True, slots=True)
class Row:
    """A call as it is shown."""

    year: int
    due_on: date
    off: bool


def shows(state: Any) -> Row:
    """The row of a state; a stream begins with the call."""
    return Row(state.year, state.due_on, isinstance(state, calling.CalledOff))


def _running(row: Mapping[str, Any]) -> bool:
    return bool(row["state"] != "off")


def picture(row: Mapping[str, Any]) -> Any:
    """How far the units of a call are, as a bar."""
    whole = row["accepted"] + row["sent"] + row["returned"] + row["missing"]
    if not whole:
        return "chưa có đơn vị nào phải đăng ký"
    parts = (
        Part("đã chấp nhận", row["accepted"], "on-time"),
        Part("chờ xem xét", row["sent"], "late"),
        Part("bị trả lại", row["returned"], "returned"),
        Part("chưa đăng ký", row["missing"], "waiting"),
    )
    told = ", ".join(f"{part.count} {part.word}" for part in parts if part.count)
    return bar("Đơn vị đã đăng ký", f"{whole - row['missing']}/{whole} đã đăng ký: {told}.", parts)


def together(row: Mapping[str, Any]) -> str:
    """What the targets of the units come to: of what is counted the sum, of a rate the mean."""
    of = INDICATORS[row["indicator"]]
    if of.measure == "%":
        return f"trung bình {words.number(round(row['mean'], 1))} %"
    return f"tổng {words.number(row['whole'])} {of.measure}"


def titles_of(row: Mapping[str, Any]) -> str:
    """The names of a unit's titles."""
    return "; ".join(NAMES.get(one, one) for one in row["titles"]) or "không"


CALL: Final = Do(
    command=CallForAims,
    name="call",
    path="/aims-calls",
    body="NewAimsCall",
    about="Năm và hạn đăng ký.",
    title="Mở đợt đăng ký",
    summary="Mở đợt đăng ký danh hiệu thi đua, chỉ tiêu của một năm",
    button="Mở đợt đăng ký",
    effect=(
        "Mỗi đơn vị, kể cả đơn vị thành lập sau này, nhận được việc đăng ký ở Việc của tôi và một thư báo.",
        "Mở nhầm thì hủy đợt: đơn vị chưa đăng ký không phải đăng ký nữa.",
    ),
    done="Đã mở đợt đăng ký. Các đơn vị nhận được việc ngay.",
    refuses=REFUSES,
    places=PLACES,
    creates=lambda command: aims_call_id(command.ward_code, command.year),
)
MOVE: Final = Do(
    command=MoveAimsCall,
    name="move",
    path="/aims-calls/{call_id}:move",
    body="AimsCallDay",
    about="Hạn đăng ký mới, sớm hơn hay muộn hơn.",
    title="Đổi hạn đăng ký",
    button="Đổi hạn đăng ký",
    effect=("Việc của các đơn vị theo ngày mới; đơn vị chưa đăng ký nhận thư báo. Đổi nhầm thì đổi lại.",),
    done="Đã đổi hạn đăng ký.",
    refuses=REFUSES,
    places={name: place for name, place in PLACES.items() if place == "due_on"},
    offered=_running,
    fill=lambda row: {"due_on": row["due_on"]},
    replaces=True,
)
OFF: Final = Do(
    command=CallOffAims,
    name="call-off",
    path="/aims-calls/{call_id}:call-off",
    body="AimsCalledOff",
    about="Lý do hủy đợt.",
    title="Hủy đợt",
    summary="Hủy đợt đăng ký",
    button="Hủy đợt đăng ký",
    effect=(
        "Đơn vị chưa đăng ký không phải đăng ký nữa; nội dung đã đăng ký vẫn giữ nguyên.",
        "Cần lại thì mở đợt của năm đó lần nữa.",
    ),
    done="Đã hủy đợt đăng ký.",
    refuses=REFUSES,
    offered=_running,
)

YEAR: Final = Column(name="year", label="Năm", show=lambda row: str(row["year"]))
DUE_ON: Final = Column(name="due_on", label="Hạn đăng ký")


async def says(connection: asyncpg.Connection, row: Mapping[str, Any]) -> Paper:
    """The ward's summary of a call; it names units, never people."""
    head = letterhead(await name_of(connection, row["ward_code"]))
    asked = (row["due_on"], str(row["call_id"]))
    units = await connection.fetch(BY_UNIT, *asked)
    titles = await connection.fetch(BY_TITLE, *asked)
    targets = await connection.fetch(BY_INDICATOR, *asked)
    missing = [one["name"] for one in units if one["standing"] in ("asked", "late")]
    return Paper(
        issuer=head.issuer,
        symbol="BC-UBND",
        place=head.place,
        kind="BÁO CÁO",
        subject=f"Tổng hợp đăng ký danh hiệu thi đua, chỉ tiêu năm {row['year']}",
        blocks=(
            paragraph(
                f"{head.committee} tổng hợp đăng ký danh hiệu thi đua, chỉ tiêu năm {row['year']} của các cơ quan, đơn vị; "
                f"hạn đăng ký: hết ngày {words.day(row['due_on'])}."
            ),
            heading("I. TÌNH HÌNH ĐĂNG KÝ"),
            paragraph(
                f"Đã đăng ký: {len(units) - len(missing)}/{len(units)} đơn vị, trong đó đã chấp nhận {row['accepted']}."
            ),
            *((paragraph(f"Chưa đăng ký: {'; '.join(missing)}."),) if missing else ()),
            table(
                ("Đơn vị", "Danh hiệu của đơn vị", "Số cá nhân, hộ", "Số chỉ tiêu", "Tình trạng"),
                [
                    (
                        one["name"],
                        titles_of(dict(one)),
                        str(one["people"]),
                        str(one["aimed"]),
                        STANDINGS[one["standing"]],
                    )
                    for one in units
                ],
            ),
            heading("II. DANH HIỆU"),
            *_part(
                ("Danh hiệu", "Số đơn vị", "Số cá nhân, hộ"),
                [(NAMES.get(one["title"], one["title"]), str(one["units"]), str(one["people"])) for one in titles],
            ),
            heading("III. CHỈ TIÊU"),
            *_part(
                ("Chỉ tiêu", "Số đơn vị", "Cả phường, xã"),
                [(INDICATORS[one["indicator"]].name, str(one["units"]), together(dict(one))) for one in targets],
            ),
        ),
        recipients=("Hội đồng Thi đua – Khen thưởng", "Các cơ quan, đơn vị"),
        authority=AUTHORITY,
        position=CHAIRMAN,
    )


def _part(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[Any, ...]:
    return (table(columns, rows) if rows else paragraph("Chưa đăng ký."),)


PAPER: Final = RecordPaper(name="aims-summary", title="Tổng hợp đăng ký thi đua", says=says)

AIMS_CALLS: Final = Capability(
    name="aims-calls",
    file=__file__,
    readers=(
        stream_table(
            "aims_calls",
            1,
            stream=calling.AIMS_CALL,
            states=(calling.Uncalled, calling.Called, calling.CalledOff),
            events=(events.AimsCalled, events.AimsCallMoved, events.AimsCalledOff),
            key="call_id",
            row=Row,
            shows=shows,
        ),
        asking.MANAGER,
    ),
    does=(OFF, MOVE, CALL),
    list=ListPage(
        path="/aims-calls",
        title="Đợt đăng ký thi đua",
        source="""
            SELECT c.ward_code, c.call_id, c.year, c.due_on, n.accepted, n.sent, n.returned, n.missing, n.to_remind,
                   n.accepted + n.sent + n.returned AS registered, n.accepted + n.sent + n.returned + n.missing AS asked,
                   CASE WHEN c.off THEN 'off' WHEN n.missing > 0 AND n.first_due < $1::date THEN 'late'
                        WHEN n.missing = 0 AND n.accepted + n.sent + n.returned > 0 THEN 'complete' ELSE 'running' END AS state
            FROM aims_calls c CROSS JOIN LATERAL (
                SELECT count(*) FILTER (WHERE a.standing = 'accepted') AS accepted,
                       count(*) FILTER (WHERE a.standing IN ('sent', 'amending')) AS sent,
                       count(*) FILTER (WHERE a.standing = 'returned') AS returned,
                       count(*) FILTER (WHERE a.standing = 'asked') AS missing,
                       array_agg(a.aims_id) FILTER (WHERE a.standing IN ('asked', 'returned')) AS to_remind,
                       min(a.due_on) FILTER (WHERE a.standing = 'asked') AS first_due
                FROM aims a WHERE a.ward_code = c.ward_code AND a.year = c.year
            ) n
        """,
        columns=(
            YEAR,
            DUE_ON,
            Column(
                name="registered", label="Số đơn vị đã đăng ký", show=lambda row: f"{row['registered']}/{row['asked']}"
            ),
            Column(name="accepted", label="Đã chấp nhận", number=True, wide=True),
            Column(name="returned", label="Bị trả lại", number=True, wide=True),
            Column(name="state", label="Tình trạng", words=WORDS),
        ),
        key="call_id",
        order=("-year",),
        filters=(Filter(name="state", label="Tình trạng", words=WORDS),),
        more=("sent", "missing", "asked", "to_remind"),
        roles=WATCHERS - UNIT_ROLES,
        empty="Chưa mở đợt đăng ký nào. Mở đợt của năm, ghi hạn; mỗi đơn vị nhận được việc đăng ký.",
    ),
    record=RecordPage(
        heading=lambda row: f"Đợt đăng ký thi đua năm {row['year']}",
        stream=lambda key: calling.AIMS_CALL.at(key).stream_id,
        says=FACTS,
        state=lambda row: STATES[row["state"]],
        facts=(DUE_ON, Column(name="registered", label="Đã đăng ký", show=picture)),
        tables=(
            SubTable(
                title="Từng đơn vị",
                source=BY_UNIT,
                columns=(
                    Column(name="name", label="Đơn vị"),
                    Column(name="titles", label="Danh hiệu của đơn vị", show=titles_of, wide=True),
                    Column(name="people", label="Số cá nhân, hộ", number=True, wide=True),
                    Column(name="aimed", label="Số chỉ tiêu", number=True, wide=True),
                    Column(name="standing", label="Tình trạng", words=STANDINGS),
                ),
                empty="Chưa có đơn vị nào phải đăng ký.",
                link=lambda row: f"/submissions/pages/aims/{row['aims_id']}",
            ),
            SubTable(
                title="Tổng hợp danh hiệu",
                source=BY_TITLE,
                columns=(
                    Column(name="title", label="Danh hiệu", words=NAMES),
                    Column(name="units", label="Số đơn vị", number=True),
                    Column(name="people", label="Số cá nhân, hộ", number=True),
                ),
                empty="Chưa đăng ký danh hiệu nào.",
            ),
            SubTable(
                title="Tổng hợp chỉ tiêu",
                source=BY_INDICATOR,
                columns=(
                    Column(name="indicator", label="Chỉ tiêu", show=lambda row: INDICATORS[row["indicator"]].name),
                    Column(name="units", label="Số đơn vị", number=True),
                    Column(name="whole", label="Cả phường, xã", show=together),
                ),
                empty="Chưa đăng ký chỉ tiêu nào.",
            ),
        ),
        paper=PAPER,
        ways=(
            Way(
                label="Nhắc đơn vị chưa đăng ký, chưa gửi lại",
                to=lambda row: (
                    f"/notifications/pages/remind?{urlencode([('report', one) for one in row['to_remind'][:500]])}"
                ),
                roles=frozenset({"clerk"}),
                offered=lambda row, _visitor: bool(row["to_remind"]) and _running(row),
            ),
            Way(
                label="Xem đăng ký của các đơn vị",
                to=lambda row: f"/submissions/pages/aims?year={row['year']}",
                roles=READERS,
            ),
        ),
    ),
    options={"wards": wards},
)
