"""Commands of decisions and letters. What is listed is asked; `lines` are looked up about it and checked against the streams."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final
from uuid import UUID

from services.awards.fields import NUMBER, SIGNED_ON, document_number, reason, symbol
from services.awards.nominations.commands import REASON_CODE, RefusalReason
from services.chassis.kit.fields import At, Looked, New, Ref, Rows, Several, Text, Ward

MOST: Final = 300
"""Nominations in one list: one transaction writes them all."""


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
    reason_code: Annotated[RefusalReason, REASON_CODE] = "refused-by-city"
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
