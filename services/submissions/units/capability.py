"""Units (cơ quan, đơn vị, đoàn thể, tổ dân phố, bản): registered in a ward, called by dated codes, closed once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from services.chassis import words
from services.chassis.calendar import local_date
from services.chassis.errors import NotFound
from services.chassis.http.body import Day
from services.chassis.http.edge import Reader, Writer
from services.chassis.kit.capability import Capability
from services.chassis.kit.doing import Do, Shape
from services.chassis.kit.listing import Column, Filter, ListPage, RecordPage, SubTable, Way
from services.chassis.kit.options import Asking
from services.chassis.kit.sheets.declaration import Sheet
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web
from services.submissions.aims.capability import OF_A_UNIT
from services.submissions.edge import OFFICE
from services.submissions.options import other_units, wards
from services.submissions.people import projection as people_model
from services.submissions.units import api, projection
from services.submissions.units.commands import (
    CallOffUnitChange,
    ChangeUnit,
    ChangeUnitCode,
    CloseUnit,
    CorrectRegistration,
    CorrectUnitEnd,
    CorrectUnitProfile,
    RegisterUnit,
    ReopenUnit,
    SucceedUnit,
    WithdrawRegistration,
)
from services.submissions.units.decider import HANDLES, UNIT, UnitRefused
from services.submissions.units.facts import FACTS
from services.submissions.wards.decider import WardRefused
from thidua_contracts.codes import Post, UnitKind, UnitPriority

REFUSES: Final = (UnitRefused, WardRefused)
PLACES: Final = {
    "unit.code-taken": "code",
    "unit.code-not-later": "valid_from",
    "unit.code-from-another-day": "valid_from",
    "unit.closed-before-it-began": "closed_on",
    "unit.nothing-changed": "name",
    "unit.change-not-later": "valid_from",
    "unit.change-to-come": "valid_from",
    "unit.change-coming": "valid_from",
    "unit.out-of-order": "valid_from",
    "unit.parent-below": "parent_id",
    "unit.own-successor": "successors",
    "unit.no-document": "document_number",
    "unit.ward-ended": "valid_from",
    # the others speak of the unit itself: they stand above the form
}
STATES: Final = {
    "living": "Đang hoạt động",
    "ending": "Sắp kết thúc",
    "coming": "Chưa hoạt động",
    "ended": "Đã kết thúc",
    "withdrawn": "Đã hủy đăng ký",
}
KINDS: Final = {
    "living": "on-time",
    "ending": "late",
    "coming": "waiting",
    "ended": "locked",
    "withdrawn": "annulled",
}


def _endless(row: Mapping[str, Any]) -> bool:
    return row["closed_on"] is None  # nor of one that was registered by mistake


def _ending(row: Mapping[str, Any]) -> bool:
    return row["closed_on"] is not None and row["state"] != "withdrawn"


async def end(_: Web, __: Visitor, unit: Mapping[str, Any] | None) -> dict[str, str]:
    """The end that is recorded, in words."""
    assert unit is not None
    return {"closed": words.day(unit["closed_on"])}


def _living(row: Mapping[str, Any]) -> bool:
    return row["state"] in {"living", "ending", "coming"}


async def undoing(_: Asking) -> Shape:
    """A slip needs no document, a decision does."""
    return Shape(depends=frozenset({"document_number"}))


def _called(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("name", "kind", "parent_id", "priorities")}


def priorities_of(row: Mapping[str, Any]) -> str:
    """The priorities of a row, in words."""
    return ", ".join(UnitPriority(each).spoken for each in row["priorities"]) or "không"


async def charged(_: Web, visitor: Visitor, unit: Mapping[str, Any]) -> dict[str, Any]:
    """Who holds a post in the unit today: its head, whoever sees to emulation there."""
    reader = visitor.reader()
    async with reader.rows() as connection:
        found = await people_model.charged(connection, unit["unit_id"], local_date(visitor.at))
    if found:
        reader.note("people.read", f"/units/{unit['unit_id']}", len(found))
    return {"charged": [{**row, "posts": ", ".join(Post(each).spoken for each in row["posts"])} for row in found]}


async def mistyped(reader: Reader, _: Writer, address: Mapping[str, Any], __: Any) -> dict[str, Any]:
    """The code with which the unit was registered."""
    async with reader.rows() as connection:
        codes = await projection.codes(connection, address["ward_code"], address["unit_id"])
    return {"was": codes[0] if codes else ""}


async def rests(reader: Reader, writer: Writer, address: Mapping[str, Any], __: Any) -> dict[str, Any]:
    """The unit's codes, and all that rests on it by now. Raises NotFound."""
    await reader.settled()
    async with reader.rows() as connection:
        found = await LIST.one(connection, reader, local_date(writer.at), address["unit_id"])
        codes = await projection.codes(connection, address["ward_code"], address["unit_id"])
    return {"codes": tuple(codes), "rests": tuple(found["rests"])}


