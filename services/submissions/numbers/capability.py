"""The register of document numbers (sổ văn bản đi): what was given, what was used outside, and the numbers that nobody has used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from services.chassis.kit.capability import Capability
from services.chassis.kit.doing import Do
from services.chassis.kit.listing import Column, Filter, ListPage, RecordPage, withdrawn
from services.submissions.edge import OFFICE
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


def _document(row: Mapping[str, Any]) -> str:
    numbers = str(row["number"]) if row["first"] == row["number"] else f"{row['first']} đến {row['number']}"
    return f"{numbers}/{row['symbol']}"


DOCUMENT: Final = Column(name="document", label="Số, ký hiệu", show=_document)
YEAR: Final = Column(name="year", label="Năm", show=lambda row: str(row["year"]))
SUBJECT: Final = Column(name="subject", label="Trích yếu")
DATED_ON: Final = Column(name="dated_on", label="Ngày văn bản", wide=True)
STATE: Final = Column(name="state", label="Tình trạng", words=STATES)

LIST: Final = ListPage(
    path="/numbers",
    title="Sổ văn bản đi",
    intro="Số đã cấp cho kế hoạch, quyết định, tờ trình; số dùng ngoài hệ thống do Văn thư ghi; khoảng số chưa dùng cũng hiện.",
    source="""
        WITH used AS (
            SELECT ward_code, number_id, year, symbol, series, number, subject, dated_on, state,
                   coalesce(lag(number) OVER (PARTITION BY ward_code, year, series ORDER BY number), 0) AS before
            FROM document_numbers WHERE $1::date IS NOT NULL AND state <> 'withdrawn'
        )
        SELECT ward_code, number_id, year, symbol, series, number, number AS first, subject, dated_on, state,
               number || '/' || symbol AS document
        FROM used
        UNION ALL
        SELECT ward_code, md5(number_id::text || ' before')::uuid, year, symbol, series, number - 1, before + 1,
               'Chưa có văn bản nào', NULL, 'gap', (before + 1) || '/' || symbol
        FROM used WHERE number > before + 1
        UNION ALL
        SELECT ward_code, number_id, year, symbol, series, number, number, subject, dated_on, state, number || '/' || symbol
        FROM document_numbers WHERE state = 'withdrawn'
    """,
    columns=(DOCUMENT, YEAR, SUBJECT, DATED_ON, STATE),
    key="number_id",
    order=("-year", "-series", "-number"),
    filters=(
        Filter(name="year", label="Năm", options="number-years"),
        Filter(name="state", label="Tình trạng", words=STATES),
    ),
    searched=("document", "subject"),
    more=("number", "first", "symbol", "series"),
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
        facts=(DOCUMENT, YEAR, SUBJECT, DATED_ON),
    ),
    options={"number-years": number_years, "wards": wards},
    routes=(api.routes,),
)
