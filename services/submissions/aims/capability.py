"""Aims of units: registered, changed, returned, accepted, amended, each step taken back; and how far their targets are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from markupsafe import Markup

from services.chassis import words
from services.chassis.calendar import local_date
from services.chassis.errors import NotFound
from services.chassis.http.edge import Reader, Writer
from services.chassis.kit.capability import Capability, First
from services.chassis.kit.doing import Do
from services.chassis.kit.fields import lower
from services.chassis.kit.listing import Column, Filter, ListPage, RecordPage, SubTable, Way
from services.chassis.kit.options import Asking, Find, Option, listed, narrowed
from services.chassis.kit.stream_table import stream_table
from services.chassis.readers.tables import Json
from services.chassis.web.charts import Part, Rule, bar
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web
from services.chassis.words import day
from services.submissions.aims import events
from services.submissions.aims.catalogue import INDICATORS, NAMES
from services.submissions.aims.commands import (
    QUARTERS,
    SOURCES,
    AcceptAims,
    AmendAims,
    ChangeAims,
    RecordReached,
    RegisterAims,
    ReturnAims,
    TakeBackAimsAcceptance,
    TakeBackAimsReturn,
    TakeBackReached,
    WithdrawAims,
)
from services.submissions.aims.decider import HANDLES
from services.submissions.aims.events import RETURNS, AimsContent
from services.submissions.aims.facts import FACTS
from services.submissions.aims.refusals import AimsRefused
from services.submissions.aims.state import AIMS as STREAM
from services.submissions.aims.state import Absent, Accepted, Asked, Released, Returned, Sent
from services.submissions.edge import READERS
from services.submissions.options import units_of_ward, wards
from services.submissions.people import projection as people
from services.submissions.people.decider import PersonRefused
from services.submissions.units.decider import UnitRefused

REFUSES: Final = (AimsRefused,)
OF_CONTENT: Final = (AimsRefused, PersonRefused, UnitRefused)
PLACES: Final = {
    "aims.empty": "titles",
    "aims.no-such-title": "titles",
    "aims.title-of-others": "members",
    "aims.title-twice": "members",
    "aims.not-of-the-unit": "members",
    "person.erased": "members",
    "aims.target-twice": "targets",
    "aims.target-unfit": "targets",
}
OF_A_TARGET: Final = {
    "aims.no-such-target": "indicator",
    "aims.quarter-to-come": "quarter",
    "aims.not-reached": "quarter",
    "aims.target-unfit": "value",
}
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

    `given_up` is what was withdrawn, to be registered again.
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
    )


def _json(parts: Any) -> Json:
    return Json(json.dumps([asdict(part) for part in parts], ensure_ascii=False, default=str))


def _at(*states: str) -> Any:
    return lambda row: row["standing"] in states


async def its_unit(reader: Reader, _writer: Writer, path: Mapping[str, Any], _body: Any) -> Mapping[str, Any]:
    """The unit whose aims they are. Raises NotFound."""
    async with reader.rows() as connection:
        unit_id = await connection.fetchval("SELECT unit_id FROM aims WHERE aims_id = $1", path["aims_id"])
    if unit_id is None:
        raise NotFound("aims")
    return {"unit_id": unit_id}


async def as_it_is(_: Web, visitor: Visitor, row: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """What is registered now, as its form holds it. Raises NotFound."""
    assert row is not None
    async with visitor.reader().rows() as connection:
        found = await connection.fetchrow(
            "SELECT titles, members::text AS members, targets::text AS targets FROM aims WHERE aims_id = $1",
            row["aims_id"],
        )
    if found is None:
        raise NotFound("aims")
    targets = [{**one, "value": Decimal(one["value"])} for one in json.loads(found["targets"])]
    return {"titles": found["titles"], "members": json.loads(found["members"]), "targets": targets}


async def as_it_was(_: Web, visitor: Visitor, row: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """What was withdrawn, as the form holds it; nothing where nothing was."""
    assert row is not None
    async with visitor.reader().rows() as connection:
        found = await connection.fetchval("SELECT (given_up -> 0)::text FROM aims WHERE aims_id = $1", row["aims_id"])
    if found is None:
        return {}
    content = json.loads(found)
    targets = [{**one, "value": Decimal(one["value"])} for one in content["targets"]]
    return {"titles": content["titles"], "members": content["members"], "targets": targets}


async def members(asking: Asking) -> list[Option]:
    """The people and households of the unit whose aims they are."""
    assert asking.record is not None
    reader = asking.visitor.reader()
    async with reader.rows() as connection:
        found = await people.found(
            connection,
            asking.words,
            today=local_date(asking.visitor.at),
            ward_code=asking.record["ward_code"],
            unit_id=asking.record["unit_id"],
            kinds=("individual", "household"),
            ids=asking.ids if asking.keys else None,
            limit=asking.limit,
        )
    if found:
        reader.note("people.read", "choices", len(found))
    return [Option(str(one["person_id"]), one["full_name"]) for one in found]


async def targets(asking: Asking) -> list[Option]:
    """The targets that the unit has registered."""
    assert asking.record is not None
    async with asking.visitor.reader().rows() as connection:
        found = await connection.fetch(
            """
            SELECT t.indicator FROM aims a CROSS JOIN json_to_recordset(a.targets) AS t(indicator text)
            WHERE a.aims_id = $1
            """,
            asking.record["aims_id"],
        )
    return narrowed([Option(one["indicator"], INDICATORS[one["indicator"]].name) for one in found], asking)


aims_years: Final[Find] = listed(
    "SELECT DISTINCT year::text AS value, year::text AS label FROM aims WHERE $1::date IS NOT NULL LIMIT 100"
)
FIRST: Final = {
    "aims-targets": First(
        "Đơn vị chưa đăng ký chỉ tiêu nào; điều chỉnh đăng ký trước.", "/submissions/pages/aims", "Xem các đăng ký"
    )
}

REGISTER: Final = Do(
    command=RegisterAims,
    name="register",
    path="/aims/{aims_id}:register",
    body="Aims",
    about="Danh hiệu của đơn vị, danh hiệu của cá nhân, hộ gia đình và chỉ tiêu phấn đấu trong năm.",
    title="Đăng ký",
    summary="Đăng ký danh hiệu thi đua, chỉ tiêu của đơn vị",
    button="Gửi đăng ký",
    effect=("Văn phòng nhận được việc xem xét. Sửa hoặc rút được cho đến khi có trả lời.",),
    done="Đã gửi đăng ký. Sửa hoặc rút được cho đến khi phường, xã trả lời.",
    refuses=OF_CONTENT,
    places=PLACES,
    offered=lambda row: row["standing"] in ("asked", "late") or (row["standing"] == "released" and row["given_up"]),
    begin=as_it_was,
    look=its_unit,
)
CHANGE: Final = Do(
    command=ChangeAims,
    name="change",
    path="/aims/{aims_id}:change",
    body="ChangedAims",
    about="Nội dung đăng ký đã sửa.",
    title="Sửa đăng ký",
    summary="Sửa đăng ký trước khi được chấp nhận, gửi lại đăng ký bị trả lại",
    button="Lưu và gửi",
    effect=("Nội dung này thay nội dung đã gửi; đăng ký bị trả lại thì được gửi lại.",),
    done="Đã gửi nội dung sửa.",
    refuses=OF_CONTENT,
    places=PLACES,
    offered=_at("sent", "amending", "returned"),
    begin=as_it_is,
    look=its_unit,
    replaces=True,
)
WITHDRAW: Final = Do(
    command=WithdrawAims,
    name="withdraw",
    path="/aims/{aims_id}:withdraw",
    body="AimsWithdrawal",
    about="Lý do rút đăng ký.",
    title="Rút đăng ký",
    summary="Rút đăng ký của đơn vị",
    button="Rút đăng ký",
    effect=(
        "Đăng ký không còn được tính. Rút nhầm thì đăng ký lại: nội dung đã rút được điền sẵn.",
        "Đang điều chỉnh thì chỉ rút nội dung điều chỉnh; nội dung đã chấp nhận vẫn giữ nguyên.",
    ),
    done="Đã rút đăng ký.",
    refuses=REFUSES,
    offered=_at("sent", "amending", "returned", "accepted"),
)
ACCEPT: Final = Do(
    command=AcceptAims,
    name="accept",
    path="/aims/{aims_id}:accept",
    title="Chấp nhận",
    summary="Chấp nhận đăng ký của đơn vị",
    button="Chấp nhận đăng ký",
    effect=("Đơn vị nhận được thư báo. Chấp nhận nhầm thì hủy được.",),
    done="Đã chấp nhận đăng ký của đơn vị.",
    refuses=REFUSES,
    offered=_at("sent", "amending"),
)
RETURN: Final = Do(
    command=ReturnAims,
    name="return",
    path="/aims/{aims_id}:return",
    body="AimsReturn",
    about="Những điểm đơn vị phải sửa.",
    title="Trả lại",
    summary="Trả lại đăng ký của đơn vị để sửa",
    button="Trả lại để sửa",
    effect=("Đơn vị nhận được thư báo và việc sửa, gửi lại. Trả lại nhầm thì hủy được.",),
    done="Đã trả lại đăng ký.",
    refuses=REFUSES,
    offered=_at("sent", "amending"),
)
UNRETURN: Final = Do(
    command=TakeBackAimsReturn,
    name="take-back-return",
    path="/aims/{aims_id}:take-back-return",
    body="AimsReturnTakenBack",
    about="Lý do hủy trả lại.",
    title="Hủy trả lại",
    summary="Hủy việc trả lại đăng ký của đơn vị",
    button="Hủy trả lại",
    effect=("Đăng ký trở lại chờ xem xét; đơn vị nhận được thư báo.",),
    done="Đã hủy trả lại. Đăng ký trở lại chờ xem xét.",
    refuses=REFUSES,
    offered=_at("returned"),
)
UNACCEPT: Final = Do(
    command=TakeBackAimsAcceptance,
    name="take-back-acceptance",
    path="/aims/{aims_id}:take-back-acceptance",
    body="AimsAcceptanceTakenBack",
    about="Lý do hủy chấp nhận.",
    title="Hủy chấp nhận",
    summary="Hủy việc chấp nhận đăng ký của đơn vị",
    button="Hủy chấp nhận",
    effect=("Đăng ký trở lại chờ xem xét; đơn vị nhận được thư báo.",),
    done="Đã hủy chấp nhận. Đăng ký trở lại chờ xem xét.",
    refuses=REFUSES,
    offered=_at("accepted"),
)
AMEND: Final = Do(
    command=AmendAims,
    name="amend",
    path="/aims/{aims_id}:amend",
    body="AmendedAims",
    about="Lý do và nội dung điều chỉnh.",
    title="Điều chỉnh",
    summary="Điều chỉnh đăng ký đã được chấp nhận",
    button="Gửi điều chỉnh",
    effect=("Nội dung đã chấp nhận giữ nguyên hiệu lực cho đến khi phường, xã chấp nhận điều chỉnh.",),
    done="Đã gửi điều chỉnh.",
    refuses=OF_CONTENT,
    places=PLACES,
    offered=_at("accepted"),
    begin=as_it_is,
    look=its_unit,
    replaces=True,
)
REACH: Final = Do(
    command=RecordReached,
    name="reach",
    path="/aims/{aims_id}:reach",
    body="Reached",
    about="Kết quả của một chỉ tiêu từ đầu năm đến hết một quý và nguồn số liệu; ghi lần nữa là sửa.",
    title="Ghi kết quả",
    summary="Ghi kết quả một chỉ tiêu theo quý",
    button="Ghi kết quả",
    done="Đã ghi kết quả.",
    refuses=REFUSES,
    places=OF_A_TARGET,
    offered=lambda row: row["standing"] == "accepted" and row["aimed"] > 0,
)
UNREACH: Final = Do(
    command=TakeBackReached,
    name="take-back-reached",
    path="/aims/{aims_id}:take-back-reached",
    body="ReachedTakenBack",
    about="Chỉ tiêu, quý và lý do rút kết quả ghi nhầm.",
    title="Rút kết quả",
    summary="Rút kết quả một chỉ tiêu ghi nhầm",
    button="Rút kết quả",
    effect=("Kết quả của chỉ tiêu đến hết quý đó không còn được tính.",),
    done="Đã rút kết quả.",
    refuses=REFUSES,
    places=OF_A_TARGET,
    offered=lambda row: row["standing"] == "accepted" and row["has_reached"],
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
        SELECT m.title, p.full_name, p.sort_key FROM aims a
        CROSS JOIN json_to_recordset(a.members) AS m(title text, people json)
        CROSS JOIN json_array_elements_text(m.people) AS one(person_id)
        JOIN people p ON p.ward_code = a.ward_code AND p.person_id = one.person_id::uuid
        WHERE $1::date IS NOT NULL AND a.aims_id::text = $2 ORDER BY p.sort_key LIMIT 1000
    """,
    columns=(
        Column(name="full_name", label="Họ và tên", show=lambda row: row["full_name"] or "đã xóa"),
        Column(name="title", label="Danh hiệu", words=NAMES),
    ),
    empty="Không đăng ký danh hiệu cho cá nhân, hộ gia đình nào.",
)
TARGETS: Final = SubTable(
    title="Chỉ tiêu",
    source="""
        SELECT t.indicator, t.value, r.quarter, r.value AS reached, r.source, r.document_number FROM aims a
        CROSS JOIN json_to_recordset(a.targets) AS t(indicator text, value numeric)
        LEFT JOIN LATERAL (
            SELECT one.quarter, one.value, one.source, one.document_number FROM json_to_recordset(a.reached)
                AS one(indicator text, quarter integer, value numeric, source text, document_number text)
            WHERE one.indicator = t.indicator ORDER BY one.quarter DESC LIMIT 1
        ) r ON true
        WHERE $1::date IS NOT NULL AND a.aims_id::text = $2
    """,
    columns=(
        Column(name="indicator", label="Chỉ tiêu", show=lambda row: INDICATORS[row["indicator"]].name),
        Column(name="value", label="Mức đăng ký", show=measured),
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
            2,
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
    does=(UNREACH, WITHDRAW, UNACCEPT, UNRETURN, AMEND, REACH, CHANGE, RETURN, ACCEPT, REGISTER),
    list=ListPage(
        path="/aims",
        title="Đăng ký thi đua",
        source="""
            SELECT a.ward_code, a.aims_id, a.unit_id, a.year, 9999 - a.year AS newest, a.due_on, a.titles, a.people, a.aimed,
                   a.registered_on, a.on_time, a.accepted_on, a.held, a.returned, u.name AS unit, u.sort_key,
                   json_array_length(a.reached) > 0 AS has_reached, a.given_up IS NOT NULL AS given_up,
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
        more=("registered_on", "on_time", "accepted_on", "held", "returned", "has_reached", "given_up"),
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
    options={"aims-people": members, "aims-targets": targets, "aims-years": aims_years, "wards": wards},
)

AIMED_TITLES: Final = Capability(
    name="aimed-titles",
    file=__file__,
    list=ListPage(
        path="/aimed-titles",
        title="Danh hiệu đăng ký của cá nhân, hộ",
        source="""
            SELECT a.ward_code, md5(a.aims_id || m.title || one.person_id)::uuid AS aimed_id, a.aims_id, a.unit_id, a.year,
                   9999 - a.year AS newest, m.title, p.full_name, p.sort_key, u.name AS unit, a.standing
            FROM aims a
            CROSS JOIN json_to_recordset(a.members) AS m(title text, people json)
            CROSS JOIN json_array_elements_text(m.people) AS one(person_id)
            JOIN people p ON p.ward_code = a.ward_code AND p.person_id = one.person_id::uuid
            JOIN units u ON u.ward_code = a.ward_code AND u.unit_id = a.unit_id
            WHERE $1::date IS NOT NULL
        """,
        columns=(
            Column(name="full_name", label="Họ và tên", show=lambda row: row["full_name"] or "đã xóa"),
            UNIT,
            YEAR,
            Column(name="title", label="Danh hiệu", words=NAMES),
            STATE,
        ),
        key="aimed_id",
        order=("newest", "sort_key"),
        filters=(
            Filter(name="year", label="Năm", options="aims-years"),
            Filter(name="title", label="Danh hiệu", words=NAMES),
            Filter(name="unit_id", label="Đơn vị", options="units-of-ward"),
        ),
        searched=("full_name", "unit"),
        more=("aims_id",),
        personal=True,
        watched="people.read",
        own="unit_id",
        back=("/submissions/pages/aims", "Đăng ký thi đua"),
        way=Way(label="Xem đăng ký", to=lambda row: f"/submissions/pages/aims/{row['aims_id']}", roles=READERS),
        roles=READERS,
        excel=frozenset({"clerk", "chairman", "unit-head"}),
        menu=False,
        empty="Chưa có cá nhân, hộ gia đình nào được đăng ký danh hiệu.",
    ),
    options={"aims-years": aims_years, "units-of-ward": units_of_ward, "wards": wards},
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
