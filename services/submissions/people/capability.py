"""People (cá nhân, hộ gia đình): registered in a unit, moved, gone, corrected, erased once. Names stand in no address and no timeline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from services.chassis import words
from services.chassis.calendar import local_date
from services.chassis.erasure import promise
from services.chassis.errors import NotFound
from services.chassis.event_store.keys import SubjectGone
from services.chassis.http.body import Day
from services.chassis.kit.capability import Capability
from services.chassis.kit.doing import Do
from services.chassis.kit.listing import Column, Filter, ListPage, RecordPage, SubTable
from services.chassis.kit.sheets.declaration import Change, Sheet
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web
from services.submissions.edge import READERS
from services.submissions.options import FIRST, units, units_of_ward, wards
from services.submissions.people import api, member_pages, projection, resolving, searching
from services.submissions.people.commands import (
    KINDS,
    ChangePersonAddress,
    CorrectMembership,
    CorrectPersonName,
    EraseSubject,
    LeaveUnit,
    MovePerson,
    RegisterPerson,
    WithdrawMembership,
)
from services.submissions.people.decider import HANDLES, KEEPERS, PERSON, PersonRefused
from services.submissions.people.facts import FACTS
from services.submissions.people.memberships import last_year, months_in, on, years_in_a_row
from services.submissions.units.decider import UnitRefused
from thidua_contracts.codes import Category, Post

REFUSES: Final = (PersonRefused, UnitRefused, SubjectGone)
PLACES: Final = {
    "person.moved-not-later": "member_from",
    "person.already-there": "unit_id",
    "unit.closed": "unit_id",
    "person.out-of-order": "member_from",
    "person.already-left": "left_on",
    # "person.already-registered", "person.erased", "subject.erased" and "not-found" speak of the person: above the form
}
WITHHELD: Final = "(chỉ người giữ địa chỉ này được xem)"
GONE: Final = "(đã xóa dữ liệu cá nhân)"
NOWHERE: Final = "không ở đơn vị nào"
STANDING: Final = {"here": "Đang ở đơn vị", "coming": "Chưa đến ngày", "left": "Không ở đơn vị nào"}
TAGS: Final = {"here": "on-time", "coming": "waiting", "left": "locked"}
TIMES: Final = {"past": "Đã qua", "present": "Hiện nay", "coming": "Sắp tới"}
YEARS: Final = 20
"""Years of a person's past that a page tells."""


def _known(row: Mapping[str, Any]) -> bool:
    return not row["erased"]


