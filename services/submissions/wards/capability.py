"""Wards (phường, xã, đặc khu): registered by the city, renamed, merged and divided by day; the page of one shows its lineage."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from services.chassis import words
from services.chassis.calendar import local_date
from services.chassis.http.edge import Reader, Writer
from services.chassis.kit.capability import Capability
from services.chassis.kit.doing import Do
from services.chassis.kit.listing import Column, Filter, ListPage, RecordPage, SubTable
from services.chassis.web import charts
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web
from services.submissions.ids import ward_id
from services.submissions.options import other_wards, wards
from services.submissions.wards import api, catalogue, pages, projection, query
from services.submissions.wards.commands import CorrectWardDay, EndWard, RegisterWard, RenameWard, WithdrawWardDay
from services.submissions.wards.decider import HANDLES, WARD, WardRefused
from services.submissions.wards.facts import FACTS
from services.submissions.wards.lineage import picture, sentences
from thidua_contracts.codes import WardKind

REFUSES: Final = (WardRefused,)
OF_WARD: Final[dict[str, Any]] = {"ward_code": api.WardPath}
STATES: Final = {
    "living": "Đang hoạt động",
    "coming": "Sắp thành lập",
    "ending": "Sắp kết thúc",
    "ended": "Đã kết thúc",
}
KINDS: Final = {"living": "on-time", "coming": "waiting", "ending": "late", "ended": "locked"}
PLACES: Final = {
    "ward.already-registered": "code",
    "ward.code-held": "valid_from",
    "ward.code-closed": "code",
    "ward.code-moved": "code",
    "ward.code-unknown": "code",
    "ward.not-as-listed": "name",
    "ward.own-predecessor": "predecessors",
    "ward.predecessor-unknown": "predecessors",
    "ward.predecessor-later": "valid_from",
    "ward.predecessor-ended": "valid_from",
    "ward.own-successor": "successors",
    "ward.successor-unknown": "successors",
    "ward.successor-not-living": "successors",
    "ward.ended": "valid_from",
    "ward.rename-not-later": "valid_from",
    "ward.already-named": "name",
    "ward.no-end": "which",
    "ward.day-has-come": "which",
    "ward.day-does-not-fit": "day",
    # the others speak of the ward itself: they stand above the form
}


async def holder(reader: Reader, _: Writer, __: Mapping[str, Any], body: Any) -> dict[str, Any]:
    """Who has the code now, or will have it."""
    async with reader.rows() as connection:
        return {"holder": await connection.fetchval(query.NEWEST_HOLDER, body.code)}


async def concerned(reader: Reader, _: Writer, address: Mapping[str, Any], body: Any) -> dict[str, Any]:
    """The other wards that the change of that day concerns."""
    async with reader.rows() as connection:
        rows = await connection.fetch(query.CONCERNED, address["ward_code"], body.which)
    return {"others": tuple(row["ward_code"] for row in rows)}


REGISTER: Final = Do(
    command=RegisterWard,
    name="register",
    path="/wards",
    body="NewWard",
    about="Phường, xã, đặc khu mới dùng hệ thống, hoặc thành lập do sắp xếp.",
    title="Đăng ký phường, xã",
    button="Đăng ký phường, xã",
    effect=(
        "Phường, xã dùng được hệ thống từ ngày đó, sau khi có người được giao quyền.",
        "Đơn vị đang mang mã này và các tiền thân kết thúc từ ngày đó; hồ sơ, báo cáo, khen thưởng của họ ở nguyên chỗ cũ và đọc "
        "được ở đơn vị mới. Quyền hạn ở đơn vị cũ hết hiệu lực từ ngày đó.",
    ),
    done="Đã đăng ký. Việc tiếp theo: giao quyền cho Văn phòng – Thống kê và Chủ tịch UBND.",
    leads=("/submissions/pages/mandates", "Giao quyền"),
    refuses=REFUSES,
    places=PLACES,
    look=holder,
    status=201,
)
RENAME: Final = Do(
    command=RenameWard,
    name="rename",
    path="/wards/{ward_code}:rename",
    body="NewWardName",
    about="Tên, loại mới và ngày có hiệu lực.",
    title="Đổi tên, loại",
    summary="Đổi tên hoặc loại của phường, xã",
    button="Đổi tên, loại",
    effect=("Từ ngày này đơn vị mang tên, loại mới thay cho {name}; mã, hồ sơ và quyền hạn giữ nguyên.",),
    done="Đã ghi tên, loại mới.",
    refuses=REFUSES,
    places=PLACES,
    offered=lambda row: row["state"] != "ended",
    fill=lambda row: {"name": row["name"], "kind": row["kind"]},
    parameters=OF_WARD,
)
END: Final = Do(
    command=EndWard,
    name="end",
    path="/wards/{ward_code}:end",
    body="WardEnd",
    about="Ngày đầu tiên đơn vị không còn hoạt động, và đơn vị đang có tiếp nhận nó.",
    title="Nhập vào đơn vị khác",
    summary="Kết thúc phường, xã, nhập vào phường, xã đang có",
    button="Ghi nhận",
    effect=(
        "Từ ngày này {name} kết thúc; quyền hạn ở đó hết hiệu lực, hồ sơ ở nguyên chỗ cũ và đọc được ở đơn vị tiếp nhận.",
        "Nếu đơn vị tiếp nhận là đơn vị mới, dùng “Đăng ký phường, xã” và chọn đơn vị này làm tiền thân.",
    ),
    done="Đã ghi nhận ngày kết thúc.",
    refuses=REFUSES,
    places=PLACES,
    offered=lambda row: row["ended_on"] is None,
    parameters=OF_WARD,
)
CORRECT: Final = Do(
    command=CorrectWardDay,
    name="correct-day",
    path="/wards/{ward_code}:correct-day",
    body="CorrectedWardDay",
    about="Ngày đúng của việc thành lập hoặc kết thúc, và văn bản làm căn cứ.",
    title="Sửa ngày",
    summary="Sửa ngày thành lập hoặc kết thúc của phường, xã",
    button="Sửa ngày",
    effect=(
        "Ngày này thay ngày đã ghi, cho cả các đơn vị cùng được sắp xếp ngày đó; lịch sử giữ cả hai.",
        "Quyền hạn đã hết hiệu lực theo ngày cũ không tự trở lại: giao lại nếu cần.",
    ),
    done="Đã sửa ngày.",
    refuses=REFUSES,
    places=PLACES,
    look=concerned,
    parameters=OF_WARD,
    replaces=True,
)
WITHDRAW: Final = Do(
    command=WithdrawWardDay,
    name="withdraw",
    path="/wards/{ward_code}:withdraw",
    body="WithdrawnWardDay",
    about="Việc thành lập hoặc kết thúc chưa đến ngày, và văn bản làm căn cứ.",
    title="Hủy thành lập, kết thúc",
    summary="Hủy việc thành lập hoặc kết thúc chưa đến ngày",
    button="Hủy",
    effect=(
        "Việc sắp xếp ngày đó không diễn ra, cho cả các đơn vị liên quan: đơn vị cũ tiếp tục, đơn vị mới không thành lập.",
    ),
    done="Đã hủy.",
    refuses=REFUSES,
    places=PLACES,
    offered=lambda row: row["state"] in ("coming", "ending"),
    look=concerned,
    parameters=OF_WARD,
)
LIST: Final = ListPage(
    path="/wards",
    title="Phường, xã",
    source="""
        SELECT w.ward_code, w.code, n.name, n.kind, w.valid_from, w.ended_on, w.source, w.document_number, w.sort_key,
               CASE WHEN w.ended_on <= $1::date THEN 'ended' WHEN w.valid_from > $1::date THEN 'coming'
                    WHEN w.ended_on IS NOT NULL THEN 'ending' ELSE 'living' END AS state,
               coalesce((SELECT string_agg(coalesce(p.name, l.ward_code) || ' (mã ' || split_part(l.ward_code, '@', 1) || ')', ', '
                                           ORDER BY l.ward_code)
                         FROM ward_lineage l LEFT JOIN wards p ON p.ward_code = l.ward_code
                         WHERE l.successor = w.ward_code), '') AS predecessors,
               (SELECT string_agg(k.name, ', ' ORDER BY k.valid_from) FROM ward_names k
                WHERE k.ward_code = w.ward_code) AS names
        FROM wards w CROSS JOIN LATERAL (
            SELECT k.name, k.kind FROM ward_names k
            WHERE k.ward_code = w.ward_code AND k.valid_from <= greatest($1::date, w.valid_from)
            ORDER BY k.valid_from DESC LIMIT 1
        ) n
    """,
    columns=(
        Column(name="name", label="Phường, xã"),
        Column(name="code", label="Mã"),
        Column(name="kind", label="Loại", words=WardKind.words(), wide=True),
        Column(name="state", label="Tình trạng", words=STATES),
        Column(name="valid_from", label="Từ ngày"),
        Column(
            name="ended_on",
            label="Đến hết ngày",
            show=lambda row: words.day(row["ended_on"] - timedelta(days=1)) if row["ended_on"] else "–",
        ),
        Column(name="predecessors", label="Tiền thân", show=lambda row: row["predecessors"] or "không có", wide=True),
    ),
    key="ward_code",
    key_type=api.WardPath,
    order=("sort_key",),
    filters=(
        Filter(name="kind", label="Loại", words=WardKind.words()),
        Filter(name="state", label="Tình trạng", words=STATES),
    ),
    searched=("names", "code", "predecessors"),
    more=("names", "source", "document_number"),
    roles=frozenset({"city-officer", "operator", "clerk", "chairman"}),
    intro="Một mã có thể chuyển cho đơn vị kế tiếp mang tên khác: mỗi dòng là một đơn vị, với những ngày nó mang mã đó.",
    empty="Chưa có phường, xã nào dùng hệ thống.",
)


async def descent(_: Web, visitor: Visitor, row: Mapping[str, Any]) -> dict[str, Any]:
    """The ward's lineage as a picture and in sentences."""
    today = local_date(visitor.at)
    async with visitor.reader().rows() as connection:
        passings = await query.lineage(connection, row["ward_code"])
        every = {one["ward_code"]: one for one in await query.every_ward(connection, today)}
    told = sentences(passings, every, today)
    drawn = charts.descent("Nguồn gốc", " ".join(told), *picture(row["ward_code"], passings, every))
    return {"lineage": drawn if passings else None, "told": told}


