"""Records (sổ theo dõi): ratings, leave and discipline entered by document; a list of whose there are, and each with its entries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from services.awards.ids import record_id
from services.awards.nominations.merits import RATINGS
from services.awards.options import found_people, named_subjects, subjects
from services.awards.records import projection
from services.awards.records.commands import (
    DISCIPLINES,
    LEAVES,
    MISTAKES,
    EndDiscipline,
    RecordDiscipline,
    RecordLeave,
    RecordRating,
    WithdrawEntry,
)
from services.awards.records.decider import HANDLES, RECORD, RecordRefused
from services.awards.records.facts import FACTS
from services.awards.subjects.decider import SubjectRefused
from services.chassis.event_store.keys import SubjectGone
from services.chassis.kit.capability import Capability
from services.chassis.kit.doing import Do
from services.chassis.kit.listing import Column, ListPage, RecordPage, SubTable
from services.chassis.kit.options import Asking, Option, narrowed
from services.chassis.words import day

READERS: Final = frozenset({"clerk", "chairman", "council-secretary"})
"""Who reads what is recorded; whoever else reads a dossier reads that a fact is recorded, and what came of it."""
SAID: Final = {**RATINGS, **LEAVES, **DISCIPLINES}
ENTRIES: Final = """
SELECT entry_id::text AS value, kind, year, first, last, said, document_number FROM records
WHERE record_id = $1 AND withdrawn IS NULL AND ($2::text IS NULL OR (kind = $2 AND last IS NULL)) ORDER BY first DESC, entry_id LIMIT 300
"""


def _creates(command: Any) -> Any:
    return record_id(command.ward_code, command.subject_id)


ENTERS: Final[Mapping[str, Any]] = {
    "refuses": (RecordRefused, SubjectRefused, SubjectGone),
    "creates": _creates,
}
RATE: Final = Do(
    command=RecordRating,
    name="rate",
    path="/records:rate",
    body="RatingEntered",
    about="Đối tượng, năm, xếp loại và văn bản.",
    title="Ghi xếp loại năm",
    button="Ghi xếp loại",
    effect=("Hồ sơ đề nghị của năm này tính theo xếp loại đã ghi, không theo lời đơn vị.", "Ghi nhầm thì rút được."),
    done="Đã ghi xếp loại.",
    places={
        "record.in-future": "rated_on",
        "record.rated": "year",
        "not-found": "subject_id",
        "nomination.subject-erased": "subject_id",
    },
    **ENTERS,
)
LEAVE: Final = Do(
    command=RecordLeave,
    name="leave",
    path="/records:leave",
    body="LeaveEntered",
    about="Cá nhân, loại nghỉ, những ngày nghỉ và văn bản.",
    title="Ghi thời gian nghỉ",
    button="Ghi thời gian nghỉ",
    effect=("Thời gian nghỉ quy định không tính thì trừ vào số tháng công tác trong năm.", "Ghi nhầm thì rút được."),
    done="Đã ghi thời gian nghỉ.",
    places={
        "record.ends-first": "last",
        "record.leave-overlaps": "first",
        "not-found": "subject_id",
        "nomination.subject-erased": "subject_id",
    },
    **ENTERS,
)
DISCIPLINE: Final = Do(
    command=RecordDiscipline,
    name="discipline",
    path="/records:discipline",
    body="DisciplineEntered",
    about="Cá nhân, hình thức kỷ luật, ngày hiệu lực và văn bản.",
    title="Ghi kỷ luật",
    button="Ghi kỷ luật",
    effect=(
        "Việc xét tặng cho người này và cho tập thể của người này tính đến kỷ luật đã ghi.",
        "Ghi nhầm thì rút được.",
    ),
    done="Đã ghi kỷ luật.",
    places={
        "record.in-future": "first",
        "record.ends-first": "last",
        "not-found": "subject_id",
        "nomination.subject-erased": "subject_id",
    },
    **ENTERS,
)
END: Final = Do(
    command=EndDiscipline,
    name="end",
    path="/records/{record_id}:end",
    body="DisciplineEnd",
    about="Kỷ luật nào, hết hiệu lực sau ngày nào, theo văn bản nào.",
    title="Ghi hết kỷ luật",
    button="Ghi hết kỷ luật",
    effect=("Từ ngày sau đó thành tích được tính lại.",),
    done="Đã ghi ngày hết kỷ luật.",
    refuses=(RecordRefused, SubjectGone),
    places={"record.ends-first": "last", "record.not-standing": "entry_id", "record.not-lasting": "entry_id"},
    offered=lambda row: row["lasting"] > 0,
)
WITHDRAW: Final = Do(
    command=WithdrawEntry,
    name="withdraw",
    path="/records/{record_id}:withdraw",
    body="EntryWithdrawal",
    about="Dòng nào, vì sao rút.",
    title="Rút dòng ghi nhầm",
    button="Rút dòng này",
    effect=(
        "Từ nay không tính theo dòng này nữa; hồ sơ đã nhận giữ câu trả lời khi nhận.",
        "Cần thì ghi lại cho đúng.",
    ),
    done="Đã rút dòng ghi nhầm.",
    refuses=(RecordRefused, SubjectGone),
    places={"record.not-standing": "entry_id"},
    offered=lambda row: row["entries"] > 0,
)


def _what(row: Mapping[str, Any], of: str = "Xếp loại năm") -> str:
    """ "Xếp loại năm 2024: hoàn thành tốt nhiệm vụ"."""
    said = SAID.get(row["said"] or "", "(đã xóa theo yêu cầu)")
    return f"{of} {row['year']}: {said}" if row["kind"] == "rating" else said


def _days(row: Mapping[str, Any]) -> str:
    """The document's day of a rating, the days of the rest."""
    if row["kind"] == "rating":
        return day(row["first"])
    until = f" đến hết {day(row['last'])}" if row["last"] else ""
    return f"từ {day(row['first'])}{until}"


