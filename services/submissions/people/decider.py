"""Person: registered in a unit, moved between units, gone and come back, erased once. Names are written, never compared.

Pure: no I/O, no clock, no new ids. Everything variable arrives in the command.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar, assert_never

from services.chassis import words
from services.chassis.calendar import local_date
from services.chassis.decider import DomainError, Handles, Refusal, StreamRef, StreamType
from services.chassis.identity.mandates import MandateGranted, reaches
from services.submissions.people.commands import (
    ChangePersonAddress,
    CorrectMembership,
    CorrectPersonName,
    EraseSubject,
    LeaveUnit,
    MovePerson,
    RegisterPerson,
    WithdrawMembership,
)
from services.submissions.people.events import (
    Event,
    Membership,
    MembershipsCorrected,
    PersonAddressChanged,
    PersonLeft,
    PersonMoved,
    PersonNameCorrected,
    PersonRegistered,
    SubjectErased,
)
from services.submissions.people.memberships import shown
from services.submissions.refusals import NOT_FOUND
from services.submissions.units.decider import UNIT, active
from services.submissions.units.decider import State as UnitState
from thidua_contracts.codes import SubjectKind


class PersonRefused(DomainError):
    """What a person's stream refuses."""

    refusals: ClassVar[Mapping[str, Refusal]] = {
        "person.already-registered": Refusal("Cá nhân hoặc hộ gia đình này đã được đăng ký."),
        "not-found": NOT_FOUND,
        "person.erased": Refusal("Dữ liệu cá nhân đã được xóa theo yêu cầu, không thể thay đổi."),
        "person.moved-not-later": Refusal(
            "Ngày này phải sau ngày {member_from}, là ngày ghi gần nhất. Ghi nhầm ngày đó thì dùng “Sửa”.", 422
        ),
        "person.already-there": Refusal(
            "Người này đã ở đơn vị đó với tư cách đó từ ngày {member_from}. Chọn đơn vị khác, hoặc tư cách khác.", 422
        ),
        "person.already-left": Refusal(
            "Đã ghi người này không còn ở đơn vị nào từ ngày {left_on}. Ghi nhầm ngày thì dùng “Sửa”."
        ),
        "person.no-such-membership": Refusal(
            "Không có lần ghi nào từ ngày {recorded_from}. Tải lại trang để xem quá trình hiện nay."
        ),
        "person.nothing-corrected": Refusal("Nội dung sửa giống nội dung đã ghi; không có gì để sửa.", 422),
        "person.first-membership": Refusal(
            "Lần ghi đầu tiên không bỏ được và phải có đơn vị: sửa ngày hoặc đơn vị của lần đó.", 422
        ),
        "person.not-the-last": Refusal(
            "Chỉ bỏ được lần ghi gần nhất, từ ngày {last_from}. Lần ghi trước đó thì dùng “Sửa”."
        ),
        "person.out-of-order": Refusal(
            "Ngày đúng phải nằm giữa lần ghi trước và lần ghi sau: {between}. Sửa hai lần ghi ấy trước nếu chúng sai.",
            422,
        ),
    }


@dataclass(frozen=True, slots=True)
class Unregistered:
    """Nobody has entered this person."""


@dataclass(frozen=True, slots=True)
class Known:
    """The person's memberships, in the order of their days: where they belong, and where they belonged; `kind`: or a household's."""

    memberships: tuple[Membership, ...]
    kind: SubjectKind = SubjectKind.INDIVIDUAL


@dataclass(frozen=True, slots=True)
class Gone:
    """The person's data are erased, on this document."""

    document_number: str


State = Unregistered | Known | Gone


