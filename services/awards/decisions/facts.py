"""What is stored of decisions and letters; it is told award by award, in the nominations. Pure."""

from __future__ import annotations

from typing import Final

from services.awards.decisions import events
from services.awards.decisions.commands import LETTER_MISTAKES
from services.awards.nominations.commands import ANNULMENTS, MISTAKES
from services.chassis.kit.facts import Fact
from services.chassis.kit.fields import lower
from services.chassis.words import day, dong


def _signed(event: events.DecisionSigned) -> str:
    refused = f", không tặng {len(event.refused)} hồ sơ" if event.refused else ""
    return f"Ký ngày {day(event.signed_on)}: tặng {len(event.lines)} danh hiệu{refused}."


def _corrected(event: events.DecisionCorrected) -> str:
    lines = len(event.nominations)
    return f"Đính chính {lines} dòng theo văn bản số {event.document_number} ngày {day(event.corrected_on)}."


def _annulled(event: events.DecisionAnnulled) -> str:
    what = f"Hủy bỏ {len(event.nominations)} danh hiệu theo văn bản số {event.document_number} ngày {day(event.annulled_on)}"
    return f"{what}: {lower(ANNULMENTS[event.reason_code])}. Phải thu hồi {dong(event.total)}."


def _restored(event: events.DecisionRestored) -> str:
    lines = len(event.nominations)
    return f"Khôi phục {lines} danh hiệu theo văn bản số {event.document_number} ngày {day(event.restored_on)}."


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
    Fact("decision-signed", 1, events.DecisionSigned, says=_signed),
    Fact("decision-corrected", 1, events.DecisionCorrected, says=_corrected),
    Fact("decision-annulled", 1, events.DecisionAnnulled, says=_annulled),
    Fact("decision-restored", 1, events.DecisionRestored, says=_restored),
    Fact("city-decision-withdrawn", 1, events.CityDecisionWithdrawn, says=_withdrawn),
    Fact("document-number-taken", 1, events.DocumentNumberTaken),
    Fact("prize-counted", 1, events.PrizeCounted),
    Fact("prize-taken-off", 1, events.PrizeTakenOff),
)
LETTERS: Final = (
    Fact("letter-signed", 1, events.LetterSigned, says=_letter),
    Fact("letter-recalled", 1, events.LetterRecalled, says=_recalled),
    Fact("letter-corrected", 1, events.LetterCorrected, says=_letter_corrected),
)
