"""Every letter can be written from the facts that its event gives, and reads as an official would write it."""

import asyncio
import email.policy
import re
from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path
from uuid import UUID

import pytest
from aiosmtplib.email import flatten_message

from services.notifications.deliveries import templates
from services.notifications.deliveries.directory import LocalDirectory
from services.notifications.deliveries.mail import compose, message_id
from services.notifications.deliveries.templates import letter, names
from services.notifications.wording import phrases

INTENT = UUID("0b7b1f0e-9df7-5b43-8f57-6f3d8e9c2a10")
NAMES = {"unit": "Tổ dân phố số 8", "ward": "Phường Quyết Thắng"}
REPORT = {**NAMES, "period": "half-year", "year": "2024"}
DUE = {**REPORT, "due_at": "2024-05-14T17:00:00+00:00"}
RETURNED = {**DUE, "returned_at": "2024-05-09T18:00:00+00:00"}
AWARD = {
    **NAMES,
    "year": "2024",
    "title": "LDTT",
    "decision_number": "105/QĐ-UBND",
    "decided_on": "2024-12-20",
}
LATER = {**NAMES, "year": "2024", "title": "LDTT", "document_number": "131/QĐ-UBND"}
CORRECTED = {**LATER, "corrected_on": "2025-02-10"}
ANNULLED = {**LATER, "annulled_on": "2025-02-10"}
RESTORED = {**LATER, "restored_on": "2025-02-10"}
WITHDRAWN = {name: AWARD[name] for name in ("unit", "ward", "year", "title", "decision_number")}
DIRECTIVE = {
    **NAMES,
    "document_title": "Chỉ thị về tổ chức phong trào thi đua",
    "document_number": "34-CT/TW",
    "due_at": "2024-05-14T17:00:00+00:00",
}
RECALLED = {name: DIRECTIVE[name] for name in DIRECTIVE if name != "due_at"} | {
    "recalled_for": "content",
    "instead_number": "35-CT/TW",
    "instead_title": "Chỉ thị về đổi mới phong trào thi đua",
}
BRIEFING = {**NAMES, "briefing_subject": "Quán triệt Chỉ thị 34-CT/TW", "briefed_on": "2024-05-14"}
UNIT_PLAN = {**NAMES, "year": "2024"}
SCORE_SHEET = {"ward": NAMES["ward"], "year": "2024"}
DATA_REQUEST = {"ward": NAMES["ward"], "due_at": "2026-03-21T17:00:00+00:00"}
AIMS = {**NAMES, "year": "2024"}
AIMS_DUE = {**AIMS, "due_at": "2024-03-31T17:00:00+00:00"}
FACTS = {
    "data-request-answered-person": DATA_REQUEST,
    "data-request-extended-person": DATA_REQUEST,
    "data-request-reopened-person": DATA_REQUEST,
    "data-request-settled-person": {"ward": NAMES["ward"], "settled_on": "2026-03-20"},
    "briefing-attended-person": BRIEFING,
    "briefing-attended-unit": BRIEFING,
    "directive-sent": DIRECTIVE,
    "directive-reminder": DIRECTIVE,
    "directive-reminded": DIRECTIVE,
    "directive-deadline-moved": DIRECTIVE,
    "directive-read-for-unit": {name: DIRECTIVE[name] for name in ("unit", "ward", "document_title")},
    "directive-read-taken-back": DIRECTIVE,
    "directive-document-withdrawn": RECALLED,
    "directive-recalled": {name: RECALLED[name] for name in RECALLED if not name.startswith("instead")},
    "directive-restored": DIRECTIVE,
    "score-sheet-issued": SCORE_SHEET,
    "score-sheet-changed": {**SCORE_SHEET, "version": "2"},
    "score-sheet-withdrawn": SCORE_SHEET,
    "score-sent-for-unit": UNIT_PLAN,
    "score-taken-back-for-unit": UNIT_PLAN,
    "score-returned": UNIT_PLAN,
    "score-return-taken-back": UNIT_PLAN,
    "score-published": UNIT_PLAN,
    "score-unpublished": UNIT_PLAN,
    "unit-plan-returned": UNIT_PLAN,
    "unit-plan-return-taken-back": UNIT_PLAN,
    "unit-plan-approved": UNIT_PLAN,
    "unit-plan-approval-taken-back": UNIT_PLAN,
    "aims-asked": AIMS_DUE,
    "aims-reminder": AIMS_DUE,
    "aims-reminded": AIMS_DUE,
    "aims-reminder-returned": AIMS_DUE,
    "aims-reminded-returned": AIMS_DUE,
    "aims-deadline-moved": AIMS_DUE,
    "aims-registered-for-unit": AIMS,
    "aims-returned": AIMS,
    "aims-withdrawn": AIMS,
    "aims-withdrawn-for-unit": AIMS,
    "aims-return-taken-back": AIMS,
    "aims-accepted": AIMS,
    "aims-acceptance-taken-back": AIMS,
    "report-reminder": DUE,
    "report-reminder-returned": RETURNED,
    "report-reminded": DUE,
    "report-reminded-returned": RETURNED,
    "report-returned": REPORT,
    "report-accepted": REPORT,
    "report-recorded-from-paper": REPORT,
    "report-sent-for-unit": REPORT,
    "report-acceptance-withdrawn": REPORT,
    "report-missed-unit": DUE,
    "report-missed-clerk": DUE,
    "report-return-withdrawn": REPORT,
    "report-sending-withdrawn": DUE,
    "report-extension-withdrawn": {**DUE, "document_number": "8/UBND-VP"},
    "report-deadline-extended": {**DUE, "document_number": "7/UBND-VP"},
    "report-deadline-extended-returned": {**DUE, "document_number": "7/UBND-VP"},
    "nomination-window-opened": {**NAMES, "year": "2024"},
    "nomination-refused": NAMES,
    "nomination-refusal-withdrawn": {**NAMES, "year": "2024", "title": "LDTT"},
    "deed-proposed-chairman": DUE,
    "deed-proposed-for-unit": NAMES,
    "deed-opinion-asked": DUE,
    "nomination-proposed-for-unit": {**NAMES, "year": "2024", "title": "LDTT"},
    "nomination-withdrawn-for-unit": NAMES,
    "nomination-returned": {**NAMES, "year": "2024", "title": "LDTT"},
    "nomination-return-taken-back": {**NAMES, "year": "2024", "title": "LDTT"},
    "nomination-completed-for-unit": {**NAMES, "year": "2024", "title": "LDTT"},
    "movement-joined-for-unit": NAMES,
    "movement-left-for-unit": NAMES,
    "council-arrived": NAMES,
    "bloc-membership-corrected": {},
    "mandate-granted": {**NAMES, "role": "unit-head", "valid_from": "2024-05-14", "valid_to": "2025-12-31"},
    "mandate-relieved": {**NAMES, "role": "clerk", "relieved_at": "2024-05-14T18:00:00+00:00"},
    "council-left": NAMES,
    "council-written-opinion": NAMES,
    "council-opinion-withdrawn": NAMES,
    "award-decided-unit": AWARD,
    "award-decided-bloc": AWARD,
    "award-recorded-chairman": AWARD,
    "award-corrected-unit": CORRECTED,
    "award-corrected-person": CORRECTED,
    "award-correction-withdrawn-unit": LATER,
    "award-correction-withdrawn-person": LATER,
    "award-annulled-unit": ANNULLED,
    "award-annulled-bloc": ANNULLED,
    "award-annulled-person": {**ANNULLED, "money_dong": "540000"},
    "award-restored-unit": RESTORED,
    "award-restored-bloc": RESTORED,
    "award-restored-person": {**RESTORED, "money_dong": "540000"},
    "award-annulment-withdrawn-unit": LATER,
    "award-annulment-withdrawn-bloc": LATER,
    "award-annulment-withdrawn-person": {**LATER, "money_dong": "540000"},
    "award-withdrawn-unit": WITHDRAWN,
    "award-withdrawn-bloc": WITHDRAWN,
    "award-withdrawn-chairman": WITHDRAWN,
    "refusal-withdrawn-unit": {**NAMES, "document_number": "2210/QĐ-UBND"},
    "plan-issued-chairman": {**NAMES, "year": "2024", "number": "57/KH-UBND"},
    "award-decided-person": {**AWARD, "money_dong": "540000"},
}


