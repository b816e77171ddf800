"""People (cá nhân, hộ gia đình): registered in a unit, moved, corrected, erased once. Names stand in no address and no timeline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from services.chassis.erasure import promise
from services.chassis.event_store.keys import SubjectGone
from services.chassis.kit.capability import Capability
from services.chassis.kit.doing import Do
from services.chassis.kit.listing import Column, Filter, ListPage, RecordPage, SubTable
from services.chassis.kit.sheets.declaration import Change, Sheet
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web
from services.submissions.edge import READERS
from services.submissions.options import units, units_of_ward, wards
from services.submissions.people import api, projection, resolving, searching
from services.submissions.people.commands import (
    KINDS,
    ChangePersonAddress,
    CorrectPersonName,
    EraseSubject,
    MovePerson,
    RegisterPerson,
)
from services.submissions.people.decider import HANDLES, KEEPERS, PERSON, PersonRefused
from services.submissions.people.facts import FACTS
from services.submissions.units.decider import UnitRefused

REFUSES: Final = (PersonRefused, UnitRefused, SubjectGone)
PLACES: Final = {
    "person.moved-not-later": "member_from",
    "person.already-there": "unit_id",
    "unit.closed": "unit_id",
    # "person.already-registered", "person.erased", "subject.erased" and "not-found" speak of the person: above the form
}
WITHHELD: Final = "(chỉ người giữ địa chỉ này được xem)"
GONE: Final = "(đã xóa dữ liệu cá nhân)"


def _known(row: Mapping[str, Any]) -> bool:
    return not row["erased"]


async def _addressed(_: Web, visitor: Visitor, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Addresses are for whoever keeps them: the others are not told whether there is one."""
    hidden = {} if visitor.holds(*KEEPERS) else {"email": WITHHELD}
    return [{**row, **hidden} for row in rows]


def _name(row: Mapping[str, Any]) -> str:
    return row["full_name"] or GONE


REGISTER: Final = Do(
    command=RegisterPerson,
    name="register",
    path="/people",
    body="NewPerson",
    about="Cá nhân hoặc hộ gia đình thuộc một đơn vị; tập thể là đơn vị, không đăng ký ở đây.",
    title="Đăng ký cá nhân, hộ",
    summary="Đăng ký cá nhân, hộ gia đình",
    button="Đăng ký",
    effect=("Người này được đề nghị khen thưởng và nêu tên trong hồ sơ của đơn vị.",),
    done="Đã đăng ký.",
    refuses=REFUSES,
    places=PLACES,
    creates=lambda command: command.person_id,
)
MOVE: Final = Do(
    command=MovePerson,
    name="move",
    path="/people/{person_id}:move",
    body="Move",
    about="Đơn vị mới, hoặc tư cách mới trong đơn vị.",
    title="Chuyển đơn vị",
    button="Ghi nhận",
    effect=("Từ ngày ghi ở trên, người này thuộc đơn vị mới. Đơn vị và tư cách trước đó còn trong danh sách.",),
    done="Đã ghi nhận đơn vị và tư cách mới.",
    refuses=REFUSES,
    places=PLACES,
    offered=_known,
    fill=lambda row: {"unit_id": row["unit_id"], "direct_worker": row["direct_worker"]},
)
CORRECT: Final = Do(
    command=CorrectPersonName,
    name="correct-name",
    path="/people/{person_id}:correct-name",
    body="NewName",
    about="Tên viết đúng.",
    title="Sửa tên",
    button="Sửa tên",
    effect=("Tên mới hiện ở mọi nơi, kể cả hồ sơ đã lập; văn bản đã ký giữ tên cũ.",),
    done="Đã sửa tên.",
    refuses=REFUSES,
    places=PLACES,
    offered=_known,
    fill=lambda row: {"full_name": row["full_name"]},
    replaces=True,
)
ADDRESS: Final = Do(
    command=ChangePersonAddress,
    name="change-address",
    path="/people/{person_id}:change-address",
    body="NewAddress",
    about="Địa chỉ thư điện tử; để trống khi không còn.",
    title="Đổi địa chỉ thư điện tử",
    button="Đổi địa chỉ",
    effect=("Thư sau này gửi đến địa chỉ ghi ở trên; để trống thì không gửi thư.",),
    done="Đã đổi địa chỉ thư điện tử.",
    refuses=REFUSES,
    places=PLACES,
    offered=_known,
    fill=lambda row: {"email": row["email"]},
    replaces=True,
)
ERASE: Final = Do(
    command=EraseSubject,
    name="erase",
    path="/people/{person_id}:erase",
    body="Erasure",
    about="Số văn bản yêu cầu xóa dữ liệu cá nhân.",
    title="Xóa dữ liệu cá nhân",
    button="Xóa dữ liệu cá nhân",
    effect=(
        "Không hoàn tác được: họ tên và địa chỉ của người này bị xóa vĩnh viễn ở mọi nơi trong hệ thống.",
        "Hồ sơ, kết quả và quyết định vẫn còn, không còn nêu tên. Không ghi thêm gì được về người này.",
        promise.SENTENCE,
    ),
    done="Đã xóa dữ liệu cá nhân.",
    refuses=REFUSES,
    places=PLACES,
    offered=_known,
    any_ward=True,
)

