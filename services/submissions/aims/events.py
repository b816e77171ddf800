"""Events of what a unit aims at in a year, one stream per unit and year; and of the ward's call for it, one per ward and year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Final
from uuid import UUID

from services.chassis.kit.fields import Choice, Number, Rows, Several
from services.submissions.aims.catalogue import MEASURED, OF_PEOPLE, OF_UNITS

RETURNS: Final = {
    "titles": "Danh hiệu chưa phù hợp",
    "people": "Thiếu hoặc thừa cá nhân, hộ gia đình",
    "targets": "Thiếu chỉ tiêu phường, xã giao",
    "low": "Mức chỉ tiêu thấp hơn mức được giao",
    "unfit": "Chưa sát chức năng, nhiệm vụ của đơn vị",
}
"""Why a registration is returned: a closed list, for nothing that names somebody can be taken out of an event."""
AMENDED: Final = {
    "tasks": "Nhiệm vụ được giao thay đổi",
    "people": "Nhân sự thay đổi",
    "conditions": "Điều kiện thực hiện thay đổi",
    "mistake": "Đã đăng ký chưa đúng",
}
"""Why what was accepted is changed: a closed list, too."""
MOST: Final = Decimal(10**9)


@dataclass(frozen=True, slots=True, kw_only=True)
class MembersTitle:
    """A title, and who of the unit aims at it: people or households by their ids."""

    title: Annotated[str, Choice("Danh hiệu", words=OF_PEOPLE, options="aims-members-titles")]
    people: Annotated[
        tuple[UUID, ...],
        Several("Cá nhân, hộ gia đình", options="aims-people", least=1, most=100, at_once=True),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What the unit means to reach by the end of the year."""

    indicator: Annotated[str, Choice("Chỉ tiêu", words=MEASURED)]
    value: Annotated[Decimal, Number("Mức phấn đấu", least=Decimal(0), most=MOST, example="95")]


@dataclass(frozen=True, slots=True, kw_only=True)
class AimsContent:
    """What a unit aims at: titles of its own, titles of its people, targets."""

    titles: Annotated[
        tuple[str, ...], Several("Danh hiệu của đơn vị", words=OF_UNITS, options="aims-titles", most=10)
    ] = ()
    members: Annotated[
        tuple[MembersTitle, ...],
        Rows(
            "Danh hiệu của cá nhân, hộ gia đình",
            row="Danh hiệu",
            most=10,
            body="AimedTitle",
            about="Một danh hiệu và những người của đơn vị phấn đấu đạt danh hiệu đó.",
        ),
    ] = ()
    targets: Annotated[
        tuple[Target, ...],
        Rows("Chỉ tiêu", row="Chỉ tiêu", most=30, body="Target", about="Một chỉ tiêu và mức phấn đấu trong năm."),
    ] = ()

    @property
    def people(self) -> tuple[UUID, ...]:
        """Everybody who is named, each once."""
        return tuple(dict.fromkeys(one for each in self.members for one in each.people))


@dataclass(frozen=True, slots=True, kw_only=True)
class AimsCalled:
    """The ward calls on its units to register for a year, until a day."""

    call_id: UUID
    year: int
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AimsCallMoved:
    """Units have until another day."""

    call_id: UUID
    year: int
    was: date
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AimsCalledOff:
    """Nobody has to register for that year; what was registered stays."""

    call_id: UUID
    year: int
    reason: str


CallEvent = AimsCalled | AimsCallMoved | AimsCalledOff


@dataclass(frozen=True, slots=True, kw_only=True)
class AimsAsked:
    """A unit is to register by a day; `earliest`: the day of its own that a unit of later days has, before which it is never due."""

    aims_id: UUID
    unit_id: UUID
    year: int
    due_on: date
    earliest: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AimsDeadlineMoved:
    """The unit has until another day; `already_sent` says that it needs it no more."""

    aims_id: UUID
    unit_id: UUID
    year: int
    due_on: date
    already_sent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AimsReleased:
    """Nobody asks the unit to register any more; what it has registered stays."""

    aims_id: UUID
    unit_id: UUID
    year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AimsRegistered:
    """The unit has registered what it aims at; the ward's office has it to look at."""

    aims_id: UUID
    unit_id: UUID
    year: int
    content: AimsContent
    registered_on: date
    on_time: bool
    by_office: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AimsChanged:
    """What was registered was written anew before the office answered."""

    aims_id: UUID
    content: AimsContent
    by_office: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AimsSentAgain:
    """What was returned was mended and sent again."""

    aims_id: UUID
    unit_id: UUID
    year: int
    content: AimsContent
    by_office: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AimsWithdrawn:
    """The unit took it back; `due_on` is the day by which it has to register, None where it need not.

    `accepted`: it was what had been accepted, so that nothing holds any more; of a change that waits, what was accepted before holds.
    `amendment`: it was such a change, False in older records, of which nobody said who did it.
    """

    aims_id: UUID
    unit_id: UUID
    year: int
    due_on: date | None
    reason: str
    accepted: bool
    by_office: bool | None
    amendment: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AimsReturned:
    """The office gave it back to be mended; the reasons are words of `RETURNS`.

    `targets` and `people` are the lines that it is about; earlier builds stored none.
    """

    aims_id: UUID
    unit_id: UUID
    year: int
    reasons: tuple[str, ...]
    targets: tuple[str, ...] = ()
    people: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AimsReturnTakenBack:
    """It was returned by mistake: the office has it to look at again."""

    aims_id: UUID
    unit_id: UUID
    year: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AimsAccepted:
    """The office has accepted it, as `content` says."""

    aims_id: UUID
    unit_id: UUID
    year: int
    content: AimsContent
    accepted_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AimsAcceptanceTakenBack:
    """It was accepted by mistake: the office has it to look at again; `holds` is what had been accepted before, None where nothing was."""

    aims_id: UUID
    unit_id: UUID
    year: int
    reason: str
    holds: AimsContent | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AimsAmended:
    """What was accepted is changed: the office has it to look at again, while what was accepted holds on. `why` is a word of `AMENDED`."""

    aims_id: UUID
    unit_id: UUID
    year: int
    content: AimsContent
    why: str
    by_office: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetReached:
    """How far the unit was with a target by the end of a quarter, as `source` says; said again, it corrects what was said before."""

    aims_id: UUID
    indicator: str
    quarter: int
    value: Decimal
    source: str
    document_number: str | None
    by_office: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachedTakenBack:
    """What was said of a target by the end of a quarter was a mistake."""

    aims_id: UUID
    indicator: str
    quarter: int
    reason: str


Event = (
    AimsAsked
    | AimsDeadlineMoved
    | AimsReleased
    | AimsRegistered
    | AimsChanged
    | AimsSentAgain
    | AimsWithdrawn
    | AimsReturned
    | AimsReturnTakenBack
    | AimsAccepted
    | AimsAcceptanceTakenBack
    | AimsAmended
    | TargetReached
    | ReachedTakenBack
)
