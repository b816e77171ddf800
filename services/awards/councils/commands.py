"""Commands of the council. A member is known by the opaque subject of the identity provider, never by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from services.awards.ids import council_id
from services.chassis.kit.fields import At, Context, Day, Looked, Printed, Ref, Rows, Several, Text, Ward
from services.chassis.kit.fields import Choice as OneOf

Seat = Literal["chair", "deputy", "secretary", "member"]
Choice = Literal["yes", "no", "abstain"]
Mode = Literal["open", "secret"]
SEAT_WORDS: Final = {
    "chair": "Chủ tịch Hội đồng",
    "deputy": "Phó Chủ tịch Hội đồng",
    "secretary": "Thư ký Hội đồng",
    "member": "Ủy viên",
}
Declared = Literal["time-over", "declined", "unable"]
DECLARED: Final[Mapping[Declared, str]] = {
    "time-over": "hết thời gian bỏ phiếu đã thông báo",
    "declined": "người còn lại không bỏ phiếu dù đã được nhắc",
    "unable": "người còn lại không bỏ phiếu được trên hệ thống",
}
"""Why the chair ends a vote while somebody present has not voted. Code words: what members do is no matter of free text."""
NotHeld = Literal["another-day", "too-few", "not-ready", "instructed", "mistake"]
NOT_HELD: Final[Mapping[NotHeld, str]] = {
    "another-day": "chuyển phiên họp sang ngày khác",
    "too-few": "không đủ thành viên dự họp",
    "not-ready": "hồ sơ chưa chuẩn bị xong",
    "instructed": "theo chỉ đạo của cấp trên",
    "mistake": "triệu tập nhầm",
}
"""Why a session for which members were called is not held."""
MOST_HOUR: Final = 50
MOST_ROOM: Final = 200
"""Letters of the hour and the place of a session, as the invitation says them."""
ACCOUNT: Final = r"^[!-~]+$"
MemberId = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=ACCOUNT)]
"""The opaque subject of the identity provider."""
DOCUMENT: Final = Printed("Số quyết định", most=100, pattern=r"^\S(.*\S)?$", example="12/QĐ-UBND")
DocumentNumber = Annotated[str, DOCUMENT, Field(examples=["12/QĐ-UBND"])]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seated:
    """Who sits where; `person_id` is the subject, if the member may be a candidate too."""

    member_id: Annotated[
        str,
        Text(
            "Tài khoản đăng nhập",
            most=200,
            pattern=ACCOUNT,
            hint="Như ghi khi giao quyền thành viên, thư ký Hội đồng; không có dấu cách.",
        ),
    ]
    seat: Annotated[Seat, OneOf("Ghế", words=SEAT_WORDS)]
    person_id: Annotated[
        UUID | None, Ref("Cá nhân", options="people", hint="Chọn khi người này có thể được đề nghị khen thưởng.")
    ] = None


_SEAT: Final = "Một ghế trong Hội đồng; `person_id` là mã đối tượng nếu thành viên có thể được đề nghị khen thưởng."
SEATS: Final = Rows("Thành viên", row="Thành viên", body="SeatBody", about=_SEAT)
COME: Final = Rows("Tham gia mới", row="Thành viên", body="SeatBody", about=_SEAT)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormCouncil:
    """The chairman decides the members of the ward's council."""

    ward_code: Ward
    at: At
    document_number: DocumentNumber
    signed_on: Annotated[date, Day("Ngày ký")]
    seats: Annotated[tuple[Seated, ...], SEATS]
    known: Annotated[frozenset[UUID], Looked] = frozenset()
    """Which of the people named beside the seats the ward knows."""

    @property
    def council_id(self) -> UUID:
        """The council of the ward, which there is once."""
        return council_id(self.ward_code)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeCouncil:
    """Kiện toàn: from a day on, some members leave and others come."""

    ward_code: Ward
    at: At
    council_id: Annotated[UUID, Context("path", "council")]
    document_number: DocumentNumber
    valid_from: Annotated[date, Day("Từ ngày")]
    leave: Annotated[tuple[MemberId, ...], Several("Thôi tham gia", options="seated")] = ()
    come: Annotated[tuple[Seated, ...], COME] = ()
    known: Annotated[frozenset[UUID], Looked] = frozenset()
    """Which of the people named beside the new seats the ward knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackCouncilChange:
    """The last change, which is to come or comes today, was recorded wrongly: the members stay as they are."""

    ward_code: Ward
    at: At
    council_id: Annotated[UUID, Context("path", "council")]
    met: Annotated[bool, Looked] = False
    """Whether the members of the last change were called to a session, or sat in one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallSession:
    """Call the members of a day to a session about a year's nominations."""

    ward_code: str
    at: datetime
    session_id: UUID
    council_id: UUID
    year: int
    held_on: date
    begins_at: str | None = None
    room: str | None = None
    """When it begins ("8 giờ 30 phút") and where it meets, for the invitation; written in by hand where they are not said."""


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
class CancelVote:
    """A vote was opened by mistake, and nobody has voted. `members` is the roster, as of `CloseVote`."""

    ward_code: str
    at: datetime
    session_id: UUID
    nomination_id: UUID
    members: tuple[str, ...]


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
class WithdrawWrittenOpinion:
    """The written opinion of a member was recorded wrongly; while the vote is open it may be recorded anew."""

    ward_code: str
    at: datetime
    session_id: UUID
    nomination_id: UUID
    member_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseVote:
    """Count. `members` is the roster of the session, looked up at the edge: each ballot's stream is a condition.

    `declared`: why the chair ends the vote although somebody who is present has not voted.
    """

    ward_code: str
    at: datetime
    session_id: UUID
    nomination_id: UUID
    members: tuple[str, ...]
    declared: Declared | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseSession:
    """The session is over."""

    ward_code: str
    at: datetime
    session_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenSession:
    """The session was closed by mistake: it goes on, on the same day."""

    ward_code: str
    at: datetime
    session_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOffSession:
    """The session for which members were called is not held: a mistake, or it has to be another day."""

    ward_code: str
    at: datetime
    session_id: UUID
    reason: NotHeld


CouncilCommand = FormCouncil | ChangeCouncil | TakeBackCouncilChange
SittingCommand = CallOffSession | RecordArrival | RecordDeparture | CloseSession | ReopenSession