async def _addressed(_: Web, visitor: Visitor, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Addresses are for whoever keeps them: the others are not told whether there is one."""
    hidden = {} if visitor.holds(*KEEPERS) else {"email": WITHHELD}
    return [{**row, **hidden} for row in rows]


def _name(row: Mapping[str, Any]) -> str:
    return row["full_name"] or GONE


def _here(row: Mapping[str, Any]) -> bool:
    return _known(row) and row["last_unit"] is not None


def _more_than_one(row: Mapping[str, Any]) -> bool:
    return _known(row) and row["last_from"] != row["first_from"]


def posts_of(row: Mapping[str, Any]) -> str:
    """The posts of a row, in words."""
    return ", ".join(Post(post).spoken for post in row["posts"])


async def last(_: Web, __: Visitor, row: Mapping[str, Any] | None) -> dict[str, str]:
    """The day of the newest membership, in words."""
    assert row is not None
    return {"last": words.day(row["last_from"])}


async def recorded(_: Web, visitor: Visitor, row: Mapping[str, Any] | None) -> dict[str, Any]:
    """The membership that a correction begins with, as the page's address names it."""
    assert row is not None
    async with visitor.reader().rows() as connection:
        told = await projection.past(connection, row["ward_code"], [row["person_id"]])
    for each in told[row["person_id"]]:
        if each.member_from.isoformat() == visitor.request.query_params.get("recorded_from"):
            return {
                name: getattr(each, name) for name in ("member_from", "unit_id", "direct_worker", "category", "posts")
            }
    raise NotFound("membership")


async def years(_: Web, visitor: Visitor, row: Mapping[str, Any]) -> dict[str, Any]:
    """Year by year, newest first: the unit on 31 December (today in this year), months of the year and years in a row there."""
    today = local_date(visitor.at)
    async with visitor.reader().rows() as connection:
        told = (await projection.past(connection, row["ward_code"], [row["person_id"]]))[row["person_id"]]
        names = await projection.unit_names(connection, [each.unit_id for each in told if each.unit_id is not None])
    listed = []
    for year in range(today.year, max(told[0].member_from.year, today.year - YEARS) - 1, -1):
        day = min(date(year, 12, 31), today)
        where = on(told, day)
        unit_id = where.unit_id if where is not None else None
        listed.append(
            {
                "year": year,
                "day": day,
                "unit": names.get(unit_id, "") if unit_id is not None else NOWHERE,
                "months": months_in(told, unit_id, year, day + timedelta(days=1)) if unit_id is not None else None,
                "years": years_in_a_row(told, unit_id, last_year(day)) if unit_id is not None else None,
            }
        )
    return {"years": listed}


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
    fill=lambda row: {name: row[name] for name in ("unit_id", "direct_worker", "category", "posts")},
)
LEAVE: Final = Do(
    command=LeaveUnit,
    name="leave",
    path="/people/{person_id}:leave",
    body="Leaving",
    about="Nghỉ, chuyển khỏi địa phương: ngày đầu tiên không còn ở đơn vị nào.",
    title="Thôi ở đơn vị",
    button="Ghi nhận",
    effect=(
        "Từ ngày ghi ở trên, người này không ở đơn vị nào; quá trình trước đó còn nguyên.",
        "Trở lại thì dùng “Chuyển đơn vị”; ghi nhầm thì dùng “Sửa” hoặc “Bỏ lần ghi gần nhất”.",
    ),
    done="Đã ghi nhận ngày thôi ở đơn vị.",
    refuses=REFUSES,
    places=PLACES | {"person.moved-not-later": "left_on"},
    offered=_here,
)
CORRECT_MEMBERSHIP: Final = Do(
    command=CorrectMembership,
    name="correct-membership",
    path="/people/{person_id}/memberships/{recorded_from}:correct",
    body="RightMembership",
    about="Ngày, đơn vị, tư cách đúng của một lần ghi, và văn bản làm căn cứ.",
    title="Sửa",
    summary="Sửa một lần ghi trong quá trình ở các đơn vị",
    button="Lưu",
    effect=("Điều ghi ở trên thay cho lần ghi này; diễn biến giữ cả hai.", "Các lần ghi khác giữ nguyên."),
    done="Đã sửa quá trình ở các đơn vị.",
    refuses=REFUSES,
    places=PLACES | {"person.first-membership": "unit_id"},
    offered=_known,
    begin=recorded,
    replaces=True,
    parameters={"recorded_from": Day},
    addressed=frozenset({"recorded_from"}),
)
WITHDRAW: Final = Do(
    command=WithdrawMembership,
    name="withdraw",
    path="/people/{person_id}/memberships/{last_from}:withdraw",
    body="Withdrawal",
    about="Văn bản làm căn cứ.",
    title="Bỏ lần ghi gần nhất",
    summary="Bỏ lần ghi gần nhất trong quá trình ở các đơn vị",
    button="Bỏ lần ghi gần nhất",
    effect=(
        "Lần ghi từ ngày {last} không còn hiệu lực: như chưa ghi; diễn biến giữ cả hai việc.",
        "Lần ghi trước đó tiếp tục.",
    ),
    done="Đã bỏ lần ghi gần nhất.",
    refuses=REFUSES,
    places=PLACES,
    offered=_more_than_one,
    given=last,
    parameters={"last_from": Day},
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
UNIT: Final = Column(name="unit", label="Đơn vị", show=lambda row: row["unit"] or NOWHERE)
KIND: Final = Column(name="kind", label="Đối tượng", words=KINDS, wide=True)
CATEGORY: Final = Column(name="category", label="Thành phần", words=Category.words(), wide=True)
POSTS: Final = Column(name="posts", label="Chức vụ", show=lambda row: posts_of(row) or "không", wide=True)
SINCE: Final = Column(name="member_from", label="Từ ngày", wide=True)
WORKER: Final = Column(name="direct_worker", label="Lao động trực tiếp", wide=True)


def _standing(row: Mapping[str, Any]) -> tuple[str, str]:
    return TAGS[row["standing"]], STANDING[row["standing"]]


LIST: Final = ListPage(
    path="/people",
    title="Cá nhân, hộ",
    source="""
        SELECT p.ward_code, p.person_id, p.kind, p.full_name, p.email, m.unit_id, m.member_from, m.direct_worker, m.category,
               m.posts, p.erased, p.sort_key, coalesce(u.name, '') AS unit,
               p.search_key || coalesce(u.search_key, '') AS search_key,
               CASE WHEN m.member_from > $1::date THEN 'coming' WHEN m.unit_id IS NULL THEN 'left' ELSE 'here' END AS standing,
               every.first_from, every.last_from, every.last_unit
        FROM people p
        CROSS JOIN LATERAL (
            SELECT b.unit_id, b.member_from, b.direct_worker, b.category, b.posts FROM memberships b
            WHERE b.ward_code = p.ward_code AND b.person_id = p.person_id AND b.found_from <= $1::date
              AND coalesce(b.until > $1::date, true) OFFSET 0
        ) m
        CROSS JOIN LATERAL (
            SELECT min(b.member_from) AS first_from, max(b.member_from) AS last_from,
                   (array_agg(b.unit_id ORDER BY b.member_from DESC))[1] AS last_unit
            FROM memberships b WHERE b.ward_code = p.ward_code AND b.person_id = p.person_id
        ) every
        LEFT JOIN units u ON u.ward_code = p.ward_code AND u.unit_id = m.unit_id
    """,
    columns=(NAMED, UNIT, KIND, CATEGORY, POSTS, SINCE, WORKER),
    key="person_id",
    order=("sort_key",),
    filters=(
        Filter(name="unit_id", label="Đơn vị", options="units-of-ward"),
        Filter(name="kind", label="Đối tượng", words=KINDS),
        Filter(name="category", label="Thành phần", words=Category.words()),
        Filter(name="standing", label="Tình trạng", words=STANDING),
    ),
    search_key="search_key",
    personal=True,
    watched="people.read",
    names=_addressed,
    more=("email", "erased", "standing", "first_from", "last_from", "last_unit"),
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
    does=(
        REGISTER,
        ERASE,
        ADDRESS,
        CORRECT,
        WITHDRAW,
        CORRECT_MEMBERSHIP,
        LEAVE,
        MOVE,
    ),  # on a record the last is the first choice
    sheets=(
        Sheet(
            do=REGISTER,
            key=("full_name", "unit_id"),
            changes=(Change(ADDRESS, ("email",)), Change(MOVE, ("direct_worker", "category", "posts"))),
        ),
    ),
    list=LIST,
    record=RecordPage(
        heading=_name,
        stream=lambda key: PERSON.at(key).stream_id,
        state=_standing,
        facts=(UNIT, KIND, CATEGORY, POSTS, SINCE, WORKER, Column(name="email", label="Thư điện tử")),
        tables=(
            SubTable(
                title="Quá trình ở các đơn vị",
                source="""
                    SELECT coalesce(u.name, '') AS unit, m.member_from, m.until, m.direct_worker, m.category, m.posts, p.erased,
                           CASE WHEN m.member_from > $1::date THEN 'coming' WHEN m.until <= $1::date THEN 'past'
                                ELSE 'present' END AS time
                    FROM memberships m JOIN people p ON p.ward_code = m.ward_code AND p.person_id = m.person_id
                    LEFT JOIN units u ON u.ward_code = m.ward_code AND u.unit_id = m.unit_id
                    WHERE m.person_id::text = $2 ORDER BY m.member_from DESC LIMIT 200
                """,
                columns=(
                    UNIT,
                    Column(name="member_from", label="Từ ngày"),
                    Column(name="time", label="Tình trạng", words=TIMES),
                    CATEGORY,
                    POSTS,
                    WORKER,
                ),
                empty="Chưa ở đơn vị nào.",
                act=("correct-membership", lambda row: {"recorded_from": row["member_from"].isoformat()}),
            ),
        ),
        template="_years.html",
        given=years,
    ),
    first=FIRST,
    options={"units": units, "units-of-ward": units_of_ward, "wards": wards},
    routes=(api.routes, searching.routes),
    pages=(member_pages.pages,),
)
