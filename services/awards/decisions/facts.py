"""What is stored of decisions and letters; it is told award by award, in the nominations. Pure."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from services.awards.decisions import events
from services.awards.decisions.commands import ANNULMENT_MISTAKES, CORRECTION_MISTAKES, LETTER_MISTAKES
from services.awards.nominations.commands import ANNULMENTS, MISTAKES
from services.awards.payments import publishing
from services.awards.payments.facts import MONEY
from services.chassis.kit.facts import Fact
from services.chassis.kit.fields import lower
from services.chassis.words import day, dong


def _signed(event: events.DecisionSigned) -> str:
    refused = f", không tặng {len(event.refused)} hồ sơ" if event.refused else ""
    what = f"tặng {len(event.lines)} danh hiệu{refused}"
    if event.level == "ward":
        return f"Ký ngày {day(event.signed_on)}: {what}."
    return f"Ghi nhận quyết định của thành phố, ký ngày {day(event.signed_on)}: {what}."


def _done(what: str, number: str, on: date, signer_position: str | None, why: str = "") -> str:
    """What was signed here, or what of the city's was recorded."""
    if signer_position is None:
        return f"{what} theo văn bản số {number} ngày {day(on)}{f': {why}' if why else ''}."
    paper = f"văn bản của thành phố số {number} ngày {day(on)}, {signer_position} ký"
    return f"Ghi nhận {paper}: {lower(what)}{f', {why}' if why else ''}."


def _corrected(event: events.DecisionCorrected) -> str:
    read = _reads(event)
    what = f"Đính chính quyết định: {read}," if read else f"Đính chính {len(event.nominations)} dòng"
    return _done(what, event.document_number, event.corrected_on, event.signer_position)


def _uncorrected(event: events.CorrectionWithdrawn) -> str:
    mistake = lower(CORRECTION_MISTAKES[event.mistake])
    read = _reads(event) or f"{len(event.nominations)} dòng ghi như trước"
    return f"Rút văn bản đính chính số {event.document_number}: {mistake}. {read[:1].upper()}{read[1:]}."


def _reads(event: events.DecisionCorrected | events.CorrectionWithdrawn) -> str:
    """ "số 106/QĐ-UBND, ngày 20/12/2024": how number and day of the decision read since; "" where they are what they were."""
    number = [f"số {event.reads_number}"] if event.reads_number else []
    return ", ".join([*number, *([f"ngày {day(event.reads_signed_on)}"] if event.reads_signed_on else [])])


def _unread(shape: dict[str, Any]) -> dict[str, Any]:
    """Earlier versions corrected no number and no day."""
    return shape | {"reads_number": None, "reads_signed_on": None}


def _annulled(event: events.DecisionAnnulled) -> str:
    what, why = f"Hủy bỏ {len(event.nominations)} danh hiệu", lower(ANNULMENTS[event.reason_code])
    said = _done(what, event.document_number, event.annulled_on, event.signer_position, why)
    return f"{said} {f'Phải thu hồi {dong(event.total)}' if event.total else 'Không có tiền phải thu hồi'}."


def _restored(event: events.DecisionRestored) -> str:
    what = f"Khôi phục {len(event.nominations)} danh hiệu"
    return _done(what, event.document_number, event.restored_on, event.signer_position)


def _unannulled(event: events.AnnulmentWithdrawn) -> str:
    mistake = lower(ANNULMENT_MISTAKES[event.mistake])
    what = f"{len(event.nominations)} danh hiệu vẫn có hiệu lực"
    return f"Rút ghi nhận hủy bỏ theo văn bản số {event.document_number}: {mistake}. {what}."


def _signed_here(shape: dict[str, Any]) -> dict[str, Any]:
    """Version 1 did not say who of the city signed what was recorded."""
    return shape | {"signer_position": None}


def _undated(shape: dict[str, Any]) -> dict[str, Any]:
    """Version 1 did not say until when it is to be paid."""
    return shape | {"pay_by": None}


def _money_unknown(shape: dict[str, Any]) -> dict[str, Any]:
    """Versions 1 and 2 knew nothing of what had been paid."""
    return shape | {"owed": None}


def _in_one_sum(shape: dict[str, Any]) -> dict[str, Any]:
    """Versions 1 and 2 told the sum alone."""
    return shape | {"amounts": [], "owed": None}


def _withdrawn(event: events.CityDecisionWithdrawn) -> str:
    return f"Rút quyết định ghi nhầm: {lower(MISTAKES[event.mistake])}. Hồ sơ lại chờ thành phố."


def _letter(event: events.LetterSigned) -> str:
    return f"Trình {len(event.nominations)} hồ sơ, ký ngày {day(event.signed_on)}."


def _recalled(event: events.LetterRecalled) -> str:
    return f"Thu hồi tờ trình: {lower(LETTER_MISTAKES[event.mistake])}. Hồ sơ trở lại chờ Chủ tịch."


def _letter_corrected(event: events.LetterCorrected) -> str:
    paper = f"văn bản số {event.document_number} ngày {day(event.corrected_on)}"
    return f"Đính chính nơi nhận theo {paper}: {event.recipient}."


DECISIONS: Final = (
    Fact("decision-signed", 2, events.DecisionSigned, says=_signed, lifts=(_undated,), publish=publishing.signed),
    Fact("decision-corrected", 3, events.DecisionCorrected, says=_corrected, lifts=(_signed_here, _unread)),
    Fact("correction-withdrawn", 2, events.CorrectionWithdrawn, says=_uncorrected, lifts=(_unread,)),
    Fact(
        "decision-annulled",
        3,
        events.DecisionAnnulled,
        says=_annulled,
        lifts=(_signed_here, _money_unknown),
        publish=publishing.changed,
    ),
    Fact(
        "decision-restored",
        3,
        events.DecisionRestored,
        says=_restored,
        lifts=(_signed_here, _in_one_sum),
        publish=publishing.changed,
    ),
    *MONEY,
    Fact("annulment-withdrawn", 1, events.AnnulmentWithdrawn, says=_unannulled),
    Fact("city-decision-withdrawn", 1, events.CityDecisionWithdrawn, says=_withdrawn),
    Fact("document-number-taken", 1, events.DocumentNumberTaken),
    Fact("city-number-taken", 1, events.CityNumberTaken),
    Fact("city-number-freed", 1, events.CityNumberFreed),
    Fact("prize-counted", 1, events.PrizeCounted),
    Fact("prize-taken-off", 1, events.PrizeTakenOff),
)
LETTERS: Final = (
    Fact("letter-signed", 1, events.LetterSigned, says=_letter),
    Fact("letter-recalled", 1, events.LetterRecalled, says=_recalled),
    Fact("letter-corrected", 1, events.LetterCorrected, says=_letter_corrected),
)
