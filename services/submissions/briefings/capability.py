"""Briefings (quán triệt) and training: recorded by the clerk; who attended is listed, and mended by the unit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from services.chassis.kit.capability import Capability
from services.chassis.kit.doing import Do
from services.chassis.kit.listing import Column, Filter, ListPage, RecordPage, SubTable, Way, withdrawn
from services.chassis.words import day
from services.submissions.briefings import decider, projection
from services.submissions.briefings.commands import (
    CorrectBriefing,
    RecordAttendance,
    RecordBriefing,
    WithdrawAttendance,
    WithdrawBriefing,
)
from services.submissions.briefings.events import KINDS
from services.submissions.briefings.facts import FACTS
from services.submissions.edge import READERS, WATCHERS
from services.submissions.library.decider import LibraryRefused
from services.submissions.options import FIRST, briefings, library, people, wards
from services.submissions.people.decider import PersonRefused

REFUSES: Final = (decider.BriefingRefused, LibraryRefused, PersonRefused)
PLACES: Final = {
    "briefing.in-the-future": "held_on",
    "library.withdrawn": "documents",
    "attendance.no-unit": "people",
    "person.erased": "people",
    # the others speak of the briefing itself: they stand above the form
}
STATES: Final = {"held": ("received", "Đã tổ chức"), "withdrawn": ("annulled", "Đã rút")}
WORDS: Final = {state: word for state, (_, word) in STATES.items()}

ATTENDED: Final = {"held": ("received", "Có dự"), "withdrawn": ("annulled", "Đã hủy")}
ATTENDED_WORDS: Final = {state: word for state, (_, word) in ATTENDED.items()}


def _held(row: Mapping[str, Any]) -> bool:
    return bool(row["state"] == "held")


RECORD: Final = Do(
    command=RecordBriefing,
    name="record",
    path="/briefings",
    body="NewBriefing",
    about="Một hội nghị quán triệt hoặc lớp tập huấn đã tổ chức.",
    title="Ghi hội nghị, tập huấn",
    button="Ghi đã tổ chức",
    effect=("Sau đó ghi người dự; mỗi người dự nhận một thư báo.",),
    done="Đã ghi. Tiếp theo, ghi người dự.",
    refuses=REFUSES,
    places=PLACES,
    creates=lambda command: command.briefing_id,
)
CORRECT: Final = Do(
    command=CorrectBriefing,
    name="correct",
    path="/briefings/{briefing_id}:correct",
    body="RightBriefing",
    about="Nội dung đúng, và số biên bản khi đã có.",
    title="Sửa, ghi số biên bản",
    button="Lưu",
    done="Đã sửa.",
    refuses=REFUSES,
    places=PLACES,
    offered=_held,
    fill=lambda row: {
        name: row[name]
        for name in ("kind", "subject", "held_on", "documents", "minutes_number")
        if row[name] is not None
    },
    replaces=True,
)
WITHDRAW: Final = Do(
    command=WithdrawBriefing,
    name="withdraw",
    path="/briefings/{briefing_id}:withdraw",
    body="BriefingWithdrawal",
    about="Lý do rút hội nghị, lớp tập huấn ghi nhầm.",
    title="Rút vì ghi nhầm",
    button="Rút",
    effect=("Hội nghị, lớp tập huấn này không còn được tính; danh sách đã ghi có dự vẫn xem được ở “Xem người dự”.",),
    done="Đã rút.",
    refuses=REFUSES,
    places=PLACES,
    offered=_held,
)
ATTEND: Final = Do(
    command=RecordAttendance,
    name="attend",
    path="/briefings/{briefing_id}:attend",
    body="Attendees",
    about="Những người đã dự.",
    title="Ghi người dự",
    button="Ghi người dự",
    effect=("Mỗi người được ghi nhận một thư báo; ghi nhầm thì đơn vị của người đó hoặc Văn phòng hủy.",),
    done="Đã ghi người dự.",
    refuses=REFUSES,
    places=PLACES,
    offered=_held,
)
NOT_ATTEND: Final = Do(
    command=WithdrawAttendance,
    name="withdraw",
    path="/attendances/{attendance_id}:withdraw",
    body="AttendanceWithdrawal",
    about="Lý do hủy việc ghi có dự.",
    title="Hủy ghi có dự",
    button="Hủy ghi có dự",
    effect=("Người này không còn được tính là có dự.",),
    done="Đã hủy ghi có dự.",
    refuses=(decider.BriefingRefused,),
    offered=lambda row: row["state"] == "held",
)

SUBJECT: Final = Column(name="subject", label="Nội dung")
KIND: Final = Column(name="kind", label="Loại", words=KINDS, wide=True)
HELD_ON: Final = Column(name="held_on", label="Ngày tổ chức")
MINUTES: Final = Column(name="minutes_number", label="Số biên bản", wide=True)

BRIEFINGS: Final = Capability(
    name="briefings",
    file=__file__,
    handles=decider.HANDLES,
    facts=FACTS,
    readers=(projection.MODEL,),
    does=(WITHDRAW, CORRECT, ATTEND, RECORD),
    list=ListPage(
        path="/briefings",
        title="Quán triệt, tập huấn",
        source="""
            SELECT b.ward_code, b.briefing_id, b.kind, b.subject, b.held_on, b.documents, b.minutes_number,
                   CASE WHEN b.withdrawn THEN 'withdrawn' ELSE 'held' END AS state,
                   (SELECT count(*) FROM attendances a
                    WHERE a.ward_code = b.ward_code AND a.briefing_id = b.briefing_id AND NOT a.withdrawn) AS attended
            FROM briefings b WHERE $1::date IS NOT NULL
        """,
        columns=(
            SUBJECT,
            KIND,
            HELD_ON,
            Column(name="attended", label="Số người dự", number=True),
            MINUTES,
            Column(name="state", label="Tình trạng", words=WORDS),
        ),
        key="briefing_id",
        order=("-held_on",),
        filters=(Filter(name="kind", label="Loại", words=KINDS), Filter(name="state", label="Tình trạng", words=WORDS)),
        searched=("subject", "minutes_number"),
        more=("documents",),
        struck=withdrawn,
        roles=WATCHERS,
        empty="Chưa ghi hội nghị quán triệt, lớp tập huấn nào. Ghi khi đã tổ chức, rồi ghi người dự.",
    ),
    record=RecordPage(
        heading=lambda row: str(row["subject"]),
        stream=lambda key: decider.BRIEFING.at(key).stream_id,
        state=lambda row: STATES[row["state"]],
        facts=(
            KIND,
            HELD_ON,
            Column(name="minutes_number", label="Số biên bản"),
            Column(name="attended", label="Số người dự", number=True),
        ),
        tables=(
            SubTable(
                title="Văn bản",
                source="""
                    SELECT d.document_id, d.number, d.title, d.withdrawn_on FROM briefings b
                    JOIN library_documents d ON d.ward_code = b.ward_code AND d.document_id = ANY (b.documents)
                    WHERE $1::date IS NOT NULL AND b.briefing_id::text = $2 ORDER BY d.number
                """,
                columns=(
                    Column(name="number", label="Số, ký hiệu"),
                    Column(name="title", label="Tên, trích yếu", show=lambda row: _named(row)),
                ),
                empty="Không ghi văn bản nào của thư viện.",
                link=lambda row: f"/submissions/pages/library/{row['document_id']}",
            ),
            SubTable(
                title="Người dự theo đơn vị",
                source="""
                    SELECT u.name, u.sort_key, count(*) AS people FROM attendances a
                    JOIN units u ON u.ward_code = a.ward_code AND u.unit_id = a.unit_id
                    WHERE $1::date IS NOT NULL AND a.briefing_id::text = $2 AND NOT a.withdrawn
                    GROUP BY u.name, u.sort_key ORDER BY u.sort_key LIMIT 500
                """,
                columns=(
                    Column(name="name", label="Đơn vị"),
                    Column(name="people", label="Số người dự", number=True),
                ),
                empty="Chưa ghi người dự nào.",
            ),
        ),
        ways=(
            Way(
                label="Xem người dự",
                to=lambda row: f"/submissions/pages/attendances?briefing_id={row['briefing_id']}",
                roles=READERS,
            ),
        ),
    ),
    first=FIRST,
    options={"library": library, "people": people, "wards": wards},
)

ATTENDANCES: Final = Capability(
    name="attendances",
    file=__file__,
    does=(NOT_ATTEND,),
    list=ListPage(
        path="/attendances",
        title="Người dự quán triệt, tập huấn",
        source="""
            SELECT a.ward_code, a.attendance_id, a.unit_id, a.briefing_id, p.full_name, u.name AS unit, b.subject, b.kind, b.held_on,
                   CASE WHEN b.withdrawn OR a.withdrawn THEN 'withdrawn' ELSE 'held' END AS state
            FROM attendances a
            JOIN briefings b ON b.ward_code = a.ward_code AND b.briefing_id = a.briefing_id
            JOIN people p ON p.ward_code = a.ward_code AND p.person_id = a.person_id
            JOIN units u ON u.ward_code = a.ward_code AND u.unit_id = a.unit_id
            WHERE $1::date IS NOT NULL
        """,
        columns=(
            Column(name="full_name", label="Họ và tên", show=lambda row: row["full_name"] or "đã xóa"),
            Column(name="unit", label="Đơn vị"),
            SUBJECT,
            KIND,
            HELD_ON,
            Column(name="state", label="Tình trạng", words=ATTENDED_WORDS),
        ),
        key="attendance_id",
        order=("-held_on",),
        filters=(
            Filter(name="kind", label="Loại", words=KINDS),
            Filter(name="briefing_id", label="Hội nghị, lớp tập huấn", options="briefings"),
        ),
        more=("briefing_id",),
        back=("/submissions/pages/briefings", "Quán triệt, tập huấn"),
        searched=("full_name", "unit", "subject"),
        personal=True,
        watched="people.read",
        own="unit_id",
        struck=withdrawn,
        roles=READERS,
        menu=False,
        excel=frozenset({"clerk", "chairman", "unit-head"}),
        empty="Chưa ghi người nào dự quán triệt, tập huấn.",
    ),
    record=RecordPage(
        heading=lambda row: f"{row['full_name'] or 'đã xóa'} – {row['subject']}",
        stream=lambda key: decider.ATTENDANCE.at(key).stream_id,
        state=lambda row: ATTENDED[row["state"]],
        says=FACTS,
        facts=(Column(name="unit", label="Đơn vị"), KIND, HELD_ON),
    ),
    options={"briefings": briefings, "wards": wards},
)


def _named(row: Mapping[str, Any]) -> str:
    gone = f" (đã thu hồi ngày {day(row['withdrawn_on'])})" if row["withdrawn_on"] else ""
    return f"{row['title']}{gone}"
