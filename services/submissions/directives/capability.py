"""Directives and guidance: distributed to units, with a picture of who has read; and each unit's own readings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from markupsafe import Markup

from services.chassis.errors import NotFound
from services.chassis.http.edge import Reader, Writer
from services.chassis.kit.capability import Capability
from services.chassis.kit.doing import Do
from services.chassis.kit.fields import lower
from services.chassis.kit.listing import Column, Filter, Later, ListPage, RecordPage, SubTable, Way
from services.chassis.web.charts import Part, bar
from services.chassis.words import day
from services.submissions.directives import decider, distributing, projection
from services.submissions.directives.commands import (
    ConfirmReading,
    DistributeDocument,
    MoveDirectiveDeadline,
    RecallDirective,
    RestoreDirective,
    TakeBackReading,
)
from services.submissions.directives.events import PURPOSES
from services.submissions.directives.facts import FACTS
from services.submissions.edge import READERS, WATCHERS
from services.submissions.fields import said_reason
from services.submissions.library.decider import LibraryRefused
from services.submissions.library.marking import NAMED, mark
from services.submissions.options import FIRST, library, units, units_of_ward, wards
from services.submissions.units.decider import UnitRefused
from thidua_contracts.codes import UNIT_ROLES, WATCHING_ROLES, Category

REFUSES: Final = (decider.DirectiveRefused, LibraryRefused, UnitRefused)
PLACES: Final = {
    "directive.read-by-passed": "read_by",
    "directive.no-unit": "units",
    "directive.all-and-some": "units",
    "directive.document-ended": "document_id",
    "directive.no-text": "document_id",
    "library.withdrawn": "document_id",
    "unit.closed": "units",
    # the others speak of the directive itself: they stand above the form
}
OF_A_READING: Final = (decider.DirectiveRefused, UnitRefused)
STATES: Final = {
    "running": ("waiting", "Đang đọc"),
    "late": ("late", "Trễ, còn đơn vị chưa đọc"),
    "read": ("on-time", "Mọi đơn vị đã đọc"),
    "recalled": ("annulled", "Đã thu hồi"),
}
WORDS: Final = {state: word for state, (_, word) in STATES.items()}
READING_STATES: Final = {
    "unread": ("waiting", "Chưa đọc"),
    "late": ("late", "Trễ, chưa đọc"),
    "read": ("on-time", "Đã đọc đúng hạn"),
    "read-late": ("received", "Đã đọc, sau hạn"),
    "released": ("exempt", "Không phải đọc"),
    "recalled": ("annulled", "Đã thu hồi"),
}
READING_WORDS: Final = {state: word for state, (_, word) in READING_STATES.items()}


def picture(title: str, row: Mapping[str, Any], *, small: bool) -> Any:
    """How many have read in time, late, and not yet, as a bar."""
    whole = row["on_time"] + row["after"] + row["unread"]
    if not whole:
        return "chưa giao đơn vị nào"
    parts = (
        Part("đã đọc đúng hạn", row["on_time"], "on-time"),
        Part("đã đọc sau hạn", row["after"], "late"),
        Part("chưa đọc", row["unread"], "waiting"),
    )
    told = ", ".join(f"{part.count} {part.word}" for part in parts if part.count)
    return bar(title, f"{row['on_time'] + row['after']}/{whole} đã đọc: {told}.", parts, small=small)


def to(row: Mapping[str, Any]) -> str:
    """Whom it goes to, in words."""
    whom = f"{len(row['units'])} đơn vị được chọn" if row["units"] else "Mọi đơn vị"
    people = ", ".join(lower(Category.words().get(word, word)) for word in row["categories"])
    return f"{whom}; phổ biến đến {people}" if people else whom


async def its_unit(reader: Reader, _writer: Writer, path: Mapping[str, Any], _body: Any) -> Mapping[str, Any]:
    """The unit whose reading it is. Raises NotFound."""
    async with reader.rows() as connection:
        unit_id = await projection.unit_of(connection, path["reading_id"])
    if unit_id is None:
        raise NotFound("reading")
    return {"unit_id": unit_id}


async def its_document(reader: Reader, _writer: Writer, path: Mapping[str, Any], _body: Any) -> Mapping[str, Any]:
    """The document that a directive spreads. Raises NotFound."""
    async with reader.rows() as connection:
        document_id = await projection.document_of(connection, path["directive_id"])
    if document_id is None:
        raise NotFound("directive")
    return {"document_id": document_id}


def warning(row: Mapping[str, Any]) -> Any:
    """That the document was withdrawn, or that it was only sent by mistake; nothing while it holds."""
    if row["withdrawn_on"] is not None or row["recalled_on"] is None:
        return mark(row)
    return f"Việc phổ biến đã thu hồi ngày {day(row['recalled_on'])}, lý do: {said_reason(row['recalled_for'])}."


TOLD: Final = frozenset({"clerk", "chairman", "council-secretary"}) | WATCHING_ROLES
"""Roles that are told when a unit was last reminded."""
LISTED: Final = 5
"""Documents that a unit has not read, as its row names them; the list behind it has them all."""


def asked(readings: Sequence[UUID]) -> str:
    """Readings as the pages of notifications are asked about them."""
    return urlencode([("report", one) for one in readings])


def reminded(readings: Sequence[UUID]) -> str:
    """Where it is told when units were last reminded of these readings."""
    return f"/notifications/pages/reminded?{asked(readings)}" if readings else ""


def room_for(reading_id: UUID) -> Markup:
    """The place that says when the unit of a reading was last reminded."""
    return Markup('<span class="small nhac-{}"></span>').format(reading_id)


def _standing(row: Mapping[str, Any]) -> Any:
    word = READING_WORDS[row["state"]]
    return word if row["state"] not in ("unread", "late") else Markup("{}{}").format(word, room_for(row["reading_id"]))


DISTRIBUTE: Final = Do(
    command=DistributeDocument,
    name="distribute",
    path="/directives",
    body="NewDirective",
    about="Văn bản của thư viện, các đơn vị phải đọc và hạn đọc.",
    title="Phổ biến văn bản",
    button="Phổ biến văn bản",
    effect=(
        "Mỗi đơn vị nhận được việc “Đọc và phổ biến văn bản” ở Việc của tôi, một thư báo và thư nhắc trước hạn.",
        "Gửi nhầm thì thu hồi: đơn vị chưa đọc không phải đọc nữa.",
    ),
    done="Đã phổ biến văn bản. Các đơn vị nhận được việc ngay.",
    refuses=REFUSES,
    places=PLACES,
    creates=lambda command: command.directive_id,
)
MOVE: Final = Do(
    command=MoveDirectiveDeadline,
    name="move",
    path="/directives/{directive_id}:move",
    body="DirectiveDeadline",
    about="Hạn đọc mới, sớm hơn hay muộn hơn.",
    title="Đổi hạn đọc",
    button="Đổi hạn đọc",
    effect=(
        "Việc ở Việc của tôi và thư nhắc theo ngày mới; đơn vị chưa đọc nhận thư báo.",
        "Đơn vị đã đọc không phải đọc lại và được xét đúng hạn theo ngày mới. Đổi nhầm thì đổi lại.",
    ),
    done="Đã đổi hạn đọc. Việc của các đơn vị theo ngày mới ngay.",
    refuses=(decider.DirectiveRefused,),
    places={"directive.read-by-passed": "read_by"},
    offered=lambda row: row["state"] != "recalled",
    fill=lambda row: {"read_by": row["read_by"]},
    replaces=True,
)
RECALL: Final = Do(
    command=RecallDirective,
    name="recall",
    path="/directives/{directive_id}:recall",
    body="DirectiveRecall",
    about="Lý do thu hồi.",
    title="Thu hồi",
    button="Thu hồi văn bản",
    effect=(
        "Mọi đơn vị được gửi, đã đọc hay chưa, nhận thư báo thu hồi với lý do; đơn vị chưa đọc không phải đọc nữa.",
        "Thu hồi nhầm thì khôi phục được.",
    ),
    done="Đã thu hồi văn bản. Các đơn vị nhận được thư báo.",
    refuses=REFUSES,
    places=PLACES,
    offered=lambda row: row["state"] != "recalled",
)
RESTORE: Final = Do(
    command=RestoreDirective,
    name="restore",
    path="/directives/{directive_id}:restore",
    body="DirectiveRestoration",
    about="Lý do khôi phục việc phổ biến thu hồi nhầm.",
    title="Khôi phục",
    summary="Khôi phục việc phổ biến đã thu hồi",
    button="Khôi phục việc phổ biến",
    effect=(
        "Mọi đơn vị được gửi nhận thư báo; đơn vị chưa đọc lại phải đọc, hạn như trước. Hạn đã qua thì đổi hạn đọc.",
        "Đơn vị đã xác nhận đã đọc không phải xác nhận lại.",
    ),
    done="Đã khôi phục việc phổ biến. Các đơn vị nhận được thư báo.",
    refuses=(decider.DirectiveRefused,),
    offered=lambda row: row["state"] == "recalled" and row["withdrawn_on"] is None,
    look=its_document,
)
CONFIRM: Final = Do(
    command=ConfirmReading,
    name="confirm",
    path="/readings/{reading_id}:confirm",
    title="Xác nhận đã đọc",
    summary="Xác nhận đơn vị đã đọc và phổ biến văn bản",
    button="Xác nhận đã đọc, đã phổ biến",
    effect=("Ghi rằng đơn vị đã đọc và đã phổ biến đến những người phải biết.", "Xác nhận nhầm thì hủy được."),
    done="Đã ghi nhận đơn vị đã đọc.",
    refuses=OF_A_READING,
    offered=lambda row: row["state"] in ("unread", "late"),
    look=its_unit,
)
UNREAD: Final = Do(
    command=TakeBackReading,
    name="take-back",
    path="/readings/{reading_id}:take-back",
    body="ReadingTakenBack",
    about="Lý do hủy xác nhận.",
    title="Hủy xác nhận đã đọc",
    button="Hủy xác nhận",
    effect=("Đơn vị lại có việc đọc văn bản này.",),
    done="Đã hủy xác nhận. Văn bản trở lại chưa đọc.",
    refuses=OF_A_READING,
    offered=lambda row: row["state"] in ("read", "read-late"),
)

TITLE: Final = Column(name="title", label="Văn bản")
NUMBER: Final = Column(name="number", label="Số, ký hiệu")
PURPOSE: Final = Column(name="purpose", label="Để", words=PURPOSES, wide=True)
READ_BY: Final = Column(name="read_by", label="Hạn đọc")
ON: Final = Column(name="distributed_on", label="Ngày phổ biến", wide=True)

LIST: Final = ListPage(
    path="/directives",
    title="Phổ biến văn bản",
    source="""
        SELECT d.ward_code, d.directive_id, d.document_id, d.title, d.number, d.purpose, d.distributed_on, d.read_by, d.units,
               d.categories, coalesce(c.on_time, 0) AS on_time, coalesce(c.after, 0) AS after, coalesce(c.unread, 0) AS unread,
               c.unread_readings, coalesce(c.on_time, 0) + coalesce(c.after, 0) AS read,
               coalesce(c.on_time, 0) + coalesce(c.after, 0) + coalesce(c.unread, 0) AS asked, d.recalled_on, d.recalled_for,
               l.withdrawn_on, l.withdrawn_for, l.instead_id, i.number || ' – ' || i.title AS instead,
               CASE WHEN d.recalled THEN 'recalled' WHEN c.unread > 0 AND c.first_due < $1::date THEN 'late'
                    WHEN c.unread = 0 THEN 'read' ELSE 'running' END AS state
        FROM directives d LEFT JOIN LATERAL (
            SELECT count(*) FILTER (WHERE r.read_on <= r.read_by) AS on_time,
                   count(*) FILTER (WHERE r.read_on > r.read_by) AS after,
                   count(*) FILTER (WHERE r.read_on IS NULL AND NOT r.released) AS unread,
                   array_agg(r.reading_id) FILTER (WHERE r.read_on IS NULL AND NOT r.released) AS unread_readings,
                   min(r.read_by) FILTER (WHERE r.read_on IS NULL AND NOT r.released) AS first_due
            FROM directive_readings r WHERE r.ward_code = d.ward_code AND r.directive_id = d.directive_id OFFSET 0
        ) c ON true
        LEFT JOIN library_documents l ON l.ward_code = d.ward_code AND l.document_id = d.document_id
        LEFT JOIN library_documents i ON i.ward_code = l.ward_code AND i.document_id = l.instead_id
    """,
    columns=(
        TITLE,
        NUMBER,
        PURPOSE,
        ON,
        READ_BY,
        Column(name="read", label="Số đơn vị đã đọc", show=lambda row: f"{row['read']}/{row['asked']}"),
        Column(name="state", label="Tình trạng", words=WORDS),
    ),
    key="directive_id",
    order=("-distributed_on",),
    filters=(
        Filter(name="purpose", label="Để", words=PURPOSES),
        Filter(name="state", label="Tình trạng", words=WORDS),
    ),
    searched=("title", "number"),
    more=(
        "document_id",
        "units",
        "categories",
        "on_time",
        "after",
        "unread",
        "asked",
        "unread_readings",
        "recalled_on",
        "recalled_for",
        *NAMED,
    ),
    struck=lambda row: row["state"] == "recalled",
    roles=WATCHERS - UNIT_ROLES,
    empty="Chưa phổ biến văn bản nào. Chọn một văn bản trong thư viện, các đơn vị phải đọc và hạn đọc.",
)

DIRECTIVES: Final = Capability(
    name="directives",
    file=__file__,
    handles=decider.HANDLES,
    facts=FACTS,
    readers=(projection.MODEL, distributing.MANAGER),
    does=(MOVE, RECALL, DISTRIBUTE, RESTORE),
    list=LIST,
    record=RecordPage(
        heading=lambda row: str(row["title"]),
        stream=lambda key: decider.DIRECTIVE.at(key).stream_id,
        state=lambda row: STATES[row["state"]],
        warns=warning,
        facts=(
            NUMBER,
            PURPOSE,
            ON,
            READ_BY,
            Column(name="units", label="Gửi đến", show=to),
            Column(name="read", label="Đã đọc", show=lambda row: picture("Đơn vị đã đọc", row, small=False)),
        ),
        tables=(
            SubTable(
                title="Từng đơn vị",
                source="""
                    SELECT r.reading_id, u.name AS unit, r.read_by, r.read_on,
                           CASE WHEN r.read_on <= r.read_by THEN 'read' WHEN r.read_on IS NOT NULL THEN 'read-late'
                                WHEN r.released THEN 'released' WHEN r.read_by < $1::date THEN 'late' ELSE 'unread' END AS state
                    FROM directive_readings r JOIN units u ON u.ward_code = r.ward_code AND u.unit_id = r.unit_id
                    WHERE r.directive_id::text = $2 ORDER BY r.read_on NULLS FIRST, u.sort_key LIMIT 500
                """,
                columns=(
                    Column(name="unit", label="Đơn vị"),
                    Column(name="read_by", label="Hạn đọc", wide=True),
                    Column(name="read_on", label="Ngày đọc"),
                    Column(name="state", label="Tình trạng", show=_standing),
                ),
                empty="Chưa có đơn vị nào được giao đọc.",
                link=lambda row: f"/submissions/pages/readings/{row['reading_id']}",
            ),
        ),
        later=Later(to=lambda rows: reminded(_unread(rows[0])), roles=TOLD),
        ways=(
            Way(
                label="Nhắc đơn vị chưa đọc",
                to=lambda row: f"/notifications/pages/remind?{asked(_unread(row))}",
                roles=frozenset({"clerk"}),
                offered=lambda row, _visitor: bool(_unread(row)) and row["state"] != "recalled",
            ),
            Way(
                label="Xem văn bản trong thư viện",
                to=lambda row: f"/submissions/pages/library/{row['document_id']}",
                roles=WATCHERS,
            ),
            Way(
                label="Xem theo đơn vị",
                to=lambda _row: "/submissions/pages/reading-by-unit",
                roles=WATCHERS - UNIT_ROLES,
            ),
        ),
    ),
    first=FIRST,
    options={"library": library, "units": units, "wards": wards},
)

READINGS: Final = Capability(
    name="readings",
    file=__file__,
    does=(UNREAD, CONFIRM),
    list=ListPage(
        path="/readings",
        title="Văn bản phải đọc",
        source="""
            SELECT r.ward_code, r.reading_id, r.unit_id, u.name AS unit, d.title, d.number, d.purpose, d.distributed_on,
                   r.read_by, r.read_on, r.by_office, d.document_id, d.categories, l.link, d.recalled_on, d.recalled_for,
                   l.withdrawn_on, l.withdrawn_for, l.instead_id, i.number || ' – ' || i.title AS instead,
                   CASE WHEN d.recalled THEN 'recalled' WHEN r.read_on <= r.read_by THEN 'read' WHEN r.read_on IS NOT NULL THEN 'read-late'
                        WHEN r.released THEN 'released' WHEN r.read_by < $1::date THEN 'late' ELSE 'unread' END AS state
            FROM directive_readings r
            JOIN directives d ON d.ward_code = r.ward_code AND d.directive_id = r.directive_id
            JOIN units u ON u.ward_code = r.ward_code AND u.unit_id = r.unit_id
            LEFT JOIN library_documents l ON l.ward_code = d.ward_code AND l.document_id = d.document_id
            LEFT JOIN library_documents i ON i.ward_code = l.ward_code AND i.document_id = l.instead_id
        """,
        columns=(
            TITLE,
            NUMBER,
            Column(name="unit", label="Đơn vị", wide=True),
            READ_BY,
            Column(name="read_on", label="Ngày đọc", wide=True),
            Column(name="state", label="Tình trạng", words=READING_WORDS),
        ),
        key="reading_id",
        order=("-read_by",),
        filters=(
            Filter(name="state", label="Tình trạng", words=READING_WORDS),
            Filter(name="unit_id", label="Đơn vị", options="units"),
        ),
        searched=("title", "number", "unit"),
        more=(
            "purpose",
            "distributed_on",
            "by_office",
            "document_id",
            "categories",
            "link",
            "recalled_on",
            "recalled_for",
            *NAMED,
        ),
        struck=lambda row: row["state"] == "recalled",
        own="unit_id",
        roles=READERS,
        empty="Không có văn bản nào phải đọc. Văn bản mà phường, xã phổ biến đến đơn vị hiện ở đây.",
    ),
    record=RecordPage(
        heading=lambda row: str(row["title"]),
        stream=lambda key: decider.READING.at(key).stream_id,
        says=FACTS,
        state=lambda row: READING_STATES[row["state"]],
        warns=warning,
        facts=(
            NUMBER,
            PURPOSE,
            Column(name="unit", label="Đơn vị"),
            READ_BY,
            Column(name="categories", label="Phổ biến đến", words=Category.words(), show=lambda row: _people(row)),
            Column(name="read_on", label="Ngày đọc", show=lambda row: _read(row)),
        ),
        ways=(
            Way(
                label="Đọc văn bản",
                to=lambda row: f"/submissions/pages/library/{row['document_id']}",
                roles=WATCHERS,
            ),
        ),
    ),
    options={"units": units_of_ward, "wards": wards},
)

BY_UNIT: Final = Capability(
    name="reading-by-unit",
    file=__file__,
    list=ListPage(
        path="/reading-by-unit",
        title="Đọc văn bản theo đơn vị",
        source="""
            SELECT u.ward_code, u.unit_id, u.name, u.sort_key,
                   count(*) FILTER (WHERE r.read_on <= r.read_by) AS on_time,
                   count(*) FILTER (WHERE r.read_on > r.read_by) AS after,
                   count(*) FILTER (WHERE r.read_on IS NULL AND NOT r.released) AS unread,
                   count(*) FILTER (WHERE r.read_on IS NULL AND NOT r.released AND r.read_by < $1::date) AS late,
                   array_agg(r.reading_id ORDER BY r.read_by, r.reading_id)
                       FILTER (WHERE r.read_on IS NULL AND NOT r.released) AS unread_readings,
                   array_agg(d.number ORDER BY r.read_by, r.reading_id)
                       FILTER (WHERE r.read_on IS NULL AND NOT r.released) AS unread_numbers
            FROM units u JOIN directive_readings r ON r.ward_code = u.ward_code AND r.unit_id = u.unit_id
            JOIN directives d ON d.ward_code = r.ward_code AND d.directive_id = r.directive_id
            GROUP BY u.ward_code, u.unit_id, u.name, u.sort_key
        """,
        columns=(
            Column(name="name", label="Đơn vị"),
            Column(name="unread", label="Chưa đọc", show=lambda row: _owed(row)),
            Column(name="unread_numbers", label="Văn bản chưa đọc", show=lambda row: _numbers(row)),
            Column(name="on_time", label="Đã đọc", show=lambda row: picture(row["name"], row, small=True), wide=True),
        ),
        key="unit_id",
        order=("sort_key",),
        searched=("name",),
        more=("after", "late", "unread_readings"),
        later=Later(to=lambda rows: reminded([one for row in rows for one in _unread(row)[:LISTED]]), roles=TOLD),
        back=("/submissions/pages/directives", "Phổ biến văn bản"),
        way=Way(
            label="Văn bản phải đọc",
            to=lambda row: f"/submissions/pages/readings?unit_id={row['unit_id']}",
            roles=READERS,
        ),
        roles=WATCHERS - UNIT_ROLES,
        excel=False,
        menu=False,
        empty="Chưa phổ biến văn bản nào đến các đơn vị.",
    ),
    options={"wards": wards},
)


def _unread(row: Mapping[str, Any]) -> list[UUID]:
    """The readings to remind of: no more than the page of reminding takes."""
    return (row["unread_readings"] or [])[:500]


def _owed(row: Mapping[str, Any]) -> str:
    return f"{row['unread']}, trễ {row['late']}" if row["late"] else str(row["unread"])


def _numbers(row: Mapping[str, Any]) -> Any:
    """The documents that a unit has not read, soonest first, each with when it was last reminded."""
    unread = list(zip(row["unread_numbers"] or [], row["unread_readings"] or [], strict=True))
    lines = [Markup("<div>{}{}</div>").format(number, room_for(one)) for number, one in unread[:LISTED]]
    more = [Markup("<div>và {} văn bản khác</div>").format(len(unread) - LISTED)] if len(unread) > LISTED else []
    return Markup("").join([*lines, *more]) or "không"


def _people(row: Mapping[str, Any]) -> str:
    return ", ".join(Category.words().get(word, word) for word in row["categories"]) or "Mọi người trong đơn vị"


def _read(row: Mapping[str, Any]) -> str:
    if row["read_on"] is None:
        return "chưa đọc"
    return f"{day(row['read_on'])}{', Văn phòng ghi thay đơn vị' if row['by_office'] else ''}"