def test_every_template_is_written_here() -> None:
    assert names() == set(FACTS)


@pytest.mark.parametrize("template", sorted(FACTS))
def test_a_letter_has_a_subject_a_salutation_and_no_gap(template: str) -> None:
    written = letter(template, FACTS[template])
    assert written.subject and "\n" not in written.subject
    assert written.body.startswith("Kính gửi:")
    assert "$" not in written.subject + written.body


@pytest.mark.parametrize("template", sorted(FACTS))
def test_a_letter_reads_well_when_a_name_has_not_been_heard(template: str) -> None:
    unnamed = {name: fact for name, fact in FACTS[template].items() if name not in NAMES}
    assert "None" not in letter(template, unnamed).body


def test_a_reminder_says_the_last_day_and_not_the_first_late_one() -> None:
    written = letter("report-reminder", DUE)
    assert written.subject == "Nhắc nộp báo cáo sơ kết 6 tháng đầu năm 2024: thời hạn hết Thứ Ba, 14/05/2024"
    assert "UBND phường Quyết Thắng chưa nhận được" in written.body


@pytest.mark.parametrize("template", ["report-reminder-returned", "report-reminded-returned"])
def test_a_letter_about_a_returned_report_does_not_say_that_none_was_received(template: str) -> None:
    written = letter(template, RETURNED)
    assert "nộp lại" in written.subject
    assert "Ngày 10/05/2024, UBND phường Quyết Thắng đã trả lại" in written.body
    assert "chưa nhận được" not in written.body


