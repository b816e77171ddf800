"""Commands of decisions and letters. What is listed is asked; `lines` are looked up about it and checked against the streams."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import AfterValidator

from services.awards.fields import NUMBER, SIGNED_ON, document_number, reason, symbol
from services.awards.nominations.commands import (
    ANNULMENTS,
    MISTAKES,
    PARTS,
    REASON_OF_CITY,
    AnnulmentReason,
    CorrectedPart,
    LinePart,
    RefusalReason,
)
from services.chassis.kit.fields import At, Choice, Day, InPath, Looked, New, Ref, Rows, Several, Text, Ward

MOST: Final = 300
"""Nominations in one list: one transaction writes them all."""
Mistake = Literal["wrong-decision", "wrong-list", "wrong-number", "twice"]
CorrectionMistake = Literal["wrong-line", "wrong-words", "wrong-number", "twice"]
CORRECTION_MISTAKES: Final = {
    "wrong-line": "Đính chính nhầm dòng",
    "wrong-words": "Ghi sai chữ đính chính",
    "wrong-number": "Ghi nhầm số, ngày hoặc người ký",
    "twice": "Đã đính chính bằng văn bản khác",
}
AnnulmentMistake = Literal["wrong-line", "wrong-decision", "wrong-number", "twice"]
ANNULMENT_MISTAKES: Final = {
    "wrong-line": "Ghi hủy bỏ nhầm dòng",
    "wrong-decision": "Ghi nhầm quyết định khác",
    "wrong-number": "Ghi nhầm số, ngày hoặc người ký",
    "twice": "Đã ghi một lần khác",
}
LetterMistake = Literal["wrong-list", "wrong-recipient", "incomplete", "twice"]
LETTER_MISTAKES: Final = {
    "wrong-list": "Trình nhầm hồ sơ",
    "wrong-recipient": "Trình nhầm nơi nhận",
    "incomplete": "Hồ sơ kèm theo chưa đủ",
    "twice": "Đã trình bằng văn bản khác",
}


def as_in_the_register(number: str | None) -> str | None:
    """The number as the register writes it, without the zero that stands before a number below ten on paper: "08/QĐ-UBND"."""
    return number and re.sub(r"^0+(?=[1-9])", "", number)


OwnNumber = Annotated[str, document_number("Số văn bản", example="131/QĐ-UBND"), AfterValidator(as_in_the_register)]
"""The number and symbol of the document that corrects, annuls or restores."""
SIGNER: Final = Text("Chức vụ người ký", example="Chủ tịch Ủy ban nhân dân thành phố")
"""Who signed what the city issued."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A nomination in a list: `subject_id` and `year` name the counted period, `initiative_id` what it rests on.

    `person_id` is the subject, None for a collective.
    """

    nomination_id: UUID
    subject_id: UUID
    year: int
    person_id: UUID | None
    initiative_id: UUID | None = None
    voted_on: date | None = None
    """The day on which the vote was recorded, for votes of earlier builds, which did not say it."""
    sudden: bool = False
    """For a sudden deed, which has a prize of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignDecision:
    """The ward's chairman decides a list. The number is given after the signature; the day is the document's."""

    ward_code: Ward
    at: At
    decision_id: Annotated[UUID, New("decision")]
    number: Annotated[int, NUMBER]
    symbol: Annotated[str, symbol("QĐ-UBND")] = "QĐ-UBND"
    signed_on: Annotated[date, SIGNED_ON]
    nominations: Annotated[
        tuple[UUID, ...],
        Several(
            "Hồ sơ tặng danh hiệu",
            options="to-sign",
            least=1,
            most=MOST,
            at_once=True,
            hint="Số sổ vàng theo thứ tự này.",
        ),
    ]
    lines: Annotated[tuple[Line, ...], Looked]


