"""The ward's council (Hội đồng Thi đua – Khen thưởng): formed once, changed from dated days on. Its sessions stay handwritten."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from services.awards import naming
from services.awards.councils import act_pages, api, pages, reading, wording
from services.awards.councils.commands import SEAT_WORDS, ChangeCouncil, FormCouncil, TakeBackCouncilChange
from services.awards.councils.council import COUNCIL, HANDLES
from services.awards.councils.facts import FACTS
from services.awards.councils.refusals import CouncilRefused
from services.awards.edge import OF_COUNCIL
from services.awards.options import people, wards
from services.awards.subjects.query import people_of, unit_names
from services.chassis.calendar import local_date
from services.chassis.http.edge import Reader, Writer
from services.chassis.kit.capability import Capability
from services.chassis.kit.doing import Do
from services.chassis.kit.listing import Column, ListPage, RecordPage, SubTable
from services.chassis.kit.options import Asking, Option, narrowed
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web
from thidua_contracts.codes import Role

PURPOSE: Final = "session"
SEATS: Final = """
SELECT member_id, seat, person_id, since, until FROM council_seats WHERE ward_code = $1 AND council_id = $2
ORDER BY until IS NOT NULL, since, array_position(array['chair', 'deputy', 'secretary', 'member'], seat), member_id LIMIT 500
"""
HELD: Final = """
SELECT mandate_id, principal, role, unit_id FROM mandates
WHERE ward_code = $1 AND principal = ANY ($2::text[]) AND role IS NOT NULL AND coalesce(valid_to >= $3, true)
  AND coalesce(relieved_at > $4, true) ORDER BY role, mandate_id LIMIT 1000