def evolve(state: State, event: Event) -> State:
    """The person after this event."""
    match event:
        case PersonRegistered():
            return Known((membership(event),), event.kind)
        case PersonMoved():
            assert isinstance(state, Known)
            return replace(state, memberships=(*state.memberships, membership(event)))
        case PersonLeft():
            assert isinstance(state, Known)
            left = Membership(member_from=event.left_on, unit_id=None)
            return replace(state, memberships=(*state.memberships, left))
        case MembershipsCorrected():
            assert isinstance(state, Known)
            return replace(state, memberships=event.memberships)
        case PersonNameCorrected() | PersonAddressChanged():
            return state
        case SubjectErased():
            return Gone(event.document_number)
        case _:
            assert_never(event)


def membership(said: PersonRegistered | PersonMoved | MovePerson | CorrectMembership) -> Membership:
    """The membership that a command or event speaks of."""
    return Membership(
        member_from=said.member_from,
        unit_id=said.unit_id,
        direct_worker=said.direct_worker,
        category=said.category,
        posts=said.posts,
    )


PERSON: StreamType[State] = StreamType("person", Unregistered(), evolve)


def known(state: State) -> Known:
    """The person if known and not erased."""
    match state:
        case Known():
            return state
        case Unregistered():
            raise PersonRefused("not-found")
        case Gone():
            raise PersonRefused("person.erased")
        case _:
            assert_never(state)


def reached(state: State, by: MandateGranted | None, day: date) -> Known:
    """The person if known, not erased and on this day within the unit of the one who asks."""
    person = known(state)
    unit_id = shown(person.memberships, day).unit_id
    if not (reaches(by, unit_id) if unit_id is not None else by is None or by.unit_id is None):
        raise PersonRefused("not-found")
    return person


def decide_register(
    command: RegisterPerson, state: State, unit: UnitState, *, by: MandateGranted | None
) -> list[Event]:
    """Enter a person into a living unit; a unit head only into the own one."""
    active(unit, command.member_from)
    if not reaches(by, command.unit_id):
        raise PersonRefused("not-found")
    if not isinstance(state, Unregistered):
        raise PersonRefused("person.already-registered")
    return [
        PersonRegistered(
            person_id=command.person_id,
            kind=command.kind,
            full_name=command.full_name,
            email=command.email,
            unit_id=command.unit_id,
            member_from=command.member_from,
            direct_worker=command.direct_worker,
            category=command.category,
            posts=command.posts,
        )
    ]


def decide_move(command: MovePerson, state: State, unit: UnitState) -> list[Event]:
    """Change the unit or the capacity in it from a later day on, or come back; the same again is nothing."""
    active(unit, command.member_from)
    last, new = known(state).memberships[-1], membership(command)
    if new == last:
        return []
    if replace(new, member_from=last.member_from) == last:
        raise PersonRefused("person.already-there", member_from=words.day(last.member_from))
    _later(last, command.member_from)
    return [
        PersonMoved(
            person_id=command.person_id,
            unit_id=command.unit_id,
            member_from=command.member_from,
            direct_worker=command.direct_worker,
            category=command.category,
            posts=command.posts,
        )
    ]


def decide_leave(command: LeaveUnit, state: State) -> list[Event]:
    """Belong to no unit from a later day on; the same day again is nothing."""
    last = known(state).memberships[-1]
    if last.unit_id is None:
        if last.member_from == command.left_on:
            return []
        raise PersonRefused("person.already-left", left_on=words.day(last.member_from))
    _later(last, command.left_on)
    return [PersonLeft(person_id=command.person_id, left_on=command.left_on)]


def _later(last: Membership, day: date) -> None:
    if day <= last.member_from:
        raise PersonRefused("person.moved-not-later", member_from=words.day(last.member_from))


def decide_correction(command: CorrectMembership, state: State, unit: UnitState | None = None) -> list[Event]:
    """Put what is right in the place of what was recorded; the others keep their days, so the right day lies between them."""
    if unit is not None:
        active(unit, command.member_from)
    before = known(state).memberships
    place = _place(before, command.recorded_from)
    right = membership(command)
    if right == before[place]:
        raise PersonRefused("person.nothing-corrected")
    if place == 0 and right.unit_id is None:
        raise PersonRefused("person.first-membership")
    after = [each.member_from for each in before[place + 1 : place + 2]]
    earlier = [each.member_from for each in before[:place][-1:]]
    if any(day >= right.member_from for day in earlier) or any(day <= right.member_from for day in after):
        bounds = [f"sau ngày {words.day(day)}" for day in earlier] + [f"trước ngày {words.day(day)}" for day in after]
        raise PersonRefused("person.out-of-order", between=", ".join(bounds))
    return _corrected(command, (*before[:place], right, *before[place + 1 :]))


