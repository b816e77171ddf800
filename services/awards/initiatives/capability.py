"""Initiatives (sáng kiến): recognised, or withdrawn when recorded by mistake, by the clerk or the chairman."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from services.awards import naming
from services.awards.edge import OF_COUNCIL
from services.awards.ids import recognition_id
from services.awards.initiatives import api, projection
from services.awards.initiatives.commands import RecogniseInitiative, WithdrawInitiative
from services.awards.initiatives.decider import HANDLES, INITIATIVE, InitiativeRefused
from services.awards.initiatives.facts import FACTS
from services.awards.initiatives.similar import similar, told
from services.awards.options import people, wards
from services.awards.subjects.query import people_of
from services.chassis.errors import NotFound
from services.chassis.http.edge import Reader, Writer
from services.chassis.kit.capability import Capability
from services.chassis.kit.doing import Do, Shape
from services.chassis.kit.evidence import RecordFiles
from services.chassis.kit.listing import Column, Filter, ListPage, RecordPage, SubTable
from services.chassis.kit.options import Asking
from services.chassis.text.letters import folded_number
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web

PURPOSE: Final = "initiative"
RECOGNITION: Final = "SELECT document_number, recognised_on, authors FROM initiatives WHERE initiative_id = $1"
UNNAMED: Final = "Một cá nhân (không hiện tên)"
USED: Final = {"free": "Chưa dùng", "used": "Đã dùng cho một hồ sơ", "withdrawn": "Đã rút, ghi nhầm"}


async def _recognition(reader: Reader, writer: Writer, path: Mapping[str, Any], body: Any) -> Mapping[str, Any]:
    """Which recognition the record is of. Raises NotFound."""
    async with reader.rows() as connection:
        row = await connection.fetchrow(RECOGNITION, path["initiative_id"])
    if row is None:
        raise NotFound(str(path["initiative_id"]))
    key = recognition_id(path["ward_code"], row["recognised_on"].year, row["document_number"], row["authors"])
    return {"recognition_id": key}


BY_AUTHORS: Final = """
SELECT name, document_number FROM initiatives
WHERE ward_code = $1 AND NOT withdrawn AND extract(year FROM recognised_on) = $2 AND authors @> $3 AND authors <@ $3
ORDER BY initiative_id
"""


async def _known(reader: Reader, writer: Writer, path: Mapping[str, Any], body: Any) -> Mapping[str, Any]:
    """Which authors the ward knows, and what the same document is recorded to have recognised for them."""
    ward_code, number = path["ward_code"], folded_number(body.document_number)
    await reader.settled()  # somebody who was registered a moment ago is known
    async with reader.rows() as connection:
        known = await people_of(connection, ward_code, body.authors)
        rows = await connection.fetch(BY_AUTHORS, ward_code, body.recognised_on.year, list(body.authors))
    before = next((row["name"] for row in rows if folded_number(row["document_number"]) == number), None)
    return {"known": known, "before": before}


KNOWN: Final = """
SELECT name, document_number, recognised_on FROM initiatives WHERE NOT withdrawn ORDER BY recognised_on DESC, initiative_id LIMIT 2000
"""
RECOGNISED: Final = (
    "Sáng kiến được dùng làm căn cứ cho hồ sơ đề nghị của tác giả.",
    "Ghi nhầm thì rút và ghi lại, khi chưa hồ sơ nào dùng.",
)


async def shape(asking: Asking) -> Shape:
    """Initiatives that are called nearly the same are pointed out: whoever sends the form has read of them.

    What the same paper recognised is no other initiative: the decider knows it again.
    """
    name = asking.form.text("name")
    if not name.strip():
        return Shape()
    async with asking.visitor.reader().rows() as connection:
        rows = [dict(row) for row in await connection.fetch(KNOWN)]
    number = folded_number(asking.form.text("document_number"))
    alike = similar(name, [dict(row) for row in rows if folded_number(row["document_number"]) != number])
    return Shape(effect=(*RECOGNISED, *map(told, alike)) if alike else ())


RECOGNISE: Final = Do(
    command=RecogniseInitiative,
    name="recognise",
    path="/initiatives",
    body="Recognition",
    about="Công nhận sáng kiến cấp cơ sở.",
    title="Ghi nhận sáng kiến",
    summary="Công nhận sáng kiến",
    button="Ghi nhận sáng kiến",
    effect=RECOGNISED,
    done="Đã ghi nhận sáng kiến.",
    refuses=(InitiativeRefused,),
    places={
        "initiative.recorded-before": "document_number",
        "initiative.in-future": "recognised_on",
        "initiative.no-author": "authors",
        "initiative.unknown-author": "authors",
    },
    creates=lambda command: command.initiative_id,
    look=_known,
    shape=shape,
)
WITHDRAW: Final = Do(
    command=WithdrawInitiative,
    name="withdraw",
    path="/initiatives/{initiative_id}:withdraw",
    body="InitiativeWithdrawal",
    about="Lý do rút sáng kiến ghi nhầm.",
    title="Rút sáng kiến ghi nhầm",
    button="Rút sáng kiến",
    effect=(
        "Sáng kiến không làm căn cứ cho hồ sơ nào nữa; diễn biến giữ cả hai việc.",
        "Cần thì ghi nhận lại cho đúng.",
    ),
    done="Đã rút sáng kiến ghi nhầm.",
    refuses=(InitiativeRefused,),
    offered=lambda row: row["use"] == "free",
    look=_recognition,
)
STATES: Final = {"free": "on-time", "used": "received", "withdrawn": "annulled"}


async def named(web: Web, visitor: Visitor, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows with the names of their authors, as far as this visitor may know them."""
    authors = list(dict.fromkeys(author for row in rows for author in row["authors"]))
    known = await naming.people(web, visitor, authors, PURPOSE)
    return [{**row, "by": "; ".join(known.get(one, UNNAMED) for one in row["authors"])} for row in rows]


