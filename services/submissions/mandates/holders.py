"""Holders: who holds a mandate by name, said by whoever may give it and told to readers who may know names.

The name itself stands in `people` alone, and goes with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from services.chassis.calendar import local_date
from services.chassis.decider import names_ward
from services.chassis.http.edge import Reader
from services.chassis.kit.doing import Do
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web
from services.submissions.mandates.commands import NameHolder
from services.submissions.mandates.decider import GRANTABLE, GrantRefused
from services.submissions.people import projection
from services.submissions.people.decider import PersonRefused
from services.submissions.people.resolving import READERS
from thidua_contracts.codes import Role

MOST: Final = 100
"""Mandates that one question may hold."""
NAMED: Final = """
SELECT mandate_id, person_id FROM mandate_holders WHERE mandate_id = ANY ($1::uuid[]) AND person_id IS NOT NULL
"""


async def person_of(reader: Reader, mandate_id: UUID) -> UUID | None:
    """Which registered person holds a mandate; None where nobody was named."""
    async with reader.rows() as connection:
        rows = await connection.fetch(NAMED, [mandate_id])
    return rows[0]["person_id"] if rows else None


TOLD: Final = READERS - {"bloc-secretary"}
"""Who is told names within a ward; a bloc's secretary reads no timeline of a ward."""


def may_name(seen: Mapping[str, Any]) -> bool:
    """Whether who looks may say which person holds this mandate: of a ward, of a lower rank, and not the own one."""
    below = seen["role"] in GRANTABLE.get(seen["own_role"], ())
    return below and names_ward(seen["ward_code"]) and seen["principal"] != seen["own_account"]


NAME_HOLDER: Final = Do(
    command=NameHolder,
    name="name-holder",
    path="/mandates/{mandate_id}:name-holder",
    body="MandateHolder",
    about="Cá nhân đã đăng ký đang giữ quyền này; để trống để bỏ tên đã ghi nhầm.",
    title="Ghi người giữ",
    summary="Ghi họ tên người giữ quyền",
    button="Ghi người giữ",
    effect=(
        "Danh sách giao quyền và phần Diễn biến nêu họ tên người này với ai được biết tên; quyền đã giao không đổi.",
        "Họ tên vẫn chỉ lưu ở Cá nhân, hộ: xóa dữ liệu cá nhân thì ở đây cũng không còn tên.",
    ),
    done="Đã ghi người giữ quyền này.",
    refuses=(GrantRefused, PersonRefused),
    places=dict.fromkeys(("person.erased", "mandate.own-holder", "mandate.holder-named"), "person_id"),
    offered=may_name,
    any_ward=True,
)


async def names(reader: Reader, mandates: Sequence[UUID], today: date) -> dict[UUID, str]:
    """The holders' names by mandate, as far as this reader may know them today; of an erased person there is none."""
    if reader.mandate.role not in TOLD or not mandates:
        return {}
    async with reader.rows() as connection:
        held = {row["mandate_id"]: row["person_id"] for row in await connection.fetch(NAMED, list(mandates))}
        found = await projection.resolve(connection, list(held.values()), reader.own_unit(), today) if held else {}
    known = {mandate: found[person]["name"] for mandate, person in held.items() if person in found}
    told = {mandate: name for mandate, name in known.items() if name}
    if told:
        reader.note("people.read", "holders", len(told))
    return told


async def acting(_: Web, visitor: Visitor, mandates: Sequence[UUID]) -> Mapping[UUID, str]:
    """The same for the timelines of this service."""
    return await names(visitor.reader(), mandates, local_date(visitor.at))


async def shown(_: Web, visitor: Visitor, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows of mandates with the name of each holder, "" where none is known, and what their account is called meanwhile."""
    told = await names(visitor.reader(), [row["mandate_id"] for row in rows], local_date(visitor.at))
    return [{**row, "holder": told.get(row["mandate_id"], ""), "account": account(row)} for row in rows]


def account(row: Mapping[str, Any]) -> str:
    """ "Tài khoản đại diện Bản số 1", "Tài khoản Chủ tịch UBND": an account by its role and unit, where nobody is known by name."""
    unit = row.get("unit_name") or row.get("unit")
    return f"Tài khoản đại diện {unit}" if unit else f"Tài khoản {Role(row['role']).spoken}"
