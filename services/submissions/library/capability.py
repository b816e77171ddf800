"""The library of documents (thư viện văn bản): entered, searched, ended or replaced; plans rest on it, directives spread it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from markupsafe import Markup

from services.chassis.kit.capability import Capability
from services.chassis.kit.doing import Do
from services.chassis.kit.evidence import RecordFiles
from services.chassis.kit.listing import Column, Filter, ListPage, RecordPage, SubTable, Way, withdrawn
from services.chassis.kit.options import Asking, Option
from services.chassis.kit.sheets.declaration import Sheet
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web
from services.chassis.words import day
from services.submissions.edge import WATCHERS
from services.submissions.ids import library_document_id
from services.submissions.library import decider, projection
from services.submissions.library.commands import (
    AttachText,
    CorrectDocument,
    EndDocument,
    EnterDocument,
    RestoreDocument,
    TakeBackEnd,
    WithdrawDocument,
)
from services.submissions.library.events import KINDS, LEVELS
from services.submissions.library.facts import FACTS
from services.submissions.library.marking import NAMED, mark
from services.submissions.options import FIRST, library, wards
from thidua_contracts.codes import UNIT_ROLES

REFUSES: Final = (decider.LibraryRefused,)
PLACES: Final = {
    "library.already-entered": "number",
    "library.issued-in-the-future": "issued_on",
    "library.other-year": "issued_on",
    "library.in-force-before-issue": "in_force_from",
    "library.ends-before-in-force": "in_force_to",
    "library.replaces-itself": "by_document_id",
    "library.successor-ended": "by_document_id",
    "library.withdrawn": "by_document_id",
    # "library.already-ended" and "not-found" speak of the document itself: they stand above the form
}
OF_AN_END: Final = PLACES | {"library.ends-before-in-force": "ended_on"}
OF_A_WITHDRAWAL: Final = dict.fromkeys(
    ("library.replaces-itself", "library.successor-ended", "library.withdrawn"), "instead_id"
)
RUNNING: Final = """
SELECT count(DISTINCT d.directive_id), count(r.unit_id) FILTER (WHERE r.read_on IS NULL AND NOT r.released),
       count(r.read_on)
FROM directives d LEFT JOIN directive_readings r ON r.ward_code = d.ward_code AND r.directive_id = d.directive_id
WHERE d.ward_code = $1 AND d.document_id = $2 AND NOT d.recalled
"""
STATES: Final = {
    "holds": ("on-time", "Còn hiệu lực"),
    "coming": ("waiting", "Chưa có hiệu lực"),
    "ended": ("locked", "Hết hiệu lực"),
    "withdrawn": ("annulled", "Đã rút"),
}
WORDS: Final = {state: word for state, (_, word) in STATES.items()}


def _standing(row: Mapping[str, Any]) -> bool:
    return bool(row["state"] != "withdrawn")


async def others(asking: Asking) -> list[Option]:
    """What may stand in a document's place: every other one."""
    own = str(asking.record["document_id"]) if asking.record is not None else ""
    return [option for option in await library(replace(asking, limit=asking.limit + 1)) if option.value != own][
        : asking.limit
    ]


async def running(_web: Web, visitor: Visitor, row: Mapping[str, Any] | None) -> dict[str, str]:
    """What withdrawing takes back with it: the directives that spread the document, and who has still to read it."""
    assert row is not None
    async with visitor.reader().rows() as connection:
        found = await connection.fetchrow(RUNNING, row["ward_code"], row["document_id"])
    assert found is not None  # counts always give a row
    directives, unread, read = found
    if not directives:
        return {"running": "Văn bản này đang không phổ biến đến đơn vị nào."}
    return {
        "running": f"Văn bản này đang phổ biến ({directives} lần; {read} đơn vị đã đọc, {unread} đơn vị chưa đọc): "
        "các đơn vị đó nhận thư báo thu hồi với lý do và văn bản thay thế; đơn vị chưa đọc không phải đọc nữa."
    }


