"""The ledger of deliveries (sổ thông báo): what was told to whom and when, and what became of it. Nothing is done here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from services.chassis.kit.capability import Capability
from services.chassis.kit.listing import Column, Filter, ListPage
from services.notifications.deliveries import api, projection
from services.notifications.deliveries.templates import letter
from thidua_contracts.codes import Role


def _subject(row: Mapping[str, Any]) -> str:
    return letter(row["template"], json.loads(row["facts"])).subject


def _recipient(row: Mapping[str, Any]) -> str:
    role = Role.words().get(row["role"], "Cá nhân có liên quan") if row["role"] else "Cá nhân có liên quan"
    return f"{role}, {row['unit']}" if row["unit"] else role


LEDGER: Final = Capability(
    name="ledger",
    file=__file__,
    readers=(projection.MODEL,),
    list=ListPage(
        path="/ledger",
        title="Sổ thông báo",
        # the place of the mandate stands first among its wards: the city's own messages are not a ward's
        source="""
            SELECT l.ward_code, l.intent_id, l.template, l.facts::text AS facts, l.role, l.unit_id, u.name AS unit, l.state,
                   l.attempts, l.intended_at, l.settled_at
            FROM ledger l LEFT JOIN informing_units u ON u.ward_code = l.ward_code AND u.unit_id = l.unit_id::text
            WHERE l.ward_code = (current_setting('app.wards', true)::text[])[1]
        """,
        columns=(
            Column(name="template", label="Nội dung", show=_subject),
            Column(name="role", label="Gửi đến", show=_recipient),
            Column(name="intended_at", label="Lập lúc"),
            Column(name="state", label="Kết quả", words=api.STATES),
            Column(name="settled_at", label="Kết thúc lúc", wide=True),
            Column(name="attempts", label="Số lần gửi", number=True, wide=True),
        ),
        key="intent_id",
        order=("-intended_at",),
        filters=(Filter(name="state", label="Kết quả", words=api.STATES),),
        searched=("template", "role"),
        more=("facts", "unit"),
        own="unit_id",
        roles=api.READERS,
        empty="Chưa gửi thông báo nào. Thông báo được lập khi có báo cáo, hồ sơ, quyết định.",
    ),
    routes=(api.routes,),
)