NAMED: Final = Column(name="full_name", label="Họ và tên", show=_name)
UNIT: Final = Column(name="unit", label="Đơn vị")
KIND: Final = Column(name="kind", label="Đối tượng", words=KINDS, wide=True)
SINCE: Final = Column(name="member_from", label="Ở đơn vị từ ngày", wide=True)
WORKER: Final = Column(name="direct_worker", label="Lao động trực tiếp", wide=True)

LIST: Final = ListPage(
    path="/people",
    title="Cá nhân, hộ",
    source="""
        SELECT p.ward_code, p.person_id, p.kind, p.full_name, p.email, p.unit_id, p.member_from, p.direct_worker, p.erased,
               p.sort_key, coalesce(u.name, '') AS unit, p.search_key || coalesce(u.search_key, '') AS search_key
        FROM people p LEFT JOIN units u ON u.ward_code = p.ward_code AND u.unit_id = p.unit_id
    """,
    columns=(NAMED, UNIT, KIND, SINCE, WORKER),
    key="person_id",
    order=("sort_key",),
    filters=(
        Filter(name="unit_id", label="Đơn vị", options="units-of-ward"),
        Filter(name="kind", label="Đối tượng", words=KINDS),
    ),
    search_key="search_key",
    personal=True,
    watched="people.read",
    names=_addressed,
    more=("email", "erased"),
    own="unit_id",
    roles=READERS,
    excel=frozenset({"clerk", "chairman", "council-secretary", "unit-head"}),
    empty="Chưa đăng ký cá nhân, hộ nào. Đăng ký đơn vị trước, rồi đăng ký người của đơn vị.",
)

PEOPLE: Final = Capability(
    name="people",
    file=__file__,
    handles=(*HANDLES, *resolving.HANDLES),
    facts=FACTS,
    readers=(projection.MODEL,),
    does=(REGISTER, ERASE, ADDRESS, CORRECT, MOVE),  # on a record the last is the first choice
    sheets=(
        Sheet(
            do=REGISTER,
            key=("full_name", "unit_id"),
            changes=(Change(ADDRESS, ("email",)), Change(MOVE, ("direct_worker",))),
        ),
    ),
    list=LIST,
    record=RecordPage(
        heading=_name,
        stream=lambda key: PERSON.at(key).stream_id,
        facts=(UNIT, KIND, SINCE, WORKER, Column(name="email", label="Thư điện tử")),
        tables=(
            SubTable(
                title="Các đơn vị đã ở",
                source="""
                    SELECT coalesce(u.name, '') AS name, m.member_from, m.direct_worker FROM memberships m
                    LEFT JOIN units u ON u.ward_code = m.ward_code AND u.unit_id = m.unit_id
                    WHERE $1::date IS NOT NULL AND m.person_id::text = $2 ORDER BY m.member_from DESC LIMIT 200
                """,
                columns=(
                    Column(name="name", label="Đơn vị"),
                    Column(name="member_from", label="Từ ngày"),
                    Column(name="direct_worker", label="Lao động trực tiếp"),
                ),
                empty="Chưa ở đơn vị nào.",
            ),
        ),
    ),
    options={"units": units, "units-of-ward": units_of_ward, "wards": wards},
    routes=(api.routes, searching.routes),
)