ENTER: Final = Do(
    command=EnterDocument,
    name="enter",
    path="/library",
    body="NewDocument",
    about="Một văn bản của Trung ương, của thành phố hoặc của phường, xã.",
    title="Nhập văn bản vào thư viện",
    button="Nhập văn bản",
    effect=("Văn bản chọn được làm căn cứ của kế hoạch và phổ biến được đến các đơn vị.",),
    done="Đã nhập văn bản vào thư viện.",
    refuses=REFUSES,
    places=PLACES,
    creates=lambda c: library_document_id(c.ward_code, c.issued_on.year, c.issuer, c.number),
)
CORRECT: Final = Do(
    command=CorrectDocument,
    name="correct",
    path="/library/{document_id}:correct",
    body="RightDocument",
    about="Nội dung đúng; số, cơ quan và năm ban hành không đổi.",
    title="Sửa",
    summary="Sửa nội dung của một văn bản trong thư viện",
    button="Lưu",
    effect=("Kế hoạch đã chọn văn bản này làm căn cứ giữ lời đã ghi.",),
    done="Đã sửa văn bản.",
    refuses=REFUSES,
    places=PLACES,
    offered=_standing,
    fill=lambda row: {
        name: row[name]
        for name in ("title", "kind", "level", "issued_on", "in_force_from", "in_force_to", "link")
        if row[name] is not None
    },
    replaces=True,
)
ATTACH: Final = Do(
    command=AttachText,
    name="attach",
    path="/library/{document_id}:attach",
    body="DocumentText",
    about="Các tệp toàn văn, thay các tệp đang có.",
    title="Đính kèm toàn văn",
    summary="Đính kèm tệp toàn văn của một văn bản",
    button="Đính kèm",
    effect=("Mọi người xem được thư viện đọc được tệp này; tệp đính kèm trước đó được thay.",),
    done="Đã đính kèm tệp toàn văn.",
    refuses=REFUSES,
    places=PLACES,
    offered=_standing,
)
END: Final = Do(
    command=EndDocument,
    name="end",
    path="/library/{document_id}:end",
    body="DocumentEnd",
    about="Ngày hết hiệu lực và văn bản thay thế, nếu có.",
    title="Thay thế, bãi bỏ",
    button="Ghi hết hiệu lực",
    effect=("Văn bản vẫn còn trong thư viện và ở các kế hoạch đã chọn, có ghi ngày hết hiệu lực.",),
    done="Đã ghi ngày hết hiệu lực.",
    refuses=REFUSES,
    places=OF_AN_END,
    offered=lambda row: _standing(row) and row["ended_on"] is None,
)
UNEND: Final = Do(
    command=TakeBackEnd,
    name="unend",
    path="/library/{document_id}:unend",
    body="EndTakenBack",
    about="Lý do hủy việc ghi hết hiệu lực.",
    title="Hủy ghi hết hiệu lực",
    button="Hủy ghi hết hiệu lực",
    effect=("Văn bản có hiệu lực trở lại theo lời ghi khi nhập.",),
    done="Đã hủy việc ghi hết hiệu lực.",
    refuses=REFUSES,
    places=PLACES,
    offered=lambda row: _standing(row) and row["ended_on"] is not None,
)
WITHDRAW: Final = Do(
    command=WithdrawDocument,
    name="withdraw",
    path="/library/{document_id}:withdraw",
    body="DocumentWithdrawal",
    about="Lý do rút văn bản và văn bản thay thế, nếu có.",
    title="Rút khỏi thư viện",
    button="Rút khỏi thư viện",
    effect=(
        "{running}",
        "Văn bản không chọn được nữa; kế hoạch đã chọn giữ lời đã ghi. Tệp toàn văn vẫn đọc được ở trang này, có ghi đã thu hồi.",
        "Rút nhầm thì khôi phục được.",
    ),
    given=running,
    done="Đã rút văn bản khỏi thư viện.",
    refuses=REFUSES,
    places=OF_A_WITHDRAWAL,
    offered=_standing,
)
RESTORE: Final = Do(
    command=RestoreDocument,
    name="restore",
    path="/library/{document_id}:restore",
    body="DocumentRestoration",
    about="Lý do khôi phục văn bản rút nhầm.",
    title="Khôi phục",
    summary="Khôi phục văn bản đã rút khỏi thư viện",
    button="Khôi phục văn bản",
    effect=(
        "Văn bản trở lại thư viện như trước khi rút, cùng tệp toàn văn.",
        "Việc phổ biến đã thu hồi theo văn bản được khôi phục: các đơn vị nhận thư báo, đơn vị chưa đọc lại phải đọc với hạn như trước.",
    ),
    done="Đã khôi phục văn bản.",
    refuses=REFUSES,
    offered=withdrawn,
)


