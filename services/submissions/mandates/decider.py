"""Granting and relieving mandates: who may give which role to whom, that its ward is registered, and that a unit's role names a
living unit there; and which registered person holds a mandate.

Pure: no I/O, no clock, no new ids. The life of a mandate itself is the chassis': `services.chassis.identity.mandates`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final, assert_never
from uuid import UUID

from services.chassis import words
from services.chassis.decider import CITY, DomainError, Handles, Refusal, StreamRef, StreamType, names_ward
from services.chassis.identity import mandates
from services.chassis.identity.mandates import (
    MANDATE,
    Event,
    Granted,
    GrantMandate,
    MandateGranted,
    Relieved,
    RelieveMandate,
)
from services.submissions.mandates.commands import EndMandates, NameHolder
from services.submissions.mandates.events import HolderNamed
from services.submissions.people.decider import PERSON, known
from services.submissions.people.decider import State as PersonState
from services.submissions.people.resolving import READERS
from services.submissions.refusals import NOT_FOUND
from services.submissions.units.decider import UNIT, active
from services.submissions.units.decider import State as UnitState
from services.submissions.wards.decider import Registered, Unregistered, found_ward
from services.submissions.wards.decider import State as WardState
from thidua_contracts.codes import UNIT_ROLES, WATCHING_ROLES

OF_THE_CITY = frozenset({"city-officer", "operator"})
"""Roles that are held for the whole city, never for one ward."""

ACCOUNT: Final = re.compile(r"(?!system:|service:)[!-~]+")
"""What the issuer may call a person; one letter that only looks like another would give a role that nobody can use."""

OF_A_BLOC = frozenset({"bloc-secretary"})
"""Roles that may be held for a bloc, under the bloc's code; blocs and their members are known to another service."""

OF_THE_UNITS = UNIT_ROLES | {"citizen"}

WITHIN_THE_WARD = OF_THE_UNITS | WATCHING_ROLES | {"council-member", "council-secretary"}

GRANTABLE: Mapping[str, frozenset[str]] = {
    "clerk": OF_THE_UNITS,
    "chairman": WITHIN_THE_WARD | {"clerk"},
    "city-officer": WITHIN_THE_WARD | {"clerk", "chairman", "bloc-secretary"},
    "operator": WITHIN_THE_WARD | {"clerk", "chairman", "bloc-secretary", "city-officer", "operator"},
}
"""Which roles a role may grant and relieve: never one's own rank, except that operators appoint operators.

Who sits in the council the chairman decides: a clerk who could end a member's mandate could keep the member from voting.
"""


class GrantRefused(DomainError):
    """Why somebody may not give or end a role."""

    refusals: ClassVar[Mapping[str, Refusal]] = {
        "mandate.above-own-rank": Refusal(
            "Quyền hạn được giao của đồng chí không cho phép giao hoặc thôi giao vai trò này. Hãy đề nghị cấp trên.",
            403,
        ),
        "mandate.to-oneself": Refusal(
            "Không ai tự giao quyền cho chính mình. Hãy đề nghị Chủ tịch UBND hoặc cấp trên giao vai trò này.", 403
        ),
        "not-found": NOT_FOUND,
        "mandate.own-holder": Refusal(
            "Không ai tự ghi họ tên cho quyền của chính mình. Hãy đề nghị người đã giao quyền ghi.", 403
        ),
        "mandate.holder-named": Refusal(
            "Quyền này đã ghi một người giữ khác. Để trống ô “Người giữ” để bỏ tên đã ghi, rồi ghi lại."
        ),
        "mandate.no-account": Refusal(
            "Mã người dùng không có dấu và không có khoảng trắng. Ghi đúng mã ở hệ thống định danh.", 422
        ),
        "mandate.unit-missing": Refusal("Vai trò của đơn vị phải gắn với một đơn vị. Hãy chọn đơn vị.", 422),
        "mandate.city-only": Refusal("Vai trò cấp thành phố không giao cho riêng một phường, xã.", 422),
        "mandate.ward-only": Refusal(
            "Vai trò này giao cho một phường, xã hoặc một khối thi đua, không giao cho cả thành phố. Hãy chọn nơi được giao.",
            422,
        ),
        "mandate.bloc-only": Refusal(
            "Theo mã khối thi đua chỉ giao vai trò thư ký khối. Vai trò khác giao theo mã phường, xã.", 422
        ),
        "mandate.ward-unknown": Refusal(
            "Chưa có phường, xã nào đăng ký mã {code}. Xem lại mã, hoặc đăng ký phường, xã trước rồi giao quyền.", 422
        ),
        "mandate.ward-ended": Refusal(
            "{name} kết thúc từ ngày {ended_on}: từ ngày đó không ai được giao quyền ở đó. Hãy giao quyền ở đơn vị kế tiếp.",
            422,
        ),
    }


