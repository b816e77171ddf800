"""Plans (kế hoạch thi đua, khen thưởng): the list and the page of one; what is done stands in `drafting`, `steps`, `receiving`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from markupsafe import Markup

from services.chassis import words
from services.chassis.kit.capability import Capability
from services.chassis.kit.evidence import RecordFiles
from services.chassis.kit.listing import Column, Filter, ListPage, RecordPage, SubTable, Way
from services.submissions.edge import OFFICE, WATCHERS
from services.submissions.fields import in_a_row
from services.submissions.options import (
    FIRST,
    later_plans,
    library,
    own_delegations,
    people,
    plan_years,
    units,
    units_not_in,
    wards,
)
from services.submissions.plans import api, decider, projection, receipts
from services.submissions.plans.decider import PLAN
from services.submissions.plans.drafting import DRAFT, OF_LAST_YEAR, REVISE, WITHDRAW
from services.submissions.plans.facts import FACTS
from services.submissions.plans.paper import PAPER
from services.submissions.plans.receiving import CONFIRM, RECEIVE, RECIPIENTS, UNRECEIVE, recipients_of
from services.submissions.plans.steps import (
    AMEND,
    CHECK,
    ISSUE,
    NUMBER,
    REVOKE,
    SIGN,
    SIGN_IN_PLACE,
    SUPERSEDE,
    UNCHECK,
    UNNUMBER,
    UNSIGN,
)
from services.submissions.unit_plans.capability import OF_UNITS
from thidua_contracts.codes import ReportPeriod, UnitKind

PLANNERS: Final = frozenset({"clerk", "chairman"})
STATES: Final = {
    "draft": "Dự thảo",
    "checked": "Đã kiểm tra, chờ ký",
    "signed": "Đã ký, chờ số",
    "numbered": "Đã có số, chờ ban hành",
    "issued": "Đã ban hành",
    "superseded": "Đã được thay thế",
    "withdrawn": "Đã rút",
    "revoked": "Đã thu hồi",
}
AMENDING: Final = {
    "checked": "chờ ký",
    "signed": "đã ký, chờ số",
    "numbered": "đã có số, chờ ban hành",
}
IN_FORCE: Final = ("issued", "superseded")


def _issued(row: Mapping[str, Any]) -> bool:
    return bool(row["state"] == "issued")


def _in_force(row: Mapping[str, Any]) -> bool:
    return row["state"] in IN_FORCE


def _lines(row: Mapping[str, Any], name: str) -> str:
    return in_a_row(row[name]) or "chưa ghi"


def _amending(row: Mapping[str, Any]) -> str:
    """How far a document is that is to change the plan."""
    if row["amending"] is None:
        return "không"
    number = f"số {row['amending_document']}, " if row["amending_document"] else ""
    return f"Văn bản {number}{AMENDING[row['amending']]}; lý do: {row['amending_reason']}"


TITLE: Final = Column(name="title", label="Kế hoạch")
YEAR: Final = Column(name="year", label="Năm", show=lambda row: str(row["year"]))
DOCUMENT: Final = Column(name="document", label="Số, ký hiệu")
ISSUED_ON: Final = Column(name="issued_on", label="Ngày ban hành", wide=True)

LIST: Final = ListPage(
    path="/plans",
    title="Kế hoạch",
    source="""
        SELECT p.ward_code, p.plan_id, p.title, p.year, p.number || '/' || p.symbol AS document, p.issued_on, p.state,
               p.authority, p.signer_title, p.recipients, p.purposes, p.requirements, s.full_name AS signer,
               CASE WHEN a.step IS NULL THEN p.signed_by ELSE a.signed_by END AS signed_by, a.step AS amending,
               a.reason AS amending_reason, a.number || '/' || a.symbol AS amending_document,
               n.number || '/' || n.symbol || ' – ' || n.title AS successor,
               ARRAY(SELECT r.unit_id FROM plan_receipts r WHERE r.ward_code = p.ward_code AND r.plan_id = p.plan_id
                     AND r.unit_id IS NOT NULL AND NOT r.withdrawn) AS confirmed,
               ARRAY(SELECT r.receipt_id FROM plan_receipts r
                     WHERE r.ward_code = p.ward_code AND r.plan_id = p.plan_id) AS receipts,
               (SELECT string_agg(f.code || ' năm ' || f.year, '; ' ORDER BY f.year, f.code)
                FROM document_numbers d
                JOIN archive_papers i ON i.ward_code = d.ward_code AND i.paper_id = d.number_id
                JOIN archive_files f ON f.ward_code = i.ward_code AND f.file_id = i.file_id
                WHERE d.ward_code = p.ward_code AND d.year = extract(year FROM p.issued_on) AND d.symbol = p.symbol
                  AND d.number = p.number) AS filed,
               (SELECT count(*) FROM obligations o WHERE o.ward_code = p.ward_code AND o.plan_id = p.plan_id) AS duties
        FROM plans p LEFT JOIN people s ON s.ward_code = p.ward_code AND s.person_id = p.signer_id
        LEFT JOIN plans n ON n.ward_code = p.ward_code AND n.plan_id = p.successor_id
        LEFT JOIN plan_amending a ON a.ward_code = p.ward_code AND a.plan_id = p.plan_id
        WHERE $1::date IS NOT NULL
    """,
    columns=(
        TITLE,
        YEAR,
        DOCUMENT,
        ISSUED_ON,
        Column(name="duties", label="Chế độ báo cáo", number=True, wide=True),
        Column(name="state", label="Tình trạng", words=STATES),
    ),
    key="plan_id",
    order=("-year",),
    filters=(
        Filter(name="year", label="Năm", options="plan-years"),
        Filter(name="state", label="Tình trạng", words=STATES),
    ),
    searched=("title", "document"),
    more=(
        "authority",
        "signer_title",
        "signed_by",
        "amending",
        "amending_reason",
        "amending_document",
        "recipients",
        "purposes",
        "requirements",
        "signer",
        "successor",
        "confirmed",
        "filed",
        "receipts",
    ),
    roles=WATCHERS,
    empty="Chưa lập kế hoạch nào. Kế hoạch giao các đơn vị nộp báo cáo gì, trước ngày nào.",
)

DUTIES: Final = SubTable(
    title="Chế độ báo cáo",
    source="""
        SELECT o.name, o.period, o.due_at, o.locks_at, o.unit_kinds FROM obligations o
        WHERE $1::date IS NOT NULL AND o.plan_id::text = $2 ORDER BY o.place
    """,
    columns=(
        Column(name="name", label="Báo cáo"),
        Column(name="period", label="Kỳ", words=ReportPeriod.words(), wide=True),
        Column(name="due_at", label="Hạn nộp", show=lambda row: words.until(row["due_at"])),
        Column(name="locks_at", label="Khóa sổ", show=lambda row: words.until(row["locks_at"])),
        Column(name="unit_kinds", label="Đơn vị phải nộp", show=lambda row: _whom(row["unit_kinds"])),
    ),
    empty="Kế hoạch không có chế độ báo cáo; muốn giao báo cáo thì bổ sung khi còn là dự thảo.",
)


def _whom(kinds: list[str]) -> str:
    return ", ".join(UnitKind.words().get(kind, kind) for kind in kinds) or "Mọi đơn vị"


BASES: Final = SubTable(
    title="Căn cứ pháp lý",
    source="""
        SELECT b.title, b.number, b.issued_on, d.document_id, least(d.ended_on, d.in_force_to) AS until,
               least(d.ended_on, d.in_force_to) <= coalesce(p.issued_on, $1::date) AS ended, d.withdrawn_on
        FROM plans p
        CROSS JOIN json_to_recordset(p.legal_bases) AS b (title text, number text, issued_on date, document_id uuid)
        LEFT JOIN library_documents d ON d.ward_code = p.ward_code AND d.document_id = b.document_id
        WHERE p.plan_id::text = $2
    """,
    columns=(
        Column(name="title", label="Văn bản", show=lambda row: _base(row)),
        Column(name="number", label="Số văn bản"),
        Column(name="issued_on", label="Ngày", wide=True),
        Column(name="until", label="Hiệu lực vào ngày kế hoạch", show=lambda row: _holding(row)),
    ),
    empty="Chưa ghi căn cứ pháp lý nào.",
)


def _base(row: Mapping[str, Any]) -> Any:
    if row["document_id"] is None:
        return row["title"]
    return Markup('<a href="/submissions/pages/library/{}">{}</a>').format(row["document_id"], row["title"])


def _holding(row: Mapping[str, Any]) -> str:
    if row["document_id"] is None:
        return "ghi bằng chữ"
    if row["withdrawn_on"]:
        return f"Đã thu hồi ngày {words.day(row['withdrawn_on'])}"
    if row["ended"]:
        return f"Hết hiệu lực từ ngày {words.day(row['until'])}"
    return f"Còn hiệu lực đến trước ngày {words.day(row['until'])}" if row["until"] else "Còn hiệu lực"


TASKS: Final = SubTable(
    title="Nhiệm vụ của phụ lục",
    source="""
        SELECT t.code, t.name, u.name AS unit, t.due_on, t.result
        FROM plans p CROSS JOIN json_to_recordset(p.tasks)
            AS t (code text, name text, unit_id uuid, due_on date, result text)
        LEFT JOIN units u ON u.ward_code = p.ward_code AND u.unit_id = t.unit_id
        WHERE $1::date IS NOT NULL AND p.plan_id::text = $2
    """,
    columns=(
        Column(name="code", label="Số"),
        Column(name="name", label="Nhiệm vụ"),
        Column(name="unit", label="Chủ trì"),
        Column(name="due_on", label="Thời hạn"),
        Column(name="result", label="Sản phẩm", wide=True),
    ),
    empty="Kế hoạch không có phụ lục nhiệm vụ.",
)

BUDGET: Final = SubTable(
    title="Kinh phí",
    source="""
        SELECT b.purpose, b.amount, b.source
        FROM plans p CROSS JOIN json_to_recordset(p.budget) AS b (purpose text, amount bigint, source text)
        WHERE $1::date IS NOT NULL AND p.plan_id::text = $2
    """,
    columns=(
        Column(name="purpose", label="Nội dung chi"),
        Column(name="amount", label="Số tiền (đ)", number=True),
        Column(name="source", label="Nguồn"),
    ),
    empty="Chưa ghi kinh phí.",
)

AMENDMENTS: Final = SubTable(
    title="Văn bản điều chỉnh",
    source="""
        SELECT a.document, a.amended_on, a.reason, a.signer_title || ': ' || coalesce(s.full_name, 'không còn tên') AS signer
        FROM plan_amendments a LEFT JOIN people s ON s.ward_code = a.ward_code AND s.person_id = a.signer_id
        WHERE $1::date IS NOT NULL AND a.plan_id::text = $2 ORDER BY a.amended_on, a.document
    """,
    columns=(
        Column(name="document", label="Số, ký hiệu"),
        Column(name="amended_on", label="Ngày"),
        Column(name="signer", label="Người ký", show=lambda row: row["signer"] or "không rõ", wide=True),
        Column(name="reason", label="Lý do"),
    ),
    empty="Chưa có văn bản điều chỉnh.",
)

BESIDE: Final = SubTable(
    title="So với kế hoạch năm trước",
    source="""
        WITH mine AS (SELECT ward_code, plan_id, year, title FROM plans WHERE plan_id::text = $2),
        last AS (
            SELECT p.ward_code, p.plan_id, p.year FROM plans p JOIN mine m ON m.ward_code = p.ward_code AND p.year = m.year - 1
            WHERE p.state IN ('issued', 'superseded') AND $1::date IS NOT NULL
              AND lower(replace(p.title, p.year::text, m.year::text)) = lower(m.title)
            ORDER BY p.state, p.issued_on DESC LIMIT 1
        ),
        said AS (
            SELECT plan_id, ward_code, 'Hạn nộp: ' || name AS what,
                   'hết ' || to_char(due_day - (due_reading = 'before')::int, 'DD/MM/YYYY') AS words FROM obligations
            UNION ALL
            SELECT p.plan_id, p.ward_code, 'Nhiệm vụ: ' || t.name, to_char(t.due_on, 'DD/MM/YYYY')
            FROM plans p CROSS JOIN json_to_recordset(p.tasks) AS t (name text, due_on date)
            UNION ALL
            SELECT p.plan_id, p.ward_code, 'Kinh phí (đ)', translate(to_char(sum(b.amount), 'FM999,999,999,999,999,999'), ',', '.')
            FROM plans p CROSS JOIN json_to_recordset(p.budget) AS b (amount bigint) GROUP BY p.plan_id, p.ward_code
            UNION ALL
            SELECT plan_id, ward_code, 'Số nơi nhận', cardinality(recipients)::text FROM plans
        ),
        before AS (
            SELECT replace(s.what, l.year::text, (l.year + 1)::text) AS what, s.what AS said, s.words
            FROM said s JOIN last l ON l.ward_code = s.ward_code AND l.plan_id = s.plan_id
        ),
        now AS (SELECT s.what, s.words FROM said s JOIN mine m ON m.ward_code = s.ward_code AND m.plan_id = s.plan_id)
        SELECT coalesce(n.what, b.said) AS what, b.words AS before, n.words AS now
        FROM now n FULL JOIN before b ON b.what = n.what
        WHERE EXISTS (SELECT FROM last) ORDER BY 1 LIMIT 200
    """,
    columns=(
        Column(name="what", label="Nội dung"),
        Column(name="before", label="Năm trước", show=lambda row: row["before"] or "không có"),
        Column(name="now", label="Năm nay", show=lambda row: row["now"] or "không có"),
    ),
    empty="Không có kế hoạch năm trước cùng tên để so.",
)

PLANS: Final = Capability(
    name="plans",
    file=__file__,
    handles=(*decider.HANDLES, *receipts.HANDLES),
    facts=FACTS,
    readers=(projection.MODEL,),
    does=(  # the last that is offered is the page's first button
        DRAFT,
        REVISE,
        WITHDRAW,
        UNCHECK,
        UNSIGN,
        UNNUMBER,
        UNRECEIVE,
        REVOKE,
        SUPERSEDE,
        AMEND,
        CONFIRM,
        RECEIVE,
        CHECK,
        SIGN,
        SIGN_IN_PLACE,
        NUMBER,
        ISSUE,
    ),
    list=LIST,
    record=RecordPage(
        heading=lambda row: str(row["title"]),
        stream=lambda key: PLAN.at(key).stream_id,
        streams=lambda row: [receipts.RECEIPT.at(each).stream_id for each in row["receipts"]],
        names="SELECT unit_id::text, name FROM units WHERE $1::date IS NOT NULL LIMIT 5000",
        state=lambda row: ("received" if _in_force(row) else "waiting", STATES[row["state"]]),
        facts=(
            YEAR,
            DOCUMENT,
            ISSUED_ON,
            Column(name="signer", label="Người ký", show=lambda row: _signature(row)),
            Column(name="purposes", label="Mục đích", show=lambda row: _lines(row, "purposes")),
            Column(name="requirements", label="Yêu cầu", show=lambda row: _lines(row, "requirements")),
            Column(name="recipients", label="Nơi nhận", show=lambda row: _lines(row, "recipients")),
            Column(name="filed", label="Hồ sơ lưu", show=lambda row: row["filed"] or "chưa vào hồ sơ"),
            Column(name="amending", label="Đang điều chỉnh", show=_amending),
            Column(name="successor", label="Kế hoạch thay thế", show=lambda row: row["successor"] or "không"),
        ),
        tables=(DUTIES, TASKS, OF_UNITS, BUDGET, BASES, RECIPIENTS, AMENDMENTS, BESIDE),
        paper=PAPER,
        files=RecordFiles(of=projection.scans, title="Bản quét phiếu nhận"),
        ways=(
            Way(
                label="Lập kế hoạch năm sau từ kế hoạch này",
                to=lambda row: f"/submissions/pages/plans/do/draft?{OF_LAST_YEAR}={row['plan_id']}",
                roles=PLANNERS,
                offered=lambda row, _: _in_force(row),
            ),
            Way(
                label="Phát động phong trào",
                to=lambda row: f"/submissions/pages/movements/do/launch?plan_id={row['plan_id']}",
                roles=PLANNERS,
                offered=lambda row, visitor: _issued(row) and visitor.acts_in(row["ward_code"]),
            ),
            Way(
                label="Theo dõi báo cáo",
                to=lambda row: f"/submissions/pages/tracking?plan={row['plan_id']}",
                roles=OFFICE,
                offered=lambda row, _: _in_force(row),
            ),
        ),
    ),
    first=FIRST,
    options={
        "own-delegations": own_delegations,
        "later-plans": later_plans,
        "not-confirmed": units_not_in("confirmed"),
        "library": library,
        "people": people,
        "plan-recipients": recipients_of,
        "plan-years": plan_years,
        "units": units,
        "wards": wards,
    },
    routes=(api.routes,),
)


def _signature(row: Mapping[str, Any]) -> str:
    if row["signer_title"] is None:
        return "chưa ký"
    return f"{row['authority']} – {row['signer_title']}: {row['signer'] or 'không còn tên'}"
