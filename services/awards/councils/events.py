"""Events of the council, its sessions and ballots."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from services.awards.councils.commands import Choice, Declared, NotHeld, Seated


@dataclass(frozen=True, slots=True, kw_only=True)
class CouncilFormed:
    """The ward has a council."""

    council_id: UUID
    document_number: str
    signed_on: date
    seats: tuple[Seated, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CouncilChanged:
    """From `valid_from` on, those who left are members no more and those who came are."""

    council_id: UUID
    document_number: str
    valid_from: date
    left: tuple[str, ...]
    came: tuple[Seated, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CouncilChangeTakenBack:
    """The change that was to hold from `valid_from` on never was; `seats` are the members that stay."""

    council_id: UUID
    valid_from: date
    seats: tuple[Seated, ...]


CouncilEvent = CouncilFormed | CouncilChanged | CouncilChangeTakenBack


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCalled:
    """Who is a member on that day, as it was known then, is called; who sits in it is settled when it opens.

    `begins_at` and `room` as far as they were said; earlier builds asked for neither.
    """

    session_id: UUID
    council_id: UUID
    year: int
    held_on: date
    roster: tuple[Seated, ...]
    begins_at: str | None = None
    room: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionOpened:
    """The council met with a quorum, as the pack of the day asks.

    `roster` is who sits in it on this day, and counts as "all members"; earlier builds counted those called and stored none.
    """

    session_id: UUID
    year: int
    held_on: date
    members: int
    present: tuple[str, ...]
    quorum: int
    quorum_citation: str
    quorum_confirmed: bool
    pack_id: str
    pack_hash: str
    roster: tuple[Seated, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberArrived:
    """A member was recorded as present, by name: at the opening, where somebody else opened it, or later."""

    session_id: UUID
    member_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLeft:
    """A member left before the end."""

    session_id: UUID
    member_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteOpened:
    """Members may cast ballots on this nomination."""

    session_id: UUID
    nomination_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteCancelled:
    """The vote had been opened by mistake; nobody had voted."""

    session_id: UUID
    nomination_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteInterrupted:
    """Too few are left: the vote stops. In this session it may open again with the ballots cast so far, in another afresh."""

    session_id: UUID
    nomination_id: UUID
    present: int
    quorum: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteClosed:
    """Counted; the result stands in the nomination's stream. `declared`: why the chair did not wait for all who were there."""

    session_id: UUID
    nomination_id: UUID
    declared: Declared | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionClosed:
    """The session is over."""

    session_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionReopened:
    """It had been closed by mistake, and goes on as it was."""

    session_id: UUID
    year: int
    held_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCalledOff:
    """The session is not held; nothing was voted on in it. Earlier builds asked for no reason."""

    session_id: UUID
    reason: NotHeld | None = None


SessionEvent = (
    SessionCalled
    | SessionCalledOff
    | SessionOpened
    | MemberArrived
    | MemberLeft
    | VoteOpened
    | VoteCancelled
    | VoteInterrupted
    | VoteClosed
    | SessionClosed
    | SessionReopened
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotCast:
    """A member's open ballot; `own_case`: the member is the candidate.

    Earlier builds also stored written opinions so: `channel` is "written" and `document_number` theirs.
    """

    nomination_id: UUID
    session_id: UUID
    member_id: str
    choice: Choice
    channel: Literal["session", "written"]
    document_number: str | None
    own_case: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenOpinionRecorded:
    """The written opinion of a member who was absent was recorded by whoever keeps the session's record."""

    nomination_id: UUID
    session_id: UUID
    member_id: str
    choice: Choice
    document_number: str
    own_case: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenOpinionWithdrawn:
    """What had been recorded as the written opinion of a member was wrong: the member has no ballot."""

    nomination_id: UUID
    session_id: UUID
    member_id: str


BallotEvent = BallotCast | WrittenOpinionRecorded | WrittenOpinionWithdrawn
