"""What is stored of a plan, what others are told of it, and how its timeline says it. Pure."""

from __future__ import annotations

from typing import Any, Final

from services.chassis.calendar import end_of_day
from services.chassis.kit.facts import Fact, Names, Naming
from services.chassis.words import day
from services.submissions.fields import because
from services.submissions.plans import events
from thidua_contracts.submissions.plan_amended_v1 import PlanAmended
from thidua_contracts.submissions.plan_check_taken_back_v1 import PlanCheckTakenBack
from thidua_contracts.submissions.plan_checked_v1 import PlanChecked
from thidua_contracts.submissions.plan_draft_withdrawn_v1 import PlanDraftWithdrawn
from thidua_contracts.submissions.plan_issued_v1 import PlanIssued
from thidua_contracts.submissions.plan_number_taken_back_v1 import PlanNumberTakenBack
from thidua_contracts.submissions.plan_numbered_v1 import PlanNumbered
from thidua_contracts.submissions.plan_receipt_released_v1 import PlanReceiptReleased
from thidua_contracts.submissions.plan_receipt_taken_back_v1 import PlanReceiptTakenBack
from thidua_contracts.submissions.plan_received_v1 import PlanReceived
from thidua_contracts.submissions.plan_restored_v1 import PlanRestored
from thidua_contracts.submissions.plan_revoked_v1 import PlanRevoked
from thidua_contracts.submissions.plan_sent_v1 import PlanSent
from thidua_contracts.submissions.plan_signature_taken_back_v1 import PlanSignatureTakenBack
from thidua_contracts.submissions.plan_signed_v1 import PlanSigned
from thidua_contracts.submissions.plan_task_assigned_v1 import PlanTaskAssigned
from thidua_contracts.submissions.plan_task_dropped_v1 import PlanTaskDropped


def checked(event: events.PlanChecked) -> PlanChecked:
    """Whoever signs has it on the desk."""
    return PlanChecked(plan_id=str(event.plan_id), year=event.year, plan_title=event.title)


def amendment_drafted(event: events.PlanAmendmentDrafted) -> PlanChecked:
    """Whoever signs has what changes the plan on the desk, as they had the plan."""
    title = f"Điều chỉnh: {event.content.title}"[:500]
    return PlanChecked(plan_id=str(event.plan_id), year=event.year, plan_title=title)


def amended(event: events.PlanAmended) -> PlanAmended:
    """What changes it is in force; tasks follow one by one."""
    return PlanAmended(plan_id=str(event.plan_id), number=f"{event.number}/{event.symbol}", amended_on=event.amended_on)


def revoked(event: events.PlanRevoked) -> PlanRevoked:
    """Nobody owes anything under it."""
    return PlanRevoked(plan_id=str(event.plan_id), year=event.year)


def restored(event: events.PlanRestored) -> PlanRestored:
    """It holds again; what it asks for follows one by one."""
    return PlanRestored(plan_id=str(event.plan_id), year=event.year)


def unchecked(event: events.PlanCheckTakenBack) -> PlanCheckTakenBack:
    """Nobody has to sign it."""
    return PlanCheckTakenBack(plan_id=str(event.plan_id))


def withdrawn(event: events.PlanDraftWithdrawn) -> PlanDraftWithdrawn:
    """Nobody has anything to do about it."""
    return PlanDraftWithdrawn(plan_id=str(event.plan_id))


def without_delegation(shape: dict[str, Any]) -> dict[str, Any]:
    """Version 1 did not say from when a delegation ran."""
    return shape | {"delegated_from": None}


def without_signer(shape: dict[str, Any]) -> dict[str, Any]:
    """Version 2 did not say who signed in the chairman's place."""
    return shape | {"signed_by": None}


def signed(event: events.PlanSigned) -> PlanSigned:
    """It waits for its number; who signed is told by nobody."""
    return PlanSigned(plan_id=str(event.plan_id), year=event.year)


def unsigned(event: events.PlanSignatureTakenBack) -> PlanSignatureTakenBack:
    """It waits for its signature again."""
    return PlanSignatureTakenBack(plan_id=str(event.plan_id), year=event.year)


