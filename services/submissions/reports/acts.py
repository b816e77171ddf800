"""What is done with a report that was sent, or that was not: said before the button, offered by state."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from services.chassis import words
from services.chassis.erasure import promise
from services.chassis.kit.doing import Do
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web
from services.submissions.deadlines import Reading
from services.submissions.reports.commands import (
    AcceptReport,
    EraseReportWords,
    ExtendDeadline,
    RecallReport,
    RecordPaperReceipt,
    ReturnReport,
    WithdrawAcceptance,
    WithdrawExtension,
    WithdrawReturn,
    WithdrawSending,
)
from services.submissions.reports.refusals import ReportRefused

REFUSES: Final = (ReportRefused,)
PLACES: Final = {
    "report.receipt-in-the-future": "received_on",
    "report.receipt-before-obligation": "received_on",
    "report.extension-document-in-the-future": "document_date",
    "report.extension-not-later": "due-day",
    # the others speak of the report itself: they stand above the form
}
TERMS: Final = "Hạn nộp: {due_until}; khóa sổ: {locks_until}."
EXPLAINED: Final = "Lý do. Không ghi dữ liệu cá nhân."


async def terms(_: Web, __: Visitor, report: Mapping[str, Any] | None) -> dict[str, str]:
    """The report's deadlines in words."""
    assert report is not None
    return {"due_until": words.until(report["due_at"]), "locks_until": words.until(report["locks_at"])}


async def through_the_day(_: Web, __: Visitor, ___: Mapping[str, Any] | None) -> dict[str, Any]:
    """A document that extends says "đến hết ngày"."""
    reading = {"reading": Reading.THROUGH}
    return {"due": reading, "locks": reading}


def _in(*states: str) -> Callable[[Mapping[str, Any]], bool]:
    return lambda report: report["state"] in states


def _in_and(needed: str, *states: str) -> Callable[[Mapping[str, Any]], bool]:
    return lambda report: report["state"] in states and bool(report[needed])


def own_sending(report: Mapping[str, Any]) -> bool:
    """Whether who looks sent or recorded what waits: somebody else accepts it."""
    return (
        report["state"] == "submitted" and report["sent_by"] is not None and report["sent_by"] == report["own_account"]
    )


