"""Events of decisions, letters, document numbers and prizes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.awards.decisions.commands import AnnulmentMistake, CorrectionMistake, LetterMistake, Mistake
from services.awards.law.pack import Level, Title
from services.awards.nominations.commands import AnnulmentReason
from services.awards.payments.events import OfMoney, Owed


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedAward:
    """A line of a decision's list. `register_number` is its number in the golden register (số sổ vàng)."""

    register_number: int
    nomination_id: UUID
    subject_id: UUID
    title: Title
    payable: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionSigned:
    """A decision with its list; `total` đồng are to be paid, the ward's by `pay_by`. `level` says whose decision it is.

    Version 1 told nobody until when: its money is found on the accountant's page, and no task was made of it.
    """

    decision_id: UUID
    level: Level
    document_number: str
    signed_on: date
    signer_position: str
    base_salary: int
    lines: tuple[ListedAward, ...]
    refused: tuple[UUID, ...]
    total: int
    pack_id: str
    pack_hash: str
    pay_by: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterSigned:
    """A letter (tờ trình) that sent nominations up."""

    forwarding_id: UUID
    to_level: Level
    document_number: str
    signed_on: date
    recipient: str
    nominations: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionCorrected:
    """Words in lines of the list were corrected (đính chính) by a document of its own; which words, the nominations say.

    `signer_position`: who of the city signed it, where the ward recorded it; None for what the ward's chairman signed.
    `reads_number`, `reads_signed_on`: how the decision's own number and day read since, where they were corrected.
    """

    decision_id: UUID
    document_id: UUID
    document_number: str
    corrected_on: date
    nominations: tuple[UUID, ...]
    signer_position: str | None = None
    reads_number: str | None = None
    reads_signed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionWithdrawn:
    """A correction was made or recorded by mistake: its lines read as before. Its number stays used.

    `reads_number`, `reads_signed_on`: how the decision's own number and day read again, where it had changed them.
    """

    decision_id: UUID
    document_id: UUID
    document_number: str
    mistake: CorrectionMistake
    nominations: tuple[UUID, ...]
    reads_number: str | None = None
    reads_signed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionAnnulled:
    """Lines of the list were annulled (hủy bỏ); `total` đồng, which had been paid, are to be given back.

    `signer_position` as of a correction; `owed`: what of the ward's money is owed since. Versions 1 and 2 ordered back what had been
    decided, because nobody recorded what was paid, and told no `owed`.
    """

    decision_id: UUID
    document_id: UUID
    document_number: str
    annulled_on: date
    reason_code: AnnulmentReason
    nominations: tuple[UUID, ...]
    total: int
    signer_position: str | None = None
    owed: Owed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRestored:
    """Annulled lines stand again (khôi phục), with `total` đồng, `amounts` of each. `signer_position`, `owed` as of an annulment."""

    decision_id: UUID
    document_id: UUID
    document_number: str
    restored_on: date
    nominations: tuple[UUID, ...]
    total: int
    signer_position: str | None = None
    amounts: tuple[int, ...] = ()
    owed: Owed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnulmentWithdrawn:
    """That the city annulled lines by this document was recorded by mistake: they stand, with `total` đồng."""

    decision_id: UUID
    document_number: str
    mistake: AnnulmentMistake
    nominations: tuple[UUID, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CityDecisionWithdrawn:
    """The city's decision was recorded by mistake; `mistake` is a code word."""

    decision_id: UUID
    mistake: Mistake


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterRecalled:
    """A letter was taken back before an answer; `mistake` is a code word. Its number stays used."""

    forwarding_id: UUID
    mistake: LetterMistake
    recalled_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterCorrected:
    """A letter's recipient was written wrong: who it reads now, by a document of its own."""

    forwarding_id: UUID
    document_id: UUID
    document_number: str
    corrected_on: date
    recipient: str


OfDecision = (
    DecisionSigned
    | DecisionCorrected
    | CorrectionWithdrawn
    | DecisionAnnulled
    | DecisionRestored
    | AnnulmentWithdrawn
    | CityDecisionWithdrawn
    | OfMoney
)
OfLetter = LetterSigned | LetterRecalled | LetterCorrected


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentNumberTaken:
    """A number of a symbol in a year belongs to this document."""

    document_id: UUID
    number: int
    symbol: str
    year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CityNumberTaken:
    """The city's decision of this number and day is recorded as `decision_id`."""

    decision_id: UUID
    document_number: str
    signed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CityNumberFreed:
    """What was recorded under the number was taken back."""

    decision_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PrizeCounted:
    """Money for a title of a counted period: `payable` of `amount` đồng, after what was paid for the period before."""

    prize_id: UUID
    nomination_id: UUID
    amount: int
    payable: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PrizeTakenOff:
    """What an award had counted for its period counts no more: it was annulled, or recorded by mistake."""

    prize_id: UUID
    nomination_id: UUID
    payable: int
