"""Criteria sheets (bảng tiêu chí): issued by the bloc in versions, confirmed by the city; one page per bloc and year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import Path
from markupsafe import Markup

from services.blocs.criteria import api, form, projection
from services.blocs.criteria.commands import ConfirmCriteria, IssueCriteria, WithdrawConfirmation
from services.blocs.criteria.decider import CRITERIA, HANDLES, CriteriaRefused
from services.blocs.criteria.facts import FACTS
from services.blocs.criteria.wording import MEASURES, RULES
from services.blocs.edge import READERS, BlocPath, YearPath
from services.chassis import words
from services.chassis.kit.capability import Capability
from services.chassis.kit.doing import Do
from services.chassis.kit.listing import Column, ListPage, RecordPage, SubTable
from services.chassis.kit.rules import compared_where_it_counts

SheetPath = Annotated[str, Path(pattern=r"^[a-z][a-z0-9-]*-[0-9]{4}$", max_length=45)]
OF_YEAR: Final[dict[str, Any]] = {"bloc_code": BlocPath, "year": YearPath}

SHEETS: Final = """
    SELECT y.ward_code, y.ward_code || '-' || y.year AS sheet_id, y.ward_code AS bloc_code, b.name, y.year, s.version,
           s.sheet::text AS sheet, s.document_number, s.issued_by, s.confirmed_by,
           y.year < extract(year FROM $1::date) AS over,
           CASE WHEN s.version IS NULL THEN 'absent' WHEN s.confirmed_by IS NULL THEN 'issued' ELSE 'confirmed' END AS standing
    FROM (SELECT ward_code, year FROM criteria_sheets
          UNION SELECT ward_code, extract(year FROM $1::date)::integer + ahead FROM blocs, (VALUES (0), (1)) AS next (ahead)) AS y
    JOIN blocs b ON b.ward_code = y.ward_code
    LEFT JOIN LATERAL (SELECT c.version, c.sheet, c.document_number, c.issued_by, c.confirmed_by FROM criteria_sheets c
                       WHERE c.ward_code = y.ward_code AND c.year = y.year ORDER BY c.version DESC LIMIT 1) AS s ON true
    WHERE (b.ward_code = ANY (current_setting('app.wards', true)::text[]) OR (current_setting('app.wards', true)::text[])[1] = 'city')
      AND ((current_setting('app.wards', true)::text[])[1] IN ('city', b.ward_code) OR EXISTS (
        SELECT FROM bloc_members m WHERE m.ward_code = b.ward_code AND m.member_ward = (current_setting('app.wards', true)::text[])[1]
        AND m.from_day <= make_date(y.year, 12, 31) AND coalesce(m.last_day >= make_date(y.year, 1, 1), true)))