WARDS: Final = Capability(
    name="wards",
    file=__file__,
    handles=HANDLES,
    facts=FACTS,
    readers=(projection.MODEL,),
    does=(REGISTER, WITHDRAW, CORRECT, END, RENAME),  # on a record the last is the first choice
    list=LIST,
    record=RecordPage(
        heading=lambda row: str(row["name"]),
        stream=lambda key: WARD.at(ward_id(key)).stream_id,
        facts=(
            Column(name="code", label="Mã"),
            Column(name="kind", label="Loại", words=WardKind.words()),
            Column(name="valid_from", label="Từ ngày"),
            Column(
                name="ended_on",
                label="Đến hết ngày",
                show=lambda row: words.day(row["ended_on"] - timedelta(days=1)) if row["ended_on"] else "không có",
            ),
            Column(name="source", label="Nguồn của mã", show=lambda row: catalogue.said(row["source"])),
            Column(
                name="document_number", label="Theo văn bản số", show=lambda row: row["document_number"] or "chưa ghi"
            ),
        ),
        state=lambda row: (KINDS[row["state"]], STATES[row["state"]]),
        tables=(
            SubTable(
                title="Các tên, loại",
                source="""
                    SELECT name, kind, valid_from, coalesce(document_number, '–') AS document FROM ward_names
                    WHERE $1::date IS NOT NULL AND ward_code = $2 ORDER BY valid_from DESC LIMIT 100
                """,
                columns=(
                    Column(name="name", label="Tên"),
                    Column(name="kind", label="Loại", words=WardKind.words(), wide=True),
                    Column(name="valid_from", label="Từ ngày"),
                    Column(name="document", label="Theo văn bản số"),
                ),
                empty="Chưa có tên.",
            ),
            SubTable(
                title="Các đơn vị đã mang mã này",
                source="""
                    SELECT h.ward_code, h.name, h.valid_from, h.ended_on FROM wards w JOIN wards h ON h.code = w.code
                    WHERE $1::date IS NOT NULL AND w.ward_code = $2 ORDER BY h.valid_from DESC LIMIT 100
                """,
                columns=(
                    Column(name="name", label="Phường, xã"),
                    Column(name="valid_from", label="Từ ngày"),
                    Column(
                        name="ended_on",
                        label="Đến hết ngày",
                        show=lambda row: words.day(row["ended_on"] - timedelta(days=1)) if row["ended_on"] else "–",
                    ),
                ),
                empty="Chưa có đơn vị nào.",
                link=lambda row: f"/submissions/pages/wards/{row['ward_code']}",
            ),
        ),
        names="SELECT ward_code, name FROM wards WHERE $1::date IS NOT NULL",
        template="_lineage.html",
        given=descent,
    ),
    options={"predecessors": wards, "successors": other_wards},
    routes=(api.routes,),
    pages=(pages.pages,),
)
