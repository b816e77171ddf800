"""Fields that several capabilities of submissions ask for, each with its bounds and its words. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from services.chassis.decider import WARD_CODE
from services.chassis.kit.fields import Choice, Printed, Ref, Text, lower
from thidua_contracts.codes import Mistake

CODE_PATTERN: Final = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"


def code(label: str, *, example: str, hint: str = "Chữ không dấu, chữ số, dấu chấm, gạch ngang, gạch dưới.") -> Text:
    """A short code word that people give."""
    return Text(label, most=60, pattern=CODE_PATTERN, hint=hint, example=example)


def document_number(label: str = "Số văn bản", *, example: str = "12/QĐ-UBND", hint: str = "") -> Printed:
    """The number of a document as it stands on it."""
    return Printed(label, most=100, pattern=r"^\S(.*\S)?$", hint=hint, example=example)


def erasure_document() -> Text:
    """The document that orders an erasure."""
    return document_number("Số văn bản yêu cầu xóa", example="3/ĐN")


def symbol(example: str) -> Text:
    """The symbol behind a document's number, with the body that issues it: "KH-UBND"."""
    return Text(
        "Ký hiệu",
        least=2,
        most=40,
        pattern=r"^[^\s/]+( \([^\s/()]+\))?$",
        hint="Phần sau số, không có dấu gạch chéo.",
        example=example,
    )


MISTAKES: Final = Mistake.words()
"""Why a document, or what a document says, is taken back."""
_SLIP: Final = {"slip": "Bấm nhầm", "unit": "Nhầm đơn vị"}
CONFIRMED: Final = _SLIP | {"early": "Chưa nhận, chưa đọc"}
"""Why it is taken back that a unit has received or read something."""
ATTENDED: Final = _SLIP | {
    "person": "Nhầm người",
    "session": "Nhầm hội nghị, lớp tập huấn",
    "absent": "Người này không dự",
}
JOINED: Final = {"left": "Đơn vị thôi tham gia"} | _SLIP
DELEGATED: Final = {
    "slip": "Bấm nhầm",
    "person": "Nhầm người",
    "scope": "Nhầm chức vụ, phạm vi giao",
    "day": "Sai ngày",
    "document": "Sai văn bản giao",
    "present": "Chủ tịch không vắng mặt như dự kiến",
    "needless": MISTAKES["needless"],
}
FINISHED: Final = _SLIP | {"task": "Nhầm nhiệm vụ", "unfinished": "Việc chưa xong", "content": "Kết quả ghi sai"}
UNDONE: Final = {
    "slip": "Bấm nhầm",
    "thing": "Nhầm mục",
    "content": MISTAKES["content"],
    "day": "Sai ngày",
    "basis": "Sai văn bản làm căn cứ",
    "needless": MISTAKES["needless"],
}
"""Why a step, an entry or an undoing itself is taken back."""
REGISTERED: Final = {
    "registered": "Đơn vị đã được đăng ký",
    "elsewhere": "Đơn vị của phường, xã khác",
    "none": "Không có đơn vị này",
}
"""Why a unit's registration is taken back."""
_MORE: Final = {
    "as-before": "Giữ nội dung đã chấp nhận",
    "asker": "Người yêu cầu rút lại",
    "carried-out": "Kế hoạch vẫn thực hiện",
    "decided": "Có văn bản quyết định",
    "needed": "Văn bản vẫn cần phổ biến",
    "not-answered": "Chưa phản hồi người yêu cầu",
    "not-reviewed": "Chưa sơ kết, tổng kết",
    "quarter": "Nhầm quý",
    "reached": "Số liệu ghi sai",
    "file": "Nhầm hồ sơ",
    "file-code": "Sai số, ký hiệu hồ sơ",
    "given-back": "Nơi lưu trữ trả lại hồ sơ",
    "in-force": "Văn bản vẫn còn hiệu lực",
    "incomplete": "Còn thiếu nội dung",
    "launched": "Phong trào vẫn diễn ra",
    "minutes": "Sai số biên bản giao nhận",
    "misfiled": "Có văn bản để nhầm",
    "missing-papers": "Còn thiếu văn bản",
    "movement": "Nhầm sang phong trào khác",
    "name": "Sai tên",
    "not-held": "Hội nghị, lớp tập huấn không tổ chức",
    "not-issued": "Văn bản không ban hành",
    "not-launched": "Phong trào không phát động",
    "not-received": "Nơi lưu trữ chưa nhận",
    "other-file": "Văn bản thuộc hồ sơ khác",
    "paper": "Nhầm sang văn bản khác",
    "plan": "Nhầm kế hoạch",
    "postponed": "Hoãn sang ngày khác",
    "recorded": "Đã ghi một lần khác",
    "rewritten": "Lập dự thảo khác",
    "still-asked": "Người yêu cầu vẫn đề nghị giải quyết",
    "sheet-changed": "Bảng tiêu chí đã sửa",
    "signer": "Sai người ký, chức vụ hoặc thẩm quyền ký",
    "ward-plan": "Chưa khớp kế hoạch của phường, xã",
    "year": "Sai năm",
}
"""Further words, of which each act offers those that fit it. None is taken away: events hold them."""
_EVERY: Final = UNDONE | REGISTERED | CONFIRMED | ATTENDED | JOINED | DELEGATED | FINISHED | MISTAKES | _MORE
"""What any of them says, also where an act recorded a word that it offers no more."""


