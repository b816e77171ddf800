"""The list of plans: what their pages and acts read of them."""

from __future__ import annotations

from typing import Final

from services.chassis.kit.listing import Column, Filter, ListPage
from services.submissions.edge import WATCHERS

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
               (SELECT count(*) FROM obligations o WHERE o.ward_code = p.ward_code AND o.plan_id = p.plan_id) AS duties,
               (SELECT count(*) FROM tracking t WHERE t.ward_code = p.ward_code AND t.plan_id = p.plan_id AND t.attempt > 0) AS sent,
               (SELECT count(*) FROM movements m
                WHERE m.ward_code = p.ward_code AND m.plan_id = p.plan_id AND NOT m.withdrawn) AS going,
               p.revoked_on,
               EXISTS (SELECT FROM obligations o WHERE o.ward_code = p.ward_code AND o.plan_id = p.plan_id
                       AND o.due_at <= $1::date::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh') AS overdue
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
        "revoked_on",
    ),
    alone=("sent", "going", "overdue"),
    roles=WATCHERS,
    empty="Chưa lập kế hoạch nào. Kế hoạch giao các đơn vị nộp báo cáo gì, trước ngày nào.",
)
