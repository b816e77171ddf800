"""What happened to a bloc. Every stream of a bloc carries the bloc's code as its ward code, for ever."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.blocs.document import Document


@dataclass(frozen=True, slots=True)
class BlocEstablished:
    """The level above set up a bloc (thành lập khối)."""

    bloc_code: str
    name: str
    first_year: int
    document: Document


@dataclass(frozen=True, slots=True)
class BlocCorrected:
    """Name and first year are these, says this document (sửa tên khối)."""

    bloc_code: str
    name: str
    first_year: int
    document: Document


@dataclass(frozen=True, slots=True)
class MemberAdmitted:
    """A ward belongs to the bloc from this day on (thành viên tham gia)."""

    bloc_code: str
    member_ward: str
    from_day: date
    document: Document


@dataclass(frozen=True, slots=True)
class MemberReleased:
    """A ward belongs to the bloc up to and including this day (thành viên rời khối)."""

    bloc_code: str
    member_ward: str
    last_day: date
    document: Document


@dataclass(frozen=True, slots=True)
class StayCorrected:
    """A ward belongs to the bloc on these days, not on those that were recorded (sửa ngày tham gia, rời khối)."""

    bloc_code: str
    member_ward: str
    was_from_day: date
    was_last_day: date | None
    from_day: date
    last_day: date | None
    document: Document


@dataclass(frozen=True, slots=True)
class AdmissionWithdrawn:
    """A stay was recorded by mistake: the ward never had it (rút tiếp nhận ghi nhầm)."""

    bloc_code: str
    member_ward: str
    was_from_day: date
    was_last_day: date | None
    document: Document


@dataclass(frozen=True, slots=True)
class HeadAppointed:
    """Head (Khối trưởng) and deputy (Khối phó) of one year."""

    bloc_code: str
    year: int
    head_ward: str
    deputy_ward: str | None
    from_day: date
    document: Document


@dataclass(frozen=True, slots=True)
class HeadHandedOver:
    """The head of this year passed to another member on a day within the year (bàn giao Khối trưởng)."""

    bloc_code: str
    year: int
    from_ward: str
    to_ward: str
    on_day: date
    document: Document
    deputy_named: bool
    """Whether it says who is deputy from then on; earlier builds said nothing: the deputy stayed, unless it became head."""
    deputy_ward: str | None


@dataclass(frozen=True, slots=True)
class HandOverTakenBack:
    """The hand-over on this day was recorded by mistake: `to_ward` heads the year again, since `since`."""

    bloc_code: str
    year: int
    from_ward: str
    to_ward: str
    on_day: date
    since: date


Event = (
    BlocEstablished
    | BlocCorrected
    | MemberAdmitted
    | MemberReleased
    | StayCorrected
    | AdmissionWithdrawn
    | HeadAppointed
    | HeadHandedOver
    | HandOverTakenBack
)


@dataclass(frozen=True, slots=True)
class Days:
    """From a first to a last day, both included; without a last one it goes on."""

    from_day: date
    last_day: date | None

    def holds(self, other: Days) -> bool:
        """Whether each day of the other one belongs to it."""
        ends = self.last_day is None or (other.last_day is not None and other.last_day <= self.last_day)
        return self.from_day <= other.from_day and ends

    def overlaps(self, other: Days) -> bool:
        """Whether any day belongs to both."""
        first, second = sorted((self, other), key=lambda days: days.from_day)
        return first.last_day is None or second.from_day <= first.last_day


@dataclass(frozen=True, slots=True)
class StaysStated:
    """In this bloc the ward stays on these days and no others: what a second bloc looks at, kept in a stream of the ward's own."""

    member_ward: str
    bloc_code: str
    bloc_name: str
    stays: tuple[Days, ...]