def decide_withdrawal(command: WithdrawMembership, state: State) -> list[Event]:
    """Take the newest membership back: the one before it goes on."""
    before = known(state).memberships
    if _place(before, command.last_from) != len(before) - 1:
        raise PersonRefused("person.not-the-last", last_from=words.day(before[-1].member_from))
    if len(before) == 1:
        raise PersonRefused("person.first-membership")
    return _corrected(command, before[:-1])


def _place(memberships: tuple[Membership, ...], recorded_from: date) -> int:
    for place, each in enumerate(memberships):
        if each.member_from == recorded_from:
            return place
    raise PersonRefused("person.no-such-membership", recorded_from=words.day(recorded_from))


def _corrected(command: CorrectMembership | WithdrawMembership, right: tuple[Membership, ...]) -> list[Event]:
    return [
        MembershipsCorrected(person_id=command.person_id, memberships=right, document_number=command.document_number)
    ]


def decide(
    command: CorrectPersonName | ChangePersonAddress | EraseSubject, state: State, *, by: MandateGranted | None
) -> list[Event]:
    """What concerns the person alone."""
    match command:
        case CorrectPersonName():
            reached(state, by, local_date(command.at))
            return [PersonNameCorrected(person_id=command.person_id, full_name=command.full_name)]
        case ChangePersonAddress():
            reached(state, by, local_date(command.at))
            return [PersonAddressChanged(person_id=command.person_id, email=command.email)]
        case EraseSubject():
            return erase(command, state)
        case _:
            assert_never(command)


def erase(command: EraseSubject, state: State) -> list[Event]:
    """Erase once; on the same document again, nothing happens."""
    if state == Gone(command.document_number):
        return []
    known(state)
    return [SubjectErased(person_id=command.person_id, document_number=command.document_number)]


def _correction_streams(command: CorrectMembership) -> tuple[StreamRef[Any], ...]:
    named = (PERSON.at(command.person_id),)
    return named if command.unit_id is None else (*named, UNIT.read(command.unit_id))


KEEPERS = frozenset({"clerk", "chairman", "unit-head"})
OFFICE = frozenset({"clerk", "chairman"})
"""Who says where people belong: a head who could would take people from another unit."""

HANDLES: tuple[Handles[Any], ...] = (
    Handles(
        RegisterPerson,
        lambda c: (PERSON.new(c.person_id), UNIT.read(c.unit_id)),
        decide_register,
        roles=KEEPERS,
        by_whom=True,
    ),
    Handles(
        MovePerson,
        lambda c: (PERSON.at(c.person_id), UNIT.read(c.unit_id)),
        decide_move,
        roles=OFFICE,
    ),
    Handles(LeaveUnit, lambda c: (PERSON.at(c.person_id),), decide_leave, roles=OFFICE),
    Handles(CorrectMembership, _correction_streams, decide_correction, roles=OFFICE),
    Handles(WithdrawMembership, lambda c: (PERSON.at(c.person_id),), decide_withdrawal, roles=OFFICE),
    Handles(CorrectPersonName, lambda c: (PERSON.at(c.person_id),), decide, roles=KEEPERS, by_whom=True),
    Handles(ChangePersonAddress, lambda c: (PERSON.at(c.person_id),), decide, roles=KEEPERS, by_whom=True),
    Handles(
        EraseSubject,
        lambda c: (PERSON.at(c.person_id),),
        decide,
        roles=frozenset({"chairman", "city-officer"}),
        by_whom=True,
    ),
)
