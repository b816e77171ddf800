"""Movements (phong trào thi đua): launched under an issued plan, joined by units, listed with how many take part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from services.chassis import words
from services.chassis.http.body import Day
from services.chassis.kit.capability import Capability, First
from services.chassis.kit.doing import Do
from services.chassis.kit.listing import Column, Filter, ListPage, RecordPage, SubTable, Way, withdrawn
from services.chassis.kit.options import Find, listed
from services.chassis.kit.sheets.declaration import Sheet
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web
from services.submissions.edge import WATCHERS
from services.submissions.fields import in_a_row
from services.submissions.ids import movement_id
from services.submissions.movements import api, projection
from services.submissions.movements.commands import (
    AmendMovement,
    CountHouseholds,
    JoinMovement,
    LaunchMovement,
    LeaveMovement,
    RecordMovementReview,
    RestoreMovement,
    TakeBackHouseholds,
    WithdrawMovement,
    WithdrawMovementReview,
)
from services.submissions.movements.decider import HANDLES, MOVEMENT, MovementRefused
from services.submissions.movements.events import KINDS, REVIEWS, SUBJECTS
from services.submissions.movements.facts import FACTS
from services.submissions.movements.paper import PAPER
from services.submissions.options import FIRST as COMMON
from services.submissions.options import issued_plans, units_in, units_not_in, units_of_ward, wards
from services.submissions.units.decider import UnitRefused

REFUSES: Final = (MovementRefused, UnitRefused)
PLACES: Final = {
    "movement.already-launched": "code",
    "movement.plan-not-issued": "plan_id",
    "movement.ends-before-it-starts": "ends_on",
    "movement.no-goals": "goals",
    "movement.no-subjects": "subjects",
    "movement.no-criteria": "criteria",
    "movement.no-period": "ends_on",
    "movement.already-reviewed": "held_on",
    "movement.review-in-the-future": "held_on",
    "movement.review-before-its-start": "held_on",
    "movement.review-before-its-launch": "held_on",
    "movement.review-out-of-order": "held_on",
    "movement.starts-after-review": "starts_on",
    "movement.not-joined": "unit_id",
    "movement.not-taking-part": "unit_id",
    "movement.not-a-group": "unit_id",
    "movement.counted-outside": "counted_on",
    "movement.counted": "counted_on",
    "movement.more-than-all": "households",
    "unit.closed": "unit_id",
    # "movement.ended" and "not-found" speak of the movement itself: they stand above the form
}


SAID: Final = ("kind", "goals", "subjects", "criteria", "slogan", "parent", "starts_on", "ends_on")


def _open(row: Mapping[str, Any]) -> bool:
    """A movement is joined before it begins, too, and no more once it is summed up."""
    return row["state"] in {"coming", "running"} and not row["summed_up"]


async def as_it_is(_: Web, __: Visitor, row: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """What the movement asks now, as its form holds it."""
    assert row is not None
    return {name: row[name] for name in SAID if row[name] is not None}


async def period(_: Web, __: Visitor, row: Mapping[str, Any] | None) -> dict[str, str]:
    """When the movement runs, and what its end means for the day on which it is summed up."""
    assert row is not None
    runs = f"Phong trào diễn ra từ ngày {words.day(row['starts_on'])}"
    if row["ends_on"] is None:
        return {"period": f"{runs}, không định ngày kết thúc."}
    early = "Tổng kết trước ngày kết thúc là bất thường: kiểm tra lại ngày trước khi ghi."
    return {"period": f"{runs} đến hết ngày {words.day(row['ends_on'])}. {early}"}


LAUNCH: Final = Do(
    command=LaunchMovement,
    name="launch",
    path="/movements",
    body="NewMovement",
    about="Phong trào được phát động theo một kế hoạch đã ban hành.",
    title="Phát động phong trào",
    button="Phát động phong trào",
    effect=("Phong trào được phát động trong cả địa phương.", "Các đơn vị đăng ký tham gia được ngay."),
    done="Đã phát động phong trào. Các đơn vị đăng ký tham gia được ngay.",
    refuses=REFUSES,
    places=PLACES,
    creates=lambda command: movement_id(command.plan_id, command.code),
)
JOIN: Final = Do(
    command=JoinMovement,
    name="join",
    path="/movements/{movement_id}:join",
    body="Joining",
    about="Đơn vị tham gia.",
    title="Đăng ký tham gia",
    summary="Đăng ký tham gia phong trào",
    button="Đăng ký tham gia",
    done="Đã ghi nhận đăng ký tham gia.",
    refuses=REFUSES,
    places=PLACES,
    offered=lambda row: (
        _open(row) and (row["others"] if row["own_unit"] is None else row["own_unit"] not in row["joined"])
    ),
)
LEAVE: Final = Do(
    command=LeaveMovement,
    name="leave",
    path="/movements/{movement_id}:leave",
    body="Leaving",
    about="Đơn vị rút đăng ký và lý do.",
    title="Rút đăng ký",
    summary="Rút đăng ký tham gia phong trào",
    button="Rút đăng ký",
    effect=("Đơn vị không còn trong danh sách tham gia và không tính vào bảng điểm của khối.", "Đăng ký lại được."),
    done="Đã rút đăng ký tham gia.",
    refuses=REFUSES,
    places=PLACES,
    offered=lambda row: _open(row) and (row["joined"] if row["own_unit"] is None else row["own_unit"] in row["joined"]),
)

AMEND: Final = Do(
    command=AmendMovement,
    name="amend",
    path="/movements/{movement_id}:amend",
    body="MovementAmendment",
    about="Nội dung, tiêu chí, thời gian của phong trào; thay cho nội dung đang ghi.",
    title="Sửa nội dung, tiêu chí",
    summary="Sửa nội dung, tiêu chí, thời gian của phong trào",
    button="Lưu nội dung mới",
    effect=("Nội dung mới thay nội dung đang ghi từ hôm nay; tiêu chí của các lần trước còn trong trang phong trào.",),
    done="Đã sửa nội dung phong trào.",
    refuses=REFUSES,
    places=PLACES,
    offered=lambda row: row["state"] != "withdrawn" and not row["summed_up"],
    begin=as_it_is,
    replaces=True,
)
REVIEW: Final = Do(
    command=RecordMovementReview,
    name="review",
    path="/movements/{movement_id}:review",
    body="MovementReview",
    about="Một lần sơ kết, hoặc lần tổng kết phong trào.",
    title="Ghi sơ kết, tổng kết",
    summary="Ghi sơ kết, tổng kết phong trào",
    button="Ghi sơ kết, tổng kết",
    effect=(
        "{period}",
        "Đã tổng kết thì nội dung phong trào không sửa được nữa; ghi nhầm thì hủy được ở dòng của lần đó.",
    ),
    given=period,
    done="Đã ghi sơ kết, tổng kết.",
    refuses=REFUSES,
    places=PLACES,
    offered=lambda row: row["state"] not in {"withdrawn", "coming"},
)
TAKE_BACK_REVIEW: Final = Do(
    command=WithdrawMovementReview,
    name="take-back-review",
    path="/movements/{movement_id}/reviews/{held_on}:withdraw",
    body="MovementReviewTakenBack",
    about="Lý do hủy lần ghi sơ kết, tổng kết.",
    title="Hủy lần ghi",
    summary="Hủy một lần ghi sơ kết, tổng kết",
    button="Hủy lần ghi",
    done="Đã hủy lần ghi sơ kết, tổng kết.",
    refuses=REFUSES,
    places=PLACES,
    offered=lambda row: row["state"] != "withdrawn",
    parameters={"held_on": Day},
    addressed=frozenset({"held_on"}),
)

COUNT: Final = Do(
    command=CountHouseholds,
    name="count-households",
    path="/movements/{movement_id}:count-households",
    body="HouseholdsCount",
    about="Số hộ của một tổ dân phố, bản tham gia phong trào đến một ngày; chỉ ghi số, không ghi tên hộ.",
    title="Ghi số hộ tham gia",
    summary="Ghi số hộ gia đình tham gia phong trào",
    button="Ghi số hộ",
    effect=("Mỗi ngày một số cho mỗi tổ, bản; ghi nhầm thì rút được.",),
    done="Đã ghi số hộ tham gia.",
    refuses=REFUSES,
    places=PLACES,
    offered=lambda row: (
        row["state"] in {"running", "ended"}
        and not row["summed_up"]
        and bool(row["groups"] if row["own_unit"] is None else row["own_unit"] in row["groups"])
    ),
)
TAKE_BACK_COUNT: Final = Do(
    command=TakeBackHouseholds,
    name="take-back-households",
    path="/movements/{movement_id}/units/{unit_id}/households/{counted_on}:withdraw",
    body="HouseholdsTakenBack",
    about="Lý do rút số hộ tham gia ghi nhầm.",
    title="Rút số hộ",
    summary="Rút số hộ tham gia ghi nhầm của một ngày",
    button="Rút số hộ",
    effect=("Số hộ của ngày đó không còn được tính.",),
    done="Đã rút số hộ tham gia.",
    refuses=REFUSES,
    places=PLACES,
    offered=lambda row: row["state"] != "withdrawn" and not row["summed_up"],
    parameters={"unit_id": UUID, "counted_on": Day},
    addressed=frozenset({"unit_id", "counted_on"}),
)

WITHDRAW: Final = Do(
    command=WithdrawMovement,
    name="withdraw",
    path="/movements/{movement_id}:withdraw",
    body="MovementWithdrawal",
    about="Lý do rút phong trào ghi nhầm.",
    title="Rút phong trào",
    summary="Rút phong trào phát động nhầm",
    button="Rút phong trào",
    effect=(
        "Phong trào và {units} đơn vị đã đăng ký không tính vào bảng điểm của khối nữa.",
        "Không dùng lại được mã này để phát động phong trào khác; rút nhầm thì khôi phục được.",
    ),
    done="Đã rút phong trào phát động nhầm.",
    refuses=REFUSES,
    places=PLACES,
    offered=lambda row: row["state"] != "withdrawn",
)
RESTORE: Final = Do(
    command=RestoreMovement,
    name="restore",
    path="/movements/{movement_id}:restore",
    body="MovementRestoration",
    about="Lý do khôi phục phong trào đã rút.",
    title="Khôi phục phong trào",
    summary="Khôi phục phong trào rút nhầm",
    button="Khôi phục phong trào",
    effect=("Phong trào và {units} đơn vị đã đăng ký lại được tính vào bảng điểm của khối.",),
    done="Đã khôi phục phong trào.",
    refuses=REFUSES,
    places=PLACES,
    offered=lambda row: row["state"] == "withdrawn",
)
STATES: Final = {
    "coming": ("waiting", "Chưa bắt đầu"),
    "running": ("on-time", "Đang diễn ra"),
    "ended": ("locked", "Đã kết thúc"),
    "withdrawn": ("annulled", "Đã rút"),
}


SHARE: Final = Column(
    name="share", label="Tỷ lệ", show=lambda row: f"{100 * row['households'] // row['of_all']}%", number=True
)
FIRST: Final = COMMON | {
    "groups": First("Chưa tổ dân phố, bản nào đăng ký tham gia.", "/submissions/pages/movements", "Xem các phong trào")
}
KIND: Final = Column(name="kind", label="Loại", words=KINDS | {"": "chưa ghi"}, wide=True)


def _lines(name: str, label: str) -> Column:
    """Several sentences of a movement, one after the other."""
    return Column(name=name, label=label, show=lambda row: in_a_row(row[name]) or "chưa ghi")


LIST: Final = ListPage(
    path="/movements",
    title="Phong trào thi đua",
    source="""
        SELECT m.ward_code, m.movement_id, m.name, m.code, m.kind, m.goals, m.subjects, m.criteria, m.slogan, m.parent,
               m.starts_on, m.ends_on, m.plan_id, p.number || '/' || p.symbol AS plan, p.year,
               CASE WHEN m.withdrawn THEN 'withdrawn' WHEN m.ends_on < $1::date THEN 'ended'
                    WHEN m.starts_on > $1::date THEN 'coming' ELSE 'running' END AS state,
               cardinality(j.joined) AS units, j.joined, h.households, h.of_all, h.counted,
               ARRAY(SELECT u.unit_id FROM units u WHERE u.ward_code = m.ward_code AND u.unit_id = ANY (j.joined)
                     AND u.kind IN ('residential-group', 'hamlet')
                     AND (m.subjects = '{}' OR 'households' = ANY (m.subjects))) AS groups,
               EXISTS (SELECT FROM movement_reviews r WHERE r.ward_code = m.ward_code AND r.movement_id = m.movement_id
                       AND r.kind = 'final') AS summed_up,
               EXISTS (SELECT FROM units u WHERE u.ward_code = m.ward_code AND u.began_on <= $1::date
                       AND coalesce(u.closed_on > $1::date, true) AND NOT u.unit_id = ANY (j.joined)) AS others
        FROM movements m CROSS JOIN LATERAL (
            SELECT coalesce(array_agg(u.unit_id), '{}') AS joined FROM participations u
            WHERE u.ward_code = m.ward_code AND u.movement_id = m.movement_id
        ) j CROSS JOIN LATERAL (
            SELECT sum(c.households)::integer AS households, sum(c.of_all)::integer AS of_all, count(*) AS counted FROM (
                SELECT DISTINCT ON (c.unit_id) c.households, c.of_all FROM movement_households c
                WHERE c.ward_code = m.ward_code AND c.movement_id = m.movement_id AND c.unit_id = ANY (j.joined)
                ORDER BY c.unit_id, c.counted_on DESC
            ) c
        ) h LEFT JOIN plans p ON p.ward_code = m.ward_code AND p.plan_id = m.plan_id
    """,
    columns=(
        Column(name="name", label="Phong trào"),
        Column(name="code", label="Mã", wide=True),
        KIND,
        Column(name="plan", label="Theo kế hoạch", wide=True),
        Column(name="starts_on", label="Từ ngày", wide=True),
        Column(name="ends_on", label="Đến hết ngày", show=lambda row: _until(row)),
        Column(name="units", label="Số đơn vị tham gia", number=True),
        Column(name="households", label="Số hộ tham gia", show=lambda row: _households(row), wide=True),
    ),
    key="movement_id",
    order=("-starts_on",),
    filters=(Filter(name="kind", label="Loại phong trào", words=KINDS),),
    more=(
        "year",
        "state",
        "plan_id",
        "joined",
        "others",
        "goals",
        "subjects",
        "criteria",
        "slogan",
        "parent",
        "summed_up",
        "of_all",
        "counted",
        "groups",
    ),
    searched=("name", "code", "plan"),
    struck=withdrawn,
    roles=WATCHERS,
    empty="Chưa phát động phong trào nào. Phong trào được phát động theo một kế hoạch đã ban hành.",
)


def _households(row: Mapping[str, Any]) -> str:
    """ "48 trên 60 hộ của 1 tổ, bản", each with its newest count."""
    if not row["counted"]:
        return "chưa ghi"
    return f"{words.number(row['households'])} trên {words.number(row['of_all'])} hộ của {row['counted']} tổ, bản"


def _until(row: Mapping[str, Any]) -> str:
    return words.day(row["ends_on"]) if row["ends_on"] else "chưa định"


MOVEMENTS: Final = Capability(
    name="movements",
    file=__file__,
    handles=HANDLES,
    facts=FACTS,
    readers=(projection.MODEL,),
    does=(LAUNCH, LEAVE, JOIN, COUNT, TAKE_BACK_COUNT, AMEND, REVIEW, TAKE_BACK_REVIEW, WITHDRAW, RESTORE),
    sheets=(Sheet(do=LAUNCH, key=("plan_id", "code")),),
    list=LIST,
    record=RecordPage(
        heading=lambda row: str(row["name"]),
        stream=lambda key: MOVEMENT.at(key).stream_id,
        state=lambda row: STATES[row["state"]],
        paper=PAPER,
        facts=(
            KIND,
            _lines("goals", "Mục tiêu, nội dung"),
            Column(
                name="subjects",
                label="Đối tượng tham gia",
                show=lambda row: ", ".join(SUBJECTS.get(one, one) for one in row["subjects"]) or "chưa ghi",
            ),
            _lines("criteria", "Tiêu chí thi đua"),
            Column(name="slogan", label="Chủ đề, khẩu hiệu"),
            Column(name="parent", label="Hưởng ứng phong trào của cấp trên"),
            Column(name="plan", label="Theo kế hoạch"),
            Column(name="starts_on", label="Từ ngày"),
            Column(name="ends_on", label="Đến hết ngày", show=lambda row: _until(row)),
            Column(name="households", label="Hộ gia đình tham gia", show=lambda row: _households(row)),
        ),
        tables=(
            SubTable(
                title="Sơ kết, tổng kết",
                source="""
                    SELECT r.held_on, r.kind, r.document_number FROM movement_reviews r
                    WHERE $1::date IS NOT NULL AND r.movement_id::text = $2 ORDER BY r.held_on LIMIT 200
                """,
                columns=(
                    Column(name="held_on", label="Ngày"),
                    Column(name="kind", label="Sơ kết, tổng kết", words=REVIEWS),
                    Column(name="document_number", label="Báo cáo", wide=True),
                ),
                empty="Chưa sơ kết, tổng kết lần nào.",
                act=("take-back-review", lambda row: {"held_on": row["held_on"].isoformat()}),
            ),
            SubTable(
                title="Tiêu chí qua các lần sửa",
                source="""
                    SELECT v.version, v.said_on, v.criteria, v.document_number FROM movement_versions v
                    WHERE $1::date IS NOT NULL AND v.movement_id::text = $2 ORDER BY v.version DESC LIMIT 100
                """,
                columns=(
                    Column(name="version", label="Lần", number=True),
                    Column(name="said_on", label="Từ ngày"),
                    Column(name="document_number", label="Văn bản", wide=True),
                    _lines("criteria", "Tiêu chí"),
                ),
                empty="Chưa ghi tiêu chí.",
            ),
            SubTable(
                title="Đơn vị tham gia",
                source="""
                    SELECT u.name, p.joined_at FROM participations p
                    JOIN units u ON u.ward_code = p.ward_code AND u.unit_id = p.unit_id
                    WHERE $1::date IS NOT NULL AND p.movement_id::text = $2 ORDER BY p.joined_at DESC, u.name LIMIT 500
                """,
                columns=(Column(name="name", label="Đơn vị"), Column(name="joined_at", label="Đăng ký lúc")),
                empty="Chưa có đơn vị nào đăng ký.",
            ),
            SubTable(
                title="Hộ gia đình tham gia",
                source="""
                    SELECT u.name, c.unit_id, c.counted_on, c.households, c.of_all FROM movement_households c
                    JOIN units u ON u.ward_code = c.ward_code AND u.unit_id = c.unit_id
                    WHERE $1::date IS NOT NULL AND c.movement_id::text = $2
                    ORDER BY c.counted_on DESC, u.sort_key LIMIT 500
                """,
                columns=(
                    Column(name="name", label="Tổ dân phố, bản"),
                    Column(name="counted_on", label="Tính đến ngày"),
                    Column(name="households", label="Số hộ", number=True),
                    Column(name="of_all", label="Tổng số hộ", number=True, wide=True),
                    SHARE,
                ),
                empty="Chưa ghi số hộ tham gia.",
                act=(
                    "take-back-households",
                    lambda row: {"unit_id": str(row["unit_id"]), "counted_on": row["counted_on"].isoformat()},
                ),
                own="unit_id",
            ),
        ),
        ways=(
            Way(
                label="Xem số hộ tham gia qua các lần ghi",
                to=lambda row: f"/submissions/pages/movement-households?movement_id={row['movement_id']}",
                roles=WATCHERS,
                offered=lambda row, _visitor: bool(row["counted"]),
            ),
        ),
    ),
    first=FIRST,
    options={
        "groups": units_in("groups"),
        "issued-plans": issued_plans,
        "outside": units_not_in("joined"),
        "taking-part": units_in("joined"),
        "wards": wards,
    },
    routes=(api.routes,),
)

movements_counted: Final[Find] = listed(
    """
    SELECT m.movement_id::text AS value, m.name AS label FROM movements m WHERE $1::date IS NOT NULL AND EXISTS (
        SELECT FROM movement_households c WHERE c.ward_code = m.ward_code AND c.movement_id = m.movement_id
    ) LIMIT 500
    """
)
HOUSEHOLDS: Final = Capability(
    name="movement-households",
    file=__file__,
    list=ListPage(
        path="/movement-households",
        title="Hộ gia đình tham gia phong trào",
        source="""
            SELECT c.ward_code, md5(c.movement_id::text || c.unit_id || c.counted_on)::uuid AS count_id, c.movement_id, c.unit_id,
                   c.counted_on, date '9999-12-31' - c.counted_on AS newest, c.households, c.of_all,
                   100 * c.households / c.of_all AS share, m.name AS movement,
                   u.name AS unit, u.sort_key
            FROM movement_households c
            JOIN movements m ON m.ward_code = c.ward_code AND m.movement_id = c.movement_id AND NOT m.withdrawn
            JOIN units u ON u.ward_code = c.ward_code AND u.unit_id = c.unit_id
            WHERE $1::date IS NOT NULL
        """,
        columns=(
            Column(name="movement", label="Phong trào"),
            Column(name="unit", label="Tổ dân phố, bản"),
            Column(name="counted_on", label="Tính đến ngày"),
            Column(name="households", label="Số hộ tham gia", number=True),
            Column(name="of_all", label="Tổng số hộ", number=True, wide=True),
            SHARE,
        ),
        key="count_id",
        order=("newest", "sort_key"),
        filters=(
            Filter(name="movement_id", label="Phong trào", options="movements-counted"),
            Filter(name="unit_id", label="Đơn vị", options="units-of-ward"),
        ),
        searched=("movement", "unit"),
        more=("movement_id",),
        own="unit_id",
        back=("/submissions/pages/movements", "Phong trào thi đua"),
        way=Way(
            label="Xem phong trào",
            to=lambda row: f"/submissions/pages/movements/{row['movement_id']}",
            roles=WATCHERS,
        ),
        roles=WATCHERS,
        menu=False,
        empty="Chưa ghi số hộ tham gia phong trào nào. Ghi ở trang của từng phong trào.",
    ),
    options={"movements-counted": movements_counted, "units-of-ward": units_of_ward, "wards": wards},
)