async def registration(_: Web, visitor: Visitor, unit: Mapping[str, Any] | None) -> dict[str, Any]:
    """What was recorded when the unit was registered."""
    assert unit is not None
    async with visitor.reader().rows() as connection:
        told = await projection.profiles(connection, unit["ward_code"], unit["unit_id"])
        codes = await projection.codes(connection, unit["ward_code"], unit["unit_id"])
    return {**told[0], "code": codes[0] if codes else ""}


async def recorded(_: Web, visitor: Visitor, unit: Mapping[str, Any] | None) -> dict[str, Any]:
    """The profile that a correction begins with, as the page's address names it."""
    assert unit is not None
    async with visitor.reader().rows() as connection:
        told = await projection.profiles(connection, unit["ward_code"], unit["unit_id"])
    for each in told:
        if each["valid_from"].isoformat() == visitor.request.query_params.get("recorded_from"):
            return each
    raise NotFound("profile")


REGISTER: Final = Do(
    command=RegisterUnit,
    name="register",
    path="/units",
    body="NewUnit",
    about="Cơ quan, đơn vị, đoàn thể, tổ dân phố, bản.",
    title="Đăng ký đơn vị",
    button="Đăng ký đơn vị",
    effect=("Đơn vị được giao các báo cáo của kế hoạch đang thực hiện.", "Mã không dùng lại cho đơn vị khác."),
    done="Đã đăng ký đơn vị. Việc tiếp theo: giao quyền cho người đại diện đơn vị.",
    refuses=REFUSES,
    places=PLACES,
    creates=lambda command: command.unit_id,
    any_ward=True,
)
CORRECT: Final = Do(
    command=CorrectRegistration,
    name="correct",
    path="/units/{unit_id}:correct",
    body="RightRegistration",
    about="Mã, tên, loại, cấp trên, diện ưu tiên, ngày đúng của lần đăng ký.",
    title="Sửa đăng ký",
    summary="Sửa điều gõ sai khi đăng ký đơn vị",
    button="Lưu",
    effect=(
        "Điều ghi ở trên thay cho lần đăng ký; diễn biến giữ cả hai. Mã gõ sai dùng được cho đơn vị khác.",
        "Báo cáo đã giao giữ nguyên, báo cáo còn thiếu theo loại và ngày đúng được giao thêm.",
        "Đổi tên theo quyết định thì dùng “Đổi tên, loại, cấp trên”.",
    ),
    done="Đã sửa đăng ký của đơn vị.",
    refuses=REFUSES,
    places=PLACES,
    offered=_living,
    begin=registration,
    look=mistyped,
    replaces=True,
    any_ward=True,
)
WITHDRAW: Final = Do(
    command=WithdrawRegistration,
    name="withdraw",
    path="/units/{unit_id}:withdraw",
    body="RegistrationWithdrawal",
    about="Lý do hủy đăng ký ghi nhầm.",
    title="Hủy đăng ký",
    summary="Hủy đăng ký một đơn vị ghi nhầm",
    button="Hủy đăng ký",
    effect=(
        "{name} coi như chưa từng có: báo cáo đã giao mà chưa nộp được miễn, mã {code} dùng được cho đơn vị khác.",
        "Đăng ký lại được.",
    ),
    done="Đã hủy đăng ký đơn vị.",
    refuses=REFUSES,
    places=PLACES,
    offered=lambda row: _endless(row) and not row["rests"],
    look=rests,
    any_ward=True,
)
CHANGE: Final = Do(
    command=ChangeUnit,
    name="change",
    path="/units/{unit_id}:change",
    body="UnitChange",
    about="Tên, loại, cấp trên, diện ưu tiên mới và ngày có hiệu lực.",
    title="Đổi tên, loại, cấp trên",
    button="Ghi nhận",
    effect=(
        "Từ ngày có hiệu lực, đơn vị mang tên và loại ghi ở trên; tên và loại trước đó còn trong danh sách.",
        "Báo cáo đã giao và hồ sơ giữ nguyên; kế hoạch ban hành sau này giao báo cáo theo loại mới.",
        "Ngày có hiệu lực chưa đến thì thay đổi hiện là sắp tới, tự có hiệu lực vào ngày đó và hủy được trước ngày đó.",
    ),
    done="Đã ghi nhận tên, loại, cấp trên của đơn vị.",
    refuses=REFUSES,
    places=PLACES,
    offered=_living,
    fill=_called,
    any_ward=True,
)
CALL_OFF: Final = Do(
    command=CallOffUnitChange,
    name="call-off",
    path="/units/{unit_id}:call-off-change",
    body="ChangeCalledOff",
    about="Lý do hủy thay đổi sắp tới, và văn bản làm căn cứ nếu không phải ghi nhầm.",
    title="Hủy thay đổi sắp tới",
    summary="Hủy thay đổi tên, loại, cấp trên chưa đến ngày có hiệu lực",
    button="Hủy thay đổi",
    effect=("Tên, loại, cấp trên của đơn vị giữ như hiện nay.",),
    done="Đã hủy thay đổi sắp tới của đơn vị.",
    refuses=REFUSES,
    places=PLACES,
    offered=lambda row: bool(row["changes"]),
    shape=undoing,
    any_ward=True,
)
CORRECT_PROFILE: Final = Do(
    command=CorrectUnitProfile,
    name="correct-profile",
    path="/units/{unit_id}/profiles/{recorded_from}:correct",
    body="RightProfile",
    about="Tên, loại, cấp trên, diện ưu tiên, ngày đúng của một lần ghi, và văn bản làm căn cứ.",
    title="Sửa",
    summary="Sửa một lần ghi tên, loại, cấp trên của đơn vị",
    button="Lưu",
    effect=("Điều ghi ở trên thay cho lần ghi này; diễn biến giữ cả hai.", "Các lần ghi khác giữ nguyên."),
    done="Đã sửa tên, loại, cấp trên của đơn vị.",
    refuses=REFUSES,
    places=PLACES,
    offered=lambda row: row["state"] != "withdrawn",
    begin=recorded,
    replaces=True,
    parameters={"recorded_from": Day},
    addressed=frozenset({"recorded_from"}),
    any_ward=True,
)
SUCCEED: Final = Do(
    command=SucceedUnit,
    name="succeed",
    path="/units/{unit_id}:succeed",
    body="Succession",
    about="Các đơn vị kế thừa, ngày và văn bản làm căn cứ.",
    title="Sáp nhập, chia tách",
    summary="Sáp nhập đơn vị vào đơn vị khác, hoặc chia tách đơn vị",
    button="Ghi nhận",
    effect=(
        "Từ ngày kết thúc, đơn vị không hoạt động nữa và các đơn vị được chọn kế thừa; báo cáo có hạn sau ngày đó được miễn.",
        "Hồ sơ, báo cáo, kết quả khen thưởng ở lại với đơn vị này, và hiện là tiền thân ở các đơn vị kế thừa.",
        "Đơn vị đang có {people} cá nhân, hộ; chuyển họ sang đơn vị kế thừa bằng “Chuyển đơn vị”.",
        "Ghi nhầm thì sửa ngày hoặc hủy được.",
    ),
    done="Đã ghi nhận đơn vị kết thúc và các đơn vị kế thừa.",
    refuses=REFUSES,
    places=PLACES,
    offered=_endless,
    any_ward=True,
)
CHANGE_CODE: Final = Do(
    command=ChangeUnitCode,
    name="change-code",
    path="/units/{unit_id}:change-code",
    body="NewCode",
    about="Mã mới và ngày có hiệu lực.",
    title="Đổi mã đơn vị",
    button="Đổi mã đơn vị",
    effect=("Từ ngày có hiệu lực, đơn vị mang mã mới thay cho mã {code}.", "Hồ sơ và báo cáo của đơn vị giữ nguyên."),
    done="Đã đổi mã đơn vị.",
    refuses=REFUSES,
    places=PLACES,
    offered=_living,
    any_ward=True,
)
CLOSE: Final = Do(
    command=CloseUnit,
    name="close",
    path="/units/{unit_id}:close",
    body="End",
    about="Ngày đầu tiên đơn vị không còn hoạt động.",
    title="Kết thúc hoạt động",
    summary="Kết thúc hoạt động của đơn vị",
    button="Kết thúc hoạt động",
    effect=(
        "Từ ngày kết thúc, đơn vị không nhận thêm người, không phải nộp các báo cáo có hạn sau ngày đó; đến trước ngày đó mọi "
        "việc như thường.",
        "Thay đổi tên, loại, cấp trên sắp tới từ ngày đó trở đi bị hủy theo. Ghi nhầm thì sửa ngày hoặc hủy được.",
        "Đơn vị đang có {people} cá nhân, hộ; chuyển họ sang đơn vị khác bằng “Chuyển đơn vị”.",
    ),
    done="Đã ghi nhận ngày đơn vị kết thúc hoạt động.",
    refuses=REFUSES,
    places=PLACES,
    offered=_endless,
    any_ward=True,
)
CORRECT_END: Final = Do(
    command=CorrectUnitEnd,
    name="correct-end",
    path="/units/{unit_id}:correct-end",
    body="CorrectedEnd",
    about="Ngày kết thúc đúng, lý do, và văn bản làm căn cứ nếu không phải ghi nhầm.",
    title="Sửa ngày kết thúc",
    summary="Sửa ngày kết thúc hoạt động của đơn vị",
    button="Sửa ngày kết thúc",
    effect=(
        "Ngày này thay ngày {closed} đã ghi; lịch sử giữ cả hai.",
        "Báo cáo có hạn trước ngày kết thúc mới phải nộp lại như cũ; báo cáo có hạn sau ngày đó được miễn.",
        "Thay đổi tên, loại, cấp trên sắp tới có ngày trước ngày kết thúc mới mà đã hủy khi ghi kết thúc thì trở lại.",
    ),
    done="Đã sửa ngày kết thúc hoạt động.",
    refuses=REFUSES,
    places=PLACES,
    offered=_ending,
    shape=undoing,
    given=end,
    any_ward=True,
    replaces=True,
)
REOPEN: Final = Do(
    command=ReopenUnit,
    name="reopen",
    path="/units/{unit_id}:reopen",
    body="Reopening",
    about="Lý do, và văn bản làm căn cứ nếu không phải ghi nhầm.",
    title="Hủy kết thúc",
    summary="Hủy kết thúc hoạt động của đơn vị",
    button="Hủy kết thúc",
    effect=(
        "Đơn vị tiếp tục hoạt động như chưa ghi kết thúc từ ngày {closed}; lịch sử giữ cả hai việc.",
        "Các báo cáo đã được miễn vì đơn vị kết thúc phải nộp lại như cũ.",
        "Thay đổi tên, loại, cấp trên sắp tới đã hủy khi ghi kết thúc cũng trở lại.",
    ),
    done="Đã hủy kết thúc: đơn vị tiếp tục hoạt động.",
    refuses=REFUSES,
    places=PLACES,
    offered=_ending,
    shape=undoing,
    given=end,
    any_ward=True,
)