def test_a_sentence_may_begin_with_a_name_or_a_report() -> None:
    said = phrases(REPORT)
    assert (said["Ward"], said["ward"]) == ("Phường Quyết Thắng", "phường Quyết Thắng")
    assert said["Report"].startswith("Báo cáo sơ kết")


def test_an_unknown_template_is_not_guessed() -> None:
    with pytest.raises(LookupError):
        letter("no-such-letter", {})


def test_a_missing_fact_is_not_left_blank() -> None:
    with pytest.raises(KeyError):
        letter("award-decided-person", AWARD)


def test_two_sendings_are_one_message() -> None:
    at = datetime(2024, 5, 7, 1, tzinfo=UTC)
    first = compose(INTENT, "a@thidua.local", "report-accepted", REPORT, at, "thidua.local")
    assert first["Message-ID"] == message_id(INTENT, "thidua.local") == f"<{INTENT}@thidua.local>"
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["Date"] == "Tue, 07 May 2024 08:00:00 +0700"


@pytest.mark.parametrize("unit", ["Bản số 2 (mẫu)", "Trường Trung học cơ sở", "Tổ dân phố số 1"])
def test_a_long_subject_arrives_with_every_space(unit: str) -> None:
    facts = {**FACTS["report-missed-clerk"], "unit": unit}
    sent = compose(INTENT, "a@thidua.local", "report-missed-clerk", facts, datetime(2024, 5, 15, tzinfo=UTC), "t.local")
    taken = message_from_bytes(sent.as_bytes(policy=email.policy.compat32), policy=email.policy.default)
    assert taken["Subject"] == letter("report-missed-clerk", facts).subject
    assert taken.get_content().replace("\r\n", "\n").strip() == letter("report-missed-clerk", facts).body.strip()


@pytest.mark.parametrize("length", range(0, 200, 7))
def test_a_subject_of_any_length_is_folded_as_rfc_2047_asks(length: int) -> None:
    facts = {**FACTS["report-missed-clerk"], "unit": ("Trường Phổ thông dân tộc bán trú " * 7)[:length].strip() or "Đ"}
    sent = compose(INTENT, "a@thidua.local", "report-missed-clerk", facts, datetime(2024, 5, 15, tzinfo=UTC), "t.local")
    lines = flatten_message(sent).partition(b"\nSubject:")[2]
    lines = b"Subject:" + re.split(rb"\r?\n(?![ \t])", lines)[0]
    assert max(len(line) for line in lines.splitlines()) <= 76
    assert max(len(word) for word in re.findall(rb"=\?\S+\?=", lines)) <= 75
    taken = message_from_bytes(flatten_message(sent), policy=email.policy.default)
    assert taken["Subject"] == letter("report-missed-clerk", facts).subject


def test_who_was_sent_a_document_that_is_withdrawn_reads_why_and_what_stands_in_its_place() -> None:
    body = letter("directive-document-withdrawn", RECALLED).body
    assert (
        "đã được thu hồi. Lý do: sai nội dung. Văn bản thay thế: số 35-CT/TW, Chỉ thị về đổi mới phong trào thi đua."
        in body
    )
    bare = {name: fact for name, fact in RECALLED.items() if name not in ("recalled_for", "instead_number")}
    assert "đã được thu hồi.\n" in letter("directive-document-withdrawn", bare).body


def test_a_local_address_is_made_of_the_principal() -> None:
    directory = LocalDirectory("thidua.local")
    assert asyncio.run(directory.address("local:clerk:03386")) == "local.clerk.03386@thidua.local"
    assert asyncio.run(directory.address("a\r\nBcc: x@y")) == "a.Bcc.x.y@thidua.local"
    assert asyncio.run(directory.address("::")) is None


def test_no_letter_names_a_person() -> None:
    """The facts have no name to give, so a template cannot ask for one."""
    asked = {name for path in Path(templates.FOLDER).glob("*.txt") for name in re.findall(r"\$(\w+)", path.read_text())}
    told = phrases(
        {
            **RETURNED,
            **FACTS["award-decided-person"],
            **ANNULLED,
            **FACTS["mandate-granted"],
            **FACTS["mandate-relieved"],
            **DIRECTIVE,
            **BRIEFING,
            **FACTS["score-sheet-changed"],
            **FACTS["data-request-settled-person"],
        }
    )
    assert asked <= set(told) | {"document_number", "number"}
