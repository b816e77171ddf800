"""What is done with a unit's aims, by the unit and by the ward, and what takes each step back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from services.chassis.calendar import local_date
from services.chassis.errors import NotFound
from services.chassis.http.edge import Reader, Writer
from services.chassis.kit.capability import First
from services.chassis.kit.doing import Do
from services.chassis.kit.options import Asking, Option, narrowed
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web
from services.chassis.words import day
from services.submissions.aims.catalogue import INDICATORS, OF_PEOPLE, OF_UNITS, begun, title_on
from services.submissions.aims.commands import (
    QUARTERS,
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
    WithdrawAmendment,
)
from services.submissions.aims.refusals import AimsRefused
from services.submissions.people import projection as people
from services.submissions.people.decider import PersonRefused
from services.submissions.units.decider import UnitRefused
from thidua_contracts.codes import UnitKind

REFUSES: Final = (AimsRefused,)
OF_CONTENT: Final = (AimsRefused, PersonRefused, UnitRefused)
PLACES: Final = {
    "aims.empty": "titles",
    "aims.no-such-title": "titles",
    "aims.title-of-others": "members",
    "aims.title-of-other-units": "titles",
    "aims.members-of-other-units": "members",
    "aims.title-twice": "members",
    "aims.not-of-the-unit": "members",
    "person.erased": "members",
    "aims.target-twice": "targets",
    "aims.target-unfit": "targets",
}
OF_A_TARGET: Final = {
    "aims.no-such-target": "indicator",
    "aims.quarter-to-come": "quarter",
    "aims.no-such-quarter": "quarter",
    "aims.not-reached": "quarter",
    "aims.target-unfit": "value",
}


OF_A_RETURN: Final = {"aims.no-such-target": "targets", "aims.no-such-person": "people"}


def _holds(row: Mapping[str, Any]) -> bool:
    return row["standing"] == "accepted" or row["held"] is not None


def _at(*states: str) -> Any:
    return lambda row: row["standing"] in states


HELD: Final = """
SELECT t.indicator FROM aims a
CROSS JOIN json_to_recordset(coalesce(a.in_force -> 0 -> 'targets', a.targets)) AS t(indicator text) WHERE a.aims_id = $1
"""
SENT: Final = """
SELECT t.indicator FROM aims a CROSS JOIN json_to_recordset(a.targets) AS t(indicator text) WHERE a.aims_id = $1
"""
NAMED: Final = """
SELECT DISTINCT p.person_id::text AS person_id, p.full_name, p.sort_key FROM aims a
CROSS JOIN json_to_recordset(a.members) AS m(people json) CROSS JOIN json_array_elements_text(m.people) AS one(person_id)
JOIN people p ON p.ward_code = a.ward_code AND p.person_id = one.person_id::uuid
WHERE a.aims_id = $1 ORDER BY p.sort_key LIMIT 1000
"""


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


KIND: Final = "SELECT kind FROM units WHERE ward_code = $1 AND unit_id = $2"


async def own_titles(asking: Asking) -> list[Option]:
    """The titles that the unit may aim at today."""
    return await _titles(asking, OF_UNITS)


async def members_titles(asking: Asking) -> list[Option]:
    """The titles that its people and households may aim at today."""
    return await _titles(asking, OF_PEOPLE)


async def _titles(asking: Asking, among: Mapping[str, str]) -> list[Option]:
    assert asking.record is not None
    async with asking.visitor.reader().rows() as connection:
        kind = UnitKind(await connection.fetchval(KIND, asking.record["ward_code"], asking.record["unit_id"]))
    today = local_date(asking.visitor.at)
    holding = ((code, title_on(code, today)) for code in among)
    found = [Option(code, title.name) for code, title in holding if title is not None and title.among(kind)]
    return narrowed(found, asking)


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


async def named(asking: Asking) -> list[Option]:
    """The people and households who stand in the registration."""
    assert asking.record is not None
    reader = asking.visitor.reader()
    async with reader.rows() as connection:
        found = await connection.fetch(NAMED, asking.record["aims_id"])
    if found:
        reader.note("people.read", "choices", len(found))
    return narrowed([Option(one["person_id"], one["full_name"] or "đã xóa") for one in found], asking)


async def quarters(asking: Asking) -> list[Option]:
    """The quarters of the year that have begun."""
    assert asking.record is not None
    year, today = asking.record["year"], local_date(asking.visitor.at)
    found = [Option(code, word) for code, word in QUARTERS.items() if begun(year, int(code), today)]
    return narrowed(found, asking)


async def targets(asking: Asking) -> list[Option]:
    """The targets that hold: of a change that waits, those before it."""
    return await _targets(asking, HELD)


async def sent_targets(asking: Asking) -> list[Option]:
    """The targets as they were sent."""
    return await _targets(asking, SENT)


async def _targets(asking: Asking, source: str) -> list[Option]:
    assert asking.record is not None
    async with asking.visitor.reader().rows() as connection:
        found = await connection.fetch(source, asking.record["aims_id"])
    return narrowed([Option(one["indicator"], INDICATORS[one["indicator"]].name) for one in found], asking)


def _withdrawable(row: Mapping[str, Any]) -> bool:
    """What was accepted is withdrawn while its year lasts; a change that waits has an act of its own."""
    if row["standing"] == "accepted":
        return not row["year_over"]
    return row["standing"] in ("sent", "returned") and row["held"] is None


async def withdrawing(_: Web, __: Visitor, row: Mapping[str, Any] | None) -> dict[str, str]:
    """What a withdrawal means before the ward has accepted, and what after."""
    assert row is not None
    if row["standing"] != "accepted":
        return {"answered": "Đăng ký không còn được tính."}
    return {
        "answered": f"Phường, xã đã chấp nhận đăng ký ngày {day(row['accepted_on'])}: rút thì danh hiệu, chỉ tiêu thôi có hiệu lực "
        "và Văn phòng được báo; đăng ký lại thì phải chờ chấp nhận lần nữa."
    }


FIRST: Final = {
    "aims-targets": First(
        "Đơn vị chưa đăng ký chỉ tiêu nào; điều chỉnh đăng ký trước.", "/submissions/pages/aims", "Xem các đăng ký"
    ),
    "aims-quarters": First(
        "Chưa quý nào của năm này bắt đầu nên chưa có kết quả.", "/submissions/pages/aims", "Xem các đăng ký"
    ),
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
    effect=(
        "Văn phòng nhận được việc xem xét. Sửa được cho đến khi có trả lời; rút được đến hết năm {year}, cả khi đã được chấp nhận.",
    ),
    done="Đã gửi đăng ký. Sửa được cho đến khi phường, xã trả lời; rút được đến hết năm đăng ký.",
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
    effect=("{answered}", "Rút nhầm thì đăng ký lại: nội dung đã rút được điền sẵn."),
    done="Đã rút đăng ký.",
    refuses=REFUSES,
    offered=_withdrawable,
    given=withdrawing,
)
WITHDRAW_AMENDMENT: Final = Do(
    command=WithdrawAmendment,
    name="withdraw-amendment",
    path="/aims/{aims_id}:withdraw-amendment",
    body="AmendmentWithdrawal",
    about="Lý do rút điều chỉnh.",
    title="Rút điều chỉnh",
    summary="Rút điều chỉnh đăng ký đang chờ",
    button="Rút điều chỉnh",
    effect=("Nội dung điều chỉnh không còn chờ xem xét; nội dung đã chấp nhận vẫn giữ nguyên.",),
    done="Đã rút điều chỉnh. Nội dung đã chấp nhận vẫn có hiệu lực.",
    refuses=REFUSES,
    offered=lambda row: row["held"] is not None,
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
    places=OF_A_RETURN,
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
    offered=lambda row: _holds(row) and row["measured"] > 0,
    replaces=True,
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
    offered=lambda row: _holds(row) and row["has_reached"],
)

DOES: Final = (
    UNREACH,
    WITHDRAW,
    WITHDRAW_AMENDMENT,
    UNACCEPT,
    UNRETURN,
    AMEND,
    REACH,
    CHANGE,
    RETURN,
    ACCEPT,
    REGISTER,
)