@dataclass(frozen=True, slots=True, kw_only=True)
class ForwardNominations:
    """Send a list up by letter (tờ trình) to the level that decides."""

    ward_code: Ward
    at: At
    forwarding_id: Annotated[UUID, New("letter")]
    number: Annotated[int, NUMBER]
    symbol: Annotated[str, symbol("TTr-UBND")] = "TTr-UBND"
    signed_on: Annotated[date, SIGNED_ON]
    nominations: Annotated[
        tuple[UUID, ...], Several("Hồ sơ trình", options="to-forward", least=1, most=MOST, at_once=True)
    ]
    recipient: Annotated[str, Text("Nơi nhận", example="Sở Nội vụ")]
    lines: Annotated[tuple[Line, ...], Looked]


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnedDown:
    """A nomination that the city's decision refused, with the reason given."""

    nomination_id: Annotated[UUID, Ref("Hồ sơ", options="forwarded")]
    reason_code: Annotated[RefusalReason, REASON_OF_CITY] = "refused-by-city"
    reason: Annotated[str, reason("Giải thích", hint="Đơn vị đọc được đúng câu này.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCityDecision:
    """Record what the city's chairman decided about forwarded nominations, by the document's number and day.

    `lines` are those of the awarded, then of the refused.
    """

    ward_code: Ward
    at: At
    decision_id: Annotated[UUID, New("decision")]
    document_number: Annotated[str, document_number("Số quyết định", example="2210/QĐ-UBND")]
    signed_on: Annotated[date, SIGNED_ON]
    signer_position: Annotated[str, SIGNER]
    awarded: Annotated[tuple[UUID, ...], Several("Được tặng", options="forwarded", most=MOST, at_once=True)] = ()
    refused: Annotated[
        tuple[TurnedDown, ...],
        Rows(
            "Không được tặng",
            body="TurnedDown",
            about="Một hồ sơ cấp trên không quyết định tặng.",
            row="Hồ sơ",
            most=MOST,
        ),
    ] = ()
    lines: Annotated[tuple[Line, ...], Looked]
    before: Annotated[tuple[str, date] | None, Looked] = None
    """Number and day of what is recorded of the same decision already: earlier builds kept no stream of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineCorrection:
    """A word of a line that is written wrong, and how it reads."""

    nomination_id: Annotated[UUID, Ref("Dòng", options="standing")]
    part: Annotated[LinePart, Choice("Chỗ sai", words=PARTS)]
    written: Annotated[str, Text("Đã ghi", hint="Đúng như danh sách kèm quyết định đang ghi.")]
    reads: Annotated[str, Text("Đính chính là")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What stands in a line now: the name or unit that is kept, or how it reads since it was `corrected`.

    What somebody is called only its owner knows: it is not among these unless it was corrected.
    """

    nomination_id: UUID
    part: CorrectedPart
    text: str
    corrected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Correction:
    """Words in lines of a decision's list read otherwise; whom it honours with what stays as it is. `lines`: what they rest on."""

    ward_code: Ward
    at: At
    decision_id: Annotated[UUID, InPath]
    document_id: Annotated[UUID, New("correction")]
    corrections: Annotated[
        tuple[LineCorrection, ...],
        Rows("Nội dung đính chính", body="LineCorrection", about="Một chỗ ghi sai.", row="Chỗ sai", least=1, most=20),
    ]
    document_number: OwnNumber
    signed_on: Annotated[date, SIGNED_ON]
    lines: Annotated[tuple[Line, ...], Looked]


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectDecision(_Correction):
    """The ward's chairman corrects words in a decision of the ward; `stands` says how its lines read until then."""

    stands: Annotated[tuple[Standing, ...], Looked]


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectPaper:
    """The ward's chairman corrects number or day of a decision of the ward; what it awards stays as it is.

    `now_number`, `now_signed_on`: as it reads until then; `lines`: all of its list.
    """

    ward_code: Ward
    at: At
    decision_id: Annotated[UUID, InPath]
    document_id: Annotated[UUID, New("correction")]
    reads_number: Annotated[
        str | None,
        document_number("Số, ký hiệu đúng của quyết định", example="106/QĐ-UBND"),
        AfterValidator(as_in_the_register),
    ] = None
    reads_signed_on: Annotated[date | None, Day("Ngày ký đúng của quyết định")] = None
    document_number: OwnNumber
    signed_on: Annotated[date, SIGNED_ON]
    now_number: Annotated[str, Looked]
    now_signed_on: Annotated[date, Looked]
    lines: Annotated[tuple[Line, ...], Looked]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCityCorrection(_Correction):
    """Record that the city corrected words in a decision of its own."""

    signer_position: Annotated[str, SIGNER]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Annulment:
    """Lines of a decision's list, or all of them, are annulled."""

    ward_code: Ward
    at: At
    decision_id: Annotated[UUID, InPath]
    document_id: Annotated[UUID, New("annulment")]
    nominations: Annotated[
        tuple[UUID, ...], Several("Danh hiệu bị hủy bỏ", options="standing", least=1, most=MOST, at_once=True)
    ]
    reason_code: Annotated[
        AnnulmentReason,
        Choice("Lý do", words=ANNULMENTS, hint="Điều 93 khoản 2 Luật Thi đua, khen thưởng số 06/2022/QH15."),
    ]
    reason: Annotated[str, reason("Giải thích", hint="Đơn vị đọc được đúng câu này.")]
    document_number: OwnNumber
    signed_on: Annotated[date, SIGNED_ON]
    lines: Annotated[tuple[Line, ...], Looked]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnulDecision(_Annulment):
    """The ward's chairman annuls lines of a decision of the ward."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCityAnnulment(_Annulment):
    """Record that the city annulled lines of a decision of its own."""

    signer_position: Annotated[str, SIGNER]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Restoration:
    """Annulled lines stand again, because the annulment itself was wrong."""

    ward_code: Ward
    at: At
    decision_id: Annotated[UUID, InPath]
    document_id: Annotated[UUID, New("restoration")]
    nominations: Annotated[
        tuple[UUID, ...], Several("Danh hiệu khôi phục", options="annulled", least=1, most=MOST, at_once=True)
    ]
    document_number: OwnNumber
    signed_on: Annotated[date, SIGNED_ON]
    lines: Annotated[tuple[Line, ...], Looked]


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreDecision(_Restoration):
    """The ward's chairman restores lines of a decision of the ward."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCityRestoration(_Restoration):
    """Record that the city restored lines of a decision of its own."""

    signer_position: Annotated[str, SIGNER]


Signing = CorrectDecision | CorrectPaper | AnnulDecision | RestoreDecision
"""What the ward's chairman does to a decision of the ward by a document of its own."""
Recording = RecordCityCorrection | RecordCityAnnulment | RecordCityRestoration
"""What the city did to a decision of its own, and the ward records."""
Undoing = Signing | Recording


@dataclass(frozen=True, slots=True, kw_only=True)
class _CorrectionMistaken:
    """A correction of this document is taken back: its lines read as before. `lines`: those that it corrected."""

    ward_code: Ward
    at: At
    decision_id: Annotated[UUID, InPath]
    document_number: Annotated[str, Ref("Văn bản đính chính", options="corrections", most=100)]
    mistake: Annotated[CorrectionMistake, Choice("Lý do", words=CORRECTION_MISTAKES)]
    lines: Annotated[tuple[Line, ...], Looked]


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawCorrection(_CorrectionMistaken):
    """The ward's chairman takes back a correction of a decision of the ward; its number stays used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawCityCorrection(_CorrectionMistaken):
    """Take back the record of a correction by the city."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawCityAnnulment:
    """Take back the record that the city annulled lines by a document. `lines`: those that it annulled."""

    ward_code: Ward
    at: At
    decision_id: Annotated[UUID, InPath]
    document_number: Annotated[str, Ref("Văn bản hủy bỏ", options="annulments", most=100)]
    mistake: Annotated[AnnulmentMistake, Choice("Lý do", words=ANNULMENT_MISTAKES)]
    lines: Annotated[tuple[Line, ...], Looked]


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawCityDecision:
    """Take back the record of a city's decision; what it answered lies with the city again. `lines`: awarded, then refused."""

    ward_code: Ward
    at: At
    decision_id: Annotated[UUID, InPath]
    mistake: Annotated[Mistake, Choice("Lý do", words=MISTAKES)]
    lines: Annotated[tuple[Line, ...], Looked]
    city_number_id: Annotated[UUID, Looked]
    """Which of the city's numbers it was recorded under."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallLetter:
    """Take a letter back before anything of it is answered; its nominations lie with the ward's chairman again."""

    ward_code: Ward
    at: At
    forwarding_id: Annotated[UUID, InPath]
    mistake: Annotated[LetterMistake, Choice("Lý do", words=LETTER_MISTAKES)]
    lines: Annotated[tuple[Line, ...], Looked]


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectLetter:
    """Correct a letter's recipient by a document of its own."""

    ward_code: Ward
    at: At
    forwarding_id: Annotated[UUID, InPath]
    document_id: Annotated[UUID, New("correction")]
    recipient: Annotated[str, Text("Nơi nhận đúng", example="Sở Nội vụ")]
    document_number: Annotated[
        str, document_number("Số văn bản", example="61/CV-UBND"), AfterValidator(as_in_the_register)
    ]
    signed_on: Annotated[date, SIGNED_ON]
