"""Plans (kế hoạch thi đua, khen thưởng): the list and the page of one; what is done stands in `drafting`, `steps`, `receiving`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from markupsafe import Markup

from services.chassis import words
from services.chassis.kit.capability import Capability
from services.chassis.kit.evidence import RecordFiles
from services.chassis.kit.listing import Column, RecordPage, SubTable, Way
from services.submissions.edge import OFFICE
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
from services.submissions.plans.listed import DOCUMENT, ISSUED_ON, LIST, STATES, YEAR
from services.submissions.plans.paper import PAPER
from services.submissions.plans.receiving import CONFIRM, RECEIVE, RECIPIENTS, UNRECEIVE, recipients_of
from services.submissions.plans.steps import (
    AMEND,
    CHECK,
    ISSUE,
    NUMBER,
    RESTORE,
    REVOKE,
    SIGN,
    SIGN_IN_PLACE,
    SUPERSEDE,
    UNCHECK,
    UNNUMBER,
    UNSIGN,
    UNSUPERSEDE,
)
from services.submissions.unit_plans.capability import OF_UNITS
from thidua_contracts.codes import ReportPeriod, UnitKind

PLANNERS: Final = frozenset({"clerk", "chairman"})
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


def _standing(row: Mapping[str, Any]) -> tuple[str, str]:
    kind = "annulled" if row["state"] == "revoked" else "received" if _in_force(row) else "waiting"
    return kind, STATES[row["state"]]


def _gone(row: Mapping[str, Any]) -> str:
    """That a plan was taken back, with its number and days."""
    if row["state"] != "revoked":
        return ""
    issued = f"Kế hoạch số {row['document']} ngày {words.day(row['issued_on'])}"
    return f"{issued} ban hành nhầm, đã thu hồi ngày {words.day(row['revoked_on'])}: không ai phải thực hiện."


def _revocable(row: Mapping[str, Any]) -> str | None:
    """Whether a plan in force may be taken back, and if not, what stands in the way and what may be done; None of any other plan."""
    if not _issued(row):
        return UNREVOKED[bool(row["overdue"])] if row["state"] == "revoked" else None
    if row["amending"] is not None:
        return "không, vì đang có văn bản điều chỉnh chưa ban hành"
    under = [f"{words.number(row[name])} {what}" for name, what in UNDER.items() if row[name]]
    if under:
        return f"không, vì đã có {' và '.join(under)}; có thể điều chỉnh hoặc thay thế"
    return "được, nếu ban hành nhầm"


UNREVOKED: Final = {
    False: "đã thu hồi; thu hồi nhầm thì khôi phục được",
    True: "đã thu hồi; đã qua một hạn nộp nên không khôi phục được",
}
"""Of a plan that was revoked, by whether a deadline of it has passed."""
UNDER: Final = {"sent": "báo cáo gửi", "going": "phong trào phát động"}
"""What was done under a plan, by its columns."""


def _lines(row: Mapping[str, Any], name: str) -> str:
    return in_a_row(row[name]) or "chưa ghi"


def _amending(row: Mapping[str, Any]) -> str:
    """How far a document is that is to change the plan."""
    if row["amending"] is None:
        return "không"
    number = f"số {row['amending_document']}, " if row["amending_document"] else ""
    return f"Văn bản {number}{AMENDING[row['amending']]}; lý do: {row['amending_reason']}"


def _unamended(row: Mapping[str, Any]) -> str:
    """That no document has changed it, and how far one is that is to."""
    if row["amending"] is None:
        return "Chưa có văn bản điều chỉnh."
    return f"Chưa có văn bản điều chỉnh nào đã ban hành; một văn bản {AMENDING[row['amending']]}."


_TO_BE_GIVEN: Final = "; muốn giao báo cáo thì bổ sung khi còn là dự thảo."
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
    empty=lambda row: "Kế hoạch không có chế độ báo cáo" + (_TO_BE_GIVEN if row["state"] == "draft" else "."),
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
    empty=_unamended,
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
        RESTORE,
        UNSUPERSEDE,
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
        state=_standing,
        warns=_gone,
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
            Column(name="sent", label="Thu hồi được không", show=_revocable),
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
