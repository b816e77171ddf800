"""Delegations (giao ký thay): the chairman says who signs in the chairman's place, from which day to which; ended, withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from services.chassis import words
from services.chassis.calendar import local_date
from services.chassis.http.edge import Reader, Writer
from services.chassis.kit.capability import Capability
from services.chassis.kit.doing import Do
from services.chassis.kit.listing import Column, ListPage, RecordPage
from services.chassis.kit.options import Asking, Option, narrowed
from services.chassis.kit.stream_table import stream_table
from services.submissions.delegations import decider, events
from services.submissions.delegations.commands import DelegateSigning, EndDelegation, WithdrawDelegation
from services.submissions.delegations.facts import FACTS
from services.submissions.delegations.manners import WORDS
from services.submissions.mandates import holders
from services.submissions.options import FIRST, people
from services.submissions.people.decider import PersonRefused
from thidua_contracts.codes import Role

READERS: Final = frozenset({"chairman", "clerk", "leader"})
REFUSES: Final = (decider.DelegationRefused, PersonRefused)
PLACES: Final = {
    "delegation.to-oneself": "principal",
    "delegation.holder-differs": "principal",
    "delegation.term-reversed": "valid_to",
    "delegation.not-written": "valid_to",
    "person.erased": "person_id",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A delegation as its list keeps it; of the person the id alone."""

    person_id: UUID
    principal: str
    manner: str
    position: str
    valid_from: date
    valid_to: date | None
    withdrawn: bool
    document_number: str | None


def shows(state: decider.Delegated) -> Row:
    """The row of a state."""
    return Row(**asdict(state))


LEADERS: Final = """
SELECT DISTINCT ON (principal) principal, mandate_id FROM mandates
WHERE role = 'leader' AND principal <> $2 AND relieved_at IS NULL AND coalesce(valid_to >= $1::date, true)
  AND ward_code = ANY (current_setting('app.wards')::text[]) ORDER BY principal, mandate_id LIMIT 500
"""
"""Nobody delegates to oneself."""


async def leaders(asking: Asking) -> list[Option]:
    """Who may be asked to sign in the chairman's place, by the name of who holds the account where it is known."""
    reader, today = asking.visitor.reader(), local_date(asking.visitor.at)
    async with reader.rows() as connection:
        rows = await connection.fetch(LEADERS, today, asking.visitor.principal)
    named = await holders.names(reader, [row["mandate_id"] for row in rows], today)
    known = {row["principal"]: named.get(row["mandate_id"]) for row in rows}
    return narrowed([Option(one, name or ACCOUNT, one if name else UNNAMED) for one, name in known.items()], asking)


ACCOUNT: Final = f"Tài khoản {Role.LEADER.spoken}"
UNNAMED: Final = "chưa ghi người giữ ở Giao quyền: kiểm tra đúng tài khoản của người ký"
HELD: Final = """
SELECT mandate_id FROM mandates
WHERE role = 'leader' AND principal = $1 AND ward_code = $2 AND relieved_at IS NULL AND coalesce(valid_to >= $3::date, true)
ORDER BY mandate_id LIMIT 20
"""


async def under(reader: Reader, writer: Writer, path: Mapping[str, Any], body: Any) -> Mapping[str, Any]:
    """The mandates of the account under which it would sign."""
    async with reader.rows() as connection:
        rows = await connection.fetch(HELD, body.principal, path["ward_code"], local_date(writer.at))
    return {"mandates": tuple(row["mandate_id"] for row in rows)}


STATES: Final = {
    "coming": ("waiting", "Chưa đến ngày"),
    "held": ("on-time", "Đang hiệu lực"),
    "ended": ("locked", "Đã hết hạn"),
    "withdrawn": ("annulled", "Đã rút"),
}


def _standing(row: Mapping[str, Any]) -> bool:
    return row["state"] in {"coming", "held"}


