"""Commands of the council. A member is known by the opaque subject of the identity provider, never by name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

Seat = Literal["chair", "deputy", "secretary", "member"]
Choice = Literal["yes", "no", "abstain"]
Mode = Literal["open", "secret"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seated:
    """Who sits where; `person_id` is the subject, if the member may be a candidate too."""

    member_id: str
    seat: Seat
    person_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormCouncil:
    """The chairman decides the members of the ward's council."""

    ward_code: str
    at: datetime
    council_id: UUID
    document_number: str
    signed_on: date
    seats: tuple[Seated, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeCouncil:
    """Kiện toàn: from a day on, some members leave and others come."""

    ward_code: str
    at: datetime
    council_id: UUID
    document_number: str
    valid_from: date
    leave: tuple[str, ...]
    come: tuple[Seated, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallSession:
    """Call the members of a day to a session about a year's nominations."""

    ward_code: str
    at: datetime
    session_id: UUID
    council_id: UUID
    year: int
    held_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSession:
    """The secretary opens the session with those who are there."""

    ward_code: str
    at: datetime
    session_id: UUID
    present: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordArrival:
    """A member came later."""

    ward_code: str
    at: datetime
    session_id: UUID
    member_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordDeparture:
    """A member left before the end."""

    ward_code: str
    at: datetime
    session_id: UUID
    member_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenVote:
    """Let the council vote on a nomination; only open ballots are held.

    `earlier_session` is where a vote on it stopped for want of a quorum, if that was another session; looked up at the edge.
    """

    ward_code: str
    at: datetime
    session_id: UUID
    nomination_id: UUID
    mode: Mode
    earlier_session: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CastBallot:
    """A member who is present votes."""

    ward_code: str
    at: datetime
    session_id: UUID
    nomination_id: UUID
    member_id: str
    choice: Choice


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordWrittenOpinion:
    """The secretary records the written opinion of a member who is absent."""

    ward_code: str
    at: datetime
    session_id: UUID
    nomination_id: UUID
    member_id: str
    choice: Choice
    document_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseVote:
    """Count. `members` is the roster of the session, looked up at the edge: each ballot's stream is a condition."""

    ward_code: str
    at: datetime
    session_id: UUID
    nomination_id: UUID
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseSession:
    """The session is over."""

    ward_code: str
    at: datetime
    session_id: UUID


CouncilCommand = FormCouncil | ChangeCouncil
SessionCommand = OpenSession | RecordArrival | RecordDeparture | CloseSession