def _state(row: Mapping[str, Any]) -> tuple[str, str]:
    return KINDS[row["state"]], STATES[row["state"]]


LIST: Final = ListPage(  # a report that was never sent does not rest on its unit: it ends with it
    path="/units",
    title="Đơn vị",
    source="""
        SELECT u.ward_code, u.unit_id, u.name, u.kind, u.parent_id, u.priorities, coalesce(a.name, '') AS parent,
               u.began_on, u.closed_on, u.sort_key, coalesce(c.code, '') AS code,
               EXISTS (SELECT FROM unit_changes n WHERE n.ward_code = u.ward_code AND n.unit_id = u.unit_id) AS changes,
               CASE WHEN u.withdrawn THEN 'withdrawn' WHEN u.closed_on <= $1::date THEN 'ended'
                    WHEN u.began_on > $1::date THEN 'coming' WHEN u.closed_on IS NOT NULL THEN 'ending' ELSE 'living' END AS state,
               (SELECT count(*) FROM memberships m WHERE m.ward_code = u.ward_code AND m.unit_id = u.unit_id
                AND m.member_from <= $1::date AND coalesce(m.until > $1::date, true)) AS people,
               ARRAY(SELECT r.found || ' ' || r.what FROM (
                   SELECT 1 AS place, 'cá nhân, hộ' AS what, count(DISTINCT m.person_id) AS found FROM memberships m
                   WHERE m.ward_code = u.ward_code AND m.unit_id = u.unit_id
                   UNION ALL SELECT 2, 'người đang được giao quyền', count(*) FROM mandates m WHERE m.ward_code = u.ward_code
                   AND m.unit_id = u.unit_id AND m.relieved_at IS NULL AND coalesce(m.valid_to >= $1::date, true)
                   UNION ALL SELECT 3, 'báo cáo đã nộp', count(*) FROM tracking t
                   WHERE t.ward_code = u.ward_code AND t.unit_id = u.unit_id AND t.first_at IS NOT NULL
                   UNION ALL SELECT 4, 'phong trào đã đăng ký', count(*) FROM participations p
                   WHERE p.ward_code = u.ward_code AND p.unit_id = u.unit_id
                   UNION ALL SELECT 5, 'kế hoạch đã xác nhận', count(*) FROM plan_receipts p
                   WHERE p.ward_code = u.ward_code AND p.unit_id = u.unit_id
                   UNION ALL SELECT 6, 'nhiệm vụ được giao', count(*) FROM plan_tasks p
                   WHERE p.ward_code = u.ward_code AND p.unit_id = u.unit_id AND NOT p.dropped
                   UNION ALL SELECT 7, 'văn bản đã đọc', count(*) FROM directive_readings d
                   WHERE d.ward_code = u.ward_code AND d.unit_id = u.unit_id AND d.read_on IS NOT NULL
                   UNION ALL SELECT 8, 'lượt dự hội nghị', count(*) FROM attendances d
                   WHERE d.ward_code = u.ward_code AND d.unit_id = u.unit_id AND NOT d.withdrawn
                   UNION ALL SELECT 9, 'đơn vị trực thuộc', count(DISTINCT f.unit_id)
                   FROM (SELECT ward_code, unit_id, parent_id FROM unit_profiles
                         UNION ALL SELECT ward_code, unit_id, parent_id FROM unit_changes) f
                   JOIN units b ON b.ward_code = f.ward_code AND b.unit_id = f.unit_id
                   WHERE f.ward_code = u.ward_code AND f.parent_id = u.unit_id AND NOT b.withdrawn
                   UNION ALL SELECT 10, 'đơn vị tiền thân', count(*) FROM unit_successors s
                   WHERE s.ward_code = u.ward_code AND s.successor_id = u.unit_id
                   UNION ALL SELECT 11, 'kế hoạch của đơn vị', count(*) FROM unit_plans p
                   WHERE p.ward_code = u.ward_code AND p.unit_id = u.unit_id AND p.standing <> 'withdrawn'
                   UNION ALL SELECT 12, 'đăng ký thi đua', count(*) FROM aims s
                   WHERE s.ward_code = u.ward_code AND s.unit_id = u.unit_id AND s.registered_on IS NOT NULL
               ) r WHERE r.found > 0 ORDER BY r.place) AS rests
        FROM units u
        LEFT JOIN units a ON a.ward_code = u.ward_code AND a.unit_id = u.parent_id
        LEFT JOIN LATERAL (
            SELECT k.code FROM unit_codes k
            WHERE k.ward_code = u.ward_code AND k.unit_id = u.unit_id AND k.valid_from <= greatest($1::date, u.began_on)
            ORDER BY k.valid_from DESC LIMIT 1
        ) c ON true
    """,
    columns=(
        Column(name="name", label="Đơn vị"),
        Column(name="code", label="Mã"),
        Column(name="kind", label="Loại", words=UnitKind.words(), wide=True),
        Column(name="parent", label="Thuộc đơn vị", show=lambda row: row["parent"] or "không", wide=True),
        Column(name="priorities", label="Diện ưu tiên", show=priorities_of, wide=True),
        Column(name="state", label="Tình trạng", words=STATES),
        Column(name="people", label="Số cá nhân, hộ", number=True, wide=True),
        Column(name="began_on", label="Từ ngày", wide=True),
        Column(
            name="closed_on",
            label="Kết thúc từ ngày",
            show=lambda row: words.day(row["closed_on"]) if row["closed_on"] else "–",
            wide=True,
        ),
    ),
    key="unit_id",
    order=("sort_key",),
    filters=(
        Filter(name="kind", label="Loại", words=UnitKind.words()),
        Filter(name="state", label="Tình trạng", words=STATES),
    ),
    searched=("name", "code", "parent"),
    more=("parent_id", "changes"),
    alone=("rests",),
    roles=OFFICE,
    empty="Chưa có đơn vị nào. Đơn vị được đăng ký trước, rồi giao quyền cho người đại diện.",
)

