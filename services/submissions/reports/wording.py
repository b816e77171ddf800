"""Wording: a report's state, lines and figures as the pages say them. Timeliness and progress are two facts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from services.chassis import words
from services.submissions.edge import WATCHERS
from services.submissions.reports.figures import label
from thidua_contracts.codes import ReportPeriod

STATES: Final = {
    "returned": "Bị trả lại",
    "late": "Trễ – còn mở",
    "locked": "Đã khóa",
    "waiting": "Chưa đến hạn",
    "sent": "Đã gửi",
    "received": "Đã tiếp nhận",
    "exempt": "Được miễn",
}
"""Kinds of state by severity, as the filter and the sums name them."""
STORED: Final = {
    "due": "Chờ nộp",
    "missed": "Trễ – còn mở",
    "submitted": "Đã gửi, chờ tiếp nhận",
    "returned": "Bị trả lại, chờ gửi lại",
    "accepted": "Đã tiếp nhận",
    "locked": "Đã khóa, chưa gửi lại",
    "locked-unsent": "Đã khóa, chưa nộp",
    "released": "Được miễn",
}
"""The state that is stored, as the API says it in words: whoever asks there judges the time by its instants."""


def stored(report: Mapping[str, Any]) -> str:
    """The stored state in words: of what is locked, whether it was ever sent."""
    unsent = report["state"] == "locked" and report["attempt"] == 0
    return STORED["locked-unsent" if unsent else report["state"]]


OPEN_PLANS: Final = WATCHERS
"""Who is led from a report to its plan."""


def name(report: Mapping[str, Any]) -> str:
    """What the plan calls it: "Báo cáo sơ kết phong trào 6 tháng"; where that is not known, "Báo cáo tổng kết năm 2024"."""
    return report.get("name") or f"{ReportPeriod(report['period']).label} {report['year']}"


def plan(report: Mapping[str, Any]) -> str:
    """ "Kế hoạch số 57/KH-UBND năm 2024": what tells apart two reports that are called the same; "" where it is not known."""
    if not report.get("plan_number"):
        return ""
    return f"Kế hoạch số {report['plan_number']}/{report['plan_symbol']} năm {report['plan_year']}"


def full(report: Mapping[str, Any]) -> str:
    """Its name and its plan, for a place that shows nothing else of it."""
    return ", ".join(part for part in (name(report), plan(report)) if part)


def kind(report: Mapping[str, Any], now: datetime) -> str:
    """Which of the states a report is in now."""
    match report["state"]:
        case "accepted":
            return "received"
        case "submitted":
            return "sent"
        case "returned":
            return "returned"
        case "locked":
            return "locked"
        case "released":
            return "exempt"
        case _ if now >= report["locks_at"]:
            return "locked"
        case _ if now >= report["due_at"]:
            return "late"
        case _:
            return "waiting"


def word(report: Mapping[str, Any], now: datetime) -> str:
    """The state in words: the fact to act on."""
    found = kind(report, now)
    match found:
        case "sent":
            return "Đã gửi, chờ tiếp nhận"
        case "locked":
            return "Đã khóa, chưa nộp" if report["attempt"] == 0 else "Đã khóa, chưa gửi lại"
        case "late":
            return f"Trễ – còn mở{_days(report['due_at'], now)}"
        case _:
            return STATES[found]


def timeliness(report: Mapping[str, Any]) -> str:
    """ "đúng hạn", "trễ" or nothing yet."""
    if report["on_time"] is None:
        return ""
    return "đúng hạn" if report["on_time"] else "trễ hạn"


def three_faces(report: Mapping[str, Any], now: datetime) -> str:
    """Due, late but open, locked: what a sending at this moment would be."""
    locks = words.until(report["locks_at"])
    if now >= report["locks_at"]:
        return f"Đã khóa từ {words.moment(report['locks_at'])}. Muốn nộp, đề nghị gia hạn bằng văn bản."
    if report["state"] == "returned":
        first = "Lần gửi đầu đúng hạn" if report["on_time"] else "Lần gửi đầu trễ hạn"
        return f"{first}: gửi lại không tính là trễ thêm. Gửi lại được đến {locks}."
    if now >= report["due_at"]:
        late = words.left(report["due_at"], now)
        return f"Gửi lúc này ghi nhận {late} so với hạn {words.until(report['due_at'])}. Còn nộp được đến {locks}."
    return f"Gửi đến {words.until(report['due_at'])} là đúng hạn; sau đó còn nhận, ghi trễ, đến {locks}."


def not_awaited(report: Mapping[str, Any], now: datetime) -> tuple[str, str]:
    """What became of a report that is not to be sent now, and what can be done."""
    unit = report["unit_name"] or "Đơn vị"
    match report["state"]:
        case "submitted":
            return (
                f"{_arrived(report, unit)}, đang chờ tiếp nhận.",
                "Cần sửa thì đề nghị Văn phòng – Thống kê hủy lần nộp hoặc trả lại báo cáo."
                if report["by_office"]
                else "Cần sửa thì bấm “Rút để sửa” trên trang báo cáo, hoặc đề nghị Văn phòng – Thống kê trả lại.",
            )
        case "accepted":
            taken = f"Văn phòng – Thống kê tiếp nhận lúc {words.moment(report['accepted_at'])}"
            return f"{_arrived(report, unit)}; {taken}.", "Nếu có sai sót, báo Văn phòng – Thống kê."
        case "released":
            if report.get("plan_state") == "revoked":
                revoked = f"đã thu hồi ngày {words.day(report['plan_revoked_on'])}"
                return f"{plan(report)} giao báo cáo này {revoked} nên đơn vị không phải nộp.", ""
            return f"{unit} đã kết thúc hoạt động nên không phải nộp báo cáo này.", ""
        case _:
            return three_faces(report, now), ""


def _arrived(report: Mapping[str, Any], unit: str) -> str:
    if report["channel"] == "paper":
        return f"Văn phòng – Thống kê đã ghi nhận bản giấy của {unit}, nhận ngày {words.day(report['sent_at'])}"
    again = f" lần {report['attempt']}" if report["attempt"] > 1 else ""
    return f"{unit} đã gửi báo cáo này{again} lúc {words.moment(report['sent_at'])}"


def _days(due_at: datetime, now: datetime) -> str:
    late = words.left(due_at, now)
    return f", {late.removeprefix('trễ ')}" if late.startswith("trễ") else ""


def line(past: Mapping[str, Any], unit: str) -> dict[str, Any]:
    """One event of the history as a sentence: who, what, why."""
    number = f", số văn bản {past['document_number']}" if past["document_number"] else ""
    by = f" theo văn bản số {past['document_number']}" if past["document_number"] else ""
    again = f" lần {past['attempt']}" if (past["attempt"] or 1) > 1 else ""
    timely = {True: ", đúng hạn", False: ", trễ hạn", None: ""}[past["on_time"]]
    judged = f"; báo cáo đã gửi được xét{timely.removeprefix(',')}" if timely else ""
    reason = f"Lý do: {past['reason']}" if past["reason"] else ""
    detail = reason
    match past["event"]:
        case "requested":
            said = f"{unit} được giao nộp báo cáo, hạn {words.until(past['due_at'])}"
            detail = f"Khóa sổ: {words.until(past['locks_at'])}." if past["locks_at"] else ""
        case "submitted":
            said = f"{unit} gửi báo cáo{again}{timely}{number}"
            detail = "; ".join(f"{label(figure['indicator'])}: {figure['value']}" for figure in past["figures"])
        case "received-on-paper":
            said = f"Văn phòng ghi nhận bản giấy nhận ngày {words.day(past['effective_at'])}{timely}{number}"
        case "returned":
            said = f"Văn phòng trả lại báo cáo cho {unit}"
        case "accepted":
            said = "Văn phòng tiếp nhận báo cáo"
        case "acceptance-withdrawn":
            said = "Văn phòng hủy tiếp nhận"
        case "return-withdrawn":
            said = "Văn phòng hủy việc trả lại: báo cáo chờ tiếp nhận như trước"
        case "sending-withdrawn":
            said = "Văn phòng hủy lần nộp đã ghi nhầm: báo cáo trở lại như trước lần nộp đó"
        case "recalled":
            said = f"{unit} rút báo cáo về để sửa"
        case "deadline-extended":
            said = f"Gia hạn đến {words.until(past['due_at'])}{by}{judged}"
            detail = " ".join(part for part in (f"Khóa sổ: {words.until(past['locks_at'])}.", reason) if part)
        case "extension-withdrawn":
            said = f"Hủy gia hạn{by}: hạn trở lại {words.until(past['due_at'])}{judged}"
            detail = " ".join(part for part in (f"Khóa sổ: {words.until(past['locks_at'])}.", reason) if part)
        case "missed":
            said = f"Đến hạn {unit} chưa nộp: trễ – còn mở"
        case "locked":
            said = f"Khóa lúc {words.moment(past['effective_at'])}; mở lại cần văn bản"
        case "words-erased":
            said = f"Lời ghi về báo cáo này đã xóa{by}"
        case "released":
            said = f"{unit} kết thúc hoạt động, không phải nộp"
        case "called-off":
            said = f"Kế hoạch đã thu hồi, {unit} không phải nộp"
        case _:
            said = str(past["event_in_words"])
    return {"at": past["recorded_at"], "sentence": f"{said}.", "detail": detail}