async def persons(asking: Asking) -> list[Option]:
    """People of the ward by a part of the name."""
    return await found_people(asking, **({} if asking.keys else {"kinds": ["individual"]}))


def _entries(kind: str | None) -> Callable[[Asking], Any]:
    async def found(asking: Asking) -> list[Option]:
        if asking.record is None:
            return []
        async with asking.visitor.reader().rows() as connection:
            rows = [dict(row) for row in await connection.fetch(ENTRIES, asking.record["record_id"], kind)]
        told = [Option(row["value"], _what(row), f"{_days(row)}, văn bản số {row['document_number']}") for row in rows]
        return narrowed(told, asking)

    return found


LIST: Final = ListPage(
    path="/records",
    title="Sổ theo dõi xếp loại, nghỉ, kỷ luật",
    source="""
        SELECT ward_code, record_id, subject_id, count(*) FILTER (WHERE withdrawn IS NULL) AS entries,
               max(year) FILTER (WHERE withdrawn IS NULL) AS rated,
               (array_agg(said ORDER BY year DESC) FILTER (WHERE withdrawn IS NULL AND kind = 'rating'))[1] AS rating,
               count(*) FILTER (WHERE withdrawn IS NULL AND kind = 'leave') AS leaves,
               count(*) FILTER (WHERE withdrawn IS NULL AND kind = 'discipline') AS disciplines,
               count(*) FILTER (WHERE withdrawn IS NULL AND kind = 'discipline' AND last IS NULL) AS lasting,
               max(first) AS newest
        FROM records WHERE $1::date IS NOT NULL GROUP BY ward_code, record_id, subject_id
    """,
    columns=(
        Column(name="subject_id", label="Đối tượng", show=lambda row: row["who"]),
        Column(
            name="rated",
            label="Xếp loại gần nhất",
            show=lambda row: (
                _what({**row, "kind": "rating", "year": row["rated"], "said": row["rating"]}, "Năm")
                if row["rated"]
                else "chưa ghi"
            ),
        ),
        Column(name="leaves", label="Lần nghỉ", number=True),
        Column(name="disciplines", label="Kỷ luật", number=True),
        Column(name="newest", label="Văn bản gần nhất", wide=True),
    ),
    key="record_id",
    order=("-newest",),
    more=("entries", "lasting", "rating"),
    names=named_subjects,
    roles=READERS,
    excel=False,
    empty="Chưa ghi gì. Xếp loại, thời gian nghỉ, kỷ luật ghi ở đây thì hồ sơ đề nghị tính theo, đơn vị không phải nêu.",
    menu=False,
    back=("/awards/pages/dossiers", "Hồ sơ đề nghị"),
)
RECORDS: Final = Capability(
    name="records",
    file=__file__,
    handles=HANDLES,
    facts=FACTS,
    readers=(projection.MODEL,),
    does=(RATE, LEAVE, DISCIPLINE, END, WITHDRAW),
    list=LIST,
    record=RecordPage(
        heading=lambda row: f"Sổ theo dõi: {row['who']}",
        stream=lambda key: RECORD.at(key).stream_id,
        tables=(
            SubTable(
                title="Đã ghi",
                source="""
                    SELECT kind, year, first, last, said, document_number, ended_by, withdrawn FROM records
                    WHERE $1::date IS NOT NULL AND record_id::text = $2 ORDER BY withdrawn IS NOT NULL, first DESC, entry_id LIMIT 300
                """,
                columns=(
                    Column(name="said", label="Nội dung", show=_what),
                    Column(name="document_number", label="Văn bản số"),
                    Column(name="first", label="Ngày", show=_days),
                    Column(
                        name="ended_by", label="Văn bản kết thúc", wide=True, show=lambda row: row["ended_by"] or ""
                    ),
                    Column(
                        name="withdrawn",
                        label="Đã rút",
                        show=lambda row: MISTAKES[row["withdrawn"]] if row["withdrawn"] else "",
                    ),
                ),
                empty="Chưa có dòng nào.",
            ),
        ),
    ),
    options={"subjects": subjects, "persons": persons, "standing": _entries(None), "lasting": _entries("discipline")},
)