def _state(row: Mapping[str, Any]) -> tuple[str, str]:
    return (STATES[row["use"]], USED[row["use"]])


LIST: Final = ListPage(
    path="/initiatives",
    title="Sáng kiến",
    source="""
        SELECT ward_code, initiative_id, name, authors, document_number, recognised_on,
               CASE WHEN withdrawn THEN 'withdrawn' WHEN used_by = '{}' THEN 'free' ELSE 'used' END AS use
        FROM initiatives
    """,
    columns=(
        Column(name="name", label="Sáng kiến"),
        Column(name="authors", label="Tác giả", show=lambda row: row["by"]),
        Column(name="document_number", label="Số quyết định công nhận", wide=True),
        Column(name="recognised_on", label="Ngày công nhận"),
        Column(name="use", label="Tình trạng", words=USED),
    ),
    key="initiative_id",
    order=("-recognised_on",),
    filters=(Filter(name="use", label="Tình trạng", words=USED),),
    searched=("name", "document_number"),
    names=named,
    roles=OF_COUNCIL,
    empty="Chưa ghi nhận sáng kiến nào. Sáng kiến được ghi nhận theo quyết định công nhận của cấp cơ sở.",
)

INITIATIVES: Final = Capability(
    name="initiatives",
    file=__file__,
    handles=HANDLES,
    facts=FACTS,
    readers=(projection.MODEL,),
    does=(RECOGNISE, WITHDRAW),
    list=LIST,
    record=RecordPage(
        heading=lambda row: str(row["name"]),
        stream=lambda key: INITIATIVE.at(key).stream_id,
        state=_state,
        files=RecordFiles(of=projection.evidence),
        facts=LIST.columns[1:4],
        tables=(
            SubTable(
                title="Hồ sơ dùng sáng kiến này",
                source="""
                    SELECT d.nomination_id, d.title, d.year::text AS year, u.name AS unit
                    FROM initiatives i
                    JOIN dossiers d ON d.ward_code = i.ward_code AND d.nomination_id = ANY (i.used_by)
                    LEFT JOIN award_units u ON u.ward_code = d.ward_code AND u.unit_id = d.unit_id
                    WHERE $1::date IS NOT NULL AND i.initiative_id::text = $2 ORDER BY d.year DESC, d.nomination_id LIMIT 100
                """,
                columns=(
                    Column(name="title", label="Danh hiệu", words=naming.TITLES),
                    Column(name="year", label="Năm"),
                    Column(name="unit", label="Đơn vị đề nghị"),
                ),
                link=lambda row: f"/awards/pages/dossiers/{row['nomination_id']}",
                empty="Chưa có hồ sơ nào dùng sáng kiến này.",
            ),
        ),
    ),
    options={"people": people, "wards": wards},
    routes=(api.routes,),
)
