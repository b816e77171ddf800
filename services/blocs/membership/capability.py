"""Blocs (khối thi đua): established by the city with their member wards and heads; one page tells who is in and who leads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import asyncpg

from services.blocs.criteria.capability import LIST as SHEETS
from services.blocs.criteria.capability import standing
from services.blocs.edge import READERS, BlocPath, DayPath, WardPath, YearPath
from services.blocs.membership import api, handing, projection
from services.blocs.membership.commands import (
    AdmitMember,
    AppointHead,
    CorrectBloc,
    CorrectStay,
    Elsewhere,
    EstablishBloc,
    HandOverHead,
    Life,
    ReleaseMember,
    TakeBackHandOver,
    WithdrawAdmission,
)
from services.blocs.membership.decider import BLOC, HANDLES, BlocRefused
from services.blocs.membership.facts import FACTS
from services.blocs.options import every_ward, members
from services.chassis import words
from services.chassis.errors import NotFound
from services.chassis.http.edge import Reader, Writer
from services.chassis.kit.capability import Capability
from services.chassis.kit.derived_sql import belonging
from services.chassis.kit.doing import Do, Shape
from services.chassis.kit.listing import Column, ListPage, RecordPage, SubTable
from services.chassis.kit.options import Asking
from services.chassis.text.ordering import sort_key
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web

LIVES: Final = """
SELECT ward_code AS ward, began_on, ended_on FROM standings_lives WHERE ward_code = ANY ($1::text[])
"""


STAY: Final = """
SELECT from_day, last_day FROM bloc_members WHERE ward_code = $1 AND member_ward = $2 AND from_day::text = $3
"""


async def wards(reader: Reader, writer: Writer, path: Mapping[str, Any], body: Any) -> Mapping[str, Any]:
    """The wards that the body names, as far as there are such."""
    named = (getattr(body, name, None) for name in ("ward_code", "head_ward", "to_ward", "deputy_ward"))
    async with reader.rows() as connection:
        rows = await connection.fetch(LIVES, [ward for ward in named if ward is not None])
    return {"wards": tuple(Life(**row) for row in rows)}


ELSEWHERE: Final = """
SELECT m.ward_code AS bloc_code, b.name AS bloc_name, m.from_day, m.last_day
FROM bloc_members m JOIN blocs b ON b.ward_code = m.ward_code WHERE m.member_ward = $1 AND m.ward_code <> $2 ORDER BY m.from_day
"""


async def placed(reader: Reader, writer: Writer, path: Mapping[str, Any], body: Any) -> Mapping[str, Any]:
    """The ward that joins the bloc or whose days are corrected, and its stays in other blocs."""
    ward = path.get("member_ward") or body.ward_code
    async with reader.rows() as connection:
        lives = await connection.fetch(LIVES, [ward])
        others = await connection.fetch(ELSEWHERE, ward, path["bloc_code"])
    return {"wards": tuple(Life(**row) for row in lives), "elsewhere": tuple(Elsewhere(**row) for row in others)}


async def written(_: Web, visitor: Visitor, row: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """The days of a stay as they are written. Raises NotFound."""
    assert row is not None
    if (found := await _stay(visitor, row)) is None:
        raise NotFound("stay")
    return dict(found)


async def as_it_left(asking: Asking) -> Shape:
    """A last day is asked of a stay that has one."""
    assert asking.record is not None
    found = await _stay(asking.visitor, asking.record)
    return Shape() if found and found["last_day"] else Shape(without=frozenset({"last_day"}))


async def _stay(visitor: Visitor, row: Mapping[str, Any]) -> asyncpg.Record | None:
    asked = visitor.request.query_params
    async with visitor.reader().rows() as connection:
        return await connection.fetchrow(
            STAY, row["bloc_code"], asked.get("member_ward", ""), asked.get("was_from", "")
        )


OF_BLOC: Final[dict[str, Any]] = {"bloc_code": BlocPath}
REFUSES: Final = (BlocRefused,)

ESTABLISH: Final = Do(
    command=EstablishBloc,
    name="establish",
    path="/blocs",
    body="EstablishBody",
    about="Thành lập khối thi đua.",
    title="Thành lập khối thi đua",
    button="Thành lập khối",
    effect=("Khối thi đua được thành lập, chưa có thành viên.", "Mã khối giữ nguyên về sau."),
    done="Đã thành lập khối thi đua. Mở khối để tiếp nhận thành viên.",
    refuses=REFUSES,
    places={"bloc.already-established": "code", "bloc.code-unfit": "code"},
    status=201,
)
CORRECT: Final = Do(
    command=CorrectBloc,
    name="correct",
    path="/blocs/{bloc_code}:correct",
    body="BlocCorrection",
    about="Tên khối, năm bắt đầu đúng và văn bản làm căn cứ.",
    title="Sửa tên khối",
    button="Lưu",
    effect=(
        "Tên và năm ghi ở trên thay cho “{name}”, từ năm {first_year}; diễn biến giữ cả hai.",
        "Thành viên giữ nguyên.",
    ),
    done="Đã sửa tên khối thi đua.",
    refuses=REFUSES,
    places={"bloc.nothing-corrected": "name"},
    fill=lambda row: {"name": row["name"], "first_year": row["first_year"]},
    parameters=OF_BLOC,
    replaces=True,
)
ADMIT: Final = Do(
    command=AdmitMember,
    name="admit",
    path="/blocs/{bloc_code}/members",
    body="AdmitBody",
    about="Tiếp nhận thành viên vào khối.",
    title="Tiếp nhận thành viên",
    button="Tiếp nhận thành viên",
    effect=(
        "Kết quả của xã, phường được tính vào bảng điểm của khối từ ngày này.",
        "Xã, phường xếp hạng ở khối mà mình là thành viên vào ngày cuối năm.",
    ),
    done="Đã tiếp nhận thành viên.",
    refuses=REFUSES,
    places={
        **dict.fromkeys(
            ("bloc.already-member", "bloc.member-elsewhere", "bloc.unknown-ward", "bloc.ward-ended"), "ward_code"
        ),
        "bloc.ward-not-begun": "from_day",
    },
    status=201,
    look=placed,
    parameters=OF_BLOC,
)
RELEASE: Final = Do(
    command=ReleaseMember,
    name="release",
    path="/blocs/{bloc_code}/members/{ward_code}:release",
    body="ReleaseBody",
    about="Thành viên rời khối; ngày cuối cùng vẫn là thành viên.",
    title="Cho rời khối",
    summary="Thành viên rời khối",
    button="Cho rời khối",
    effect=(
        "Sau ngày này kết quả của xã, phường không tính vào khối; rời trước ngày cuối năm thì năm đó không xếp hạng ở khối.",
        "Kết quả trước đó giữ nguyên. Nếu đang là Khối phó thì thôi làm Khối phó từ sau ngày này.",
    ),
    done="Đã ghi nhận thành viên rời khối.",
    refuses=REFUSES,
    places={"bloc.not-member": "last_day", "bloc.heads": "last_day"},
    parameters={**OF_BLOC, "ward_code": WardPath},
    addressed=frozenset({"ward_code"}),
)
OF_STAY: Final[dict[str, Any]] = {**OF_BLOC, "member_ward": WardPath, "was_from": DayPath}
CORRECT_STAY: Final = Do(
    command=CorrectStay,
    name="correct-stay",
    path="/blocs/{bloc_code}/members/{member_ward}/{was_from}:correct",
    body="StayCorrection",
    about="Những ngày đúng mà đơn vị là thành viên, và văn bản làm căn cứ.",
    title="Sửa ngày tham gia, rời khối",
    button="Sửa ngày",
    effect=(
        "Các ngày này thay những ngày đã ghi; bảng điểm và thứ hạng các năm liên quan tính lại theo đó.",
        "Văn phòng của xã, phường được báo. Diễn biến giữ cả hai.",
    ),
    done="Đã sửa ngày là thành viên.",
    refuses=REFUSES,
    places={
        **dict.fromkeys(
            (
                "bloc.already-member",
                "bloc.member-elsewhere",
                "bloc.ward-not-begun",
                "bloc.ward-ended",
                "bloc.same-days",
            ),
            "from_day",
        ),
        "bloc.headed-then": "from_day",
        "bloc.last-before-first": "last_day",
        "bloc.not-left": "last_day",
    },
    shape=as_it_left,
    begin=written,
    look=placed,
    replaces=True,
    parameters=OF_STAY,
    addressed=frozenset({"member_ward", "was_from"}),
)
WITHDRAW: Final = Do(
    command=WithdrawAdmission,
    name="withdraw-admission",
    path="/blocs/{bloc_code}/members/{member_ward}/{was_from}:withdraw",
    body="AdmissionWithdrawal",
    about="Văn bản làm căn cứ.",
    title="Rút tiếp nhận ghi nhầm",
    button="Rút tiếp nhận",
    effect=(
        "Lần tham gia này không còn: kết quả của xã, phường không tính vào khối trong thời gian đó.",
        "Văn phòng của xã, phường được báo. Diễn biến giữ cả hai; tiếp nhận lại được.",
    ),
    done="Đã rút tiếp nhận ghi nhầm.",
    refuses=REFUSES,
    replaces=True,
    parameters=OF_STAY,
    addressed=frozenset({"member_ward", "was_from"}),
)
APPOINT: Final = Do(
    command=AppointHead,
    name="appoint-head",
    path="/blocs/{bloc_code}/heads",
    body="HeadBody",
    about="Cử Khối trưởng, Khối phó của một năm.",
    title="Cử Khối trưởng, Khối phó",
    button="Cử Khối trưởng",
    effect=("Thư ký của xã, phường làm Khối trưởng được lập bảng tiêu chí và nhận thông báo của khối.",),
    done="Đã cử Khối trưởng.",
    refuses=REFUSES,
    places={
        "bloc.head-already-appointed": "year",
        "bloc.deputy-is-head": "deputy_ward",
        "bloc.day-outside-year": "from_day",
        # members alone are offered: who is none on that day joins later or has left
        **dict.fromkeys(("bloc.not-member", "bloc.ward-not-begun", "bloc.ward-ended"), "from_day"),
        "bloc.unknown-ward": "head_ward",
    },
    status=201,
    look=wards,
    parameters=OF_BLOC,
)
HAND_OVER: Final = Do(
    command=HandOverHead,
    name="hand-over",
    path="/blocs/{bloc_code}/heads/{year}:hand-over",
    body="HandOverBody",
    about="Bàn giao Khối trưởng trong năm.",
    title="Bàn giao Khối trưởng",
    button="Bàn giao Khối trưởng",
    effect=(
        "Khối trưởng năm {year}{from} là {head}; Khối phó: {deputy}.",
        "Thư ký của Khối trưởng mới được lập bảng tiêu chí và nhận thông báo của khối. Ghi nhầm thì hủy được.",
    ),
    done="Đã ghi nhận bàn giao Khối trưởng.",
    refuses=REFUSES,
    shape=handing.taking_over,
    given=handing.present,
    places={
        "bloc.deputy-is-head": "deputy_ward",
        "bloc.day-outside-year": "on_day",
        **dict.fromkeys(("bloc.not-member", "bloc.ward-not-begun", "bloc.ward-ended"), "on_day"),
        "bloc.hand-over-too-early": "on_day",
        "bloc.already-head": "to_ward",
        "bloc.unknown-ward": "to_ward",
    },
    look=wards,
    replaces=True,
    parameters={**OF_BLOC, "year": YearPath},
    addressed=frozenset({"year"}),
)
TAKE_BACK: Final = Do(
    command=TakeBackHandOver,
    name="take-back-hand-over",
    path="/blocs/{bloc_code}/heads/{year}:take-back-hand-over",
    title="Hủy bàn giao",
    summary="Hủy bàn giao Khối trưởng đã ghi nhầm",
    button="Hủy bàn giao Khối trưởng",
    effect=(
        "Khối trưởng năm {year}{from} là {head}; hủy bàn giao thì đơn vị bàn giao vẫn là Khối trưởng, Khối phó như trước.",
        "Diễn biến giữ cả hai.",
    ),
    done="Đã hủy bàn giao Khối trưởng.",
    refuses=REFUSES,
    given=handing.present,
    parameters={**OF_BLOC, "year": YearPath},
    addressed=frozenset({"year"}),
    replaces=True,
)

LIST: Final = ListPage(
    path="/blocs",
    title="Các khối thi đua",
    source="""
        SELECT b.ward_code, b.ward_code AS bloc_code, b.name, b.first_year, b.sort_key,
               (SELECT count(*) FROM bloc_members m LEFT JOIN standings_lives l ON l.ward_code = m.member_ward
                WHERE m.ward_code = b.ward_code AND m.from_day <= $1::date
                AND coalesce(least(m.last_day, l.ended_on - 1) >= $1::date, true)) AS members,
               (SELECT coalesce(w.name, 'Mã ' || h.head_ward || ' (chưa có tên)') FROM bloc_heads h
                LEFT JOIN standings_ward_names w
                ON w.ward_code = h.head_ward AND w.from_day <= $1::date AND w.until_day > $1::date
                WHERE h.ward_code = b.ward_code AND h.year = extract(year FROM $1::date) AND h.since <= $1::date
                ORDER BY h.since DESC LIMIT 1) AS head
        FROM blocs b
        WHERE b.ward_code = ANY (current_setting('app.wards', true)::text[]) OR (current_setting('app.wards', true)::text[])[1] = 'city'
    """,
    columns=(
        Column(name="name", label="Khối thi đua"),
        Column(name="members", label="Số thành viên", number=True),
        Column(name="head", label="Khối trưởng năm nay"),
        Column(name="first_year", label="Từ năm", show=lambda row: str(row["first_year"]), wide=True),
    ),
    key="bloc_code",
    key_type=BlocPath,
    order=("sort_key",),
    searched=("name", "head"),
    roles=READERS,
    empty="Chưa có khối thi đua nào.",
)


def _of_stay(row: Mapping[str, Any]) -> Mapping[str, str]:
    return {"member_ward": row["member_ward"], "was_from": row["from_day"].isoformat()}


MEMBERS: Final = SubTable(
    title="Thành viên",
    source="""
        SELECT m.member_ward, coalesce(w.name, 'Mã ' || m.member_ward || ' (chưa có tên)') AS name, m.from_day,
               least(m.last_day, l.ended_on - 1) AS last_day, m.last_day AS left_on
        FROM bloc_members m LEFT JOIN standings_lives l ON l.ward_code = m.member_ward LEFT JOIN standings_ward_names w
        ON w.ward_code = m.member_ward AND w.from_day <= $1::date AND w.until_day > $1::date
        WHERE m.ward_code = $2 ORDER BY m.from_day LIMIT 500
    """,
    columns=(
        Column(name="name", label="Xã, phường"),
        Column(name="from_day", label="Từ ngày"),
        Column(
            name="last_day",
            label="Đến hết ngày",
            show=lambda row: words.day(row["last_day"]) if row["last_day"] else "đang là thành viên",
        ),
    ),
    empty="Khối chưa có thành viên.",
    act=("release", lambda row: None if row["left_on"] else {"ward_code": row["member_ward"]}),
    mend=("correct-stay", lambda row: _of_stay(row)),
    undo=("withdraw-admission", lambda row: _of_stay(row)),
    order=lambda row: (row["last_day"] is not None, sort_key(row["name"])),
)
HEADS: Final = SubTable(
    title="Khối trưởng, Khối phó",
    source="""
        SELECT h.year, h.since, h.since > $1::date AS coming, coalesce(w.name, 'Mã ' || h.head_ward || ' (chưa có tên)') AS head,
               d.name || CASE WHEN h.since = max(h.since) OVER (PARTITION BY h.year)
                              AND left_on < least($1::date, make_date(h.year, 12, 31))
                              THEN ' (đến hết ngày ' || to_char(left_on, 'DD/MM/YYYY') || ')' ELSE '' END AS deputy,
               h.since = max(h.since) OVER (PARTITION BY h.year) AND h.year >= extract(year FROM $1::date) AS running,
               h.since = max(h.since) OVER (PARTITION BY h.year) AND h.since > min(h.since) OVER (PARTITION BY h.year) AS handed
        FROM bloc_heads h
        LEFT JOIN standings_ward_names w ON w.ward_code = h.head_ward AND w.from_day <= $1::date AND w.until_day > $1::date
        LEFT JOIN standings_ward_names d ON d.ward_code = h.deputy_ward AND d.from_day <= $1::date AND d.until_day > $1::date
        LEFT JOIN LATERAL (
            SELECT max(coalesce(m.last_day, 'infinity')) AS left_on FROM bloc_members m
            WHERE m.ward_code = h.ward_code AND m.member_ward = h.deputy_ward
        ) m ON true
        WHERE h.ward_code = $2 ORDER BY h.year DESC, h.since DESC LIMIT 100
    """,
    columns=(
        Column(name="year", label="Năm", show=lambda row: str(row["year"])),
        Column(name="head", label="Khối trưởng"),
        Column(name="deputy", label="Khối phó"),
        Column(
            name="since",
            label="Từ ngày",
            show=lambda row: f"{words.day(row['since'])}{' (sắp nhận nhiệm vụ)' if row['coming'] else ''}",
        ),
    ),
    empty="Chưa cử Khối trưởng.",
    act=("hand-over", lambda row: {"year": str(row["year"])} if row["running"] else None),
    undo=("take-back-hand-over", lambda row: {"year": str(row["year"])} if row["handed"] else None),
)
CRITERIA: Final = SubTable(
    title="Bảng tiêu chí",
    source=belonging(SHEETS, "bloc_code"),
    columns=(
        Column(name="year", label="Năm", show=lambda row: f"Năm {row['year']}"),
        Column(name="standing", label="Tình trạng", show=lambda row: standing(row)[1]),
    ),
    empty="Đơn vị chưa thuộc khối trong năm nào có bảng tiêu chí.",
    link=lambda row: f"/blocs/pages/criteria/{row['sheet_id']}",
)

MEMBERSHIP: Final = Capability(
    name="membership",
    tag="Khối thi đua",
    file=__file__,
    handles=HANDLES,
    facts=FACTS,
    readers=(projection.MODEL,),
    does=(ESTABLISH, CORRECT, ADMIT, RELEASE, CORRECT_STAY, WITHDRAW, APPOINT, HAND_OVER, TAKE_BACK),
    list=LIST,
    record=RecordPage(
        heading=lambda row: str(row["name"]),
        stream=lambda key: BLOC.at(key).stream_id,
        tables=(MEMBERS, HEADS, CRITERIA),
        names="SELECT ward_code, name FROM standings_ward_names WHERE from_day <= $1::date AND until_day > $1::date",
    ),
    options={"every-ward": every_ward, "members": members, "successors": handing.successors},
    routes=(api.routes,),
)
