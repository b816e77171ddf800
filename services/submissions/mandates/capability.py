"""Mandates (giao quyền): who may do what, granted and ended by hand on one screen; the page of one tells its past and its holder.

Those two forms stay handwritten: whom somebody may grant what depends on the own rank, the units that are offered on the place that is
chosen, and which blocs there are is asked of their owner, because submissions does not know blocs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from services.chassis.identity import mandate_model
from services.chassis.identity.mandates import MANDATE
from services.chassis.kit.capability import Capability
from services.chassis.kit.listing import Column, ListPage, RecordPage, Way
from services.chassis.kit.stream_table import stream_table
from services.submissions.mandates import api, holders, pages
from services.submissions.mandates.decider import GRANTERS, HANDLES, HOLDER, Holder
from services.submissions.mandates.events import HolderNamed
from services.submissions.mandates.facts import FACTS
from services.submissions.options import FIRST, people
from thidua_contracts.codes import Role

STATES: Final = {"held": "Đang giao", "expired": "Hết hạn", "relieved": "Thôi giao"}
TAGS: Final = {"held": "on-time", "expired": "locked", "relieved": "annulled"}


def _state(row: Mapping[str, Any]) -> tuple[str, str]:
    return TAGS[row["state"]], STATES[row["state"]]


MANDATES: Final = Capability(
    name="mandates",
    file=__file__,
    handles=HANDLES,
    facts=FACTS,
    readers=(
        mandate_model.MODEL,
        stream_table(
            "mandate_holders",
            1,
            stream=HOLDER,
            states=(Holder,),
            events=(HolderNamed,),
            key="mandate_id",
            row=Holder,
            shows=lambda state: state,
        ),
    ),
    does=(holders.NAME_HOLDER,),
    list=ListPage(
        path="/mandates",
        title="Giao quyền",
        source="""
            SELECT m.ward_code, m.mandate_id, m.role, m.principal, m.valid_from, m.valid_to, u.name AS unit,
                   NULL::text AS holder,
                   CASE WHEN m.ward_code = 'city' THEN 'Toàn thành phố'
                        ELSE coalesce((SELECT k.name FROM ward_names k WHERE k.ward_code = m.ward_code
                        ORDER BY k.valid_from > $1::date, abs(k.valid_from - $1::date) LIMIT 1),
                       'Khối thi đua ' || m.ward_code) END AS place,
                   CASE WHEN m.relieved_at IS NOT NULL THEN 'relieved' WHEN m.valid_to < $1::date THEN 'expired'
                        ELSE 'held' END AS state
            FROM mandates m LEFT JOIN units u ON u.ward_code = m.ward_code AND u.unit_id = m.unit_id
            WHERE m.role IS NOT NULL AND m.ward_code = ANY (current_setting('app.wards')::text[])
        """,
        columns=(
            Column(name="role", label="Vai trò", words=Role.words()),
            Column(name="place", label="Nơi được giao"),
            Column(name="unit", label="Đơn vị", show=lambda row: row["unit"] or "không gắn đơn vị"),
            Column(name="holder", label="Người giữ", show=lambda row: row["holder"] or row["account"]),
            Column(name="principal", label="Mã người dùng"),
            Column(name="valid_from", label="Từ ngày"),
            Column(name="valid_to", label="Đến hết ngày"),
        ),
        key="mandate_id",
        order=("ward_code",),
        more=("state",),
        names=holders.shown,
        roles=GRANTERS,
        watched="mandates.read",
        empty="Chưa giao quyền nào.",
        handwritten=True,
    ),
    record=RecordPage(
        heading=lambda row: f"{Role(row['role']).label}: {row['unit'] or row['place']}",
        stream=lambda key: MANDATE.at(key).stream_id,
        streams=lambda row: (HOLDER.at(row["mandate_id"]).stream_id,),
        state=_state,
        ways=(
            Way(
                label="Thôi giao quyền",
                to=lambda row: f"{pages.HERE}/{row['mandate_id']}/relieve",
                roles=GRANTERS,
                offered=lambda row, visitor: row["state"] == "held" and pages.may_end(visitor, row),
            ),
        ),
    ),
    routes=(api.routes,),
    pages=(pages.pages,),
    first=FIRST,
    options={"people": people},
)
