"""Acts on a report that need words: what is asked for, of whom, and what is said when it is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from services.chassis.http.edge import Writer
from services.chassis.web.forms import Form
from services.chassis.web.inputs import FieldError, needed, needed_day
from services.chassis.web.visitor import Visitor
from services.submissions.deadlines import DuePhrase, Reading
from services.submissions.reports.commands import ExtendDeadline, RecordPaperReceipt, ReturnReport, WithdrawAcceptance
from services.submissions.reports.decider import CLERK, EXTENDERS

NUMBER: Final = ("so-van-ban", "Số văn bản", "text", "")
Build = Callable[[Writer, UUID, Form, list[FieldError]], Any]


@dataclass(frozen=True, slots=True)
class Act:
    """One act: its word in the address, its page and its button; `fields` are (name, label, kind, hint)."""

    word: str
    label: str
    button: str
    sentence: str
    effect: str
    done: str
    roles: frozenset[str]
    states: frozenset[str]
    fields: tuple[tuple[str, str, str, str], ...]
    build: Build


def reason(fields: Form, field_errors: list[FieldError], ask: str) -> str:
    """The reason, which whoever is concerned reads word for word."""
    return needed(fields, "ly-do", ask, field_errors)


def give_back(writer: Writer, report_id: UUID, fields: Form, field_errors: list[FieldError]) -> ReturnReport:
    """Back to the unit."""
    why = reason(fields, field_errors, "Ghi lý do trả lại: mục nào, thiếu gì, sửa thế nào. Đơn vị sẽ đọc đúng câu này.")
    return ReturnReport(ward_code=writer.ward_code, at=writer.at, report_id=report_id, reason=why)


def withdraw(writer: Writer, report_id: UUID, fields: Form, field_errors: list[FieldError]) -> WithdrawAcceptance:
    """The acceptance was a mistake."""
    why = reason(fields, field_errors, "Ghi lý do hủy tiếp nhận. Đơn vị sẽ đọc đúng câu này.")
    return WithdrawAcceptance(ward_code=writer.ward_code, at=writer.at, report_id=report_id, reason=why)


def paper(writer: Writer, report_id: UUID, fields: Form, field_errors: list[FieldError]) -> RecordPaperReceipt:
    """It came on paper."""
    received_on = needed_day(fields, "ngay-nhan", field_errors)
    number = needed(fields, "so-van-ban", "Ghi số văn bản của bản giấy.", field_errors, 100)
    why = reason(fields, field_errors, "Ghi lý do nộp bản giấy.")
    return RecordPaperReceipt(
        ward_code=writer.ward_code,
        at=writer.at,
        report_id=report_id,
        received_on=received_on or date.min,
        document_number=number,
        reason=why,
    )


def extend(writer: Writer, report_id: UUID, fields: Form, field_errors: list[FieldError]) -> ExtendDeadline:
    """More time, on a document."""
    due, locks = (needed_day(fields, name, field_errors) or date.min for name in ("han-moi", "khoa-moi"))
    number = needed(fields, "so-van-ban", "Ghi số văn bản gia hạn.", field_errors, 100)
    signed_on = needed_day(fields, "ngay-van-ban", field_errors) or date.min
    return ExtendDeadline(
        ward_code=writer.ward_code,
        at=writer.at,
        report_id=report_id,
        due=DuePhrase(due, Reading.THROUGH),
        locks=DuePhrase(locks, Reading.THROUGH),
        document_number=number,
        document_date=signed_on,
        reason=reason(fields, field_errors, "Ghi lý do gia hạn."),
    )


WHY: Final = ("ly-do", "Lý do", "long", "Đơn vị sẽ đọc đúng câu này. Không ghi dữ liệu cá nhân.")
OPEN: Final = frozenset({"due", "missed", "returned"})
ACTS: Final[Mapping[str, Act]] = {
    act.word: act
    for act in (
        Act(
            "return",
            "Trả lại",
            "Trả lại báo cáo",
            "Trả lại báo cáo để đơn vị bổ sung.",
            "Đơn vị được báo ngay và gửi lại được đến khi khóa sổ; gửi lại không tính là trễ thêm.",
            "Đã trả lại báo cáo. Đơn vị được báo ngay.",
            CLERK,
            frozenset({"submitted"}),
            (WHY,),
            give_back,
        ),
        Act(
            "withdraw",
            "Hủy tiếp nhận nhầm",
            "Hủy tiếp nhận",
            "Hủy việc tiếp nhận báo cáo này.",
            "Báo cáo trở lại bước chờ tiếp nhận; diễn biến giữ cả hai việc.",
            "Đã hủy tiếp nhận. Báo cáo chờ xem lại.",
            EXTENDERS,
            frozenset({"accepted"}),
            (WHY,),
            withdraw,
        ),
        Act(
            "paper",
            "Ghi nhận bản giấy",
            "Ghi nhận bản giấy",
            "Ghi nhận báo cáo đã nhận bằng bản giấy.",
            "Báo cáo được tính từ ngày nhận bản giấy, không phải ngày ghi nhận.",
            "Đã ghi nhận bản giấy.",
            CLERK,
            OPEN | {"locked"},
            (
                ("ngay-nhan", "Ngày nhận bản giấy", "day", "Ngày, tháng, năm, ví dụ 14/05/2024."),
                NUMBER,
                ("ly-do", "Lý do nộp bản giấy", "long", "Không ghi dữ liệu cá nhân."),
            ),
            paper,
        ),
        Act(
            "extend",
            "Gia hạn",
            "Gia hạn nộp",
            "Gia hạn nộp báo cáo này theo văn bản.",
            "Hạn mới và ngày khóa sổ mới tính đến hết ngày ghi dưới đây; đơn vị được báo ngay.",
            "Đã gia hạn. Đơn vị được báo ngay.",
            EXTENDERS,
            OPEN | {"locked", "submitted"},
            (
                ("han-moi", "Hạn nộp mới, đến hết ngày", "day", "Ví dụ 22/05/2024."),
                ("khoa-moi", "Khóa sổ sau ngày", "day", "Từ ngày hạn nộp mới trở đi."),
                ("so-van-ban", "Số văn bản gia hạn", "text", ""),
                ("ngay-van-ban", "Ngày văn bản", "day", ""),
                ("ly-do", "Lý do gia hạn", "long", "Không ghi dữ liệu cá nhân."),
            ),
            extend,
        ),
    )
}


def offered(report: Mapping[str, Any], visitor: Visitor) -> list[Act]:
    """The acts that the visitor's role has on the report as it stands: what is offered, the domain decides."""
    return [act for act in ACTS.values() if report["state"] in act.states and visitor.holds(*act.roles)]
