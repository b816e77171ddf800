"""Units (cơ quan, đơn vị, đoàn thể, tổ dân phố, bản): registered in a ward, called by dated codes, closed once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from services.chassis import words
from services.chassis.kit.capability import Capability
from services.chassis.kit.doing import Do
from services.chassis.kit.listing import Column, Filter, ListPage, RecordPage, SubTable
from services.chassis.kit.sheets.declaration import Sheet
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web
from services.submissions.edge import OFFICE
from services.submissions.options import wards
from services.submissions.units import api, projection
from services.submissions.units.commands import (
    ChangeUnitCode,
    CloseUnit,
    CorrectUnitEnd,
    RegisterUnit,
    ReopenUnit,
)
from services.submissions.units.decider import HANDLES, UNIT, UnitRefused
from services.submissions.units.facts import FACTS
from services.submissions.wards.decider import WardRefused
from thidua_contracts.codes import UnitKind

REFUSES: Final = (UnitRefused, WardRefused)
PLACES: Final = {
    "unit.code-taken": "code",
    "unit.code-not-later": "valid_from",
    "unit.code-from-another-day": "valid_from",
    "unit.closed-before-it-began": "closed_on",
    # the others speak of the unit itself: they stand above the form
}
STATES: Final = {"living": "Đang hoạt động", "coming": "Chưa hoạt động", "ended": "Đã kết thúc"}
KINDS: Final = {"living": "on-time", "coming": "not-due", "ended": "locked"}


def _endless(row: Mapping[str, Any]) -> bool:
    return row["closed_on"] is None


def _ending(row: Mapping[str, Any]) -> bool:
    return row["closed_on"] is not None


async def end(_: Web, __: Visitor, unit: Mapping[str, Any] | None) -> dict[str, str]:
    """The end that is recorded, in words."""
    assert unit is not None
    return {"closed": words.day(unit["closed_on"])}


def _living(row: Mapping[str, Any]) -> bool:
    return bool(row["state"] != "ended")


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
        "Ghi nhầm thì sửa ngày hoặc hủy được.",
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
    about="Ngày kết thúc đúng và văn bản làm căn cứ.",
    title="Sửa ngày kết thúc",
    summary="Sửa ngày kết thúc hoạt động của đơn vị",
    button="Sửa ngày kết thúc",
    effect=(
        "Ngày này thay ngày {closed} đã ghi; lịch sử giữ cả hai.",
        "Báo cáo có hạn trước ngày kết thúc mới phải nộp lại như cũ; báo cáo có hạn sau ngày đó được miễn.",
    ),
    done="Đã sửa ngày kết thúc hoạt động.",
    refuses=REFUSES,
    places=PLACES,
    offered=_ending,
    given=end,
    any_ward=True,
)
REOPEN: Final = Do(
    command=ReopenUnit,
    name="reopen",
    path="/units/{unit_id}:reopen",
    body="Reopening",
    about="Văn bản làm căn cứ.",
    title="Hủy kết thúc",
    summary="Hủy kết thúc hoạt động của đơn vị",
    button="Hủy kết thúc",
    effect=(
        "Đơn vị tiếp tục hoạt động như chưa ghi kết thúc từ ngày {closed}; lịch sử giữ cả hai việc.",
        "Các báo cáo đã được miễn vì đơn vị kết thúc phải nộp lại như cũ.",
    ),
    done="Đã hủy kết thúc: đơn vị tiếp tục hoạt động.",
    refuses=REFUSES,
    places=PLACES,
    offered=_ending,
    given=end,
    any_ward=True,
)


def _state(row: Mapping[str, Any]) -> tuple[str, str]:
    return KINDS[row["state"]], STATES[row["state"]]


LIST: Final = ListPage(
    path="/units",
    title="Đơn vị",
    source="""
        SELECT u.ward_code, u.unit_id, u.name, u.kind, u.began_on, u.closed_on, u.sort_key, coalesce(c.code, '') AS code,
               CASE WHEN u.closed_on <= $1::date THEN 'ended' WHEN u.began_on > $1::date THEN 'coming' ELSE 'living' END AS state,
               (SELECT count(*) FROM people p WHERE p.ward_code = u.ward_code AND p.unit_id = u.unit_id) AS people
        FROM units u
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
    searched=("name", "code"),
    roles=OFFICE,
    empty="Chưa có đơn vị nào. Đơn vị được đăng ký trước, rồi giao quyền cho người đại diện.",
)

UNITS: Final = Capability(
    name="units",
    file=__file__,
    handles=HANDLES,
    facts=FACTS,
    readers=(projection.MODEL,),
    does=(REGISTER, CLOSE, REOPEN, CORRECT_END, CHANGE_CODE),  # on a record the last is the first choice
    sheets=(Sheet(do=REGISTER, key=("code",), columns={"valid_from": "began_on"}),),
    list=LIST,
    record=RecordPage(
        heading=lambda row: str(row["name"]),
        stream=lambda key: UNIT.at(key).stream_id,
        state=_state,
        tables=(
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
    ),
    options={"wards": wards},
    routes=(api.routes,),
)