ACCEPT: Final = Do(
    command=AcceptReport,
    name="accept",
    path="/reports/{report_id}:accept",
    title="Tiếp nhận",
    summary="Tiếp nhận báo cáo",
    button="Tiếp nhận",
    effect=("Tiếp nhận báo cáo này.", TERMS, "Đơn vị được báo ngay; tiếp nhận nhầm thì hủy được."),
    done="Đã tiếp nhận báo cáo. Đơn vị được báo ngay.",
    refuses=REFUSES,
    places=PLACES,
    offered=lambda report: report["state"] == "submitted" and not own_sending(report),
    given=terms,
)
DOES: Final = (
    ACCEPT,
    Do(
        command=ReturnReport,
        name="give-back",
        path="/reports/{report_id}:return",
        body="Explained",
        about=EXPLAINED,
        title="Trả lại",
        summary="Trả lại báo cáo",
        button="Trả lại báo cáo",
        effect=(
            "Trả lại báo cáo để đơn vị bổ sung.",
            TERMS,
            "Đơn vị được báo ngay và gửi lại được đến khi khóa sổ; gửi lại không tính là trễ thêm.",
        ),
        done="Đã trả lại báo cáo. Đơn vị được báo ngay.",
        refuses=REFUSES,
        places=PLACES,
        offered=_in("submitted"),
        given=terms,
    ),
    Do(
        command=WithdrawReturn,
        name="withdraw-return",
        path="/reports/{report_id}:withdraw-return",
        body="Explained",
        about=EXPLAINED,
        title="Hủy trả lại nhầm",
        button="Hủy trả lại",
        effect=(
            "Hủy việc trả lại báo cáo này.",
            TERMS,
            "Báo cáo trở lại bước chờ tiếp nhận, kể cả khi đã khóa sổ; đơn vị được báo ngay là không phải gửi lại.",
        ),
        done="Đã hủy trả lại. Báo cáo chờ tiếp nhận, đơn vị được báo ngay.",
        refuses=REFUSES,
        places=PLACES,
        offered=_in_and("attempt", "returned", "locked"),
        given=terms,
    ),
    Do(
        command=WithdrawAcceptance,
        name="withdraw",
        path="/reports/{report_id}:withdraw-acceptance",
        body="Explained",
        about=EXPLAINED,
        title="Hủy tiếp nhận nhầm",
        button="Hủy tiếp nhận",
        effect=(
            "Hủy việc tiếp nhận báo cáo này.",
            TERMS,
            "Báo cáo trở lại bước chờ tiếp nhận; diễn biến giữ cả hai việc.",
        ),
        done="Đã hủy tiếp nhận. Báo cáo chờ xem lại.",
        refuses=REFUSES,
        places=PLACES,
        offered=_in("accepted"),
        given=terms,
    ),
    Do(
        command=RecordPaperReceipt,
        name="paper",
        path="/reports/{report_id}:record-paper-receipt",
        body="PaperReceipt",
        about="Bản giấy đã nhận: ngày nhận, số văn bản, lý do ghi nhận sau. Không ghi dữ liệu cá nhân.",
        title="Ghi nhận bản giấy",
        button="Ghi nhận bản giấy",
        effect=(
            "Ghi nhận báo cáo đã nhận bằng bản giấy.",
            TERMS,
            "Báo cáo được tính từ ngày nhận bản giấy, không phải ngày ghi nhận.",
        ),
        done="Đã ghi nhận bản giấy.",
        refuses=REFUSES,
        places=PLACES,
        offered=_in("due", "missed", "returned", "locked"),
        given=terms,
    ),
    Do(
        command=WithdrawSending,
        name="withdraw-sending",
        path="/reports/{report_id}:withdraw-sending",
        body="Explained",
        about=EXPLAINED,
        title="Hủy lần nộp ghi nhầm",
        button="Hủy lần nộp",
        effect=(
            "Hủy lần nộp mà Văn phòng đã ghi cho đơn vị: bản giấy ghi nhầm, hoặc gửi thay nhầm.",
            TERMS,
            "Báo cáo trở lại như trước lần nộp đó; đã đến hạn thì lại là trễ – còn mở, đã khóa sổ thì lại khóa. Đơn vị được báo ngay.",
        ),
        done="Đã hủy lần nộp. Báo cáo trở lại như trước, đơn vị được báo ngay.",
        refuses=REFUSES,
        places=PLACES,
        offered=_in_and("by_office", "submitted"),
        given=terms,
    ),
    Do(
        command=RecallReport,
        name="recall",
        path="/reports/{report_id}:recall",
        title="Rút để sửa",
        summary="Rút báo cáo đã gửi để sửa",
        button="Rút để sửa",
        effect=(
            "Rút báo cáo đơn vị đã gửi để sửa rồi gửi lại; chỉ khi Văn phòng chưa tiếp nhận.",
            TERMS,
            "Báo cáo trở lại như trước lần gửi đó, số đã nhập vẫn giữ. Đúng hạn hay trễ tính theo lần gửi lại.",
        ),
        done="Đã rút báo cáo. Sửa rồi gửi lại trước khi khóa sổ.",
        refuses=REFUSES,
        places=PLACES,
        offered=lambda report: report["state"] == "submitted" and not report["by_office"],
        given=terms,
    ),
    Do(
        command=WithdrawExtension,
        name="withdraw-extension",
        path="/reports/{report_id}:withdraw-extension",
        body="ExtensionWithdrawal",
        about="Văn bản và lý do hủy gia hạn. Không ghi dữ liệu cá nhân.",
        title="Hủy gia hạn",
        summary="Hủy lần gia hạn cuối",
        button="Hủy gia hạn",
        effect=(
            "Hủy lần gia hạn cuối của báo cáo này: hạn nộp và khóa sổ trở lại như trước lần gia hạn đó.",
            TERMS,
            "Báo cáo đã gửi vẫn giữ, được xét đúng hạn hay trễ theo hạn cũ. Đơn vị được báo ngay.",
            "Gia hạn đúng nhưng ghi sai ngày: hủy ở đây, rồi gia hạn lại.",
        ),
        done="Đã hủy gia hạn. Đơn vị được báo ngay.",
        refuses=REFUSES,
        places=PLACES,
        offered=_in_and("extensions", "due", "missed", "returned", "submitted", "accepted"),
        given=terms,
    ),
    Do(
        command=ExtendDeadline,
        name="extend",
        path="/reports/{report_id}:extend-deadline",
        body="Extension",
        about="Hạn mới theo văn bản gia hạn.",
        title="Gia hạn",
        summary="Gia hạn nộp báo cáo",
        button="Gia hạn nộp",
        effect=(
            "Gia hạn nộp báo cáo này theo văn bản.",
            TERMS,
            "Hạn mới và ngày khóa sổ mới thay các ngày này; đơn vị còn phải nộp được báo ngay.",
            "Báo cáo đã gửi được xét đúng hạn hay trễ theo hạn mới.",
        ),
        done="Đã gia hạn.",
        refuses=REFUSES,
        places=PLACES,
        offered=_in("due", "missed", "returned", "locked", "submitted", "accepted"),
        begin=through_the_day,
        given=terms,
    ),
    Do(
        command=EraseReportWords,
        name="erase-words",
        path="/reports/{report_id}:erase-words",
        body="WordsErasure",
        about="Số văn bản yêu cầu xóa.",
        title="Xóa lời ghi",
        summary="Xóa lời ghi về báo cáo theo yêu cầu",
        button="Xóa lời ghi",
        effect=promise.WORDS_GO,
        done="Đã xóa lời ghi.",
        refuses=REFUSES,
        places=PLACES,
        offered=lambda report: report["noted"],
        any_ward=True,
    ),
)