def _until(row: Mapping[str, Any]) -> str:
    return day(row["until"]) if row["until"] else "không"


def _link(row: Mapping[str, Any]) -> Any:
    if row["link"] is None:
        return "không có địa chỉ; xem tệp toàn văn" if row["has_file"] else "chưa có tệp, chưa ghi địa chỉ"
    return Markup('<a href="{}" rel="noreferrer">{}</a>').format(row["link"], row["link"])


TITLE: Final = Column(name="title", label="Tên, trích yếu")
NUMBER: Final = Column(name="number", label="Số, ký hiệu")
KIND: Final = Column(name="kind", label="Loại", words=KINDS, wide=True)
LEVEL: Final = Column(name="level", label="Cấp ban hành", words=LEVELS, wide=True)
ISSUER: Final = Column(name="issuer", label="Cơ quan ban hành", wide=True)
ISSUED_ON: Final = Column(name="issued_on", label="Ngày ban hành")
FROM: Final = Column(name="in_force_from", label="Có hiệu lực từ ngày", wide=True)
UNTIL: Final = Column(name="until", label="Hết hiệu lực từ ngày", show=_until, wide=True)
STATE: Final = Column(name="state", label="Hiệu lực", words=WORDS)

LIST: Final = ListPage(
    path="/library",
    title="Thư viện văn bản",
    source="""
        SELECT d.ward_code, d.document_id, d.title, d.number, d.kind, d.level, d.issuer, d.issued_on, d.in_force_from,
               d.in_force_to, d.link, d.files IS NOT NULL AS has_file, d.ended_on, least(d.ended_on, d.in_force_to) AS until,
               CASE WHEN d.withdrawn THEN 'withdrawn' WHEN least(d.ended_on, d.in_force_to) <= $1::date THEN 'ended'
                    WHEN d.in_force_from > $1::date THEN 'coming' ELSE 'holds' END AS state,
               b.number || ' – ' || b.title AS successor, d.withdrawn_on, d.withdrawn_for, d.instead_id,
               i.number || ' – ' || i.title AS instead
        FROM library_documents d
        LEFT JOIN library_documents b ON b.ward_code = d.ward_code AND b.document_id = d.by_document_id
        LEFT JOIN library_documents i ON i.ward_code = d.ward_code AND i.document_id = d.instead_id
    """,
    columns=(TITLE, NUMBER, KIND, LEVEL, ISSUER, ISSUED_ON, FROM, UNTIL, STATE),
    key="document_id",
    order=("-issued_on",),
    filters=(
        Filter(name="kind", label="Loại", words=KINDS),
        Filter(name="level", label="Cấp ban hành", words=LEVELS),
        Filter(name="state", label="Hiệu lực", words=WORDS),
    ),
    searched=("title", "number", "issuer"),
    more=("in_force_to", "link", "has_file", "ended_on", "successor", *NAMED),
    struck=withdrawn,
    roles=WATCHERS,
    empty="Thư viện chưa có văn bản nào. Văn phòng nhập văn bản của Trung ương, thành phố và phường, xã, từng văn bản hoặc từ Excel.",
)