def may_grant(by: MandateGranted | None, role: str) -> None:
    """Refuse unless the mandate that is recorded may give and end `role`; the system itself gives the first ones."""
    if by is not None and role not in GRANTABLE.get(by.role, frozenset()):
        raise GrantRefused("mandate.above-own-rank")


def decide_grant(
    command: GrantMandate,
    state: mandates.State,
    ward: WardState,
    unit: UnitState | None = None,
    *,
    by: MandateGranted | None,
) -> Sequence[Event]:
    """Grant to somebody else in a registered ward, for a unit that exists where the role belongs to one.

    Which blocs there are is not known here.
    """
    may_grant(by, command.role)
    if by is not None and by.principal == command.principal:
        raise GrantRefused("mandate.to-oneself")
    if ACCOUNT.fullmatch(command.principal) is None:
        raise GrantRefused("mandate.no-account")
    if command.role in UNIT_ROLES and command.unit_id is None:
        raise GrantRefused("mandate.unit-missing")
    if command.role in OF_THE_CITY and command.ward_code != CITY:
        raise GrantRefused("mandate.city-only")
    if command.role not in OF_THE_CITY and command.ward_code == CITY:
        raise GrantRefused("mandate.ward-only")
    of_a_bloc = command.ward_code != CITY and not names_ward(command.ward_code)
    if of_a_bloc and command.role not in OF_A_BLOC:
        raise GrantRefused("mandate.bloc-only")
    if not of_a_bloc and command.ward_code != CITY and isinstance(ward, Unregistered):
        raise GrantRefused("mandate.ward-unknown", code=command.ward_code)
    if isinstance(ward, Registered) and ward.ended_on is not None and ward.ended_on <= command.valid_from:
        raise GrantRefused("mandate.ward-ended", name=ward.name, ended_on=words.day(ward.ended_on))
    if unit is not None:
        active(unit, command.valid_from)
    return mandates.grant(command, state)


def decide_relief(command: RelieveMandate, state: mandates.State, *, by: MandateGranted | None) -> Sequence[Event]:
    """End what the recorded mandate may give."""
    if isinstance(state, Granted):
        may_grant(by, state.grant.role)
    return mandates.relieve(command, state)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a mandate, of the registered people; None while nobody has said so."""

    person_id: UUID | None = None


def evolve(_: Holder, event: HolderNamed) -> Holder:
    """The holder after this event."""
    match event:
        case HolderNamed():
            return Holder(event.person_id)
        case _:
            assert_never(event)


HOLDER: Final[StreamType[Holder]] = StreamType("holder", Holder(), evolve)


def decide_holder(
    command: NameHolder,
    state: Holder,
    mandate: mandates.State,
    person: PersonState | None = None,
    *,
    by: MandateGranted | None,
) -> list[HolderNamed]:
    """Name whoever holds the mandate: by whom may give it, and never by its holder; the same person again is nothing."""
    match mandate:
        case Granted(grant=MandateGranted() as grant) | Relieved(grant=MandateGranted() as grant):
            may_grant(by, grant.role)
        case _:
            raise GrantRefused("not-found")
    if by is not None and by.principal == grant.principal:
        raise GrantRefused("mandate.own-holder")
    if person is not None:
        known(person)
    if state.person_id == command.person_id:
        return []
    if state.person_id is not None and command.person_id is not None:
        raise GrantRefused("mandate.holder-named")  # nobody writes over a name that they have not seen
    return [HolderNamed(mandate_id=command.mandate_id, person_id=command.person_id)]


def _holder_streams(command: NameHolder) -> tuple[StreamRef[Any], ...]:
    named = (HOLDER.new(command.mandate_id), MANDATE.read(command.mandate_id))
    return named if command.person_id is None else (*named, PERSON.read(command.person_id))


def _grant_streams(command: GrantMandate) -> tuple[StreamRef[Any], ...]:
    named = (MANDATE.new(command.mandate_id), found_ward(command.ward_code))
    return named if command.unit_id is None else (*named, UNIT.read(command.unit_id))


GRANTERS = frozenset(GRANTABLE)
NAMERS = GRANTERS & READERS
"""Who says which person holds a mandate: whoever grants, except roles that are told no names."""


def decide_ends(command: EndMandates, *states: mandates.State) -> Mapping[StreamRef[Any], Sequence[Event]]:
    """End what still holds of these mandates."""
    return {
        MANDATE.at(one): mandates.relieve(RelieveMandate(command.ward_code, command.at, one), state)
        for one, state in zip(command.mandates, states, strict=True)
    }


HANDLES: tuple[Handles[Any], ...] = (
    Handles(GrantMandate, _grant_streams, decide_grant, roles=GRANTERS, by_whom=True),
    Handles(RelieveMandate, lambda c: (MANDATE.at(c.mandate_id),), decide_relief, roles=GRANTERS, by_whom=True),
    Handles(NameHolder, _holder_streams, decide_holder, roles=NAMERS, by_whom=True),
    Handles(EndMandates, lambda c: tuple(MANDATE.at(one) for one in c.mandates), decide_ends),
)