UNITS: Final = Capability(
    name="units",
    file=__file__,
    handles=HANDLES,
    facts=FACTS,
    readers=(projection.MODEL,),
    does=(
        REGISTER,
        WITHDRAW,
        SUCCEED,
        CLOSE,
        REOPEN,
        CORRECT_END,
        CALL_OFF,
        CORRECT_PROFILE,
        CHANGE_CODE,
        CHANGE,
        CORRECT,
    ),  # on a record the last is the first choice
    sheets=(Sheet(do=REGISTER, key=("code",), columns={"valid_from": "began_on"}),),
    list=LIST,
    record=RecordPage(
        heading=lambda row: str(row["name"]),
        stream=lambda key: UNIT.at(key).stream_id,
        state=_state,
        ways=(
            Way(
                label="Thành viên theo ngày",
                to=lambda row: f"/submissions/pages/units/{row['unit_id']}/members",
                roles=OFFICE,
            ),
        ),
        tables=(
            SubTable(
                title="Tên, loại, cấp trên theo ngày",
                source="""
                    SELECT f.name, f.valid_from, f.kind, coalesce(a.name, '') AS parent, f.priorities, f.coming
                    FROM (SELECT ward_code, unit_id, valid_from, name, kind, parent_id, priorities, false AS coming FROM unit_profiles
                          UNION ALL
                          SELECT ward_code, unit_id, valid_from, name, kind, parent_id, priorities, true FROM unit_changes) AS f
                    LEFT JOIN units a ON a.ward_code = f.ward_code AND a.unit_id = f.parent_id
                    WHERE $1::date IS NOT NULL AND f.unit_id::text = $2 ORDER BY f.valid_from DESC LIMIT 200
                """,
                columns=(
                    Column(name="name", label="Tên"),
                    Column(
                        name="valid_from",
                        label="Từ ngày",
                        show=lambda row: f"{words.day(row['valid_from'])}{' (sắp tới)' if row['coming'] else ''}",
                    ),
                    Column(name="kind", label="Loại", words=UnitKind.words(), wide=True),
                    Column(name="parent", label="Thuộc đơn vị", show=lambda row: row["parent"] or "không", wide=True),
                    Column(name="priorities", label="Diện ưu tiên", show=priorities_of, wide=True),
                ),
                empty="Chưa có tên.",
                act=(
                    "correct-profile",
                    lambda row: None if row["coming"] else {"recorded_from": row["valid_from"].isoformat()},
                ),
            ),
            SubTable(
                title="Tiền thân và đơn vị kế thừa",
                source="""
                    SELECT o.unit_id, o.name, 'Tiền thân' AS what, o.closed_on AS day FROM unit_successors s
                    JOIN units o ON o.ward_code = s.ward_code AND o.unit_id = s.unit_id
                    WHERE $1::date IS NOT NULL AND s.successor_id::text = $2
                    UNION ALL
                    SELECT n.unit_id, n.name, 'Kế thừa', o.closed_on FROM unit_successors s
                    JOIN units n ON n.ward_code = s.ward_code AND n.unit_id = s.successor_id
                    JOIN units o ON o.ward_code = s.ward_code AND o.unit_id = s.unit_id
                    WHERE s.unit_id::text = $2 ORDER BY day DESC LIMIT 100
                """,
                columns=(
                    Column(name="name", label="Đơn vị"),
                    Column(name="what", label="Quan hệ"),
                    Column(name="day", label="Từ ngày"),
                ),
                empty="Không có.",
                link=lambda row: f"/submissions/pages/units/{row['unit_id']}",
            ),
            OF_A_UNIT,
            SubTable(
                title="Các mã đã dùng",
                source="""
                    SELECT code, valid_from FROM unit_codes
                    WHERE $1::date IS NOT NULL AND unit_id::text = $2 ORDER BY valid_from DESC LIMIT 200
                """,
                columns=(Column(name="code", label="Mã"), Column(name="valid_from", label="Có hiệu lực từ ngày")),
                empty="Chưa có mã.",
            ),
        ),
        template="_charged.html",
        given=charged,
    ),
    options={"wards": wards, "parents": other_units},
    routes=(api.routes,),
)
