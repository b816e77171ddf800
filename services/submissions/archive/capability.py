"""Archive: the clerk of documents lists a year's files, puts papers in, closes them and hands them over; what is in no file is shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from services.chassis.kit.capability import Capability, First
from services.chassis.kit.doing import Do
from services.chassis.kit.listing import Column, Filter, ListPage, RecordPage, SubTable, Way
from services.chassis.kit.options import Find, listed
from services.chassis.kit.sheets.declaration import Sheet
from services.chassis.words import day
from services.submissions.archive import decider, projection
from services.submissions.archive.commands import (
    CloseFile,
    CorrectFile,
    FilePapers,
    HandOverFile,
    ListFile,
    PutIntoFile,
    ReopenFile,
    TakeBackHandOver,
    TakeOutPaper,
    WithdrawFile,
)
from services.submissions.archive.events import KINDS
from services.submissions.archive.facts import FACTS
from services.submissions.archive.rules import ROWS
from services.submissions.edge import OFFICE
from services.submissions.ids import archive_file_id
from services.submissions.library.decider import LibraryRefused
from services.submissions.options import library, wards

REFUSES: Final = (decider.ArchiveRefused,)
FILING: Final = (decider.ArchiveRefused, LibraryRefused)
RULE: Final = ROWS[0]
SEES: Final = OFFICE | {"records-clerk"}
STATES: Final = {
    "listed": ("waiting", "Chưa có văn bản"),
    "open": ("waiting", "Đang mở"),
    "unclosed": ("late", "Hết năm, chưa kết thúc"),
    "closed": ("sent", "Đã kết thúc, chờ nộp lưu"),
    "overdue": ("late", "Trễ hạn nộp lưu"),
    "kept": ("received", "Đã kết thúc, giữ tại đơn vị"),
    "handed-over": ("received", "Đã nộp lưu"),
    "withdrawn": ("annulled", "Đã rút"),
}
WORDS: Final = {state: word for state, (_, word) in STATES.items()}
PAGES: Final = {
    "number": "/submissions/pages/numbers",
    "plan": "/submissions/pages/plans",
    "decision": "/awards/pages/decisions",
    "report": "/submissions/pages/reports",
    "document": "/submissions/pages/library",
    "directive": "/submissions/pages/directives",
}
OPEN: Final = ("listed", "open", "unclosed")
CLOSED: Final = ("closed", "overdue", "kept")


def _at(*states: str) -> Any:
    return lambda row: row["state"] in states


LIST_IT: Final = Do(
    command=ListFile,
    name="list",
    path="/archive",
    body="NewFile",
    about="Một hồ sơ của danh mục hồ sơ năm.",
    title="Ghi hồ sơ vào danh mục",
    button="Ghi vào danh mục",
    effect=("Sau đó đưa văn bản vào hồ sơ; hồ sơ mở từ văn bản đầu tiên.",),
    done="Đã ghi hồ sơ vào danh mục.",
    refuses=REFUSES,
    places={"archive.already-listed": "code"},
    creates=lambda c: archive_file_id(c.ward_code, c.year, c.code),
)
CORRECT: Final = Do(
    command=CorrectFile,
    name="correct",
    path="/archive/{file_id}:correct",
    body="RightFile",
    about="Tiêu đề và thời hạn bảo quản đúng; số, ký hiệu và năm không đổi.",
    title="Sửa tiêu đề, thời hạn",
    button="Lưu",
    done="Đã sửa hồ sơ.",
    refuses=REFUSES,
    offered=_at(*OPEN),
    fill=lambda row: {name: row[name] for name in ("title", "retention") if row[name] is not None},
    replaces=True,
)
WITHDRAW: Final = Do(
    command=WithdrawFile,
    name="withdraw",
    path="/archive/{file_id}:withdraw",
    body="FileWithdrawal",
    about="Lý do rút hồ sơ ghi nhầm.",
    title="Rút khỏi danh mục",
    button="Rút khỏi danh mục",
    effect=("Hồ sơ không còn trong danh mục. Ghi lại được với số, ký hiệu này.",),
    done="Đã rút hồ sơ khỏi danh mục.",
    refuses=REFUSES,
    offered=_at("listed"),
)
FILE: Final = Do(
    command=FilePapers,
    name="file",
    path="/archive/{file_id}:file",
    body="PapersToFile",
    about="Những văn bản được đưa vào hồ sơ.",
    title="Đưa văn bản vào hồ sơ",
    button="Đưa vào hồ sơ",
    effect=("Đưa nhầm thì lấy ra được, ở dòng của văn bản đó.",),
    done="Đã đưa văn bản vào hồ sơ.",
    refuses=FILING,
    places={
        "archive.no-number": "numbers",
        "archive.nothing-chosen": "numbers",
        "archive.report-not-accepted": "reports",
        "library.withdrawn": "documents",
    },
    offered=_at(*OPEN),
)
PUT: Final = Do(
    command=PutIntoFile,
    name="file",
    path="/unfiled:file",
    body="PapersIntoFile",
    about="Những văn bản chưa vào hồ sơ và hồ sơ nhận chúng.",
    title="Đưa vào hồ sơ",
    summary="Đưa văn bản chưa vào hồ sơ vào một hồ sơ",
    button="Đưa vào hồ sơ",
    effect=("Đưa nhầm thì lấy ra được, ở trang của hồ sơ, dòng của văn bản đó.",),
    done="Đã đưa văn bản vào hồ sơ.",
    refuses=FILING,
    places={
        **FILE.places,
        "archive.closed": "file_id",
        "archive.handed-over": "file_id",
        "archive.withdrawn": "file_id",
    },
)
TAKE_OUT: Final = Do(
    command=TakeOutPaper,
    name="take-out",
    path="/archive/{file_id}/papers/{paper_id}:take-out",
    body="PaperTakenOut",
    about="Lý do lấy văn bản ra.",
    title="Lấy ra",
    summary="Lấy một văn bản đưa nhầm ra khỏi hồ sơ",
    button="Lấy ra khỏi hồ sơ",
    effect=("Văn bản vẫn còn ở nơi lập; chỉ không thuộc hồ sơ này nữa.",),
    done="Đã lấy văn bản ra khỏi hồ sơ.",
    refuses=REFUSES,
    offered=_at(*OPEN),
    addressed=frozenset({"paper_id"}),
)
CLOSE: Final = Do(
    command=CloseFile,
    name="close",
    path="/archive/{file_id}:close",
    body="FileEnd",
    about="Ngày kết thúc hồ sơ.",
    title="Kết thúc hồ sơ",
    button="Kết thúc hồ sơ",
    effect=(
        "Không đưa thêm văn bản vào được, trừ khi mở lại.",
        f"Hồ sơ bảo quản từ {RULE.least_retention} năm trở lên phải nộp lưu trong {RULE.years} năm ({RULE.citation}); "
        "Văn thư nhận được việc ở Việc của tôi.",
    ),
    done="Đã kết thúc hồ sơ.",
    refuses=REFUSES,
    places={"archive.in-the-future": "closed_on", "archive.closed-before-its-year": "closed_on"},
    offered=_at("open", "unclosed"),
)
REOPEN: Final = Do(
    command=ReopenFile,
    name="reopen",
    path="/archive/{file_id}:reopen",
    body="FileReopening",
    about="Lý do mở lại hồ sơ.",
    title="Mở lại hồ sơ",
    button="Mở lại hồ sơ",
    effect=("Hồ sơ chưa kết thúc; việc nộp lưu không còn ở Việc của tôi.",),
    done="Đã mở lại hồ sơ.",
    refuses=REFUSES,
    offered=_at(*CLOSED),
)
HAND_OVER: Final = Do(
    command=HandOverFile,
    name="hand-over",
    path="/archive/{file_id}:hand-over",
    body="HandOver",
    about="Ngày nộp lưu và số biên bản giao nhận.",
    title="Ghi đã nộp lưu",
    button="Ghi đã nộp lưu",
    effect=("Hồ sơ không còn phải nộp lưu. Ghi nhầm thì hủy được.",),
    done="Đã ghi nộp lưu hồ sơ.",
    refuses=REFUSES,
    places={
        "archive.in-the-future": "handed_over_on",
        "archive.handed-over-before-closed": "handed_over_on",
    },
    offered=_at(*CLOSED),
)
TAKE_BACK: Final = Do(
    command=TakeBackHandOver,
    name="take-back",
    path="/archive/{file_id}:take-back",
    body="HandOverTakenBack",
    about="Lý do hủy việc ghi nộp lưu.",
    title="Hủy ghi nộp lưu",
    button="Hủy ghi nộp lưu",
    effect=("Hồ sơ lại phải nộp lưu, hạn như trước.",),
    done="Đã hủy ghi nộp lưu.",
    refuses=REFUSES,
    offered=_at("handed-over"),
)

CODE: Final = Column(name="code", label="Số, ký hiệu")
YEAR: Final = Column(name="year", label="Năm", show=lambda row: str(row["year"]))
TITLE: Final = Column(name="title", label="Tiêu đề hồ sơ")
PAPERS: Final = Column(name="papers", label="Số lượng văn bản", number=True)
OPENED_ON: Final = Column(name="opened_on", label="Ngày mở", wide=True)
CLOSED_ON: Final = Column(name="closed_on", label="Ngày kết thúc", wide=True)
HANDED_ON: Final = Column(name="handed_over_on", label="Ngày nộp lưu", wide=True)


def _retention(row: Mapping[str, Any]) -> str:
    return "vĩnh viễn" if row["retention"] is None else f"{row['retention']} năm"


RETENTION: Final = Column(name="retention", label="Thời hạn bảo quản", show=_retention, wide=True)


def _by(row: Mapping[str, Any]) -> str:
    if row["closed_on"] is None:
        return "tính khi kết thúc hồ sơ"
    return day(row["hand_over_by"]) if row["hand_over_by"] else "không phải nộp"


BY: Final = Column(name="hand_over_by", label="Nộp lưu chậm nhất", show=_by, wide=True)
STATE: Final = Column(name="state", label="Tình trạng", words=WORDS)

IN_IT: Final = SubTable(
    title="Văn bản trong hồ sơ",
    source="""
        SELECT p.paper_id, p.kind, p.filed_on, f.closed_on,
               CASE WHEN p.kind = 'number' AND n.kind IN ('plan', 'decision') THEN n.kind ELSE p.kind END AS page,
               CASE WHEN p.kind = 'number' AND n.kind IN ('plan', 'decision') THEN n.about_id ELSE p.paper_id END AS page_id,
               coalesce(n.number || '/' || n.symbol || ' – ' || n.subject, d.number || ' – ' || d.title,
                   'Phổ biến văn bản số ' || v.number || ' – ' || v.title,
                   u.name || ': ' || coalesce(o.name, 'báo cáo'), 'không còn trong hệ thống') AS what
        FROM archive_papers p JOIN archive_files f ON f.ward_code = p.ward_code AND f.file_id = p.file_id
        LEFT JOIN document_numbers n ON n.ward_code = p.ward_code AND n.number_id = p.paper_id
        LEFT JOIN library_documents d ON d.ward_code = p.ward_code AND d.document_id = p.paper_id
        LEFT JOIN directives v ON v.ward_code = p.ward_code AND v.directive_id = p.paper_id
        LEFT JOIN tracking t ON t.ward_code = p.ward_code AND t.report_id = p.paper_id
        LEFT JOIN units u ON u.ward_code = t.ward_code AND u.unit_id = t.unit_id
        LEFT JOIN obligations o ON o.ward_code = t.ward_code AND o.plan_id = t.plan_id AND o.obligation_id = t.obligation_id
        WHERE $1::date IS NOT NULL AND p.file_id::text = $2 ORDER BY p.kind, p.filed_on, p.paper_id LIMIT 1000
    """,
    columns=(
        Column(name="what", label="Văn bản"),
        Column(name="kind", label="Loại", words=KINDS, wide=True),
        Column(name="filed_on", label="Ngày đưa vào", wide=True),
    ),
    empty="Hồ sơ chưa có văn bản nào.",
    link=lambda row: f"{PAGES[row['page']]}/{row['page_id']}",
    act=("take-out", lambda row: {"paper_id": str(row["paper_id"])} if row["closed_on"] is None else None),
)

file_years: Final[Find] = listed(
    "SELECT DISTINCT year::text AS value, year::text AS label FROM archive_files WHERE $1::date IS NOT NULL LIMIT 100"
)
open_files: Final[Find] = listed(
    """
    SELECT file_id::text AS value, code || ' – ' || title AS label, 'năm ' || year AS hint FROM archive_files
    WHERE NOT withdrawn AND closed_on IS NULL AND $1::date IS NOT NULL ORDER BY year DESC, code LIMIT 5000
    """
)
outgoing: Final[Find] = listed(
    """
    SELECT number_id::text AS value, number || '/' || symbol || ' – ' || subject AS label, 'năm ' || year AS hint
    FROM document_numbers WHERE state IN ('taken', 'outside') AND $1::date IS NOT NULL ORDER BY year DESC LIMIT 5000
    """
)
accepted_reports: Final[Find] = listed(
    """
    SELECT t.report_id::text AS value, u.name || ': ' || coalesce(o.name, 'báo cáo') AS label, 'năm ' || t.year AS hint
    FROM tracking t JOIN units u ON u.ward_code = t.ward_code AND u.unit_id = t.unit_id
    LEFT JOIN obligations o ON o.ward_code = t.ward_code AND o.plan_id = t.plan_id AND o.obligation_id = t.obligation_id
    WHERE t.state = 'accepted' AND $1::date IS NOT NULL ORDER BY t.year DESC LIMIT 5000
    """
)
directives: Final[Find] = listed(
    """
    SELECT directive_id::text AS value, number || ' – ' || title AS label,
           'phổ biến ngày ' || to_char(distributed_on, 'DD/MM/YYYY') AS hint
    FROM directives WHERE NOT recalled AND $1::date IS NOT NULL ORDER BY distributed_on DESC LIMIT 5000
    """
)

PAPERS_OF: Final[Mapping[str, Find]] = {
    "accepted-reports": accepted_reports,
    "directives": directives,
    "library": library,
    "outgoing": outgoing,
}
"""What there is to be filed."""

ARCHIVE: Final = Capability(
    name="archive",
    file=__file__,
    handles=decider.HANDLES,
    facts=FACTS,
    readers=(projection.MODEL,),
    does=(LIST_IT, WITHDRAW, CORRECT, REOPEN, TAKE_BACK, TAKE_OUT, CLOSE, HAND_OVER, FILE),
    sheets=(Sheet(do=LIST_IT, key=("year", "code")),),
    list=ListPage(
        path="/archive",
        title="Hồ sơ lưu",
        intro="Danh mục hồ sơ theo năm: hồ sơ nào đang mở, đã kết thúc, đã nộp lưu, còn thiếu gì.",
        source="""
            SELECT f.ward_code, f.file_id, f.year, f.code, f.title, f.retention, f.closed_on, f.hand_over_by, f.handed_over_on,
                   f.document_number, count(p.paper_id) AS papers, min(p.filed_on) AS opened_on,
                   CASE WHEN f.withdrawn THEN 'withdrawn' WHEN f.handed_over_on IS NOT NULL THEN 'handed-over'
                        WHEN f.hand_over_by < $1::date THEN 'overdue' WHEN f.hand_over_by IS NOT NULL THEN 'closed'
                        WHEN f.closed_on IS NOT NULL THEN 'kept' WHEN count(p.paper_id) = 0 THEN 'listed'
                        WHEN f.year < extract(year FROM $1::date) THEN 'unclosed' ELSE 'open' END AS state
            FROM archive_files f LEFT JOIN archive_papers p ON p.ward_code = f.ward_code AND p.file_id = f.file_id
            GROUP BY f.ward_code, f.file_id
        """,
        columns=(CODE, TITLE, YEAR, PAPERS, RETENTION, OPENED_ON, CLOSED_ON, BY, HANDED_ON, STATE),
        key="file_id",
        order=("-year", "-code"),
        filters=(
            Filter(name="year", label="Năm", options="file-years"),
            Filter(name="state", label="Tình trạng", words=WORDS),
        ),
        searched=("code", "title"),
        more=("document_number",),
        roles=SEES,
        empty="Danh mục chưa có hồ sơ nào. Văn thư ghi từng hồ sơ, hoặc nhập danh mục từ Excel, vào đầu năm.",
    ),
    record=RecordPage(
        heading=lambda row: f"Hồ sơ {row['code']} năm {row['year']}",
        stream=lambda key: decider.ARCHIVE_FILE.at(key).stream_id,
        state=lambda row: STATES[row["state"]],
        facts=(
            TITLE,
            RETENTION,
            OPENED_ON,
            CLOSED_ON,
            BY,
            HANDED_ON,
            Column(name="document_number", label="Số biên bản giao nhận"),
        ),
        tables=(IN_IT,),
        ways=(
            Way(
                label="Xem văn bản chưa vào hồ sơ",
                to=lambda row: f"/submissions/pages/unfiled?year={row['year']}",
                roles=SEES,
                offered=lambda row, _: row["state"] in OPEN,
            ),
        ),
    ),
    options={**PAPERS_OF, "file-years": file_years, "wards": wards},
)

UNFILED: Final = Capability(
    name="unfiled",
    file=__file__,
    does=(PUT,),
    list=ListPage(
        path="/unfiled",
        title="Văn bản chưa vào hồ sơ",
        intro="Văn bản đi có số, báo cáo đã tiếp nhận, việc phổ biến văn bản chưa nằm trong hồ sơ nào.",
        source="""
            WITH made AS (
                SELECT n.ward_code, n.number_id AS paper_id, 'number' AS kind, n.year, n.dated_on AS told_on,
                       n.number || '/' || n.symbol || ' – ' || n.subject AS what,
                       CASE n.kind WHEN 'plan' THEN 'plan' WHEN 'decision' THEN 'decision' ELSE 'number' END AS page,
                       CASE WHEN n.kind IN ('plan', 'decision') THEN n.about_id ELSE n.number_id END AS page_id
                FROM document_numbers n WHERE n.state IN ('taken', 'outside')
                UNION ALL
                SELECT t.ward_code, t.report_id, 'report', t.year, (t.accepted_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date,
                       coalesce(u.name, 'đơn vị') || ': ' || coalesce(o.name, 'báo cáo'), 'report', t.report_id
                FROM tracking t LEFT JOIN units u ON u.ward_code = t.ward_code AND u.unit_id = t.unit_id
                LEFT JOIN obligations o
                    ON o.ward_code = t.ward_code AND o.plan_id = t.plan_id AND o.obligation_id = t.obligation_id
                WHERE t.state = 'accepted'
                UNION ALL
                SELECT d.ward_code, d.directive_id, 'directive', extract(year FROM d.distributed_on)::integer,
                       d.distributed_on, 'Phổ biến văn bản số ' || d.number || ' – ' || d.title, 'directive', d.directive_id
                FROM directives d WHERE NOT d.recalled
            )
            SELECT m.ward_code, m.paper_id, m.kind, m.year, m.told_on, m.what, m.page, m.page_id FROM made m
            WHERE $1::date IS NOT NULL AND NOT EXISTS (
                SELECT FROM archive_papers p WHERE p.ward_code = m.ward_code AND p.paper_id = m.paper_id
            )
        """,
        columns=(
            Column(name="what", label="Văn bản"),
            Column(name="kind", label="Loại", words=KINDS, wide=True),
            Column(name="year", label="Năm", show=lambda row: str(row["year"]), wide=True),
            Column(name="told_on", label="Ngày"),
        ),
        key="paper_id",
        order=("-year",),
        filters=(
            Filter(name="year", label="Năm", options="paper-years"),
            Filter(name="kind", label="Loại", words={kind: KINDS[kind] for kind in ("number", "report", "directive")}),
        ),
        searched=("what",),
        more=("page", "page_id"),
        way=Way(label="Mở văn bản", to=lambda row: f"{PAGES[row['page']]}/{row['page_id']}", roles=SEES),
        act=("file", lambda row: {f"{row['kind']}s": str(row["paper_id"])}),
        roles=SEES,
        empty="Mọi văn bản đều đã vào hồ sơ.",
    ),
    first={
        "open-files": First(
            "Văn thư ghi hồ sơ vào danh mục trước.", "/submissions/pages/archive/do/list", "Ghi hồ sơ vào danh mục"
        )
    },
    options={
        **PAPERS_OF,
        "open-files": open_files,
        "paper-years": listed(
            """
            SELECT DISTINCT year::text AS value, year::text AS label FROM (
                SELECT year FROM document_numbers UNION SELECT year FROM tracking
                UNION SELECT extract(year FROM distributed_on)::integer FROM directives
            ) y WHERE $1::date IS NOT NULL LIMIT 100
            """
        ),
        "wards": wards,
    },
)