DELEGATE: Final = Do(
    command=DelegateSigning,
    name="delegate",
    path="/delegations",
    body="NewDelegation",
    about="Ai ký thay Chủ tịch, theo hình thức nào, từ ngày nào đến hết ngày nào.",
    title="Giao ký thay",
    button="Giao ký thay",
    effect=(
        "Người được giao tự ký bằng tài khoản của mình trong thời hạn đã ghi.",
        "Tài khoản đã ghi người giữ thì người đó phải là người ký; chưa ghi thì hệ thống không đối chiếu được.",
    ),
    done="Đã giao ký thay.",
    refuses=REFUSES,
    places=PLACES,
    look=under,
    creates=lambda command: command.delegation_id,
)
END: Final = Do(
    command=EndDelegation,
    name="end",
    path="/delegations/{delegation_id}:end",
    body="DelegationEnd",
    about="Ngày cuối cùng được ký.",
    title="Đổi ngày cuối cùng",
    button="Ghi ngày cuối cùng",
    effect=("Sau ngày này người được giao không ký được nữa; văn bản đã ký giữ nguyên.",),
    done="Đã ghi ngày cuối cùng được ký.",
    refuses=REFUSES,
    places=PLACES,
    offered=_standing,
    replaces=True,
)
WITHDRAW: Final = Do(
    command=WithdrawDelegation,
    name="withdraw",
    path="/delegations/{delegation_id}:withdraw",
    body="DelegationWithdrawal",
    about="Lý do rút việc giao ghi nhầm.",
    title="Rút việc giao",
    button="Rút việc giao",
    effect=("Người được giao không ký được nữa; văn bản đã ký giữ nguyên.",),
    done="Đã rút việc giao ký.",
    refuses=REFUSES,
    places=PLACES,
    offered=lambda row: bool(row["state"] != "withdrawn"),
)

DELEGATIONS: Final = Capability(
    name="delegations",
    file=__file__,
    handles=decider.HANDLES,
    facts=FACTS,
    readers=(
        stream_table(
            "delegations",
            2,
            stream=decider.DELEGATION,
            states=(decider.Absent, decider.Delegated),
            events=(events.SigningDelegated, events.DelegationEnded, events.DelegationWithdrawn),
            key="delegation_id",
            row=Row,
            shows=shows,
        ),
    ),
    does=(DELEGATE, END, WITHDRAW),
    list=ListPage(
        path="/delegations",
        title="Người ký thay",
        source="""
            SELECT d.ward_code, d.delegation_id, p.full_name AS signer, d.manner, d.position, d.principal, d.valid_from, d.valid_to,
                   d.document_number,
                   CASE WHEN d.withdrawn THEN 'withdrawn' WHEN d.valid_from > $1::date THEN 'coming'
                        WHEN d.valid_to < $1::date THEN 'ended' ELSE 'held' END AS state
            FROM delegations d LEFT JOIN people p ON p.ward_code = d.ward_code AND p.person_id = d.person_id
        """,
        columns=(
            Column(name="signer", label="Người ký", show=lambda row: row["signer"] or "không còn tên"),
            Column(name="manner", label="Hình thức", words=WORDS),
            Column(name="position", label="Chức vụ ghi trên chữ ký"),
            Column(name="valid_from", label="Từ ngày"),
            Column(
                name="valid_to",
                label="Đến hết ngày",
                show=lambda row: words.day(row["valid_to"]) if row["valid_to"] else "chưa định",
            ),
            Column(
                name="document_number", label="Theo văn bản", show=lambda row: row["document_number"] or "", wide=True
            ),
            Column(name="principal", label="Mã người dùng", wide=True),
        ),
        key="delegation_id",
        order=("-valid_from",),
        more=("state",),
        searched=("signer", "position"),
        roles=READERS,
        watched="people.read",
        empty="Chưa giao ai ký thay. Chủ tịch giao khi vắng mặt hoặc phân công lĩnh vực.",
    ),
    record=RecordPage(
        heading=lambda row: f"{WORDS[row['manner']]}: {row['signer'] or 'không còn tên'}",
        stream=lambda key: decider.DELEGATION.at(key).stream_id,
        state=lambda row: STATES[row["state"]],
    ),
    first=FIRST,
    options={"people": people, "leaders": leaders},
)
