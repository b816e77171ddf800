"""Aims of units: what is shown of them, and how far their targets are. What is done with them is in `acts.py`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from markupsafe import Markup

from services.chassis import words
from services.chassis.kit.capability import Capability
from services.chassis.kit.fields import lower
from services.chassis.kit.listing import Column, Filter, ListPage, RecordPage, SubTable, Way
from services.chassis.kit.options import Find, listed
from services.chassis.kit.stream_table import stream_table
from services.chassis.readers.tables import Json
from services.chassis.web.charts import Part, Rule, bar
from services.chassis.words import day
from services.submissions.aims import events
from services.submissions.aims.acts import (
    DOES,
    FIRST,
    members,
    members_titles,
    named,
    own_titles,
    quarters,
    sent_targets,
    targets,
)
from services.submissions.aims.catalogue import INDICATORS, NAMES
from services.submissions.aims.commands import QUARTERS, SOURCES
from services.submissions.aims.decider import HANDLES
from services.submissions.aims.events import RETURNS, AimsContent
from services.submissions.aims.facts import FACTS
from services.submissions.aims.state import AIMS as STREAM
from services.submissions.aims.state import Absent, Accepted, Asked, Released, Returned, Sent
from services.submissions.edge import READERS
from services.submissions.options import wards

STATES: Final = {
    "asked": ("waiting", "Chưa đăng ký"),
    "late": ("late", "Trễ, chưa đăng ký"),
    "released": ("exempt", "Không phải đăng ký"),
    "sent": ("sent", "Chờ phường, xã xem xét"),
    "amending": ("sent", "Đã chấp nhận, chờ xem xét điều chỉnh"),
    "returned": ("returned", "Bị trả lại"),
    "accepted": ("received", "Đã chấp nhận"),
}
WORDS: Final = {state: word for state, (_, word) in STATES.items()}


@dataclass(frozen=True, slots=True)
class Row:
    """A unit's aims as they are shown; members and targets as `AimsContent` has them, `returned` are words of `RETURNS`.

    `given_up` is what was withdrawn, to be registered again; `in_force` what was accepted before the change that waits; `doubted` are
    the indicators and people that a return is about.
    """

    unit_id: UUID
    year: int
    standing: str
    due_on: date | None
    titles: tuple[str, ...]
    members: Json
    targets: Json
    people: int
    aimed: int
    registered_on: date | None
    on_time: bool | None
    accepted_on: date | None
    held: str | None
    returned: tuple[str, ...]
    reached: Json
    given_up: Json | None
    in_force: Json | None
    doubted: tuple[str, ...]


def shows(state: Any) -> Row:
    """The row of a state; a stream begins when its unit is asked. While a change is looked at, what was accepted holds."""
    of = state.of
    written = None if isinstance(state, Asked | Released) else state.written
    content = AimsContent() if written is None else written.content
    held = None if written is None or isinstance(state, Accepted) else written.before
    accepted = state if isinstance(state, Accepted) else held
    given_up = state.withdrawn if isinstance(state, Asked | Released) else None
    return Row(
        of.unit_id,
        of.year,
        "amending" if held is not None and isinstance(state, Sent) else type(state).__name__.lower(),
        of.due_on,
        content.titles,
        _json(content.members),
        _json(content.targets),
        len(content.people),
        len(content.targets),
        None if written is None else written.registered_on,
        None if written is None else written.on_time,
        accepted.accepted_on if accepted else None,
        _in_words(held.content) if held else None,
        state.reasons if isinstance(state, Returned) else (),
        _json(() if written is None else written.reached),
        _json([given_up.content]) if given_up else None,
        _json([held.content]) if held else None,
        (*state.targets, *map(str, state.people)) if isinstance(state, Returned) else (),
    )


def _json(parts: Any) -> Json:
    return Json(json.dumps([asdict(part) for part in parts], ensure_ascii=False, default=str))


aims_years: Final[Find] = listed(
    "SELECT DISTINCT year::text AS value, year::text AS label FROM aims WHERE $1::date IS NOT NULL LIMIT 100"
)


def _in_words(content: AimsContent) -> str:
    """ "Tập thể lao động xuất sắc; Lao động tiên tiến: 12; 3 chỉ tiêu"."""
    own = [NAMES[one] for one in content.titles]
    of_members = [f"{NAMES[each.title]}: {len(each.people)}" for each in content.members]
    aimed = [f"{len(content.targets)} chỉ tiêu"] if content.targets else []
    return "; ".join((*own, *of_members, *aimed))


def _why(row: Mapping[str, Any]) -> str:
    return "; ".join(lower(RETURNS.get(one, one)) for one in row["returned"]) or "không"


def _holding(row: Mapping[str, Any]) -> str:
    return row["held"] or ("như trên" if row["accepted_on"] else "chưa có")


def _registered(row: Mapping[str, Any]) -> str:
    if row["registered_on"] is None:
        return "chưa đăng ký"
    return f"{day(row['registered_on'])}{'' if row['on_time'] else ', sau hạn'}"


def measured(row: Mapping[str, Any], name: str = "value") -> str:
    """ "95 %"."""
    return f"{words.number(row[name])} {INDICATORS[row['indicator']].measure}"


def progress(row: Mapping[str, Any]) -> Any:
    """How far a target is, as a bar of its value reached and left; whole parts of a hundred."""
    if row["reached"] is None:
        return "chưa ghi"
    value, reached = row["value"], row["reached"]
    share = int(100 * reached / value) if value else 100
    told = f"Hết {lower(QUARTERS[str(row['quarter'])])}: {measured(row, 'reached')} trên {measured(row)}, đạt {share}%."
    parts = (Part("% đã đạt", min(share, 999), "on-time"), Part("% còn lại", max(100 - share, 0), "waiting"))
    rule = Rule(100, "mức đăng ký") if share > 100 else None
    drawn = bar(INDICATORS[row["indicator"]].name, told, parts, rule=rule, small=True)
    quarter = QUARTERS[str(row["quarter"])]
    return Markup("<p>{}: {}, đạt {}%</p>{}").format(quarter, measured(row, "reached"), share, drawn)


def _source(row: Mapping[str, Any]) -> str:
    if row["source"] is None:
        return "–"
    number = f", {row['document_number']}" if row["document_number"] else ""
    return f"{SOURCES.get(row['source'], row['source'])}{number}"


def _held(row: Mapping[str, Any]) -> str:
    return "chưa có" if row["held"] is None else measured(row, "held")


def _written(row: Mapping[str, Any]) -> str:
    if not row["changing"]:
        return CHANGES["none"]
    if row["written"] is None:
        return CHANGES["dropped"]
    return CHANGES["kept"] if row["written"] == row["held"] else measured(row, "written")


def _marked(name: str, row: Mapping[str, Any]) -> str:
    return f"{name} (phải sửa)" if row["doubted"] else name


CHANGES: Final = {"none": "–", "added": "thêm", "dropped": "bỏ", "kept": "giữ nguyên"}
"""What the change that waits makes of a line."""
UNIT: Final = Column(name="unit", label="Đơn vị")
YEAR: Final = Column(name="year", label="Năm", show=lambda row: str(row["year"]))
DUE_ON: Final = Column(
    name="due_on", label="Hạn đăng ký", show=lambda row: day(row["due_on"]) if row["due_on"] else "không", wide=True
)
TITLES: Final = Column(
    name="titles",
    label="Danh hiệu của đơn vị",
    show=lambda row: "; ".join(NAMES.get(one, one) for one in row["titles"]) or "không",
    wide=True,
)
PEOPLE: Final = Column(name="people", label="Số cá nhân, hộ", number=True)
AIMED: Final = Column(name="aimed", label="Số chỉ tiêu", number=True)
STATE: Final = Column(name="standing", label="Tình trạng", words=WORDS)

OF_THE_PEOPLE: Final = SubTable(
    title="Danh hiệu của cá nhân, hộ gia đình",
    source="""
        SELECT t.title, p.full_name, p.sort_key, t.person_id = ANY (a.doubted) AS doubted,
               CASE WHEN a.in_force IS NULL THEN 'none' WHEN NOT t.held THEN 'added' WHEN NOT t.written THEN 'dropped'
                    ELSE 'kept' END AS change
        FROM aims a
        CROSS JOIN LATERAL (
            SELECT title, person_id, bool_or(held) AS held, bool_or(NOT held) AS written FROM (
                SELECT m.title, one.person_id, true AS held
                FROM json_to_recordset(coalesce(a.in_force -> 0 -> 'members', a.members)) AS m(title text, people json)
                CROSS JOIN json_array_elements_text(m.people) AS one(person_id)
                UNION ALL
                SELECT m.title, one.person_id, false FROM json_to_recordset(a.members) AS m(title text, people json)
                CROSS JOIN json_array_elements_text(m.people) AS one(person_id)
            ) both_of_them GROUP BY title, person_id
        ) t
        JOIN people p ON p.ward_code = a.ward_code AND p.person_id = t.person_id::uuid
        WHERE $1::date IS NOT NULL AND a.aims_id::text = $2 ORDER BY p.sort_key LIMIT 1000
    """,
    columns=(
        Column(name="full_name", label="Họ và tên", show=lambda row: _marked(row["full_name"] or "đã xóa", row)),
        Column(name="title", label="Danh hiệu", words=NAMES),
        Column(name="change", label="Điều chỉnh đang chờ", words=CHANGES),
    ),
    empty="Không đăng ký danh hiệu cho cá nhân, hộ gia đình nào.",
)
TARGETS: Final = SubTable(
    title="Chỉ tiêu",
    source="""
        SELECT t.indicator, t.value, t.held, t.written, a.in_force IS NOT NULL AS changing, t.indicator = ANY (a.doubted) AS doubted,
               r.quarter, r.value AS reached, r.source, r.document_number
        FROM aims a
        CROSS JOIN LATERAL (
            SELECT coalesce(o.indicator, n.indicator) AS indicator, coalesce(o.value, n.value) AS value,
                   o.value AS held, n.value AS written
            FROM json_to_recordset(coalesce(a.in_force -> 0 -> 'targets', a.targets)) AS o(indicator text, value numeric)
            FULL JOIN json_to_recordset(a.targets) AS n(indicator text, value numeric) ON n.indicator = o.indicator
        ) t
        LEFT JOIN LATERAL (
            SELECT one.quarter, one.value, one.source, one.document_number FROM json_to_recordset(a.reached)
                AS one(indicator text, quarter integer, value numeric, source text, document_number text)
            WHERE one.indicator = t.indicator ORDER BY one.quarter DESC LIMIT 1
        ) r ON true
        WHERE $1::date IS NOT NULL AND a.aims_id::text = $2
    """,
    columns=(
        Column(name="indicator", label="Chỉ tiêu", show=lambda row: _marked(INDICATORS[row["indicator"]].name, row)),
        Column(name="value", label="Mức đăng ký", show=_held),
        Column(name="written", label="Điều chỉnh đang chờ", show=_written),
        Column(name="reached", label="Đã đạt", show=progress),
        Column(name="source", label="Nguồn số liệu", show=_source, wide=True),
    ),
    empty="Không đăng ký chỉ tiêu nào.",
)
QUARTERLY: Final = SubTable(
    title="Kết quả theo quý",
    source="""
        SELECT one.indicator, one.quarter, one.value, one.source, one.document_number FROM aims a
        CROSS JOIN json_to_recordset(a.reached)
            AS one(indicator text, quarter integer, value numeric, source text, document_number text)
        WHERE $1::date IS NOT NULL AND a.aims_id::text = $2 ORDER BY one.quarter DESC, one.indicator LIMIT 200
    """,
    columns=(
        Column(name="quarter", label="Đến hết", show=lambda row: QUARTERS[str(row["quarter"])]),
        Column(name="indicator", label="Chỉ tiêu", show=lambda row: INDICATORS[row["indicator"]].name),
        Column(name="value", label="Kết quả", show=measured),
        Column(name="source", label="Nguồn số liệu", show=_source, wide=True),
    ),
    empty="Chưa ghi kết quả quý nào.",
)

AIMS: Final = Capability(
    name="aims",
    file=__file__,
    handles=HANDLES,
    facts=FACTS,
    readers=(
        stream_table(
            "aims",
            3,
            stream=STREAM,
            states=(Absent, Asked, Released, Sent, Returned, Accepted),
            events=(
                events.AimsAsked,
                events.AimsDeadlineMoved,
                events.AimsReleased,
                events.AimsRegistered,
                events.AimsChanged,
                events.AimsSentAgain,
                events.AimsWithdrawn,
                events.AimsReturned,
                events.AimsReturnTakenBack,
                events.AimsAccepted,
                events.AimsAcceptanceTakenBack,
                events.AimsAmended,
                events.TargetReached,
                events.ReachedTakenBack,
            ),
            key="aims_id",
            row=Row,
            shows=shows,
        ),
    ),
    does=DOES,
    list=ListPage(
        path="/aims",
        title="Đăng ký thi đua",
        source="""
            SELECT a.ward_code, a.aims_id, a.unit_id, a.year, 9999 - a.year AS newest, a.due_on, a.titles, a.people, a.aimed,
                   a.registered_on, a.on_time, a.accepted_on, a.held, a.returned, u.name AS unit, u.sort_key,
                   a.year < extract(year FROM $1::date) AS year_over,
                   json_array_length(a.reached) > 0 AS has_reached, a.given_up IS NOT NULL AS given_up,
                   json_array_length(coalesce(a.in_force -> 0 -> 'targets', a.targets)) AS measured,
                   CASE WHEN a.standing = 'asked' AND a.due_on < $1::date THEN 'late' ELSE a.standing END AS standing
            FROM aims a JOIN units u ON u.ward_code = a.ward_code AND u.unit_id = a.unit_id
        """,
        columns=(UNIT, YEAR, TITLES, PEOPLE, AIMED, DUE_ON, STATE),
        key="aims_id",
        order=("newest", "sort_key"),
        filters=(
            Filter(name="year", label="Năm", options="aims-years"),
            Filter(name="standing", label="Tình trạng", words=WORDS),
        ),
        searched=("unit",),
        more=(
            "registered_on",
            "on_time",
            "accepted_on",
            "held",
            "returned",
            "has_reached",
            "given_up",
            "measured",
            "year_over",
        ),
        own="unit_id",
        watched="people.read",
        roles=READERS,
        empty="Chưa có đăng ký nào. Phường, xã mở đợt đăng ký của năm thì mỗi đơn vị đăng ký ở đây.",
    ),
    record=RecordPage(
        heading=lambda row: f"Đăng ký thi đua năm {row['year']} – {row['unit']}",
        stream=lambda key: STREAM.at(key).stream_id,
        state=lambda row: STATES[row["standing"]],
        facts=(
            TITLES,
            DUE_ON,
            Column(name="registered_on", label="Ngày đăng ký", show=_registered),
            Column(
                name="accepted_on",
                label="Ngày chấp nhận",
                show=lambda row: day(row["accepted_on"]) if row["accepted_on"] else "chưa chấp nhận",
            ),
            Column(name="held", label="Đang có hiệu lực", show=_holding),
            Column(name="returned", label="Phải sửa", show=_why),
        ),
        tables=(OF_THE_PEOPLE, TARGETS, QUARTERLY),
        ways=(
            Way(
                label="Xem danh hiệu từng người",
                to=lambda row: f"/submissions/pages/aimed-titles?year={row['year']}&unit_id={row['unit_id']}",
                roles=READERS,
            ),
        ),
    ),
    first=FIRST,
    options={
        "aims-people": members,
        "aims-titles": own_titles,
        "aims-members-titles": members_titles,
        "aims-named": named,
        "aims-targets": targets,
        "aims-sent-targets": sent_targets,
        "aims-quarters": quarters,
        "aims-years": aims_years,
        "wards": wards,
    },
)

OF_A_UNIT: Final = SubTable(
    title="Đăng ký thi đua",
    source="""
        SELECT a.aims_id, a.year, a.titles, a.people, a.aimed, a.standing FROM aims a
        WHERE $1::date IS NOT NULL AND a.unit_id::text = $2 ORDER BY a.year DESC LIMIT 50
    """,
    columns=(YEAR, TITLES, PEOPLE, AIMED, STATE),
    empty="Chưa đăng ký năm nào.",
    link=lambda row: f"/submissions/pages/aims/{row['aims_id']}",
)
"""On the page of a unit: what it has registered, year by year."""