def numbered(event: events.PlanNumbered) -> PlanNumbered:
    """It waits to be sent out."""
    return PlanNumbered(
        plan_id=str(event.plan_id), year=event.year, number=f"{event.number}/{event.symbol}", issued_on=event.issued_on
    )


def unnumbered(event: events.PlanNumberTakenBack) -> PlanNumberTakenBack:
    """It waits for another number."""
    return PlanNumberTakenBack(plan_id=str(event.plan_id), year=event.year)


def assigned(event: events.PlanTaskAssigned) -> PlanTaskAssigned:
    """A unit has a task."""
    return PlanTaskAssigned(
        plan_id=str(event.plan_id),
        task_id=str(event.task_id),
        unit_id=str(event.task.unit_id),
        task_name=event.task.name,
        due_at=end_of_day(event.task.due_on),
    )


def dropped(event: events.PlanTaskDropped) -> PlanTaskDropped:
    """A unit has it no longer."""
    return PlanTaskDropped(plan_id=str(event.plan_id), task_id=str(event.task_id), unit_id=str(event.unit_id))


def issued(event: events.PlanIssued) -> PlanIssued:
    """A plan is in force; the reports it asks for follow one by one."""
    return PlanIssued(
        plan_id=str(event.plan_id), year=event.year, number=f"{event.number}/{event.symbol}", issued_on=event.issued_on
    )


def sent(event: events.PlanSentTo) -> PlanSent:
    """A unit is to confirm it."""
    return PlanSent(
        plan_id=str(event.plan_id),
        unit_id=str(event.unit_id),
        plan_title=event.title,
        document_number=event.document,
    )


def received(event: events.PlanReceiptConfirmed) -> PlanReceived:
    """A unit has it."""
    return PlanReceived(plan_id=str(event.plan_id), unit_id=str(event.unit_id), received_on=event.received_on)


def receipt_taken_back(event: events.PlanReceiptWithdrawn) -> tuple[PlanReceiptTakenBack, ...]:
    """A unit is to confirm it again; of anybody else nothing is told."""
    if event.again is None:
        return ()
    return (
        PlanReceiptTakenBack(
            plan_id=str(event.plan_id),
            unit_id=str(event.again.unit_id),
            plan_title=event.again.title,
            document_number=event.again.document,
        ),
    )


def released(event: events.PlanReceiptReleased) -> PlanReceiptReleased:
    """A unit need not confirm it."""
    return PlanReceiptReleased(plan_id=str(event.plan_id), unit_id=str(event.unit_id))


def for_nobody(shape: dict[str, Any]) -> dict[str, Any]:
    """Version 1 knew nobody who was to confirm."""
    return shape | {"again": None}


def with_annex(stored: dict[str, Any]) -> dict[str, Any]:
    """Version 1 knew neither purposes nor an annex nor a budget."""
    content: dict[str, Any] = {"purposes": [], "requirements": [], "tasks": [], "budget": []}
    return {**stored, "content": {**content, **stored["content"]}}


def _confirmed(event: events.PlanReceiptConfirmed, names: Names) -> str:
    unit = names.get(str(event.unit_id), "Một đơn vị")
    who = f"Văn phòng ghi {unit} đã nhận" if event.by_office else f"{unit} xác nhận đã nhận"
    return f"{who} kế hoạch ngày {day(event.received_on)}."


def _received(event: events.PlanReceiptRecorded) -> str:
    return f"Ghi nơi nhận {event.recipient} đã nhận kế hoạch ngày {day(event.received_on)}."


def without_scans(stored: dict[str, Any]) -> dict[str, Any]:
    """Version 1 knew no files."""
    return {**stored, "scans": []}


def of_a_draft(stored: dict[str, Any]) -> dict[str, Any]:
    """Version 1 did not say whether it was what was to change a plan."""
    return {**stored, "amendment": False}


def untitled(stored: dict[str, Any]) -> dict[str, Any]:
    """Version 1 did not say what the plan is called."""
    return {**stored, "title": None}