LIBRARY: Final = Capability(
    name="library",
    file=__file__,
    handles=decider.HANDLES,
    facts=FACTS,
    readers=(projection.MODEL,),
    does=(ENTER, WITHDRAW, UNEND, END, ATTACH, CORRECT, RESTORE),
    sheets=(Sheet(do=ENTER, key=("number", "issuer", "issued_on")),),
    list=LIST,
    record=RecordPage(
        files=RecordFiles(of=projection.files, title="Tệp toàn văn"),
        heading=lambda row: f"{KINDS.get(row['kind'], '')} số {row['number']}",
        stream=lambda key: decider.LIBRARY_DOCUMENT.at(key).stream_id,
        state=lambda row: STATES[row["state"]],
        warns=mark,
        facts=(
            TITLE,
            LEVEL,
            ISSUER,
            ISSUED_ON,
            FROM,
            UNTIL,
            Column(name="successor", label="Văn bản thay thế", show=lambda row: row["successor"] or "không"),
            Column(name="link", label="Toàn văn", show=_link),
        ),
        tables=(
            SubTable(
                title="Thay thế các văn bản",
                source="""
                    SELECT d.document_id, d.number, d.title, d.ended_on FROM library_documents d
                    WHERE $1::date IS NOT NULL AND d.by_document_id::text = $2 ORDER BY d.ended_on DESC LIMIT 100
                """,
                columns=(
                    Column(name="number", label="Số, ký hiệu"),
                    Column(name="title", label="Tên, trích yếu"),
                    Column(name="ended_on", label="Hết hiệu lực từ ngày"),
                ),
                empty="Văn bản này không thay thế văn bản nào trong thư viện.",
                link=lambda row: f"/submissions/pages/library/{row['document_id']}",
            ),
            SubTable(
                title="Đã phổ biến",
                source="""
                    SELECT d.directive_id, d.distributed_on, d.read_by, d.recalled, cardinality(d.units) AS chosen,
                           count(r.read_on) AS read, count(*) FILTER (WHERE r.read_on IS NOT NULL OR NOT r.released) AS asked
                    FROM directives d
                    LEFT JOIN directive_readings r ON r.ward_code = d.ward_code AND r.directive_id = d.directive_id
                    WHERE $1::date IS NOT NULL AND d.document_id::text = $2
                    GROUP BY d.directive_id, d.distributed_on, d.read_by, d.recalled, d.units
                    ORDER BY d.distributed_on DESC LIMIT 100
                """,
                columns=(
                    Column(name="distributed_on", label="Ngày phổ biến"),
                    Column(
                        name="chosen",
                        label="Gửi đến",
                        show=lambda row: f"{row['chosen']} đơn vị được chọn" if row["chosen"] else "Mọi đơn vị",
                    ),
                    Column(name="read_by", label="Hạn đọc", wide=True),
                    Column(
                        name="read",
                        label="Đã đọc",
                        show=lambda row: "đã thu hồi" if row["recalled"] else f"{row['read']}/{row['asked']}",
                    ),
                ),
                empty="Chưa phổ biến văn bản này đến đơn vị nào.",
                link=lambda row: f"/submissions/pages/directives/{row['directive_id']}",
                roles=WATCHERS - UNIT_ROLES,
            ),
            SubTable(
                title="Là căn cứ của kế hoạch",
                source="""
                    SELECT p.plan_id, p.title, p.year, p.number || '/' || p.symbol AS document FROM plans p
                    WHERE $1::date IS NOT NULL AND p.state <> 'withdrawn'
                      AND p.legal_bases::jsonb @> jsonb_build_array(jsonb_build_object('document_id', $2::text))
                    ORDER BY p.year DESC, p.title LIMIT 100
                """,
                columns=(
                    Column(name="title", label="Kế hoạch"),
                    Column(name="year", label="Năm", show=lambda row: str(row["year"])),
                    Column(name="document", label="Số, ký hiệu"),
                ),
                empty="Chưa có kế hoạch nào chọn văn bản này làm căn cứ.",
                link=lambda row: f"/submissions/pages/plans/{row['plan_id']}",
            ),
        ),
        ways=(
            Way(
                label="Phổ biến văn bản này",
                to=lambda row: f"/submissions/pages/directives/do/distribute?document_id={row['document_id']}",
                roles=frozenset({"clerk", "chairman"}),
                offered=lambda row, visitor: row["state"] in ("holds", "coming") and visitor.acts_in(row["ward_code"]),
            ),
        ),
    ),
    first=FIRST,
    options={"library": others, "wards": wards},
)
