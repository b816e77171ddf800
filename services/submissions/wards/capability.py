"""Wards (phường, xã, đặc khu): registered by the city, listed for whoever works across them."""

from __future__ import annotations

from typing import Final

from services.chassis.kit.capability import Capability
from services.chassis.kit.doing import Do
from services.chassis.kit.listing import Column, Filter, ListPage
from services.submissions.options import wards
from services.submissions.wards import api, projection
from services.submissions.wards.commands import RegisterWard
from services.submissions.wards.decider import HANDLES, WardRefused
from services.submissions.wards.facts import FACTS
from thidua_contracts.codes import WardKind

REGISTER: Final = Do(
    command=RegisterWard,
    name="register",
    path="/wards",
    body="NewWard",
    about="Phường, xã, đặc khu mới dùng hệ thống.",
    title="Đăng ký phường, xã",
    button="Đăng ký phường, xã",
    effect=("Phường, xã dùng được hệ thống ngay sau khi có người được giao quyền.", "Mã không dùng lại."),
    done="Đã đăng ký. Việc tiếp theo: giao quyền cho Văn phòng – Thống kê và Chủ tịch UBND.",
    leads=("/submissions/pages/mandates", "Giao quyền"),
    refuses=(WardRefused,),
    places={"ward.already-registered": "code", "ward.own-predecessor": "predecessors"},
    status=201,
)
LIST: Final = ListPage(
    path="/wards",
    title="Phường, xã",
    source="""
        SELECT w.ward_code, w.name, w.kind, w.valid_from, w.sort_key,
               coalesce((SELECT string_agg(coalesce(p.name, code), ', ' ORDER BY code)
                         FROM unnest(w.predecessors) AS code LEFT JOIN wards p ON p.ward_code = code), '') AS predecessors
        FROM wards w
    """,
    columns=(
        Column(name="name", label="Phường, xã"),
        Column(name="ward_code", label="Mã"),
        Column(name="kind", label="Loại", words=WardKind.words(), wide=True),
        Column(name="valid_from", label="Từ ngày", wide=True),
        Column(name="predecessors", label="Tiền thân", show=lambda row: row["predecessors"] or "không có", wide=True),
    ),
    key="ward_code",
    order=("sort_key",),
    filters=(Filter(name="kind", label="Loại", words=WardKind.words()),),
    searched=("name", "ward_code", "predecessors"),
    roles=frozenset({"city-officer", "operator"}),
    empty="Chưa có phường, xã nào dùng hệ thống.",
)

WARDS: Final = Capability(
    name="wards",
    file=__file__,
    handles=HANDLES,
    facts=FACTS,
    readers=(projection.MODEL,),
    does=(REGISTER,),
    list=LIST,
    options={"predecessors": wards},
    routes=(api.routes,),
)
