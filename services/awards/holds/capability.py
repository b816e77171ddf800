"""Holds (tạm dừng xét tặng): put and cleared by clerk and chairman; a list of who is on hold, and each with its cases."""

from __future__ import annotations

from typing import Final

from services.awards import naming
from services.awards.holds import projection
from services.awards.holds.commands import CAUSES, OUTCOMES, ClearHold, PutHold
from services.awards.holds.decider import HANDLES, HOLD, HoldRefused
from services.awards.holds.facts import FACTS
from services.awards.holds.telling import READERS
from services.awards.ids import hold_id
from services.awards.options import named_subjects, subjects
from services.awards.subjects.decider import SubjectRefused
from services.chassis.event_store.keys import SubjectGone
from services.chassis.kit.capability import Capability
from services.chassis.kit.doing import Do, Shape
from services.chassis.kit.listing import Column, Filter, ListPage, RecordPage, SubTable
from services.chassis.kit.options import Asking, Option, narrowed
from services.chassis.words import day

USE: Final = {"held": "Đang tạm dừng", "free": "Đã hết tạm dừng"}
OPEN: Final = """
SELECT case_id::text AS value, cause, document_number, since FROM holds WHERE hold_id = $1 AND cleared_on IS NULL
ORDER BY since, case_id LIMIT 100
"""

BY_PAPER: Final = frozenset({"document_number", "cleared_on"})


async def by_outcome(asking: Asking) -> Shape:
    """What concludes a case stands on a paper of a day; a case that was recorded by mistake has neither."""
    outcome = asking.form.text("outcome")
    if outcome in OUTCOMES and outcome != "mistake":
        return Shape(needed=BY_PAPER)
    return Shape(depends=BY_PAPER)


PUT: Final = Do(
    command=PutHold,
    name="put",
    path="/holds",
    body="HoldPut",
    about="Đối tượng, việc đang xem xét và văn bản.",
    title="Tạm dừng xét tặng",
    button="Tạm dừng",
    effect=(
        "Chưa ký quyết định, tờ trình nào có đối tượng này và chưa nhận hồ sơ mới, kể cả khi Hội đồng đã thông qua.",
        "Hồ sơ đang có giữ nguyên, đi tiếp khi ghi kết quả.",
    ),
    done="Đã tạm dừng xét tặng.",
    refuses=(HoldRefused, SubjectRefused, SubjectGone),
    places={"hold.in-future": "since", "not-found": "subject_id", "nomination.subject-erased": "subject_id"},
    creates=lambda command: hold_id(command.ward_code, command.subject_id),
)
CLEAR: Final = Do(
    command=ClearHold,
    name="clear",
    path="/holds/{hold_id}:clear",
    body="HoldCleared",
    about="Việc nào, kết quả thế nào, theo văn bản nào.",
    title="Ghi kết quả",
    button="Ghi hết tạm dừng",
    effect=("Không còn việc nào mở thì hồ sơ đi tiếp, đơn vị đề nghị lại được.", "Ghi nhầm thì tạm dừng lại."),
    done="Đã ghi kết quả.",
    refuses=(HoldRefused, SubjectGone),
    places={
        "hold.no-document": "document_number",
        "hold.no-day": "cleared_on",
        "hold.in-future": "cleared_on",
        "hold.before-put": "cleared_on",
        "hold.not-open": "case_id",
    },
    shape=by_outcome,
    offered=lambda row: row["use"] == "held",
)


async def open_cases(asking: Asking) -> list[Option]:
    """What is still looked into about the subject of the record."""
    if asking.record is None:
        return []
    async with asking.visitor.reader().rows() as connection:
        rows = await connection.fetch(OPEN, asking.record["hold_id"])
    said = (
        (
            row["value"],
            CAUSES.get(row["cause"], "Một việc"),
            f"văn bản số {row['document_number']}, {day(row['since'])}",
        )
        for row in rows
    )
    return narrowed([Option(*one) for one in said], asking)


LIST: Final = ListPage(
    path="/holds",
    title="Tạm dừng xét tặng",
    source="""
        SELECT ward_code, hold_id, subject_id, count(*) FILTER (WHERE cleared_on IS NULL) AS cases, max(since) AS since,
               CASE WHEN count(*) FILTER (WHERE cleared_on IS NULL) > 0 THEN 'held' ELSE 'free' END AS use
        FROM holds WHERE since <= $1::date GROUP BY ward_code, hold_id, subject_id
    """,
    columns=(
        Column(name="subject_id", label="Đối tượng", show=lambda row: row["who"]),
        Column(name="use", label="Tình trạng", words=USE),
        Column(name="cases", label="Việc chưa có kết quả", number=True),
        Column(name="since", label="Gần nhất từ ngày", wide=True),
    ),
    key="hold_id",
    order=("-since",),
    filters=(Filter(name="use", label="Tình trạng", words=USE),),
    names=named_subjects,
    roles=READERS,
    excel=False,
    empty="Không có ai đang tạm dừng. Có khiếu nại, tố cáo, thanh tra hoặc xem xét kỷ luật thì tạm dừng xét tặng ở đây.",
    menu=False,
)

HOLDS: Final = Capability(
    name="holds",
    file=__file__,
    handles=HANDLES,
    facts=FACTS,
    readers=(projection.MODEL,),
    does=(PUT, CLEAR),
    list=LIST,
    record=RecordPage(
        heading=lambda row: f"Tạm dừng: {row['who']}",
        stream=lambda key: HOLD.at(key).stream_id,
        state=lambda row: ("paused", USE["held"]) if row["use"] == "held" else ("on-time", USE["free"]),
        tables=(
            SubTable(
                title="Từng việc",
                source="""
                    SELECT since, cause, document_number, cleared_on, outcome, cleared_by FROM holds
                    WHERE $1::date IS NOT NULL AND hold_id::text = $2 ORDER BY since DESC, case_id LIMIT 100
                """,
                columns=(
                    Column(name="cause", label="Việc", words=CAUSES),
                    Column(name="document_number", label="Văn bản số"),
                    Column(name="since", label="Từ ngày"),
                    Column(name="outcome", label="Kết quả", words=OUTCOMES),
                    Column(name="cleared_on", label="Đến ngày"),
                    Column(name="cleared_by", label="Văn bản kết quả", wide=True),
                ),
                empty="Chưa có việc nào.",
            ),
            SubTable(
                title="Hồ sơ của đối tượng",
                source="""
                    SELECT d.nomination_id, d.title, d.year::text AS year, u.name AS unit
                    FROM dossiers d LEFT JOIN award_units u ON u.ward_code = d.ward_code AND u.unit_id = d.unit_id
                    WHERE $1::date IS NOT NULL AND EXISTS (
                        SELECT FROM holds h WHERE h.ward_code = d.ward_code AND h.subject_id = d.subject_id
                        AND h.hold_id::text = $2)
                    ORDER BY d.year DESC, d.nomination_id LIMIT 100
                """,
                columns=(
                    Column(name="title", label="Danh hiệu", words=naming.TITLES),
                    Column(name="year", label="Năm"),
                    Column(name="unit", label="Đơn vị đề nghị"),
                ),
                link=lambda row: f"/awards/pages/dossiers/{row['nomination_id']}",
                empty="Chưa có hồ sơ nào của đối tượng này.",
            ),
        ),
    ),
    options={"subjects": subjects, "open-cases": open_cases},
)