"""
SITS: Final = frozenset({"chairman", "council-secretary", "council-member"})
"""Roles under which a member comes to a session and votes."""
MET: Final = """
SELECT count(*) > 0 FROM sessions s
JOIN (SELECT max(valid_from) AS day FROM council_documents WHERE council_id = $1) last ON s.held_on >= last.day
WHERE s.council_id = $1 AND s.state <> 'called-off'
  AND (s.opened_at IS NOT NULL OR (s.called_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date >= last.day)
"""
INCOMPLETE: Final = ("council.seated-twice", "council.no-chair", "council.no-secretary")


async def seats(web: Web, visitor: Visitor, row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Everybody who sits or has sat in a council, those who sit first, each by name, or by what their mandates say.

    `absent`: the account may not do yet what a member does; it may be granted that after it was seated.
    """
    async with visitor.reader().rows() as connection:
        found = [dict(seat) for seat in await connection.fetch(SEATS, row["ward_code"], row["council"])]
        accounts = [seat["member_id"] for seat in found]
        held = await connection.fetch(HELD, row["ward_code"], accounts, local_date(visitor.at), visitor.at)
        units = await unit_names(connection, [one["unit_id"] for one in held if one["unit_id"]])
    names = await naming.people(
        web, visitor, list(dict.fromkeys(seat["person_id"] for seat in found if seat["person_id"])), PURPOSE
    )
    unnamed = {seat["member_id"] for seat in found if seat["person_id"] not in names}
    asked = [one for one in held if one["principal"] in unnamed]
    told = await naming.acting(web, visitor, [one["mandate_id"] for one in asked]) if asked else {}
    called = {one["principal"]: told[one["mandate_id"]] for one in asked if one["mandate_id"] in told}
    roles: dict[str, list[str]] = {}
    for one in held:
        unit = units.get(one["unit_id"])
        roles.setdefault(one["principal"], []).append(f"{Role(one['role']).label}{f', {unit}' if unit else ''}")
    sitting = {one["principal"] for one in held if one["role"] in SITS}
    # somebody may have held two seats one after the other: each stay is called for itself
    return [
        {
            **seat,
            "name": names.get(seat["person_id"]) or called.get(seat["member_id"], ""),
            "holds": "; ".join(roles.get(seat["member_id"], ())),
            "word": SEAT_WORDS[seat["seat"]],
            "absent": seat["until"] is None and seat["member_id"] not in sitting,
        }
        for seat in found
    ]


async def _given(web: Web, visitor: Visitor, row: Mapping[str, Any]) -> dict[str, Any]:
    found = await seats(web, visitor, row)
    return {"seats": found, "absent": [seat for seat in found if seat["absent"]]}


async def seated(asking: Asking) -> list[Option]:
    """Who sits in the council now."""
    assert asking.record is not None
    found = [seat for seat in await seats(asking.web, asking.visitor, asking.record) if seat["until"] is None]
    names: dict[UUID, str] = {seat["person_id"]: seat["name"] for seat in found if seat["name"]}
    called = wording.seats(found, names) | {
        seat["member_id"]: f"{seat['name']} ({seat['word']})" for seat in found if seat["name"]
    }
    more = {
        seat["member_id"]: "" if seat["name"] else seat["holds"] or f"tài khoản {seat['member_id']}" for seat in found
    }
    return narrowed([Option(member, label, more[member]) for member, label in called.items()], asking)


async def _known(reader: Reader, writer: Writer, path: Mapping[str, Any], body: Any) -> Mapping[str, Any]:
    """Which of the people named beside the seats the ward knows."""
    seated = body.come if "council" in path else body.seats
    await reader.settled()  # somebody who was registered a moment ago is known
    async with reader.rows() as connection:
        return {
            "known": await people_of(connection, path["ward_code"], [one.person_id for one in seated if one.person_id])
        }


async def _met(reader: Reader, _writer: Writer, path: Mapping[str, Any], _body: Any) -> Mapping[str, Any]:
    """Whether the members of the last change were called to a session, or sat in one."""
    await reader.settled()  # a session that was called a moment ago is known
    async with reader.rows() as connection:
        return {"met": bool(await connection.fetchval(MET, path["council"]))}


FORM: Final = Do(
    command=FormCouncil,
    name="form",
    path="/councils",
    body="Formation",
    about="Thành lập Hội đồng Thi đua - Khen thưởng của phường.",
    title="Thành lập Hội đồng",
    button="Thành lập Hội đồng",
    effect=("Hội đồng được thành lập từ ngày ký.", "Thư ký Hội đồng triệu tập phiên họp được ngay."),
    done="Đã thành lập Hội đồng.",
    refuses=(CouncilRefused,),
    places={**dict.fromkeys((*INCOMPLETE, "council.unknown-person"), "seats"), "council.in-future": "signed_on"},
    creates=lambda command: command.council_id,
    look=_known,
    once=True,
)
CHANGE: Final = Do(
    command=ChangeCouncil,
    name="change",
    path="/councils/{council}:change",
    body="Change",
    about="Kiện toàn Hội đồng từ một ngày.",
    title="Kiện toàn Hội đồng",
    button="Kiện toàn Hội đồng",
    effect=(
        "Phiên họp từ ngày này tính theo thành viên mới.",
        "Phiên họp đã triệu tập giữ nguyên thành viên của phiên.",
        "Ghi nhầm thì rút được trước ngày này, hoặc trong ngày này khi chưa triệu tập phiên họp.",
    ),
    done="Đã kiện toàn Hội đồng.",
    refuses=(CouncilRefused,),
    places={
        **dict.fromkeys((*INCOMPLETE, "council.unknown-person"), "come"),
        "council.not-a-member": "leave",
        "council.nothing-changed": "leave",
        "council.dates": "valid_from",
    },
    look=_known,
)
TAKE_BACK: Final = Do(
    command=TakeBackCouncilChange,
    name="take-back-change",
    path="/councils/{council}:take-back-change",
    title="Rút kiện toàn",
    summary="Rút lần kiện toàn đã ghi nhầm, trước ngày hoặc trong ngày có hiệu lực",
    button="Rút kiện toàn",
    effect=("Lần kiện toàn ghi nhầm không còn; thành viên Hội đồng như trước đó.", "Diễn biến giữ cả hai."),
    done="Đã rút lần kiện toàn.",
    refuses=(CouncilRefused,),
    offered=lambda row: bool(row["coming"]),
    look=_met,
    replaces=True,
)

LIST: Final = ListPage(
    path="/councils",
    title="Hội đồng Thi đua – Khen thưởng",
    source="""
        SELECT d.ward_code, d.council_id AS council, 'Hội đồng Thi đua – Khen thưởng' AS name, min(d.valid_from) AS since,
               max(d.valid_from) AS changed_on,
               max(d.valid_from) >= $1::date AND count(*) > 1 AS coming,
               (SELECT count(*) FROM council_seats s WHERE s.ward_code = d.ward_code AND s.council_id = d.council_id
                AND s.since <= $1::date AND coalesce(s.until > $1::date, true)) AS members
        FROM council_documents d GROUP BY d.ward_code, d.council_id
    """,
    columns=(
        Column(name="name", label="Hội đồng"),
        Column(name="members", label="Số thành viên", number=True),
        Column(name="since", label="Thành lập ngày"),
        Column(name="changed_on", label="Kiện toàn gần nhất", wide=True),
    ),
    key="council",
    more=("coming",),
    order=("ward_code",),
    roles=OF_COUNCIL,
    empty="Chưa thành lập Hội đồng. Chủ tịch thành lập theo quyết định, sau đó Thư ký triệu tập phiên họp.",
    menu=False,
)

COUNCILS: Final = Capability(
    name="councils",
    file=__file__,
    handles=HANDLES,
    facts=FACTS,
    does=(FORM, CHANGE, TAKE_BACK),
    list=LIST,
    record=RecordPage(
        heading=lambda row: str(row["name"]),
        stream=lambda key: COUNCIL.at(key).stream_id,
        tables=(
            SubTable(
                title="Quyết định thành lập, kiện toàn",
                source="""
                    SELECT document_number, valid_from FROM council_documents
                    WHERE $1::date IS NOT NULL AND council_id::text = $2 ORDER BY valid_from DESC LIMIT 100
                """,
                columns=(
                    Column(name="document_number", label="Số văn bản"),
                    Column(name="valid_from", label="Từ ngày"),
                ),
                empty="Chưa có quyết định.",
            ),
        ),
        template="_members.html",
        given=_given,
    ),
    options={"people": people, "seated": seated, "wards": wards},
    routes=(api.routes, reading.routes),
    pages=(pages.pages, act_pages.pages),
)