def _some(*codes: str) -> Mapping[str, str]:
    return {code: _EVERY[code] for code in codes}


DROPPED: Final = _some("content", "rewritten", "year", "twice", "needless")
"""A draft is given up."""
CHECKED: Final = _some("slip", "content", "form", "basis", "incomplete")
SIGNED: Final = _some("slip", "content", "form", "basis", "signer")
NUMBERED: Final = _some("slip", "number", "content", "form", "needless")
REVOKED: Final = _some("slip", "content", "form", "number", "twice", "needless")
"""What was issued is taken back."""
RESTORED: Final = _some("slip", "plan", "carried-out")
"""It holds after all."""
RECALLED: Final = _some("slip", "content", "form", "incomplete")
"""A draft that waits for an answer is taken back."""
APPROVED: Final = _some("slip", "unit", "content", "ward-plan", "incomplete")
ENDED: Final = _some("slip", "paper", "number", "day", "basis", "in-force")
"""A document of the library holds after all."""
HELD: Final = _some("slip", "content", "day", "recorded", "not-held", "postponed")
"""A briefing was none."""
LISTED: Final = _some("slip", "file-code", "year", "recorded", "needless")
"""A file of the archive is taken off its list; below, the steps that follow."""
FILED: Final = _some("slip", "paper", "other-file", "twice")
CLOSED: Final = _some("slip", "file", "day", "unfinished", "missing-papers", "misfiled")
HANDED_OVER: Final = _some("slip", "file", "day", "minutes", "not-received", "given-back")
OUTSIDE: Final = _some("slip", "number", "content", "recorded", "not-issued")
"""The number of a document that was made elsewhere is free again."""
KEPT: Final = _some("slip", "name", "day", "recorded", "needless")
"""A key day is kept no longer."""
LAUNCHED: Final = _some("slip", "name", "day", "plan", "recorded", "not-launched")
WITHDRAWN: Final = _some("slip", "movement", "launched")
"""A movement counts after all."""

REVIEWED: Final = _some("slip", "movement", "day", "number", "not-reviewed")
SPREAD: Final = _some("slip", "paper", "needed")
"""A directive is read on after all."""
IN_FORCE: Final = _some("slip", "paper", "in-force")
"""A document of the library is none that was withdrawn."""
ANSWERED: Final = _some("slip", "day", "person", "not-answered")
SETTLED: Final = _some("slip", "day", "content", "unfinished", "basis")
ASKED: Final = _some("asker", "slip", "person", "recorded")
"""A request about personal data is settled no more."""
STILL_ASKED: Final = _some("slip", "person", "still-asked")
"""It is settled after all."""
UNIT_UNDONE: Final = _some("decided", "slip", "unit", "day")
"""What was recorded of a unit for a coming day, or its end, is undone: only the first says that a document decides it."""
CALLED: Final = _some("slip", "year", "recorded", "needless")
"""Units are not asked after all; below, what they registered."""
AIMED: Final = _some("slip", "unit", "content", "incomplete", "year")
SHEET: Final = _some("slip", "content", "year", "recorded", "needless")
"""A criteria sheet is none; below, a scorecard by it."""
SCORED: Final = _some("slip", "unit", "content", "reached", "incomplete")
SCORES_SHOWN: Final = _some("slip", "unit", "year", "reached")
COUNTED: Final = _some("slip", "unit", "day", "movement", "reached")
UNAMENDED: Final = _some("slip", "content", "incomplete", "as-before")
"""A change of what was registered waits no more."""
REACHED: Final = _some("slip", "unit", "quarter", "reached")


def in_a_row(lines: Iterable[str]) -> str:
    """Lines as one sentence tells them: what ended them where they were typed is no part of them."""
    return "; ".join(line.rstrip(" ;,.") for line in lines)


def mistake(words: Mapping[str, str] = MISTAKES) -> Choice:
    """Why something is taken back: a code word, since nothing that names somebody can be taken out of an event."""
    return Choice("Lý do", words=words)


def said_reason(word: str, words: Mapping[str, str] = _EVERY) -> str:
    """Why something was taken back, inside a sentence."""
    return lower(words.get(word) or _EVERY.get(word, word))


def mistake_of(event: Any) -> Mistake:
    """Why a document was taken back, as others are told; `UNKNOWN` for a word that no list has any more."""
    return Mistake(event.reason)


def because(what: str, words: Mapping[str, str] = _EVERY) -> Callable[[Any], str]:
    """What was taken back and why, as a timeline says it."""
    return lambda event: f"{what}: {said_reason(event.reason, words)}."


def undone(event: Any) -> str:
    """By which document, or why without one, something is undone; nothing where neither was stored."""
    if event.document_number:
        return f", theo văn bản số {event.document_number}"
    return f": {said_reason(event.reason)}" if event.reason else ""


def reason(label: str = "Lý do", *, hint: str = "") -> Text:
    """Why; whom it is about reads exactly this."""
    return Text(label, most=1000, hint=hint, long=True)


UNIT: Final = Ref("Đơn vị", options="units")
OFFICIAL_CODE: Final = Text(
    "Mã", least=None, most=None, pattern=r"^[0-9]{5}$", hint="Mã đơn vị hành chính gồm 5 chữ số.", example="03388"
)
WARD_KEY: Final = Text("Phường, xã", least=None, most=None, pattern=f"^{WARD_CODE}$", example="03388@2025-07-01")
"""A ward by its key, which no later holder of its code shares."""