"""
"""The sheet of each bloc and year, this year's and the next one's also before they are written."""

STANDINGS: Final = {
    "absent": ("waiting", "Chưa ban hành"),
    "issued": ("late", "Chưa được xác nhận"),
    "confirmed": ("on-time", "Đã được xác nhận"),
}


def standing(row: Mapping[str, Any]) -> tuple[str, str]:
    """How a sheet stands, as a state tag says it."""
    return STANDINGS[row["standing"]]


def _own(row: Mapping[str, Any]) -> bool:
    """Whether who looks issued the newest version: somebody else confirms it."""
    return row["issued_by"] is not None and row["issued_by"] == row["own_account"]


def _filled(row: Mapping[str, Any]) -> Mapping[str, Any]:
    return form.filled(row["version"], projection.SHEET.validate_json(row["sheet"]) if row["sheet"] else None)


ISSUE: Final = Do(
    command=IssueCriteria,
    asks=form.SheetForm,
    name="issue",
    path="/blocs/{bloc_code}/criteria/{year}/versions",
    title="Ban hành bảng tiêu chí",
    button="Ban hành bảng tiêu chí",
    effect=("Bảng điểm của khối tính theo phiên bản này ngay.", "Phiên bản mới chờ cấp trên xác nhận bằng văn bản."),
    done="Đã ban hành bảng tiêu chí.",
    refuses=(CriteriaRefused, form.RowRefused),
    places=form.PLACES,
    fill=_filled,
    shape=compared_where_it_counts("criteria"),
    parameters=OF_YEAR,
)
CONFIRM: Final = Do(
    command=ConfirmCriteria,
    name="confirm",
    path="/blocs/{bloc_code}/criteria/{year}/versions/{version}:confirm",
    body="ConfirmBody",
    about="Cấp trên xác nhận bảng tiêu chí.",
    title="Xác nhận bảng tiêu chí",
    button="Xác nhận bảng tiêu chí",
    effect=("Bảng tiêu chí được ghi là đã xác nhận.", "Ban hành phiên bản mới thì phải xác nhận lại."),
    done="Đã xác nhận bảng tiêu chí.",
    refuses=(CriteriaRefused,),
    offered=lambda row: row["standing"] == "issued" and not _own(row),
    parameters={**OF_YEAR, "version": api.VersionPath},
    addressed=frozenset({"version"}),
)

WITHDRAW: Final = Do(
    command=WithdrawConfirmation,
    name="withdraw-confirmation",
    path="/blocs/{bloc_code}/criteria/{year}/versions/{version}:withdraw-confirmation",
    body="ConfirmationWithdrawal",
    about="Văn bản rút xác nhận.",
    title="Rút xác nhận",
    summary="Rút xác nhận bảng tiêu chí",
    button="Rút xác nhận",
    effect=(
        "Phiên bản {version} trở lại là chưa được xác nhận; khối vẫn chấm theo phiên bản này.",
        "Xác nhận lại được, hoặc ban hành phiên bản mới.",
    ),
    done="Đã rút xác nhận bảng tiêu chí.",
    refuses=(CriteriaRefused,),
    offered=lambda row: row["standing"] == "confirmed" and not row["over"],
    parameters={**OF_YEAR, "version": api.VersionPath},
)

LIST: Final = ListPage(
    path="/criteria",
    title="Bảng tiêu chí",
    source=SHEETS,
    columns=(
        Column(name="name", label="Khối thi đua"),
        Column(name="year", label="Năm", show=lambda row: str(row["year"])),
        Column(name="version", label="Phiên bản", number=True),
        Column(name="document_number", label="Theo văn bản", wide=True),
        Column(name="standing", label="Tình trạng", show=lambda row: standing(row)[1]),
    ),
    key="sheet_id",
    key_type=SheetPath,
    order=("-year",),
    more=("bloc_code", "sheet", "issued_by", "confirmed_by", "over"),
    searched=("name",),
    roles=READERS,
    empty="Chưa có khối thi đua nào nên chưa có bảng tiêu chí.",
    menu=False,
)

VERSIONS: Final = SubTable(
    title="Các phiên bản",
    source="""
        SELECT version, document_number, document_signed_on, confirmed_by, confirmed_signed_on,
               version = max(version) OVER () AS newest
        FROM criteria_sheets WHERE $1::date IS NOT NULL AND ward_code || '-' || year = $2 ORDER BY version DESC LIMIT 100
    """,
    columns=(
        Column(name="version", label="Phiên bản"),
        Column(
            name="document_number",
            label="Theo văn bản",
            show=lambda row: below(row["document_number"], f"ký {words.day(row['document_signed_on'])}"),
        ),
        Column(name="document_signed_on", label="Ký ngày", wide=True),
        Column(
            name="confirmed_by",
            label="Xác nhận",
            show=lambda row: (
                f"{row['confirmed_by']} ngày {words.day(row['confirmed_signed_on'])}"
                if row["confirmed_by"]
                else "chưa được xác nhận"
            ),
        ),
    ),
    empty="Khối chưa ban hành bảng tiêu chí của năm này. Bảng điểm xếp theo tỷ lệ đúng hạn, rồi tỷ lệ tiếp nhận.",
    act=(
        "confirm",
        lambda row: {"version": str(row["version"])} if row["newest"] and not row["confirmed_by"] else None,
    ),
)
LINES: Final = SubTable(
    title="Tiêu chí đang dùng",
    source="""
        SELECT c.line->>'name' AS name, c.line->>'code' AS code, (c.line->>'points')::numeric AS points,
               c.line->'rule'->>'kind' AS kind, c.line->'rule'->>'of' AS of, c.line->'rule'->>'per' AS per,
               coalesce(c.line->'rule'->>'target', c.line->'rule'->>'unit')::numeric AS scale
        FROM (SELECT each.line, each.place
              FROM (SELECT sheet FROM criteria_sheets WHERE $1::date IS NOT NULL AND ward_code || '-' || year = $2
                    ORDER BY version DESC LIMIT 1) AS s, json_array_elements(s.sheet->'criteria')
              WITH ORDINALITY AS each (line, place)) AS c ORDER BY c.place LIMIT 200
    """,
    columns=(
        Column(name="name", label="Tiêu chí", show=lambda row: below(row["name"], rule(row))),
        Column(name="code", label="Mã", wide=True),
        Column(name="points", label="Điểm tối đa", number=True),
        Column(name="kind", label="Cách tính", words=RULES, wide=True),
        Column(name="of", label="Số liệu", show=lambda row: compared(row), wide=True),
        Column(name="scale", label="Mức tính", show=lambda row: measured(row), wide=True),
    ),
    empty="Chưa có tiêu chí.",
)
TIES: Final = SubTable(
    title="Khi bằng điểm, xét lần lượt",
    source="""
        SELECT c.line->>'of' AS of, c.line->>'per' AS per
        FROM (SELECT each.line, each.place
              FROM (SELECT sheet FROM criteria_sheets WHERE $1::date IS NOT NULL AND ward_code || '-' || year = $2
                    ORDER BY version DESC LIMIT 1) AS s, json_array_elements(s.sheet->'ties')
              WITH ORDINALITY AS each (line, place)) AS c ORDER BY c.place LIMIT 20
    """,
    columns=(Column(name="of", label="Số liệu", show=lambda row: compared(row)),),
    empty="Chưa quy định: các xã, phường bằng điểm thì bỏ phiếu.",
)


def below(first: str, more: str) -> Markup:
    """A cell that says on a phone, below its words, what the columns beside it say on a wide page."""
    return Markup('{}<small class="small small-only">{}</small>').format(first, more)


def rule(row: Mapping[str, Any]) -> str:
    """ "Theo tỷ lệ so với chỉ tiêu, đạt 95% thì được điểm tối đa: Báo cáo đúng hạn / Báo cáo phải nộp"."""
    of, level = compared(row), measured(row)
    return f"{RULES[row['kind']]}{f', {level}' if level else ''}{f': {of}' if of else ''}"


def measured(row: Mapping[str, Any]) -> str:
    """ "đạt 95% thì được điểm tối đa", "2,5 điểm mỗi việc": a bare 1 says neither."""
    if row["scale"] is None:
        return ""
    if row["kind"] == "ratio-to-target":
        return f"đạt {words.number((row['scale'] * 100).normalize() + 0)}% thì được điểm tối đa"
    return f"{words.number(row['scale'])} điểm mỗi việc"


def compared(row: Mapping[str, Any]) -> str:
    """ "Báo cáo đúng hạn / Báo cáo phải nộp"."""
    return " / ".join(MEASURES[row[name]] for name in ("of", "per") if row[name])


SHEET: Final = Capability(
    name="criteria",
    tag="Bảng tiêu chí",
    file=__file__,
    handles=HANDLES,
    facts=FACTS,
    readers=(projection.MODEL,),
    does=(WITHDRAW, ISSUE, CONFIRM),
    list=LIST,
    record=RecordPage(
        heading=lambda row: f"Bảng tiêu chí năm {row['year']}, {row['name']}",
        stream=lambda key: CRITERIA.at(key).stream_id,
        facts=(
            Column(name="name", label="Khối thi đua"),
            Column(name="version", label="Phiên bản mới nhất"),
            Column(name="document_number", label="Theo văn bản"),
        ),
        state=standing,
        tables=(VERSIONS, LINES, TIES),
    ),
    routes=(api.routes,),
)
