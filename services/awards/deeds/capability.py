"""Sudden deeds (khen thưởng đột xuất): their list, and the form that puts one forward. The page of one is that of its nomination."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from services.awards import naming
from services.awards.deeds import acts, decider
from services.awards.deeds.facts import FACTS
from services.awards.edge import READERS
from services.awards.law.pack import Law
from services.awards.naming import Names
from services.awards.subjects.query import unit_names
from services.chassis.kit.capability import Capability, First
from services.chassis.kit.listing import Column, Filter, ListPage, Way
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web

DOSSIERS: Final = "/awards/pages/dossiers"
PURPOSE: Final = "dossier"
STATES: Final = {
    "consulting": "Chờ Chủ tịch quyết định",
    "awarded": "Đã tặng",
    "annulled": "Bị hủy bỏ",
    "refused": "Không tặng",
    "withdrawn": "Đã rút",
}


async def named(web: Web, visitor: Visitor, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows with whom they honour and which unit put them forward."""
    async with visitor.reader().rows() as connection:
        units = await unit_names(connection, naming.units(rows))
    names = Names(units, await naming.people(web, visitor, naming.persons(rows), PURPOSE))
    return [{**row, "who": names.subject(row), "unit": names.unit(row["unit_id"])} for row in rows]


LIST: Final = ListPage(
    path=acts.PLACE,
    title="Khen thưởng đột xuất",
    source="""
        SELECT ward_code, nomination_id, unit_id, subject_id, subject_kind, title, happened_on, received_on, decide_by, state,
               document_number
        FROM dossiers WHERE happened_on IS NOT NULL
    """,
    columns=(
        Column(name="subject_id", label="Đối tượng", show=lambda row: row["who"]),
        Column(name="happened_on", label="Ngày xảy ra"),
        Column(name="unit_id", label="Đơn vị đề nghị", show=lambda row: row["unit"], wide=True),
        Column(name="title", label="Hình thức", words=naming.TITLES, wide=True),
        Column(name="received_on", label="Ngày đề nghị", wide=True),
        Column(name="decide_by", label="Quyết định trước hết ngày"),
        Column(name="state", label="Tình trạng", words=STATES),
        Column(name="document_number", label="Quyết định số", wide=True),
    ),
    key="nomination_id",
    order=("-received_on",),
    filters=(
        Filter(name="state", label="Tình trạng", words=STATES),
        Filter(name="unit_id", label="Đơn vị", options="units"),
    ),
    more=("subject_kind",),
    own="unit_id",
    names=named,
    roles=READERS,
    empty="Chưa có đề nghị khen thưởng đột xuất nào. Có người, hộ, tập thể lập thành tích đột xuất thì đơn vị đề nghị ngay ở đây.",
    menu=False,
    back=(DOSSIERS, "Hồ sơ đề nghị"),
    way=Way(label="Xem hồ sơ", to=lambda row: f"{DOSSIERS}/{row['nomination_id']}", roles=READERS),
)


def deeds(rules: Law) -> Capability:
    """The capability under these rules."""
    return Capability(
        name="deeds",
        file=__file__,
        handles=decider.proposing(rules),
        facts=FACTS,
        does=(acts.PROPOSE,),
        list=LIST,
        options={"units": acts.units, "subjects": acts.subjects, "forms": acts.forms},
        first={"units": First("Văn phòng đăng ký đơn vị trước.", "/submissions/pages/units", "Xem danh sách đơn vị")},
    )
