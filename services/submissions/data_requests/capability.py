"""Requests about personal data: recorded, answered, extended, settled, reopened, each within days that the page names with their source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from services.chassis import words
from services.chassis.kit.capability import Capability
from services.chassis.kit.doing import Do, Shape
from services.chassis.kit.listing import Column, Filter, ListPage, RecordPage, Way
from services.chassis.kit.options import Asking
from services.chassis.kit.stream_table import stream_table
from services.submissions.data_requests import decider, events
from services.submissions.data_requests.commands import (
    AnswerDataRequest,
    ExtendDataRequest,
    ReceiveDataRequest,
    ReopenDataRequest,
    RestoreDataRequest,
    SettleDataRequest,
    TakeBackDataAnswer,
    WithdrawDataRequest,
)
from services.submissions.data_requests.facts import FACTS, about
from services.submissions.data_requests.rules import limits_on
from services.submissions.options import FIRST, everybody, wards
from services.submissions.people.decider import PersonRefused

REFUSES: Final = (decider.DataRequestRefused,)
STATES: Final = {
    "received": ("waiting", "Chờ phản hồi"),
    "unanswered": ("late", "Trễ hạn phản hồi"),
    "answered": ("sent", "Đã phản hồi, đang giải quyết"),
    "overdue": ("late", "Trễ hạn giải quyết"),
    "settled": ("received", "Đã giải quyết xong"),
    "withdrawn": ("annulled", "Đã rút"),
}
WORDS: Final = {state: word for state, (_, word) in STATES.items()}
WAITS, WORKED_ON = ("received", "unanswered"), ("answered", "overdue")
UNSURE: Final = "Hạn ghi “chưa xác nhận” là hạn chưa đối chiếu được với văn bản: xem lại văn bản trước khi trả lời."
GONE: Final = "(đã xóa dữ liệu cá nhân)"


@dataclass(frozen=True, slots=True)
class Row:
    """A request as it is shown; `sure`: whether its days are confirmed."""

    person_id: UUID
    kind: str
    asker: str
    received_on: date
    with_others: bool
    document_number: str | None
    answer_by: date
    finish_by: date
    extended: bool
    citation: str
    sure: bool
    step: str
    answered_on: date | None
    settled_on: date | None
    outcome: str | None
    ground: str | None
    data: tuple[str, ...]


def shows(state: Any) -> Row:
    """The row of a state; a stream begins with its receipt."""
    of: decider.Asked = state.of
    limits = limits_on(of.received_on)
    assert limits is not None
    return Row(
        of.person_id,
        of.kind,
        of.asker,
        of.received_on,
        of.with_others,
        of.document_number,
        of.answer_by,
        of.finish_by,
        of.extended,
        limits.citation,
        limits.sure(of.kind),
        type(state).__name__.lower(),
        getattr(state, "answered_on", None),
        getattr(state, "settled_on", None),
        getattr(state, "outcome", None),
        getattr(state, "ground", None),
        of.data,
    )


def _at(*states: str) -> Any:
    return lambda row: row["state"] in states


RECEIVE: Final = Do(
    command=ReceiveDataRequest,
    name="receive",
    path="/data-requests",
    body="NewDataRequest",
    about="Yêu cầu của một người về dữ liệu cá nhân của chính họ.",
    title="Ghi yêu cầu",
    summary="Ghi yêu cầu về dữ liệu cá nhân",
    button="Ghi yêu cầu",
    effect=("Hạn phản hồi và hạn giải quyết được tính theo ngày nhận; Văn phòng nhận được việc phản hồi.",),
    done="Đã ghi yêu cầu. Phản hồi người yêu cầu trong hạn.",
    refuses=(decider.DataRequestRefused, PersonRefused),
    places={
        "data-request.before-the-law": "received_on",
        "data-request.in-the-future": "received_on",
        "data-request.data-not-named": "data",
        "person.erased": "person_id",
    },
    creates=lambda command: command.request_id,
)
ANSWER: Final = Do(
    command=AnswerDataRequest,
    name="answer",
    path="/data-requests/{request_id}:answer",
    body="DataAnswer",
    about="Ngày phản hồi người yêu cầu, và văn bản trả lời nếu có.",
    title="Ghi phản hồi",
    summary="Ghi đã phản hồi yêu cầu về dữ liệu cá nhân",
    button="Ghi đã phản hồi",
    effect=("Người yêu cầu có địa chỉ thư điện tử thì nhận được thư báo hạn giải quyết.", "Ghi nhầm thì hủy được."),
    done="Đã ghi phản hồi. Giải quyết yêu cầu trong hạn.",
    refuses=REFUSES,
    places={"data-request.in-the-future": "answered_on", "data-request.before-received": "answered_on"},
    offered=_at(*WAITS),
)
TAKE_BACK: Final = Do(
    command=TakeBackDataAnswer,
    name="take-back",
    path="/data-requests/{request_id}:take-back",
    body="DataAnswerTakenBack",
    about="Lý do hủy việc ghi phản hồi.",
    title="Hủy ghi phản hồi",
    button="Hủy ghi phản hồi",
    effect=("Yêu cầu lại chờ phản hồi, hạn như trước.",),
    done="Đã hủy ghi phản hồi.",
    refuses=REFUSES,
    offered=_at(*WORKED_ON),
)
EXTEND: Final = Do(
    command=ExtendDataRequest,
    name="extend",
    path="/data-requests/{request_id}:extend",
    body="DataRequestExtension",
    about="Hạn giải quyết mới và lý do; chỉ được kéo dài một lần.",
    title="Kéo dài thời hạn",
    summary="Kéo dài thời hạn giải quyết yêu cầu về dữ liệu cá nhân",
    button="Kéo dài thời hạn",
    effect=("Chỉ được kéo dài một lần. Người yêu cầu có địa chỉ thư điện tử thì nhận được thư báo hạn mới.",),
    done="Đã kéo dài thời hạn giải quyết.",
    refuses=REFUSES,
    places={"data-request.extension-too-long": "finish_by"},
    offered=lambda row: row["state"] == "answered" and not row["extended"],
)


async def settling(_: Asking) -> Shape:
    """Whatever is not fulfilled whole names its ground."""
    return Shape(depends=frozenset({"ground"}))


SETTLE: Final = Do(
    command=SettleDataRequest,
    name="settle",
    path="/data-requests/{request_id}:settle",
    body="DataRequestEnd",
    about="Kết quả giải quyết, và căn cứ nếu không thực hiện.",
    title="Ghi kết quả",
    summary="Ghi kết quả giải quyết yêu cầu về dữ liệu cá nhân",
    button="Ghi đã giải quyết xong",
    effect=(
        "Việc sửa, xóa dữ liệu làm ở trang của người đó, trước khi ghi kết quả.",
        "Người yêu cầu có địa chỉ thư điện tử thì nhận được thư báo. Ghi nhầm thì mở lại được.",
    ),
    done="Đã ghi kết quả giải quyết.",
    refuses=REFUSES,
    places={
        "data-request.in-the-future": "settled_on",
        "data-request.before-received": "settled_on",
        "data-request.no-ground": "ground",
        "data-request.ground-needless": "ground",
    },
    offered=_at(*WORKED_ON),
    shape=settling,
)
REOPEN: Final = Do(
    command=ReopenDataRequest,
    name="reopen",
    path="/data-requests/{request_id}:reopen",
    body="DataRequestReopening",
    about="Lý do mở lại yêu cầu.",
    title="Mở lại yêu cầu",
    button="Mở lại yêu cầu",
    effect=("Yêu cầu lại chờ giải quyết, hạn như trước.",),
    done="Đã mở lại yêu cầu.",
    refuses=REFUSES,
    offered=_at("settled"),
)
WITHDRAW: Final = Do(
    command=WithdrawDataRequest,
    name="withdraw",
    path="/data-requests/{request_id}:withdraw",
    body="DataRequestWithdrawal",
    about="Vì sao yêu cầu không còn phải giải quyết.",
    title="Rút yêu cầu",
    button="Rút yêu cầu",
    effect=(
        "Chỉ rút khi người yêu cầu rút lại, hoặc ghi nhầm: hạn theo luật vẫn tính từ ngày nhận, không dừng vì việc rút.",
        "Không còn việc phải làm. Yêu cầu và diễn biến vẫn còn trong danh sách; rút nhầm thì khôi phục được.",
    ),
    done="Đã rút yêu cầu.",
    refuses=REFUSES,
    offered=_at(*WAITS, *WORKED_ON),
)


RESTORE: Final = Do(
    command=RestoreDataRequest,
    name="restore",
    path="/data-requests/{request_id}:restore",
    body="DataRequestRestoration",
    about="Vì sao yêu cầu vẫn phải giải quyết.",
    title="Khôi phục",
    summary="Khôi phục yêu cầu đã rút",
    button="Khôi phục yêu cầu",
    effect=("Yêu cầu trở lại như trước khi rút; hạn vẫn tính từ ngày nhận nên có thể đã trễ.",),
    done="Đã khôi phục yêu cầu. Xem lại hạn.",
    refuses=REFUSES,
    offered=_at("withdrawn"),
)


def _whom(row: Mapping[str, Any]) -> str:
    return row["full_name"] or GONE


def _until(row: Mapping[str, Any], column: str) -> str:
    return words.day(row[column]) + ("" if row["sure"] else " (chưa xác nhận)")


def _extended(row: Mapping[str, Any]) -> str:
    return "đã kéo dài một lần" if row["extended"] else "không"


def _citation(row: Mapping[str, Any]) -> str:
    return f"{row['citation']}" + ("" if row["sure"] else f". {UNSURE}")


WHOM: Final = Column(name="full_name", label="Người có dữ liệu", show=_whom)
KIND: Final = Column(name="kind", label="Yêu cầu", words=events.KINDS)
RECEIVED_ON: Final = Column(name="received_on", label="Ngày nhận", wide=True)
ANSWER_BY: Final = Column(
    name="answer_by", label="Phản hồi chậm nhất", show=lambda row: _until(row, "answer_by"), wide=True
)
FINISH_BY: Final = Column(name="finish_by", label="Giải quyết chậm nhất", show=lambda row: _until(row, "finish_by"))
STATE: Final = Column(name="state", label="Tình trạng", words=WORDS)

DATA_REQUESTS: Final = Capability(
    name="data-requests",
    file=__file__,
    handles=decider.HANDLES,
    facts=FACTS,
    readers=(
        stream_table(
            "data_requests",
            2,
            stream=decider.DATA_REQUEST,
            states=(decider.Absent, decider.Received, decider.Answered, decider.Settled, decider.Withdrawn),
            events=(
                events.DataRequestReceived,
                events.DataRequestAnswered,
                events.DataRequestAnswerTakenBack,
                events.DataRequestExtended,
                events.DataRequestSettled,
                events.DataRequestReopened,
                events.DataRequestWithdrawn,
                events.DataRequestRestored,
            ),
            key="request_id",
            row=Row,
            shows=shows,
        ),
    ),
    does=(RECEIVE, WITHDRAW, RESTORE, TAKE_BACK, REOPEN, EXTEND, SETTLE, ANSWER),
    list=ListPage(
        path="/data-requests",
        title="Yêu cầu về dữ liệu cá nhân",
        intro="Ai yêu cầu gì về dữ liệu của chính họ, phải phản hồi và giải quyết đến hạn nào. " + UNSURE,
        source="""
            SELECT r.ward_code, r.request_id, r.person_id, p.full_name, r.kind, r.asker, r.received_on, r.with_others,
                   r.document_number, r.answer_by, r.finish_by, r.extended, r.citation, r.sure, r.answered_on, r.settled_on,
                   r.outcome, r.ground, r.data,
                   CASE WHEN r.step = 'received' AND r.answer_by < $1::date THEN 'unanswered'
                        WHEN r.step = 'answered' AND r.finish_by < $1::date THEN 'overdue' ELSE r.step END AS state
            FROM data_requests r LEFT JOIN people p ON p.ward_code = r.ward_code AND p.person_id = r.person_id
        """,
        columns=(WHOM, KIND, RECEIVED_ON, ANSWER_BY, FINISH_BY, STATE),
        key="request_id",
        order=("-received_on",),
        filters=(
            Filter(name="state", label="Tình trạng", words=WORDS),
            Filter(name="kind", label="Yêu cầu", words=events.KINDS),
        ),
        searched=("full_name",),
        personal=True,
        watched="people.read",
        more=(
            "person_id",
            "asker",
            "with_others",
            "document_number",
            "extended",
            "citation",
            "sure",
            "answered_on",
            "settled_on",
            "outcome",
            "ground",
            "data",
        ),
        roles=decider.KEEPERS,
        empty="Chưa có yêu cầu nào. Ai yêu cầu xem, sửa, xóa dữ liệu của mình thì ghi vào đây để không trễ hạn.",
    ),
    record=RecordPage(
        heading=lambda row: f"{events.KINDS.get(row['kind'], row['kind'])}: {_whom(row)}",
        stream=lambda key: decider.DATA_REQUEST.at(key).stream_id,
        state=lambda row: STATES[row["state"]],
        facts=(
            KIND,
            Column(name="data", label="Dữ liệu được nói đến", show=lambda row: about(row["data"]) or "toàn bộ"),
            Column(name="asker", label="Người yêu cầu", words=events.ASKERS),
            RECEIVED_ON,
            Column(name="document_number", label="Số văn bản đến"),
            Column(name="with_others", label="Có bên thứ ba cùng giữ dữ liệu"),
            ANSWER_BY,
            Column(name="answered_on", label="Ngày phản hồi"),
            FINISH_BY,
            Column(name="extended", label="Kéo dài thời hạn", show=_extended),
            Column(name="citation", label="Hạn theo", show=_citation),
            Column(name="settled_on", label="Ngày giải quyết xong"),
            Column(name="outcome", label="Kết quả", words=events.OUTCOMES),
            Column(name="ground", label="Căn cứ không thực hiện", words=events.GROUNDS),
        ),
        ways=(
            Way(
                label="Xem, sửa, xóa dữ liệu của người này",
                to=lambda row: f"/submissions/pages/people/{row['person_id']}",
                roles=decider.KEEPERS,
            ),
        ),
    ),
    first=FIRST,
    options={"people": everybody, "wards": wards},
)