def with_library(stored: dict[str, Any]) -> dict[str, Any]:
    """The version before knew no library: its bases are words, and stay so."""
    return {**stored, "library_bases": []}


def content_with_library(stored: dict[str, Any]) -> dict[str, Any]:
    """The same, of a draft."""
    return {**with_library(stored), "content": {**stored["content"], "documents": []}}


def _numbered(event: events.PlanNumbered) -> str:
    return f"Cấp số {event.number}/{event.symbol} ngày {day(event.issued_on)}."


def _issued(event: events.PlanIssued) -> str:
    return f"Ban hành kế hoạch số {event.number}/{event.symbol} ngày {day(event.issued_on)}."


def _withdrawn(event: events.PlanDraftWithdrawn) -> str:
    return because("Rút văn bản điều chỉnh" if event.amendment else "Rút dự thảo")(event)


FACTS: Final = (
    Fact(
        "plan-drafted",
        3,
        events.PlanDrafted,
        says="Lập dự thảo kế hoạch năm {year}.",
        lifts=(with_annex, content_with_library),
    ),
    Fact("plan-revised", 3, events.PlanRevised, says="Sửa dự thảo.", lifts=(with_annex, content_with_library)),
    Fact("plan-draft-withdrawn", 2, events.PlanDraftWithdrawn, withdrawn, _withdrawn, lifts=(of_a_draft,)),
    Fact("plan-checked", 2, events.PlanChecked, checked, "Kiểm tra xong, chờ ký.", lifts=(untitled,)),
    Fact("plan-check-taken-back", 1, events.PlanCheckTakenBack, unchecked, because("Hủy kiểm tra")),
    Fact(
        "plan-signed",
        3,
        events.PlanSigned,
        signed,
        "Ký, {authority} – {signer_title}.",
        lifts=(without_delegation, without_signer),
    ),
    Fact("plan-signature-taken-back", 1, events.PlanSignatureTakenBack, unsigned, because("Hủy chữ ký")),
    Fact("plan-numbered", 1, events.PlanNumbered, numbered, _numbered),
    Fact("plan-number-taken-back", 1, events.PlanNumberTakenBack, unnumbered, because("Thu hồi số")),
    Fact("plan-issued", 1, events.PlanIssued, issued, _issued),
    Fact("plan-task-assigned", 1, events.PlanTaskAssigned, assigned),
    Fact("plan-task-dropped", 1, events.PlanTaskDropped, dropped),
    Fact(
        "plan-amendment-drafted",
        1,
        events.PlanAmendmentDrafted,
        amendment_drafted,
        "Lập văn bản điều chỉnh, chờ ký: {reason}",
    ),
    Fact(
        "plan-amended",
        2,
        events.PlanAmended,
        amended,
        says="Điều chỉnh bằng văn bản số {number}/{symbol}: {reason}",
        lifts=(with_library,),
    ),
    Fact("plan-superseded", 1, events.PlanSuperseded, says="Kế hoạch khác thay thế: {reason}"),
    Fact("plan-supersession-taken-back", 1, events.PlanSupersessionTakenBack, says=because("Hủy thay thế")),
    Fact("plan-revoked", 1, events.PlanRevoked, revoked, because("Thu hồi kế hoạch đã ban hành")),
    Fact("plan-restored", 1, events.PlanRestored, restored, because("Khôi phục kế hoạch đã thu hồi")),
    Fact("plan-sent-to", 1, events.PlanSentTo, sent),
    Fact("plan-receipt-released", 1, events.PlanReceiptReleased, released),
    Fact("plan-receipt-confirmed", 2, events.PlanReceiptConfirmed, received, Naming(_confirmed), (without_scans,)),
    Fact("plan-receipt-recorded", 2, events.PlanReceiptRecorded, says=_received, lifts=(without_scans,)),
    Fact(
        "plan-receipt-withdrawn",
        2,
        events.PlanReceiptWithdrawn,
        receipt_taken_back,
        because("Hủy ghi nhận đã nhận kế hoạch"),
        (for_nobody,),
    ),
)
