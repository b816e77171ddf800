"""Commands of decisions and letters. What is listed is asked; `lines` are looked up about it and checked against the streams."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final, Literal
from uuid import UUID

from services.awards.fields import NUMBER, SIGNED_ON, document_number, reason, symbol
from services.awards.law.pack import Level
from services.awards.nominations.commands import (
    ANNULMENTS,
    MISTAKES,
    PARTS,
    REASON_OF_CITY,
    AnnulmentReason,
    CorrectedPart,
    RefusalReason,
)
from services.chassis.kit.fields import At, Choice, InPath, Looked, New, Ref, Rows, Several, Text, Ward

MOST: Final = 300
"""Nominations in one list: one transaction writes them all."""
Mistake = Literal["wrong-decision", "wrong-list", "wrong-number", "twice"]
LetterMistake = Literal["wrong-list", "wrong-recipient", "incomplete", "twice"]
LETTER_MISTAKES: Final = {
    "wrong-list": "Trình nhầm hồ sơ",
    "wrong-recipient": "Trình nhầm nơi nhận",
    "incomplete": "Hồ sơ kèm theo chưa đủ",
    "twice": "Đã trình bằng văn bản khác",
}
OWN_NUMBER: Final = document_number("Số văn bản", example="131/QĐ-UBND")
"""The number and symbol of the document that corrects, annuls or restores."""


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
    recipient: Annotated[str, Text("Nơi nhận", example="Sở Nội vụ thành phố")]
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
    signer_position: Annotated[str, Text("Chức vụ người ký", example="Chủ tịch Ủy ban nhân dân thành phố")]
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


@dataclass(frozen=True, slots=True, kw_only=True)
class LineCorrection:
    """A word of a line that is written wrong, and how it reads."""

    nomination_id: Annotated[UUID, Ref("Dòng", options="standing")]
    part: Annotated[CorrectedPart, Choice("Chỗ sai", words=PARTS)]
    written: Annotated[str, Text("Đã ghi", hint="Đúng như trên quyết định.")]
    reads: Annotated[str, Text("Đính chính là")]


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectDecision:
    """Correct words in lines of a decision's list; whom it honours with what stays as it is.

    `level` says whose decision it is, `lines` what the corrected lines rest on.
    """

    ward_code: Ward
    at: At
    decision_id: Annotated[UUID, InPath]
    document_id: Annotated[UUID, New("correction")]
    corrections: Annotated[
        tuple[LineCorrection, ...],
        Rows("Nội dung đính chính", body="LineCorrection", about="Một chỗ ghi sai.", row="Chỗ sai", least=1, most=20),
    ]
    document_number: Annotated[str, OWN_NUMBER]
    signed_on: Annotated[date, SIGNED_ON]
    level: Annotated[Level, Looked]
    lines: Annotated[tuple[Line, ...], Looked]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnulDecision:
    """Annul lines of a decision's list, or all of them, by the level that signed it."""

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
    document_number: Annotated[str, OWN_NUMBER]
    signed_on: Annotated[date, SIGNED_ON]
    level: Annotated[Level, Looked]
    lines: Annotated[tuple[Line, ...], Looked]


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreDecision:
    """Let annulled lines stand again, because the annulment itself was wrong."""

    ward_code: Ward
    at: At
    decision_id: Annotated[UUID, InPath]
    document_id: Annotated[UUID, New("restoration")]
    nominations: Annotated[
        tuple[UUID, ...], Several("Danh hiệu khôi phục", options="annulled", least=1, most=MOST, at_once=True)
    ]
    document_number: Annotated[str, OWN_NUMBER]
    signed_on: Annotated[date, SIGNED_ON]
    level: Annotated[Level, Looked]
    lines: Annotated[tuple[Line, ...], Looked]


Undoing = CorrectDecision | AnnulDecision | RestoreDecision
"""What is done to a signed decision by a document of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawCityDecision:
    """Take back the record of a city's decision; what it answered lies with the city again. `lines`: awarded, then refused."""

    ward_code: Ward
    at: At
    decision_id: Annotated[UUID, InPath]
    mistake: Annotated[Mistake, Choice("Lý do", words=MISTAKES)]
    lines: Annotated[tuple[Line, ...], Looked]


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
    recipient: Annotated[str, Text("Nơi nhận đúng", example="Sở Nội vụ thành phố")]
    document_number: Annotated[str, document_number("Số văn bản", example="61/CV-UBND")]
    signed_on: Annotated[date, SIGNED_ON]
