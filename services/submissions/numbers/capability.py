"""The register of document numbers (sổ văn bản đi): what was given, what was used outside, and the numbers that nobody has used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from services.chassis import words
from services.chassis.kit.capability import Capability
from services.chassis.kit.doing import Do
from services.chassis.kit.listing import Column, Filter, ListPage, RecordPage, SubTable, Way, withdrawn
from services.submissions.edge import OFFICE, WATCHERS
from services.submissions.ids import document_number_id
from services.submissions.numbers import api, decider, projection
from services.submissions.numbers.commands import RecordOutsideNumber, WithdrawOutsideNumber
from services.submissions.numbers.facts import FACTS
from services.submissions.options import number_years, wards

REFUSES: Final = (decider.NumberRefused,)
PLACES: Final = {"number.taken": "number", "number.in-the-future": "dated_on"}
STATES: Final = {
    "taken": "Đã cấp",
    "outside": "Dùng ngoài hệ thống",
    "voided": "Đã hủy",
    "withdrawn": "Đã rút, ghi nhầm",
    "gap": "Chưa dùng",
}
MARKS: Final = {"gap": "waiting", "withdrawn": "annulled"}


@dataclass(frozen=True, slots=True)
class Page:
    """The page that tells of a numbered document: the words of the way there, where it is, and who reads it."""

    label: str
    at: str
    roles: frozenset[str]


PAGES: Final = {
    "plan": Page("Mở kế hoạch", "/submissions/pages/plans", WATCHERS),
    "decision": Page("Mở quyết định", "/awards/pages/decisions", WATCHERS),
    "letter": Page("Mở tờ trình", "/awards/pages/letters", OFFICE),
}

RECORD: Final = Do(
    command=RecordOutsideNumber,
    name="record",
    path="/numbers",
    body="OutsideNumber",
    about="Số đã dùng cho một văn bản lập ngoài hệ thống.",
    title="Ghi số dùng ngoài hệ thống",
    button="Ghi vào sổ",
    effect=("Từ nay không văn bản nào trong hệ thống lấy được số này.",),
    done="Đã ghi số vào sổ văn bản đi.",
    refuses=REFUSES,
    places=PLACES,
    creates=lambda command: document_number_id(
        command.ward_code, command.dated_on.year, command.symbol, command.number
    ),
)
WITHDRAW: Final = Do(
    command=WithdrawOutsideNumber,
    name="withdraw",
    path="/numbers/{number_id}:withdraw",
    body="NumberWithdrawal",
    about="Lý do rút số ghi nhầm.",
    title="Rút số ghi nhầm",
    button="Rút khỏi sổ",
    effect=(
        "Số trở lại thành chưa dùng; văn bản khác lấy được số này.",
        "Dòng đã ghi vẫn ở trong sổ, gạch ngang, với lý do rút.",
    ),
    done="Đã rút số ghi nhầm.",
    refuses=REFUSES,
    places=PLACES,
    offered=lambda row: bool(row["state"] == "outside"),
)


def page_of(row: Mapping[str, Any]) -> str:
    """The page that tells of the document that has a number."""
    return f"{PAGES[row['kind']].at}/{row['about_id']}"


def _way(kind: str) -> Way:
    page = PAGES[kind]
    return Way(label=page.label, to=page_of, roles=page.roles, offered=lambda row, _: bool(row["kind"] == kind))


def _document(row: Mapping[str, Any]) -> str:
    numbers = str(row["number"]) if row["first"] == row["number"] else f"{row['first']} đến {row['number']}"
    return f"{numbers}/{row['symbol']}"


def _note(row: Mapping[str, Any]) -> str:
    """That a smaller number of the series has a later day."""
    return f"Ngày trước ngày của số nhỏ hơn ({words.day(row['dated_before'])})" if row["dated_before"] else ""


DOCUMENT: Final = Column(name="document", label="Số, ký hiệu", show=_document)
YEAR: Final = Column(name="year", label="Năm", show=lambda row: str(row["year"]))
SUBJECT: Final = Column(name="subject", label="Trích yếu")
DATED_ON: Final = Column(name="dated_on", label="Ngày văn bản", wide=True)
NOTE: Final = Column(name="dated_before", label="Lưu ý", show=lambda row: _note(row))
STATE: Final = Column(name="state", label="Tình trạng", words=STATES)

IN_LIBRARY: Final = SubTable(
    title="Văn bản mang số này trong thư viện",
    source="""
        SELECT d.document_id, d.number || ' – ' || d.title AS what, d.issued_on, d.withdrawn
        FROM document_numbers n JOIN library_documents d ON d.ward_code = n.ward_code AND d.folded = n.folded
        WHERE $1::date IS NOT NULL AND n.number_id::text = $2 AND d.level = 'ward' AND extract(year FROM d.issued_on) = n.year
        ORDER BY d.issued_on LIMIT 100
    """,
    columns=(
        Column(name="what", label="Văn bản"),
        Column(name="issued_on", label="Ngày ban hành"),
        Column(name="withdrawn", label="Đã thu hồi", wide=True),
    ),
    empty="Thư viện không có văn bản nào của phường, xã mang số này.",
    link=lambda row: f"/submissions/pages/library/{row['document_id']}",
)

LIST: Final = ListPage(
    path="/numbers",
    title="Sổ văn bản đi",
    intro="Số đã cấp cho kế hoạch, quyết định, tờ trình; số dùng ngoài hệ thống do Văn thư ghi; khoảng số chưa dùng "
    "và số mang ngày trước ngày của số nhỏ hơn cũng hiện.",
    source="""
        WITH used AS (
            SELECT ward_code, number_id, year, symbol, series, number, subject, dated_on, state, kind, about_id,
                   coalesce(lag(number) OVER (PARTITION BY ward_code, year, series ORDER BY number), 0) AS before,
                   max(dated_on) OVER (PARTITION BY ward_code, year, series ORDER BY number
                                       ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS dated_before
            FROM document_numbers WHERE $1::date IS NOT NULL AND state <> 'withdrawn'
        )
        SELECT ward_code, number_id, year, symbol, series, number, number AS first, subject, dated_on, state, kind, about_id,
               number || '/' || symbol AS document, CASE WHEN dated_on < dated_before THEN dated_before END AS dated_before
        FROM used
        UNION ALL
        SELECT ward_code, md5(number_id::text || ' before')::uuid, year, symbol, series, number - 1, before + 1,
               'Chưa có văn bản nào', NULL, 'gap', NULL, NULL, (before + 1) || '/' || symbol, NULL
        FROM used WHERE number > before + 1
        UNION ALL
        SELECT ward_code, number_id, year, symbol, series, number, number, subject, dated_on, state, NULL, NULL,
               number || '/' || symbol, NULL
        FROM document_numbers WHERE state = 'withdrawn'
    """,
    columns=(DOCUMENT, YEAR, SUBJECT, DATED_ON, STATE, NOTE),
    key="number_id",
    order=("-year", "-series", "-number"),
    filters=(
        Filter(name="year", label="Năm", options="number-years"),
        Filter(name="state", label="Tình trạng", words=STATES),
    ),
    searched=("document", "subject"),
    more=("number", "first", "symbol", "series", "kind", "about_id"),
    struck=withdrawn,
    roles=OFFICE | {"records-clerk"},
    empty="Sổ chưa có số nào. Số được ghi khi cấp cho kế hoạch, quyết định, tờ trình, hoặc khi ghi số dùng ngoài hệ thống.",
)

NUMBERS: Final = Capability(
    name="numbers",
    file=__file__,
    handles=decider.HANDLES,
    facts=FACTS,
    readers=(projection.MODEL,),
    does=(RECORD, WITHDRAW),
    list=LIST,
    record=RecordPage(
        heading=lambda row: f"Số {_document(row)} năm {row['year']}",
        stream=lambda key: decider.DOCUMENT_NUMBER.at(key).stream_id,
        state=lambda row: (MARKS.get(row["state"], "received"), STATES[row["state"]]),
        facts=(DOCUMENT, YEAR, SUBJECT, DATED_ON, NOTE),
        tables=(IN_LIBRARY,),
        ways=tuple(_way(kind) for kind in PAGES),
    ),
    options={"number-years": number_years, "wards": wards},
    routes=(api.routes,),
)
